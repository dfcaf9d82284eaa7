"""Torch's names and shapes of a model's tensors."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from paddle_inspect.base.keep import Keep
from paddle_inspect.base.records import TensorInfo, TorchName, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.comparisons.torch_layout import names_of, torch_layout
from paddle_inspect.models import catalogue
from tests.keeping import kept_file, put

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
ALBERT, FNET = (
    WeightSpec(
        name=name,
        family="F",
        architecture=f"{name}Model",
        module=f"paddlenlp.transformers.{name.lower()}.modeling",
        config={},
    )
    for name in ("Albert", "FNet")
)


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


def test_what_torch_joins_is_one_tensor() -> None:
    parts = [TensorInfo(name=f"{name}.weight", shape=(8, 4), dtype="float32") for name in "qkv"]
    names = {part.name: TorchName(name="joined.weight", third=third) for third, part in enumerate(parts)}
    layout = torch_layout((TENSORS[0], *parts), {**NAMES, **names})
    assert [(one.name, one.shape) for one in layout.tensors] == [("Embed.weight", (100, 8)), ("joined.weight", (8, 12))]
    assert layout.kept == ()


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


def test_names_are_kept_between_runs_also_when_there_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def names_in_torch(spec: WeightSpec) -> Mapping[str, TorchName] | None:
        asked.append(spec.architecture)
        return NAMES if spec.architecture == "AlbertModel" else None

    monkeypatch.setattr("paddle_inspect.zoos.paddlenlp.names_in_torch", names_in_torch)
    for _ in range(2):
        assert names_of(ALBERT, Run(keep=Keep(tmp_path))) == NAMES
        assert names_of(FNET, Run(keep=Keep(tmp_path))) == {}
    assert asked == ["AlbertModel", "FNetModel"]
    names_of(ALBERT, Run(keep=Keep(tmp_path, fresh=True)))
    assert asked == ["AlbertModel", "FNetModel", "AlbertModel"]


@pytest.mark.parametrize("content", [None, 5, ["ab"], [["a", "b"]]], ids=str)
def test_what_are_no_names_is_asked_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: object) -> None:
    monkeypatch.setattr("paddle_inspect.zoos.paddlenlp.names_in_torch", lambda _: NAMES)
    names_of(ALBERT, Run(keep=Keep(tmp_path)))
    put(kept_file(tmp_path), content)
    assert names_of(ALBERT, Run(keep=Keep(tmp_path))) == NAMES


@pytest.mark.paddle
def test_paddlenlp_says_which_names_it_has_in_torch_and_that_it_has_none() -> None:
    found = names_of(catalogue.load().weight("albert-base-v2"), Run())
    assert found["embeddings.layer_norm.weight"] == TorchName(name="embeddings.LayerNorm.weight")
    assert names_of(FNET, Run()) == {}
