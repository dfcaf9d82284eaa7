"""A curated family's page, damaged at random, is rebuilt and keeps what only the page knew; no text at all can do harm.

The catalogue knows every word of the ALBERT rows, so their return shows that damage is noticed and not that it is read:
test_damage_property.py measures that. What has to be read here are the rows of other people's weights below them.
"""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

from hypothesis import example, given
from hypothesis import strategies as st

from paddle_inspect.models.catalogue import Family
from paddle_inspect.pages.read.reader import read_page
from paddle_inspect.pages.repair import Repairer
from paddle_inspect.pages.rewrite import Repaired
from tests import judge
from tests.accounting import unaccounted
from tests.damage import ROW_DAMAGES, SCRATCHES, Healthy, Row, damaged, read_healthy, tears, windows
from tests.effort import examples
from tests.fakes import ALBERT_PAGE, repairer

#: Weights that no catalogue knows, in sizes that the family has not: what their rows say stands in the page alone.
OTHERS = (
    Row(
        "kestrel/albert-base-japanese",
        "Japanese",
        ("8 repeating layers, 96 embedding,", "640-hidden, 10-heads, 12.1M parameters.", "Tuned on court decisions."),
    ),
    Row("npl4/albert-tiny", "Arabic", ("Please refer to:", "`npl4/albert-tiny`_")),
    Row("npl4/albert-mini", "Turkish", ("Distilled from ``albert-base-v2``", "", "See:", "`npl4/albert-mini`_")),
)
TARGETS = tuple(f".. _{row.name}: https://example.com/{row.name}" for row in OTHERS[1:])


@cache
def workbench() -> Repairer:
    return repairer()


@cache
def albert() -> Family:
    return workbench().catalogue.family("ALBERT")


def repair(text: str, family: Family | None = None) -> Repaired:
    return workbench().repair(read_page(text), family=family)


@cache
def curated() -> Healthy:
    """The family's own page, all of which the catalogue knows."""
    return read_healthy(repair(ALBERT_PAGE.read_text(encoding="utf-8"), albert()).text)


@cache
def healthy() -> Healthy:
    """The page with rows and targets of other people's weights."""
    return replace(curated(), rows=(*curated().rows, *OTHERS), below=("", *TARGETS))


def torn(text: str) -> str:
    """The page with a row that is cut off after its name above its first one: no damage leaves its table whole then."""
    lines = text.split("\n")
    first = next(
        (place for place, line in enumerate(lines) if line.lstrip("|+-= ").startswith("``") and line[:3] != "```"), 0
    )
    return "\n".join([*lines[:first], "|``albert-base-v1``", *lines[first:]])


def damaged_page(rng: random.Random, rows: list[str], tear: bool, scratches: list[str]) -> str:
    """The page with damage that takes no data from the rows of other people's weights, nor the row that they follow."""
    *first, last = curated().rows
    own = replace(curated(), rows=tuple(first))
    for name in rows:
        own = ROW_DAMAGES[name](own, rng)
    page = replace(healthy(), rows=(*own.rows, last, *OTHERS))
    tears_of_own = [each for each in tears(own, rng) if each.row + 1 < len(own.rows)] if tear else []
    lines = windows(page, tears_of_own, rng)
    for name in scratches:
        lines = SCRATCHES[name](lines, rng)
    return torn("\n".join(lines)) + ("\n" if rng.random() < 0.7 else "")


def table(text: str) -> list[str]:
    """The lines of a page's grid; blanks behind a line are no damage and stay where they are."""
    return [line.rstrip() for line in text.splitlines() if line[:1] in ("|", "+")]


def around(text: str) -> list[str]:
    """The lines of a page outside its grid that say something, sorted: a target may have stood anywhere."""
    return sorted(line for line in text.splitlines() if line.strip() and line[0] not in "|+")


GENERATORS = st.builds(random.Random, st.integers(0, 10**6))
#: A wrong figure is no damage that hides a row: it has a test of its own.
ROWS = st.lists(st.sampled_from(sorted(ROW_DAMAGES.keys() - {"swap_figure"})), max_size=2, unique=True)
LINES = st.lists(st.sampled_from(sorted(SCRATCHES.keys() - {"lose_bars", "double_line"})), max_size=4, unique=True)
ANY_LINES = st.lists(st.sampled_from(sorted(SCRATCHES)), max_size=4, unique=True)


def test_the_page_that_the_damage_starts_from_stays_as_it_is() -> None:
    assert len(curated().rows) == 14
    assert repair(healthy().text(), albert()).text == healthy().text()
    assert judge.errors(healthy().text()) == []


def test_a_name_alone_does_not_come_back() -> None:
    assert table(repair("|``albert-base-v1``\n", albert()).text) == table(curated().text()) != table(healthy().text())


@examples(150)
@given(GENERATORS, ROWS, st.booleans(), LINES)
def test_a_damaged_page_comes_back(rng: random.Random, rows: list[str], tear: bool, scratches: list[str]) -> None:
    text = damaged_page(rng, rows, tear, scratches)
    repaired = repair(text, albert())
    assert table(repaired.text) == table(healthy().text())
    assert around(repaired.text) == around(healthy().text())
    assert unaccounted(read_page(text), repaired) == []
    assert repair(repaired.text, albert()).text == repaired.text


