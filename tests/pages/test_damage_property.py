"""Pages of families that nobody curated, damaged at random: what they said is known, so what is lost is counted.

A curated family's table is rebuilt from the catalogue, whatever is left of its page. Here a table comes back as far as
it is read: the page's family is in the catalogue in one variant, with configs and counts but without a word of what
people wrote, and unknown in the other.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_inspect.pages.read.reader import read_page
from paddle_inspect.pages.rewrite import Repaired
from tests.accounting import unaccounted
from tests.damage import HEADS, PAIR_DAMAGES, RARE_HEADS, ROW_DAMAGES, SCRATCHES, Row, damaged, read_healthy
from tests.effort import examples
from tests.pages.grammar import Sizes, Written, workbench, write

# What a row says

_FIGURE = re.compile(
    r"""
      (\d+)(?:-layer|[ ]repeating[ ]layers)\b | (\d+)[ ]embedding\b | (\d+)-hidden\b | (\d+)-heads\b
    | ([\d.]+[KMB]|_M)[ ]parameters\b
    """,
    re.VERBOSE,
)
_NAMES = ("layers", "embedding", "hidden", "heads", "parameters")
_UNITS = {"K": 10**3, "M": 10**6, "B": 10**9}


@dataclass(frozen=True, slots=True)
class Said:
    """A row's language, its figures by name, and the words of its details besides them."""

    language: str
    figures: dict[str, str]
    words: Counter[str]


def said(row: Row) -> Said:
    """What a row of a page says, by what the grammar writes: the program's reader is not asked."""
    text = " ".join(row.details)
    figures = {_NAMES[(match.lastindex or 0) - 1]: match[match.lastindex or 0] for match in _FIGURE.finditer(text)}
    return Said(row.language, figures, Counter(_FIGURE.sub(" ", text).replace(",", " ").split()))


def is_true(name: str, figure: str, before: str, sizes: Sizes | None) -> bool:
    """Whether a figure is what the undamaged row said, or else what the weight was counted to have."""
    if figure == before:
        return figure != "_M" or sizes is None
    if sizes is None or name != "parameters" or figure == "_M":
        return False
    number, unit = figure[:-1], _UNITS[figure[-1]]
    step = unit / 10.0 ** len(number.partition(".")[2])
    return abs(float(number) * unit - sizes.parameters) < step


# Shares

NAMES, LANGUAGES, FIGURES, WORDS = "names", "languages", "figures", "words"
OWN_NAMES, OWN_TEXT = "own names", "own text"
COLUMNS = (NAMES, LANGUAGES, FIGURES, WORDS, OWN_NAMES, OWN_TEXT)


@dataclass(slots=True)
class Shares:
    """Of all that undamaged pages said, how much their repairs say; and of all that these say, how much is right.

    A figure or a word counts in the row of its own weight alone, a figure also when it is the counted one. `own names`
    are those of the names in repaired tables that the pages had, `own text` those figures and words of its rows.
    """

    kept: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)

    def add(self, written: Written, text: str, *, known: bool) -> None:
        """Score one repaired page, as its bars alone draw it."""
        after = {row.name: row for row in read_healthy(text).rows if any((row.name, row.language, *row.details))}
        before = {row.name: row for row in written.healthy.rows}
        self._count(OWN_NAMES, len(after.keys() & before), len(after))
        self._count(NAMES, len(after.keys() & before), len(before))
        for name, row in before.items():
            sizes = written.sizes[name] if known and name in written.counted else None
            self._add_row(said(row), said(after.get(name, Row(name, "", ()))), sizes)

    def _add_row(self, before: Said, after: Said, sizes: Sizes | None) -> None:
        stated = [(name, figure) for name, figure in after.figures.items() if name in before.figures]
        true = sum(is_true(name, figure, before.figures[name], sizes) for name, figure in stated)
        words = (before.words & after.words).total()
        self._count(LANGUAGES, before.language == after.language, 1)
        self._count(FIGURES, true, len(before.figures))
        self._count(WORDS, words, before.words.total())
        self._count(OWN_TEXT, true + words, len(after.figures) + after.words.total())

    def _count(self, what: str, kept: int, total: int) -> None:
        self.kept[what] += kept
        self.total[what] += total

    @property
    def percent(self) -> dict[str, float]:
        return {what: 100 * self.kept[what] / self.total[what] for what in COLUMNS}


