"""How far a long run is: one line on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from paddle_inspect.base.records import WeightSpec

Item = TypeVar("Item")


def progress(items: Iterable[Item], what: str, total: int) -> Iterator[Item]:
    """Hand the items on and keep one line on stderr saying how far; silent when stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    try:
        for done, item in enumerate(items, 1):
            sys.stderr.write(f"\r\x1b[K{what} {done}/{total}")
            sys.stderr.flush()
            yield item
    finally:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


def show_progress(specs: Sequence[WeightSpec]) -> Iterable[WeightSpec]:
    """Hand on what is being built, with one line on stderr saying how far it is."""
    return progress(specs, "building models", len(specs))
