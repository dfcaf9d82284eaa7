"""Hostile programs and parameters are read or refused, in bounded memory, and nothing but read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from paddle_inspect import programs
from paddle_inspect.base.errors import NotTraced
from paddle_inspect.models import cost
from tests.fakes import ROOT
from tests.programs import hostile, made

KINDS = hostile.kinds()
#: For the fuzz test, in `FUZZ_CASES` of the environment more or less.
CASES = int(os.environ.get("FUZZ_CASES", "20000"))
GOOD = {
    "small.json": made.text(made.small_pir()),
    "small.pdmodel": made.small_desc(),
    "small.pdiparams": made.small_params(),
}


#: Programs that say of an operator what it cannot have: its result is not known, nor what the product costs then.
UNKNOWN = {
    "an operand that does not exist", "strides of nought", "strides below nought", "strides of three axes",
    "strides in words", "paddings of some length", "a window far larger than the image", "a convolution of a vector",
    "a reshape to nothing", "a flag where a list belongs", "infinity as a number", "desc: one name for all",
}  # fmt: skip
#: Programs in which something is strange that no cost depends on.
STRANGE = {
    "a parameter without flags", "no operands", "no results", "results that are an object", "a list of lists",
    "a result without a type", "a type that is null",
    "a size that is no number of bits", "a name that controls the terminal", "axes that there are not",
    "a reshape that does not divide", "a stack along an axis in words", "a split in nought parts",
    "a split in very many parts", "an attribute nested three hundred deep", "no operators",
    "a value that is computed from itself", "numbers that square a thousand times", "a list that is in itself",
    "sizes that double a thousand times", "ten thousand axes", "axes that double", "desc: a name that is not UTF-8",
}  # fmt: skip


def confined(folder: Path, *, cases: int) -> dict[str, object]:
    """What the confined reader says of the files in a folder and of mutations of the good ones."""
    command = [sys.executable, "-m", "tests.confined_reader", str(folder), "20240229", str(cases), "programs"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=1800, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    report: dict[str, object] = json.loads(done.stdout)
    return report


def written(folder: Path) -> Path:
    """The good files."""
    folder.mkdir()
    for name, content in GOOD.items():
        (folder / name).write_bytes(content)
    return folder


def test_there_are_enough_hostile_files() -> None:
    assert len({content for _, content in KINDS.values()}) == len(KINDS) >= 40


def test_hostile_files_stay_within_fixed_memory_and_do_nothing(tmp_path: Path) -> None:
    folder = written(tmp_path / "files")
    for number, (suffix, content) in enumerate(KINDS.values()):
        (folder / f"{number:03}{suffix}").write_bytes(content)
    report = confined(folder, cases=0)
    outcomes = report["files"]
    assert isinstance(outcomes, dict)
    assert set(outcomes) == {*GOOD, *(f"{n:03}{suffix}" for n, (suffix, _) in enumerate(KINDS.values()))}
    read = {f"{n:03}{suffix}" for n, (name, (suffix, _)) in enumerate(KINDS.items()) if name in UNKNOWN | STRANGE}
    params = {name for name in outcomes if name.endswith(hostile.PARAMS)}  # held to a program below
    assert {name for name, outcome in outcomes.items() if outcome == "read"} - params == {*GOOD, *read} - params
    assert report["caught"] == []
    assert list(tmp_path.iterdir()) == [folder]


def test_mutated_files_are_read_or_refused(tmp_path: Path) -> None:
    report = confined(written(tmp_path / "files"), cases=CASES)
    assert report["crashes"] == []
    assert report["caught"] == []
    counts = report["counts"]
    assert isinstance(counts, dict)
    assert counts["read"] + counts["refused"] == CASES
    assert counts["read"] > CASES / 50
    assert counts["refused"] > CASES / 2


@pytest.mark.parametrize("name", sorted(UNKNOWN))
def test_an_operator_that_cannot_be_is_no_reason_to_guess(name: str, tmp_path: Path) -> None:
    suffix, content = KINDS[name]
    path = tmp_path / f"program{suffix}"
    path.write_bytes(content)
    try:
        one_pass = programs.at(programs.read(path), batch=2)
    except NotTraced:
        return
    assert cost.flops(one_pass) is None


@pytest.mark.parametrize("name", [name for name, (suffix, _) in KINDS.items() if suffix == hostile.PARAMS])
def test_parameters_that_are_none_are_a_finding(name: str, tmp_path: Path) -> None:
    folder = written(tmp_path / "files")
    (folder / "small.pdiparams").write_bytes(KINDS[name][1])
    found = programs.read(folder / "small.json")
    assert [finding.code for finding in found.findings] == ["params-file"]
    assert found.findings[0].message.startswith("small.pdiparams ")
    assert found.inventory.parameters == 8 * 3 * 3 * 3 + 8 * 2
