"""Cells that know where their characters stand, and the rows that spanning ones are in."""

from __future__ import annotations

import pytest

from paddle_inspect.pages.read.cells import Cell, Segment, Syntax, Table

CELL = Cell(
    row=0,
    column=1,
    segments=(Segment(4, 10, 14), Segment(5, 10, 10), Segment(6, 20, 23)),
    lines=(" ab ", "", "cde"),
)

PLACES = [
    (0, 4, (4, 10, 14)),
    (1, 3, (4, 11, 13)),
    (4, 4, (4, 14, 14)),
    (5, 5, (5, 10, 10)),
    (6, 9, (6, 20, 23)),
    (7, 8, (6, 21, 22)),
    (1, 6, None),
    (3, 5, None),
    (9, 10, None),
    (11, 12, None),
    (-1, 2, None),
]


def test_a_cells_text_is_its_lines_and_its_words_are_one_line() -> None:
    assert CELL.text == " ab \n\ncde"
    assert CELL.words == "ab cde"


@pytest.mark.parametrize(("start", "end", "place"), PLACES)
def test_characters_of_a_text_stand_in_one_line_of_the_page_or_nowhere(
    start: int, end: int, place: tuple[int, int, int] | None
) -> None:
    assert CELL.place(start, end) == place


def at(row: int, column: int, text: str, rows: int = 1, columns: int = 1) -> Cell:
    segment = Segment(row + 2, column * 4, column * 4 + len(text))
    return Cell(row=row, column=column, rows=rows, columns=columns, segments=(segment,), lines=(text,))


SPANNED = Table(
    syntax=Syntax.GRID,
    first=1,
    last=9,
    cells=(
        *(at(0, 0, "Sizes", columns=2), at(1, 0, "a"), at(1, 1, "b")),
        *(at(2, 0, "1", rows=2), at(2, 1, "2"), at(3, 1, "3")),
    ),
    header=2,
)  # fmt: skip


def test_a_spanning_cell_stands_in_every_place_that_it_covers() -> None:
    texts = [[cell.text if cell else None for cell in row] for row in SPANNED.rows]
    assert texts == [["Sizes", "Sizes"], ["a", "b"], ["1", "2"], ["1", "3"]]
    assert SPANNED.rows[2][0] is SPANNED.rows[3][0]
    assert [[cell.text if cell else None for cell in row] for row in SPANNED.body] == texts[2:]


def test_titles_are_all_words_of_a_header_of_several_rows() -> None:
    assert SPANNED.titles == ["Sizes a", "Sizes b"]


def test_without_a_header_there_are_no_titles() -> None:
    table = Table(syntax=Syntax.PIPE, first=1, last=1, cells=(at(0, 0, "a"),))
    assert table.titles == []
    assert len(table.body) == 1


def test_where_a_row_is_short_there_is_no_cell() -> None:
    table = Table(syntax=Syntax.PIPE, first=1, last=2, cells=(at(0, 0, "a"), at(0, 1, "b"), at(1, 0, "c")))
    assert table.rows[1][1] is None
    assert Table(syntax=Syntax.PIPE, first=1, last=1, cells=()).rows == []


def test_a_moved_table_stands_further_down_and_says_the_same() -> None:
    moved = SPANNED.moved(5)
    assert (moved.first, moved.last) == (6, 14)
    assert [cell.segments[0].line for cell in moved.cells] == [cell.segments[0].line + 5 for cell in SPANNED.cells]
    assert [cell.text for cell in moved.cells] == [cell.text for cell in SPANNED.cells]
