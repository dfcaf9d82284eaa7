"""A page of reStructuredText divided: which tables are found where, and what is no text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_inspect.pages.read.blocks import divide
from paddle_inspect.pages.read.cells import Syntax
from tests.effort import examples

GRID = ("+---+---+", "| a | b |", "+---+---+")
SIMPLE = ("=== ===", "a   b", "=== ===", "1   2", "=== ===")
LIST = (".. list-table::", "   :header-rows: 1", "", "   * - a", "     - b", "   * - 1", "     - 2")
CSV = (".. csv-table::", "   :header: a, b", "", '   1, "2, 3"')


def indented(lines: tuple[str, ...], columns: int) -> tuple[str, ...]:
    return tuple(f"{' ' * columns}{line}".rstrip() for line in lines)


def found(*lines: str) -> list[tuple[Syntax, int, int]]:
    tables, _ = divide(lines)
    return [(table.syntax, table.first, table.last) for table in tables]


def opaque(*lines: str) -> list[int]:
    return sorted(divide(lines)[1])


WHOLE: dict[str, tuple[tuple[str, ...], list[tuple[Syntax, int, int]]]] = {
    "a grid": (GRID, [(Syntax.GRID, 1, 3)]),
    "two grids": ((*GRID, "", *GRID), [(Syntax.GRID, 1, 3), (Syntax.GRID, 5, 7)]),
    "a simple table": (SIMPLE, [(Syntax.SIMPLE, 1, 5)]),
    "a list-table": (LIST, [(Syntax.LIST, 1, 7)]),
    "a csv-table": (CSV, [(Syntax.CSV, 1, 4)]),
    "HTML": (("<table>", "<tr><td>a</td></tr>", "</table>", "x"), [(Syntax.HTML, 1, 3)]),
    "a grid in a list": (("- text", "", *indented(GRID, 2)), [(Syntax.GRID, 3, 5)]),
    "a grid right behind the mark of an item": ((f"- {GRID[0]}", *indented(GRID[1:], 2)), [(Syntax.GRID, 1, 3)]),
    "a simple table right behind two marks": (
        (f"- 1. {SIMPLE[0]}", *indented(SIMPLE[1:], 5)),
        [(Syntax.SIMPLE, 1, 5)],
    ),
    "a grid in a quote": (("Text", "", *indented(GRID, 3)), [(Syntax.GRID, 3, 5)]),
    "no grid behind blanks that docutils takes for text": (tuple(f"\xa0{line}" for line in GRID), []),
    "a grid in a note": ((".. note::", "", *indented(GRID, 3)), [(Syntax.GRID, 3, 5)]),
    "a grid right below a note": ((".. note::", *indented(GRID, 3)), [(Syntax.GRID, 2, 4)]),
    "a grid with a caption": (
        (".. table:: Title", "   :widths: auto", "", *indented(GRID, 3)),
        [(Syntax.GRID, 4, 6)],
    ),
    "a grid for one builder": ((".. only:: html", "", *indented(GRID, 3)), [(Syntax.GRID, 3, 5)]),
    "a grid in a domain's directive": ((".. rst:tip::", "", *indented(GRID, 3)), [(Syntax.GRID, 3, 5)]),
    "a grid in a footnote": ((".. [1] text", "", *indented(GRID, 3)), [(Syntax.GRID, 3, 5)]),
    "a grid behind an empty comment": (("..", "", *indented(GRID, 3)), [(Syntax.GRID, 3, 5)]),
    "a grid behind a target": ((".. _a: b", "", *GRID), [(Syntax.GRID, 3, 5)]),
    "a grid behind a target of two lines": ((".. _a:", "   b", "", *GRID), [(Syntax.GRID, 4, 6)]),
    "a grid behind a literal block": (("as::", "", *indented(GRID, 2), "", *GRID), [(Syntax.GRID, 7, 9)]),
    "a grid behind a doctest": ((">>> print(1)", GRID[0], "", *GRID), [(Syntax.GRID, 4, 6)]),
    "a grid in a grid": (
        ("+-----------+", "| +---+---+ |", "| | a | b | |", "| +---+---+ |", "+-----------+"),
        [(Syntax.GRID, 1, 5), (Syntax.GRID, 2, 4)],
    ),
}


@pytest.mark.parametrize(("lines", "tables"), WHOLE.values(), ids=WHOLE.keys())
def test_a_whole_table_is_found_where_it_stands(lines: tuple[str, ...], tables: list[tuple[Syntax, int, int]]) -> None:
    assert found(*lines) == tables


HIDDEN = {
    "a literal block": ("as::", "", *indented(GRID, 2)),
    "a literal block in a list": ("- as::", "", *indented(GRID, 4)),
    "a quoted literal block": ("as::", "", "| a | b |", "| c | d |"),
    "a code block": (".. code-block:: rst", "", *indented(GRID, 3)),
    "a parsed literal": (".. parsed-literal::", "", *indented(GRID, 3)),
    "a directive that nobody listed": (".. unheard-of::", "", *indented(GRID, 3)),
    "a directive of a domain": (".. py:function:: f", "", *indented(GRID, 3)),
    "a comment": ("..", *indented(GRID, 3)),
    "a comment behind its mark": (".. Old:", "", *indented(GRID, 3)),
    "a substitution": (".. |x| image:: a.png", *indented(GRID, 3)),
    "a doctest": (">>> print(table)", *GRID),
}


@pytest.mark.parametrize("lines", HIDDEN.values(), ids=HIDDEN.keys())
def test_what_is_shown_as_it_is_has_no_table_and_is_opaque(lines: tuple[str, ...]) -> None:
    assert found(*lines) == []
    assert opaque(*lines)[-1] == len(lines)


NONE = {
    "nothing": (),
    "text": ("a", "b"),
    "a line block": ("| a", "| b"),
    "rows of other widths": ("+---+---+", "| a | b  |", "+---+---+"),
    "a row that lost its last bar": ("+---+---+", "| a | b", "+---+---+"),
    "no last border": ("+---+---+", "| a | b |"),
    "a rule of Markdown among the rows": (*GRID[:2], "|---|---|", "| c | d |", GRID[2]),
    "a lone border behind the mark of an item": ("- +---+---+",),
    "a simple table without an end": ("=== ===", "a   b"),
    "HTML without an end": ("<table>", "<tr><td>a"),
}


@pytest.mark.parametrize("lines", NONE.values(), ids=NONE.keys())
def test_what_docutils_would_not_read_is_no_whole_table_and_no_secret(lines: tuple[str, ...]) -> None:
    assert found(*lines) == []
    assert opaque(*lines) == []


OPAQUE = {
    "options of a note": ((".. note::", "   :class: x", "", "   text"), [1, 2]),
    "text below a literal block": (("as::", "", "  x", "", "text"), [3]),
    "two colons that end the page": (("as::", ""), []),
    "two colons above text": (("as::", "", "text"), []),
    "a target": ((".. _a: b",), []),
    "the address below a target": ((".. _a:", "   b", "text"), [2]),
    "a footnote": ((".. [1] a", "   b"), []),
    "an empty comment": (("..", "", "   quote"), [1]),
}


@pytest.mark.parametrize(("lines", "numbers"), OPAQUE.values(), ids=OPAQUE.keys())
def test_lines_that_are_no_text(lines: tuple[str, ...], numbers: list[int]) -> None:
    assert opaque(*lines) == numbers


_PARTS = ["- ", "1. ", "..", ".. note::", "as::", "   ", "|", "a", "<table>", "</table>", *GRID, *SIMPLE[:2], *LIST[:1]]
_LINES = st.lists(st.lists(st.sampled_from(_PARTS), max_size=3).map("".join), max_size=14)


@examples(300)
@given(_LINES)
def test_any_lines_are_divided_and_tables_stand_in_them(lines: list[str]) -> None:
    tables, hidden = divide(lines)
    assert all(1 <= number <= len(lines) for number in hidden)
    for table in tables:
        assert 1 <= table.first <= table.last <= len(lines)
        for cell in table.cells:
            places = zip(cell.segments, cell.lines, strict=True)
            assert all(lines[part.line - 1][part.start : part.end] == text for part, text in places)
