"""What an inventory's cache entry depends on, and what it keeps."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from paddle_inspect.base.keep import Store
from paddle_inspect.base.records import Inventory, TensorInfo, TensorKind, Versions, WeightSpec
from paddle_inspect.models.counting import Cache, decode, encode, key

VERSIONS = Versions(paddle_inspect="1", paddlepaddle="2", paddlenlp="3")
SPEC = WeightSpec(name="a", family="F", architecture="AModel", module="m", config={"h": 1, "v": 2}, source="s")
INVENTORY = Inventory(
    weight="a",
    architecture="AModel",
    built="eagerly",
    tensors=(
        TensorInfo(name="w", shape=(3, 4), dtype="float32"),
        TensorInfo(name="ids", shape=(1, 9), dtype="int64", kind=TensorKind.BUFFER, trainable=False),
        TensorInfo(name="tied", shape=(3, 4), dtype="float32", tied_to="w"),
        TensorInfo(name="scalar", shape=(), dtype="bfloat16", trainable=False),
    ),
)


def test_an_inventory_comes_back_whole(tmp_path: Path) -> None:
    Cache(tmp_path, VERSIONS).write(SPEC, INVENTORY)
    assert Cache(tmp_path, VERSIONS).read(SPEC) == INVENTORY


def test_weights_of_one_class_and_config_share_an_entry_under_their_own_names(tmp_path: Path) -> None:
    cache = Cache(tmp_path, VERSIONS)
    cache.write(SPEC, INVENTORY)
    other = replace(SPEC, name="b", config={"v": 2, "h": 1})
    assert cache.read(other) == replace(INVENTORY, weight="b")


@pytest.mark.parametrize(
    "spec",
    [
        replace(SPEC, architecture="BModel"),
        replace(SPEC, module="n"),
        replace(SPEC, config={"h": 1}),
        replace(SPEC, config={"h": 1, "v": 2.5}),
    ],
    ids=["class", "module", "key gone", "value"],
)
def test_another_class_or_config_is_another_entry(tmp_path: Path, spec: WeightSpec) -> None:
    cache = Cache(tmp_path, VERSIONS)
    cache.write(SPEC, INVENTORY)
    assert cache.read(spec) is None


@pytest.mark.parametrize("package", ["paddle_inspect", "paddlepaddle", "paddlenlp"])
def test_another_version_is_another_entry(tmp_path: Path, package: str) -> None:
    Cache(tmp_path, VERSIONS).write(SPEC, INVENTORY)
    other = replace(VERSIONS, **{package: "99"})
    assert Cache(tmp_path, other).read(SPEC) is None


@pytest.mark.parametrize("content", [None, [], {}, {"kinds": [], "tensors": ["w", 0], "built": "x"}, {"kinds": 1}])
def test_other_content_under_the_key_is_as_good_as_absent(tmp_path: Path, content: object) -> None:
    cache = Cache(tmp_path, VERSIONS)
    cache.write(SPEC, INVENTORY)
    assert cache.read(SPEC) is not None
    Store(tmp_path).write(key(SPEC, VERSIONS), content)
    assert cache.read(SPEC) is None


def test_two_runs_at_once_do_not_hurt_each_other(tmp_path: Path) -> None:
    def work(_: int) -> list[Inventory | None]:
        cache = Cache(tmp_path, VERSIONS)
        seen = []
        for _ in range(50):
            cache.write(SPEC, INVENTORY)
            seen.append(cache.read(SPEC))
        return seen

    with ThreadPoolExecutor(4) as pool:
        seen = {inventory for part in pool.map(work, range(4)) for inventory in part}
    assert seen == {INVENTORY}


def test_a_repeated_kind_is_written_once() -> None:
    tensors = tuple(TensorInfo(name=f"w{index}", shape=(3, 4), dtype="float32") for index in range(50))
    content = encode(replace(INVENTORY, tensors=tensors))
    assert isinstance(content["kinds"], list)
    assert len(content["kinds"]) == 1
    assert decode(SPEC, content).tensors == tensors
