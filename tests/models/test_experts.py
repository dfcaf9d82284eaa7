"""Mixtures of experts, against arithmetic written out."""

from __future__ import annotations

import pytest

from paddle_inspect.base.records import Inventory, Operator, TensorInfo, Trace, WeightSpec
from paddle_inspect.models.experts import Experts, experts_of

#: Two layers of four experts of 5 x 3 elements, one shared expert of 7, a gate, and words.
TENSORS = (
    TensorInfo(name="words", shape=(100, 5), dtype="float32"),
    *(
        TensorInfo(name=f"layers.{layer}.mlp.experts.{expert}.{half}", shape=shape, dtype="float32")
        for layer in range(2)
        for expert in range(4)
        for half, shape in (("up", (5, 2)), ("down", (1, 5)))
    ),
    *(TensorInfo(name=f"layers.{layer}.mlp.shared_experts.up", shape=(7,), dtype="float32") for layer in range(2)),
    *(TensorInfo(name=f"layers.{layer}.mlp.gate", shape=(5, 4), dtype="float32") for layer in range(2)),
)
ALL = 100 * 5 + 2 * 4 * 5 * 3 + 2 * 7 + 2 * 5 * 4


def model(*tensors: TensorInfo) -> Inventory:
    return Inventory(weight="mix", architecture="Mix", tensors=tensors)


def spec(**config: object) -> WeightSpec:
    return WeightSpec(name="mix", family="Mix", architecture="Mix", config=config)


def routed_to(number: int) -> Trace:
    topk = Operator(name="topk", inputs=((8, 4),), outputs=((8, number), (8, number)))
    return Trace(weight="mix", architecture="Mix", batch=1, seq_len=8, inputs=(), operators=(topk,))


@pytest.mark.parametrize("key", ["num_experts_per_tok", "num_experts_per_token", "moe_topk"])
@pytest.mark.parametrize(("per_token", "idle"), [(1, 3), (2, 2), (4, 0), (9, 0)])
def test_a_token_goes_through_some_experts_and_all_else(key: str, per_token: int, idle: int) -> None:
    found = experts_of(spec(**{key: per_token}), model(*TENSORS))
    assert found == Experts(
        layers=2, experts=4, per_token=per_token, routed=2 * 4 * 15, shared=2 * 7, active=ALL - 2 * idle * 15
    )


@pytest.mark.parametrize("value", [None, "two", 0, True])
def test_without_a_number_in_the_config_none_is_made_up(value: object) -> None:
    found = experts_of(spec(num_experts_per_tok=value), model(*TENSORS))
    assert found is not None
    assert (found.per_token, found.active, found.routed) == (None, None, 120)


def test_a_model_without_experts_has_none() -> None:
    assert experts_of(spec(num_experts_per_tok=2), model(TENSORS[0])) is None


@pytest.mark.parametrize(("traced", "said"), [(2, None), (3, 3)])
def test_the_traced_pass_is_held_against_the_config(traced: int, said: int | None) -> None:
    found = experts_of(spec(num_experts_per_tok=2), model(*TENSORS), routed_to(traced))
    assert found is not None
    assert found.traced == said
