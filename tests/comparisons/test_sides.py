"""What is compared, what its name may mean, and how far a comparison asks for torch's names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from paddle_inspect.base.errors import FrameworkMissing, InputError, NotCounted, UnknownName
from paddle_inspect.base.records import Inventory, TensorInfo, TorchName, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.comparisons.sides import Side, compare_sides, side_of, side_of_file, side_of_weight
from paddle_inspect.models import catalogue
from tests import weight_files as wf

KNOWN = catalogue.load()
BASE = (
    TensorInfo(name="embeddings.weight", shape=(30, 4), dtype="float32"),
    TensorInfo(name="linear.weight", shape=(4, 16), dtype="float32"),
)
CLASSIFIER = TensorInfo(name="classifier.bias", shape=(5,), dtype="float32")
NAMES = {
    "embeddings.weight": TorchName(name="words.weight"),
    "linear.weight": TorchName(name="dense.weight", transposed=True),
}
IN_TORCH = (
    TensorInfo(name="words.weight", shape=(30, 4), dtype="float32"),
    TensorInfo(name="dense.weight", shape=(16, 4), dtype="float32"),
)


@pytest.fixture(autouse=True)
def zoo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every weight is of two tensors, and of a third with a head on it."""

    def count(spec: WeightSpec, *, doubts: bool = True) -> Inventory:
        tensors = BASE if spec.architecture == "AlbertModel" else (*BASE, replace(CLASSIFIER, shape=(_labels(spec),)))
        return Inventory(weight=spec.name, architecture=spec.architecture, tensors=tensors)

    monkeypatch.setattr("paddle_inspect.zoos.paddlenlp.count", count)
    classes = [("AlbertModel",), ("AlbertForSequenceClassification",)]
    monkeypatch.setattr("paddle_inspect.zoos.paddlenlp.head_classes", lambda _: classes)
    monkeypatch.setattr("paddle_inspect.zoos.paddlenlp.names_in_torch", lambda _: NAMES)


def _labels(spec: WeightSpec) -> int:
    labels = spec.config.get("num_labels", 2)
    assert isinstance(labels, int)
    return labels


def no_names(monkeypatch: pytest.MonkeyPatch, error: Exception | None = None) -> list[str]:
    """From now on the library has no names, or cannot be asked; who asked."""
    asked: list[str] = []

    def names_in_torch(spec: WeightSpec) -> Mapping[str, TorchName] | None:
        asked.append(spec.name)
        if error is not None:
            raise error
        return None

    monkeypatch.setattr("paddle_inspect.zoos.paddlenlp.names_in_torch", names_in_torch)
    return asked


def test_a_name_is_a_weight_before_it_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    wf.write_pickle(Path("albert-base-v1"), wf.state_dict())
    found = side_of("albert-base-v1", KNOWN, Run())
    assert (found.label, found.tensors) == ("albert-base-v1 (AlbertModel)", BASE)
    assert found.spec == KNOWN.weight("albert-base-v1")
    assert side_of("./albert-base-v1", KNOWN, Run()) == side_of_file(Path("albert-base-v1"))


def test_a_weight_may_have_a_head() -> None:
    found = side_of("albert-base-v1", KNOWN, Run(), head="sequence-classification", num_labels=5)
    assert found.label == "albert-base-v1 (AlbertForSequenceClassification)"
    assert found.tensors == (*BASE, CLASSIFIER)
    with pytest.raises(UnknownName, match="did you mean sequence-classification"):
        side_of("albert-base-v1", KNOWN, Run(), head="sequence-classifier")


@pytest.mark.parametrize("name", ["no.pdparams", "no.safetensors", "no.json", "no.bin", "no.pt", "no/such"])
def test_what_looks_like_a_path_is_one(name: str) -> None:
    with pytest.raises(InputError, match="no such file"):
        side_of(name, KNOWN, Run())


def test_what_is_neither_offers_the_nearest_weights() -> None:
    with pytest.raises(UnknownName, match=r"did you mean .*albert-base-v1"):
        side_of("albert-base-v9", KNOWN, Run())


def test_a_file_without_tensors_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no tensors"):
        side_of_file(wf.write_pickle(tmp_path / "empty.pdparams", {}))


def test_a_weight_that_cannot_be_counted_says_why() -> None:
    with pytest.raises(NotCounted, match=r"^funnel-transformer/small: not counted: .*empty"):
        side_of_weight(KNOWN.weight("funnel-transformer/small"), Run())


def test_torchs_names_are_asked_for_only_where_differences_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    weight = side_of("albert-base-v1", KNOWN, Run())
    file, torch = Side(label="file", tensors=BASE), Side(label="torch", tensors=IN_TORCH)
    with monkeypatch.context() as patch:
        asked = no_names(patch)
        assert compare_sides(weight, file, Run()).is_same
        assert not compare_sides(weight, torch, Run(), exact=True).is_same
        assert not compare_sides(file, torch, Run()).is_same
        assert asked == []
    found = compare_sides(weight, torch, Run())
    assert found.is_same
    assert found.naming.torch_names


@pytest.mark.parametrize(
    "error", [None, NotCounted("albert-base-v2", "no such class"), FrameworkMissing("no PaddleNLP")], ids=repr
)
def test_without_torchs_names_the_names_are_compared_as_they_are(
    monkeypatch: pytest.MonkeyPatch, error: Exception | None
) -> None:
    asked = no_names(monkeypatch, error)
    weight, torch = side_of("albert-base-v2", KNOWN, Run()), Side(label="torch", tensors=IN_TORCH)
    found = compare_sides(weight, torch, Run())
    assert (found.same, len(found.only_left), len(found.only_right)) == (0, 2, 2)
    assert not found.naming.torch_names
    assert asked == ["albert-base-v2"]


