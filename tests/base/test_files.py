from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_inspect.base.errors import InputError
from paddle_inspect.base.files import MAX_TEXT_BYTES, read_text, write_atomically
from paddle_inspect.base.text import one_line, printable


@given(st.text(alphabet=st.characters()))
def test_nothing_that_a_terminal_obeys_survives(text: str) -> None:
    assert printable(text).isprintable()
    assert printable(printable(text)) == printable(text)


@pytest.mark.parametrize("text", ["plain", "ALBERT模型", "naïve — ñ", "[bold]markup is data[/bold]"])
def test_what_can_be_shown_is_not_changed(text: str) -> None:
    assert printable(text) == text


def test_escape_sequences_are_shown_as_text() -> None:
    assert printable("\x1b[31mred\u202e") == "\\x1b[31mred\\u202e"


def test_a_message_is_one_line() -> None:
    assert one_line("a\n  b\r\nc\x07") == "a b c\\x07"


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


def test_writing_refuses_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a regular file"):
        write_atomically(tmp_path, "text")
    with pytest.raises(InputError, match="no such file"):
        write_atomically(tmp_path / "no" / "folder.rst", "text")
