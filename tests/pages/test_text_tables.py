"""Grid and simple tables as docutils reads them, cell by cell and character by character."""

from __future__ import annotations

import pytest

from paddle_inspect.pages.read.cells import Table
from paddle_inspect.pages.read.docutils_tables import columns, grid_at, inner_grids, read_grid, read_simple, simple_at
from tests.pages.outline import outline

COLUMNS = [
    ("", [0]),
    ("ab", [0, 1, 2]),
    ("a表b", [0, 1, 1, 2, 3]),
    ("\tb", [0, 0, 0, 0, 0, 0, 0, 0, 1, 2]),
    ("a\tb", [0, 1, 1, 1, 1, 1, 1, 1, 2, 3]),
    ("e\u0301x", [0, 2, 3]),
]


@pytest.mark.parametrize(("line", "places"), COLUMNS)
def test_the_character_in_each_column_is_the_one_that_docutils_counts_there(line: str, places: list[int]) -> None:
    assert columns(line) == places


GRIDS = {
    "one row": (["+---+---+", "| a | b |", "+---+---+"], 0, ["0,0 a", "0,1 b"]),
    "a header": (
        ["+---+---+", "| a | b |", "+===+===+", "| 1 | 2 |", "+---+---+"],
        1,
        ["0,0 a", "0,1 b", "1,0 1", "1,1 2"],
    ),
    "a cell over two rows": (
        ["+---+---+", "| a | b |", "|   +---+", "|   | c |", "+---+---+"],
        0,
        ["0,0 2x1 a", "0,1 b", "1,1 c"],
    ),
    "a cell over two columns": (
        ["+---+---+", "| a     |", "+---+---+", "| b | c |", "+---+---+"],
        0,
        ["0,0 1x2 a", "1,0 b", "1,1 c"],
    ),
    "a bar as text": (["+-------+---+", "| a | b | c |", "+-------+---+"], 0, ["0,0 a | b", "0,1 c"]),
    "two lines": (["+---+---+", "| a | b |", "|   | c |", "+---+---+"], 0, ["0,0 a", "0,1 b c"]),
    "wide letters": (["+----+---+", "| 表 | b |", "+----+---+"], 0, ["0,0 表", "0,1 b"]),
    "an indented one": (["  +---+---+", "  | a | b |", "  +---+---+"], 0, ["0,0 a", "0,1 b"]),
    "blanks at the ends": (["+---+---+  ", "| a | b | ", "+---+---+"], 0, ["0,0 a", "0,1 b"]),
    "a line of dashes in one cell": (
        ["+-----+---+", "| a   | b |", "| --- |   |", "+-----+---+"],
        0,
        ["0,0 a ---", "0,1 b"],
    ),
}  # fmt: skip
NO_GRIDS = {
    "too few lines": ["+---+---+", "| a | b |"],
    "a row that is too wide": ["+---+---+", "| a  | b |", "+---+---+"],
    "a row without its last bar": ["+---+---+", "| a | b  ", "+---+---+"],
    "a row that is indented": ["+---+---+", " | a | b|", "+---+---+"],
    "no last border": ["+---+---+", "| a | b |", "| a | b |"],
    "two header rules": ["+---+", "| a |", "+===+", "| b |", "+===+", "| c |", "+---+"],
    "a rule of Markdown": ["+---+---+", "| a | b |", "|---|---|", "| c | d |", "+---+---+"],
    "an aligned rule of Markdown": [
        "+-----+-----+",
        "| a   | b   |",
        "|:---:|----:|",
        "| c   | d   |",
        "+-----+-----+",
    ],
}


@pytest.mark.parametrize(("lines", "header", "cells"), GRIDS.values(), ids=GRIDS.keys())
def test_a_grid(lines: list[str], header: int, cells: list[str]) -> None:
    table = read_grid(lines, 7)
    assert table is not None
    assert (table.first, table.last, table.header) == (7, 6 + len(lines), header)
    assert outline(table) == cells
    assert_characters(table, lines, 7)


@pytest.mark.parametrize("lines", NO_GRIDS.values(), ids=NO_GRIDS.keys())
def test_no_grid(lines: list[str]) -> None:
    assert read_grid(lines, 1) is None