def test_a_section_of_a_file_can_be_meant(tmp_path: Path) -> None:
    path = wf.write_pickle(tmp_path / "a.pdparams", wf.nested())
    assert [one.name for one in side_of_file(path, "opt / master_weights").tensors] == ["linear_0.w_0"]
    with pytest.raises(UnknownName, match="master_weights"):
        side_of_file(path, "master_weights")


def test_an_adapter_is_said_to_be_one(tmp_path: Path) -> None:
    path = wf.write_pickle(tmp_path / "a.pdparams", {"q.lora_A": np.zeros(2), "q.lora_B": np.zeros(2)})
    assert (
        side_of_file(path).note == f"{path} is an adapter (LoRA): it holds what is added to a model, and not the model"
    )


@pytest.mark.parametrize("turned", [False, True])
def test_two_files_of_a_known_weight_are_compared_across_frameworks(turned: bool) -> None:
    behind = tuple(replace(one, name=f"albert.{one.name}") for one in IN_TORCH)
    sides = [Side(label="paddle", tensors=BASE), Side(label="torch", tensors=behind)]
    left, right = reversed(sides) if turned else sides
    assert not compare_sides(left, right, Run()).is_same
    found = compare_sides(left, right, Run(), model=KNOWN.weight("albert-base-v1"))
    assert found.is_same
    assert (found.naming.left_prefix, found.naming.right_prefix) == (("albert", "") if turned else ("", "albert"))
    assert (found.naming.torch_names, found.naming.torch_left) == (True, turned)


def test_what_differs_across_frameworks_stands_on_its_own_side() -> None:
    """Torch's file on the left: a matrix too wide, a bias in float16, one tensor more; Paddle's has one, too."""
    bias = TensorInfo(name="norm.bias", shape=(4,), dtype="float32")
    words, dense = IN_TORCH
    torch = (words, replace(dense, shape=(17, 4)), replace(bias, dtype="float16"), replace(bias, name="torch.only"))
    paddle = (*BASE, bias, replace(bias, name="paddle.only"))
    left, right = Side(label="torch", tensors=torch), Side(label="paddle", tensors=paddle)
    found = compare_sides(left, right, Run(), model=KNOWN.weight("albert-base-v1"))
    assert found.same == 1
    assert (found.left.elements, found.right.elements) == (120 + 68 + 4 + 4, 120 + 64 + 4 + 4)
    assert [tensor.name for tensor in found.only_left] == ["torch.only"]
    assert [tensor.name for tensor in found.only_right] == ["paddle.only"]
    [shape], [dtype] = found.shape_differs, found.dtype_differs
    assert (shape.left.shape, shape.right.shape) == ((17, 4), (4, 16))
    assert (dtype.left.dtype, dtype.right.dtype) == ("float16", "float32")


def test_a_model_laid_out_like_bert_is_known_by_berts_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """ERNIE's names in PaddleNLP and in transformers (modeling_ernie.py of both)."""
    no_names(monkeypatch)
    layer = "ernie.encoder.layers.0."
    own = {
        "ernie.embeddings.word_embeddings.weight": ("ernie.embeddings.word_embeddings.weight", (30, 4)),
        "ernie.embeddings.layer_norm.weight": ("ernie.embeddings.LayerNorm.weight", (4,)),
        f"{layer}self_attn.q_proj.weight": ("ernie.encoder.layer.0.attention.self.query.weight", (4, 6)),
        f"{layer}self_attn.k_proj.bias": ("ernie.encoder.layer.0.attention.self.key.bias", (6,)),
        f"{layer}self_attn.v_proj.bias": ("ernie.encoder.layer.0.attention.self.value.bias", (6,)),
        f"{layer}self_attn.out_proj.weight": ("ernie.encoder.layer.0.attention.output.dense.weight", (6, 4)),
        f"{layer}linear1.weight": ("ernie.encoder.layer.0.intermediate.dense.weight", (4, 16)),
        f"{layer}linear2.weight": ("ernie.encoder.layer.0.output.dense.weight", (16, 4)),
        f"{layer}norm1.weight": ("ernie.encoder.layer.0.attention.output.LayerNorm.weight", (4,)),
        f"{layer}norm2.bias": ("ernie.encoder.layer.0.output.LayerNorm.bias", (4,)),
        "ernie.pooler.dense.weight": ("ernie.pooler.dense.weight", (4, 5)),
        "cls.predictions.transform.weight": ("cls.predictions.transform.dense.weight", (4, 6)),
        "cls.predictions.layer_norm.bias": ("cls.predictions.transform.LayerNorm.bias", (6,)),
        "cls.predictions.decoder_bias": ("cls.predictions.bias", (30,)),
        "cls.seq_relationship.weight": ("cls.seq_relationship.weight", (4, 2)),
    }
    left = [TensorInfo(name=name, shape=shape, dtype="float32") for name, (_, shape) in own.items()]
    right = [
        TensorInfo(
            name=name, shape=shape[::-1] if len(shape) > 1 and "embeddings" not in name else shape, dtype="float32"
        )
        for name, shape in own.values()
    ]
    spec = KNOWN.weight("ernie-1.0")
    found = compare_sides(
        Side(label="left", tensors=tuple(left), spec=spec), Side(label="right", tensors=tuple(right)), Run()
    )
    assert found.is_same
    assert (found.naming.torch_names, found.naming.transposed) == (True, 7)
