"""Counting many weights: every one answered, each architecture and config built once, what is kept before Paddle."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.keep import Keep
from paddle_inspect.base.progress import on_stderr
from paddle_inspect.base.records import Inventory, TensorInfo, TensorKind, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.models.counting import INVENTORY, count, count_each, count_one, totals
from tests.keeping import kept_file, kept_files, put

SMALL = WeightSpec(name="small", family="F", architecture="M", module="paddlenlp.m", config={"h": 2, "v": 1})
TWIN = replace(SMALL, name="twin", config={"v": 1, "h": 2})
LARGE = replace(SMALL, name="large", config={"h": 9})
EMPTY = replace(SMALL, name="empty", config={}, undescribed="its config is empty")
REFUSED = replace(SMALL, name="refused", config={"h": -1})
LOST = replace(SMALL, name="lost", module="nowhere.m")
VERSIONS = {"paddlepaddle": "2", "paddlenlp": "3"}


class Builder:
    """Stands in for PaddleNLP: one tensor of the config's size, and lists of what was built, with doubts or without."""

    def __init__(self) -> None:
        self.built: list[str] = []
        self.asked_for: list[bool] = []

    def count(self, spec: WeightSpec, *, doubts: bool = True) -> Inventory:
        self.built.append(spec.name)
        self.asked_for.append(doubts)
        size = spec.config["h"]
        assert isinstance(size, int)
        if size < 0:
            raise NotCounted(spec.name, "no such size")
        tensor = TensorInfo(name="w", shape=(size,), dtype="float32")
        return Inventory(weight=spec.name, architecture=spec.architecture, tensors=(tensor,))


@pytest.fixture
def builder(monkeypatch: pytest.MonkeyPatch) -> Builder:
    builder = Builder()
    monkeypatch.setattr("paddle_inspect.zoos.paddlenlp.count", builder.count)
    return builder


def test_every_weight_is_answered_in_order(builder: Builder) -> None:
    specs = [EMPTY, SMALL, REFUSED, TWIN, LOST, LARGE]
    counted = count(specs, Run())
    assert list(counted) == [spec.name for spec in specs]
    kinds = {name: type(result) for name, result in counted.items()}
    assert kinds == {
        "empty": NotCounted,
        "small": Inventory,
        "refused": NotCounted,
        "twin": Inventory,
        "lost": NotCounted,
        "large": Inventory,
    }
    assert str(counted["empty"]) == "empty: not counted: its config is empty"
    assert str(counted["refused"]) == "refused: not counted: no such size"
    assert str(counted["lost"]) == "lost: not counted: no zoo knows the package 'nowhere'"
    assert count([], Run()) == {}


def test_several_models_of_one_weight_are_answered_in_their_order(builder: Builder) -> None:
    headed = replace(SMALL, architecture="MForLabels", config={"h": 4})
    answers = count_each([headed, SMALL, EMPTY, headed, SMALL], Run())
    sizes = [one.parameters if isinstance(one, Inventory) else one.reason for one in answers]
    assert sizes == [4, 2, "its config is empty", 4, 2]
    assert [(one.weight, one.architecture) for one in answers if isinstance(one, Inventory)] == [
        ("small", "MForLabels"),
        ("small", "M"),
        ("small", "MForLabels"),
        ("small", "M"),
    ]
    assert builder.built == ["small", "small"]


def test_one_weight_is_counted_or_says_why_not(builder: Builder) -> None:
    assert count_one(SMALL, Run()).parameters == 2
    for spec, reason in ((EMPTY, "its config is empty"), (REFUSED, "no such size"), (LOST, "no zoo knows")):
        with pytest.raises(NotCounted, match=f"^{spec.name}: not counted: {reason}"):
            count_one(spec, Run())


def test_one_architecture_and_config_is_built_once(builder: Builder) -> None:
    counted = count([SMALL, TWIN, LARGE], Run())
    assert builder.built == ["small", "large"]
    assert counted["twin"] == replace(counted["small"], weight="twin")  # type: ignore[type-var]


def test_twins_share_a_reason_under_their_own_names(builder: Builder) -> None:
    counted = count([REFUSED, replace(REFUSED, name="refused-twin")], Run())
    assert builder.built == ["refused"]
    assert str(counted["refused-twin"]) == "refused-twin: not counted: no such size"


