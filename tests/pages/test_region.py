"""Where the table of a page begins and ends."""

from __future__ import annotations

import pytest

from paddle_inspect.pages.read.lines import classify
from paddle_inspect.pages.read.region import Region, read_table

WEIGHTS = """\
+-------+---------+-------------+
| Model | Language| Details     |
+=======+=========+=============+
|``a``  | English | 12-layer,   |
+-------+---------+-------------+
"""
LICENCES = """\
+-------+---------+
| Model | Licence |
+=======+=========+
| all   | MIT     |
+-------+---------+
"""
TITLE = "\nLicences\n--------\n\n"


def region(text: str) -> Region:
    found = read_table(classify(text))
    assert found is not None
    return found


def test_a_page_without_bars_has_no_table() -> None:
    assert read_table(classify("A page\n======\n\nof prose.\n")) is None


def test_a_table_below_a_title_of_its_own_is_another_one() -> None:
    found = region(f"Weights\n=======\n\n{WEIGHTS}{TITLE}{LICENCES}")
    assert (found.first, found.last) == (4, 8)


def test_the_first_of_them_that_names_a_weight_counts() -> None:
    found = region(f"{LICENCES}{TITLE}{WEIGHTS}")
    assert (found.first, found.last) == (10, 14)
    assert [piece.name for piece in found.pieces if piece.name] == ["a"]


def test_without_any_weight_it_is_the_first() -> None:
    assert region(f"{LICENCES}{TITLE}{LICENCES}").last == 5


@pytest.mark.parametrize("row", ["| ``a`` | English |", "``a`` | English | x", "|``a``", "``a`` | x |"])
def test_a_row_that_lost_bars_is_one_still(row: str) -> None:
    found = region(f"Text.\n\n{row}\n\nMore.\n")
    assert (found.first, found.last) == (3, 3)


@pytest.mark.parametrize("line", ["``org/name``", "A name | or another", "Text |"])
def test_a_bar_in_prose_is_no_table(line: str) -> None:
    assert read_table(classify(f"Text.\n\n{line}\n")) is None


TORN = [
    ("text between", f"{WEIGHTS}\nNote: what a table.\n\n{WEIGHTS}"),
    ("a title without a rule", f"{WEIGHTS}\nLicences\n\n{WEIGHTS}"),
    ("a title above rows without a header", f"{WEIGHTS}{TITLE}|``b``  | English | 6-layer,    |\n"),
    ("a title above a grid without a header", f"{WEIGHTS}{TITLE}{WEIGHTS.replace('=', '-')}"),
]


@pytest.mark.parametrize("text", [case[1] for case in TORN], ids=[case[0] for case in TORN])
def test_one_table_that_was_torn_is_one(text: str) -> None:
    assert region(text).last == len(text.splitlines())


HEADERS = [
    (WEIGHTS, ("Model", "Language", "Details")),
    (LICENCES, ()),
    (WEIGHTS.replace("Details", "a chart"), ()),
    (LICENCES.replace("Licence", "Details"), ()),
    (WEIGHTS.replace("=", "-"), ()),
    ("|``b`` | English | x |\n", ()),
]


@pytest.mark.parametrize(("text", "titles"), HEADERS)
def test_titles_stand_above_the_double_rule(text: str, titles: tuple[str, ...]) -> None:
    assert region(text).header == titles


def test_a_table_that_names_a_weight_in_its_last_line_alone_counts() -> None:
    torn = "".join(WEIGHTS.splitlines(keepends=True)[:3]) + "|``a``\n"
    found = region(f"{LICENCES}{TITLE}{torn}")
    assert (found.first, found.last) == (10, 13)
