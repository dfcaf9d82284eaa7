"""A table as a few lines that a test can state."""

from __future__ import annotations

from paddle_inspect.pages.read.cells import Cell, Table


def outline(table: Table) -> list[str]:
    """Each cell as `row,column words`, one that spans others as `row,column 2x1 words`."""
    return [f"{cell.row},{cell.column}{_span(cell)} {cell.words}" for cell in table.cells]


def _span(cell: Cell) -> str:
    return "" if cell.rows == cell.columns == 1 else f" {cell.rows}x{cell.columns}"
