"""Work that is divided among processes: as many as there are processors, all of them copies of this one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from paddle_inspect.base import interrupts

Item = TypeVar("Item")
Result = TypeVar("Result")

#: Fewer items than this for each process are sooner done here: a copy of a process with PaddlePaddle in it, and what it
#: copies of its memory, costs half a second, and a trace two tenths.
_WORTH_A_PROCESS = 4


def each(work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
    """What a function of a module gives for each item, in their order; what it raises is passed on.

    Both are handed between processes. Where processes cannot be copied, or one ends, this one does what is left.
    """
    count = min(_processors(), len(items) // _WORTH_A_PROCESS)
    done = 0
    if count > 1 and hasattr(os, "fork"):
        from concurrent.futures.process import BrokenProcessPool

        try:
            for result in _divided(work, items, count):
                yield result
                done += 1
        except BrokenProcessPool:
            pass
    yield from map(work, items[done:])


def _divided(work: Callable[[Item], Result], items: Sequence[Item], count: int) -> Iterator[Result]:
    import multiprocessing  # which few runs need
    from concurrent.futures import ProcessPoolExecutor

    pool = ProcessPoolExecutor(count, multiprocessing.get_context("fork"))
    with interrupts.undoing(_kill_all):
        try:
            with interrupts.held():  # which are for this process, and it ends the others
                results = pool.map(work, items)
            yield from results
        finally:
            pool.shutdown(cancel_futures=True)


def _kill_all() -> None:
    import multiprocessing

    for child in multiprocessing.active_children():
        child.kill()


def _processors() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
