"""Tables of Markdown where markdown-it finds them."""

from __future__ import annotations

import pytest

from paddle_inspect.pages.read.cells import Syntax
from paddle_inspect.pages.read.markdown import tables_of
from tests.pages.outline import outline

PIPES = "| a | b |\n|---|---|\n| 1 | 2 |\n"
CELLS = ["0,0 a", "0,1 b", "1,0 1", "1,1 2"]
GRID = "+---+---+\n| a | b |\n+---+---+\n"
LIST = ":header-rows: 1\n\n* - a\n  - b\n* - 1\n  - 2\n"

TABLES: dict[str, tuple[str, Syntax, tuple[int, int, int], list[str]]] = {
    "pipes": (PIPES, Syntax.PIPE, (1, 3, 1), CELLS),
    "no outer bars": ("text\n\na | b\n---|---\n1 | 2\n", Syntax.PIPE, (3, 5, 1), CELLS),
    "an escaped bar": (
        "a | b\n---|---\n1 \\| x | `2`\n",
        Syntax.PIPE,
        (1, 3, 1),
        ["0,0 a", "0,1 b", "1,0 1 \\| x", "1,1 `2`"],
    ),
    "a short row": ("| a | b |\n|---|---|\n| 1 |\n", Syntax.PIPE, (1, 3, 1), ["0,0 a", "0,1 b", "1,0 1"]),
    "a row that is too long": ("| a | b |\n|---|---|\n| 1 | 2 | 3 |\n", Syntax.PIPE, (1, 3, 1), CELLS),
    "an empty cell": ("| a | b |\n|---|---|\n| | 2 |\n", Syntax.PIPE, (1, 3, 1), ["0,0 a", "0,1 b", "1,0 ", "1,1 2"]),
    "in a quote": ("> " + PIPES.replace("\n|", "\n> |"), Syntax.PIPE, (1, 3, 1), CELLS),
    "in a list": ("- text\n\n  " + PIPES.replace("\n|", "\n  |"), Syntax.PIPE, (3, 5, 1), CELLS),
    "right behind the mark of an item": ("- " + PIPES.replace("\n|", "\n  |"), Syntax.PIPE, (1, 3, 1), CELLS),
    "right behind a number": ("10. " + PIPES.replace("\n|", "\n    |"), Syntax.PIPE, (1, 3, 1), CELLS),
    "behind front matter": (f"---\na: |\n  b\n---\n{PIPES}", Syntax.PIPE, (5, 7, 1), CELLS),
    "carriage returns": (PIPES.replace("\n", "\r\n"), Syntax.PIPE, (1, 3, 1), CELLS),
    "HTML": (
        "<table>\n<tr><th>a</th><th>b</th></tr>\n<tr><td>1</td><td>2</td></tr>\n</table>\n",
        Syntax.HTML,
        (1, 4, 1),
        CELLS,
    ),
    "a list-table of MyST": (f"```{{list-table}}\n{LIST}```\n", Syntax.LIST, (1, 7, 1), CELLS),
    "a csv-table of MyST": ("```{csv-table}\n:header: a, b\n\n1, 2\n```\n", Syntax.CSV, (1, 4, 1), CELLS),
    "reStructuredText in MyST": (f"text\n\n```{{eval-rst}}\n{GRID}```\n", Syntax.GRID, (4, 6, 0), CELLS[:2]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "syntax", "place", "cells"), TABLES.values(), ids=TABLES.keys())
def test_a_whole_table_is_found_where_it_stands(
    text: str, syntax: Syntax, place: tuple[int, int, int], cells: list[str]
) -> None:
    ((table,), _) = tables_of(text)
    assert table.syntax is syntax
    assert (table.first, table.last, table.header) == place
    assert outline(table) == cells
    lines = text.split("\n")
    for cell in table.cells:
        for part, said in zip(cell.segments, cell.lines, strict=True):
            assert lines[part.line - 1][part.start : part.end] == said


HIDDEN = {
    "a fence": (f"```\n{PIPES}```\n", [1, 2, 3, 4, 5]),
    "a fence of waves": (f"~~~text\n{PIPES}~~~\n", [1, 2, 3, 4, 5]),
    "indented code": ("text\n\n    | a | b |\n    |---|---|\n", [3, 4]),
    "another directive": (f"```{{code-block}} rst\n{GRID}```\n", [1, 2, 3, 4, 5]),
    "a comment of HTML": (f"<!--\n{PIPES}-->\n", [1, 2, 3, 4, 5]),
    "front matter": ("---\na: | b |\n---\n", [1, 2, 3]),
}
NONE = ["", "text\n", "| a | b |\n", "a | b\n", GRID, "| a | b |\n|---|\n"]


@pytest.mark.parametrize(("text", "numbers"), HIDDEN.values(), ids=HIDDEN.keys())
def test_code_and_front_matter_have_no_table_and_are_opaque(text: str, numbers: list[int]) -> None:
    tables, opaque = tables_of(text)
    assert tables == []
    assert sorted(opaque)[: len(numbers)] == numbers


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_table_of_markdown_is_none(text: str) -> None:
    assert tables_of(text) == ([], set())
