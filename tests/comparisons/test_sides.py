"""What is compared, what its name may mean, and how far a comparison asks for torch's names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

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

    def count(spec: WeightSpec) -> Inventory:
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
