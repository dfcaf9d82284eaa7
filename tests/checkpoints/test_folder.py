"""Folders, shards and indexes: read as one checkpoint, and every disagreement a finding."""

from __future__ import annotations

import json
import os
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from paddle_inspect import checkpoints
from paddle_inspect.base.errors import ConfigError, InputError
from paddle_inspect.checkpoints.contents import Checkpoint
from paddle_inspect.checkpoints.shards import shard_group
from tests import weight_files as wf

FIRST, SECOND = "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"
INDEX = "model.safetensors.index.json"


def write_safetensors(path: Path, **sizes: int) -> None:
    """A file of uint8 vectors."""
    header, end = {}, 0
    for name, size in sizes.items():
        header[name] = {"dtype": "U8", "shape": [size], "data_offsets": [end, end + size]}
        end += size
    path.write_bytes(wf.safetensors_bytes(header, b"\0" * end))


def write_index(folder: Path, weight_map: dict[str, Any], total_size: object = 10, name: str = INDEX) -> Path:
    path = folder / name
    path.write_text(json.dumps({"metadata": {"total_size": total_size}, "weight_map": weight_map}))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two shards of three tensors and ten bytes, and their index."""
    write_safetensors(tmp_path / FIRST, a=1, b=2)
    write_safetensors(tmp_path / SECOND, c=7)
    write_index(tmp_path, {"a": FIRST, "b": FIRST, "c": SECOND})
    return tmp_path


def findings(found: Checkpoint) -> dict[str, str]:
    assert len({finding.code for finding in found.findings}) == len(found.findings)
    return {finding.code: finding.message for finding in found.findings}


def names(found: Checkpoint) -> list[str]:
    return [tensor.name for section in found.parts for tensor in section.tensors]


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("model-00001-of-00003.safetensors", ("model.safetensors", 1, 3)),
        ("model_state-00002-of-00002.pdparams", ("model_state.pdparams", 2, 2)),
        ("model.safetensors", None),
        ("model-1-of-.safetensors", None),
        ("model-00001-of-00003", None),
    ],
)
def test_shard_names(name: str, group: tuple[str, int, int] | None) -> None:
    assert shard_group(name) == group


def test_shards_with_an_index_are_one_checkpoint(folder: Path) -> None:
    for path in (folder, folder / INDEX):
        found = checkpoints.read(path)
        assert names(found) == ["a", "b", "c"]
        assert findings(found) == {}
        assert found.size == sum((folder / name).stat().st_size for name in (FIRST, SECOND))
        assert found.layout == "safetensors in 2 shards"
        assert found.path == str(path)


def test_shards_without_an_index_are_one_checkpoint(folder: Path) -> None:
    (folder / INDEX).unlink()
    found = checkpoints.read(folder)
    assert names(found) == ["a", "b", "c"]
    assert findings(found) == {}
    (folder / FIRST).unlink()
    assert findings(checkpoints.read(folder)) == {
        "missing-shard": "1 of the 2 shards of model.safetensors is not there"
    }


def test_shards_of_two_sets_without_an_index(folder: Path) -> None:
    (folder / INDEX).unlink()
    write_safetensors(folder / "model-00003-of-00003.safetensors", d=1)
    assert "2 different sets" in findings(checkpoints.read(folder))["surplus-shard"]


def test_a_shard_that_claims_to_be_one_of_a_billion(tmp_path: Path) -> None:
    write_safetensors(tmp_path / "model-999999999-of-999999999.safetensors", a=1)
    assert findings(checkpoints.read(tmp_path)) == {
        "missing-shard": "999,999,998 of the 999,999,999 shards of model.safetensors are not there"
    }


def test_pdparams_shards(tmp_path: Path) -> None:
    files = [f"model_state-0000{number}-of-00002.pdparams" for number in (1, 2)]
    wf.write_pickle(tmp_path / files[0], {"a": np.zeros(4, "uint8")})
    wf.write_pickle(tmp_path / files[1], {"b": np.zeros(6, "uint8")})
    write_index(tmp_path, {"a": files[0], "b": files[1]}, name="model_state.pdparams.index.json")
    found = checkpoints.read(tmp_path)
    assert names(found) == ["a", "b"]
    assert findings(found) == {}


def test_a_missing_shard(folder: Path) -> None:
    (folder / SECOND).unlink()
    found = checkpoints.read(folder)
    assert findings(found) == {"missing-shard": f"the index names {SECOND}, which is not there"}
    assert names(found) == ["a", "b"]


@pytest.mark.parametrize("name", ["model-00003-of-00003.safetensors", "model.safetensors"])
def test_a_surplus_shard(folder: Path, name: str) -> None:
    write_safetensors(folder / name, z=5)
    found = checkpoints.read(folder)
    assert findings(found) == {"surplus-shard": f"{name} is not in the index, and not counted"}
    assert names(found) == ["a", "b", "c"]


def test_a_tensor_in_two_shards(folder: Path) -> None:
    write_safetensors(folder / SECOND, c=5, a=2)
    assert findings(checkpoints.read(folder)) == {"tensor-in-two-shards": f"a is in {FIRST} and in {SECOND}"}


def test_an_index_that_disagrees_with_its_shards(folder: Path) -> None:
    write_index(folder, {"a": FIRST, "b": SECOND, "c": SECOND})
    assert findings(checkpoints.read(folder)) == {
        "index-disagrees": f"1 tensor is not in the shard that the index names; the first is b, {SECOND}"
    }
    write_index(folder, {"a": FIRST, "c": SECOND})
    assert findings(checkpoints.read(folder)) == {
        "index-disagrees": "1 tensor is in the shards and not in the index; the first is b"
    }
    write_index(folder, {"a": FIRST, "b": FIRST, "c": SECOND}, total_size=11)
    assert findings(checkpoints.read(folder)) == {
        "index-total-size": "the index says 11 bytes in total, the tensors have 10"
    }


@pytest.mark.parametrize("shard", ["../secret", "/etc/passwd", "a/b", "", "..", ".", "a\\b", "a\0b"])
def test_an_index_cannot_lead_out_of_its_folder(folder: Path, shard: object) -> None:
    with pytest.raises((ConfigError, InputError), match=r"no file of the index's folder|is a directory"):
        checkpoints.read(write_index(folder, {"a": shard}))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "is not JSON"),
        ("[]", "is a JSON array"),
        ("{}", "weight_map: is missing"),
        ('{"weight_map": ["a"]}', "weight_map: expected object, got array"),
        ('{"weight_map": {"a": "x", "fc.bias": 3}}', "weight_map.fc.bias: expected str, got int"),
        ('{"weight_map": {"a": "x", "fc.bias": "../x"}}', "weight_map.fc.bias: is no file of the index's folder"),
        ('{"weight_map": {"a": "x", "a": "y"}}', "'a' stands twice"),
        ('{"a":' * 100_000, "JSON"),
        ("\xff", "UTF-8"),
    ],
)
def test_a_broken_index_is_one_line(folder: Path, content: str, says: str) -> None:
    (folder / INDEX).write_text(content, encoding="latin-1")
    with pytest.raises((ConfigError, InputError)) as caught:
        checkpoints.read(folder / INDEX)
    assert says in str(caught.value)
    assert str(folder / INDEX) in str(caught.value)


@pytest.mark.parametrize(
    "rest",
    ["", ', "metadata": null', ', "metadata": []', ', "metadata": {"total_size": 10.0}', ', "format": {"a": [1]}'],
)
def test_what_an_index_says_besides_may_have_any_form(folder: Path, rest: str) -> None:
    weight_map = json.dumps({"a": FIRST, "b": FIRST, "c": SECOND})
    (folder / INDEX).write_text(f'{{"weight_map": {weight_map}{rest}}}')
    assert findings(checkpoints.read(folder)) == {}


def test_a_name_in_an_index_may_be_any_text(folder: Path) -> None:
    write_index(folder, {"a": FIRST, "b": FIRST, "c": SECOND, "\ud800": "absent.safetensors"})
    assert findings(checkpoints.read(folder)) == {
        "missing-shard": "the index names absent.safetensors, which is not there"
    }


def test_several_checkpoints_of_a_folder_stand_under_their_names(folder: Path) -> None:
    wf.write_pickle(folder / "optimizer.pdopt", wf.nested()["opt"])
    wf.write_pickle(folder / "scheduler.pdparams", {"last_epoch": 3})
    (folder / "config.json").write_text("{}")
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps({"epoch": 3}, 2))
    found = checkpoints.read(folder)
    assert [section.heading for section in found.parts] == [
        ("model.safetensors",),
        ("optimizer.pdopt",),
        ("optimizer.pdopt", "master_weights"),
        ("optimizer.pdopt", "LR_Scheduler"),
        ("pytorch_model.bin",),
        ("scheduler.pdparams",),
    ]
    assert found.weights.heading == ("model.safetensors",)
    assert found.layout == "4 checkpoints"
    assert (found.refused, found.skipped) == ((), ("config.json",))


def test_a_folder_without_weights_and_a_damaged_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no weight file"):
        checkpoints.read(tmp_path)
    (tmp_path / "model.pdparams").mkdir()
    found = checkpoints.read(tmp_path)
    assert [one.message for one in found.refused] == [f"{tmp_path / 'model.pdparams'}: is a directory, expected a file"]
    assert [finding.code for finding in found.findings] == ["refused-file"]


def test_a_folder_that_cannot_be_listed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(InputError, match="permission denied"):
        checkpoints.read(folder)


def test_a_symlinked_shard_is_read_and_a_loop_is_missing(folder: Path) -> None:
    (folder / FIRST).rename(folder / "blob")
    (folder / FIRST).symlink_to("blob")
    assert findings(checkpoints.read(folder)) == {}
    (folder / FIRST).unlink()
    (folder / FIRST).symlink_to(FIRST)
    assert set(findings(checkpoints.read(folder))) == {"missing-shard"}


def test_every_file_that_is_loaded_somewhere_is_looked_at(folder: Path) -> None:
    """Each of these holds a call of os.system but for the last two, one of which nobody loads."""
    evil = wf.program(wf.call(wf.global_("os", "system"), wf.text("true")), protocol=2)
    below = folder / "checkpoint-500" / "deep"
    below.mkdir(parents=True)
    dangerous = ["training_args.bin", "rng_state.pth", "scaler.pdscaler", "tokenizer", "checkpoint-500/deep/model.pt"]
    for name in dangerous:
        (folder / name).write_bytes(evil)
    (folder / "embeddings.npz").write_bytes(wf.zip_archive({"a.npy": b""}))
    (folder / "vocab.txt").write_text("a")
    found = checkpoints.read(folder)
    assert names(found) == ["a", "b", "c"]
    refused = {os.path.relpath(one.path, folder): one for one in found.refused}
    assert set(refused) == {*dangerous, "embeddings.npz"}
    assert {(one.opcode, one.offset, one.global_name) for one in map(refused.get, dangerous) if one} == {
        ("GLOBAL", 2, "os.system")
    }
    assert "is an npz archive" in refused["embeddings.npz"].message
    assert found.skipped == ("vocab.txt",)
    assert [finding.code for finding in found.findings] == ["refused-file"] * 6


@pytest.mark.parametrize("index", [True, False])
def test_a_refused_shard_hides_none_of_the_others(folder: Path, index: bool) -> None:
    if not index:
        (folder / INDEX).unlink()
    (folder / SECOND).write_text("<!doctype html>")
    found = checkpoints.read(folder)
    assert names(found) == ["a", "b"]
    assert found.files == (str(folder / FIRST),)
    assert [one.message for one in found.refused] == [
        f"{folder / SECOND}: is an HTML page, which a download may give in place of a file"
    ]
    assert found.skipped == ((INDEX,) if index else ())
    assert [finding.code for finding in found.findings] == ["refused-file"]


def test_two_refused_shards_are_both_listed(folder: Path) -> None:
    (folder / FIRST).write_text("<!doctype html>")
    (folder / SECOND).write_text("<!doctype html>")
    found = checkpoints.read(folder)
    assert [one.path for one in found.refused] == [str(folder / FIRST), str(folder / SECOND)]


def test_an_index_that_is_none_hides_no_shard(folder: Path) -> None:
    (folder / INDEX).write_text("[]")
    found = checkpoints.read(folder)
    assert names(found) == ["a", "b", "c"]
    assert [one.path for one in found.refused] == [str(folder / INDEX)]
    assert found.skipped == ()


def test_hidden_and_linked_folders_are_named_and_not_entered(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / "loop").symlink_to(folder)
    assert checkpoints.read(folder).skipped == (".git/", "loop/")
