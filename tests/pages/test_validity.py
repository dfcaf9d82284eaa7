"""The promise that docutils reads every written table the way it was meant."""

from __future__ import annotations

import pytest

from paddle_inspect.base.errors import BrokenPromise
from paddle_inspect.pages.write.grid import GridStyle, grid
from paddle_inspect.pages.write.judge import check_page, misread, valid_rows
from tests import judge
from tests.pages.test_grid import row

STYLE = GridStyle()

VALID = [
    ["12-layer, 768-hidden,", "12-heads, 110M parameters."],
    ["Please refer to:", "", "`a/b`_"],
    ["- one", "- two"],
    ["1. one", "2. two"],
    ["*emphasis* and **more**"],
    ["`text <https://e.org>`__"],
    ["b_b reference", "", ":field: list"],
    ["half ``a literal"],  # a warning, not an error
]
INVALID = [
    ["Title", "====="],
    ["name_"],
    ["# Title__"],
    ["`nowhere/to/go`_"],
    ["[1]_"],
    [".. unknown:: directive"],
    [".. include:: /etc/hostname"],
    ["====="],
    ["\\", "\\"],
    ["text", "", "+--+--+", "x"],
]


@pytest.mark.parametrize("details", VALID, ids=str)
def test_valid_cells_stay(details: list[str]) -> None:
    rows = [row("a", "English", *details)]
    assert valid_rows(rows, STYLE, {"a/b"}) == (rows, [])


@pytest.mark.parametrize("details", INVALID, ids=str)
def test_invalid_cells_keep_their_words_and_lose_their_markup(details: list[str]) -> None:
    before = [row("a", "English", *details), row("b", "English", "as it is")]
    rows, escaped = valid_rows(before, STYLE, {"a/b"})
    assert escaped == [rows[0]]
    assert rows[1] is before[1]
    text = "\n".join(grid(rows, STYLE))
    assert judge.errors(text) == []
    words = "".join(filter(str.isalnum, "".join(details)))
    assert "".join(filter(str.isalnum, judge.rows(text)[0][2])) == words
    assert valid_rows(rows, STYLE, {"a/b"}) == (rows, [])


def test_a_language_can_be_invalid_too() -> None:
    rows, _ = valid_rows([row("a", "English_", "x")], STYLE, ())
    assert rows[0].language == r"English\_"


ROWS = [row("a", "English", "12-layer"), row("b", "Chinese", "x")]
CELLS = [["a", "English", "12-layer"], ["b", "Chinese", "x"]]


def test_rows_as_they_are_meant() -> None:
    assert misread(ROWS, CELLS) is None


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (CELLS[:1], "1 row where 2 were meant"),
        ([CELLS[0], ["c", "Chinese", "x"]], "the row of b"),
        ([["a", "Chinese", "12-layer"], CELLS[1]], "the row of a"),
        ([["a", "English", "13-layer"], CELLS[1]], "the row of a"),
    ],
)
def test_rows_that_are_misread(cells: list[list[str]], problem: str) -> None:
    assert problem in str(misread(ROWS, cells))


TABLE = grid(ROWS, STYLE)


def check(lines: list[str], table: tuple[int, int]) -> tuple[str, ...]:
    return check_page("\n".join(lines) + "\n", [(table, ROWS)], "page.rst")


def test_a_page_that_keeps_the_promise() -> None:
    assert check(["Title", "=====", "", *TABLE], (4, len(TABLE) + 3)) == ()


def test_errors_outside_the_table_are_told() -> None:
    (message,) = check([*TABLE, "", "nowhere_"], (1, len(TABLE)))
    assert message.startswith(f"line {len(TABLE) + 2}: ")


def test_another_table_on_the_page_is_nobodys_business() -> None:
    assert check([*TABLE, "", "=== ===", "a   b", "=== ===", "c   d", "=== ==="], (1, len(TABLE))) == ()


def test_an_error_in_the_table_breaks_the_promise() -> None:
    with pytest.raises(BrokenPromise, match=r"page.rst: not written: docutils rejects line \d"):
        check([*TABLE[:-2], f" {TABLE[-2]}", TABLE[-1]], (1, len(TABLE)))


def test_a_table_that_is_none_where_it_stands_breaks_the_promise() -> None:
    with pytest.raises(BrokenPromise, match="0 rows where 2 were meant"):
        check(["..", *(f"   {line}" for line in TABLE)], (1, 1))


def test_without_rows_there_is_nothing_to_promise() -> None:
    assert check_page("no table\n", [], None) == ()
    assert check_page("no table\n", [((1, 0), ())], None) == ()
