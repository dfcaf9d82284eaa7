"""Characters exchanged in a whole table: what fits, what makes room, what cannot be, and nothing else."""

from __future__ import annotations

import pytest

from paddle_inspect.pages.read.cells import Table
from paddle_inspect.pages.read.directives import read_list
from paddle_inspect.pages.read.docutils_tables import inner_grids, read_grid, read_simple
from paddle_inspect.pages.read.markdown import tables_of
from paddle_inspect.pages.reconcile.whole import Exchange
from paddle_inspect.pages.write.inplace import exchanged


def exchange(table: Table, old: str, *texts: str) -> Exchange:
    """The exchange of these characters, where a cell has them."""
    cell = next(cell for cell in table.cells if old in cell.text)
    start = cell.text.index(old)
    place = cell.place(start, start + len(old))
    assert place is not None
    line, first, last = place
    segment = next(part for part in cell.segments if part.line == line)
    return Exchange(segment=segment, start=first, end=last, texts=texts, weight="a", what="the figure")


def edited(lines: list[str], *pairs: tuple[str, tuple[str, ...]]) -> tuple[list[str], list[str]]:
    """The lines of a grid with characters exchanged, and why others were not."""
    table = read_grid(lines, 1)
    assert table is not None
    new, failed = exchanged(lines, table, [exchange(table, old, *texts) for old, texts in pairs])
    return new, [why for _, why in failed]


GRID = ["+------+------+", "| a    | b    |", "+======+======+", "| 110M | 12   |", "+------+------+"]
FITTING: dict[str, tuple[tuple[tuple[str, tuple[str, ...]], ...], str]] = {
    "as long as before": ((("110M", ("109M",)),), "| 109M | 12   |"),
    "shorter": ((("110M", ("4M",)),), "| 4M   | 12   |"),
    "longer, up to the bar": ((("12", ("12345",)),), "| 110M | 12345|"),
    "a shorter form, where the best has no room": ((("110M", ("109.48M", "109M")),), "| 109M | 12   |"),
    "both cells": ((("110M", ("4M",)), ("12", ("24",))), "| 4M   | 24   |"),
    "a wide letter": ((("110M", ("1亿",)),), "| 1亿  | 12   |"),
}


@pytest.mark.parametrize(("pairs", "line"), FITTING.values(), ids=FITTING.keys())
def test_what_fits_changes_its_own_characters_alone(pairs: tuple[tuple[str, tuple[str, ...]], ...], line: str) -> None:
    assert edited(GRID, *pairs) == ([*GRID[:3], line, GRID[4]], [])


def test_without_exchanges_not_a_character_changes() -> None:
    assert edited(GRID) == (GRID, [])


def test_a_column_is_widened_where_every_line_has_its_bar() -> None:
    assert edited(GRID, ("110M", ("109,482,240",)), ("12", ("24",))) == (
        [
            "+-------------+------+",
            "| a           | b    |",
            "+=============+======+",
            "| 109,482,240 | 24   |",
            "+-------------+------+",
        ],
        [],
    )


def test_both_columns_are_widened_at_once() -> None:
    assert edited(GRID, ("110M", ("1234567",)), ("12", ("7654321",)))[0] == [
        "+---------+---------+",
        "| a       | b       |",
        "+=========+=========+",
        "| 1234567 | 7654321 |",
        "+---------+---------+",
    ]


def test_a_column_that_another_cell_spans_is_left_alone_and_the_reason_is_given() -> None:
    lines = ["+------+------+", "| both        |", "+------+------+", "| 110M | 12   |", "+------+------+"]
    assert edited(lines, ("110M", ("109,482,240",)), ("12", ("24",))) == (
        [*lines[:3], "| 110M | 24   |", lines[4]],
        ["there is no room for it in its cell"],
    )


def test_a_nested_table_does_not_grow() -> None:
    lines = ["+---------------+", "| +-----+-----+ |", "| | 11M | b   | |", "| +-----+-----+ |", "+---------------+"]
    table = read_grid(lines, 1)
    assert table is not None
    (inner,) = inner_grids(table)
    new, failed = exchanged(lines, inner, [exchange(inner, "11M", "10M")])
    assert (new[2], failed) == ("| | 10M | b   | |", [])
    new, failed = exchanged(lines, inner, [exchange(inner, "11M", "1234567")])
    assert new == lines
    assert len(failed) == 1


def test_a_page_around_the_table_stays_and_an_indented_table_keeps_its_place() -> None:
    lines = ["- text", "", *(f"  {line}  " for line in GRID), "", "the 110M end"]
    table = read_grid(lines[2:7], 3)
    assert table is not None
    new, failed = exchanged(lines, table, [exchange(table, "110M", "4M")])
    assert new == [*lines[:5], "  | 4M   | 12   |  ", *lines[6:]]
    assert failed == []


def test_the_last_column_of_a_simple_table_may_grow_and_no_other() -> None:
    lines = ["==== ====", "110M 12", "==== ===="]
    table = read_simple(lines, 1)
    assert table is not None
    assert exchanged(lines, table, [exchange(table, "12", "1234567")]) == ([lines[0], "110M 1234567", lines[2]], [])
    new, failed = exchanged(lines, table, [exchange(table, "110M", "109.5M")])
    assert (new, len(failed)) == (lines, 1)


def test_values_of_a_directive_have_all_the_room_they_need() -> None:
    lines = [".. list-table::", "", "   * - a", "     - 110M and more"]
    table = read_list(lines, 1)
    assert table is not None
    new, failed = exchanged(lines, table, [exchange(table, "110M", "109,482,240", "109M")])
    assert (new, failed) == ([*lines[:3], "     - 109,482,240 and more"], [])


@pytest.mark.parametrize(("text", "line"), [("4M", "| x | 4M   |"), ("109,482,240", "| x | 109,482,240 |")])
def test_cells_of_markdown_keep_their_width_where_they_can(text: str, line: str) -> None:
    lines = ["| a | b    |", "|---|------|", "| x | 110M |"]
    ((table,), _) = tables_of("\n".join(lines))
    new, failed = exchanged(lines, table, [exchange(table, "110M", text)])
    assert (new, failed) == ([*lines[:2], line], [])
