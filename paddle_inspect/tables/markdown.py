"""GitHub's Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from paddle_inspect.base.text import printable
from paddle_inspect.tables.table import Section, Table, escaped

#: An underscore inside a word means nothing to Markdown, nor do a star without another and brackets without a link.
_MARKDOWN = re.compile(r"[\\`<|]|\*(?=.*\*)|~(?=~)|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])|\[(?=[^\]]*\][(\[])")


def markdown(table: Table, links: Mapping[str, str] | None = None) -> str:
    """A GitHub table.

    Args:
        table: what to print; Markdown finds nothing to interpret in its cells.
        links: where cells of that text lead.
    """
    header = _markdown_line([markdown_text(column.title) for column in table.columns])
    rule = "|" + "|".join(" ---: " if column.right else " --- " for column in table.columns) + "|\n"
    rows = ([_markdown_cell(cell, links or {}) for cell in row] for row in table.rows)
    return header + rule + "".join(map(_markdown_line, rows))


def _markdown_cell(cell: str, links: Mapping[str, str]) -> str:
    text = markdown_text(cell).replace("\n", " ")
    return f"[{text}]({quote(links[cell])})" if cell in links else text


def _markdown_line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"


def markdown_text(text: str) -> str:
    """Text in which Markdown finds nothing to interpret; what it would leave alone stays as it is.

    >>> markdown_text("__a__ b_c *d* [1, 2] [e](f)")
    '\\\\_\\\\_a\\\\_\\\\_ b_c \\\\*d* [1, 2] \\\\[e](f)'
    """
    return _MARKDOWN.sub(r"\\\g<0>", text)


def markdown_document(title: str, sections: Sequence[Section], links: Mapping[str, str] | None = None) -> str:
    """A Markdown page: one heading for it, one below for each section.

    Args:
        title: of the page.
        sections: what is on it.
        links: where table cells of that text lead, as paths from this page.
    """
    parts = [f"# {markdown_text(printable(title))}\n"]
    for section in sections:
        parts.append(f"## {markdown_text(printable(section.title))}\n")
        if section.table is not None:
            parts.append(markdown(escaped(section.table), links))
        parts += [f"{markdown_text(printable(note))}\n" for note in section.notes]
    return "\n".join(parts)
