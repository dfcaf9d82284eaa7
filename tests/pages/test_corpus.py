"""Real pages, where the corpus is at hand: good ones barely change, and damaged ones come back."""

from __future__ import annotations

import json
import os
import random
from functools import cache
from pathlib import Path

import pytest

from paddle_inspect.models import catalogue
from paddle_inspect.pages.read.reader import Page, read_page
from paddle_inspect.pages.repair import Repairer
from paddle_inspect.pages.rewrite import Repaired
from tests.accounting import unaccounted
from tests.damage import SCRATCHES, read_healthy, tears, windows
from tests.fakes import GivenCounts
from tests.shares import Shares

pytestmark = pytest.mark.skipif("PADDLE_INSPECT_SHARED" not in os.environ, reason="PADDLE_INSPECT_SHARED is not set")

CORPUS = Path(os.environ.get("PADDLE_INSPECT_SHARED", "")) / "corpus"
PAGES = sorted(CORPUS.glob("zh/*/contents.rst")) if "PADDLE_INSPECT_SHARED" in os.environ else []
FAMILIES = [path.parent.name for path in PAGES]
SEEDS = range(3)


@cache
def truth() -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = json.loads((CORPUS / "truth.json").read_text(encoding="utf-8"))
    return found


@cache
def workbench() -> Repairer:
    return Repairer(catalogue.load(), GivenCounts({name: figures["parameters"] for name, figures in truth().items()}))


def good(family: str) -> Page:
    path = CORPUS / "zh" / family / "contents.rst"
    return read_page(path.read_bytes().decode("utf-8"), f"{family}/contents.rst")


def repair(page: Page, family: str, reference: Page | None) -> Repaired:
    """A repair that kept every promise."""
    members = workbench().catalogue.find_family(family)
    result = workbench().repair(page, family=members, reference=reference)
    assert result.verify(family) == ()
    assert unaccounted(page, result) == []
    again = workbench().repair(read_page(result.text, page.path), family=members, reference=reference)
    assert again.text == result.text
    return result


def test_the_corpus_is_there() -> None:
    assert len(PAGES) >= 20


@pytest.mark.parametrize("family", FAMILIES)
def test_good_pages_keep_every_name_and_language(family: str) -> None:
    page = good(family)
    before = read_healthy(page.text).rows
    result = repair(page, family, None)
    after = read_healthy(result.text).rows
    assert [(row.name, row.language) for row in after] == [(row.name, row.language) for row in before]
    known = workbench().catalogue.weight_names
    listed = [(row.name, row.language) for row in before if row.name in known]
    assert [(row.name, row.language) for row in result.report.rows] == listed


def damaged(family: str, seed: int) -> Page:
    rng = random.Random(f"{family}{seed}")
    healthy = read_healthy(good(family).text)
    lines = windows(healthy, tears(healthy, rng), rng)
    for name in rng.sample(sorted(SCRATCHES), 3):
        lines = SCRATCHES[name](lines, rng)
    return read_page("\n".join(lines) + "\n", f"{family}/contents.rst")


#: Somewhat below what was measured, so that a change for the worse shows.
BARS = [(False, {"names": 0.99, "lang": 0.93, "figures": 0.97}), (True, {"names": 1.0, "lang": 1.0, "figures": 0.99})]


@pytest.mark.parametrize(("with_reference", "bars"), BARS)
def test_pages_damaged_in_windows_come_back(with_reference: bool, bars: dict[str, float]) -> None:
    shares = Shares()
    for family in FAMILIES:
        page = good(family)
        for seed in SEEDS:
            report = repair(damaged(family, seed), family, page if with_reference else None).report
            shares.add(read_healthy(page.text), report, truth(), f"{family}/{seed}")
    print(shares)
    assert {what: bar for what, bar in bars.items() if shares.share(what) < bar} == {}, "\n".join(shares.failures)
    assert shares.totals["repeated"] == 0
    assert not with_reference or shares.totals["extra"] == 0
