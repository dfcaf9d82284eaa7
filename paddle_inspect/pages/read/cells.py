"""A table that its own grammar reads: cells with the places of their characters, whatever the syntax is.

Nothing here is guessed. A cell knows where each of its lines stands in the page, so that a few of its characters can
be exchanged and every other byte of the page stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum


class Syntax(Enum):
    """What a table is written in."""

    GRID = "grid table"
    SIMPLE = "simple table"
    LIST = "list-table"
    CSV = "csv-table"
    PIPE = "pipe table"
    HTML = "HTML table"


@dataclass(frozen=True, slots=True)
class Segment:
    """The characters `start` to `end` of a line of the page (one-based), where one line of a cell may stand.

    In a grid they reach from bar to bar, so that the spaces around the text belong to them.
    """

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell that begins in a row and a column (both from zero) and may span further ones."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1
    segments: tuple[Segment, ...] = ()
    lines: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Its lines as they stand in the page, with line breaks between."""
        return "\n".join(self.lines)

    @property
    def words(self) -> str:
        """Its text in one line, with single spaces."""
        return " ".join(self.text.split())

    def place(self, start: int, end: int) -> tuple[int, int, int] | None:
        """Where characters of the text stand: a line of the page and its first and last column.

        None where they stand in more than one line.
        """
        for segment, line in zip(self.segments, self.lines, strict=True):
            if start <= len(line):
                inside = start >= 0 and end <= len(line)
                return (segment.line, segment.start + start, segment.start + end) if inside else None
            start, end = start - len(line) - 1, end - len(line) - 1
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A whole table: lines `first` to `last` of the page, and its cells row by row.

    `header` counts the rows above its body. A nested one stands in a cell of another, so its columns cannot grow.
    """

    syntax: Syntax
    first: int
    last: int
    cells: tuple[Cell, ...]
    header: int = 0
    nested: bool = False

    def moved(self, lines: int) -> Table:
        """The same table so many lines further down."""
        cells = tuple(
            replace(cell, segments=tuple(replace(part, line=part.line + lines) for part in cell.segments))
            for cell in self.cells
        )
        return replace(self, first=self.first + lines, last=self.last + lines, cells=cells)

    @property
    def rows(self) -> list[list[Cell | None]]:
        """Rows of cells, a spanning cell in every place that it covers; None where a row is short."""
        height = max((cell.row + cell.rows for cell in self.cells), default=0)
        width = max((cell.column + cell.columns for cell in self.cells), default=0)
        rows: list[list[Cell | None]] = [[None] * width for _ in range(height)]
        for cell in self.cells:
            for row in range(cell.row, cell.row + cell.rows):
                rows[row][cell.column : cell.column + cell.columns] = [cell] * cell.columns
        return rows

    @property
    def body(self) -> list[list[Cell | None]]:
        """The rows below the header."""
        return self.rows[self.header :]

    @property
    def titles(self) -> list[str]:
        """The title of each column, of a header of several rows all words; no titles without a header."""
        return [" ".join(dict.fromkeys(cell.words for cell in column if cell)) for column in self._header_columns()]

    def _header_columns(self) -> Iterator[Sequence[Cell | None]]:
        return iter(zip(*self.rows[: self.header], strict=True))
