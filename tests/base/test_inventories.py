"""Inventories as JSON: what is written is what is read, and layers that repeat are written once."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_inspect.base.inventories import decoded, encoded, folded, unfolded
from paddle_inspect.base.records import Doubt, DoubtKind, Inventory, TensorInfo, TensorKind

LAYERS = [(f"encoder.layers.{n}.{part}", n % 1) for n in range(12) for part in ("q.weight", "q.bias", "norm.weight")]


def written(entries: list[tuple[object, ...]]) -> list[object]:
    content: list[object] = json.loads(json.dumps(folded(entries)))
    return content


def test_layers_that_repeat_are_written_once() -> None:
    entries: list[tuple[object, ...]] = [("embeddings.weight", 1), *LAYERS, ("pooler.weight", 2)]
    assert len(written(entries)) == 3
    assert list(unfolded(written(entries))) == entries


@pytest.mark.parametrize(
    ("names", "lines"),
    [
        (["a.0.b", "a.1.b", "a.2.b"], 1),
        (["a.9.b", "a.10.b", "a.11.b"], 1),
        (["a.0.b", "a.2.b"], 2),
        (["a.1.b", "a.0.b"], 2),
        (["a.0.b", "a.1.c"], 2),
        (["a.0.b", "a.0.c", "a.1.b"], 3),
        (["a.00.b", "a.01.b"], 2),
        (["a0.b", "a1.b"], 2),
        (["a.0", "a.1"], 2),
        (["a.{}.b", "a.0.{}.c", "a.1.{}.c"], 3),
        ([f"a.{n}.experts.{m}.w" for n in range(3) for m in range(4)], 1),
        ([f"a.0.experts.{m}.w" for m in range(4)], 1),
        ([], 0),
    ],
)
def test_whatever_the_names_they_come_back(names: list[str], lines: int) -> None:
    entries: list[tuple[object, ...]] = [(name, 0) for name in names]
    assert list(unfolded(written(entries))) == entries
    assert len(written(entries)) == lines


def test_texts_beside_a_name_follow_the_number_of_the_layer() -> None:
    entries: list[tuple[object, ...]] = [(f"h.{n}.w", f"model.layer.{n}.weight", n == 7) for n in range(3)]
    assert list(unfolded(written(entries))) == entries
    assert len(written(entries)) == 1
    other: list[tuple[object, ...]] = [("h.0.w", "x.0.w", True), ("h.1.w", "x.2.w", True), ("h.2.w", "x.2.w", True)]
    assert list(unfolded(written(other))) == other


PARTS = st.sampled_from(["a", "b", "0", "1", "2", "10", "{}", "w"])
NAMES = st.lists(st.lists(PARTS, min_size=1, max_size=4).map(".".join), max_size=12)


@given(NAMES, st.lists(st.sampled_from(["x.0", "x.1.y", "0", "{}", ""]), max_size=12))
def test_any_entries_come_back(names: list[str], texts: list[str]) -> None:
    entries: list[tuple[object, ...]] = [(name, text) for name, text in zip(names, texts, strict=False)]
    assert list(unfolded(written(entries))) == entries


SHAPES = st.lists(st.integers(0, 5), max_size=3).map(tuple)
TENSORS = st.builds(
    TensorInfo,
    name=st.lists(st.sampled_from(["a", "0", "1", "2", "w"]), min_size=1, max_size=4).map(".".join),
    shape=SHAPES,
    dtype=st.sampled_from(["float32", "int64"]),
    kind=st.sampled_from(TensorKind),
    trainable=st.booleans(),
    tied_to=st.sampled_from([None, "a.0.w", "a.1.w"]),
)


@given(st.lists(TENSORS, max_size=12))
def test_any_inventory_comes_back(tensors: list[TensorInfo]) -> None:
    doubts = (Doubt(key="k", kind=DoubtKind.SWITCH, built="False", other="True", parameters=5),)
    inventory = Inventory(weight="w", architecture="A", tensors=tuple(tensors), built="eagerly", doubts=doubts)
    assert decoded(json.loads(json.dumps(encoded(inventory)))) == inventory