def test_the_second_time_what_is_kept_answers(builder: Builder) -> None:
    first = count([SMALL, LARGE], Run())
    builder.built.clear()
    assert count([LARGE, SMALL], Run()) == first
    assert count([TWIN], Run())["twin"] == replace(first["small"], weight="twin")  # type: ignore[type-var]
    assert builder.built == []


def test_a_fresh_run_builds_all_the_same_and_once(builder: Builder) -> None:
    count([SMALL], Run())
    fresh = Run(keep=Keep(fresh=True))
    for _ in range(3):
        count([SMALL], fresh)
    assert builder.built == ["small", "small"]


def test_a_refusal_is_remembered_in_its_run_alone(builder: Builder, own_cache: Path) -> None:
    run = Run()
    for _ in range(2):
        assert str(count([REFUSED], run)["refused"]) == "refused: not counted: no such size"
    assert builder.built == ["refused"]
    assert kept_files(own_cache) == []
    count([REFUSED], Run())
    assert builder.built == ["refused", "refused"]


class Follower:
    """Hands items on, and remembers which weights they were for."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, list[str]]] = []

    def __call__(self, items: Sequence[Any], what: str) -> Iterator[Any]:
        self.seen.append((what, [spec.name for _, spec in items]))
        yield from items


def test_who_follows_sees_one_model_for_each_architecture_and_config(builder: Builder) -> None:
    follower = Follower()
    count([TWIN, EMPTY, SMALL, REFUSED, LARGE, LOST, TWIN], Run(follow=follower))
    assert follower.seen == [("building models", ["twin", "refused", "large"])]


def test_who_follows_sees_only_what_is_built(builder: Builder) -> None:
    count([SMALL], Run())
    follower = Follower()
    count([SMALL, TWIN, EMPTY, LARGE], Run(follow=follower))
    assert follower.seen == [("building models", ["large"])]


def test_following_on_stderr_is_silent_without_a_terminal(builder: Builder, capsys: pytest.CaptureFixture[str]) -> None:
    assert list(count([SMALL, LARGE], Run(follow=on_stderr))) == ["small", "large"]
    assert builder.built == ["small", "large"]
    assert capsys.readouterr() == ("", "")


def test_what_is_kept_is_where_it_is_told(builder: Builder, tmp_path: Path, own_cache: Path) -> None:
    count([SMALL], Run(keep=Keep(tmp_path / "here")))
    assert kept_file(tmp_path / "here").suffix == ".json"
    assert not list(own_cache.iterdir())


def test_a_kept_count_imports_neither_paddle_nor_paddlenlp(builder: Builder) -> None:
    count([SMALL], Run())
    program = (
        "import sys; from paddle_inspect.models.counting import count;"
        "from paddle_inspect.base.records import WeightSpec; from paddle_inspect.base.run import Run;"
        "spec = WeightSpec(name='small', family='F', architecture='M', module='paddlenlp.m', config={'h': 2, 'v': 1});"
        "print(count([spec], Run())['small'].parameters, sorted({'paddle', 'paddlenlp'} & sys.modules.keys()))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout == "2 []\n"


# --- what is kept ---------------------------------------------------------------------------------------------------

WHOLE = Inventory(
    weight="small",
    architecture="M",
    built="eagerly",
    tensors=(
        TensorInfo(name="w", shape=(3, 4), dtype="float32"),
        TensorInfo(name="ids", shape=(1, 9), dtype="int64", kind=TensorKind.BUFFER, trainable=False),
        TensorInfo(name="tied", shape=(3, 4), dtype="float32", tied_to="w"),
        TensorInfo(name="scalar", shape=(), dtype="bfloat16", trainable=False),
    ),
)


def test_an_inventory_comes_back_whole(builder: Builder, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("paddle_inspect.zoos.paddlenlp.count", lambda _, *, doubts: WHOLE)
        count_one(SMALL, Run())
    assert count_one(SMALL, Run()) == WHOLE
    assert count_one(TWIN, Run()) == replace(WHOLE, weight="twin")
    assert builder.built == []


def test_what_was_counted_without_doubts_is_kept_for_those_who_ask_for_none(builder: Builder) -> None:
    for _ in range(2):
        count_each([SMALL], Run(), doubts=False)
    assert builder.asked_for == [False]
    for doubts in (True, True, False):
        count_each([SMALL], Run(), doubts=doubts)
    assert builder.asked_for == [False, True]


def test_what_was_counted_with_doubts_is_good_without(builder: Builder) -> None:
    for doubts in (True, False):
        count_each([SMALL], Run(), doubts=doubts)
    assert builder.asked_for == [True]


@pytest.mark.parametrize(
    "spec",
    [
        replace(SMALL, architecture="N"),
        replace(SMALL, module="paddlenlp.n"),
        replace(SMALL, config={"h": 2}),
        replace(SMALL, config={"h": 2, "v": 1.5}),
    ],
    ids=["class", "module", "key gone", "value"],
)
def test_another_class_or_config_is_another_result(builder: Builder, spec: WeightSpec) -> None:
    count([SMALL], Run())
    for run in (Run(), Run()):
        count([spec], run)
    assert builder.built == ["small", "small"]


@pytest.mark.parametrize("package", ["paddle_inspect", "paddlepaddle", "paddlenlp"])
def test_another_version_is_another_result(builder: Builder, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("paddle_inspect.zoos.paddlenlp.versions", lambda: VERSIONS)
    count([SMALL], Run())
    if package == "paddle_inspect":
        monkeypatch.setattr("paddle_inspect.zoos.__version__", "99")
    else:
        monkeypatch.setattr("paddle_inspect.zoos.paddlenlp.versions", lambda: {**VERSIONS, package: "99"})
    count([SMALL], Run())
    assert builder.built == ["small", "small"]


@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        {},
        {"kinds": 1},
        {"weight": "small", "architecture": "M", "kinds": [], "tensors": ["w", 0], "built": "x"},
        {"weight": "small", "architecture": "M", "kinds": [[[2], "float32"]], "tensors": ["w", 0], "built": "x"},
        {"kinds": [[[2], "float32", "parameter", True, None]], "tensors": ["w", 0], "built": "x"},
    ],
    ids=str,
)
def test_other_content_under_the_key_is_as_good_as_absent(builder: Builder, own_cache: Path, content: object) -> None:
    count([SMALL], Run())
    put(kept_file(own_cache), content)
    assert count_one(SMALL, Run()).parameters == 2
    assert builder.built == ["small", "small"]


def test_a_repeated_kind_is_written_once() -> None:
    tensors = tuple(TensorInfo(name=f"w{index}", shape=(3, 4), dtype="float32") for index in range(50))
    content = INVENTORY.encode(replace(WHOLE, tensors=tensors))
    assert isinstance(content, dict)
    assert len(content["kinds"]) == 1
    assert INVENTORY.decode(content) == replace(WHOLE, tensors=tensors)


def test_numbers_alone_are_those_of_the_inventories_and_are_kept_together(builder: Builder, tmp_path: Path) -> None:
    specs = [EMPTY, SMALL, LARGE, TWIN]
    first = totals(specs, Run(keep=Keep(tmp_path)))
    assert builder.built == ["small", "large"]
    again = totals(specs, Run(keep=Keep(tmp_path)))
    assert builder.built == ["small", "large"]
    assert list(again.values())[1:] == list(first.values())[1:]
    counted = count([SMALL, LARGE], Run())
    for name, inventory in counted.items():
        assert isinstance(inventory, Inventory)
        assert again[name] == inventory.totals
    assert str(again["empty"]) == str(first["empty"])
    assert [one.parameters for one in again.values() if not isinstance(one, NotCounted)] == [2, 9, 2]


def test_numbers_are_made_anew_when_that_is_asked_for(builder: Builder, tmp_path: Path) -> None:
    totals([SMALL], Run(keep=Keep(tmp_path)))
    totals([SMALL], Run(keep=Keep(tmp_path, fresh=True)))
    assert builder.built == ["small", "small"]


def test_numbers_are_not_kept_where_one_could_not_be_counted(builder: Builder, tmp_path: Path) -> None:
    for _ in range(2):
        found = totals([REFUSED, SMALL], Run(keep=Keep(tmp_path)))
        assert isinstance(found["refused"], NotCounted)
    assert builder.built == ["refused", "small", "refused"]
