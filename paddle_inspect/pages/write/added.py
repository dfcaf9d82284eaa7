"""Rows that a whole table has lost, put where a reference or the catalogue lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from paddle_inspect.pages.read.cells import Syntax
from paddle_inspect.pages.read.lines import blanks_before
from paddle_inspect.pages.read.reader import Page
from paddle_inspect.pages.read.titles import role_of
from paddle_inspect.pages.read.weights import WeightTable
from paddle_inspect.pages.records import CanonicalRow
from paddle_inspect.pages.write.grid import GridStyle, grid
from paddle_inspect.pages.write.judge import valid_rows


@dataclass(frozen=True, slots=True)
class Added:
    """The lines of new rows by the number of the line that they stand behind, and the rows that found no place."""

    lines: Mapping[int, list[str]]
    placed: tuple[CanonicalRow, ...]
    failed: tuple[CanonicalRow, ...] = ()


def added_rows(
    table: WeightTable, rows: Sequence[CanonicalRow], lines: Sequence[str], order: Sequence[str], page: Page
) -> Added:
    """Rows for a whole table, each behind the one that precedes it in the order; none where that is not safe.

    Args:
        table: a table as the page has it.
        rows: what is to be added.
        lines: the page as it will be, as many lines as it has; only their widths matter.
        order: the names of all rows.
        page: the page, whose link targets the rows may use.
    """
    style = _style_of(table, lines)
    if style is None:
        return Added({}, (), tuple(rows))
    border = lines[table.table.first - 1]
    indent = blanks_before(border)
    checked, _ = valid_rows(rows, style, {target.label for target in page.targets})
    drawn = [(row, grid([row], style)) for row in checked]
    head = table.table.rows[table.table.header - 1][0] if table.table.header else None
    place = head.segments[-1].line + 1 if head is not None else table.table.first
    ends = {row.name: max(part.line for part in row.cell.segments) + 1 for row in reversed(table.rows)}
    places = {name: (place := ends.get(name, place)) for name in order}
    new: dict[int, list[str]] = {}
    for row, (top, *body) in drawn:
        if len(top) == len(border.strip()):
            below = body[body.index(top.replace("-", "=")) + 1 :]
            new.setdefault(places[row.name], []).extend(indent + line for line in below)
    placed = tuple(row for row, (top, *_) in drawn if len(top) == len(border.strip()))
    return Added(new, placed, tuple(row for row in checked if row not in placed))


def _style_of(table: WeightTable, lines: Sequence[str]) -> GridStyle | None:
    """How rows of a whole table are drawn, None where they are not of upstream's form: name, language, details."""
    cells = table.table.cells
    spanned = any(cell.rows > 1 or cell.columns > 1 for cell in cells)
    if table.table.syntax is not Syntax.GRID or spanned or len(table.table.rows[0]) != len(GridStyle().widths):
        return None
    if table.column or any("\t" in line for line in lines[table.table.first - 1 : table.table.last]):
        return None
    _, *roles = map(role_of, table.table.titles) if table.table.titles else (None, "language", None)
    if roles != ["language", None]:
        return None
    border = lines[table.table.first - 1].strip()
    if not border.startswith("+"):  # the marks of a list item stand before it
        return None
    before = " " if table.rows and table.rows[0].cell.lines[0].startswith(" ") else ""
    return GridStyle(widths=tuple(map(len, border.strip("+").split("+"))), before_name=before)
