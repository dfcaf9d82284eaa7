"""What a bar is, and bars from two command lines that run side by side.

Command and baseline run in turn, several times, each as a process of its own: a slow moment of the machine meets both.
Their fastest runs are compared, because noise only ever adds. Memory is the peak that the system reports for the
process when it ends.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent

#: A command line; `{scratch}` in it stands for the folder that `Comparison.prepare` may have filled.
Command = tuple[str, ...]


def python(*arguments: str) -> Command:
    """A command line of this interpreter."""
    return (sys.executable, *arguments)


@dataclass(frozen=True)
class Bar:
    """One ratio and what it may be; `at_least` says in which direction."""

    what: str
    ours: str
    theirs: str
    ratio: float
    bar: float
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        return self.ratio >= self.bar if self.at_least else self.ratio <= self.bar

    def __str__(self) -> str:
        sign = ">=" if self.at_least else "<="
        met = "ok" if self.is_met else "MISSED"
        return f"{self.what:58} {self.ours:>12} {self.theirs:>12} {self.ratio:9.3f} {sign} {self.bar:<6g} {met}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a process took: seconds, and its peak memory in MB. Of several runs, the least of each."""

    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two command lines and the bars that the first is held to; a bar that is None is not.

    `time_bar` and `memory_bar` are the most that the command may take as a multiple of the baseline; `extra_mb` is
    the most that its peak memory may exceed the baseline's. With `cpu`, times are those that the processor spent, with
    `reported` what the processes print last, in seconds, instead of how long they ran.
    """

    name: str
    command: Command
    baseline: Command
    time_bar: float | None = None
    memory_bar: float | None = None
    extra_mb: float | None = None
    rounds: int = 3
    cpu: bool = False
    reported: bool = False
    prepare: Callable[[Path], object] | None = None

    def bars(self) -> Iterator[Bar]:
        """Measure, and yield a bar for each that is set.

        Raises:
            subprocess.CalledProcessError: one of the command lines fails.
        """
        with tempfile.TemporaryDirectory() as scratch:
            yield from self.judge(*self.measure(Path(scratch)))

    def measure(self, scratch: Path) -> tuple[Run, Run]:
        """The best of the command's and of the baseline's runs, taken in turn."""
        if self.prepare is not None:
            self.prepare(scratch)
        runs: dict[Command, list[Run]] = {self.command: [], self.baseline: []}
        for _ in range(self.rounds):
            for command, taken in runs.items():
                taken.append(_run(command, scratch, reported=self.reported, cpu=self.cpu))
        return _best(runs[self.command]), _best(runs[self.baseline])

    def judge(self, ours: Run, theirs: Run) -> Iterator[Bar]:
        """The bars that are set, for these measurements."""
        if self.time_bar is not None:
            times = f"{ours.seconds:.3f} s", f"{theirs.seconds:.3f} s"
            yield Bar(self.name, *times, ours.seconds / theirs.seconds, self.time_bar)
        peaks = f"{ours.megabytes:.0f} MB", f"{theirs.megabytes:.0f} MB"
        if self.memory_bar is not None:
            yield Bar(f"{self.name}, memory", *peaks, ours.megabytes / theirs.megabytes, self.memory_bar)
        if self.extra_mb is not None:
            yield Bar(f"{self.name}, extra MB", *peaks, ours.megabytes - theirs.megabytes, self.extra_mb)


def compiling(environment: dict[str, str]) -> dict[str, str]:
    """The environment in which Python keeps compiled modules, as it does for whoever does not forbid it."""
    return {name: value for name, value in environment.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _run(command: Command, scratch: Path, *, reported: bool, cpu: bool) -> Run:
    arguments = [part.replace("{scratch}", str(scratch)) for part in command]
    environment = compiling({**os.environ, "PADDLE_INSPECT_CACHE": str(scratch / "cache")})
    output = scratch / "stdout"
    with output.open("wb") as stdout:
        start = time.perf_counter()
        process = subprocess.Popen(
            arguments, stdout=stdout, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, cwd=ROOT, env=environment
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):  # 1: findings
        raise subprocess.CalledProcessError(process.returncode, arguments)
    if cpu:
        seconds = usage.ru_utime + usage.ru_stime
    if reported:
        seconds = float(output.read_text(encoding="utf-8").split()[-1])
    return Run(seconds=seconds, megabytes=usage.ru_maxrss / 1024)


def _best(runs: Sequence[Run]) -> Run:
    return Run(seconds=min(run.seconds for run in runs), megabytes=min(run.megabytes for run in runs))
