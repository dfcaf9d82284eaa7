"""A regular file read forward through a small window; what is skipped is never read.

The file is not mapped into memory: a mapped file that shrinks while it is read kills the process.
"""

from __future__ import annotations

import os
import stat
from copy import copy
from io import FileIO
from pathlib import Path
from types import TracebackType

from paddle_inspect.base.disk import reason
from paddle_inspect.base.errors import InputError
from paddle_inspect.base.figures import many

#: Bytes fetched at a time. Between two big tensors of a pickle stand a few hundred bytes.
WINDOW = 16 * 1024


class Truncated(InputError):
    """The file ends before what it announces."""


class Source:
    """An open regular file with a position; every read is checked against the size that the file had when opened.

    Raises (from every method):
        InputError: not a regular file, unreadable, or changed while being read.
        Truncated: asked for more bytes than remain.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = _open_regular(path)
        self._base, self._whole = 0, os.fstat(self._file.fileno()).st_size
        self.size = self._whole
        #: Position of the next byte in the file.
        self.offset = 0
        #: Bytes that were passed over; all others were read, or are to be read yet.
        self.skipped = 0
        self._window, self._start, self._end = b"", 0, 0

    def __enter__(self) -> Source:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    @property
    def remaining(self) -> int:
        """Bytes between here and the end of the file."""
        return self.size - self.offset

    def byte(self) -> int:
        """The next byte as a number."""
        offset = self.offset
        if offset >= self._end:
            self._refill(1)
        self.offset = offset + 1
        return self._window[offset - self._start]

    def take(self, count: int) -> bytes:
        """The next `count` bytes; callers keep `count` small or have checked it."""
        begin = self.offset
        end = begin + count
        if end > self._end:
            self._refill(count)
        self.offset = end
        start = self._start
        taken = self._window[begin - start : end - start]
        if count > WINDOW:  # is not kept twice
            self._window, self._start, self._end = b"", end, end
        return taken

    def peek(self, count: int) -> bytes:
        """The next `count` bytes, or as many as there are; the position stays."""
        count = min(count, self.remaining)
        self._refill(count)
        return self._window[:count]

    def skip(self, count: int) -> None:
        """Go on behind the next `count` bytes without reading them."""
        self._require(count)
        self.offset += count
        self.skipped += count

    def line(self, limit: int) -> bytes:
        """The bytes up to the next newline, which is consumed and not returned; at most `limit` of them."""
        self._refill(min(limit + 1, self.remaining))
        end = self._window.find(b"\n", 0, limit + 1)
        if end < 0:
            raise Truncated(self.path, f"has no end of line within {limit} bytes of offset {self.offset}")
        self.offset += end + 1
        return self._window[:end]

    def part(self, begin: int, size: int) -> Source:
        """So many bytes of the file from there on, as a file of its own whose first byte is at offset 0."""
        if not 0 <= begin <= begin + size <= self.size:
            raise Truncated(
                self.path, f"is truncated: {many(size, 'byte')} announced at offset {begin}, of {self.size:,}"
            )
        part = copy(self)
        part._base, part.size = self._base + begin, size
        part.offset = part.skipped = part._start = part._end = 0
        part._window = b""
        return part

    def check_unchanged(self) -> None:
        """Raise when the file has grown or shrunk since it was opened."""
        if os.fstat(self._file.fileno()).st_size != self._whole:
            raise InputError(self.path, "changed its size while it was read")

    def _require(self, count: int) -> None:
        if count > self.remaining:
            raise Truncated(
                self.path,
                f"is truncated: {many(count, 'byte')} announced at offset {self.offset},"
                f" {many(self.remaining, 'remains', 'remain')}",
            )

    def _refill(self, count: int) -> None:
        """Move the window to the position, so that it begins with at least the next `count` bytes."""
        self._require(count)
        self._start = self.offset
        wanted = min(max(count, WINDOW), self.remaining)
        try:
            self._file.seek(self._base + self._start)
            self._window = self._file.read(wanted)
        except OSError as error:
            raise InputError(self.path, reason(error)) from None
        self._end = self._start + len(self._window)
        if len(self._window) < count:
            raise InputError(self.path, "shrank while it was read")


def _open_regular(path: Path) -> FileIO:
    """An unbuffered regular file; looks before it opens, and again after, so that no FIFO or device can block."""
    try:
        _check_regular(path, path.stat().st_mode)
        file = FileIO(path, opener=_open_without_blocking)
    except OSError as error:
        raise InputError(path, reason(error)) from None
    except ValueError as error:  # a NUL in the name
        raise InputError(path, str(error)) from None
    try:
        _check_regular(path, os.fstat(file.fileno()).st_mode)
    except InputError:
        file.close()
        raise
    return file


def _open_without_blocking(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _check_regular(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise InputError(path, "is a directory, expected a file")
    if not stat.S_ISREG(mode):
        raise InputError(path, "is not a regular file")
