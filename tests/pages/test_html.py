"""Tables of HTML: the text of each cell and where it stands."""

from __future__ import annotations

import pytest

from paddle_inspect.pages.read.cells import Syntax
from paddle_inspect.pages.read.html import html_tables
from tests.pages.outline import outline

TABLES = {
    "a header": ("<table><tr><th>a</th></tr><tr><td>1</td></tr></table>", (4, 4, 1), ["0,0 a", "1,0 1"]),
    "no header": ("<table>\n<tr><td>a</td></tr>\n</table>", (4, 6, 0), ["0,0 a"]),
    "a head of its own": (
        "<table>\n<thead><tr><th>a</th></tr></thead>\n<tbody><tr><td>1</td></tr></tbody></table>",
        (4, 6, 1),
        ["0,0 a", "1,0 1"],
    ),
    "titles of rows": (
        "<table><tr><th>a</th><th>b</th></tr><tr><th>c</th><td>1</td></tr></table>",
        (4, 4, 1),
        ["0,0 a", "0,1 b", "1,0 c", "1,1 1"],
    ),
    "a cell over two rows": (
        '<table><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr></table>',
        (4, 4, 0),
        ["0,0 2x1 a", "0,1 b", "1,1 c"],
    ),
    "a cell over two columns": (
        "<table><tr><td colspan=2>a</td><td>b</td></tr></table>",
        (4, 4, 0),
        ["0,0 1x2 a", "0,2 b"],
    ),
    "spans that are none": ("<table><tr><td colspan=x rowspan=0>a</td></tr></table>", (4, 4, 0), ["0,0 a"]),
    "text of two lines": ("text\n<table><tr><td>a\nb</td></tr>\n</table>", (5, 7, 0), ["0,0 a b"]),
    "tags in a cell": (
        "<table><tr><td><code>a</code> &amp; b</td></tr></table>",
        (4, 4, 0),
        ["0,0 <code>a</code> &amp; b"],
    ),
    "a tag of two lines": ("<table><tr><td\nclass='x'>a</td></tr></table>", (4, 5, 0), ["0,0 a"]),
    "ends that were left out": ("<table><tr><td>a<td>b<tr><td>c</table>", (4, 4, 0), ["0,0 a", "0,1 b", "1,0 c"]),
    "capitals": ("<TABLE><TR><TD>a</TD></TR></TABLE>", (4, 4, 0), ["0,0 a"]),
    "a table in a cell": (
        "<table><tr><td>a<table><tr><td>x</td></tr></table></td><td>b</td></tr></table>",
        (4, 4, 0),
        ["0,0 a<table><tr><td>x</td></tr></table>", "0,1 b"],
    ),
}  # fmt: skip
NONE = [
    "",
    "text",
    "<table></table>",
    "<table><tr></tr></table>",
    "<table><tr><td>a</td>",
    "</table>",
    "<p><td>a</td></p>",
]


@pytest.mark.parametrize(("text", "place", "cells"), TABLES.values(), ids=TABLES.keys())
def test_a_table(text: str, place: tuple[int, int, int], cells: list[str]) -> None:
    lines = text.split("\n")
    (table,) = html_tables(lines, 4)
    assert table.syntax is Syntax.HTML
    assert (table.first, table.last, table.header) == place
    assert outline(table) == cells
    for cell in table.cells:
        for part, said in zip(cell.segments, cell.lines, strict=True):
            assert lines[part.line - 4][part.start : part.end] == said


@pytest.mark.parametrize("text", NONE)
def test_no_table(text: str) -> None:
    assert list(html_tables(text.split("\n"), 1)) == []


def test_two_tables_are_two() -> None:
    one = "<table><tr><td>a</td></tr></table>"
    assert [outline(table) for table in html_tables([one, one], 1)] == [["0,0 a"]] * 2


def test_a_span_is_no_wider_than_html_allows() -> None:
    (table,) = html_tables(["<table><tr><td colspan=99999>a</td></tr></table>"], 1)
    assert table.cells[0].columns == 1000
