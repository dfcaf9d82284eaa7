"""Zoos that build nothing, in place of the real one: every command and function then works without PaddlePaddle."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from paddle_inspect import zoos
from paddle_inspect.base.errors import NotCounted, NotTraced
from paddle_inspect.base.records import (
    BuiltIn,
    Inventory,
    KnownKeys,
    ModelClass,
    TensorInfo,
    TensorKind,
    TorchName,
    Trace,
    WeightSpec,
)
from tests.fakes import count_by_arithmetic

VERSIONS = {"paddlepaddle": "3.3.1", "paddlenlp": "2.8.1"}


def by_arithmetic(spec: WeightSpec) -> Inventory | NotCounted:
    """One tensor as large as the architecture's arithmetic says; nothing of families without arithmetic."""
    return count_by_arithmetic([spec])[spec.name]


#: What the tiny zoo takes in a config of its own.
ALBERT_KEYS = KnownKeys(
    sizes=frozenset({"hidden_size", "num_hidden_layers", "num_attention_heads", "vocab_size"}),
    others=frozenset({"architectures", "model_type", "init_class", "hidden_act", "num_labels", "num_kv_heads"}),
)
#: The base model of the tiny zoo, in which `albert-base-v1` and `albert-base-v2` are alike.
TINY = (
    TensorInfo(name="embeddings.weight", shape=(50, 8), dtype="float32"),
    TensorInfo(name="embeddings.ids", shape=(1, 9), dtype="int64", kind=TensorKind.BUFFER),
    TensorInfo(name="encoder.0.weight", shape=(8, 32), dtype="float32"),
    TensorInfo(name="encoder.0.bias", shape=(32,), dtype="float32"),
)


def tiny_tensors(spec: WeightSpec) -> tuple[TensorInfo, ...]:
    """A tiny model in place of each: large ones twice as wide, heads with a classifier and a prefix."""
    size = 2 if "large" in spec.name else 1
    base = tuple(replace(t, shape=tuple(s * size if s == 8 else s for s in t.shape)) for t in TINY)
    if spec.architecture == "AlbertModel":
        return base
    labels = spec.config.get("num_labels", 2)
    assert isinstance(labels, int)
    return (
        *(replace(t, name=f"transformer.{t.name}") for t in base),
        TensorInfo(name="classifier.weight", shape=(8 * size, labels), dtype="float32"),
        TensorInfo(name="classifier.bias", shape=(labels,), dtype="float32"),
    )


def tiny(spec: WeightSpec) -> Inventory | NotCounted:
    """A tiny model of each ALBERT; no other family is counted."""
    if spec.family != "ALBERT":
        return NotCounted(spec.name, "not in the tests")
    return Inventory(weight=spec.name, architecture=spec.architecture, tensors=tiny_tensors(spec))


@dataclass
class GivenZoo:
    """A zoo that answers with what it is given; ALBERT has one head. It traces nothing."""

    counted: Callable[[WeightSpec], Inventory | NotCounted]
    described: Sequence[BuiltIn] = ()
    torch: Mapping[str, TorchName] | None = None
    asked: list[str] = field(default_factory=list)

    def versions(self) -> Mapping[str, str | None]:
        return VERSIONS

    def families(self) -> Sequence[BuiltIn]:
        return self.described

    def general_keys(self) -> frozenset[str]:
        return frozenset()

    def find_class(self, architecture: str | None, model_type: str | None) -> ModelClass | None:
        name = architecture or {"albert": "AlbertModel"}.get(model_type or "")
        if name not in ("AlbertModel", "AlbertForSequenceClassification"):
            return None
        module = "paddlenlp.transformers.albert.modeling"
        return ModelClass(architecture=name, base="AlbertModel", module=module, family="ALBERT", keys=ALBERT_KEYS)

    def count(self, spec: WeightSpec) -> Inventory:
        self.asked.append(spec.name)
        found = self.counted(spec)
        if isinstance(found, NotCounted):
            raise found
        return found

    def head_classes(self, spec: WeightSpec) -> Sequence[Sequence[str]]:
        if spec.family != "ALBERT":
            return ((spec.architecture,),)
        return (("AlbertModel",), ("AlbertForSequenceClassification",))

    def forward_pass(self, spec: WeightSpec, *, batch: int, seq_len: int) -> Trace:
        raise NotTraced(spec.name, "not in this test")

    def names_in_torch(self, spec: WeightSpec) -> Mapping[str, TorchName] | None:
        return self.torch


def in_place_of_all(monkeypatch: pytest.MonkeyPatch, zoo: GivenZoo) -> GivenZoo:
    """Let every question go to this zoo: it stands where the modules of the real ones are found."""
    for name in zoos.zoo_names():
        monkeypatch.setitem(sys.modules, f"{zoos.__name__}.{name}", cast(Any, zoo))
    return zoo


@pytest.fixture
def arithmetic_zoo(monkeypatch: pytest.MonkeyPatch) -> GivenZoo:
    """Counts by arithmetic."""
    return in_place_of_all(monkeypatch, GivenZoo(by_arithmetic))


@pytest.fixture
def tiny_zoo(monkeypatch: pytest.MonkeyPatch) -> GivenZoo:
    """Counts tiny models, whose files are quickly written."""
    return in_place_of_all(monkeypatch, GivenZoo(tiny))
