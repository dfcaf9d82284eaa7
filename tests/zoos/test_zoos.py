"""Zoos: found by being there, asked by the package that a weight's class is in, none known to the rooms above."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

from paddle_inspect import __version__, zoos
from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.keep import Keep
from paddle_inspect.base.records import Inventory, Operator, Trace, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.models.counting import count, count_each, count_one
from paddle_inspect.models.heads import Head, chosen, heads_of
from paddle_inspect.models.passes import trace_of

#: A zoo in one file: a library of models that are one matrix, with a head that adds one bias.
TOY = """
from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.records import Inventory, Operator, TensorInfo, Trace

RELEASE = "1.0"
ASKED = []


def versions():
    return {"toy": RELEASE}


def families():
    return ()


def general_keys():
    return frozenset({"dtype"})


def find_class(architecture, model_type):
    return None


def count(spec):
    ASKED.append(("count", spec.name, spec.architecture))
    size = spec.config["size"]
    if size > 1000:
        raise NotCounted(spec.name, "too large for a toy")
    tensors = [TensorInfo(name="matrix", shape=(size, size), dtype="float16")]
    if spec.architecture == "ToyForCounting":
        tensors.append(TensorInfo(name="head.bias", shape=(spec.config.get("num_labels", 2),), dtype="float16"))
    return Inventory(weight=spec.name, architecture=spec.architecture, tensors=tuple(tensors))


def head_classes(spec):
    ASKED.append(("head_classes", spec.name, spec.architecture))
    return [("ToyForCounting",), ("ToyModel",)]


def forward_pass(spec, *, batch, seq_len):
    ASKED.append(("forward_pass", spec.name, spec.architecture))
    shape = (batch, seq_len, spec.config["size"])
    product = Operator(name="matmul", inputs=(shape, shape[1:]), outputs=(shape,), parameters=("matrix",))
    return Trace(
        weight=spec.name, architecture=spec.architecture, batch=batch, seq_len=seq_len,
        inputs=(("x", shape),), operators=(product,),
    )


def names_in_torch(spec):
    return None
