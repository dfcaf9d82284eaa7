"""reStructuredText, as Sphinx reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from paddle_inspect.base.text import display_width
from paddle_inspect.tables.document import Document, Section, Table

SUFFIX = ".rst"
LINKS = True
_RULES = "=-~^"
#: A row of a grid: the lines of each cell, with the space on either side of their text.
Row: TypeAlias = Sequence[Sequence[str]]


def render(document: Document) -> str:
    """A document, with a hidden table of contents where it has further ones."""
    text = "\n".join(part for section in document.parts for part in _section(section, document.links))
    if not document.contents:
        return text
    entries = "".join(f"   {path}\n" for path in sorted(document.contents, key=str.casefold))
    return f"{text}\n.. toctree::\n   :hidden:\n\n{entries}"


def _section(section: Section, links: Mapping[str, str]) -> list[str]:
    parts = [_title(section)] if section.title else []
    if section.table is not None and section.table.columns:
        parts.append(table(section.table, links))
    return parts + [f"{quoted(note)}\n" for note in section.said]


def _title(section: Section) -> str:
    text = quoted(section.title)
    return f"{text}\n{_RULES[section.level - 1] * display_width(text)}\n"


def table(table: Table, links: Mapping[str, str]) -> str:
    """A grid table; what reStructuredText would interpret in a cell is escaped. Numbers lean to the right."""
    header = [quoted(column.title) for column in table.columns]
    rows = [[_cell(cell, links) for cell in row] for row in table.rows]
    widths = [max(map(display_width, cells)) + 2 for cells in zip(header, *rows, strict=True)]
    spaced = [[[f" {cell} "] for cell in cells] for cells in (header, *rows)]
    return "".join(f"{line}\n" for line in grid(spaced[0], spaced[1:], widths, [c.right for c in table.columns]))


def grid(header: Row, rows: Sequence[Row], widths: Sequence[int], right: Sequence[bool] = ()) -> list[str]:
    """The lines of a grid table, without their endings.

    Args:
        header: the titles.
        rows: the body.
        widths: columns between the bars, as wide as the widest line of each at least.
        right: which columns of the body lean to the right; by default none.
    """
    rule = "+" + "+".join("-" * width for width in widths) + "+"
    lines = [rule, *_grid_row(header, widths, ()), rule.replace("-", "=") if rows else rule]
    for row in rows:
        lines += [*_grid_row(row, widths, right), rule]
    return lines


def _grid_row(row: Row, widths: Sequence[int], right: Sequence[bool]) -> list[str]:
    lines = []
    for index in range(max(map(len, row))):
        padded = []
        for column, (cell, width) in enumerate(zip(row, widths, strict=True)):
            text = cell[index] if index < len(cell) else ""
            space = " " * (width - display_width(text))
            padded.append(space + text if right and right[column] else text + space)
        lines.append("|" + "|".join(padded) + "|")
    return lines


def _cell(cell: str, links: Mapping[str, str]) -> str:
    return f":doc:`{quoted(cell)} <{links[cell]}>`" if cell in links else quoted(cell)


def quoted(text: str) -> str:
    """Text in which reStructuredText finds nothing to interpret.

    >>> quoted("__internal_testing__/tiny"), quoted("-")
    ('\\\\_\\\\_internal\\\\_testing\\\\_\\\\_/tiny', '\\\\-')
    """
    escaped = re.sub(r"([\\*`_|<>:])", r"\\\1", " ".join(text.split()))
    return re.sub(r"^([-+=~.\"'#(]|\w{1,4}[.)](?=\s|$))", r"\\\1", escaped)
