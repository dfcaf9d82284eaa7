"""A copy of the checkout in which one mutant at a time is tried."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.mutants.breaks import Mutant

ROOT = Path(__file__).parent.parent.parent

_NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "build", "dist", "*.egg-info")
_PYTEST = ("-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-m", "not paddle and not wheel")
#: What pytest returns when a test failed, and when one could not be imported.
_NOTICED = (1, 2)
_LEAST_SECONDS = 30.0
_TIMES_LONGER = 10


class Trial:
    """A copy of the checkout; nothing is ever changed in the checkout itself."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "checkout"
        self._tried = 0
        shutil.copytree(ROOT, self._folder, ignore=_NOT_COPIED)

    def clean_seconds(self, tests: Sequence[str]) -> float:
        """How long these tests take while nothing is broken.

        Raises:
            RuntimeError: they fail.
        """
        start = time.monotonic()
        code = self._run(tests)
        if code != 0:
            raise RuntimeError(f"without any mutant, pytest ends with {code}: {' '.join(tests)}")
        return time.monotonic() - start

    def is_noticed(self, mutant: Mutant, clean: Mapping[tuple[str, ...], float]) -> bool:
        """Whether one of these sets of tests fails, or takes far longer than the seconds that it takes clean."""
        with self._broken(mutant):
            for tests, seconds in clean.items():
                code = self._run(tests, max(_LEAST_SECONDS, _TIMES_LONGER * seconds))
                if code is None or code in _NOTICED:
                    return True
                if code != 0:
                    raise RuntimeError(f"pytest ends with {code} at {mutant}")
        return False

    @contextmanager
    def _broken(self, mutant: Mutant) -> Iterator[None]:
        path = self._folder / mutant.path
        source, time_ = path.read_bytes(), path.stat().st_mtime
        self._tried += 1
        path.write_bytes(mutant.applied(source))
        os.utime(path, (time_, time_ + self._tried))  # or the bytecode of another mutant would be taken for its own
        try:
            yield
        finally:
            path.write_bytes(source)
            os.utime(path, (time_, time_))

    def _run(self, tests: Sequence[str], seconds: float | None = None) -> int | None:
        """What pytest returns for an outsider, who has no corpus; None when it took longer than so many seconds."""
        environment = {name: value for name, value in os.environ.items() if name != "PADDLE_INSPECT_SHARED"}
        environment |= {"HYPOTHESIS_PROFILE": "mutants", "PYTHONHASHSEED": "0"}
        process = subprocess.Popen(
            [sys.executable, *_PYTEST, *tests],
            cwd=self._folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            if process.poll() is None:  # with its children
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