"""
SMALL = WeightSpec(
    name="toy-small", family="Toy", architecture="ToyModel", module="toy.models.toy", config={"size": 30}
)
LOST = WeightSpec(name="lost", family="Lost", architecture="LostModel", module="nowhere.models", config={"size": 30})


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, str, str]]]:
    """The toy zoo beside the real ones, where no Paddle can be imported; what it was asked."""
    (tmp_path / "toy.py").write_text(TOY, encoding="utf-8")
    monkeypatch.setattr(zoos, "__path__", [*zoos.__path__, str(tmp_path)])
    monkeypatch.setitem(sys.modules, "paddle", None)
    monkeypatch.setitem(sys.modules, "paddlenlp", None)
    from paddle_inspect.zoos import toy  # type: ignore[attr-defined]

    yield toy.ASKED
    del sys.modules["paddle_inspect.zoos.toy"]
    del zoos.toy  # type: ignore[attr-defined]


def run(folder: Path) -> Run:
    """A run of its own that keeps there."""
    return Run(keep=Keep(folder / "kept"))


def test_a_zoo_is_one_new_file(toy: list[tuple[str, str, str]], tmp_path: Path) -> None:
    assert zoos.zoo_names() == ("paddlenlp", "toy")
    assert zoos.versions() == {**zoos.versions(), "paddle_inspect": __version__, "toy": "1.0"}
    assert zoos.versions(SMALL) == {"paddle_inspect": __version__, "toy": "1.0"}
    assert zoos.zoo_of(SMALL).general_keys() == {"dtype"}


def test_a_weight_of_a_new_zoo_is_counted(toy: list[tuple[str, str, str]], tmp_path: Path) -> None:
    for _ in range(2):
        found = count_one(SMALL, run(tmp_path))
        assert (found.weight, found.parameters, found.parameter_bytes) == ("toy-small", 30 * 30, 30 * 30 * 2)
    assert toy == [("count", "toy-small", "ToyModel")]


def test_a_weight_of_a_new_zoo_has_its_heads(toy: list[tuple[str, str, str]], tmp_path: Path) -> None:
    expected = (Head(name="base", architecture="ToyModel"), Head(name="counting", architecture="ToyForCounting"))
    for _ in range(2):
        assert heads_of(SMALL, run(tmp_path)) == expected
    assert toy == [("head_classes", "toy-small", "ToyModel")]
    headed = chosen(SMALL, run(tmp_path), head="counting", num_labels=7)
    assert count_one(headed, run(tmp_path)).parameters == 30 * 30 + 7


def test_a_weight_of_a_new_zoo_is_traced(toy: list[tuple[str, str, str]], tmp_path: Path) -> None:
    product = Operator(name="matmul", inputs=((2, 5, 30), (5, 30)), outputs=((2, 5, 30),), parameters=("matrix",))
    for _ in range(2):
        assert trace_of(SMALL, run(tmp_path), batch=2, seq_len=5) == Trace(
            weight="toy-small",
            architecture="ToyModel",
            batch=2,
            seq_len=5,
            inputs=(("x", (2, 5, 30)),),
            operators=(product,),
        )
    assert toy == [("forward_pass", "toy-small", "ToyModel")]


def test_a_new_release_of_one_zoo_makes_its_own_results_anew(
    toy: list[tuple[str, str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [("count", "toy-small", "ToyModel")]
    count_one(SMALL, run(tmp_path))
    monkeypatch.setattr("paddle_inspect.zoos.paddlenlp.versions", lambda: {"paddlepaddle": "99", "paddlenlp": "99"})
    count_one(SMALL, run(tmp_path))
    assert toy == asked
    monkeypatch.setattr("paddle_inspect.zoos.toy.RELEASE", "1.1")
    count_one(SMALL, run(tmp_path))
    assert toy == asked * 2


def test_a_weight_that_no_zoo_knows_is_not_counted_and_costs_the_others_nothing(
    toy: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    lost, found = count_each([LOST, SMALL], run(tmp_path))
    assert isinstance(lost, NotCounted)
    assert str(lost) == "lost: not counted: no zoo knows the package 'nowhere'"
    assert isinstance(found, Inventory)
    assert toy == [("count", "toy-small", "ToyModel")]


@pytest.mark.parametrize("module", ["", "nowhere", "nowhere.models", "paddlenlp_extra.models", "__init__.x"])
def test_a_module_that_is_in_no_zoos_package_has_none(module: str, tmp_path: Path) -> None:
    spec = WeightSpec(name="lost", family="Lost", architecture="LostModel", module=module, config={})
    with pytest.raises(NotCounted, match="no zoo knows the package"):
        zoos.zoo_of(spec)
    for ask in (count_one, heads_of, trace_of):
        with pytest.raises(NotCounted, match=r"^lost: not counted: no zoo knows the package '\w*'$"):
            ask(spec, run(tmp_path))


def test_a_reason_in_the_catalogue_comes_before_the_zoos(tmp_path: Path) -> None:
    undescribed = WeightSpec(
        name="empty", family="Lost", architecture="LostModel", config={}, undescribed="its config is empty"
    )
    assert str(count([undescribed], run(tmp_path))["empty"]) == "empty: not counted: its config is empty"


def test_versions_name_this_package_and_what_each_zoo_depends_on() -> None:
    found = zoos.versions()
    assert list(found) == ["paddle_inspect", "paddlepaddle", "paddlenlp"]
    assert found["paddle_inspect"] == __version__
    albert = WeightSpec(
        name="a",
        family="ALBERT",
        architecture="AlbertModel",
        module="paddlenlp.transformers.albert.modeling",
        config={},
    )
    assert zoos.versions(albert) == found


def test_versions_import_neither_paddle_nor_paddlenlp() -> None:
    program = (
        "import sys; from paddle_inspect.zoos import versions; print(versions()['paddle_inspect']);"
        "print(sorted({'paddle', 'paddlenlp'} & sys.modules.keys()))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines() == [__version__, "[]"]


@pytest.mark.parametrize(
    ("installed", "expected"),
    [
        ({"paddlepaddle": "3.0", "paddlenlp": "2.8"}, {"paddlepaddle": "3.0", "paddlenlp": "2.8"}),
        ({"paddlepaddle-gpu": "3.1"}, {"paddlepaddle": "3.1", "paddlenlp": None}),
        ({}, {"paddlepaddle": None, "paddlenlp": None}),
    ],
    ids=["both", "under its other name", "neither"],
)
def test_what_is_not_installed_has_no_version(
    monkeypatch: pytest.MonkeyPatch, installed: dict[str, str], expected: dict[str, str | None]
) -> None:
    monkeypatch.setattr("paddle_inspect.zoos.paddlenlp.installed", installed.get)
    assert zoos.zoo("paddlenlp").versions() == expected


@pytest.mark.paddle
def test_it_is_the_version_that_the_metadata_give() -> None:
    assert zoos.versions()["paddlepaddle"] == version("paddlepaddle")
    assert zoos.versions()["paddlenlp"] == version("paddlenlp")
