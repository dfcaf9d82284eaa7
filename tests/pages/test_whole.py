"""The rows of a whole table against the evidence: what is exchanged, and what stays."""

from __future__ import annotations

import pytest

from paddle_inspect.pages.read.markdown import tables_of
from paddle_inspect.pages.read.weights import weights_of
from paddle_inspect.pages.reconcile.evidence import Known
from paddle_inspect.pages.reconcile.whole import Judged, judge
from tests.claims import SIZES, known, phrase, spec

ROW = "toy-base | English | {}"


def judged(row: str, evidence: Known | None = None) -> Judged:
    text = f"Model | Language | Details\n--- | --- | ---\n{row}"
    ((table,), _) = tables_of(text)
    weights = weights_of(table, SIZES.__contains__)
    assert weights is not None
    return judge(weights, evidence or known(spec("toy-base")), None)


def exchanges(row: str, evidence: Known | None = None) -> list[tuple[str, str]]:
    """What is exchanged for what, the best form first."""
    line = row
    return [(line[each.start : each.end], each.texts[0]) for each in judged(row, evidence).exchanges]


WRONG: list[tuple[str, list[tuple[str, str]], str]] = [
    (phrase("toy-base", "340M"), [("340M", "109M")], "contradicted-figure"),
    (phrase("toy-base", "_M"), [("_M", "109M")], "placeholder-figure"),
    (phrase("toy-base", "340 million"), [("340 million", "109 million")], "contradicted-figure"),
    ("24-layer, 768-hidden", [("24", "12")], "contradicted-figure"),
    ("24-layer, 1024-hidden", [("24", "12"), ("1024", "768")], "contradicted-figure"),
]
RIGHT = [phrase("toy-base"), phrase("toy-base", "109.5M"), "12 layers", "text", "", "109,482,240 parameters"]


@pytest.mark.parametrize(("details", "expected", "code"), WRONG)
def test_a_wrong_figure_is_exchanged_in_its_own_wording(
    details: str, expected: list[tuple[str, str]], code: str
) -> None:
    row = ROW.format(details)
    assert exchanges(row) == expected
    assert {finding.code for finding in judged(row).findings} == {code}


@pytest.mark.parametrize("details", RIGHT)
def test_what_is_right_or_not_said_stays(details: str) -> None:
    assert exchanges(ROW.format(details)) == []
    assert judged(ROW.format(details)).findings == []


def test_without_a_count_parameters_stay() -> None:
    assert exchanges(ROW.format("340M parameters"), known(spec("toy-base"), counted=False)) == []


def test_a_name_in_foreign_quotes_is_exchanged_whole() -> None:
    row = "“toy-base” | English | text"
    assert exchanges(row) == [("“toy-base”", "`toy-base`")]
    assert [finding.code for finding in judged(row).findings] == ["broken-name"]


SPELLED = [
    ("一亿一千万参数", []),
    ("一亿九百万参数", []),
    ("参数量约一亿一千万", []),
    ("九亿参数", ["unproved-figure"]),
    ("两千三百万个参数", ["unproved-figure"]),
]


@pytest.mark.parametrize(("details", "codes"), SPELLED)
def test_a_count_in_chinese_characters_is_understood_and_never_written(details: str, codes: list[str]) -> None:
    found = judged(ROW.format(details))
    assert found.exchanges == []
    assert [finding.code for finding in found.findings] == codes


def test_letters_with_dashes_between_are_figures() -> None:
    row = ROW.format("24L-1024H-16A")
    assert exchanges(row) == [("24", "12"), ("1024", "768"), ("16", "12")]


AGAIN: list[tuple[str, list[tuple[str, str]], list[str]]] = [
    ("12-layer, 768-hidden. Taught by 24-layer, 1024-hidden", [], ["unproved-figure"] * 2),
    ("12-layer, 768-hidden. Again: 12-layer, 768-hidden", [], []),
    ("340M parameters | 12-layer, 768-hidden, 340M parameters", [("340M", "109M")] * 2, ["contradicted-figure"] * 2),
    ("109M parameters | of 340M parameters", [], ["unproved-figure"]),
    ("12-layer, 109M parameters, _M parameters", [], ["unproved-figure"]),
    ("109M parameters | 340M parameters", [], ["unproved-figure"]),
]


@pytest.mark.parametrize(("details", "expected", "codes"), AGAIN)
def test_a_figure_that_is_stated_again_is_held_against_the_count_as_well(
    details: str, expected: list[tuple[str, str]], codes: list[str]
) -> None:
    row = f"Model | Language | Details | More\n--- | --- | --- | ---\ntoy-base | English | {details}"
    ((table,), _) = tables_of(row)
    weights = weights_of(table, SIZES.__contains__)
    assert weights is not None
    found = judge(weights, known(spec("toy-base")), None)
    line = row.split("\n")[2]
    assert [(line[each.start : each.end], each.texts[0]) for each in found.exchanges] == expected
    assert [finding.code for finding in found.findings] == codes


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        (" | English | 24-layer", ["orphaned-data"]),
        ("- | | 24-layer, 1024-hidden", ["orphaned-data"]),
        (" | | of 2019, 24 layers", []),
        (" | English | as above", []),
        ("another | English | 24-layer", []),
    ],
)
def test_a_row_of_data_without_a_name_is_told_and_stays(row: str, codes: list[str]) -> None:
    found = judged(f"{ROW.format('12-layer')}\n| {row} |")
    assert found.exchanges == []
    assert [(finding.code, finding.span.lines if finding.span else "") for finding in found.findings] == [
        (code, "line 4") for code in codes
    ]
