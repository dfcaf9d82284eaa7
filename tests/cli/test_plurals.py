"""A number and its noun agree, whatever says them: none of a thing, one of it, or two."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from paddle_inspect.base.figures import many
from paddle_inspect.base.records import Finding, Severity
from paddle_inspect.checkpoints import kinds as of_files
from paddle_inspect.pages.kinds import around, structure
from paddle_inspect.tables.document import Column, Section, Table
from paddle_inspect.views.findings import findings_total


def of_severity(severity: Severity) -> Callable[[int], str]:
    """The total of so many findings of it."""
    return lambda count: findings_total([Finding(severity=severity, code="x", message="x")] * count)


def rows_left_out(count: int) -> str:
    """What a section says of rows that are not shown."""
    return Section(table=Table((Column("a"),), (("x",),) * (count + 1))).shortened(1).notes[0]


#: What says it, and what it says of one and of two.
SAID: dict[str, tuple[Callable[[int], str], str, str]] = {
    "a noun": (lambda count: many(count, "page"), "1 page", "2 pages"),
    "another plural": (lambda count: many(count, "family", "families"), "1 family", "2 families"),
    "errors": (of_severity(Severity.ERROR), "1 finding (1 error)", "2 findings (2 errors)"),
    "warnings": (of_severity(Severity.WARNING), "1 finding (1 warning)", "2 findings (2 warnings)"),
    "notes": (of_severity(Severity.NOTE), "0 findings, 1 note", "0 findings, 2 notes"),
    "rows": (rows_left_out, "... and 1 more row", "... and 2 more rows"),
    "borders": (
        lambda count: structure.broken_rule.of_file(count).message,
        "1 border is missing",
        "2 borders are missing",
    ),
    "bars": (lambda count: structure.shifted_bars.of_file(count).message, "1 line has bars", "2 lines have bars"),
    "targets": (
        lambda count: around.target_in_table.of_file(count).message,
        "1 link target stands",
        "2 link targets stand",
    ),
    "shards": (
        lambda count: of_files.missing_shard.of_file("m", absent=count, count=4).message,
        "1 of the 4 shards of m is not there",
        "2 of the 4 shards of m are not there",
    ),
    "bytes": (
        lambda count: of_files.index_total_size.of_file(count, 10).message,
        "the index says 1 byte in total",
        "the index says 2 bytes in total",
    ),
    "parts": (
        lambda count: of_files.parts_disagree.of_file(count, "fc").message,
        "1 tensor cannot be parts",
        "2 tensors cannot be parts",
    ),
    "names": (lambda count: of_files.duplicate_name.of_file(count, "fc").message, "1 name stands", "2 names stand"),
}


@pytest.mark.parametrize("what", SAID)
def test_a_number_agrees_with_its_noun(what: str) -> None:
    says, one, two = SAID[what]
    assert says(1).startswith(one)
    assert says(2).startswith(two)


def test_none_of_a_thing_is_a_plural() -> None:
    assert many(0, "page") == "0 pages"
    assert many(0, "family", "families") == "0 families"
    assert findings_total([]) == "0 findings"
