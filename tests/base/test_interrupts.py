"""A process that is ended: what it says, what it leaves, and what it is not ended by."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes import ROOT

#: Begins with a handler of its own, since whoever runs the tests may ignore the signals.
HEAD = """\
import os, signal, sys
from pathlib import Path
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)
from paddle_inspect.base import interrupts
from paddle_inspect.base.disk import write_atomically
"""


def ended(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", HEAD + code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [("SIGINT", 130, "interrupted"), ("SIGTERM", 143, "terminated"), ("SIGHUP", 129, "hung up")],
)
def test_each_signal_is_one_line_and_its_code_whoever_catches_exceptions(name: str, code: int, said: str) -> None:
    found = ended(
        "interrupts.watch()\n"
        "try:\n"
        f"    os.kill(os.getpid(), signal.{name})\n"
        "    print('went on')\n"
        "except BaseException:\n"
        "    print('swallowed')\n"
    )
    assert (found.returncode, found.stdout, found.stderr) == (code, "", f"paddle-inspect: {said}\n")


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    found = ended(
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "interrupts.watch()\n"
        "interrupts.watch_again()\n"
        "os.kill(os.getpid(), signal.SIGINT)\n"
        "print('went on')\n"
    )
    assert (found.returncode, found.stdout, found.stderr) == (0, "went on\n", "")


def test_handlers_of_others_are_replaced_only_where_the_process_is_watched() -> None:
    code = "signal.signal(signal.SIGTERM, lambda *_: print('theirs'))\ninterrupts.watch_again()\n"
    end = "os.kill(os.getpid(), signal.SIGTERM)\n"
    assert ended(code + end).stdout == "theirs\n"
    assert ended("interrupts.watch()\n" + code + end).returncode == 143


def test_what_was_begun_is_undone_and_what_is_done_is_not() -> None:
    found = ended(
        "interrupts.watch()\n"
        "with interrupts.undoing(lambda: print('done', flush=True)):\n"
        "    pass\n"
        "with interrupts.undoing(lambda: print('outer', flush=True)):\n"
        "    with interrupts.undoing(lambda: 1 / 0):\n"
        "        with interrupts.undoing(lambda: print('inner', flush=True)):\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
    )
    assert (found.returncode, found.stdout) == (130, "inner\nouter\n")
    assert found.stderr == "paddle-inspect: interrupted\n"


def test_a_second_signal_while_the_first_is_dealt_with_adds_nothing() -> None:
    found = ended(
        "interrupts.watch()\n"
        "with interrupts.undoing(lambda: os.kill(os.getpid(), signal.SIGTERM)):\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
    )
    assert (found.returncode, found.stderr) == (130, "paddle-inspect: interrupted\n")


def test_once_all_is_done_the_exit_code_is_that_of_what_was_done() -> None:
    found = ended(
        "class EndsLast:\n"
        "    def __del__(self, kill=os.kill, pid=os.getpid()):\n"
        "        kill(pid, signal.SIGINT)\n"
        "last = EndsLast()\n"
        "from paddle_inspect.__main__ import entry_point\n"
        "sys.argv[1:] = ['no-such-command']\n"
        "entry_point()\n"
    )
    assert (found.returncode, "interrupted" in found.stderr) == (2, False)


def test_held_signals_wait_and_what_is_started_meanwhile_never_gets_them() -> None:
    found = ended(
        "interrupts.watch()\n"
        "with interrupts.held():\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    if not (child := os.fork()):\n"
        "        os.kill(os.getpid(), signal.SIGTERM)\n"
        "        os._exit(7)\n"
        "    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)\n"
        "print('went on', flush=True)\n"
    )
    assert (found.returncode, found.stdout) == (130, "7\n")


def test_a_file_that_is_being_written_is_left_as_it_was_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "page.rst"
    path.write_text("as it was", encoding="utf-8")
    found = ended(
        "interrupts.watch()\n"
        "def pieces():\n"
        "    yield 'half'\n"
        "    assert len(os.listdir(os.path.dirname(sys.argv[1]))) == 2\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    yield 'of it'\n"
        "write_atomically(Path(sys.argv[1]), pieces())\n",
        str(path),
    )
    assert found.returncode == 130
    assert [(one.name, one.read_text(encoding="utf-8")) for one in tmp_path.iterdir()] == [("page.rst", "as it was")]


def test_a_closed_stderr_gets_no_line_and_neither_does_a_file_that_has_its_descriptor(tmp_path: Path) -> None:
    code = (
        "interrupts.watch()\n"
        "file = open(sys.argv[1], 'w')\n"
        "assert file.fileno() == 2\n"
        "os.kill(os.getpid(), signal.SIGINT)\n"
    )
    command = ["bash", "-c", 'exec "$0" -c "$1" "$2" 2>&-', sys.executable, HEAD + code, str(tmp_path / "file")]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 130
    assert (tmp_path / "file").read_text(encoding="utf-8") == ""
