"""Rows that a whole table has lost, put where a reference or the catalogue lists them."""

from __future__ import annotations

from collections.abc import Sequence

from paddle_inspect.pages.read.cells import Syntax
from paddle_inspect.pages.read.page import Page
from paddle_inspect.pages.read.weights import WeightTable
from paddle_inspect.pages.records import CanonicalRow
from paddle_inspect.pages.write.grid import GridStyle, grid
from paddle_inspect.pages.write.judge import valid_rows


def style_of(table: WeightTable, lines: Sequence[str]) -> GridStyle | None:
    """How rows of a whole table are drawn, None where they are not of upstream's form."""
    cells = table.table.cells
    spanned = any(cell.rows > 1 or cell.columns > 1 for cell in cells)
    if table.table.syntax is not Syntax.GRID or spanned or len(table.table.rows[0]) != len(GridStyle().widths):
        return None
    if table.column or any("\t" in line for line in lines[table.table.first - 1 : table.table.last]):
        return None
    border = lines[table.table.first - 1].strip()
    if not border.startswith("+"):  # the marks of a list item stand before it
        return None
    before = " " if table.rows and table.rows[0].cell.lines[0].startswith(" ") else ""
    return GridStyle(widths=tuple(map(len, border.strip("+").split("+"))), before_name=before)


def with_rows(
    lines: list[str],
    table: WeightTable,
    rows: Sequence[CanonicalRow],
    style: GridStyle,
    order: Sequence[str],
    page: Page,
) -> list[str]:
    """The lines with rows added, each behind the one that precedes it in the order."""
    border = lines[table.table.first - 1]
    indent = border[: len(border) - len(border.lstrip())]
    checked, _ = valid_rows(rows, style, {target.label for target in page.targets})
    ends = {row.name: max(part.line for part in row.cell.segments) + 1 for row in table.rows}
    head = table.table.rows[table.table.header - 1][0] if table.table.header else None
    top = head.segments[-1].line + 1 if head is not None else table.table.first
    places: dict[str, int] = {}
    last = top
    for name in order:
        last = ends.get(name, last)
        places[name] = last
    new = list(lines)
    for row in reversed(checked):
        drawn = grid([row], style)
        if len(drawn[0]) != len(border.strip()):
            continue
        body = drawn[drawn.index(drawn[0].replace("-", "=")) + 1 :]
        at = places[row.name]
        new[at:at] = [indent + line for line in body]
    return new
