"""The store of JSON: what it keeps, and that nothing that happens to a file is an error."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from paddle_inspect.base.keep import ENVIRONMENT, Store, default_folder


def only_file(folder: Path) -> Path:
    [path] = [path for path in folder.rglob("*") if path.is_file()]
    return path


def test_content_comes_back_under_its_key_alone(tmp_path: Path) -> None:
    Store(tmp_path).write("one", {"a": [1, None, "é\ud800"]})
    assert Store(tmp_path).read("one") == {"a": [1, None, "é\ud800"]}
    assert Store(tmp_path).read("another") is None


@pytest.mark.parametrize(
    "damage",
    [b"", b"\xff\xfe", b"no digest", b"0" * 64 + b"\n{}"],
    ids=["empty", "not ASCII", "no digest", "wrong digest"],
)
def test_a_damaged_file_is_as_good_as_absent(tmp_path: Path, damage: bytes) -> None:
    store = Store(tmp_path)
    store.write("one", [1])
    only_file(tmp_path).write_bytes(damage)
    assert store.read("one") is None
    store.write("one", [2])
    assert store.read("one") == [2]


def test_every_cut_of_a_file_is_absent(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write("one", {"number": 1})
    path = only_file(tmp_path)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert store.read("one") is None


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = Store(tmp_path / "file" / "store")
    store.write("one", [1])
    assert store.read("one") is None


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    Store(tmp_path).write("one", [1])
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_environment_chooses_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path))
    assert default_folder() == tmp_path
    monkeypatch.delenv(ENVIRONMENT)
    assert default_folder().name == "inventories"
