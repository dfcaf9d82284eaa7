"""Claims against evidence: the best evidence wins, what agrees stays, what is unknown stays unknown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_inspect.base.figures import PARAMETERS
from paddle_inspect.pages.read.phrase import figures
from paddle_inspect.pages.reconcile.evidence import Known
from paddle_inspect.pages.reconcile.rows import reconcile
from paddle_inspect.pages.records import CanonicalRow, Evidence, Report, Verdict
from tests.claims import SIZES, known, phrase, pieces, spec
from tests.effort import examples

#: Wider than any row below, so that no row happens to be as wide as its border, which makes its bars text of a cell.
RULE = f"+--------------+----------+{'-' * 120}+\n"


def table(*rows: str) -> str:
    """A healthy grid of rows such as `toy-base | English | 12-layer, ...`."""
    lines = []
    for row in rows:
        name, language, details = (cell.strip() for cell in row.split("|"))
        first, *others = details.split("\\n")
        lines += [f"|``{name}`` | {language} | {first} |", *(f"| | | {text} |" for text in others), RULE.strip()]
    return RULE + "\n".join(lines) + "\n"


def report(text: str, evidence: Known | None = None) -> Report:
    return reconcile(pieces(text), evidence or known())


def row(text: str, evidence: Known | None = None, name: str = "toy-base") -> CanonicalRow:
    return next(row for row in report(text, evidence).rows if row.name == name)


def details(text: str, evidence: Known | None = None, name: str = "toy-base") -> str:
    return " ".join(row(text, evidence, name).details)


def codes(text: str, evidence: Known | None = None) -> list[str]:
    return [finding.code for finding in report(text, evidence).findings]


#: A family of one, so that nothing else is there to be told about.
ALONE = known(spec("toy-base"))

GOOD = f"toy-base | English | {phrase('toy-base')}"
WRONG = f"toy-base | English | {phrase('toy-base', '340M')}"


# The order of evidence: count, catalogue, reference, undoubted rows, doubtful rows


def test_the_count_beats_the_reference_and_the_page() -> None:
    evidence = known(reference=table(WRONG))
    assert "109M parameters" in details(table(WRONG), evidence)
    assert "109M parameters" in details(table(GOOD), evidence)


def test_the_config_beats_the_page_where_nothing_was_counted() -> None:
    text = table(f"toy-base | English | {phrase('toy-base').replace('768', '1024')}")
    assert details(text, known(counted=False)) == phrase("toy-base")


def test_the_catalogue_beats_the_reference_and_the_page() -> None:
    evidence = known(spec("toy-base", "Chinese", "the base model"), reference=table("toy-base | Dutch | x"))
    found = row(table("toy-base | English | y"), evidence)
    assert (found.language, found.language_evidence) == ("Chinese", Evidence.CATALOGUE)
    assert found.details[-1] == "the base model"
    assert found.details_evidence is Evidence.CATALOGUE


def test_the_reference_beats_the_page() -> None:
    found = row(table("org/x | English | y"), known(reference=table("org/x | Dutch | z")), "org/x")
    assert (found.language, found.details) == ("Dutch", ("z",))
    assert found.language_evidence is found.details_evidence is Evidence.REFERENCE


def test_the_reference_does_not_bring_its_language_into_the_words() -> None:
    found = row(table("org/x | English | the model"), known(reference=table("org/x | Dutch | 模型")), "org/x")
    assert (found.language, found.details) == ("Dutch", ("the model",))


def test_a_whole_row_beats_a_doubtful_one() -> None:
    between = f"toy-small | English | {phrase('toy-small')}"
    text = table("other | English | whole", between) + "| ``other`` | broken off"
    assert details(text, name="other") == "whole"


def test_a_doubtful_row_is_better_than_none() -> None:
    found = row("| ``other`` | English | broken off", name="other")
    assert found.details == ("broken off",)
    assert found.details_evidence is Evidence.DOUBTFUL


# What agrees stays as it is


#: The count is 109,482,240: rounded or cut, at any precision.
AGREEING = ["109M", "109.4M", "109.5M", "109.48M", "0.1B", "0.11B", "109,482K"]
#: 108,400,000 are off by 0.99 %, 108,300,000 by 1.08 %.
ROUGH = ["110M", "109.3M", "109.51M", "108.4M"]
CONTRADICTED = ["340M", "108.3M", "111M", "0.2B"]


@pytest.mark.parametrize("figure", AGREEING)
def test_a_figure_that_agrees_is_never_changed(figure: str) -> None:
    text = table(f"toy-base | English | {phrase('toy-base', figure)}")
    assert details(text) == phrase("toy-base", figure)
    assert codes(text, ALONE) == []


@pytest.mark.parametrize(
    ("figure", "code"),
    [*((figure, "rough-figure") for figure in ROUGH), *((figure, "contradicted-figure") for figure in CONTRADICTED)],
)
def test_a_figure_that_does_not_is_replaced_and_reported(figure: str, code: str) -> None:
    text = table(f"toy-base | English | {phrase('toy-base', figure)}\\nTrained on text.")
    assert details(text) == f"{phrase('toy-base')} Trained on text."
    (finding,) = report(text, ALONE).findings
    assert (finding.code, finding.weight) == (code, "toy-base")
    assert figure in finding.message
    assert f"{SIZES['toy-base'][3]:,}" in finding.message
    assert finding.span is not None


@examples(100)
@given(st.integers(0, 3), st.sampled_from(sorted(SIZES)))
def test_the_count_at_any_precision_agrees(decimals: int, name: str) -> None:
    text = f"{SIZES[name][3] / 10**6:.{decimals}f}M"
    page = table(f"{name} | English | {phrase(name, text)}")
    assert details(page, name=name) == phrase(name, text)


def test_a_placeholder_is_filled_in() -> None:
    text = table(f"toy-base | English | {phrase('toy-base', '_M')}")
    assert details(text) == phrase("toy-base")
    assert codes(text, ALONE) == ["placeholder-figure"]


def test_a_figure_that_is_not_stated_is_filled_in() -> None:
    text = table("toy-base | English | Please refer to: \\n`org/x`_")
    evidence = known(spec("toy-base"), targets={"org/x": "https://e.org"})
    found = row(text, evidence)
    assert found.details == ("12-layer, 768-hidden,", "12-heads, 109M parameters.", "", "Please refer to:", "`org/x`_")
    assert set(codes(text, evidence)) == {"missing-figure"}


# What is unknown stays unknown


@pytest.mark.parametrize("figure", ["340M", "_M"])
def test_without_a_count_parameters_stay_as_documented(figure: str) -> None:
    text = table(f"toy-base | English | {phrase('toy-base', figure)}")
    assert details(text, known(counted=False)) == phrase("toy-base", figure)


def test_without_a_count_nothing_is_filled_in() -> None:
    assert details(table("toy-base | English | Trained on text."), known(counted=False)) == "Trained on text."


def test_a_weight_that_nothing_knows_keeps_every_word() -> None:
    text = table("org/x | Klingon | 7-layer, 70M parameters. Trained on opera.")
    found = row(text, name="org/x")
    assert (found.language, found.details) == ("Klingon", ("7-layer, 70M parameters. Trained on opera.",))
    assert found.verdict is Verdict.DOCUMENTED


def test_a_reason_why_a_weight_was_not_counted_is_told() -> None:
    assert "not-counted" in codes(table(GOOD), known(counted=False))
    assert row(table(GOOD), known(counted=False)).uncounted == "a test"


def test_a_lost_language_that_nothing_tells_stays_empty() -> None:
    text = table("a | English | x", "b | Dutch | y", "c | | z")
    assert row(text, name="c").language == ""
    assert "missing-language" in codes(text)


def test_a_lost_language_is_read_from_the_name_and_marked() -> None:
    text = table("a | English | x", "b-dutch | | y")
    found = row(text, name="b-dutch")
    assert (found.language, found.language_evidence) == ("Dutch", Evidence.DOUBTFUL)
    assert "doubtful-language" in codes(text)


# Several rows of one weight


def test_of_two_rows_the_count_decides_and_both_places_are_named() -> None:
    text = table(GOOD, f"toy-base | English | {phrase('toy-large')}")
    assert details(text) == phrase("toy-base")
    (finding,) = [finding for finding in report(text, ALONE).findings if finding.code == "contradictory-rows"]
    assert finding.span is not None
    assert (finding.span.first, "line 2" in finding.message) == (4, True)


def test_of_a_rejected_row_its_language_is_told_before_its_figures() -> None:
    text = table(GOOD, f"toy-base | Chinese | {phrase('toy-large')}")
    (finding,) = [finding for finding in report(text, ALONE).findings if finding.code == "contradictory-rows"]
    assert finding.message.startswith("rejected Chinese, layers 24, hidden size 1024, heads 16, parameters 335M,")


def test_a_row_that_says_the_same_again_is_merged() -> None:
    assert "repeated-row" in codes(table(GOOD, GOOD))
    assert len(report(table(GOOD, GOOD)).rows) == 1


VERDICTS = [
    (GOOD, known(), Verdict.CONFIRMED),
    (WRONG, known(), Verdict.CORRECTED),
    (f"toy-base | English | {phrase('toy-base', '_M')}", known(), Verdict.COMPLETED),
    ("toy-base | English | x", known(), Verdict.COMPLETED),
    (GOOD, known(counted=False), Verdict.NOT_COUNTED),
    (GOOD, known(spec("other")), Verdict.DOCUMENTED),
]


@pytest.mark.parametrize(("line", "evidence", "verdict"), VERDICTS)
def test_a_weights_documentation_in_one_word(line: str, evidence: Known, verdict: Verdict) -> None:
    assert row(table(line), evidence).verdict is verdict


def test_a_row_that_was_lost_is_restored_from_evidence() -> None:
    found = row(f"|``toy-base``\n{table('toy-large | English | ' + phrase('toy-large'))}")
    assert found.verdict is Verdict.RESTORED
    assert {figure.name: figure.text for figure in figures(found.details)}[PARAMETERS] == "109M"


def test_what_a_page_said_before_is_kept() -> None:
    assert [claim.span.first for claim in row(table(WRONG, GOOD)).documented] == [2, 4]


# Wording


def test_added_figures_are_worded_as_the_page_words_them() -> None:
    repeating = "toy-large | English | 24 repeating layers, 1024-hidden, 16-heads, 335M parameters."
    assert details(table(repeating, "toy-base | English | x")).startswith("12 repeating layers, ")
    assert details(table(GOOD.replace("base", "small"), "toy-base | English | x")).startswith("12-layer, ")


def test_only_the_reference_corrects_a_figure_that_was_not_counted() -> None:
    evidence = known(spec("org/x"), reference=table("org/x | Dutch | 2-layer, 5M parameters."))
    text = table("org/x | Dutch | 2-layer, _M parameters.")
    assert details(text, evidence, "org/x") == "2-layer, 5M parameters."
    assert "corrected-figure" in codes(text, evidence)


#: A weight with an embedding of its own size, which most pages do not state.
FACTORIZED = replace(spec("toy-base"), dimensions=replace(spec("toy-base").dimensions, embedding_size=128))
WITH_EMBEDDING = "12-layer, 128 embedding, 768-hidden, 12-heads, 109M parameters."


def test_an_embedding_is_added_only_where_the_page_states_them() -> None:
    assert details(table(GOOD), known(FACTORIZED)) == phrase("toy-base")
    assert codes(table(GOOD), known(FACTORIZED)) == []
    others = [f"other-{number} | English | 4-layer, 64 embedding, 312-hidden," for number in range(2)]
    assert details(table(*others, GOOD), known(FACTORIZED)) == WITH_EMBEDDING
    assert "missing-figure" in codes(table(*others, GOOD), known(FACTORIZED))


def test_an_embedding_is_added_where_the_familys_pages_state_them() -> None:
    evidence = known(FACTORIZED, wording={"embedding_size": "{} embedding"})
    assert details(table(GOOD), evidence) == WITH_EMBEDDING


def test_a_familys_own_wording_goes_before_the_pages() -> None:
    evidence = known(wording={"num_hidden_layers": "{} layers"})
    small = f"toy-small | English | {phrase('toy-small')}"
    assert details(table(small, "toy-base | English | x"), evidence).startswith("12 layers, 768-")
    assert details("|``toy-base``", evidence).startswith("12 layers, 768-")


DESCRIBED = (spec("toy-base", "English", "The base model"), spec("toy-large", "English", "The large model"))
PRECISE = f"toy-base | English | {phrase('toy-base', '109.48M')} The base model"


@pytest.mark.parametrize(
    ("text", "reference"),
    [(table(PRECISE) + "|``toy-large``\n", None), (table(PRECISE), table("toy-base | English | x"))],
    ids=["a torn table", "a reference"],
)
def test_a_described_weight_is_written_from_the_catalogue(text: str, reference: str | None) -> None:
    assert row(text, known(*DESCRIBED, reference=reference)).details == (
        "12-layer, 768-hidden,",
        "12-heads, 109M parameters.",
        "The base model",
    )
    assert details(text, known(*map(spec, SIZES), reference=None)).startswith(phrase("toy-base", "109.48M"))


def test_on_a_whole_table_a_described_weight_keeps_its_own_right_words() -> None:
    assert details(table(PRECISE), known(*DESCRIBED)) == f"{phrase('toy-base', '109.48M')} The base model"


def test_a_language_that_another_row_of_the_weight_states_is_kept() -> None:
    found = row(table("other | | the words") + "| ``other`` | Dutch | |", name="other")
    assert (found.language, found.details, found.language_evidence) == ("Dutch", ("the words",), Evidence.PAGE)


def test_a_finding_says_whether_an_unknown_row_stays() -> None:
    text = table("invented | English | x")
    (stays,) = [each for each in report(text).findings if each.code == "unknown-weight"]
    (goes,) = [each for each in report(text, known(reference=table(GOOD))).findings if each.code == "unknown-weight"]
    assert "stays" in stays.message
    assert "left out" in goes.message


def test_a_rejected_row_without_figures_is_quoted_up_to_sixty_characters() -> None:
    text = table(f"other | English | {'x' * 70}", f"toy-base | English | {phrase('toy-base')}", "other | English | y")
    evidence = known()
    (finding,) = [each for each in report(text, evidence).findings if each.code == "contradictory-rows"]
    assert "'y'" in finding.message
    text = table("other | English | y", f"toy-base | English | {phrase('toy-base')}", f"other | English | {'x' * 70}")
    (finding,) = [each for each in report(text, evidence).findings if each.code == "contradictory-rows"]
    assert f"'{'x' * 60}'" in finding.message


def test_where_the_parameters_come_from() -> None:
    assert row(table(GOOD)).parameters_evidence is Evidence.COUNTED
    assert row(table(GOOD), known(counted=False)).parameters_evidence is Evidence.PAGE
    assert row("|``toy-base``", known(counted=False)).parameters_evidence is Evidence.NONE


def test_how_far_a_wrong_count_is_off_is_told() -> None:
    (wrong,) = report(table(WRONG), ALONE).findings
    assert "(+210.6 %)" in wrong.message  # (340,000,000 - 109,482,240) / 109,482,240
    text = table(f"toy-base | English | {phrase('toy-base').replace('768', '1024')}")
    (wrong,) = report(text, ALONE).findings
    assert "%" not in wrong.message
