"""Which findings of a page are reported, and which it asks to be ignored."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from paddle_inspect.base.errors import ConfigError, UnknownName
from paddle_inspect.base.records import Finding, Severity, SourceSpan
from paddle_inspect.pages import kinds
from paddle_inspect.pages.policy import Policy, codes, read_baseline
from paddle_inspect.pages.read.reader import read_page

ERROR = kinds.contradicted_figure(SourceSpan(first=3, last=4), "one", "parameters", "2M", "3,000,000", "-33 %")
OTHER = kinds.contradicted_figure(SourceSpan(first=5, last=6), "two", "parameters", "2M", "3,000,000", "-33 %")
WARNING = kinds.placeholder_figure(SourceSpan(first=7, last=7), "one", "_M", "4")
NOTE = kinds.missing_figure(SourceSpan(first=8, last=8), "two", "parameters", "3M")
ALL = (ERROR, OTHER, WARNING, NOTE)
PLAIN = read_page("Title\n=====\n")


def reported(policy: Policy, text: str = "Title\n=====\n", path: str = "a.rst") -> list[Finding]:
    return list(policy.reported(path, read_page(text), ALL))


def test_everything_is_reported_by_default() -> None:
    assert reported(Policy()) == list(ALL)


@pytest.mark.parametrize(
    ("select", "ignore", "left"),
    [
        ((), ("contradicted-figure",), [WARNING, NOTE]),
        ((), ("contra", "missing"), [WARNING]),
        (("contradicted-figure",), (), [ERROR, OTHER]),
        (("placeholder", "missing"), (), [WARNING, NOTE]),
        (("mis",), ("missing-figure",), []),
        (("missing-figure",), ("mis",), [NOTE]),
        (("missing-figure",), ("missing-figure",), []),
    ],
)
def test_codes_are_meant_by_what_they_begin_with_and_the_longer_one_decides(
    select: tuple[str, ...], ignore: tuple[str, ...], left: list[Finding]
) -> None:
    assert reported(Policy(select=select, ignore=ignore)) == left


def test_what_no_code_begins_with_is_refused() -> None:
    with pytest.raises(UnknownName, match="did you mean contradicted-figure"):
        Policy(ignore=("contradicted-figures",))
    with pytest.raises(UnknownName):
        Policy(select=("errors",))


@pytest.mark.parametrize(
    ("least", "left"), [(Severity.ERROR, [ERROR, OTHER]), (Severity.WARNING, [ERROR, OTHER, WARNING])]
)
def test_what_is_less_bad_is_left_out(least: Severity, left: list[Finding]) -> None:
    assert reported(Policy(least=least)) == left


@pytest.mark.parametrize(
    ("comment", "left"),
    [
        (".. paddle-inspect: ignore contradicted-figure", [WARNING, NOTE]),
        ("   .. paddle-inspect: ignore contradicted-figure", [WARNING, NOTE]),
        (".. paddle-inspect: ignore contradicted-figure for two", [ERROR, WARNING, NOTE]),
        (".. paddle-inspect: ignore contradicted-figure, missing-figure for two, three", [ERROR, WARNING]),
        ("<!-- paddle-inspect: ignore placeholder-figure missing-figure -->", [ERROR, OTHER]),
        ("% paddle-inspect: ignore missing-figure", [ERROR, OTHER, WARNING]),
        ("paddle-inspect: ignore missing-figure", list(ALL)),
        ("We write ``.. paddle-inspect: ignore missing-figure``.", list(ALL)),
    ],
)
def test_a_comment_of_the_page_ignores_by_code_and_weight(comment: str, left: list[Finding]) -> None:
    assert reported(Policy(), f"Title\n=====\n\n{comment}\n") == left


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("ignore contradicted-figures", "there is no finding of the code 'contradicted-figures'"),
        ("ignore unknown-weight", "there is nothing of unknown-weight to ignore"),
        ("ignore missing-figure for one", "there is nothing of missing-figure to ignore"),
        ("ignroe missing-figure", "'ignroe missing-figure' is not understood"),
        ("ignore", "'ignore' is not understood"),
    ],
)
def test_a_comment_without_effect_is_a_finding_in_its_line(said: str, why: str) -> None:
    *rest, last = reported(Policy(), f"Title\n=====\n\n.. paddle-inspect: {said}\n")
    assert rest == list(ALL)
    assert (last.code, last.severity, last.message) == (
        "useless-comment", Severity.WARNING, f"a comment that has no effect: {why}",
    )  # fmt: skip
    assert last.span == SourceSpan(first=4, last=4)


def test_a_comment_cannot_be_useless_because_of_what_is_selected() -> None:
    text = "Title\n=====\n\n.. paddle-inspect: ignore missing-figure\n"
    assert reported(Policy(select=("placeholder", "useless")), text) == [WARNING]


def test_a_baseline_knows_findings_wherever_their_lines_went_and_as_often_as_it_has_them(tmp_path: Path) -> None:
    moved = [kinds.missing_figure(SourceSpan(first=line, last=line), "two", "parameters", "3M") for line in (18, 19)]
    baseline = tmp_path / "known.json"
    found = [
        {"code": one.code, "severity": "note", "weight": one.weight, "message": one.message} for one in (NOTE, WARNING)
    ]
    baseline.write_text(json.dumps({"pages": [{"path": "a.rst", "findings": found, "rows": []}], "errors": []}))
    policy = Policy(known=read_baseline(baseline))
    assert policy.reported("a.rst", PLAIN, (ERROR, *moved)) == (ERROR, moved[1])
    assert policy.reported("b.rst", PLAIN, (ERROR, *moved)) == (ERROR, *moved)


@pytest.mark.parametrize("content", ["[]", '{"pages": 1}', '{"pages": [{"path": "a"}]}', "{", "{}"])
def test_what_check_did_not_write_is_no_baseline(tmp_path: Path, content: str) -> None:
    (tmp_path / "known.json").write_text(content)
    with pytest.raises(ConfigError, match=r"known\.json"):
        read_baseline(tmp_path / "known.json")


def test_the_codes_are_those_of_all_kinds_of_findings_about_pages() -> None:
    assert {finding.code for finding in ALL} < set(codes())
    assert list(codes()) == sorted(codes())
    assert Counter(codes()).most_common(1)[0][1] == 1
