"""Work that is divided among processes comes back as if it had been done here."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from paddle_inspect.base import workers
from paddle_inspect.base.errors import NotTraced
from tests.fakes import ROOT

HERE = os.getpid()


def doubled(number: int) -> int:
    return 2 * number


def place(_: int) -> int:
    return os.getpid()


def refused(number: int) -> NotTraced:
    return NotTraced(f"weight {number}", "no", lasting=False)


def failing(number: int) -> int:
    if number == 5:
        raise NotTraced("five", "fails", lasting=False)
    return number


def ends_elsewhere(number: int) -> int:
    if number == 5 and os.getpid() != HERE:
        os._exit(9)
    return number


@pytest.fixture
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)


@pytest.mark.usefixtures("two_processors")
def test_many_items_are_done_elsewhere_in_their_order() -> None:
    assert list(workers.each(doubled, range(20))) == [2 * number for number in range(20)]
    assert os.getpid() not in set(workers.each(place, range(20)))


@pytest.mark.usefixtures("two_processors")
def test_few_items_are_done_here() -> None:
    assert set(workers.each(place, range(3))) == {os.getpid()}
    assert list(workers.each(doubled, [])) == []


@pytest.mark.usefixtures("two_processors")
def test_refusals_come_back_with_their_parts_and_errors_are_raised() -> None:
    found = list(workers.each(refused, range(10)))
    assert [(one.weight, one.reason, one.lasting) for one in found][3] == ("weight 3", "no", False)
    results = workers.each(failing, range(10))
    assert [next(results) for _ in range(5)] == [0, 1, 2, 3, 4]
    with pytest.raises(NotTraced, match="five"):
        next(results)


@pytest.mark.usefixtures("two_processors")
def test_what_ends_a_process_is_done_here() -> None:
    assert list(workers.each(ends_elsewhere, range(20))) == list(range(20))


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="the system has no signals to speak of")
def test_whoever_ends_this_process_ends_them_all() -> None:
    code = """
import multiprocessing, os, signal, sys, time
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, signal.SIG_DFL)
os.sched_getaffinity = lambda _: {0, 1}
from paddle_inspect.base import interrupts, workers
interrupts.watch()
def work(number):
    if number:
        time.sleep(600)
    return number
for _ in workers.each(work, range(20)):
    print(*(child.pid for child in multiprocessing.active_children()), flush=True)
    os.killpg(0, signal.SIGINT)
"""
    command = [sys.executable, "-c", code]
    ended = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, start_new_session=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stderr) == (130, "paddle-inspect: interrupted\n")
    assert len(ended.stdout.split()) == 2  # and nobody holds the pipes any more, else this were not reached
