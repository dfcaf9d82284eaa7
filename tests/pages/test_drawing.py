"""Tables that are only badly drawn: what comes out is the same table, or nothing."""

from __future__ import annotations

import pytest

from paddle_inspect.pages.read.drawing import as_drawn, grid_of, redrawn
from paddle_inspect.pages.read.html import html_tables
from paddle_inspect.pages.read.lines import classify

GRID = ("+---+---+", "| a | b |", "+===+===+", "| 1 | 2 |", "+---+---+")
REDRAWN = {
    "a whole one": (GRID, GRID),
    "bars that were shifted": (
        ("+-----+---+", "| a   | b |", "+=====+===+", "| 1 | 2 |", "+-----+---+"),
        ("+-----+---+", "| a   | b |", "+=====+===+", "| 1   | 2 |", "+-----+---+"),
    ),
    "a border of another width": ((*GRID[:4], "+-----+--+"), GRID),
    "a rule of Markdown below the header": ((*GRID[:2], "|---|---|", *GRID[3:]), GRID),
    "a rule of Markdown between rows": (
        (*GRID[:4], "|---|---|", "| 3 | 4 |", GRID[4]),
        (*GRID, "| 3 | 4 |", GRID[4]),
    ),
    "no last border": (GRID[:4], GRID),
    "a table of Markdown": (
        ("| a | b |", "|---|---|", "| 1 | 2 |", "| 3 | 4 |"),
        (*GRID, "| 3 | 4 |", GRID[4]),
    ),
    "other marks": (("┌───┬───┐", "│ a │ b │", "╞═══╪═══╡", "│ 1 │ 2 │", "└───┴───┘"), GRID),
    "full-width bars": ((GRID[0], "｜ a ｜ b ｜", GRID[2], "｜ 1 ｜ 2 ｜", GRID[4]), GRID),
    "a row of two lines": (
        (*GRID[:3], "| 1 | 2|", "|  | 3 |", GRID[4]),
        (*GRID[:4], "|   | 3 |", GRID[4]),
    ),
    "a cell that is wider than its column": (
        (*GRID[:3], "| 1 | much wider |", GRID[4]),
        ("+---+------------+", "| a | b          |", "+===+============+", "| 1 | much wider |", "+---+------------+"),
    ),
    "indentation": (
        ("  +-----+---+", "  | a   | b |", "  +=====+===+", "  | 1 | 2 |", "  +-----+---+"),
        ("  +-----+---+", "  | a   | b |", "  +=====+===+", "  | 1   | 2 |", "  +-----+---+"),
    ),
}  # fmt: skip
TORN = {
    "a row with a cell less": (*GRID[:3], "| 1 |", GRID[4]),
    "a row with a cell more": (*GRID[:3], "| 1 | 2 | 3 |", GRID[4]),
    "a row without its last bar": (*GRID[:3], "| 1 | 2", GRID[4]),
    "a row without its first bar": (*GRID[:3], "1 | 2 |", GRID[4]),
    "words among the rows": (*GRID[:3], "words", GRID[4]),
    "a header without its last bar": (GRID[0], "| a | b", *GRID[2:]),
    "one column": ("+---+", "| a", "+---+"),
    "a table of Markdown without a rule": ("| a | b |", "| 1 | 2 |"),
}


@pytest.mark.parametrize(("lines", "expected"), REDRAWN.values(), ids=REDRAWN.keys())
def test_a_table_that_is_only_badly_drawn_is_drawn_again(lines: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert redrawn(classify("\n".join(lines))) == list(expected)
    assert redrawn(classify("\n".join(expected))) == list(expected)


@pytest.mark.parametrize("lines", TORN.values(), ids=TORN.keys())
def test_a_torn_table_is_not_guessed_at(lines: tuple[str, ...]) -> None:
    assert redrawn(classify("\n".join(lines))) is None


GLUED = {
    "a border above its row": ("+---+---+| a | b |", ["+---+---+", "| a | b |"]),
    "a border below its row": ("| a | b |+---+---+", ["| a | b |", "+---+---+"]),
    "with spaces between": ("  +---+---+   | a | b |", ["  +---+---+", "  | a | b |"]),
    "a row alone": ("| a | b |", ["| a | b |"]),
    "a border alone": ("+---+---+", ["+---+---+"]),
    "text": ("a + b | c", ["a + b | c"]),
}


@pytest.mark.parametrize(("line", "parts"), GLUED.values(), ids=GLUED.keys())
def test_a_border_that_is_glued_to_a_row_is_parted_from_it(line: str, parts: list[str]) -> None:
    found = as_drawn(classify(f"text\n{line}")[1:])
    assert [part.text for part in found] == parts
    assert {part.number for part in found} == {2}


WIDE = (
    f"+{'-' * 30}+{'-' * 30}+",
    f"| {'a' * 28} | {'b' * 28} |",
    f"+{'=' * 30}+{'=' * 30}+",
    f"| {'word ' * 5}    | {'1' * 28} |",
    f"+{'-' * 30}+{'-' * 30}+",
)


def wrapped(lines: tuple[str, ...], width: int) -> list[str]:
    return [line[at : at + width] for line in lines for at in range(0, len(line), width)]


@pytest.mark.parametrize("width", [40, 45, 62])
def test_lines_that_were_wrapped_at_one_width_are_joined_again(width: int) -> None:
    assert [line.text for line in as_drawn(classify("\n".join(wrapped(WIDE, width))))] == list(WIDE)


def test_a_link_target_among_wrapped_lines_stays_where_it_is() -> None:
    border, target = wrapped(WIDE[:1], 45), ".. _a: https://e.org"
    lines = [*border, target, *wrapped(WIDE[1:], 45)]
    assert [line.text for line in as_drawn(classify("\n".join(lines)))] == [WIDE[0], target, *WIDE[1:]]


@pytest.mark.parametrize("lines", [WIDE, GRID, tuple(wrapped(WIDE, 39)), tuple(wrapped(WIDE, 45)[:-1])])
def test_lines_that_were_not_plainly_wrapped_stay(lines: tuple[str, ...]) -> None:
    assert [line.text for line in as_drawn(classify("\n".join(lines)))] == list(lines)


HTML = {
    "code and a line break": (
        "<table><tr><th>a</th><th>b</th></tr><tr><td><code>x</code></td><td>1<br/>2 &amp; 3</td></tr></table>",
        [
            "+-------+-------+",
            "| a     | b     |",
            "+=======+=======+",
            "| ``x`` | 1     |",
            "|       | 2 & 3 |",
            "+-------+-------+",
        ],
    ),
    "tags that say nothing": (
        "<table><tr><th>a</th><th>b</th></tr><tr><td><b>1</b></td><td> 2 </td></tr></table>",
        list(GRID),
    ),
    "no header": ("<table><tr><td>a</td></tr></table>", None),
    "a header alone": ("<table><tr><th>a</th></tr></table>", None),
    "a span": ("<table><tr><th colspan=2>a</th></tr><tr><td>1</td><td>2</td></tr></table>", None),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), HTML.values(), ids=HTML.keys())
def test_a_table_of_html_as_a_grid(text: str, expected: list[str] | None) -> None:
    (table,) = html_tables([text], 1)
    assert grid_of(table) == expected
