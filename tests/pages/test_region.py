"""Where the torn tables of a page begin and end; whole ones are none of them."""

from __future__ import annotations

import pytest

from paddle_inspect.pages.read.lines import classify
from paddle_inspect.pages.read.reader import read_page
from paddle_inspect.pages.read.region import Region, read_regions

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
RULE = "+-------+---------+-------------+\n"
TITLE = "\nLicences\n--------\n\n"
TORN = f"{WEIGHTS}|``b``\n"
HEADLESS = WEIGHTS.replace("=", "-")


def regions(text: str) -> list[tuple[int, int]]:
    """First and last line of each region of a page."""
    return [(found.first, found.last) for found in read_page(text).regions]


def region(text: str) -> Region:
    (found,) = read_page(text).regions
    return found


def as_region(text: str) -> Region:
    """A table as a region, be it whole."""
    (found,) = read_regions(classify(text))
    return found


NO_REGION = {
    "a page without bars": "A page\n======\n\nof prose.\n",
    "a whole table": WEIGHTS,
    "a whole table of licences": LICENCES,
    "two whole tables": f"{WEIGHTS}\n{WEIGHTS}",
    "two whole tables with words between": f"{WEIGHTS}\nNote: The translation keeps the format.\n\n{WEIGHTS}",
    "a whole table without a header": HEADLESS,
    "a whole table in a list": "- text\n\n" + "".join(f"  {line}\n" for line in WEIGHTS.splitlines()),
    "a torn table in a literal block": "As follows::\n\n" + "".join(f"  {line}\n" for line in TORN.splitlines()),
    "a torn table in a comment": "..\n" + "".join(f"   {line}\n" for line in TORN.splitlines()),
    "a torn table in a code block": ".. code::\n\n" + "".join(f"   {line}\n" for line in TORN.splitlines()),
    "a line block": "| a line block\n| of ``literals``\n",
    "pipes of a shell": "$ cat a | grep b | wc\n",
}


@pytest.mark.parametrize("text", NO_REGION.values(), ids=NO_REGION.keys())
def test_what_is_whole_or_no_table_is_no_region(text: str) -> None:
    assert regions(text) == []


BOUNDED = {
    "a title of its own": (f"Weights\n=======\n\n{TORN}{TITLE}{LICENCES}", [(4, 9)]),
    "a title above": (f"{LICENCES}{TITLE}{TORN}", [(10, 15)]),
    "a title above the same titles": (f"{TORN}{TITLE}{WEIGHTS}", [(1, 6)]),
    "a title above a grid without a header": (f"{TORN}{TITLE}{HEADLESS}", [(1, 6)]),
    "a title above rows without a header": (f"{TORN}{TITLE}|``b``  | English | 6-layer,    |\n", [(1, 6), (11, 11)]),
    "other titles": (f"{TORN}\n{LICENCES}", [(1, 6)]),
    "a paragraph": (f"{TORN}\nLicences\n\n{WEIGHTS}", [(1, 6)]),
    "a directive": (f"{TORN}\n.. image:: a.png\n\n{WEIGHTS}", [(1, 6)]),
    "two torn tables": (f"{TORN}{TITLE}{TORN}", [(1, 6), (11, 16)]),
}
ONE = {
    "nothing between": f"{TORN}{WEIGHTS}",
    "a blank line between": f"{TORN}\n{WEIGHTS}",
    "a remark between": f"{TORN}\nNote: The translation keeps the format.\n\n{WEIGHTS}",
    "a sentence that is glued to a row": f"{TORN}\nA sentence.\n{WEIGHTS}",
    "a target between": f"{TORN}\n.. _a: u\n\n{WEIGHTS}",
    "a fence between": f"{TORN}```\n{WEIGHTS}",
    "a grid without a header below": f"{TORN}\n{HEADLESS}",
}


@pytest.mark.parametrize(("text", "places"), BOUNDED.values(), ids=BOUNDED.keys())
def test_a_torn_table_ends_where_a_block_begins_that_is_no_part_of_it(text: str, places: list[tuple[int, int]]) -> None:
    assert regions(text) == places


@pytest.mark.parametrize("text", ONE.values(), ids=ONE.keys())
def test_one_table_that_was_torn_is_one(text: str) -> None:
    assert regions(text) == [(1, len(text.splitlines()))]


