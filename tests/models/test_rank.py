"""Ranking: places, order, limits, and that no weight gets lost."""

from __future__ import annotations

from typing import Any

import pytest

from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.records import Dimensions, Totals, WeightSpec
from paddle_inspect.models.rank import SORT_KEYS, Ranking, rank
from paddle_inspect.views.rank import document, ranking_table
from tests.fakes import inventory


def spec(name: str, family: str = "F", language: str | None = None, layers: int | None = None) -> WeightSpec:
    return WeightSpec(
        name=name,
        family=family,
        architecture="Model",
        config={},
        language=language,
        dimensions=Dimensions(num_hidden_layers=layers),
    )


SPECS = (
    spec("small", "B", "English", 12),
    spec("large", "A", None, 24),
    spec("lost", "A"),
    spec("Twin", "B", "Chinese"),
    spec("twin", "a", "Chinese"),
)
COUNTS: dict[str, Totals | NotCounted] = {
    "small": inventory("small", 1_000).totals,
    "large": inventory("large", 300_000_000).totals,
    "lost": NotCounted("lost", "its config is empty"),
    "Twin": inventory("Twin", 100_000_000).totals,
    "twin": inventory("twin", 100_000_000).totals,
}


def names(ranking: Ranking) -> list[str]:
    return [one.spec.name for one in ranking.ranked]


def test_the_largest_comes_first_and_equals_share_a_place() -> None:
    ranking = rank(SPECS, COUNTS)
    assert [(one.place, one.spec.name) for one in ranking.ranked] == [
        (1, "large"),
        (2, "Twin"),
        (2, "twin"),
        (4, "small"),
    ]


def test_every_weight_is_counted_or_has_a_reason() -> None:
    ranking = rank(SPECS, COUNTS)
    assert [(one.name, reason) for one, reason in ranking.uncounted] == [("lost", "its config is empty")]
    assert len(ranking.ranked) + len(ranking.uncounted) == len(SPECS)


@pytest.mark.parametrize(
    ("least", "most", "expected"),
    [
        (None, 100_000_000, ["Twin", "twin", "small"]),
        (100_000_000, None, ["large", "Twin", "twin"]),
        (100_000_001, 299_999_999, []),
    ],
)
def test_limits_include_their_own_size(least: int | None, most: int | None, expected: list[str]) -> None:
    ranking = rank(SPECS, COUNTS, least=least, most=most)
    assert names(ranking) == expected
    assert ranking.uncounted == ()


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["large", "small", "Twin", "twin"]),
        ("family", ["large", "twin", "Twin", "small"]),
        ("language", ["Twin", "twin", "small", "large"]),
        ("layers", ["large", "small", "Twin", "twin"]),
        ("bytes", ["large", "Twin", "twin", "small"]),
    ],
)
def test_sorting_keeps_places(sort: str, expected: list[str]) -> None:
    ranking = rank(SPECS, COUNTS, sort=sort)
    assert names(ranking) == expected
    assert {one.spec.name: one.place for one in ranking.ranked} == {"large": 1, "Twin": 2, "twin": 2, "small": 4}


@pytest.mark.parametrize("sort", SORT_KEYS)
def test_reverse_is_the_other_way_round(sort: str) -> None:
    assert names(rank(SPECS, COUNTS, sort=sort, reverse=True)) == names(rank(SPECS, COUNTS, sort=sort))[::-1]


def test_the_table_and_json_say_the_same() -> None:
    ranking = rank(SPECS, COUNTS)
    first = ranking_table(ranking).rows[0]
    assert first == ("1", "large", "A", "", "24", "", "1", "300M", "300,000,000", "1.12 GiB")
    tree: Any = document(ranking, {"paddlenlp": "3"}).tree
    assert tree["versions"] == {"paddlenlp": "3"}
    assert [weight["parameters"] for weight in tree["weights"]] == [300_000_000, 100_000_000, 100_000_000, 1_000]
    assert tree["not_counted"] == [{"name": "lost", "family": "A", "reason": "its config is empty"}]


def test_the_document_has_a_section_for_what_was_not_counted_only_when_there_is_something() -> None:
    assert [section.title for section in document(rank(SPECS, COUNTS), {}).sections] == ["Ranking", "Not counted"]
    [section] = document(rank(SPECS, COUNTS, most=10**12), {}).sections
    assert section.notes == ("4 weights counted.",)
