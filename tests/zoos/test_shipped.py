"""Without a framework, what travels with the package answers, says so, and refuses what it does not hold."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from paddle_inspect import api, zoos
from paddle_inspect.base.errors import FrameworkMissing, NotCounted
from paddle_inspect.base.keep import Keep
from paddle_inspect.base.records import BuiltIn, Inventory, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.cli import main
from paddle_inspect.models import catalogue
from tests.arithmetic import albert, linear
from tests.given_zoo import GivenZoo, in_place_of_all
from tests.weight_files import safetensors_bytes


class NoZoo(GivenZoo):
    """A library that is not installed: it has no version, and whatever else it is asked is a mistake."""

    def versions(self) -> dict[str, str | None]:
        return {"paddlepaddle": None, "paddlenlp": None}

    def families(self) -> tuple[BuiltIn, ...]:
        raise FrameworkMissing("PaddlePaddle and PaddleNLP are needed")

    def count(self, spec: WeightSpec, *, doubts: bool = True) -> Inventory:
        raise AssertionError(f"asked for {spec.name}")


class BrokenZoo(GivenZoo):
    """A library that is installed and does not import."""

    def count(self, spec: WeightSpec, *, doubts: bool = True) -> Inventory:
        raise FrameworkMissing("PaddlePaddle and PaddleNLP are needed for counting: no module named 'aistudio_sdk'")


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """A run in an environment without a framework."""
    in_place_of_all(monkeypatch, NoZoo(lambda spec: NotCounted(spec.name, "")))
    monkeypatch.setenv("PADDLE_INSPECT_CACHE", str(tmp_path / "kept"))
    return Run(keep=Keep(tmp_path / "kept"))


def test_every_albert_is_as_large_as_its_arithmetic(bare: Run) -> None:
    for spec in catalogue.load().family("ALBERT").weights:
        assert api.count(spec.name, run=bare).parameters == albert(dict(spec.config))


def test_a_head_is_counted_and_has_its_names_in_torch(bare: Run) -> None:
    base = api.count("albert-base-v2", run=bare).parameters
    found = api.count("albert-base-v2", head="sequence-classification", run=bare)
    assert found.parameters - base == linear(768, 2)
    shown = api.show("albert-base-v2", torch_names=True, run=bare)
    assert shown.shown is not None
    names = {tensor.name for tensor in shown.shown.tensors}
    assert "encoder.albert_layer_groups.0.albert_layers.0.attention.query.weight" in names


def test_what_is_not_shipped_needs_the_framework(bare: Run) -> None:
    with pytest.raises(FrameworkMissing, match="not installed"):
        api.count("albert-base-v2", head="sequence-classification", num_labels=5, run=bare)
    shown = api.show("albert-base-v2", run=bare)
    assert "not installed" in str(shown.trace)


def test_versions_say_that_they_are_shipped(bare: Run) -> None:
    found = zoos.versions()
    assert set(found) == {"paddle_inspect", "paddlepaddle", "paddlenlp"}
    assert all(str(version).endswith(", shipped") for name, version in found.items() if name != "paddle_inspect")


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize(
    "command", ["summary", "rank --family ALBERT", "show albert-base-v2", "explain bart-base --figure 217M"]
)
def test_every_answer_says_so(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(command.split()) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("counted with paddlepaddle 3.")
    assert main([*command.split(), "--format", "json"]) == 0
    tree = json.loads(capsys.readouterr().out)
    assert tree["versions"]["paddlenlp"].endswith(", shipped")
    assert next(iter(tree)) == "versions"


@pytest.mark.usefixtures("bare")
def test_files_are_identified_and_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    end, header = 0, {}
    for one in api.count("albert-base-v2").tensors:
        dtype = {"float32": "F32", "int64": "I64"}[one.dtype]
        header[one.name] = {"dtype": dtype, "shape": one.shape, "data_offsets": [end, end + one.nbytes]}
        end += one.nbytes
    path = tmp_path / "model.safetensors"
    path.write_bytes(safetensors_bytes(header))
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size + end)
    assert main(["verify", "albert-base-v2", str(path)]) == 0
    assert main(["identify", str(path), "--family", "ALBERT"]) == 0
    assert "albert-base-v2" in capsys.readouterr().out


@pytest.mark.usefixtures("bare")
def test_the_catalogue_cannot_be_compared_with_what_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    for action in ("check", "sync --all", "count"):
        assert main(["configs", *action.split()]) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_a_broken_library_is_said_and_gone_without(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    in_place_of_all(monkeypatch, BrokenZoo(lambda spec: NotCounted(spec.name, "")))
    monkeypatch.setenv("PADDLE_INSPECT_CACHE", str(tmp_path))
    monkeypatch.setattr(zoos, "_without", [])
    assert main(["summary", "ALBERT"]) == 0
    captured = capsys.readouterr()
    assert captured.err.splitlines() == [
        "paddle-inspect: PaddlePaddle and PaddleNLP are needed for counting: no module named 'aistudio_sdk'; "
        "this goes by what is shipped"
    ]
    assert "11,683,584" in captured.out


def test_the_framework_is_not_imported_for_it(tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules.update(paddle=None, paddlenlp=None)\n"
        "from paddle_inspect import cli\n"
        "code = cli.main(['summary', 'ALBERT', '--format', 'csv'])\n"
        "raise SystemExit(code)\n"
    )
    environment = {"PADDLE_INSPECT_CACHE": str(tmp_path), "PATH": "/usr/bin:/bin"}
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, env=environment)
    assert (ended.returncode, ended.stderr.count("\n")) == (0, 1)
    assert "albert-base-v2,English,12,128,768,12,26,11683584," in ended.stdout
