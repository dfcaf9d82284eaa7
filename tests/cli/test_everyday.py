"""Every command as it is used: on a terminal, in a pipe, with colours and without, in any encoding, interrupted."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from paddle_inspect import cli
from tests.fakes import ALBERT_PAGE, ROOT
from tests.harm import harmful

#: One command in a process of its own, with arithmetic in place of PaddlePaddle. With a number, it interrupts itself at
#: that call of a function of the package, which is the same moment on every machine.
RUNNER = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from paddle_inspect.__main__ import entry_point
from paddle_inspect.base import interrupts
from tests.given_zoo import GivenZoo, by_arithmetic
sys.modules["paddle_inspect.zoos.paddlenlp"] = GivenZoo(by_arithmetic)
left = int(sys.argv.pop(1))
package = os.path.dirname(interrupts.__file__).removesuffix("base")

def at_a_call(frame, event, _):
    global left
    if event == "call" and frame.f_code.co_filename.startswith(package):
        left -= 1
        if left == 0:
            sys.setprofile(None)
            os.kill(os.getpid(), signal.SIGINT)

watch = interrupts.watch
interrupts.watch = lambda: (watch(), sys.setprofile(at_a_call if left else None))
entry_point()
"""
MOMENTS = (1, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000)

#: A line for each command with its main options, and the exit code.
COMMANDS = {
    "check PAGE": 1,
    "checkpoint FILE": 2,
    "configs list": 0,
    "diff albert-base-v1 albert-large-v1": 1,
    "errata PAGE": 0,
    "explain albert-base-v1 --figure 11M": 0,
    "fix --diff PAGE": 1,
    "identify FILE": 2,
    "pages --output OUT ALBERT": 0,
    "rank --family ALBERT": 0,
    "show albert-base-v1": 0,
    "summary": 0,
    "verify albert-base-v1 FILE": 2,
}
LONG = ("summary --format json --output OUT/old", "pages --output OUT ALBERT", "fix PAGE")
COLOUR = re.compile(r"\x1b\[[\d;]*m")


@pytest.fixture
def places(tmp_path: Path) -> dict[str, str]:
    page, file = tmp_path / "ALBERT" / "contents.rst", tmp_path / "weights.safetensors"
    page.parent.mkdir()
    page.write_bytes(ALBERT_PAGE.read_bytes())
    file.write_bytes(b"no weights")
    return {"PAGE": str(page), "FILE": str(file), "OUT": str(tmp_path / "out")}


def command(line: str, places: dict[str, str], interrupted_at: int = 0) -> list[str]:
    words = [re.sub("PAGE|FILE|OUT", lambda found: places[found[0]], word) for word in line.split()]
    return [sys.executable, "-c", RUNNER, str(interrupted_at), *words]


def environment(**more: str) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    return {**plain, "TERM": "xterm-256color", "PAGER": "cat", **more}