def test_the_region_has_the_names_of_all_its_parts() -> None:
    assert [piece.name for piece in region(ONE["a blank line between"]).pieces if piece.name] == ["a", "b", "a"]


@pytest.mark.parametrize("row", ["| ``a`` | English |", "``a`` | English | x", "|``a``", "``a`` | x |"])
def test_a_row_that_lost_bars_is_one_still(row: str) -> None:
    assert regions(f"Text.\n\n{row}\n\nMore.\n") == [(3, 3)]


@pytest.mark.parametrize("line", ["``org/name``", "A name | or another", "Text |", "| a line block"])
def test_a_bar_in_prose_is_no_table(line: str) -> None:
    assert regions(f"Text.\n\n{line}\n") == []


HEADERS = [
    (WEIGHTS, ("Model", "Language", "Details")),
    (LICENCES, ()),
    (WEIGHTS.replace("Details", "a chart"), ()),
    (LICENCES.replace("Licence", "Details"), ()),
    (HEADLESS, ("Model", "Language", "Details")),
    ("|``b`` | English | x |\n", ()),
]


@pytest.mark.parametrize(("text", "titles"), HEADERS)
def test_titles_stand_above_the_double_rule(text: str, titles: tuple[str, ...]) -> None:
    assert as_region(text).header == titles


def test_a_table_that_names_a_weight_in_its_last_line_alone_counts() -> None:
    torn = "".join(WEIGHTS.splitlines(keepends=True)[:3]) + "|``a``\n"
    found = region(f"{LICENCES}{TITLE}{torn}")
    assert (found.first, found.last) == (10, 13)
    assert [piece.name for piece in found.pieces if piece.name] == ["a"]


@pytest.mark.parametrize("indent", ["", "  "])
def test_a_region_knows_how_far_its_rows_are_indented(indent: str) -> None:
    assert region("".join(f"{indent}{line}\n" for line in TORN.splitlines())).indent == len(indent)


DRAWN = {
    "rows": (TORN, ""),
    "other bars": (TORN.replace("|", "│"), "drawn with other marks than bars"),
    "full-width bars": (TORN.replace("|", "｜"), "drawn with other marks than bars"),
    "a border glued to a row": (TORN.replace("+\n|``a``", "+|``a``"), "glued to a border in some rows"),
}


@pytest.mark.parametrize(("text", "way"), DRAWN.values(), ids=DRAWN.keys())
def test_a_region_says_how_it_is_drawn(text: str, way: str) -> None:
    found = region(text)
    assert found.drawn == way
    assert [piece.name for piece in found.pieces if piece.name] == ["a", "b"]


def test_titles_that_came_again_among_the_rows_make_no_table_of_their_own() -> None:
    again = WEIGHTS.splitlines(keepends=True)
    below = again[0] + again[3] + again[0] + "| Model | Training| Data        |\n" + again[2] + again[3] + again[0]
    text = f"{TORN}{below}"
    assert read_page(text).tables == ()
    assert regions(text) == [(1, 13)]


MERGED = {
    "a lost border": ("|``a``  | English | 12-layer,   |\n|``b``  | Dutch   | 6-layer,    |\n", True),
    "a lost border below a row of two lines": (
        "|``a``  | English | 12-layer,   |\n|       |         | 768-hidden  |\n|``b``  | Dutch   | 6-layer,    |\n",
        True,
    ),
    "two names of one row": ("|``a``  | English | 12-layer,   |\n|``b``  |         |             |\n", False),
    "a language of two lines": ("|``a``  | English | 12-layer,   |\n|       | Dutch   |             |\n", False),
    "two rows": (WEIGHTS.splitlines(keepends=True)[3] + RULE + "|``b``  | Dutch   | x           |\n", False),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "merged"), MERGED.values(), ids=MERGED.keys())
def test_two_rows_that_lost_the_border_between_them_are_torn_and_other_rows_of_two_lines_are_whole(
    rows: str, merged: bool
) -> None:
    border = WEIGHTS.splitlines(keepends=True)[0]
    text = "".join(WEIGHTS.splitlines(keepends=True)[:3]) + rows + border
    page = read_page(text)
    assert (len(page.tables), len(page.regions)) == ((0, 1) if merged else (1, 0))
