"""GitHub's Markdown, as MkDocs reads it, too."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from paddle_inspect.tables.document import Document, Section, Table

SUFFIX = ".md"
LINKS = True

#: An underscore inside a word means nothing to Markdown, nor do a star without another and brackets without a link.
_MARKUP = re.compile(r"[\\`<|]|\*(?=.*\*)|~(?=~)|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])|\[(?=[^\]]*\][(\[])")
#: What would begin a list, a heading, a quotation, a rule or the target of a link; a list's number stands before it.
_OPENING = re.compile(r"(\d{1,9}(?=[.)](?:\s|$)))?(?=[-+*.)](?:\s|$)|-[-\s]*$|#{1,6}(?:\s|$)|>|\[[^\]]*\]:)")


def render(document: Document) -> str:
    """A document: one heading for it, one below for each section."""
    return "\n".join(part for section in document.parts for part in _section(section, document.links))


def _section(section: Section, links: Mapping[str, str]) -> list[str]:
    parts = [f"{'#' * section.level} {quoted(section.title)}\n"] if section.title else []
    if section.table is not None:
        parts.append(table(section.table, links))
    return parts + [f"{_paragraph(note)}\n" for note in section.said]


def _paragraph(text: str) -> str:
    """Text on lines of its own, which stays a paragraph whatever it begins with."""
    text = quoted(text.strip())
    opening = _OPENING.match(text)
    return text if opening is None else f"{text[: opening.end()]}\\{text[opening.end() :]}"


def table(table: Table, links: Mapping[str, str]) -> str:
    """A GitHub table; `links` say where cells of that text lead, without the suffix of documents."""
    header = _line([quoted(column.title) for column in table.columns])
    rule = "|" + "|".join(" ---: " if column.right else " --- " for column in table.columns) + "|\n"
    return header + rule + "".join(_line([_cell(cell, links) for cell in row]) for row in table.rows)


def _cell(cell: str, links: Mapping[str, str]) -> str:
    if cell not in links:
        return quoted(cell)
    from urllib.parse import quote  # only where there are links

    return f"[{quoted(cell)}]({quote(links[cell])}{SUFFIX})"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"


def quoted(text: str) -> str:
    """Text in which Markdown finds nothing to interpret; what it would leave alone stays as it is.

    >>> quoted("__a__ b_c *d* [1, 2] [e](f)")
    '\\\\_\\\\_a\\\\_\\\\_ b_c \\\\*d* [1, 2] \\\\[e](f)'
    """
    return _MARKUP.sub(r"\\\g<0>", text)