SIMPLES = {
    "a header": (["=== ===", "a   b", "=== ===", "1   2", "=== ==="], 1, ["0,0 a", "0,1 b", "1,0 1", "1,1 2"]),
    "text beyond the last border": (["=== ===", "1   long text", "=== ==="], 0, ["0,0 1", "0,1 long text"]),
    "two lines": (["=== ===", "1   a", "    b", "=== ==="], 0, ["0,0 1", "0,1 a b"]),
    "a short row": (["=== ===", "1", "2   b", "=== ==="], 0, ["0,0 1", "0,1 ", "1,0 2", "1,1 b"]),
    "a cell over two columns": (
        ["=== ===", "a", "-------", "1   2", "=== ===", "3   4", "=== ==="],
        2,
        ["0,0 1x2 a", "1,0 1", "1,1 2", "2,0 3", "2,1 4"],
    ),
    "an indented one": (["  === ===", "  1   2", "  === ==="], 0, ["0,0 1", "0,1 2"]),
}
NO_SIMPLES = {
    "text across a margin": ["=== ===", "1 long text", "=== ==="],
    "too few lines": ["=== ===", "1   2"],
}


@pytest.mark.parametrize(("lines", "header", "cells"), SIMPLES.values(), ids=SIMPLES.keys())
def test_a_simple_table(lines: list[str], header: int, cells: list[str]) -> None:
    table = read_simple(lines, 7)
    assert table is not None
    assert (table.first, table.last, table.header) == (7, 6 + len(lines), header)
    assert outline(table) == cells
    assert_characters(table, lines, 7)


@pytest.mark.parametrize("lines", NO_SIMPLES.values(), ids=NO_SIMPLES.keys())
def test_no_simple_table(lines: list[str]) -> None:
    assert read_simple(lines, 1) is None


def assert_characters(table: Table, lines: list[str], first: int) -> None:
    """Each line of each cell is what stands in the page at its place."""
    for cell in table.cells:
        for part, text in zip(cell.segments, cell.lines, strict=True):
            assert lines[part.line - first][part.start : part.end] == text


def test_a_grid_in_a_cell_is_a_table_of_its_own_and_knows_its_place_in_the_page() -> None:
    lines = [
        "+-------------+",
        "| text        |",
        "|             |",
        "| +---+-----+ |",
        "| | a | bcd | |",
        "| +---+-----+ |",
        "+-------------+",
    ]
    table = read_grid(lines, 11)
    assert table is not None
    (inner,) = inner_grids(table)
    assert (inner.first, inner.last, inner.nested, table.nested) == (14, 16, True, False)
    assert outline(inner) == ["0,0 a", "0,1 bcd"]
    assert_characters(inner, lines, 11)


LENGTHS = {
    "to the end": (["+---+", "| a |", "+---+"], 3),
    "to a blank line": (["+---+", "| a |", "+---+", "", "+---+"], 3),
    "to text": (["+---+", "| a |", "+---+", "text"], 3),
    "to the last border": (["+---+", "| a |", "+---+", "| b |"], 3),
    "to another indentation": (["+---+", "| a |", "+---+", " +---+"], 3),
    "a border alone": (["+---+"], 1),
}
SIMPLE_LENGTHS = {
    "to its end": (["= =", "1 2", "= =", "", "x"], 3),
    "to its end behind a header": (["= =", "1 2", "= =", "3 4", "= =", "x"], 5),
    "with a blank line in it": (["= =", "1 2", "= =", "3 4", "", "5 6", "= ="], 7),
    "with a border of another width": (["= =", "1 2", "= =="], 0),
    "without an end": (["= =", "1 2"], 0),
}


@pytest.mark.parametrize(("lines", "length"), LENGTHS.values(), ids=LENGTHS.keys())
def test_the_lines_that_docutils_takes_for_a_grid(lines: list[str], length: int) -> None:
    assert grid_at(["text", *lines], 1) == length


@pytest.mark.parametrize(("lines", "length"), SIMPLE_LENGTHS.values(), ids=SIMPLE_LENGTHS.keys())
def test_the_lines_that_docutils_takes_for_a_simple_table(lines: list[str], length: int) -> None:
    assert simple_at(["text", *lines], 1) == length
