"""How far a long run is: one line on stderr, for people alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def on_stderr(items: Sequence[Item], what: str) -> Iterator[Item]:
    """Hand the items on and keep one line on stderr saying how far; silent when stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    try:
        for done, item in enumerate(items, 1):
            sys.stderr.write(f"\r\x1b[K{what} {done}/{len(items)}")
            sys.stderr.flush()
            yield item
    finally:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
