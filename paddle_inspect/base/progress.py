"""How far a long run is, on stderr: a bar with the time left on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from typing import TypeVar

from paddle_inspect.base import interrupts

Item = TypeVar("Item")

#: Seconds between two lines where stderr is no terminal, and before the first: what is done sooner says nothing.
EVERY = 5.0
#: Clears the line that the cursor is in, and shows the cursor again, which a bar hides.
_RESTORED = b"\r\x1b[2K\x1b[?25h"
_told: list[str] = []


def on_stderr(items: Sequence[Item], what: str) -> Iterator[Item]:
    """Hand the items on and say on stderr how far; nothing stays there when stderr is a terminal.

    Of jobs within jobs the outermost is told of.
    """
    if not items or _told:
        yield from items
        return
    _told.append(what)
    try:
        yield from (_bar if sys.stderr.isatty() else _lines)(items, what)
    finally:
        _told.clear()


def _lines(items: Sequence[Item], what: str) -> Iterator[Item]:
    said = time.monotonic()
    for done, item in enumerate(items):
        if (now := time.monotonic()) - said >= EVERY:
            said = now
            print(f"paddle-inspect: {what} {done}/{len(items)}", file=sys.stderr, flush=True)
        yield item


def _bar(items: Sequence[Item], what: str) -> Iterator[Item]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(file=sys.stderr, markup=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with (
        interrupts.undoing(lambda: os.write(console.file.fileno(), _RESTORED)),
        Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False) as progress,
    ):
        yield from progress.track(items, description=what)
