"""Whose data is it? What windows tore apart is put together, or reported."""

from __future__ import annotations

import pytest

from paddle_inspect.pages.read.reader import read_page
from paddle_inspect.pages.reconcile.evidence import Known
from paddle_inspect.pages.reconcile.pairing import Pairing, pair
from tests.claims import known, phrase, pieces


def paired(table: str, evidence: Known | None = None) -> Pairing:
    return pair(pieces(table), evidence or known())


def claims(table: str, evidence: Known | None = None) -> dict[str, tuple[str, str]]:
    """Weight to language and details; of several claims with data the last."""
    return {
        claim.weight: (claim.language, " ".join(claim.details))
        for claim in paired(table, evidence).claims
        if not claim.empty
    }


def codes(table: str, evidence: Known | None = None) -> list[str]:
    return [finding.code for finding in paired(table, evidence).findings]


HEALTHY = f"""\
+-----------------+----------+------------------------------------------------------+
|``toy-small``    | English  | {phrase("toy-small"):53}|
+-----------------+----------+------------------------------------------------------+
|``toy-base``     | Chinese  | {phrase("toy-base"):53}|
+-----------------+----------+------------------------------------------------------+
"""


def test_healthy_rows_speak_for_themselves() -> None:
    assert claims(HEALTHY) == {
        "toy-small": ("English", phrase("toy-small")),
        "toy-base": ("Chinese", phrase("toy-base")),
    }
    assert codes(HEALTHY) == []


BASE, DATA = phrase("toy-base"), phrase("toy-large")
LARGE = ("English", DATA)
HEADER = "| Model | Language | Notes |\n|---|---|---|\n"
TORN = {
    "the data follows without its name": f"|``toy-large``\n| | English | {DATA} |",
    "the data follows in two columns": f"|``toy-large``\n| English | {DATA} |",
    "a header row stands between": f"|``toy-large``\n{HEADER}| | English | {DATA} |",
    "the language follows as a name": f"|``toy-large``\n| English | | |\n|---|---|---|\n| {DATA} | | |",
    "a guess stands above": f"|``toy-large`` | English | {BASE} |\n| | English | {DATA} |",
    "the data stands under an invented name": f"|``toy-large``\n| ``toy-huge`` | English | {DATA} |",
    "the data stands under the next name": f"|``toy-large``\n| ``toy-small`` | English | {DATA} |",
    "the data stands further down": f"|``toy-large``\n|``toy-base`` | Chinese | {BASE} |\n| English | {DATA} |",
    "a markdown table of one column": f"| ``toy-large`` |\n|---|\n| English |\n| {DATA} |",
}


@pytest.mark.parametrize("table", TORN.values(), ids=TORN.keys())
def test_torn_rows_are_put_together(table: str) -> None:
    assert claims(table)["toy-large"] == LARGE
    assert codes(table)


DOUBTS = [TORN["the data follows without its name"], TORN["the data stands under the next name"]]


@pytest.mark.parametrize("table", DOUBTS)
def test_what_was_put_together_is_doubtful(table: str) -> None:
    (claim,) = [claim for claim in paired(table).claims if claim.weight == "toy-large" and not claim.empty]
    assert claim.doubts


def test_data_that_contradicts_the_name_above_it_is_not_given_to_it() -> None:
    table = f"|``toy-large``\n| | English | {phrase('toy-base')} |"
    assert claims(table) == {"toy-base": ("English", phrase("toy-base"))}


def test_data_that_fits_nobody_is_dropped_with_its_lines() -> None:
    result = paired("|``toy-base`` | English | x |\n\n| English | 99-layer, 7-hidden, |")
    assert [(text.text, text.span.first) for text in result.dropped] == [("| English | 99-layer, 7-hidden, |", 3)]
    assert [finding.code for finding in result.findings] == ["irregular-row", "orphaned-data"]


def test_data_that_fits_two_weights_is_given_to_neither() -> None:
    result = paired("| English | 12-heads, a model |")
    assert result.claims == []
    assert len(result.dropped) == 1


def test_a_link_names_the_weight_of_data_without_a_name() -> None:
    table = "|``a-b``\n|``org/x``\n\n| | Dutch | Please refer to: |\n| | | `org/x`_ |"
    assert claims(table) == {"org/x": ("Dutch", "Please refer to: `org/x`_")}


@pytest.mark.parametrize(
    ("between", "details"),
    [("\n", "Of news. Please refer to: `org/x`_"), ("+---+---+---+\n", "Please refer to: `org/x`_")],
    ids=["a blank line parts nothing", "a border does: the row may have been completed by a guess"],
)
def test_a_reference_alone_ends_the_row_that_no_border_parts_it_from(between: str, details: str) -> None:
    table = f"|``org/x`` | English | Of news.\n{between}| | | Please refer to: |\n| | | `org/x`_ |"
    assert claims(table) == {"org/x": ("English" if between == "\n" else "", details)}


