"""The table of a page of Markdown."""

from __future__ import annotations

import pytest

from paddle_inspect.pages.read.docutils_tables import read_grid
from paddle_inspect.pages.write.pipes import pipes, pipes_of
from tests.pages.test_grid import row

TITLES = ("Model", "Language", "Details")


def test_rows_in_upstreams_three_columns() -> None:
    rows = [row("a-b", "English", "12-layer,", "see ``c-d``"), row("表", "", "x | y")]
    assert pipes(rows, TITLES) == [
        "| Model | Language | Details                |",
        "|-------|----------|------------------------|",
        "| `a-b` | English  | 12-layer,<br>see `c-d` |",
        "| `表`  |          | x \\| y                 |",
    ]


GRIDS = {
    "any columns": (
        ["+---+----+", "| a | b  |", "+===+====+", "| 1 | 22 |", "+---+----+"],
        ["| a   | b   |", "|-----|-----|", "| 1   | 22  |"],
    ),
    "a cell of two lines": (
        ["+---+---+", "| a | b |", "+===+===+", "| 1 | 2 |", "|   | 3 |", "+---+---+"],
        ["| a   | b      |", "|-----|--------|", "| 1   | 2<br>3 |"],
    ),
    "wide letters": (
        ["+----+---+", "| 表 | b |", "+====+===+", "| 1  | 2 |", "+----+---+"],
        ["| 表  | b   |", "|-----|-----|", "| 1   | 2   |"],
    ),
    "a bar that is escaped": (
        ["+------+---+", "| a    | b |", "+======+===+", "| x\\|y | 2 |", "+------+---+"],
        ["| a    | b   |", "|------|-----|", "| x\\|y | 2   |"],
    ),
}


@pytest.mark.parametrize(("lines", "expected"), GRIDS.values(), ids=GRIDS.keys())
def test_a_whole_table_of_any_columns(lines: list[str], expected: list[str]) -> None:
    table = read_grid(lines, 1)
    assert table is not None
    assert pipes_of(table) == expected