@examples(50)
@given(GENERATORS, ANY_LINES)
def test_a_wrong_figure_is_corrected(rng: random.Random, scratches: list[str]) -> None:
    text = torn(damaged(curated(), rng, rows=["swap_figure"], tear=False, scratches=scratches))
    assert table(repair(text, albert()).text) == table(curated().text())


@examples(50)
@given(GENERATORS, ANY_LINES)
def test_what_comes_back_parses(rng: random.Random, scratches: list[str]) -> None:
    text = torn(damaged(curated(), rng, rows=["repeat_row"], scratches=scratches))
    repaired = repair(text, albert())
    assert judge.errors(repaired.text) == []
    assert [row[:2] for row in judge.rows(repaired.text)] == [[row.name, row.language] for row in curated().rows]


@examples(50)
@given(GENERATORS, st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_line_endings_and_byte_order_mark_stay(rng: random.Random, newline: str, marked: bool) -> None:
    mark = "\ufeff" if marked else ""
    text = mark + torn(damaged(curated(), rng))
    repaired = repair(text.replace("\n", newline), albert()).text
    assert repaired == mark + curated().text().replace("\n", newline)


@examples(50)
@given(GENERATORS)
def test_mixed_line_endings_stay_outside_the_table(rng: random.Random) -> None:
    above = "".join(line + rng.choice(("\n", "\r\n")) for line in (*curated().above, "A line.", "", "Another.  ", ""))
    below = "".join(line + rng.choice(("\n", "\r\n", "\r")) for line in ("", "Below.", "", "  indented", "Last."))
    page = torn(damaged(replace(curated(), above=(), below=(), before_name=""), rng))
    repaired = repair(above + page.rstrip("\n") + "\n" + below, albert()).text
    assert repaired.startswith(above)
    assert repaired.endswith(below)


# Any text

_ATOMS = (
    *("|", "||", " | ", "+--+--+--+", "+===+==+=+", "|---|---|", "\n", "\n", "\r\n", "\r", "  ", "\t", "\ufeff"),
    *(
        "``albert-base-v1``",
        "``albert-la",
        "``foo/bar``",
        "`x/y`_",
        "`x/y`",
        "x_",
        "a_",
        "__",
        "_`t`",
        "`",
        "``",
        "```",
    ),
    *(".. _x/y: http://e", "..", "::", "[1]_", "[x](http://y)", "[x](#y)", "<a@b.c>", "http://x.y/z_", "|sub|_"),
    *("English", "Chinese", "12-layer, 768-hidden,", "11M parameters.", "_M parameters", "Please refer to:"),
    *("* item", "- item", "1. one", "**", "*", "\\", "# Title", "====", "Model", "Language", "Note:"),
    *(
        "The translation maintains:",
        "层",
        "😀",
        "e\u0301",
        "\u3099",
        "\u200b",
        "\x85",
        "\u2028",
        "\x0b",
        "\x0c",
        "\x1c",
    ),
)
_LETTERS = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
_CELL = st.lists(st.sampled_from([atom for atom in _ATOMS if not set(atom) & set("|\r\n")]), max_size=5).map("".join)
_NAME = st.sampled_from(["``albert-base-v1``", "``foo/bar``", "``gpt2-en``", "``x/y``", "", "Model"])
_ROW = st.builds("| {} | {} | {} |\n".format, _NAME, st.sampled_from(["English", "Chinese", ""]) | _CELL, _CELL)
_CUT = st.builds("| {} | {} | {}\n".format, _NAME, _CELL, _CELL)
_RULES = st.sampled_from(["+--+--+--+\n", f"+{'-' * 28}+{'-' * 11}+{'-' * 25}+\n", "|---|---|\n"])
_PART = st.one_of(_ROW, _ROW, _CUT, _RULES, _CELL.map("{}\n".format), st.just("\n"))
JUNK = st.one_of(
    st.lists(_PART, max_size=14).map("".join),
    st.lists(st.sampled_from(_ATOMS) | st.text(_LETTERS, max_size=5), max_size=50).map("".join),
    st.text(_LETTERS, max_size=200),
)


@examples(400)
@given(JUNK, st.booleans())
@example("|", True)
@example("|" * 5000, False)
@example("| ``foo/bar`` | English | " + "*a `b " * 2000 + "|", False)
@example("| ``foo/bar`` | English | +--+--+--+ |\n|  |  | Title |\n|  |  | ===== |", False)
@example("The models::\n\n| ``foo/bar`` | English | x_ |", False)
@example("| ``foo/bar`` | English | 由``bert``蒸馏\u2028e\u0301 か\u3099 |", False)
@example("| ``foo/bar`` | English | 1. onex_ |\n", False)  # escaped, its number is no list mark
@example("| ``foo/bar`` |  | # Title__\n", False)  # one pass is not enough
@example("=== ===\na   b\n=== ===\n\n| ``foo/bar`` | English | x |\n", False)
def test_no_text_does_harm(text: str, known: bool) -> None:
    """Nothing raises, the table parses as it is meant, nothing vanishes unnamed, a second repair changes nothing."""
    family = albert() if known else None
    page = read_page(text)
    repaired = repair(text, family)
    repaired.verify(None)
    if repaired.changed:
        assert unaccounted(page, repaired) == []
        assert not repair(repaired.text, family).changed
    else:
        assert repaired.text == text