def test_a_link_alone_is_the_end_of_the_row_above_it_or_all_that_is_left_of_one() -> None:
    table = "|``org/x`` | English | Please refer to: |\n\n| `org/x`_ |\n\n| `org/y`_ |"
    assert claims(table)["org/x"] == ("English", "Please refer to: `org/x`_")
    assert "`org/y`_" in claims(table)["org/y"][1]


def test_the_language_in_the_header_of_a_small_table_holds_for_its_rows() -> None:
    table = "| Japanese | Please refer to: |\n|---|---|\n| ``org/x`` | `org/x`_ |\n| ``org/y`` | `org/y`_ |"
    assert [language for language, _ in claims(table).values()] == ["Japanese", "Japanese"]


def test_a_name_that_says_otherwise_does_not_take_the_language_of_its_table() -> None:
    table = "| Japanese | Please refer to: |\n|---|---|\n| ``org/x-dutch`` | `org/x-dutch`_ |"
    assert claims(table)["org/x-dutch"][0] == ""


def test_a_name_that_was_cut_is_completed_when_only_one_begins_so() -> None:
    assert claims(f"|``toy-lar | English | {phrase('toy-large')} |").keys() == {"toy-large"}
    assert codes("|``toy-lar")[0] == "completed-name"


def test_a_name_that_was_cut_too_early_is_dropped_with_its_text() -> None:
    result = paired("|``toy- | English | x |")
    assert result.claims == []
    assert [text.text for text in result.dropped] == ["|``toy- | English | x |"]


REPORTED = [
    ("| ``toy-base`` | Chinese | x |\n| Model | Language | Notes |", "repeated-header"),
    (
        "| ``toy-base`` | Chinese | x |\n\nNote: The translation keeps the format.\n\n| ``toy-large`` | English | y |",
        "translator-note",
    ),
    ("|``toy-large``", "cut-row"),
    ("| ``toy-base`` | 12-layer, |", "irregular-row"),
]


@pytest.mark.parametrize(("table", "code"), REPORTED)
def test_each_oddity_is_a_finding_with_its_lines(table: str, code: str) -> None:
    findings = [finding for finding in paired(table).findings if finding.code == code]
    assert findings
    assert all(finding.span is not None for finding in findings)


def test_a_header_at_the_top_is_none() -> None:
    assert codes(f"| Model | Language | Notes |\n{HEALTHY}") == []


def test_a_link_that_rows_may_share_names_the_row_that_is_still_empty() -> None:
    text = "7-layer, 70M parameters. See `a-b`_"
    data = f"|``c-d``\n\n| | English | {text} |"
    assert claims(f"|``a-b``\n{data}") == {"a-b": ("English", text)}
    assert claims(f"| ``a-b`` | Dutch | x |\n{data}") == {"a-b": ("Dutch", "x"), "c-d": ("English", text)}


def test_a_row_without_its_details_takes_no_data_with_a_language_of_its_own() -> None:
    cut = "| ``org/x`` | Dutch | |\n\n"
    assert claims(f"{cut}| | | Trained on text. |")["org/x"] == ("Dutch", "Trained on text.")
    assert claims(f"{cut}| | English | Trained on text. |")["org/x"] == ("Dutch", "")


def test_one_figure_is_not_enough_to_belong_to_the_row_above() -> None:
    row = "| ``toy-base`` | English | x |\n\n"
    assert claims(f"{row}| | English | 12-layer, 12-heads, y |")["toy-base"] == ("English", "12-layer, 12-heads, y")
    assert claims(f"{row}| | English | 12-heads, y |")["toy-base"] == ("English", "x")


def test_a_finding_quotes_the_beginning_of_what_was_dropped() -> None:
    (finding,) = [each for each in paired("|``toy- | English | " + "x" * 80 + " |").findings if not each.weight]
    assert "'``toy- English " + "x" * 42 + "...'" in finding.message


def test_a_span_names_the_file() -> None:
    page = read_page(HEALTHY, "Toy/contents.rst")
    assert {claim.span.path for claim in pair(page.pieces, known()).claims} == {"Toy/contents.rst"}


def test_a_link_alone_below_a_row_that_has_one_says_nothing_new() -> None:
    table = (
        "| ``c-d`` | English | 12-layer. |\n+---+---+---+\n"
        "| ``a/b`` | English | Please refer to: `a/b`_ |\n+---+---+---+\n| `a/b`_ | | |\n"
    )
    assert codes(table).count("repeated-row") == 1
    assert list(claims(table)) == ["c-d", "a/b"]
