"""Processes in which tests run: copies of this one, which has imported what tests import, but never the package."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess
from pathlib import Path
from types import CodeType, ModuleType
from typing import TypeVar

import pytest

from tests.mutants.breaks import Mutant
from tests.mutants.covering import PASSED, Chosen, run

Task = TypeVar("Task")

_IMPORTED_ONCE = ("docutils.core", "hypothesis.strategies", "markdown_it", "msgspec", "numpy", "rich.progress", "yaml")
_LEAST_SECONDS = 20.0
_TIMES_LONGER = 10


def in_processes(work: Callable[[Task], bool], tasks: Iterable[Task]) -> Iterator[tuple[Task, bool]]:
    """What `work` returns of each task, as they come; False of one that ends its process. Several at once.

    Every task has a process of its own, which ends with all that it has started.
    """
    for name in _IMPORTED_ONCE:
        import_module(name)
    waiting = iter(tasks)
    running: dict[int, tuple[ForkProcess, Task]] = {}
    while True:
        while len(running) < (os.cpu_count() or 1) and (task := next(waiting, None)) is not None:
            process = ForkProcess(target=_alone, args=(work, task))
            process.start()
            running[process.sentinel] = process, task
        if not running:
            return
        for sentinel in wait(list(running)):
            assert isinstance(sentinel, int)
            process, task = running.pop(sentinel)
            process.join()
            assert process.pid is not None
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            yield task, process.exitcode == 0


def _alone(work: Callable[[Task], bool], task: Task) -> None:
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os._exit(0 if work(task) else 1)


def passes(root: Path, mutant: Mutant, chosen: Chosen) -> bool:
    """Whether these tests pass with a mutant in place of the code; this process ends when they take far too long."""
    source = mutant.applied((root / mutant.path).read_bytes())
    sys.meta_path.insert(0, _Mutated(root / mutant.path, source))
    clean = sum(seconds for _, seconds in chosen.values())
    seconds = max(_LEAST_SECONDS, _TIMES_LONGER * clean)
    signal.setitimer(signal.ITIMER_PROF, seconds)  # of its processor, however busy that is
    signal.setitimer(signal.ITIMER_REAL, seconds * _TIMES_LONGER)
    return all(run(file, _Only(tests)) in PASSED for file, (tests, _) in chosen.items())


class _Only:
    """Runs these tests alone, in this order; a module that is broken may have others."""

    def __init__(self, tests: Sequence[str]) -> None:
        self._places = {test: place for place, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self._places), key=lambda item: self._places[item.nodeid]
        )


class _Mutated(MetaPathFinder, InspectLoader):
    """Finds one module, and gives other code for it than its file has."""

    def __init__(self, path: Path, source: bytes) -> None:
        parts = path.with_suffix("").parts
        package = parts[parts.index("paddle_inspect") :]
        self._name = ".".join(package[:-1] if package[-1] == "__init__" else package)
        self._path = path
        self._source = source

    def find_spec(self, name: str, path: object = None, target: ModuleType | None = None) -> ModuleSpec | None:
        return spec_from_file_location(name, self._path, loader=self) if name == self._name else None

    def get_source(self, fullname: str) -> str:
        return self._source.decode()

    def get_code(self, fullname: str) -> CodeType:
        return self.source_to_code(self._source, str(self._path))
