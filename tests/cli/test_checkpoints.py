"""checkpoint, verify, diff and identify as commands: output, exit codes, and what files cannot do to a terminal."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from paddle_inspect.base.records import TensorInfo, WeightSpec
from paddle_inspect.cli import main
from tests import malicious
from tests import weight_files as wf
from tests.given_zoo import TINY, tiny_tensors

HOSTILE = "w\x1b[31m[bold red]\x07\u202e\x9b\ud800\n|x"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command."""
    code = main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return wf.write_pickle(tmp_path / "model.pdparams", wf.nested())


# checkpoint


def test_checkpoint_lists_tensors_by_heading_with_totals(capsys: pytest.CaptureFixture[str], model: Path) -> None:
    code, out, err = run(capsys, "checkpoint", model)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith(f"{model} (paddle.save, pickle protocol 4, ")
    for heading in ("model", "opt", "opt / master_weights", "opt / LR_Scheduler", "Totals"):
        assert heading in lines
    assert "fc.weight  [3, 4]  [3, 4]    float32        12   48 B  matrix" in lines
    assert lines[-1].split() == ["float32", "4", "40", "160", "B"]


def test_checkpoint_json(capsys: pytest.CaptureFixture[str], model: Path) -> None:
    code, out, _ = run(capsys, "checkpoint", model, model, "--format", "json")
    first, second = json.loads(out)["checkpoints"]
    assert code == 0
    assert first == second
    assert list(first) == [
        "path", "layout", "files", "file_bytes", "metadata", "sections", "totals", "findings", "refused", "skipped",
    ]  # fmt: skip
    assert [section["heading"] for section in first["sections"]] == [
        [], ["model"], ["opt"], ["opt", "master_weights"], ["opt", "LR_Scheduler"],
    ]  # fmt: skip
    assert first["sections"][1]["tensors"][1]["name"] == "fc.bias"
    assert first["totals"] == [{"dtype": "float32", "tensors": 4, "elements": 40, "bytes": 160}]


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A folder with a good file, one that is refused, and one that nobody loads."""
    folder = tmp_path / "mixed"
    folder.mkdir()
    wf.write_pickle(folder / "model.pdparams", wf.nested())
    evil = wf.call(wf.global_("os", "system"), wf.call(wf.global_("builtins", "getattr"), wf.text("x")))
    (folder / "training_args.bin").write_bytes(wf.program(evil, protocol=2))
    (folder / "config.json").write_text("{}")
    return folder


def test_refused_files_stand_beside_the_others(capsys: pytest.CaptureFixture[str], mixed: Path) -> None:
    code, out, err = run(capsys, "checkpoint", mixed)
    reason = "refused: opcode GLOBAL at offset 2 names os.system, which is not on the allow-list"
    assert (code, err) == (2, f"paddle-inspect: {mixed / 'training_args.bin'}: {reason}\n")
    assert "fc.weight" in out
    assert f"{mixed / 'training_args.bin'}  {reason}" in out
    assert out.endswith("skipped: config.json\n1 read, 1 refused, 1 skipped\n")


def test_a_folder_of_refused_files_alone_is_listed(capsys: pytest.CaptureFixture[str], mixed: Path) -> None:
    (mixed / "model.pdparams").unlink()
    code, out, err = run(capsys, "checkpoint", mixed, "--format", "json")
    [found] = json.loads(out)["checkpoints"]
    assert (code, err.count("\n")) == (2, 1)
    assert [one["global"] for one in found["refused"]] == ["os.system"]
    assert run(capsys, "checkpoint", mixed)[1].endswith("skipped: config.json\n0 read, 1 refused, 1 skipped\n")


def test_refusals_are_data(capsys: pytest.CaptureFixture[str], mixed: Path) -> None:
    path = str(mixed / "training_args.bin")
    expected = {"path": path, "opcode": "GLOBAL", "offset": 2, "global": "os.system"}
    for argument in (mixed, path):
        _, out, _ = run(capsys, "checkpoint", argument, "--list-globals", "--format", "json")
        tree = json.loads(out)
        refused = tree["errors"][0] if argument is path else tree["checkpoints"][0]["refused"][0]
        assert {key: refused[key] for key in expected} == expected
        assert refused["globals"] == ["os.system", "builtins.getattr"]
    code, out, _ = run(capsys, "checkpoint", mixed, "--format", "sarif")
    [result] = json.loads(out)["runs"][0]["results"]
    assert (code, result["ruleId"], result["level"]) == (2, "refused-file", "error")
    assert result["locations"] == [
        {"physicalLocation": {"artifactLocation": {"uri": path}, "region": {"byteOffset": 2}}}
    ]
    assert result["properties"] == {"opcode": "GLOBAL", "offset": 2, "global": "os.system"}


def test_no_name_is_no_file(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "checkpoint", "")
    assert (code, err) == (2, "paddle-inspect: '': is no name of a file\n")


def test_metadata_is_shown(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    path.write_bytes(wf.safetensors_bytes(wf.safetensors_header(), b"\0" * 40))
    _, out, _ = run(capsys, "checkpoint", path)
    assert "Metadata\nname    value\nformat  pt\n" in out


def test_an_adapter_is_said_to_be_one(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    names = [f"layers.{n}.q_proj.lora_{matrix}" for n in range(2) for matrix in "AB"]
    path = wf.write_pickle(tmp_path / "lora.pdparams", {name: np.zeros((2, 3)) for name in names})
    _, out, _ = run(capsys, "checkpoint", path)
    assert f"{path} is an adapter (LoRA)" in out
    _, out, _ = run(capsys, "checkpoint", wf.write_pickle(tmp_path / "model.pdparams", wf.state_dict()))
    assert "is an adapter" not in out


def test_checkpoint_csv_and_markdown(capsys: pytest.CaptureFixture[str], model: Path) -> None:
    _, out, _ = run(capsys, "checkpoint", model, "--format", "csv", "--filter", "*w_0*")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [(row["heading"], row["name"], row["bytes"]) for row in rows] == [
        ("opt", "linear_0.w_0_moment1_0", "48"),
        ("opt / master_weights", "linear_0.w_0", "48"),
    ]
    _, out, _ = run(capsys, "checkpoint", model, "--format", "markdown", "--depth", "1")
    assert "| fc.* | 2 | 16 | 64 B | float32 |" in out


def test_checkpoint_writes_to_a_file(capsys: pytest.CaptureFixture[str], model: Path, tmp_path: Path) -> None:
    for kind in ("terminal", "markdown", "json", "csv"):
        output = tmp_path / f"out.{kind}"
        code, printed, _ = run(capsys, "checkpoint", model, "--format", kind)
        assert run(capsys, "checkpoint", model, "--format", kind, "--output", output) == (code, "", "")
        assert output.read_text() == printed


def test_checkpoint_goes_on_behind_a_file_that_cannot_be_read(
    capsys: pytest.CaptureFixture[str], model: Path, tmp_path: Path
) -> None:
    evil = tmp_path / "evil.pdparams"
    evil.write_bytes(next(file for file in malicious.all_files() if file.name == "os.system by GLOBAL").content)
    code, out, err = run(capsys, "checkpoint", evil, model, tmp_path / "absent")
    assert code == 2
    assert "fc.weight" in out
    assert err.splitlines() == [
        f"paddle-inspect: {evil}: refused: opcode GLOBAL at offset 2 names os.system, which is not on the allow-list",
        f"paddle-inspect: {tmp_path / 'absent'}: no such file or directory",
    ]


def test_checkpoint_findings_exit_1(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = wf.write_pickle(tmp_path / "a.pdparams", {"w": np.zeros(1), wf.NAME_TABLE: {"w": "p", "gone": "q"}})
    code, out, _ = run(capsys, "checkpoint", path)
    assert code == 1
    assert "error     name-table" in out
    code, out, _ = run(capsys, "checkpoint", path, "--format", "github")
    assert code == 1
    assert out.startswith(f"::error file={path},title=name-table::")


@pytest.mark.parametrize("kind", ["terminal", "markdown", "csv", "json", "rst", "html"])
def test_names_are_data(capsys: pytest.CaptureFixture[str], tmp_path: Path, kind: str) -> None:
    state = {HOSTILE: np.zeros((2, 2), "float32"), "sub": {HOSTILE: {HOSTILE: np.zeros(1), "v": HOSTILE}}}
    path = wf.write_pickle(tmp_path / "hostile.pdparams", state)
    code, out, err = run(capsys, "checkpoint", path, "--format", kind)
    assert (code, err) == (0, "")
    assert not {"\x1b", "\x07", "\u202e", "\x9b", "\ud800"} & set(out)
    if kind == "json":
        [found] = json.loads(out)["checkpoints"]
        assert found["sections"][0]["tensors"][0]["name"] == HOSTILE
    else:
        assert "w\\x1b" in out.replace("\\\\", "\\")
        assert "[bold red]" in out.replace("\\[", "[").replace("\\]", "]")


def test_hostile_names_in_errors_are_one_escaped_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "evil.pdparams"
    path.write_bytes(wf.program(wf.stack_global("os\n\x1b[31m", "system")))
    code, out, err = run(capsys, "checkpoint", path)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "\x1b" not in err


def test_a_terminal_gets_lines_and_no_markup(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = wf.write_pickle(tmp_path / "hostile.pdparams", {HOSTILE: np.zeros((2, 2), "float32")})
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NO_COLOR", "1")
    _, out, _ = run(capsys, "checkpoint", path)
    assert "\x1b[31m" not in out
    assert "[bold" in out
    assert "─" in out


@pytest.mark.parametrize("arguments", [["--depth", "0"], ["--depth", "x"], ["--format", "xml"]])
def test_bad_usage_exits_2(capsys: pytest.CaptureFixture[str], model: Path, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["checkpoint", str(model), *arguments])
    assert caught.value.code == 2


# verify, diff and identify, with a zoo that is not built but given


def write_model(path: Path, tensors: Sequence[TensorInfo], **changes: np.ndarray[Any, Any]) -> Path:
    return wf.write_pickle(path, {t.name: np.zeros(t.shape, t.dtype) for t in tensors} | changes)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return write_model(tmp_path / "base.pdparams", TINY)


@pytest.mark.usefixtures("tiny_zoo")
def test_verify_says_the_same(capsys: pytest.CaptureFixture[str], base: Path) -> None:
    code, out, err = run(capsys, "verify", "albert-base-v2", base)
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == "the same: 4 tensors agree in name, shape and dtype"
    code, out, _ = run(capsys, "verify", "albert-base-v2", base, "--format", "json")
    assert code == 0
    assert json.loads(out)["same"] is True


@pytest.mark.usefixtures("tiny_zoo")
def test_verify_names_what_differs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = write_model(tmp_path / "bad.pdparams", TINY[:2], surplus=np.zeros(3, "int8"))
    state = {"embeddings.weight": np.zeros((51, 8), "float32"), "embeddings.ids": np.zeros((1, 9), "int32")}
    wf.write_pickle(path, state | {"surplus": np.zeros(3, "int8")})
    code, out, _ = run(capsys, "verify", "albert-base-v2", path)
    assert code == 1
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert "missing encoder.0.weight float32 [8, 32]" in lines
    assert "missing encoder.0.bias float32 [32]" in lines
    assert "unexpected surplus int8 [3]" in lines
    assert "shape embeddings.weight [50, 8] [51, 8]" in lines
    assert "dtype embeddings.ids int64 int32" in lines


@pytest.mark.usefixtures("tiny_zoo")
def test_verify_under_a_head_with_its_labels(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    spec = WeightSpec(name="x", family="ALBERT", architecture="AlbertForX", config={"num_labels": 5})
    path = write_model(tmp_path / "cls.pdparams", tiny_tensors(spec))
    head = ("--head", "sequence-classification")
    assert run(capsys, "verify", "albert-base-v2", path, *head, "--num-labels", 5)[0] == 0
    assert run(capsys, "verify", "albert-base-v2", path, *head)[0] == 1
    code, out, _ = run(capsys, "verify", "albert-base-v2", path)
    assert code == 1
    assert "prefix: the names of the file begin with transformer., those of the weight do not" in out
    assert "different: 2 unexpected; 4 tensors are the same" in out
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"architectures": ["AlbertForSequenceClassification"], "num_labels": 5}))
    assert run(capsys, "verify", "albert-base-v2", path, "--config", config)[0] == 0
    config.write_text("{")
    code, _, err = run(capsys, "verify", "albert-base-v2", path, "--config", config)
    assert code == 2
    assert err.startswith(f"paddle-inspect: {config}: is not JSON")


@pytest.mark.usefixtures("tiny_zoo")
def test_exact_names_make_a_prefix_a_difference(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    tensors = [TensorInfo(name=f"albert.{t.name}", shape=t.shape, dtype=t.dtype) for t in TINY]
    path = write_model(tmp_path / "prefixed.pdparams", tensors)
    code, out, _ = run(capsys, "verify", "albert-base-v2", path)
    assert code == 0
    assert out.splitlines()[-1].startswith("the same but for the prefix: 4 tensors")
    code, out, _ = run(capsys, "verify", "albert-base-v2", path, "--exact-names")
    assert code == 1
    assert "different: 4 missing, 4 unexpected" in out


@pytest.mark.usefixtures("tiny_zoo")
def test_odd_files_fail_the_verification(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    state = {t.name: np.zeros(t.shape, t.dtype) for t in TINY}
    path = wf.write_pickle(tmp_path / "odd.pdparams", {**state, wf.NAME_TABLE: {"gone": "linear_0.w_0"}})
    code, out, _ = run(capsys, "verify", "albert-base-v2", path)
    assert code == 1
    assert "error: name-table: the table of parameter names lists 1" in out


@pytest.mark.usefixtures("tiny_zoo")
@pytest.mark.parametrize("command", [["checkpoint"], ["verify", "albert-base-v2"], ["identify"]])
def test_bytes_behind_the_pickle_are_bad_input(
    capsys: pytest.CaptureFixture[str], base: Path, command: list[str]
) -> None:
    base.write_bytes(base.read_bytes() + b"more")
    code, out, err = run(capsys, *command, base)
    assert (code, out) == (2, "")
    assert "is not the end of the file: 4 bytes follow" in err
    assert err.count("\n") == 1


@pytest.mark.usefixtures("tiny_zoo")
@pytest.mark.parametrize(
    "command",
    [["checkpoint"], ["verify", "albert-base-v2"], ["diff", "albert-base-v2"], ["identify"]],
    ids=lambda command: command[0],
)
def test_a_refused_file_of_a_folder_exits_2_at_the_end(
    capsys: pytest.CaptureFixture[str], mixed: Path, command: list[str]
) -> None:
    write_model(mixed / "model.pdparams", TINY)
    code, out, err = run(capsys, *command, mixed)
    reason = "refused: opcode GLOBAL at offset 2 names os.system, which is not on the allow-list"
    assert (code, err) == (2, f"paddle-inspect: {mixed / 'training_args.bin'}: {reason}\n")
    assert out
    (mixed / "training_args.bin").unlink()
    assert run(capsys, *command, mixed)[0::2] == (0, "")
    if command != ["checkpoint"]:
        (mixed / "model.pdparams").write_bytes(wf.program(wf.global_("os", "system")))
        code, out, err = run(capsys, *command, mixed)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert "names os.system" in err


@pytest.mark.usefixtures("tiny_zoo")
def test_verify_takes_the_models_part_of_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    state = {t.name: (t.name, np.zeros(t.shape, t.dtype)) for t in TINY}
    path = wf.write_pickle(tmp_path / "all.pdparams", {"opt": {"m": np.zeros(3)}, "model": state, "epoch": 1})
    code, out, _ = run(capsys, "verify", "albert-base-v2", path)
    assert code == 0
    assert f"of {path} only model is compared" in out


@pytest.mark.usefixtures("tiny_zoo")
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["verify", "albert-bse-v2", "{base}"], "did you mean albert-base-v2"),
        (["verify", "albert-base-v2", "{base}", "--head", "sequence-clasification"], "mean sequence-classification"),
        (["verify", "albert-base-v2", "{base}x"], "no such file or directory"),
        (["verify", "bert-base-uncased", "{base}"], "not in the tests"),
        (["diff", "albert-base-v2", "albert-bse-v2"], "did you mean albert-base-v2"),
        (["diff", "albert-base-v2", "absent.safetensors"], "no such file or directory"),
        (["diff", "albert-base-v2", "{empty}"], "holds no tensors"),
        (["identify", "{empty}"], "holds no tensors"),
        (["identify", "{base}", "--family", "ALBRET"], "did you mean ALBERT"),
    ],
)
def test_bad_input_is_one_line_and_exits_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, base: Path, arguments: list[str], says: str
) -> None:
    empty = wf.write_pickle(tmp_path / "empty.pdparams", {"epoch": 1})
    code, out, err = run(capsys, *[argument.format(base=base, empty=empty) for argument in arguments])
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert says in err


@pytest.mark.usefixtures("tiny_zoo")
def test_diff_of_weights_and_files(capsys: pytest.CaptureFixture[str], base: Path, tmp_path: Path) -> None:
    assert run(capsys, "diff", "albert-base-v1", "albert-base-v2")[0] == 0
    assert run(capsys, "diff", base, base)[0] == 0
    assert run(capsys, "diff", "albert-base-v1", base)[0] == 0
    code, out, _ = run(capsys, "diff", base, "albert-large-v2")
    assert code == 1
    assert "different: 2 of another shape; 2 tensors are the same" in out
    code, out, _ = run(capsys, "diff", base, "albert-large-v2", "--format", "json", "--output", tmp_path / "out")
    assert (code, out) == (1, "")
    tree = json.loads((tmp_path / "out").read_text())
    assert [pair["left"]["name"] for pair in tree["shape_differs"]] == ["embeddings.weight", "encoder.0.weight"]


@pytest.mark.usefixtures("tiny_zoo")
def test_many_differences_are_cut_short(capsys: pytest.CaptureFixture[str], base: Path, tmp_path: Path) -> None:
    many = write_model(tmp_path / "many.pdparams", [], **{f"w{n}": np.zeros(1) for n in range(100)})
    code, out, _ = run(capsys, "diff", base, many)
    assert code == 1
    assert "64 more differences; --all lists each" in out
    _, out, _ = run(capsys, "diff", base, many, "--all")
    assert out.count("only right") == 101  # and once in the verdict
    _, out, _ = run(capsys, "diff", base, many, "--format", "json")
    assert len(json.loads(out)["only_right"]) == 100
    _, out, _ = run(capsys, "diff", base, many, "--format", "csv")
    assert len(out.splitlines()) == 1 + 4 + 100


@pytest.mark.usefixtures("tiny_zoo")
def test_identify_lists_fits_best_first(capsys: pytest.CaptureFixture[str], base: Path, tmp_path: Path) -> None:
    code, out, _ = run(capsys, "identify", base)
    assert code == 0
    rows = [line.split() for line in out.splitlines()]
    assert rows[1][1:] == ["base", "4", "0", "0", "0", "0"]
    assert "which names and shapes cannot tell apart" in out
    assert "more fit" not in run(capsys, "identify", base, "--limit", 1000)[1]
    assert "more fit less well" in run(capsys, "identify", base, "--limit", 1)[1]
    fits = len(json.loads(run(capsys, "identify", base, "--limit", 1000, "--format", "json")[1])["fits"])
    assert "more fit" not in run(capsys, "identify", base, "--limit", fits)[1]
    assert "1 more fit less well" in run(capsys, "identify", base, "--limit", fits - 1)[1]
    spec = WeightSpec(
        name="albert-large-v1",
        family="ALBERT",
        architecture="AlbertForX",
        config={"num_labels": 7},
    )
    path = write_model(tmp_path / "cls.pdparams", tiny_tensors(spec))
    code, out, _ = run(capsys, "identify", path, "--format", "json", "--limit", 1)
    assert code == 0
    [best] = json.loads(out)["fits"]
    assert (best["head"], best["architecture"]) == ("sequence-classification", "AlbertForSequenceClassification")
    assert "large" in best["weight"]
    path = write_model(tmp_path / "odd.pdparams", tiny_tensors(spec), surplus=np.zeros(3, "int8"))
    code, out, _ = run(capsys, "identify", path, "--family", "albert")
    assert code == 1
    assert "fits no model completely; the nearest is albert-large-v1 (AlbertForSequenceClassification)" in out
    assert "unexpected  surplus" in out
    path = write_model(tmp_path / "else.pdparams", [], surplus=np.zeros(3, "int8"))
    assert run(capsys, "identify", path)[:2] == (1, f"{path} fits no weight of the catalogue\n")


# And once with the real framework


@pytest.mark.paddle
def test_real_models_of_real_paddle(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A classifier that Paddle saves is verified, in Paddle's layout and in torch's, and identified."""
    paddle = pytest.importorskip("paddle")
    from paddle_inspect.base.run import Run
    from paddle_inspect.comparisons.matching import in_torch_layout
    from paddle_inspect.comparisons.torch_layout import names_of
    from paddle_inspect.models import catalogue
    from paddle_inspect.zoos.paddlenlp.build import build

    spec = catalogue.load().weight("albert-chinese-tiny")
    head = "AlbertForSequenceClassification"
    layer = build(replace(spec, architecture=head, config={**spec.config, "num_labels": 3}), lazy=False)
    path = tmp_path / "model_state.pdparams"
    paddle.save(layer.state_dict(), str(path))
    options = ("--head", "sequence-classification", "--num-labels", 3)
    assert run(capsys, "verify", spec.name, path, *options)[0] == 0
    assert run(capsys, "verify", "albert-base-v1", path, *options)[0] == 1

    code, out, _ = run(capsys, "identify", path, "--family", "ALBERT", "--format", "json")
    assert code == 0
    best = json.loads(out)["fits"][0]
    assert (best["weight"], best["same"]) == (spec.name, True)
    assert best["architecture"] in (head, "AlbertForTokenClassification")

    names = names_of(replace(spec, architecture=head), Run())
    assert names
    tensors = [
        TensorInfo(name=name, shape=tuple(tensor.shape), dtype="float32")
        for name, tensor in layer.state_dict().items()
        if name in names
    ]
    header, end = {}, 0
    for tensor in in_torch_layout(tensors, names):
        header[tensor.name] = {"dtype": "F32", "shape": tensor.shape, "data_offsets": [end, end + tensor.nbytes]}
        end += tensor.nbytes
    torch = tmp_path / "model.safetensors"
    torch.write_bytes(wf.safetensors_bytes(header, b"\0" * end))
    code, out, _ = run(capsys, "verify", spec.name, torch, *options)
    assert "torch: the file has torch's names" in out
    assert out.splitlines()[-1].startswith("the same but for torch's layout")
    assert code == 0
    assert run(capsys, "verify", spec.name, torch, *options, "--exact-names")[0] == 1
