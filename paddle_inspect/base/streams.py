"""stdout and stderr of this process: a reader that goes away ends nothing, a character that they lack is escaped.

What is said beside the results goes through `say`.
"""

from __future__ import annotations

import io
import os
import sys
from typing import TextIO

from paddle_inspect.base.text import one_line

#: How Python takes characters that a stream's encoding lacks, unless PYTHONIOENCODING says it.
_UNSAID = ("strict", "surrogateescape")


class _Descriptor(io.FileIO):
    """A descriptor whose reader may go away (`| head`): what is written from then on goes nowhere.

    Whatever else goes wrong is raised once; the buffers that are flushed at the end then go nowhere, too.
    """

    def write(self, data: object) -> int:
        """Write, as a file does."""
        try:
            return super().write(data)  # type: ignore[arg-type]
        except OSError as error:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
            if isinstance(error, BrokenPipeError):
                return super().write(data)  # type: ignore[arg-type]
            raise


def say(message: str) -> None:
    """Tell whoever runs the program something beside its results: one line on stderr, what it holds escaped."""
    print(f"paddle-inspect: {one_line(message)}", file=sys.stderr)


def set_up() -> None:
    """Make this process's own `sys.stdout` and `sys.stderr` so."""
    sys.stdout = _ours(sys.stdout)
    sys.stderr = _ours(sys.stderr, by_line=True)


def _ours(stream: TextIO | None, *, by_line: bool = False) -> TextIO:
    if stream is None:  # closed by whoever started us; there is nobody to print to
        return open(os.devnull, "w", encoding="utf-8")
    stream.flush()
    errors = "backslashreplace" if stream.errors in _UNSAID else stream.errors
    binary = io.BufferedWriter(_Descriptor(stream.fileno(), "w", closefd=False))
    return io.TextIOWrapper(binary, stream.encoding, errors, line_buffering=by_line or stream.isatty())
