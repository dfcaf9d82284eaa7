"""Every kind of finding about a weight file: a stable code, and a manual with both examples."""

from __future__ import annotations

import re

import pytest

from paddle_inspect.base.findings import Kind, kinds_of
from paddle_inspect.base.records import Severity
from paddle_inspect.checkpoints import kinds

KINDS = list(kinds_of(kinds))


def test_codes_and_severities_stay_what_scripts_know() -> None:
    """Their sentences are held where the findings are made, in test_folder.py and test_paddle_save.py."""
    assert {kind.code: kind.severity for kind in KINDS} == {
        "refused-file": Severity.ERROR,
        "missing-shard": Severity.ERROR,
        "surplus-shard": Severity.ERROR,
        "tensor-in-two-shards": Severity.ERROR,
        "parts-disagree": Severity.ERROR,
        "tensor-shards": Severity.ERROR,
        "pipeline-parts": Severity.NOTE,
        "index-disagrees": Severity.ERROR,
        "index-total-size": Severity.WARNING,
        "slices": Severity.ERROR,
        "name-table": Severity.ERROR,
        "duplicate-name": Severity.ERROR,
    }


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_a_manual_says_what_it_means_with_a_bad_and_a_good_example(kind: Kind[...]) -> None:
    meaning, bad, good = re.split(r"^Bad:\n|^Good:\n", kind.manual, flags=re.MULTILINE)
    assert meaning.strip().endswith(".")
    assert bad.strip()
    assert good.strip()
    assert bad.strip() != good.strip()
