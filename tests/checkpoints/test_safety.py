"""Malicious pickles are refused by name, and neither they nor mutated files make the reader do anything but read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from paddle_inspect import checkpoints
from paddle_inspect.base.errors import InputError
from paddle_inspect.checkpoints.pickles.refused import RefusedPickle
from tests import malicious, scanners
from tests import weight_files as wf
from tests.checkpoints.test_gguf import FACTS, TENSORS, gguf

ROOT = Path(__file__).parent.parent.parent
FILES = malicious.all_files()
#: For the fuzz test, in `FUZZ_CASES` of the environment more or less.
CASES = int(os.environ.get("FUZZ_CASES", "20000"))


def good_files(folder: Path) -> list[Path]:
    """One of each layout and protocol, small."""
    paths = [wf.write_pickle(folder / f"state{p}.pdparams", wf.state_dict(), p) for p in (2, 3, 4, 5)]
    paths += [wf.write_pickle(folder / f"nested{p}.pdparams", wf.nested(), p) for p in (2, 4)]
    paths.append(wf.write_pickle(folder / "sliced2.pdparams", wf.sliced(), 2))
    header = folder / "model.safetensors"
    header.write_bytes(wf.safetensors_bytes(wf.safetensors_header(), b"\0" * 40))
    state = wf.program(wf.torch_state_dict(w=wf.torch_tensor("0", (2, 3))), protocol=2)
    contents = {
        "zip.bin": wf.torch_zip(state, {"0": b"\0" * 24}),
        "streamed.pt": wf.torch_zip(state, {"0": b"\0" * 24}, streamed=True),
        "older.bin": wf.torch_legacy(state, {"0": b"\0" * 24}),
        "model.gguf": gguf(FACTS, TENSORS, 108),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
        paths.append(folder / name)
    index = folder / "model.safetensors.index.json"
    weight_map = dict.fromkeys(("fc.weight", "fc.bias", "ids"), header.name)
    index.write_text(json.dumps({"metadata": {"total_size": 40}, "weight_map": weight_map}))
    return [*paths, header, index]


def confined(folder: Path, *, cases: int) -> dict[str, object]:
    """What the confined reader says of the files in a folder and of mutations of the good ones."""
    command = [sys.executable, "-m", "tests.confined_reader", str(folder), "20240229", str(cases)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=1800, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    report: dict[str, object] = json.loads(done.stdout)
    return report


def test_there_are_enough_malicious_files() -> None:
    assert len({file.content for file in FILES}) >= 30
    assert len({file.name for file in FILES}) == len(FILES)


SAMPLES = list(scanners.samples())


def test_four_suites_of_scanners_are_there() -> None:
    assert {sample.suite for sample in SAMPLES} == {"picklescan", "fickling", "modelscan", "modelaudit"}
    assert len(SAMPLES) > 400


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample.suite}: {sample.what}, {sample.name}")
def test_what_scanners_are_tested_with_is_refused(
    sample: scanners.Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / sample.name
    path.write_bytes(sample.content)
    with pytest.raises(InputError) as caught:
        checkpoints.read(path)
    assert sample.says in str(caught.value)
    assert [entry.name for entry in tmp_path.iterdir()] == [sample.name]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_malicious_pickle_is_refused_by_name(
    file: malicious.Malicious, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "evil.pdparams"
    path.write_bytes(file.content)
    with pytest.raises(InputError) as caught:
        checkpoints.read(path)
    message = str(caught.value)
    assert file.opcode in message
    assert file.says in message
    assert "offset" in message
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("file", [f for f in FILES if f.name.endswith(("by GLOBAL", "by STACK_GLOBAL"))], ids=str)
def test_refusal_keeps_opcode_offset_and_global(file: malicious.Malicious, tmp_path: Path) -> None:
    path = tmp_path / "evil.pdparams"
    path.write_bytes(file.content)
    with pytest.raises(RefusedPickle) as caught:
        checkpoints.read(path)
    opcode = {"GLOBAL": b"c", "STACK_GLOBAL": b"\x93"}[file.opcode]
    assert caught.value.opcode == file.opcode
    assert caught.value.global_name == file.says
    assert file.content[caught.value.offset :].startswith(opcode)


def test_the_marker_would_show_an_execution(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other way round: what the tests look for does appear when such a file is loaded carelessly."""
    import pickle

    monkeypatch.chdir(tmp_path)
    harmful = next(file for file in FILES if file.name == "posix.system by GLOBAL")
    pickle.loads(harmful.content)
    assert (tmp_path / malicious.MARKER).exists()


def test_malicious_files_stay_within_fixed_memory_and_do_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a good one").write_bytes(wf.program(b"}"))
    for number, file in enumerate(FILES):
        (folder / f"{number:03}").write_bytes(file.content)
    report = confined(folder, cases=0)
    outcomes = report["files"]
    assert isinstance(outcomes, dict)
    assert [name for name, outcome in outcomes.items() if outcome == "read"] == ["a good one"]
    assert report["caught"] == []
    assert list(tmp_path.iterdir()) == [folder]


def test_mutated_files_are_read_or_refused(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    paths = good_files(folder)
    report = confined(folder, cases=CASES)
    assert report["files"] == {path.name: "read" for path in paths}
    assert report["crashes"] == []
    assert report["caught"] == []
    counts = report["counts"]
    assert isinstance(counts, dict)
    assert counts["read"] + counts["refused"] == CASES
    assert counts["read"] > CASES / 50
    assert counts["refused"] > CASES / 2


def test_no_module_of_the_reader_imports_pickle_or_numpy(tmp_path: Path) -> None:
    """Without site-packages: reading a file of each format needs no package but this one."""
    good_files(tmp_path)
    program = (
        "import sys; from pathlib import Path; from paddle_inspect import checkpoints; "
        "[checkpoints.read(Path(path)) for path in sys.argv[1:]]; "
        "print(sorted({'pickle', '_pickle', 'numpy', 'paddle', 'torch', 'safetensors', 'msgspec'} & set(sys.modules)))"
    )
    files = [str(tmp_path / name) for name in ("state4.pdparams", "model.safetensors", "zip.bin", "model.gguf")]
    command = [sys.executable, "-S", "-c", program, *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
