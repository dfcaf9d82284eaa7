"""Tables that directives make: of a list of lists and of comma-separated values."""

from __future__ import annotations

import pytest

from paddle_inspect.pages.read.cells import Syntax
from paddle_inspect.pages.read.directives import read_csv, read_list
from tests.pages.outline import outline

LISTS = {
    "a header": (
        [
            *(".. list-table:: T", "   :header-rows: 1", "   :widths: 1 2", ""),
            *("   * - a", "     - b", "   * - 1", "     - 2"),
        ],
        1,
        ["0,0 a", "0,1 b", "1,0 1", "1,1 2"],
    ),
    "no header": ([".. list-table::", "", "   * - a", "     - b"], 0, ["0,0 a", "0,1 b"]),
    "paragraphs in a cell": (["x", "", "   * - a", "", "       more", "     - b"], 0, ["0,0 a more", "0,1 b"]),
    "empty cells": (["x", "", "   * -", "     - b", "   * - c", "     -"], 0, ["0,0 ", "0,1 b", "1,0 c", "1,1 "]),
    "other bullets": (["x", "", "   - * a", "     * b"], 0, ["0,0 a", "0,1 b"]),
    "a list in a cell": (["x", "", "   * - a", "     - - b", "       - c"], 0, ["0,0 a", "0,1 - b - c"]),
    "more header rows than rows": (["x", "   :header-rows: 9", "", "   * - a"], 1, ["0,0 a"]),
    "no blank line ahead": (["x", "   * - a", "     - b"], 0, ["0,0 a", "0,1 b"]),
}  # fmt: skip
NO_LISTS = {
    "nothing": ["x", ""],
    "text": ["x", "", "   text"],
    "one list": ["x", "", "   * a", "   * b"],
    "text among the rows": ["x", "", "   * - a", "     - b", "   text", "   * - c", "     - d"],
    "a cell less indented": ["x", "", "   * - a", "     - b", "   * - c", "    - d"],
    "rows of other lengths": ["x", "", "   * - a", "   * - b", "     - c"],
}


@pytest.mark.parametrize(("lines", "header", "cells"), LISTS.values(), ids=LISTS.keys())
def test_a_table_of_lists(lines: list[str], header: int, cells: list[str]) -> None:
    table = read_list(lines, 5)
    assert table is not None
    assert (table.syntax, table.first, table.last, table.header) == (Syntax.LIST, 5, 4 + len(lines), header)
    assert outline(table) == cells


@pytest.mark.parametrize("lines", NO_LISTS.values(), ids=NO_LISTS.keys())
def test_lists_that_are_no_table(lines: list[str]) -> None:
    assert read_list(lines, 1) is None


VALUES = {
    "a header": ([".. csv-table:: T", "   :header: n, v", "", "   a, 1"], 1, ["0,0 n", "0,1 v", "1,0 a", "1,1 1"]),
    "header rows": (["x", "   :header-rows: 1", "", "   n,v", "   a,1"], 1, ["0,0 n", "0,1 v", "1,0 a", "1,1 1"]),
    "quoted values": (["x", "", '   "a, b", 1'], 0, ["0,0 a, b", "0,1 1"]),
    "quotes in quotes": (["x", "", '   "a ""b""",1'], 0, ['0,0 a ""b""', "0,1 1"]),
    "a value of two lines": (["x", "", '   "a', '   b", 1'], 0, ["0,0 a b", "0,1 1"]),
    "tabs": (["x", "   :delim: tab", "", "   a\tb"], 0, ["0,0 a", "0,1 b"]),
    "semicolons": (["x", "   :delim: ;", "", "   a;b,c"], 0, ["0,0 a", "0,1 b,c"]),
    "blank lines between": (["x", "", "   a,b", "", "   c,d"], 0, ["0,0 a", "0,1 b", "1,0 c", "1,1 d"]),
}
NO_VALUES = {
    "a file": ["x", "   :file: a.csv", "", "   a,b"],
    "an address": ["x", "   :url: https://e.org", "", "   a,b"],
    "quotes of its own": ["x", "   :quote: '", "", "   a,b"],
    "an escape of its own": ["x", "   :escape: \\", "", "   a,b"],
    "a delimiter of two characters": ["x", "   :delim: ab", "", "   a,b"],
    "nothing": ["x", ""],
    "a quote that is not closed": ["x", "", '   "a,b'],
    "text behind a quote": ["x", "", '   "a" b,c'],
    "rows of other lengths": ["x", "", "   a,b", "   c"],
}


@pytest.mark.parametrize(("lines", "header", "cells"), VALUES.values(), ids=VALUES.keys())
def test_a_table_of_values(lines: list[str], header: int, cells: list[str]) -> None:
    table = read_csv(lines, 5)
    assert table is not None
    assert (table.syntax, table.first, table.last, table.header) == (Syntax.CSV, 5, 4 + len(lines), header)
    assert outline(table) == cells


@pytest.mark.parametrize("lines", NO_VALUES.values(), ids=NO_VALUES.keys())
def test_values_that_are_no_table(lines: list[str]) -> None:
    assert read_csv(lines, 1) is None


@pytest.mark.parametrize("lines", [LISTS["paragraphs in a cell"][0], LISTS["a list in a cell"][0]])
def test_every_line_of_a_cell_stands_in_the_page_at_its_place(lines: list[str]) -> None:
    table = read_list(lines, 5)
    assert table is not None
    for cell in table.cells:
        for part, text in zip(cell.segments, cell.lines, strict=True):
            assert lines[part.line - 5][part.start : part.end] == text


def test_the_places_of_values_are_those_between_the_quotes() -> None:
    table = read_csv(["x", "", '   "a, b", 12'], 5)
    assert table is not None
    assert [(part.line, part.start, part.end) for cell in table.cells for part in cell.segments] == [
        (7, 4, 8),
        (7, 11, 13),
    ]