def on_a_terminal(line: str, places: dict[str, str], **more: str) -> tuple[int, str]:
    """The exit code and what a terminal gets, stdout and stderr alike."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command(line, places), stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT, env=environment(**more)
    )
    os.close(theirs)
    shown = bytearray()
    with contextlib.suppress(OSError):  # how Linux says that nobody has the other end any more
        while piece := os.read(ours, 65536):
            shown += piece
    os.close(ours)
    return process.wait(), shown.decode().replace("\r\n", "\n")


def piped(line: str, places: dict[str, str], interrupted_at: int = 0, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(line, places, interrupted_at),
        capture_output=True,
        encoding="latin-1",
        cwd=ROOT,
        env=environment(**more),
        check=False,
    )


def test_no_command_is_left_out() -> None:
    assert {line.split()[0] for line in COMMANDS} == set(cli.command_names())


@pytest.mark.parametrize(("line", "code"), COMMANDS.items())
def test_in_a_pipe_without_colours_in_an_encoding_that_lacks_much(line: str, code: int, places: dict[str, str]) -> None:
    ended = piped(line, places, PYTHONIOENCODING="ascii")
    assert ended.returncode == code
    assert ended.stdout.isascii()
    assert not harmful(ended.stdout + ended.stderr)
    assert all(said.startswith("paddle-inspect: ") or "fix" in line for said in ended.stderr.splitlines())
    assert code != 2 or ended.stderr.count("\n") == 1


@pytest.mark.parametrize("line", ["check PAGE", "rank --family ALBERT", "fix --diff PAGE"])
def test_a_reader_of_one_line_changes_no_exit_code(line: str, places: dict[str, str]) -> None:
    shell = ["bash", "-o", "pipefail", "-c", '"$@" 2>&1 | head -n 1', "bash", *command(line, places)]
    ended = subprocess.run(shell, capture_output=True, cwd=ROOT, env=environment(), check=False)
    assert ended.returncode == COMMANDS[line]
    assert (ended.stdout.count(b"\n"), ended.stderr) == (1, b"")


@pytest.mark.parametrize("line", ["summary", "check PAGE", "verify albert-base-v1 FILE"])
@pytest.mark.parametrize("more", [{}, {"NO_COLOR": "1"}, {"FORCE_COLOR": "1"}, {"PYTHONIOENCODING": "ascii"}], ids=str)
def test_on_a_terminal(line: str, more: dict[str, str], places: dict[str, str]) -> None:
    code, shown = on_a_terminal(line, places, **more)
    assert code == COMMANDS[line]
    assert "Traceback" not in shown
    left = re.sub(r"\x1b\[(\?25[lh]|2K|1A)|\r", "", COLOUR.sub("", shown))  # colours, and the bar
    assert not harmful(left)
    if "PYTHONIOENCODING" in more:
        assert shown.isascii()
    if "NO_COLOR" in more:
        assert not re.search(r"\x1b\[[\d;]*3\dm", shown)


def test_a_bar_counts_pages_where_there_are_several(places: dict[str, str]) -> None:
    Path(places["OUT"]).write_bytes(ALBERT_PAGE.read_bytes())
    _, of_one = on_a_terminal("check PAGE", places)
    _, of_two = on_a_terminal("check --family ALBERT PAGE OUT", places)
    assert ("checking pages" in of_one, "checking pages" in of_two) == (False, True)


#: Pagers, and whether what they get is seen: one that shows all, none, one that ends at once, one that is not there.
PAGERS = {
    "sed s/^/paged:/": "paged:",
    "": "",
    "cat": "",
    "head -n 1 >/dev/null": None,
    "no-such-pager": "",
    "kill -INT $PPID; sed s/^/paged:/": "paged:",
}


@pytest.mark.parametrize("line", ["check PAGE", "fix --check PAGE", "fix --output OUT PAGE"])
def test_a_severity_has_its_colour_in_whatever_command(line: str, places: dict[str, str]) -> None:
    _, shown = on_a_terminal(line, places, COLUMNS="200")
    assert ": \x1b[1;31merror\x1b[0m: contradicted-figure: " in shown


@pytest.mark.parametrize(("pager", "seen"), PAGERS.items())
def test_long_output_goes_through_a_pager(pager: str, seen: str | None, places: dict[str, str]) -> None:
    small: dict[str, str] = {"PAGER": pager, "LINES": "5", "NO_COLOR": "1"}
    code, shown = on_a_terminal("check PAGE", places, **small)
    assert (code, "Traceback" in shown, "interrupted" in shown) == (1, False, False)
    lines = [line for line in shown.splitlines() if "documented" in line]
    assert bool(lines) is (seen is not None)
    assert all(line.startswith(seen or "") for line in lines)
    assert ("paged:" in shown) is (seen == "paged:")


@pytest.mark.parametrize("option", ["--no-pager", "--output OUT", "--output -"])
def test_no_pager_where_none_is_wanted(option: str, places: dict[str, str]) -> None:
    small = {"PAGER": "sed s/^/paged:/", "LINES": "5"}
    code, shown = on_a_terminal(f"check PAGE {option}", places, **small)
    assert (code, "paged:" in shown) == (1, False)
    ended = piped("check PAGE", places, 0, **small)
    assert (ended.returncode, "paged:" in ended.stdout) == (1, False)


@pytest.mark.parametrize("line", LONG)
def test_ctrl_c_at_any_moment(line: str, places: dict[str, str]) -> None:
    folder = Path(places["PAGE"]).parent.parent
    (folder / "out").mkdir()
    (folder / "out" / "old").write_text("as it was", encoding="utf-8")
    codes = []
    for moment in MOMENTS:
        ended = piped(line, places, moment)
        codes.append(ended.returncode)
        assert ended.returncode in (0, 130)  # done before
        assert "Traceback" not in ended.stderr
        if ended.returncode == 130:
            assert ended.stderr.splitlines()[-1] == "paddle-inspect: interrupted"
            assert ended.stderr.count("paddle-inspect: interrupted") == 1
        assert not list(folder.rglob("*.tmp"))
        assert (folder / "out" / "old").read_text(encoding="utf-8").endswith(("as it was", "}\n"))
        Path(places["PAGE"]).write_bytes(ALBERT_PAGE.read_bytes())
    assert codes.count(130) >= len(MOMENTS) // 2
