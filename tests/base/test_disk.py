"""Files in and out: clear errors for what cannot be read, and writing that leaves the old file whole."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from paddle_inspect.base.disk import MAX_TEXT_BYTES, make_folder, read_text, typed, write_atomically, write_or_delete
from paddle_inspect.base.errors import ConfigError, InputError


def test_reads_text_with_its_line_endings(tmp_path: Path) -> None:
    page = tmp_path / "a.rst"
    page.write_bytes("\ufeffa\r\nb\n".encode())
    assert read_text(page) == "\ufeffa\r\nb\n"


UNUSABLE = {
    "binary": (b"a\nb\0c", ":2: is a binary file"),
    "latin": ("a\nb\nna\u00efve".encode("latin-1"), ":3: is not UTF-8 (byte 0xef)"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_says_which_line_is_no_text(tmp_path: Path, name: str) -> None:
    content, message = UNUSABLE[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_text(path)
    assert str(caught.value) == f"{path}{message}"


def test_refuses_what_is_no_regular_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name in ("missing", "fifo", "loop", "nul\0name", ""):
        with pytest.raises(InputError):
            read_text(tmp_path / name)


def test_refuses_a_huge_file_without_reading_it_whole(tmp_path: Path) -> None:
    path = tmp_path / "huge.rst"
    with path.open("wb") as file:
        file.truncate(100 * MAX_TEXT_BYTES)
    with pytest.raises(InputError, match="larger than 64 MiB"):
        read_text(path)


def test_writing_replaces_the_file_and_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a.rst"
    path.write_text("old")
    path.chmod(0o640)
    write_atomically(path, "new\r\n")
    assert path.read_bytes() == b"new\r\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["a.rst"]


def test_writing_through_a_link_keeps_the_link(tmp_path: Path) -> None:
    (tmp_path / "real.rst").write_text("old")
    (tmp_path / "link.rst").symlink_to("real.rst")
    write_atomically(tmp_path / "link.rst", "new")
    assert (tmp_path / "link.rst").is_symlink()
    assert (tmp_path / "real.rst").read_text() == "new"


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.rst"
    path.write_text("old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="no space left on device"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.rst"]


def test_what_can_be_made_again_does_not_wait_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: pytest.fail("waited"))
    write_atomically(tmp_path / "a.json", "new", durable=False)
    assert (tmp_path / "a.json").read_text() == "new"


def test_folders_are_made_as_far_as_they_are_missing(tmp_path: Path) -> None:
    for _ in range(2):
        make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InputError, match="not a directory"):
        make_folder(tmp_path / "file" / "c")


def test_writing_refuses_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a regular file"):
        write_atomically(tmp_path, "text")
    with pytest.raises(InputError, match="no such file"):
        write_atomically(tmp_path / "no" / "folder.rst", "text")


@dataclass
class Nested:
    """A map in maps, and a map in a list."""

    maps: dict[str, dict[str, str]] = field(default_factory=dict)
    listed: list[dict[str, str]] = field(default_factory=list)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ({"maps": {"a": {"x": "1"}, "b": {"y": 2}}}, "p: maps.b.y: expected str, got int"),
        ({"maps": {"a": {"x": "1"}, "b": 3}}, "p: maps.b: expected object, got int"),
        ({"listed": [{}, {"x": "1", "y": None}]}, "p: listed[1].y: expected str, got null"),
        ({"maps": [1]}, "p: maps: expected object, got array"),
    ],
)
def test_an_entry_of_a_map_is_named_however_deep_it_is(content: object, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        typed(content, Nested, Path("p"))
    assert str(caught.value) == says


def test_a_file_is_written_with_its_folders_and_deleted_with_those_that_this_empties(tmp_path: Path) -> None:
    kept, path = tmp_path / "root" / "a" / "kept", tmp_path / "root" / "a" / "b" / "c" / "file"
    for one in (kept, path):
        write_or_delete(one, "text", tmp_path / "root")
        assert one.read_text() == "text"
    write_or_delete(path, None, tmp_path / "root")
    assert list((tmp_path / "root" / "a").iterdir()) == [kept]
    write_or_delete(kept, None, tmp_path / "root")
    assert list(tmp_path.rglob("*")) == [tmp_path / "root"]


def test_what_nobody_may_write_is_left_alone_by_everybody(tmp_path: Path) -> None:
    path = tmp_path / "page.rst"
    path.write_text("as it was", encoding="utf-8")
    path.chmod(0o444)
    with pytest.raises(InputError, match="is read-only"):
        write_atomically(path, "another")
    assert [(one.name, one.read_text(encoding="utf-8")) for one in tmp_path.iterdir()] == [("page.rst", "as it was")]
