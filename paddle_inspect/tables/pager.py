"""Text that is longer than the terminal goes through a pager, as git does it; nothing else does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar

from paddle_inspect.base import interrupts
from paddle_inspect.tables.colours import height

_ALLOWED = ContextVar("allowed", default=False)
#: less without options of its own: what fits is printed (F), colours are colours (R), and the text stays behind (X).
_LESS = {"LESS": "FRX"}
#: What the shell returns when there is no such program.
_NOT_FOUND = 127


@contextmanager
def allowed(wanted: bool = True) -> Iterator[None]:
    """Let long text go through a pager within this context, if that is wanted."""
    token = _ALLOWED.set(wanted)
    try:
        yield
    finally:
        _ALLOWED.reset(token)


def put(texts: Iterable[str]) -> None:
    """Print text, in pieces, to stdout; or show it in a pager until the reader has seen enough of it."""
    pager = _pager()
    if pager is None:
        sys.stdout.writelines(texts)
        return
    text = "".join(texts)
    if text.count("\n") < height() or not _show(text, pager):
        sys.stdout.write(text)


def _pager() -> str | None:
    """The command of the pager; None where there is none, none is wanted, or nobody looks at a terminal."""
    if not (_ALLOWED.get() and _is_terminal() and height()):
        return None
    chosen = os.environ.get("PAGER")
    if chosen is None:
        return shutil.which("less")
    return chosen if chosen.strip() not in ("", "cat") else None


def _is_terminal() -> bool:
    try:
        return os.isatty(sys.stdout.fileno()) and os.environ.get("TERM", "") != "dumb"
    except (OSError, ValueError):  # it is no file, or closed
        return False


def _show(text: str, pager: str) -> bool:
    """Show a text and wait for the end of it; False where the pager does not exist."""
    sys.stdout.flush()
    with interrupts.left_to_others():
        process = subprocess.Popen(pager, shell=True, stdin=subprocess.PIPE, env={**_LESS, **os.environ})
        with suppress(BrokenPipeError):  # the reader has seen enough
            process.communicate(text.encode(sys.stdout.encoding, "backslashreplace"))
        return process.wait() != _NOT_FOUND