#: Pages that one kind of damage is measured on: where everything comes back, fewer show it.
PAGES, PAGES_OF_SCRATCHES = 20, 8
#: In points: one row of two hundred is noticed.
SLACK = 0.4

#: What was measured of each kind of damage, in percent of COLUMNS and cut to one decimal: first of a family that the
#: catalogue has, then of an unknown one. The bars are SLACK below. A row that is gone without a trace stays gone, and
#: without counts nobody can tell whose data a guess is.
MEASURED: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "restated": ((100.0, 100.0, 100.0, 98.2, 96.4, 100.0), (100.0, 100.0, 100.0, 100.0, 100.0, 100.0)),
    "header, restated": ((100.0, 100.0, 100.0, 97.5, 95.9, 100.0), (100.0, 100.0, 100.0, 99.6, 99.4, 100.0)),
    "orphan": ((100.0, 94.2, 98.6, 92.3, 94.5, 95.0), (100.0, 91.3, 86.0, 87.4, 98.1, 87.0)),
    "orphan in two columns": ((100.0, 97.9, 99.8, 99.3, 94.5, 99.3), (100.0, 92.1, 87.5, 90.9, 100.0, 90.8)),
    "header, orphan": ((100.0, 99.4, 99.7, 96.6, 91.7, 99.4), (100.0, 94.9, 86.6, 89.1, 100.0, 89.8)),
    "language as name": ((100.0, 98.8, 99.3, 96.8, 93.8, 98.5), (100.0, 93.4, 88.1, 89.2, 100.0, 90.0)),
    "invented name": ((100.0, 95.0, 99.3, 92.9, 79.2, 95.0), (100.0, 93.0, 82.7, 82.7, 81.7, 87.6)),
    "header, invented name": ((100.0, 97.5, 99.1, 93.8, 76.0, 97.9), (100.0, 91.7, 81.8, 82.3, 83.4, 89.0)),
    "next name": ((97.9, 92.6, 97.2, 81.0, 95.4, 92.7), (97.9, 89.0, 71.4, 72.6, 100.0, 79.8)),
    "markdown in one column": ((100.0, 97.2, 99.5, 97.9, 92.3, 100.0), (100.0, 97.2, 96.6, 96.9, 100.0, 97.9)),
    "markdown in two columns": ((100.0, 95.3, 99.5, 97.2, 95.0, 100.0), (100.0, 95.3, 94.7, 96.0, 100.0, 94.9)),
    "lost": ((100.0, 92.5, 99.0, 78.2, 91.8, 94.3), (100.0, 91.8, 81.3, 76.9, 100.0, 89.4)),
    "lost with the next row": ((84.9, 78.8, 82.1, 63.6, 95.6, 94.4), (80.4, 72.0, 57.2, 59.9, 100.0, 87.8)),
    "cut_and_nameless": ((98.9, 95.8, 99.2, 90.3, 95.0, 97.7), (91.6, 88.5, 83.7, 85.4, 100.0, 93.3)),
    "names_before_data": ((100.0, 98.3, 98.5, 92.6, 94.2, 99.8), (100.0, 98.3, 89.5, 91.4, 100.0, 99.8)),
    "false_row_first": ((100.0, 100.0, 100.0, 99.4, 99.4, 99.1), (100.0, 100.0, 88.8, 90.8, 100.0, 90.8)),
    "drop_row": ((89.6, 89.6, 88.7, 89.9, 100.0, 100.0), (89.6, 89.6, 88.7, 89.9, 100.0, 100.0)),
    "repeat_row": ((100.0, 100.0, 96.4, 96.4, 100.0, 96.4), (100.0, 100.0, 96.3, 96.4, 100.0, 96.4)),
    "swap_figure": ((100.0, 100.0, 100.0, 100.0, 100.0, 100.0), (100.0, 100.0, 98.1, 100.0, 100.0, 99.3)),
    "lose_parameters": ((100.0, 100.0, 99.7, 99.9, 100.0, 99.8), (100.0, 100.0, 97.1, 99.8, 100.0, 98.9)),
    "shift_bar": ((100.0, 100.0, 100.0, 100.0, 100.0, 100.0), (100.0, 100.0, 100.0, 100.0, 100.0, 100.0)),
    "widen_rule": ((100.0, 100.0, 100.0, 100.0, 100.0, 100.0), (100.0, 100.0, 100.0, 100.0, 100.0, 100.0)),
    "markdown_rule": ((100.0, 100.0, 100.0, 100.0, 100.0, 100.0), (100.0, 100.0, 100.0, 100.0, 100.0, 100.0)),
    "double_rule": ((100.0, 100.0, 100.0, 100.0, 100.0, 100.0), (100.0, 100.0, 100.0, 100.0, 100.0, 100.0)),
    "drop_rule": ((100.0, 100.0, 100.0, 100.0, 100.0, 100.0), (100.0, 100.0, 100.0, 100.0, 100.0, 100.0)),
    "trailing_blanks": ((100.0, 100.0, 100.0, 100.0, 100.0, 100.0), (100.0, 100.0, 100.0, 100.0, 100.0, 100.0)),
    "blank_rows": ((100.0, 100.0, 100.0, 100.0, 100.0, 100.0), (100.0, 100.0, 100.0, 100.0, 100.0, 100.0)),
    "header_row": ((100.0, 100.0, 100.0, 100.0, 97.1, 100.0), (100.0, 100.0, 100.0, 100.0, 100.0, 100.0)),
    "translators_note": ((100.0, 100.0, 100.0, 100.0, 94.2, 100.0), (100.0, 100.0, 100.0, 100.0, 100.0, 100.0)),
    "leaked_instructions": ((100.0, 100.0, 100.0, 100.0, 96.1, 100.0), (100.0, 100.0, 100.0, 100.0, 100.0, 100.0)),
    "code_fence": ((100.0, 100.0, 100.0, 100.0, 100.0, 100.0), (100.0, 100.0, 100.0, 100.0, 100.0, 100.0)),
    "target_in_table": ((100.0, 100.0, 100.0, 100.0, 100.0, 100.0), (100.0, 100.0, 100.0, 100.0, 100.0, 100.0)),
    "unlink": ((100.0, 100.0, 100.0, 100.0, 100.0, 100.0), (100.0, 100.0, 100.0, 100.0, 100.0, 100.0)),
    "lose_bars": ((100.0, 98.5, 100.0, 98.1, 97.1, 100.0), (91.3, 91.3, 89.3, 88.2, 100.0, 99.8)),
    "double_line": ((100.0, 100.0, 99.6, 100.0, 100.0, 95.6), (100.0, 100.0, 100.0, 100.0, 100.0, 95.7)),
}


