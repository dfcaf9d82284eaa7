"""One table, many formats: the same cells in all of them, and none of them interprets what a cell says."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_inspect.base.text import display_width, printable
from paddle_inspect.tables import format_names, format_of_file, render, suffix_of
from paddle_inspect.tables.document import Column, Document, Section, Table
from paddle_inspect.tables.formats import csv as comma_separated
from tests.effort import examples

TABLE = Table((Column("weight"), Column("parameters", right=True)), (("albert-base-v1", "11,683,584"), ("中文", "512")))


def document(table: Table) -> Document:
    return Document(sections_of=lambda: (Section(table=table),))


def plain(table: Table) -> str:
    return render(document(table))


def markdown(table: Table) -> str:
    return render(document(table), "markdown")


def test_plain_columns_line_up() -> None:
    assert plain(TABLE) == ("weight          parameters\nalbert-base-v1  11,683,584\n中文                   512\n")


def test_markdown_leans_numbers_to_the_right() -> None:
    assert markdown(TABLE).splitlines()[:2] == ["| weight | parameters |", "| --- | ---: |"]


def test_html_leans_numbers_to_the_right() -> None:
    lines = render(document(TABLE), "html").splitlines()
    assert '<tr><td style="text-align: left">中文</td><td style="text-align: right">512</td></tr>' in lines


def test_a_column_is_as_wide_as_its_widest_cell() -> None:
    assert [TABLE.width(index) for index in range(2)] == [14, 10]


_CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
_ROWS = st.lists(st.tuples(_CELLS, _CELLS), max_size=5)


@examples(100)
@given(_ROWS)
def test_csv_reads_back(rows: list[tuple[str, str]]) -> None:
    rows = [(one.replace("\r", " "), other.replace("\r", " ")) for one, other in rows]
    printed = "".join(comma_separated.pieces(document(Table(TABLE.columns, tuple(rows)))))
    assert list(csv.reader(io.StringIO(printed))) == [["weight", "parameters"], *map(list, rows)]


@examples(100)
@given(_ROWS)
def test_every_format_has_a_line_for_each_row(rows: list[tuple[str, str]]) -> None:
    table = Table(TABLE.columns, tuple(rows))
    assert len(plain(table).split("\n")) == len(rows) + 2
    assert len(markdown(table).split("\n")) == len(rows) + 3


@pytest.mark.parametrize("cell", ["a|b", "a\\", "\\|"])
def test_a_bar_in_a_cell_is_no_column(cell: str) -> None:
    line = markdown(Table((Column("x"),), ((cell,),))).splitlines()[2]
    assert line.replace("\\\\", "").replace("\\|", "").count("|") == 2


def test_escape_sequences_are_shown() -> None:
    table = Table((Column("x\x1b"),), (("a\x1b[31m",),))
    assert table.mapped(printable) == Table((Column("x\\x1b"),), (("a\\x1b[31m",),))


@examples(100)
@given(_ROWS)
def test_columns_start_at_one_place(rows: list[tuple[str, str]]) -> None:
    table = Table((Column("a"), Column("b")), tuple((one.strip() or "x", "|" + other) for one, other in rows))
    table = table.mapped(printable)
    starts = {display_width(line[: line.rindex("  |")]) for line in plain(table).splitlines()[1:] if "  |" in line}
    assert len(starts) <= 1 or any("  |" in one for one, _ in table.rows)


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("page.md", "markdown"),
        ("page.rst", "rst"),
        ("numbers.csv", "csv"),
        ("tree.json", "json"),
        ("page.html", "html"),
        ("TREE.JSON", "json"),
        ("page.txt", "terminal"),
        ("page", "terminal"),
        ("page.unknown", "terminal"),
        ("md", "terminal"),
        ("archive.md.txt", "terminal"),
    ],
)
def test_the_format_of_a_file_is_what_its_name_ends_with(name: str, format: str) -> None:
    assert format_of_file(Path("folder.json") / name) == format


def test_what_is_printed_is_for_people() -> None:
    assert format_of_file(None) == "terminal"


def test_no_two_formats_have_one_suffix() -> None:
    suffixes = [suffix_of(name) for name in format_names() if suffix_of(name)]
    assert len(suffixes) == len(set(suffixes)) >= 6


def test_a_spreadsheet_gets_the_listing_or_else_the_first_table() -> None:
    other = Table((Column("y"),), (("2",),))
    sections = (Section(title="words"), Section(table=TABLE), Section(table=other))
    assert Document(sections_of=lambda: sections).listing == TABLE
    assert Document(sections_of=lambda: sections, listing_of=lambda: other).listing == other
    assert render(Document(sections_of=lambda: sections, listing_of=lambda: other), "csv") == "y\n2\n"
    assert Document().listing == Table((), ())
