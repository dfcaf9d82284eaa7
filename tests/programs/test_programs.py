"""Programs that PaddlePaddle exported, of both kinds, against its own shapes and arithmetic written out."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from paddle_inspect import programs
from paddle_inspect.base.records import Shape, Trace
from paddle_inspect.models.cost import execution, flops
from tests.fakes import ROOT

SUFFIXES = {"pir": ".json", "desc": ".pdmodel"}
#: What each model is given, where the program leaves sizes open; `exports.SIZES` has the same.
INPUTS: Mapping[str, Mapping[str, Shape]] = {
    "cnn": {"x": (2, 3, 33, 40)},
    "transformer": {"ids": (2, 7)},
    "lstm": {"ids": (2, 7)},
    "operators": {"x": (2, 4, 12, 10), "y": (3, 6)},
}


@pytest.fixture(scope="module", params=sorted(SUFFIXES))
def exported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder of programs of one kind, and what they end with."""
    folder, kind = tmp_path_factory.mktemp(request.param), request.param
    environment = {**os.environ, "FLAGS_enable_pir_api": "1" if kind == "pir" else "0"}
    command = [sys.executable, "-m", "tests.programs.exports", str(folder), kind]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=600)
    return folder, SUFFIXES[kind]


def one_pass(exported: tuple[Path, str], name: str) -> Trace:
    folder, suffix = exported
    program = programs.read(folder / f"{name}{suffix}")
    return programs.at(program, inputs=None if name.endswith("-fixed") else INPUTS[name])


def shapes(trace: Trace) -> list[tuple[str, tuple[Shape, ...], Shape]]:
    """What operators take, and their first results, without those by which a program finds sizes."""
    by_size = ("shape", "shape64", "full", "full_with_tensor")
    return [(one.name, one.inputs, one.outputs[0]) for one in trace.operators if one.name not in by_size]


pytestmark = pytest.mark.paddle


@pytest.mark.parametrize("name", sorted(INPUTS))
def test_parameters_are_those_that_paddle_counts(exported: tuple[Path, str], name: str) -> None:
    folder, suffix = exported
    facts = json.loads((folder / "facts.json").read_text())
    program = programs.read(folder / f"{name}{suffix}")
    assert program.inventory.parameters == facts[name]
    assert program.findings == ()
    assert program.params == str(folder / f"{name}.pdiparams")


@pytest.mark.parametrize("name", sorted(INPUTS))
def test_shapes_of_a_pass_are_those_that_paddle_infers(exported: tuple[Path, str], name: str) -> None:
    """The same model exported with fixed sizes has them in its file."""
    found = one_pass(exported, name)
    assert programs.without_shapes(found) == {}
    assert shapes(found) == shapes(one_pass(exported, f"{name}-fixed"))


def test_most_operators_are_exported_in_both_ways(exported: tuple[Path, str]) -> None:
    facts = json.loads((exported[0] / "facts.json").read_text())
    assert facts["left out"] <= 6


def test_flops_of_a_small_cnn(exported: tuple[Path, str]) -> None:
    """33 x 40 images: a stride of 2 leaves 17 x 20, a window of 3 x 3 with a dilation of 2 takes 4 from each axis."""
    stem = 17 * 20 * 8 * 3 * 9
    depthwise = 17 * 20 * 8 * 9
    grouped = 13 * 16 * 6 * (8 // 2) * 9
    transposed = 13 * 16 * 6 * 4 * 2 * 2
    classifier = 4 * 10
    assert flops(one_pass(exported, "cnn")) == 2 * 2 * (stem + depthwise + grouped + transposed + classifier)


def test_parameters_of_a_small_cnn(exported: tuple[Path, str]) -> None:
    folder, suffix = exported
    program = programs.read(folder / f"cnn{suffix}")
    stem, norm, depthwise, grouped, up, classifier = (
        8 * 3 * 9,
        2 * 8,
        8 * 9 + 8,
        6 * 4 * 9 + 6,
        6 * 4 * 4 + 4,
        4 * 10 + 10,
    )
    statistics = 2 * 8
    assert program.inventory.trainable_parameters == stem + norm + depthwise + grouped + up + classifier
    assert program.inventory.parameters == program.inventory.trainable_parameters + statistics
    assert program.inventory.tensors[0].shape == (8, 3, 3, 3)  # what is used first
    assert {tensor.dtype for tensor in program.inventory.tensors} == {"float32"}
    assert [(port.name, port.shape, port.dtype) for port in program.inputs] == [("x", (-1, 3, -1, -1), "float32")]
    assert [port.shape for port in program.outputs] == [(-1, 10)]


def test_flops_of_a_small_transformer(exported: tuple[Path, str]) -> None:
    words = 2 * 7
    projections, up_and_down = 4 * 16 * 16, 2 * 16 * 32
    attention = 2 * 2 * 7 * 7 * 16  # scores and sums of values, of both texts, all heads together
    head = words * 16 * 50
    assert flops(one_pass(exported, "transformer")) == 2 * (
        2 * (words * (projections + up_and_down) + attention) + head
    )


def test_flops_of_a_small_lstm(exported: tuple[Path, str]) -> None:
    """Four gates, two directions, two layers, the second of which takes both directions of the first."""
    words = 2 * 7
    first, second = 2 * 4 * 12 * (16 + 12), 2 * 4 * 12 * (24 + 12)
    assert flops(one_pass(exported, "lstm")) == 2 * words * (first + second + 24 * 5)


@pytest.mark.parametrize("name", ["cnn", "lstm"])
@pytest.mark.parametrize("way", ["untrained", "readable"])
def test_a_program_that_is_not_to_be_trained_says_the_same(exported: tuple[Path, str], name: str, way: str) -> None:
    """It does not say which parameters are stored and which are trained."""
    folder, suffix = exported
    if suffix != SUFFIXES["pir"]:
        pytest.skip("a ProgramDesc is written in one way")
    program, other = programs.read(folder / f"{name}{suffix}"), programs.read(folder / f"{name}-{way}{suffix}")
    assert other.findings == ()
    assert other.inventory.tensors == program.inventory.tensors
    assert flops(programs.at(other, inputs=INPUTS[name])) == flops(programs.at(program, inputs=INPUTS[name]))


def test_every_parameter_is_used_once(exported: tuple[Path, str]) -> None:
    folder, suffix = exported
    program = programs.read(folder / f"transformer{suffix}")
    found = execution(program.inventory, one_pass(exported, "transformer"))
    assert found.stored == found.executed
    assert found.unused == ()


def test_what_runs_in_a_branch_or_a_loop_has_no_known_cost(exported: tuple[Path, str]) -> None:
    folder, suffix = exported
    if suffix != SUFFIXES["pir"]:
        pytest.skip("PaddlePaddle 3.3 does not write these into a ProgramDesc")
    program = programs.read(folder / "branches.json")
    found = programs.at(program, batch=3)
    assert flops(found) is None
    assert programs.without_shapes(found)["matmul"] == 2
    assert program.inventory.parameters == 4 * 4 + 4
    assert program.inventory.buffer_elements == 6


def test_parameters_of_another_export_are_a_finding(exported: tuple[Path, str], tmp_path: Path) -> None:
    folder, suffix = exported
    shutil.copy(folder / f"transformer{suffix}", tmp_path / f"inference{suffix}")
    shutil.copy(folder / "lstm.pdiparams", tmp_path / "inference.pdiparams")
    [finding] = programs.read(tmp_path).findings
    assert finding.code == "params-file"