def damage(written: Written, kind: str, rng: random.Random) -> str:
    """The page after one kind of damage: windows that end so, or one that works on rows or on lines, twice."""
    if kind in SCRATCHES:
        return damaged(written.healthy, rng, tear=False, scratches=[kind, kind])
    if kind in PAIR_DAMAGES:
        return "\n".join(PAIR_DAMAGES[kind](written.healthy, rng)) + "\n"
    if kind in ROW_DAMAGES:
        return damaged(written.healthy, rng, tear=False, rows=[kind])
    return damaged(written.healthy, rng, heads=[kind])


def measured(kind: str, *, known: bool) -> dict[str, float]:
    """What comes back of a fixed number of pages."""
    shares = Shares()
    for seed in range(PAGES_OF_SCRATCHES if kind in SCRATCHES else PAGES):
        rng = random.Random(f"{kind} {seed}")
        written = write(rng)
        with workbench(written, known=known) as (bench, family):
            repaired = bench.repair(read_page(damage(written, kind, rng)), family=family)
        shares.add(written, repaired.text, known=known)
    return shares.percent


def test_every_kind_of_damage_is_measured() -> None:
    assert MEASURED.keys() == {*HEADS, *RARE_HEADS, *PAIR_DAMAGES, *ROW_DAMAGES, *SCRATCHES}


