"""What the reader's thresholds let through and what not: beside the last that fits stands the first that does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from paddle_inspect.base.figures import PARAMETERS
from paddle_inspect.pages.read.cells import Cell, Segment
from paddle_inspect.pages.read.docutils_tables import read_grid, read_simple
from paddle_inspect.pages.read.drawing import as_drawn, separated
from paddle_inspect.pages.read.lines import classify
from paddle_inspect.pages.read.names import with_whole_names
from paddle_inspect.pages.read.phrase import column_figure, figures
from paddle_inspect.pages.read.pieces import read_pieces
from paddle_inspect.pages.read.reader import read_page
from paddle_inspect.pages.read.region import Region
from paddle_inspect.pages.read.weights import name_in
from tests.fakes import repairer

_RULE = "+-------+----------+-----------+"
_GRID = f"{_RULE}\n| Model | Language | Details   |\n{_RULE.replace('-', '=')}\n"


def wrapped_lines_are_joined(size: int) -> bool:
    """Whether a table whose lines take so many lines of 40 columns comes back."""
    width = size * 40 - 1
    border = f"+{'-' * (width - 12)}+{'-' * 9}+"
    whole = [border, f"| {'a' * (width - 14)} | {'b' * 7} |", border.replace("-", "="), border]
    lines = [line[at : at + 40] for line in whole for at in range(0, width, 40)]
    return [line.text for line in as_drawn(classify("\n".join(lines)))] == whole


def values_are_a_table(size: int) -> bool:
    """Whether lines of so many values with commas between are rows."""
    titles = ["Model", "Language", "Details", "Layers"][:size]
    return separated([",".join(titles), ",".join(map(str, range(size)))]) is not None


def rest_of_a_row_is_its_own(size: int) -> bool:
    """Whether so many lines below an open row belong to the table."""
    rest = ["and"] * (size - 1) + ["on |"]
    (region,) = read_page(f"{_GRID}| ``a`` | English | 12-layer\n" + "\n".join([*rest, "", "text"])).regions
    return region.last == 4 + size


def _names(*rows: str) -> list[str | None]:
    lines = tuple(classify("\n".join(rows)))
    region = Region(first=1, last=len(rows), pieces=read_pieces(lines), lines=lines)
    return [piece.name for piece in with_whole_names(region, lambda _: False).pieces]


def parts_are_one_name(size: int) -> bool:
    """Whether the parts of a name on so many lines are joined."""
    parts = [f"part{number}" for number in range(size)]
    rows = [f"| ``{parts[0]}", *parts[1:-1], f"{parts[-1]}`` | English | 12-layer |"]
    return _names(*rows) == ["".join(parts)]


def cell_begins_a_name(size: int) -> bool:
    """Whether a cell of so many characters is the first part of a name."""
    return _names(f"| ``{'a' * (size - 3)}- | English | 12-layer |", "| b`` | | |") == [f"{'a' * (size - 3)}-b"]


def digits_are_a_count(size: int) -> bool:
    """Whether a number of so many digits in a column of parameters is one, with no unit anywhere."""
    return column_figure("1" * size, PARAMETERS, "") is not None


def number_has_the_unit_of_its_column(size: int) -> bool:
    """Whether a number in a column of millions is so many millions."""
    stated = column_figure(str(size), PARAMETERS, "M")
    return stated is not None and stated.figure.unit == 10**6


def lines_are_a_grid(size: int) -> bool:
    return read_grid(["+-------+", *["| words |"] * (size - 2), "+-------+"], 1) is not None


def lines_are_a_simple_table(size: int) -> bool:
    return read_simple(["===== =====", *["words words"] * (size - 2), "===== ====="], 1) is not None


def names_beside_texts_are_two_rows(size: int) -> bool:
    """Whether two names in one cell, each beside texts in every other column of so many, are two rows."""
    border, row = "+-------" * size + "+", "| ``{}`` " + "| words " * (size - 1) + "|"
    return read_grid([border, row.format("a"), row.format("b"), border], 1) is None


def words_name_a_weight(size: int) -> bool:
    """Whether a linked name is one when its cell has so many characters."""
    words = f"[name](https://e.org/{'a' * (size - 22)})"
    cell = Cell(row=0, column=0, segments=(Segment(1, 0, size),), lines=(words,))
    return name_in(cell, lambda name: name == "name") is not None


_BENCH = repairer()


def _unread(text: str) -> list[tuple[int, int, str]]:
    found = _BENCH.repair(read_page(text, "page.rst", "BERT"), family=None).report.findings
    return [
        (one.span.first, one.span.last, one.message) for one in found if one.code == "unreadable-table" and one.span
    ]


_BERTS = ["bert-base-uncased", "bert-large-uncased", "bert-base-cased", "bert-large-cased"]


def lines_are_unread_rows(size: int) -> bool:
    """Whether so many lines that are like rows are a table."""
    return bool(_unread("".join(f"{name}, English, 12-layer\n" for name in _BERTS[:size])))


def fields_are_an_unread_row(size: int) -> bool:
    """Whether lines with so many fields behind the name are rows."""
    return bool(_unread("".join(f"{name}{', English' * size}\n" for name in _BERTS)))


def cell_below_is_of_the_row(size: int) -> bool:
    """Whether figures that stand so many lines below a name, each cell in a line, are its row's."""
    cells = ["| words"] * (size - 1) + ["| 12-layer"]
    text = "".join("\n".join([f"| {name}", *cells, "|-", ""]) for name in _BERTS[:2])
    return bool(_unread(f"{{|\n{text}|}}\n"))


def weights_are_named(size: int) -> bool:
    """Whether a message about a table names all of so many weights."""
    ((_, _, message),) = _unread("".join(f"{name}, English, 12-layer\n" for name in _BERTS[:size]))
    return all(name in message for name in _BERTS[:size])


@pytest.mark.parametrize(
    ("holds", "last", "first"),
    [
        (wrapped_lines_are_joined, 12, 13),
        (values_are_a_table, 3, 2),
        (rest_of_a_row_is_its_own, 13, 14),
        (parts_are_one_name, 3, 4),
        (cell_begins_a_name, 120, 121),
        (digits_are_a_count, 5, 4),
        (number_has_the_unit_of_its_column, 9_999_999, 10_000_000),
        (lines_are_a_grid, 3, 2),
        (lines_are_a_simple_table, 3, 2),
        (names_beside_texts_are_two_rows, 3, 2),
        (words_name_a_weight, 400, 401),
        (lines_are_unread_rows, 2, 1),
        (fields_are_an_unread_row, 2, 1),
        (cell_below_is_of_the_row, 8, 9),
        (weights_are_named, 3, 4),
    ],
)
def test_a_threshold_stands_between(holds: Callable[[int], bool], last: int, first: int) -> None:
    assert (holds(last), holds(first)) == (True, False)


@pytest.mark.parametrize("bound", ["more than", "fewer than", "at least", "up to", "over", "至少"])
@pytest.mark.parametrize("about", ["", "about ", "approximately ", "roughly "])
def test_every_word_that_makes_a_number_a_bound_is_heard_before_it(bound: str, about: str) -> None:
    assert [figure.unclear for figure in figures([f"12-layer, {bound} {about}768-hidden"])] == [False, True]
