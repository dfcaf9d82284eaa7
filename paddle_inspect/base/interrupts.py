"""The end at whatever moment (Ctrl-C, `kill`, a closed terminal): one line, nothing half-written, no traceback.

Nothing is raised. Libraries catch what comes up through them, report it as their own failure, or are left half-way in
C++; so the process sets right what it has begun, and is gone. A signal that the parent process has ignored stays so.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

#: What is said of each signal; the exit code is 128 and its number. Windows has no SIGHUP.
_SAID = {
    getattr(signal, name): said
    for name, said in (("SIGINT", "interrupted"), ("SIGTERM", "terminated"), ("SIGHUP", "hung up"))
    if hasattr(signal, name)
}
_begun: dict[object, Callable[[], object]] = {}
_watched: list[int] = []


def watch() -> None:
    """Let these signals end the process this way, from now on; for a process that is nobody else's."""
    _watched[:] = [number for number in _SAID if signal.getsignal(number) != signal.SIG_IGN]
    watch_again()


def watch_again() -> None:
    """After code that sets its own handlers, as PaddlePaddle's C++ does; nothing in a process that is not watched."""
    for number in _watched:
        signal.signal(number, _end)


def no_more() -> None:
    """What there was to do is done: from now on nothing changes how the process ends, as Python would while it ends."""
    for watched in _watched:
        signal.signal(watched, signal.SIG_IGN)


@contextmanager
def undoing(undo: Callable[[], object]) -> Iterator[None]:
    """Have something undone if the process is ended within this context; whatever else happens is the caller's."""
    key = object()
    _begun[key] = undo
    try:
        yield
    finally:
        del _begun[key]


@contextmanager
def held() -> Iterator[None]:
    """Let signals wait until the end of this context. Processes that are started in it never get them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SAID)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def left_to_others() -> Iterator[None]:
    """Let Ctrl-C be the business of a process that is started in this context, such as a pager."""
    before = signal.getsignal(signal.SIGINT)
    if before != signal.SIG_IGN:  # a handler, which that process does not inherit, as it would what is ignored
        signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _end(number: int, _: FrameType | None) -> None:
    no_more()  # once is enough
    for undo in reversed(list(_begun.values())):
        with suppress(Exception):
            undo()
    if sys.__stderr__ is not None:  # else its descriptor may be another file's by now
        with suppress(OSError):
            os.write(sys.__stderr__.fileno(), f"paddle-inspect: {_SAID[number]}\n".encode())
    os._exit(128 + number)
