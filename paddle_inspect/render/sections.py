"""A document of titled sections, each with a table and lines of text, in the formats that pages are written in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TextIO

from paddle_inspect.render.table import Column, Table, escaped, markdown, markdown_text
from paddle_inspect.text import display_width, printable


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of a document: a title, a table, and notes below it; either of the two may be absent."""

    title: str
    table: Table | None = None
    notes: tuple[str, ...] = ()


def facts(rows: Iterable[tuple[str, str]], columns: tuple[str, str] = ("fact", "value")) -> Table:
    """A table of names and values."""
    return Table(tuple(map(Column, columns)), tuple(rows))


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


def rst_document(title: str, sections: Sequence[Section], links: Mapping[str, str] | None = None) -> str:
    """A reStructuredText page; `links` as in `markdown_document`, as Sphinx's `:doc:` roles."""
    parts = [_rst_title(title, "=")]
    for section in sections:
        parts.append(_rst_title(section.title, "-"))
        if section.table is not None:
            parts.append(rst_grid(escaped(section.table), links))
        parts += [f"{rst_text(printable(note))}\n" for note in section.notes]
    return "\n".join(parts)


def _rst_title(title: str, rule: str) -> str:
    text = rst_text(printable(title))
    return f"{text}\n{rule * display_width(text)}\n"


def rst_grid(table: Table, links: Mapping[str, str] | None = None) -> str:
    """A grid table; what reStructuredText would interpret in a cell is escaped. Numbers lean to the right."""
    header = [rst_text(column.title) for column in table.columns]
    rows = [[_rst_cell(cell, links or {}) for cell in row] for row in table.rows]
    widths = [max(map(display_width, cells)) for cells in zip(header, *rows, strict=True)]
    rule = "+" + "+".join("-" * (width + 2) for width in widths) + "+\n"
    left = [False] * len(header)
    right = [column.right for column in table.columns]
    lines = [rule, _grid_line(header, widths, left), rule.replace("-", "=") if rows else rule]
    for row in rows:
        lines += [_grid_line(row, widths, right), rule]
    return "".join(lines)


def _rst_cell(cell: str, links: Mapping[str, str]) -> str:
    return f":doc:`{rst_text(cell)} <{links[cell]}>`" if cell in links else rst_text(cell)


def _grid_line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = []
    for cell, width, lean in zip(cells, widths, right, strict=True):
        space = " " * (width - display_width(cell))
        padded.append(f" {space}{cell} " if lean else f" {cell}{space} ")
    return "|" + "|".join(padded) + "|\n"


def rst_text(text: str) -> str:
    """Text in which reStructuredText finds nothing to interpret.

    >>> rst_text("__internal_testing__/tiny"), rst_text("-")
    ('\\\\_\\\\_internal\\\\_testing\\\\_\\\\_/tiny', '\\\\-')
    """
    quoted = re.sub(r"([\\*`_|<>:])", r"\\\1", " ".join(text.split()))
    return re.sub(r"^([-+=~.\"'#(]|\w{1,4}[.)](?=\s|$))", r"\\\1", quoted)


def print_document(title: str, sections: Sequence[Section], stream: TextIO) -> None:
    """Print for a person: headings in bold and drawn tables on a terminal, plain aligned text elsewhere."""
    from paddle_inspect.render.terminal import print_lines, print_table

    print_lines([(title, "bold")], stream)
    for section in sections:
        print_lines([("", ""), (section.title, "bold")], stream)
        if section.table is not None:
            print_table(section.table, stream=stream)
        print_lines([(note, "") for note in section.notes], stream)
