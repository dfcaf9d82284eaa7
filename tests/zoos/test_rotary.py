"""Tables of rotary positions: still made by every layer, needed by no count, and made for the tokens of a trace."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from paddle_inspect.base.records import WeightSpec
from paddle_inspect.zoos.paddlenlp import build, patching, rotary
from paddle_inspect.zoos.paddlenlp.trace import trace

NOTHING = patching.Patch(name="nothing", why="for tests", find=lambda subject: ())
POSITIONS, HEAD = 64, 8


def llama(architecture: str = "LlamaForCausalLM", **config: object) -> WeightSpec:
    sizes = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
    return WeightSpec(
        name="small",
        family="LLaMA",
        architecture=architecture,
        module="paddlenlp.transformers.llama.modeling",
        config={**sizes, "vocab_size": 50, "max_position_embeddings": POSITIONS, **config},
    )


def tables(layer: Any) -> list[list[int]]:
    made = (getattr(part, "cos_cached", None) for part in layer.sublayers())
    return [table.shape for table in made if table is not None]


@pytest.mark.paddle
def test_every_layer_still_makes_a_table_of_all_positions(monkeypatch: pytest.MonkeyPatch) -> None:
    lazily = build.build(llama(), runnable=False)
    assert tables(lazily) == []
    monkeypatch.setattr(rotary, "POSTPONED", NOTHING)
    whole = build.build(llama(), runnable=False)
    assert tables(whole) == 2 * [[1, POSITIONS, 1, HEAD]]
    assert list(lazily.state_dict()) == list(whole.state_dict())


@pytest.mark.paddle
def test_a_trace_has_them_for_its_own_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    layer = build.build(llama())
    rotary.make_tables(layer, 5)
    assert tables(layer) == 2 * [[1, 5, 1, HEAD]]
    short = trace(llama(), batch=1, seq_len=5)
    monkeypatch.setattr(rotary, "POSTPONED", NOTHING)
    assert trace(llama(), batch=1, seq_len=5) == short


@pytest.mark.paddle
def test_a_table_is_as_long_as_the_positions_at_most() -> None:
    layer = build.build(llama())
    rotary.make_tables(layer, 10 * POSITIONS)
    assert tables(layer) == 2 * [[1, POSITIONS, 1, HEAD]]


@pytest.mark.paddle
@pytest.mark.parametrize(("stated", "counted"), [("bfloat16", "bfloat16"), ("float16", "float16"), ("int8", "float32")])
def test_a_count_is_in_the_dtype_of_the_config(stated: str, counted: str) -> None:
    found = build.count_one(llama(torch_dtype=stated))
    assert {tensor.dtype for tensor in found.tensors} == {counted}
    assert found.parameters == build.count_one(llama()).parameters


def test_a_module_without_such_layers_is_left_alone() -> None:
    module = ModuleType("other.models")
    vars(module)["Plain"] = type("Plain", (), {"__module__": "other.models"})
    with patching.applied([rotary.POSTPONED], module):
        assert not hasattr(module.Plain, "_set_cos_sin_cache")
