"""reStructuredText, as Sphinx reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from paddle_inspect.base.text import display_width, printable
from paddle_inspect.tables.table import Section, Table, escaped


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
