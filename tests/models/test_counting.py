"""Counting many weights: every one answered, each architecture and config built once, the cache before PaddlePaddle."""

from __future__ import annotations

import subprocess
import sys
import types
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.records import Inventory, TensorInfo, WeightSpec
from paddle_inspect.models.counting import count

SMALL = WeightSpec(name="small", family="F", architecture="M", module="m", config={"h": 2}, source="s")
TWIN = replace(SMALL, name="twin")
LARGE = replace(SMALL, name="large", config={"h": 9})
EMPTY = replace(SMALL, name="empty", config={}, undescribed="its config is empty")
REFUSED = replace(SMALL, name="refused", config={"h": -1})


class Builder:
    """Stands in for `framework.build`: one tensor of the config's size, and a list of what was built."""

    def __init__(self) -> None:
        self.built: list[str] = []

    def count_one(self, spec: WeightSpec) -> Inventory:
        self.built.append(spec.name)
        size = spec.config["h"]
        assert isinstance(size, int)
        if size < 0:
            raise NotCounted(spec.name, "no such size")
        tensor = TensorInfo(name="w", shape=(size,), dtype="float32")
        return Inventory(weight=spec.name, architecture=spec.architecture, tensors=(tensor,))


@pytest.fixture
def builder(monkeypatch: pytest.MonkeyPatch) -> Builder:
    builder = Builder()
    module = types.ModuleType("paddle_inspect.zoos.paddlenlp.build")
    module.count_one = builder.count_one  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "paddle_inspect.zoos.paddlenlp.build", module)
    return builder


def test_every_weight_is_answered_in_order(builder: Builder) -> None:
    specs = [EMPTY, SMALL, REFUSED, TWIN, LARGE]
    counted = count(specs)
    assert list(counted) == [spec.name for spec in specs]
    kinds = {name: type(result) for name, result in counted.items()}
    assert kinds == {
        "empty": NotCounted,
        "small": Inventory,
        "refused": NotCounted,
        "twin": Inventory,
        "large": Inventory,
    }
    assert str(counted["empty"]) == "empty: not counted: its config is empty"
    assert str(counted["refused"]) == "refused: not counted: no such size"


def test_one_architecture_and_config_is_built_once(builder: Builder) -> None:
    counted = count([SMALL, TWIN, LARGE])
    assert builder.built == ["small", "large"]
    assert counted["twin"] == replace(counted["small"], weight="twin")  # type: ignore[type-var]


def test_the_second_time_the_cache_answers(builder: Builder) -> None:
    first = count([SMALL, LARGE])
    builder.built.clear()
    assert count([LARGE, SMALL]) == first
    assert builder.built == []


def test_fresh_builds_all_the_same(builder: Builder) -> None:
    count([SMALL])
    count([SMALL], fresh=True)
    assert builder.built == ["small", "small"]


def test_a_refusal_is_no_cache_entry(builder: Builder) -> None:
    count([REFUSED])
    count([REFUSED])
    assert builder.built == ["refused", "refused"]


def test_progress_sees_only_what_is_built(builder: Builder) -> None:
    seen: list[list[str]] = []

    def progress(specs: Sequence[WeightSpec]) -> Iterator[WeightSpec]:
        seen.append([spec.name for spec in specs])
        yield from specs

    count([SMALL])
    count([SMALL, TWIN, EMPTY, LARGE], progress=progress)
    assert seen == [["large"]]


def test_the_cache_is_where_it_is_told(builder: Builder, tmp_path: Path, own_cache: Path) -> None:
    count([SMALL], cache_dir=tmp_path / "here")
    assert list((tmp_path / "here").rglob("*.json"))
    assert not list(own_cache.iterdir())


def test_a_cached_count_imports_neither_paddle_nor_paddlenlp(builder: Builder) -> None:
    count([SMALL])
    program = (
        "import sys; from paddle_inspect.models.counting import count;"
        "from paddle_inspect.base.records import WeightSpec;"
        "spec = WeightSpec(name='small', family='F', architecture='M', module='m', config={'h': 2}, source='s');"
        "print(count([spec])['small'].parameters, sorted({'paddle', 'paddlenlp'} & sys.modules.keys()))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout == "2 []\n"