@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
@pytest.mark.parametrize("kind", MEASURED)
def test_what_a_page_said_comes_back(kind: str, known: bool) -> None:
    bars = dict(zip(COLUMNS, MEASURED[kind][0 if known else 1], strict=True))
    shares = measured(kind, known=known)
    short = {what: f"{shares[what]:.1f}, was {bar}" for what, bar in bars.items() if shares[what] < bar - SLACK}
    assert short == {}


# Promises

SEEDS = st.integers(0, 10**6)
ROWS = st.lists(st.sampled_from(sorted(ROW_DAMAGES)), max_size=2, unique=True)
LINES = st.lists(st.sampled_from(sorted(SCRATCHES)), max_size=4, unique=True)
ALL_HEADS = (*HEADS, *RARE_HEADS)
#: Findings that say where a name in a table comes from that may not have been in the page.
_NEW_NAMES = {"unknown-weight", "restored-weight", "data-under-wrong-name", "paired-data"}


def around(text: str) -> list[str]:
    """The lines of a page outside its grid that say something, sorted: a target may have stood anywhere."""
    return sorted(line.rstrip() for line in text.splitlines() if line.strip() and line[0] not in "|+")


@examples(80)
@given(SEEDS, st.booleans(), ROWS, st.booleans(), LINES)
def test_no_damage_makes_a_page_lie(seed: int, known: bool, rows: list[str], tear: bool, scratches: list[str]) -> None:
    rng = random.Random(seed)
    written = write(rng)
    text = damaged(written.healthy, rng, rows=rows, tear=tear, heads=ALL_HEADS, scratches=scratches)
    page = read_page(text)
    with workbench(written, known=known) as (bench, family):
        repaired = bench.repair(page, family=family)
        again = bench.repair(read_page(repaired.text), family=family)
    assert repaired.verify(None) == ()
    assert unaccounted(page, repaired) == []
    assert again.text == repaired.text
    moved = [
        page.lines[number - 1].text.strip()
        for found in repaired.report.findings
        if found.code == "moved-prose" and found.span is not None
        for number in range(found.span.first, found.span.last + 1)
    ]
    assert around(repaired.text) == sorted([*around(written.text), *moved])
    assert invented(written, repaired) == set()


def invented(written: Written, repaired: Repaired) -> set[str]:
    """Names in a repaired table that its page did not have before the damage and that no finding is about."""
    reported = {finding.weight for finding in repaired.report.findings if finding.code in _NEW_NAMES}
    printed = {row.name for row in read_healthy(repaired.text).rows}
    return printed - {row.name for row in written.healthy.rows} - reported - {""}  # a row that says nothing


@examples(40)
@given(SEEDS, st.booleans())
def test_a_true_page_stays_as_it_is(seed: int, known: bool) -> None:
    """To the byte: also placeholders, where nobody knows better."""
    written = write(random.Random(seed), placeholders=not known)
    with workbench(written, known=known) as (bench, family):
        repaired = bench.repair(read_page(written.text), family=family)
    assert repaired.text == written.text
    assert not repaired.changed
    assert repaired.verify(None) == ()
