"""Every command on terminals of several widths: what is shown is what a pipe gets, whole, shortened or told."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pytest

from paddle_inspect.base.text import display_width
from paddle_inspect.cli import main
from tests import weight_files as wf
from tests.fakes import ALBERT_PAGE
from tests.given_zoo import TINY

pytestmark = pytest.mark.usefixtures("tiny_zoo")

COMMANDS = (
    "summary",
    "summary --explain",
    "rank",
    "rank --family ALBERT",
    "show albert-base-v2",
    "show albert-base-v2 --depth 1",
    "show albert-base-v2 --head list",
    "show albert-base-v2 --heads",
    "explain albert-base-v2",
    "checkpoint FILE",
    "verify albert-base-v2 FILE",
    "diff albert-base-v1 albert-large-v1",
    "identify FILE --family ALBERT",
    "errata PAGE",
    "check PAGE",
    "configs list",
    "configs list ALBERT",
)
#: Commands whose answer is that something is wrong, or differs.
DIFFERING = ("check PAGE", "diff albert-base-v1 albert-large-v1")
STYLE = re.compile(r"\x1b\[[\d;]*m")


class Stream(io.StringIO):
    """A pipe, or a terminal."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return wf.write_pickle(
        tmp_path / "model.pdparams", {one.name: (one.name, np.zeros(one.shape, one.dtype)) for one in TINY}
    )


def shown(monkeypatch: pytest.MonkeyPatch, command: str, file: Path, width: int | None) -> str:
    """What a command prints on a terminal of some width, or into a pipe; without colours."""
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", str(width or 80))
    monkeypatch.setenv("TERM", "xterm-256color")
    stream = Stream(terminal=width is not None)
    monkeypatch.setattr("sys.stdout", stream)
    arguments = [{"FILE": str(file), "PAGE": str(ALBERT_PAGE)}.get(word, word) for word in command.split()]
    assert main(arguments) == (1 if command in DIFFERING else 0)
    return STYLE.sub("", stream.getvalue())


def stands_in(word: str, words: set[str]) -> bool:
    """Whether a word is whole, or its two ends are those of one."""
    head, mark, tail = word.partition("…")
    return word in words or bool(mark and any(one.startswith(head) and one.endswith(tail) for one in words))


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_is_cut_but_names_in_their_middle(command: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = shown(monkeypatch, command, file, None)
    words = set(whole.split())
    for width in (40, 60, 80, 100, 140, 200):
        text = shown(monkeypatch, command, file, width)
        drawn = re.sub(r"left\s+out\s+at\s[^;]*;[^;]*?\sa\s+pipe\n|─+\n", "", text)
        assert [word for word in drawn.split() if not stands_in(word, words)] == []
        too_wide = [line for line in text.splitlines() if display_width(line) > width and len(line.split()) > 2]
        assert too_wide == []
        labels = {line.split()[0] for line in whole.splitlines() if line.strip()}
        first = {line.split()[0] for line in drawn.splitlines() if line.strip()}
        assert width < 80 or any("…" in word for word in first) or labels <= first | set(drawn.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_at_two_hundred_columns_all_is_there(command: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "left out at" not in shown(monkeypatch, command, file, 200)


@pytest.mark.parametrize("width", [60, 80])
def test_the_answer_of_identify_is_always_there(width: int, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(monkeypatch, "identify FILE --family ALBERT", file, width)
    for title in ("weight", "head", "same", "missing", "unexpected", "other", "shape", "dtype"):
        assert title in text.split()
