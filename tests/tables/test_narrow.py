"""How tables fit: what wraps, what is shortened, what leaves, and when rows become blocks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_inspect.base.text import display_width, shortened, wrapped
from paddle_inspect.tables.document import Column, Table
from paddle_inspect.tables.narrow import fit

NAMES = ("albert-chinese-xxlarge-v1-with-a-long-name", "albert-chinese-xxlarge-v2-with-a-long-name")
COLUMNS = (
    Column("weight", gives="middle"),
    Column("language", spare=2),
    Column("number of layers", right=True, spare=1),
    Column("parameters", right=True),
    Column("remark", gives="words"),
)
TABLE = Table(COLUMNS, tuple((name, "English", "12", "17,668,352", "a sentence of some words") for name in NAMES))


def titles(table: Table, width: int) -> list[str]:
    return [column.title for column in fit(table, width).columns]


def test_what_has_room_is_left_as_it_is() -> None:
    found = fit(TABLE, 200)
    assert [line for row in found.rows for line in row] == list(TABLE.rows)
    assert found.header == (tuple(column.title for column in COLUMNS),)
    assert found.hidden == ()


def test_titles_and_sentences_wrap_before_anything_is_lost() -> None:
    found = fit(Table(COLUMNS, (("a", "English", "12", "1", "a sentence of some more words"),)), 64)
    assert found.hidden == ()
    assert [line[2].strip() for line in found.header] == ["number", "of", "layers"]
    assert [line[4] for line in found.rows[0]] == ["a sentence of some more", "words"]


def test_columns_leave_by_importance_and_it_is_told() -> None:
    for width in range(20, 200):
        found = fit(TABLE, width)
        assert found.stacked or set(found.hidden) <= {"language", "number of layers"}
        assert "number of layers" not in found.hidden or "language" in found.hidden
        assert fit(TABLE, found.needed).hidden == ()


def test_what_is_narrow_enough_for_the_room_stays() -> None:
    columns = (Column("a"), Column("b", spare=1), Column("c", spare=2))
    assert titles(Table(columns, (("x" * 10, "y" * 30, "z"),)), 15) == ["a", "c"]


def test_names_are_shortened_in_their_middle_as_far_as_they_differ() -> None:
    found = fit(TABLE, 66)
    cells = [row[0][0] for row in found.rows]
    assert len(set(cells)) == len(NAMES)
    for cell, name in zip(cells, NAMES, strict=True):
        head, tail = cell.split("…")
        assert head
        assert name.startswith(head)
        assert name.endswith(tail)


def test_rows_become_blocks_when_nothing_else_helps() -> None:
    found = fit(TABLE, 30)
    assert (found.stacked, found.hidden, found.header) == (True, (), ())
    assert [line[0] for line in found.rows[0] if line[0]] == [column.title for column in COLUMNS]
    assert ("parameters", "17,668,352") in [tuple(line) for line in found.rows[0]]


def test_columns_in_which_nothing_stands_leave_unless_they_belong_to_the_table() -> None:
    columns = (Column("name"), Column("kind", spare=1), Column("left"))
    assert titles(Table(columns, (("a", "", ""),)), 100) == ["name", "left"]
    assert fit(Table(columns, (("a", "", ""),)), 100).hidden == ()
    assert titles(Table(columns, ()), 100) == ["name", "kind", "left"]


CELLS = st.text("ab-模…. ", max_size=40)


@given(st.lists(st.tuples(CELLS, st.integers(0, 10**12), CELLS), max_size=5), st.integers(10, 120))
def test_no_number_is_cut_and_no_line_is_wider_than_it_may_be(rows: list[tuple[str, int, str]], width: int) -> None:
    columns = (Column("name", gives="middle"), Column("n", right=True), Column("words", spare=1, gives="words"))
    found = fit(Table(columns, tuple((name, f"{number:,}", words) for name, number, words in rows)), width)
    lines = [line for row in found.rows for line in row]
    assert [cell for line in lines for cell in line if cell.replace(",", "").isdigit()] == [
        f"{n:,}" for _, n, _ in rows
    ]
    for line in lines:
        for cell, room in zip(line, found.widths, strict=True):
            assert display_width(cell) <= room or cell.replace(",", "").isdigit()


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("one  two", 4, ["one", "two"]),
        ("incomprehensibilities are long", 10, ["incomprehensibilities", "are long"]),
        ("模型的参数", 4, ["模型", "的参", "数"]),
        ("  led in", 5, ["led", "in"]),
        ("", 5, [""]),
    ],
)
def test_text_wraps_between_words_alone(text: str, width: int, lines: list[str]) -> None:
    assert wrapped(text, width) == lines


@given(CELLS, st.integers(4, 50))
def test_a_shortened_name_has_its_width_and_both_ends(name: str, width: int) -> None:
    short = shortened(name, width)
    assert display_width(short) <= width
    assert short == name or (short[0] == name[0] or short[0] == "…")
