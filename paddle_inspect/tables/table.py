"""Column, Table, Section: every list that this package prints is a `Table` first and text last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from paddle_inspect.base.text import display_width, printable


@dataclass(frozen=True, slots=True)
class Column:
    """A column's title and which way its cells lean: numbers to the right, so that their digits line up.

    `spare` says how soon a narrow terminal may leave the column out: 0 never, then the highest first.
    """

    title: str
    right: bool = False
    spare: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows of finished cells. Cells are data: renderers escape what their format would interpret."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    def width(self, index: int) -> int:
        """Columns of a terminal that a column's title and cells take."""
        return max(display_width(text) for text in (self.columns[index].title, *(row[index] for row in self.rows)))

    def without(self, index: int) -> Table:
        """The table with one column left out."""
        columns = self.columns[:index] + self.columns[index + 1 :]
        return Table(columns, tuple(row[:index] + row[index + 1 :] for row in self.rows))


def escaped(table: Table) -> Table:
    """The table with control characters of its cells shown instead of sent."""
    return Table(table.columns, tuple(tuple(map(printable, row)) for row in table.rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of a document: a title, a table, and notes below it; either of the two may be absent."""

    title: str
    table: Table | None = None
    notes: tuple[str, ...] = ()


def facts(rows: Iterable[tuple[str, str]], columns: tuple[str, str] = ("fact", "value")) -> Table:
    """A table of names and values."""
    return Table(tuple(map(Column, columns)), tuple(rows))
