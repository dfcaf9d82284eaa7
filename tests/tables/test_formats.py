"""One table, many formats: the same cells in all of them, and none of them interprets what a cell says."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_inspect.base.text import display_width
from paddle_inspect.tables.csv import comma_separated
from paddle_inspect.tables.markdown import markdown
from paddle_inspect.tables.table import Column, Table, escaped
from paddle_inspect.tables.terminal import plain
from tests.effort import examples

TABLE = Table((Column("weight"), Column("parameters", right=True)), (("albert-base-v1", "11,683,584"), ("中文", "512")))


def test_plain_columns_line_up() -> None:
    assert plain(TABLE) == ("weight          parameters\nalbert-base-v1  11,683,584\n中文                   512\n")


def test_markdown_leans_numbers_to_the_right() -> None:
    assert markdown(TABLE).splitlines()[:2] == ["| weight | parameters |", "| --- | ---: |"]


def test_widths_and_columns_left_out() -> None:
    assert [TABLE.width(index) for index in range(2)] == [14, 10]
    assert TABLE.without(0) == Table((TABLE.columns[1],), (("11,683,584",), ("512",)))


_CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
_ROWS = st.lists(st.tuples(_CELLS, _CELLS), max_size=5)


@examples(100)
@given(_ROWS)
def test_csv_reads_back(rows: list[tuple[str, str]]) -> None:
    rows = [(one.replace("\r", " "), other.replace("\r", " ")) for one, other in rows]
    printed = comma_separated(Table(TABLE.columns, tuple(rows)))
    assert list(csv.reader(io.StringIO(printed))) == [["weight", "parameters"], *map(list, rows)]


@examples(100)
@given(_ROWS)
def test_every_format_has_a_line_for_each_row(rows: list[tuple[str, str]]) -> None:
    table = escaped(Table(TABLE.columns, tuple(rows)))
    assert len(plain(table).split("\n")) == len(rows) + 2
    assert len(markdown(table).split("\n")) == len(rows) + 3


@pytest.mark.parametrize("cell", ["a|b", "a\\", "\\|"])
def test_a_bar_in_a_cell_is_no_column(cell: str) -> None:
    line = markdown(Table((Column("x"),), ((cell,),))).splitlines()[2]
    assert line.replace("\\\\", "").replace("\\|", "").count("|") == 2


def test_escape_sequences_are_shown() -> None:
    assert escaped(Table((Column("x"),), (("a\x1b[31m",),))).rows == (("a\\x1b[31m",),)


@examples(100)
@given(_ROWS)
def test_columns_start_at_one_place(rows: list[tuple[str, str]]) -> None:
    table = escaped(Table((Column("a"), Column("b")), tuple((one.strip() or "x", "|" + other) for one, other in rows)))
    starts = {display_width(line[: line.rindex("  |")]) for line in plain(table).splitlines()[1:] if "  |" in line}
    assert len(starts) <= 1 or any("  |" in one for one, _ in table.rows)
