"""A report as the summary's table and its total: numbers that are not known are never zero."""

from __future__ import annotations

from paddle_inspect.pages.reconcile.rows import reconcile
from paddle_inspect.pages.records import Report
from paddle_inspect.views.findings import findings_total
from paddle_inspect.views.report import COLUMNS, documented_figures, summary_table, total_line
from tests.claims import known, phrase, pieces, spec

PAGE = (
    f"| ``toy-base`` | English | {phrase('toy-base', '340M')} |\n+--+--+--+\n"
    f"| ``toy-base`` | English | {phrase('toy-base')} |\n+--+--+--+\n"
    "| ``org/x`` | Dutch | 7M parameters. |\n+--+--+--+\n"
)


def report(counted: bool = True) -> Report:
    return reconcile(pieces(PAGE), known(spec("toy-base"), counted=counted))


def cells(name: str, counted: bool = True) -> dict[str, str]:
    table = summary_table(report(counted).rows)
    row = next(row for row in table.rows if row[0] == name)
    return dict(zip((column.title for column in COLUMNS), row, strict=True))


def test_a_counted_weight() -> None:
    row = cells("toy-base")
    assert (row["layers"], row["hidden"], row["heads"]) == ("12", "768", "12")
    assert (row["parameters"], row["size"]) == ("109,482,240", "418 MiB")
    assert row["documented"] == "340M, 109M"


def test_what_is_not_known_is_a_dash() -> None:
    assert {cells("toy-base", counted=False)[column] for column in ("tensors", "parameters", "size")} == {"-"}
    unknown = cells("org/x")
    assert {unknown[column] for column in ("layers", "embedding", "hidden", "heads", "parameters", "size")} == {"-"}
    assert unknown["documented"] == "7M"


def test_documented_figures_stand_once_each_in_page_order() -> None:
    assert [documented_figures(row) for row in report().rows] == ["340M, 109M", "7M"]


def test_totals_are_sums_of_what_is_listed() -> None:
    found = report()
    assert total_line([found]).startswith("2 weights: ")
    severities = [finding.severity.value for finding in found.findings]
    total = findings_total(found.findings)
    assert total.startswith(f"{len(severities) - severities.count('note')} findings (")
    assert total.endswith(", 1 note")
    assert f"{severities.count('error')} error" in total
    assert total_line([found]).endswith(f"; {total}")


def test_no_findings_are_no_findings() -> None:
    assert findings_total(Report(rows=()).findings) == "0 findings"
