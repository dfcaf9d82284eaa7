"""Sentences about what a count rests on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from paddle_inspect.base.records import Doubt, DoubtKind, Inventory
from paddle_inspect.models.doubts import doubts_of_family, doubts_of_model
from tests.fakes import inventory


def doubtful(
    kind: DoubtKind, parameters: int, weight: str = "toy", built: str = "false", other: str = "true"
) -> Inventory:
    doubt = Doubt(key="extra", kind=kind, built=built, other=other, parameters=parameters)
    return replace(inventory(weight, 1_000), doubts=(doubt,))


SENTENCES = [
    (
        doubtful(DoubtKind.SWITCH, 3_500),
        "extra is not in its config, and the class's default false was built: with true it has 3,500 parameters, "
        "2,500 more.",
    ),
    (
        doubtful(DoubtKind.LOST, 990, built="true", other="false"),
        "extra is false in its config, and the library builds true: with false it has 990 parameters, 10 fewer.",
    ),
    (
        doubtful(DoubtKind.LOST, 1_000, built="true", other="false"),
        "extra is false in its config, and the library builds true: with false it has as many parameters.",
    ),
    (
        doubtful(DoubtKind.SIZE, 1_200, built="3", other="6"),
        "extra is not in its config, and the class's default 3 was built: every other size gives another count.",
    ),
]


@pytest.mark.parametrize(("model", "sentence"), SENTENCES)
def test_what_is_said_of_a_model(model: Inventory, sentence: str) -> None:
    assert doubts_of_model(model) == (sentence,)
    assert list(doubts_of_family("Toys", [model])) == [f"Toys: toy: {sentence}"]


def test_nothing_in_doubt_is_nothing_said() -> None:
    assert doubts_of_model(inventory("toy", 1_000)) == ()


def test_the_same_doubt_of_several_weights_is_one_sentence() -> None:
    models = [doubtful(DoubtKind.SWITCH, 1_000 + 10 * place, f"toy-{place}") for place in (1, 2, 3, 4, 5)]
    assert list(doubts_of_family("Toys", models)) == [
        "Toys: toy-1, toy-2, toy-3 and 2 more: extra is not in the configs of 5 weights, and the class's default false "
        "was built: with true each has another count (+10, +20, +30 and 2 more)."
    ]


def test_other_values_are_other_sentences() -> None:
    models = [doubtful(DoubtKind.SIZE, 2, built="3", other="6"), doubtful(DoubtKind.SIZE, 2, built="4", other="8")]
    assert len(list(doubts_of_family("Toys", models))) == len(models)
