"""Which tests execute which statements: only those can notice a mutant, and a mutant that none executes survives."""

from __future__ import annotations

import ast
import functools
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic  # which tests may put another in place of

import coverage
import pytest

_PYTEST = ("-x", "-q", "-p", "no:cacheprovider", "-m", "not paddle and not wheel")
#: What pytest returns when they pass, and when they choose none.
PASSED = (0, 5)

#: The tests of each test file, in the order in which they run, and the seconds that they take together.
Chosen = Mapping[str, tuple[list[str], float]]


@dataclass(frozen=True, slots=True)
class Record:
    """What some tests execute while nothing is broken.

    `lines` are the lines of each file with what executed them: a test, a file of tests (its fixtures), or "" (when
    tests are collected). `seconds` are those of each test.
    """

    lines: dict[str, dict[int, list[str]]]
    seconds: dict[str, float]


def run(file: str, plugin: object) -> int:
    """What pytest returns of a file of tests, for an outsider, who has no PaddlePaddle; in a folder of this process."""
    folder = Path(tempfile.gettempdir()) / f"tests-{os.getpid()}"  # pytest's own may be cleaned away by others
    return int(pytest.main([*_PYTEST, f"--basetemp={folder}", file], plugins=[plugin]))


def record(root: Path, tests: str) -> Record:
    """Run a file of tests and remember.

    Raises:
        RuntimeError: they fail.
    """
    recording = coverage.Coverage(data_file=None, config_file=False, source=[str(root / "paddle_inspect")])
    recorder = _Recorder(recording)
    recording.start()
    code = run(tests, recorder)
    recording.stop()
    if code not in PASSED:
        raise RuntimeError(f"without any mutant, pytest ends with {code}: {tests}")
    data = recording.get_data()
    lines = {Path(file).relative_to(root).as_posix(): data.contexts_by_lineno(file) for file in data.measured_files()}
    return Record(lines=lines, seconds=recorder.seconds)


class _Recorder:
    def __init__(self, recording: coverage.Coverage) -> None:
        self._recording = recording
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Iterator[None]:
        _forget()
        self._recording.switch_context(_file(item.nodeid))  # a fixture may be made for the whole file
        return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        self._recording.switch_context(item.nodeid)
        start = monotonic()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = monotonic() - start
            self._recording.switch_context(_file(item.nodeid))


def _forget() -> None:
    """Empty the caches of functions: a test that is answered by one stands on what it remembers."""
    for name, module in list(sys.modules.items()):
        if name.startswith("paddle_inspect"):
            for value in list(vars(module).values()):
                if callable(clear := getattr(value, "cache_clear", None)):
                    clear()


def _file(test: str) -> str:
    return test.partition("::")[0]


class Covering:
    """The tests for a place in a file, from the records of all tests."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._seconds = {test: seconds for one in records for test, seconds in one.seconds.items()}
        self._tests_of: dict[str, set[str]] = defaultdict(set)
        for test in self._seconds:
            self._tests_of[_file(test)].add(test)
        self._contexts: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        for one in records:
            for path, lines in one.lines.items():
                for line, contexts in lines.items():
                    self._contexts[path][line].update(contexts)

    def chosen(self, path: str, source: bytes, line: int) -> Chosen:
        """The tests that execute a statement; where it runs on import, its module, or all where that has nothing else.

        The quickest come first, but behind those of the module's own name.
        """
        lines = self._contexts[path]
        first, last, on_import = _statement(source, line)
        contexts = set().union(*(lines[number] for number in range(first, last + 1) if number in lines))
        if on_import or "" in contexts:
            contexts = set().union(*lines.values())
        tests = contexts & self._seconds.keys()
        tests |= {test for file in contexts & self._tests_of.keys() for test in self._tests_of[file]}
        if on_import and not tests:
            tests = set(self._seconds)
        files = defaultdict(list)
        for test in sorted(tests, key=lambda one: (self._seconds[one], one)):
            files[_file(test)].append(test)
        costs = {file: sum(self._seconds[test] for test in found) for file, found in files.items()}
        ordered = sorted(files, key=lambda file: (Path(file).stem != f"test_{Path(path).stem}", costs[file]))
        return {file: (files[file], costs[file]) for file in ordered}


@functools.cache
def _parsed(source: bytes) -> ast.Module:
    return ast.parse(source)


def _statement(source: bytes, line: int) -> tuple[int, int, bool]:
    """First and last line of the innermost statement or head of one, and whether it runs on import."""
    first, last, on_import = line, line, True
    nodes: list[tuple[ast.AST, bool]] = [(_parsed(source), True)]
    while nodes:
        node, imported = nodes.pop()
        for child in ast.iter_child_nodes(node):
            inside = imported and not (isinstance(node, ast.FunctionDef) and child in node.body)
            if isinstance(child, ast.stmt) and child.lineno <= line <= (child.end_lineno or line):
                body = getattr(child, "body", None)
                end = body[0].lineno - 1 if isinstance(body, list) else child.end_lineno
                first, last, on_import = child.lineno, max(end or line, child.lineno), inside
            nodes.append((child, inside))
    return first, last, on_import
