"""A line on stderr that says how far a run is: for a terminal alone."""

from __future__ import annotations

import io
import sys

import pytest

from paddle_inspect.base.progress import on_stderr
from paddle_inspect.base.run import Run

LINE = "\r\x1b[K"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """What stands for stderr from now on; as a fixture it would be set before pytest sets its own."""
    stderr = Terminal()
    monkeypatch.setattr(sys, "stderr", stderr)
    return stderr


def test_nothing_is_written_when_stderr_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(on_stderr(["a", "b"], "building models")) == ["a", "b"]
    assert capsys.readouterr() == ("", "")


def test_a_terminal_is_told_before_each_item_and_cleared_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = terminal(monkeypatch)
    seen = [(item, stderr.getvalue()) for item in on_stderr(["a", "b"], "building models")]
    first, second = f"{LINE}building models 1/2", f"{LINE}building models 2/2"
    assert seen == [("a", first), ("b", first + second)]
    assert stderr.getvalue() == first + second + LINE


def test_the_line_is_cleared_when_an_item_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = terminal(monkeypatch)

    def fail() -> None:
        for _ in on_stderr(["a", "b"], "building models"):
            raise ValueError("a is broken")

    with pytest.raises(ValueError, match="a is broken"):
        fail()
    assert stderr.getvalue() == f"{LINE}building models 1/2{LINE}"


def test_a_run_tells_nobody_unless_it_is_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = terminal(monkeypatch)
    assert list(Run().follow(["a", "b"], "building models")) == ["a", "b"]
    assert stderr.getvalue() == ""


def test_runs_remember_for_themselves() -> None:
    assert Run().keep is not Run().keep
