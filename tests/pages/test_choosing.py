"""Which claim is believed, and in which order a table lists its weights."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_inspect.pages.reconcile.choosing import Choice, choose, likely_language, usual_language, weave
from paddle_inspect.pages.reconcile.settling import MOVED
from paddle_inspect.pages.records import Claim
from tests.claims import claim, known, phrase
from tests.effort import examples


def chosen(weight: str, *claims: Claim, apart: bool = False) -> Choice:
    """The choice among claims that follow each other, or have others between them."""
    return choose(weight, {place * (2 if apart else 1): claim for place, claim in enumerate(claims)}, known())


RIGHT, WRONG = phrase("toy-base"), phrase("toy-large")


def test_without_data_nothing_is_chosen() -> None:
    assert chosen("toy-base").best is None


@pytest.mark.parametrize("reverse", [False, True])
def test_the_count_decides_wherever_the_row_stands(reverse: bool) -> None:
    claims = [claim("toy-base", "English", RIGHT, line=3), claim("toy-base", "English", WRONG, line=9)]
    choice = chosen("toy-base", *(claims[::-1] if reverse else claims))
    assert choice.best is claims[0]
    assert choice.others == (claims[1],)
    assert "count" in choice.why


def test_among_equals_the_restated_row_is_believed_where_it_directly_follows() -> None:
    claims = [claim("other", "English", "a", line=1), claim("other", "English", "b", line=2)]
    assert chosen("other", *claims).best is claims[1]
    assert chosen("other", *claims, apart=True).best is claims[0]


def test_a_row_of_its_own_is_believed_before_one_that_was_moved() -> None:
    claims = [claim("toy-base", "English", RIGHT, doubts=[MOVED]), claim("toy-base", "English", "x")]
    assert chosen("toy-base", *claims).best is claims[1]


def test_a_row_with_details_is_believed_before_one_without() -> None:
    claims = [claim("other", "English", "a"), claim("other", "Chinese")]
    assert chosen("other", *claims).best is claims[0]


NAMED = [("Dutch", "English"), ("English", "Dutch"), ("English", "Dutch", "English"), ("Dutch", "English", "English")]


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("languages", NAMED)
def test_the_language_in_the_name_decides_among_equals(languages: tuple[str, ...], apart: bool) -> None:
    claims = [claim("toy-dutch", language, "a") for language in languages]
    assert chosen("toy-dutch", *claims, apart=apart).best is claims[languages.index("Dutch")]


def test_of_rows_with_the_language_in_the_name_the_restated_one_is_believed() -> None:
    claims = [claim("toy-dutch", language, "a") for language in ("English", "Dutch", "Dutch")]
    assert chosen("toy-dutch", *claims).best is claims[2]
    assert chosen("toy-dutch", *claims, apart=True).best is claims[1]


def test_a_row_that_states_fewer_right_figures_is_as_good() -> None:
    claims = [claim("toy-base", "English", "12-heads, a model"), claim("toy-base", "English", RIGHT)]
    assert chosen("toy-base", *claims, apart=True).best is claims[0]
    assert chosen("toy-base", *claims).best is claims[1]


def test_a_row_that_states_no_right_figure_is_not() -> None:
    claims = [claim("toy-base", "English", "a model"), claim("toy-base", "English", "12-heads, a model")]
    assert chosen("toy-base", *claims, apart=True).best is claims[1]


USUAL = [
    ({"a": "English", "b": "English"}, "English"),
    ({"a": "English", "b": "English", "c": "English", "d": "Dutch"}, "English"),  # three of four are enough
    ({**dict.fromkeys("abcde", "English"), **dict.fromkeys("fg", "Dutch")}, None),  # five of seven are not
    ({"a": "English", "b": "Chinese"}, None),
    ({"a": "English", "b-chinese": "Chinese", "c-zh": "Chinese"}, "English"),
    ({"a": "", "b-dutch": "Dutch"}, None),
    ({}, None),
]


@pytest.mark.parametrize(("languages", "usual"), USUAL)
def test_the_language_of_names_that_mention_none(languages: dict[str, str], usual: str | None) -> None:
    assert usual_language(languages) == usual


def test_a_lost_language_is_the_names_or_the_usual_one() -> None:
    assert likely_language("bert-base-dutch", "English") == ("Dutch", "its name")
    assert likely_language("bert-base", "English") == ("English", "the rows whose names mention no language either")
    assert likely_language("bert-base", None) is None


WOVEN = [
    ("acd", "abc", "abcd"),
    ("c", "ab", "abc"),
    ("ab", "ba", "ab"),
    ("", "ab", "ab"),
    ("ab", "", "ab"),
    ("ad", "abcd", "abcd"),
    ("abc", "xaybzc", "xaybzc"),
]


@pytest.mark.parametrize(("primary", "secondary", "woven"), WOVEN)
def test_two_orders_become_one(primary: str, secondary: str, woven: str) -> None:
    assert "".join(weave(primary, secondary)) == woven


@examples(100)
@given(st.lists(st.sampled_from("abcdef"), unique=True), st.lists(st.sampled_from("abcdef"), unique=True))
def test_weaving_loses_nothing_and_keeps_the_first_order(primary: list[str], secondary: list[str]) -> None:
    woven = weave(primary, secondary)
    assert sorted(woven) == sorted({*primary, *secondary})
    assert [name for name in woven if name in primary] == primary


def test_what_decided_is_told() -> None:
    first, second = claim("other", "English", "a", line=1), claim("other", "English", "b", line=2)
    assert chosen("other", first, second, apart=True).why == "it comes first"
    assert chosen("other", first, second).why == "it is the text that the restated row stands for"
    right, wrong = claim("toy-base", "English", RIGHT, line=3), claim("toy-base", "English", WRONG, line=9)
    assert chosen("toy-base", right, wrong).why == "its figures agree with the model's config and count"
