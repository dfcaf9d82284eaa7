"""Every kind of finding about a program: a stable code, and a manual with both examples."""

from __future__ import annotations

import re

import pytest

from paddle_inspect.base.findings import Kind, kinds_of
from paddle_inspect.base.records import Severity
from paddle_inspect.programs import kinds

KINDS = list(kinds_of(kinds))


def test_codes_and_severities_stay_what_scripts_know() -> None:
    assert {kind.code: kind.severity for kind in KINDS} == {
        "params-file": Severity.ERROR,
        "no-params-file": Severity.NOTE,
        "folded-constants": Severity.NOTE,
        "quantised": Severity.NOTE,
    }


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_a_manual_says_what_it_means_with_a_bad_and_a_good_example(kind: Kind[...]) -> None:
    meaning, bad, good = re.split(r"^Bad:\n|^Good:\n", kind.manual, flags=re.MULTILINE)
    assert meaning.strip().endswith(".")
    assert bad.strip()
    assert good.strip()
    assert bad.strip() != good.strip()
