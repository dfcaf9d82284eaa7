"""Opening weight files: whatever is no regular file, and files that change under the reader."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from paddle_inspect import checkpoints
from paddle_inspect.base.errors import InputError
from paddle_inspect.base.source import WINDOW, Source, Truncated
from tests import weight_files as wf


@pytest.fixture
def numbers(tmp_path: Path) -> Path:
    path = tmp_path / "numbers"
    path.write_bytes(bytes(number % 251 for number in range(3 * WINDOW)))
    return path


def test_takes_skips_and_peeks_in_order(numbers: Path) -> None:
    content = numbers.read_bytes()
    with Source(numbers) as source:
        assert source.peek(3) == content[:3]
        assert source.take(5) == content[:5]
        source.skip(WINDOW)
        assert source.offset == WINDOW + 5
        assert source.byte() == content[WINDOW + 5]
        assert source.take(WINDOW + 10) == content[WINDOW + 6 : 2 * WINDOW + 16]
        assert source.remaining == WINDOW - 16


def test_every_byte_is_read_across_windows(numbers: Path) -> None:
    with Source(numbers) as source:
        read = bytes(source.byte() for _ in range(source.size))
        assert read == numbers.read_bytes()
        with pytest.raises(Truncated, match="1 byte announced at offset"):
            source.byte()


def test_lines_end_at_a_newline_within_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    path.write_bytes(b"one\n\ntwo" + b"x" * 100)
    with Source(path) as source:
        assert source.line(3) == b"one"
        assert source.line(3) == b""
        with pytest.raises(Truncated, match="no end of line within 3 bytes"):
            source.line(3)


@pytest.mark.parametrize("method", ["take", "skip"])
def test_more_than_remains_is_truncation(numbers: Path, method: str) -> None:
    with Source(numbers) as source, pytest.raises(Truncated, match="1,000,000 bytes announced at offset 0"):
        getattr(source, method)(1_000_000)


def test_skipping_reads_nothing(tmp_path: Path) -> None:
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.truncate(10**12)
        file.seek(10**12 - 1)
        file.write(b"!")
    with Source(path) as source:
        source.skip(10**12 - 1)
        assert source.byte() == ord("!")


def refused(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        checkpoints.read(path)
    return str(caught.value)


def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path) -> None:
    fifo, loop, folder = tmp_path / "fifo.pdparams", tmp_path / "loop.pdparams", tmp_path / "folder.pdparams"
    os.mkfifo(fifo)
    loop.symlink_to(loop)
    folder.mkdir()
    plug = socket.socket(socket.AF_UNIX)
    plug.bind(str(tmp_path / "plug.safetensors"))
    assert refused(fifo) == f"{fifo}: is not a regular file"
    assert "symbolic links" in refused(loop)
    assert refused(folder) == f"{folder}: is a directory, expected a file"
    assert refused(tmp_path / "plug.safetensors").endswith("is not a regular file")
    assert refused(Path("/dev/zero")) == "/dev/zero: is not a regular file"
    assert refused(tmp_path / "absent.pdparams").endswith("no such file or directory")
    assert refused(Path("a\0b")).endswith("embedded null byte")
    plug.close()


def test_a_fifo_that_takes_a_files_place_does_not_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = wf.write_pickle(tmp_path / "model.pdparams", {})
    regular = path.stat()
    path.unlink()
    os.mkfifo(path)
    monkeypatch.setattr(Path, "stat", lambda self, **_: regular)  # as it was when the reader looked
    with pytest.raises(InputError, match="is not a regular file"):
        Source(path)


def test_a_symbolic_link_to_a_file_is_read(tmp_path: Path) -> None:
    wf.write_pickle(tmp_path / "blob", wf.state_dict())
    (tmp_path / "model.pdparams").symlink_to("blob")
    assert checkpoints.read(tmp_path / "model.pdparams").weights.stored


@pytest.mark.parametrize("name", ["model.pdparams", "model.safetensors", "model"])
def test_an_empty_file_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    assert refused(tmp_path / name).endswith("is empty")


@pytest.mark.parametrize("protocol", [2, 4, 5])
def test_every_truncation_of_a_pickle_is_refused(tmp_path: Path, protocol: int) -> None:
    whole = wf.write_pickle(tmp_path / "whole", wf.nested(), protocol).read_bytes()
    path = tmp_path / "cut.pdparams"
    for length in range(1, len(whole)):
        path.write_bytes(whole[:length])
        assert "offset" in refused(path)


def test_every_truncation_of_a_safetensors_file_is_refused(tmp_path: Path) -> None:
    whole = wf.safetensors_bytes(wf.safetensors_header(), b"\0" * 40)
    path = tmp_path / "cut.safetensors"
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert refused(path).startswith(str(path))


@pytest.mark.parametrize("change", [-100_000, 1000])
def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: int
) -> None:
    """The file is cut, or grows, as soon as the first byte of its second half is asked for."""
    import numpy as np

    path = wf.write_pickle(tmp_path / "model.pdparams", {f"w{n}": np.zeros(600, "float32") for n in range(100)})
    original = Source.byte

    def byte(self: Source) -> int:
        if self.offset > self.size // 2:
            os.truncate(path, self.size + change)
        return original(self)

    monkeypatch.setattr(Source, "byte", byte)
    assert "while it was read" in refused(path)
