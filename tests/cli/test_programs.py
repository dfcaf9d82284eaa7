"""Exported programs where a command takes a weight."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from paddle_inspect.cli import main
from tests.programs import made

#: A convolution of 3x3 from 3 to 8 channels over 36 places, and a product of these with a matrix of 8x2.
FLOPS_OF_ONE = 2 * 36 * 8 * (3 * 9 + 2)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A folder as PaddleX ships them, relative to the working directory."""
    monkeypatch.chdir(tmp_path)
    own = tmp_path / "small"
    own.mkdir()
    (own / "inference.json").write_bytes(made.text(made.small_pir()))
    (own / "inference.pdiparams").write_bytes(made.small_params())
    (own / "inference.yml").write_text("Global:\n  model_name: small\n")
    return "small"


@pytest.mark.parametrize("file", ["small", "small/inference.json", "./small/"])
def test_the_first_line_says_what_is_counted(file: str, folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", file]) == 0
    printed = capsys.readouterr().out
    assert printed.splitlines()[0] == "PIR program, version 4, of small/inference.json"
    assert "--input NAME=SIZES" in printed  # the batch is open, and no size of it is assumed


def test_a_pass_at_stated_sizes(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    for sizes, batch in ((["--input", "x=3x3x6x6"], 3), (["--batch", "3"], 3), (["--input", "x=1x3x6x6"], 1)):
        assert main(["show", folder, *sizes, "--format", "json"]) == 0
        tree = json.loads(capsys.readouterr().out)
        assert tree["compute"]["flops"] == batch * FLOPS_OF_ONE
        assert tree["compute"]["inputs"] == {"x": [batch, 3, 6, 6]}
        assert tree["program"]["inputs"] == [{"name": "x", "dtype": "float32", "shape": [None, 3, 6, 6]}]
        assert tree["program"]["params_file"] == "small/inference.pdiparams"


def test_an_old_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    Path("inference.pdmodel").write_bytes(made.small_desc())
    assert main(["show", "inference.pdmodel"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("ProgramDesc")
    assert "of inference.pdmodel" in printed.splitlines()[0]
    assert "inference.pdiparams is not there" in printed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "small", "--input", "y=1x3"], "unknown input 'y'; there are x"),
        (["show", "small", "--input", "x"], "'x' does not say the sizes of an input as x=1x3x224x224 does"),
        (["show", "small", "--input", "x=1x3x7x6"], "x is ?x3x6x6, and not 1x3x7x6"),
        (["show", "small", "--head", "masked-lm"], "small is an exported program, which does not take a head"),
        (["show", "small", "--names", "torch"], "small is an exported program, which does not take torch's names"),
        (["show", "albert-base-v2", "--input", "x=1x3"], "albert-base-v2 is no exported program"),
        (["show", "small", "--heads"], "small: is an exported program, which names no class"),
        (["explain", "small", "--figure", "1M"], "small: is an exported program, which names no class"),
    ],
)
def test_what_makes_no_sense_is_one_line(
    arguments: list[str], said: str, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"paddle-inspect: {said}")
    assert printed.err.count("\n") == 1


def test_programs_are_ranked_and_compared(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rank", folder, "--format", "json"]) == 0
    [one] = json.loads(capsys.readouterr().out)["weights"]
    assert one["parameters"] == 8 * 3 * 3 * 3 + 8 * 2
    Path("other.json").write_bytes(made.text(made.small_pir()))
    assert main(["diff", folder, "other.json"]) == 0
    assert "the same" in capsys.readouterr().out


def test_a_config_in_a_folder_goes_before_a_program(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(folder, "config.json").write_text("{}")
    assert main(["show", folder]) == 2
    assert "small/config.json: names no class" in capsys.readouterr().err
    assert main(["show", f"{folder}/inference.json"]) == 0


def test_a_program_is_verified_with_the_file_of_its_parameters(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", folder]) == 0
    assert "the same: 3 tensors agree" in capsys.readouterr().out
    Path(folder, "inference.pdiparams").write_bytes(made.record((8, 2)) + made.record((4,), "int64"))
    assert main(["verify", folder, "--format", "json"]) == 1
    assert [one["code"] for one in json.loads(capsys.readouterr().out)["findings"]] == ["params-file"]
    Path(folder, "inference.pdiparams").unlink()
    assert main(["verify", folder]) == 2
    assert "has no file of its parameters beside it" in capsys.readouterr().err


def test_check_reports_the_findings_of_a_program(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = f"{folder}/inference.json"
    assert main(["check", file]) == 0
    Path(folder, "inference.pdiparams").write_bytes(made.record((8, 2)))
    capsys.readouterr()
    assert main(["check", file]) == 1
    said = "inference.pdiparams has 1 tensor, the program has 3"
    assert capsys.readouterr().out.splitlines()[0] == f"{file}: error: params-file: {said}"
    assert main(["check", file, "--ignore", "params-file"]) == 0
    assert "1 ignored" in capsys.readouterr().out


def test_a_damaged_program_does_not_stop_a_check_of_others(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("damaged.json").write_bytes(made.text(made.small_pir())[:-40])
    assert main(["check", "damaged.json", f"{folder}/inference.json"]) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith("paddle-inspect: damaged.json")
    assert "1 page" in printed.out


def test_a_folder_of_several_programs_and_what_is_only_called_so(
    folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(folder, "other.json").write_bytes(made.text(made.small_pir()))
    Path("broken.pdmodel").write_bytes(b"no program")
    assert main(["show", folder]) == 2
    assert "exactly one exported program" in capsys.readouterr().err
    assert main(["show", "broken.pdmodel"]) == 2
    assert capsys.readouterr().err == "paddle-inspect: broken.pdmodel: is no exported program\n"


def test_constants_that_the_export_made_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    folded = made.parameter(1, "constant_folding@_12", [2, 2])
    ops = [folded, made.parameter(2, "w", [2, 2], "int8"), made.data(3, "x", [5, 2]), made.fetch(3)]
    Path("a.json").write_bytes(made.text(made.pir(*ops)))
    assert main(["show", "a.json"]) == 0
    printed = capsys.readouterr().out.splitlines()
    made_by_export = printed[printed.index("Made by the export") :]
    assert [line.split() for line in made_by_export[2:4]] == [["constant_folding@_12", "folded"], ["w", "quantised"]]
    assert main(["show", "a.json", "--format", "json"]) == 0
    program = json.loads(capsys.readouterr().out)["program"]
    assert (program["folded"], program["quantised"]) == (["constant_folding@_12"], ["w"])
    assert "folded-constants" in [one["code"] for one in program["findings"]]
