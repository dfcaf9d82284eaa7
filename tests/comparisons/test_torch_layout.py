"""Torch's names and shapes of a model's tensors."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from paddle_inspect.base.keep import Store
from paddle_inspect.base.records import TensorInfo, TorchName
from paddle_inspect.comparisons.torch_layout import names_of, torch_layout
from paddle_inspect.models import catalogue

TENSORS = (
    TensorInfo(name="embed.weight", shape=(100, 8), dtype="float32"),
    TensorInfo(name="dense.weight", shape=(8, 32), dtype="float32"),
    TensorInfo(name="ids", shape=(1, 4), dtype="int64"),
    TensorInfo(name="out.weight", shape=(100, 8), dtype="float32", tied_to="embed.weight"),
)
NAMES = {
    "embed.weight": TorchName(name="Embed.weight"),
    "dense.weight": TorchName(name="Dense.weight", transposed=True),
    "out.weight": TorchName(name="Out.weight"),
}


def test_names_are_translated_and_linear_weights_turned() -> None:
    layout = torch_layout(TENSORS, NAMES)
    assert [(tensor.name, tensor.shape) for tensor in layout.tensors] == [
        ("Embed.weight", (100, 8)),
        ("Dense.weight", (32, 8)),
        ("ids", (1, 4)),
        ("Out.weight", (100, 8)),
    ]


def test_a_tie_points_to_torchs_name() -> None:
    assert torch_layout(TENSORS, NAMES).tensors[3].tied_to == "Embed.weight"


def test_what_the_mapping_lacks_is_named() -> None:
    assert torch_layout(TENSORS, NAMES).kept == ("ids",)


def test_a_mapping_of_the_model_with_a_head_serves_the_base_model() -> None:
    names = {
        f"gpt.{name}": TorchName(name=f"transformer.{torch.name}", transposed=torch.transposed)
        for name, torch in NAMES.items()
    }
    assert torch_layout(TENSORS, names) == torch_layout(TENSORS, NAMES)


def test_a_mapping_of_something_else_keeps_every_name() -> None:
    layout = torch_layout(TENSORS, {"other": TorchName(name="thing")})
    assert layout.tensors == TENSORS
    assert layout.kept == tuple(tensor.name for tensor in TENSORS)


@pytest.mark.paddle
def test_names_are_kept_between_runs_also_when_there_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)
    albert = catalogue.load().weight("albert-base-v2")
    without = replace(albert, architecture="FNetModel", module="paddlenlp.transformers.fnet.modeling", config={})
    found = names_of(albert, store=store)
    assert found is not None
    assert found["embeddings.layer_norm.weight"] == TorchName(name="embeddings.LayerNorm.weight")
    assert names_of(without, store=store) is None
    monkeypatch.setattr(
        "paddle_inspect.zoos.paddlenlp.torch_names.torch_names", lambda _: pytest.fail("asked PaddleNLP")
    )
    assert names_of(albert, store=store) == found
    assert names_of(without, store=store) is None
