"""Small pages that state their own expectation in comments at their top: adding a case is adding a file.

tables/good       `.. expect: unchanged`: nothing is found and nothing changes
tables/malformed  `.. codes:` lists findings that there must be, `.. rows:` the names and languages that come out
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from paddle_inspect.base.records import Severity
from paddle_inspect.pages.read.reader import read_page
from paddle_inspect.pages.repair import Repairer
from paddle_inspect.pages.rewrite import Repaired
from tests import judge
from tests.fakes import repairer

FOLDER = Path(__file__).parent / "examples"
GOOD, MALFORMED = (sorted((FOLDER / name).glob("*.rst")) for name in ("good", "malformed"))


@cache
def workbench() -> Repairer:
    return repairer()


def repair(text: str) -> Repaired:
    return workbench().repair(read_page(text), family=None)


def expectation(text: str, key: str) -> str:
    """What a fixture states about itself."""
    return next(line.removeprefix(f".. {key}: ") for line in text.splitlines() if line.startswith(f".. {key}: "))


def test_no_folder_is_empty() -> None:
    assert GOOD
    assert MALFORMED


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_good_tables_stay_as_they_are(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    repaired = repair(text)
    assert expectation(text, "expect") == "unchanged"
    assert repaired.text == text
    assert [f for f in repaired.report.findings if f.severity is Severity.ERROR and f.code != "unknown-weight"] == []


@pytest.mark.parametrize("path", MALFORMED, ids=lambda path: path.stem)
def test_malformed_tables_become_what_they_state(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    repaired = repair(text)
    assert set(expectation(text, "codes").split()) <= {finding.code for finding in repaired.report.findings}
    rows = [" ".join(cells[:2]) for cells in judge.rows(repaired.text)]
    assert ", ".join(rows) == expectation(text, "rows")
    assert repaired.verify(str(path)) == ()
    assert not repair(repaired.text).changed
