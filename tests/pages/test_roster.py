"""Which weights a table lists."""

from __future__ import annotations

import pytest

from paddle_inspect.pages.reconcile.evidence import Known
from paddle_inspect.pages.reconcile.pairing import pair
from paddle_inspect.pages.reconcile.roster import Roster, is_damaged, roster
from tests.claims import SIZES, known, phrase, pieces, spec

REMARK = "Note: The translation keeps the format."
RULE = "+--------------+----------+----------------------------------------------------+\n"


def table(*names: str) -> str:
    rows = (f"|``{name}`` | English | {phrase(name) if name.startswith('toy') else 'x'} |\n{RULE}" for name in names)
    return RULE + "".join(rows)


def listed(text: str, evidence: Known) -> Roster:
    return roster(pair(pieces(text), evidence).claims, pieces(text), evidence)


WHOLE = table("toy-small", "toy-base", "toy-large")
TORN = {
    "a row cut off": table("toy-small") + "|``toy-base``\n" + table("toy-large"),
    "a row twice": table("toy-small", "toy-base", "toy-base"),
    "data without a name": table("toy-small") + "| | English | x |\n",
    "a remark in mid-table": table("toy-small") + f"\n{REMARK}\n\n" + table("toy-base") + "|``toy-large``\n",
    "a header in mid-table": table("toy-small") + "| Model | Language | Notes |\n" + table("toy-base"),
}
NOT_TORN = {
    "a healthy table": WHOLE,
    "a table in markdown": "| Model | Language |\n|---|---|\n| ``a`` | English | x |\n| ``b`` | Dutch | y |\n",
    "no last border": WHOLE.removesuffix(RULE),
    "nothing": "",
}


@pytest.mark.parametrize("text", TORN.values(), ids=TORN.keys())
def test_torn(text: str) -> None:
    assert is_damaged(pieces(text))


@pytest.mark.parametrize("text", NOT_TORN.values(), ids=NOT_TORN.keys())
def test_not_torn(text: str) -> None:
    assert not is_damaged(pieces(text))


def test_without_a_page_the_family_is_listed() -> None:
    assert listed("", known()).listed == ("toy-small", "toy-base", "toy-large")


def test_a_short_table_stays_short_and_says_what_else_there_is() -> None:
    members = listed(table("toy-large", "toy-small"), known())
    assert members.listed == ("toy-large", "toy-small")
    assert members.undocumented == ("toy-base",)


def test_a_torn_table_gets_back_what_the_catalogue_has_at_the_tear() -> None:
    members = listed(table("toy-small") + "|``toy-sm\n" + table("toy-large"), known())
    assert members.listed == ("toy-small", "toy-base", "toy-large")
    assert members.restored == {"toy-base": "the catalogue"}


def test_a_torn_table_gets_nothing_back_far_from_the_tear() -> None:
    evidence = known(*map(spec, ("toy-small", "toy-base", "toy-large", "x-1", "x-2", "x-3")))
    members = listed(table("toy-small", "toy-large", "x-1") + "|``x-2``\n" + table("x-3"), evidence)
    assert "toy-base" not in members.listed


def test_a_left_over_link_target_is_the_trace_of_a_row() -> None:
    text = table("toy-small") + "|``toy-base``\n"
    members = listed(text, known(targets=dict.fromkeys(("org/lost", "bert-lost", "word"), "https://e.org")))
    assert [name for name in members.restored if name not in SIZES] == ["org/lost", "bert-lost"]
    assert "word" not in members.listed


TEAR = "|``toy-sm\n"
LOST = [(1, 1, True), (2, 1, True), (3, 1, False), (3, 2, True), (4, 2, True), (5, 2, False)]


@pytest.mark.parametrize(("lost", "tears", "comes_back"), LOST)
def test_each_tear_may_have_lost_two_rows(lost: int, tears: int, comes_back: bool) -> None:
    names = [f"x-{number}" for number in range(lost)]
    others = ("x-a", "x-b", "x-c")
    text = table("toy-small") + TEAR * tears + table("toy-large")
    text += "".join(f"| ``{name}`` | English | 12-layer |\n{RULE}" for name in others)
    members = listed(text, known(*map(spec, ("toy-small", *names, "toy-large", *others))))
    assert list(members.restored) == (names if comes_back else [])
    assert members.undocumented == (() if comes_back else tuple(names))


@pytest.mark.parametrize(("others", "comes_back"), [(2, True), (3, False)])
def test_a_selection_of_a_family_owes_no_other_weight(others: int, comes_back: bool) -> None:
    """Two of five weights make a page of the family, two of six a selection."""
    family = ("toy-small", "x-lost", "toy-large", *(f"x-{number}" for number in range(others)))
    members = listed(table("toy-small") + TEAR + table("toy-large"), known(*map(spec, family)))
    assert [*members.restored] == (["x-lost"] if comes_back else [])
    assert bool(members.undocumented) is comes_back


def test_internal_weights_are_neither_missed_nor_restored() -> None:
    family = ("toy-small", "test/tiny", "toy-large", "test/micro")
    evidence = known(*map(spec, family), internal=("test/tiny", "test/micro"))
    for text in (table("toy-small", "toy-large"), table("toy-small") + TEAR + table("toy-large")):
        members = listed(text, evidence)
        assert members.listed == ("toy-small", "toy-large")
        assert members.undocumented == ()


@pytest.mark.parametrize("text", [table("toy-large", "toy-small"), TORN["a row cut off"]])
def test_a_family_whose_page_lists_all_is_listed_whole_and_in_order(text: str) -> None:
    assert listed(text, known(lists_all=True)).listed == ("toy-small", "toy-base", "toy-large")


@pytest.mark.parametrize(("size", "whole"), [(2, True), (3, False)])
def test_a_table_of_few_of_such_a_family_stays_as_it_is(size: int, whole: bool) -> None:
    """One of two weights is half of the family, one of three is not."""
    family = ("toy-small", "toy-base", "toy-large")[-size:]
    members = listed(table("toy-large"), known(*map(spec, family), lists_all=True))
    assert members.listed == (family if whole else ("toy-large",))


def test_on_a_torn_page_of_such_a_family_an_unknown_name_with_known_figures_is_left_out() -> None:
    text = f"{table('toy-small')}|``toy-base``\n|``toy-medium`` | English | {phrase('toy-base')} |\n"
    members = listed(text, known(lists_all=True))
    assert members.left_out == members.unknown == ("toy-medium",)


def test_on_a_whole_page_of_such_a_family_an_unknown_name_stays() -> None:
    members = listed(WHOLE + f"|``toy-v2`` | English | {phrase('toy-base')} |\n{RULE}", known(lists_all=True))
    assert members.listed == ("toy-small", "toy-base", "toy-large", "toy-v2")
    assert members.unknown == ("toy-v2",)


def test_a_reference_decides_order_and_membership() -> None:
    evidence = known(reference=table("toy-large", "only/here", "toy-small"))
    members = listed(table("toy-small", "invented", "toy-base"), evidence)
    assert members.listed == ("toy-large", "only/here", "toy-small", "toy-base")
    assert members.restored == {"toy-large": "the reference", "only/here": "the reference"}
    assert members.left_out == members.unknown == ("invented",)


def test_a_family_whose_page_lists_all_keeps_its_order_with_a_reference() -> None:
    evidence = known(lists_all=True, reference=table("toy-large", "toy-small"))
    members = listed(table("toy-small"), evidence)
    assert members.listed == ("toy-small", "toy-base", "toy-large")
    assert members.restored == dict.fromkeys(("toy-base", "toy-large"), "the reference")
