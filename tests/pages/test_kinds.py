"""Every kind of finding: a stable code, one sentence, and a manual with both examples."""

from __future__ import annotations

import re

import pytest

from paddle_inspect.base.findings import Kind, kinds_of
from paddle_inspect.base.records import Severity, SourceSpan
from paddle_inspect.pages import kinds
from paddle_inspect.tables.formats.github import annotation
from paddle_inspect.views.findings import manual, text_line

KINDS = list(kinds_of(kinds))
SPAN = SourceSpan(first=3, last=5, path="page.rst")


def test_codes_are_distinct_words() -> None:
    codes = [kind.code for kind in KINDS]
    assert len(set(codes)) == len(codes) > 30
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_a_manual_says_what_it_means_with_a_bad_and_a_good_example(kind: Kind[...]) -> None:
    meaning, bad, good = re.split(r"^Bad:\n|^Good:\n", kind.manual, flags=re.MULTILINE)
    assert meaning.strip().endswith(".")
    assert bad.strip()
    assert good.strip()
    assert bad.strip() != good.strip()


def test_the_list_has_every_manual() -> None:
    text = manual(KINDS)
    assert all(f"{kind.code} ({kind.severity.value})" in text for kind in KINDS)


def test_a_finding_has_code_severity_weight_span_and_sentence() -> None:
    found = kinds.contradicted_figure(SPAN, "a-b", "parameters", "12M", "10,547,968", " (+13.8 %)")
    assert (found.code, found.severity, found.weight, found.span) == (
        "contradicted-figure",
        Severity.ERROR,
        "a-b",
        SPAN,
    )
    assert found.message == "parameters: documented 12M, counted 10,547,968 (+13.8 %)"


def test_a_finding_as_a_line() -> None:
    found = kinds.cut_row(SPAN, "a-b")
    assert text_line(found) == "page.rst:3-5: error: cut-row: a-b: the row is cut off after its name"
    assert text_line(kinds.no_weights(None, None, 0), "page.rst") == (
        "page.rst: note: no-weights: there is no table of pretrained weights on this page"
    )


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        (0, "there is no table of pretrained weights on this page"),
        (1, "1 table, none of pretrained weights"),
        (2, "2 tables, none of pretrained weights"),
    ],
)
def test_a_page_without_weights_says_how_many_tables_of_others_it_has(tables: int, message: str) -> None:
    assert kinds.no_weights(None, None, tables).message == message


def test_a_finding_as_an_annotation() -> None:
    found = kinds.title_rule(SourceSpan(first=1, last=1), None, "100%\n::error::x")
    line = annotation(found, "a,b:c%.rst")
    assert line.startswith("::error file=a%2Cb%3Ac%25.rst,title=title-rule,line=1,endLine=1::")
    assert "100%25" in line
    assert "\n" not in line
