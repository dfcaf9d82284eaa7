"""How far a run is, on stderr: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import io
import sys

import pytest

from paddle_inspect.base.progress import on_stderr
from paddle_inspect.base.run import Run


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """What stands for stderr from now on; as a fixture it would be set before pytest sets its own."""
    stderr = Terminal()
    monkeypatch.setattr(sys, "stderr", stderr)
    return stderr


def test_what_is_done_at_once_says_nothing_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(on_stderr(["a", "b"], "building models")) == ["a", "b"]
    assert capsys.readouterr() == ("", "")


def test_what_takes_long_is_whole_lines_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter([0.0, 0.0, 4.0, 5.5, 6.0, 10.6])
    monkeypatch.setattr("time.monotonic", lambda: next(times))
    assert list(on_stderr("abcde", "building models")) == list("abcde")
    lines = "paddle-inspect: building models 2/5\npaddle-inspect: building models 4/5\n"
    assert capsys.readouterr() == ("", lines)


def test_a_terminal_gets_a_bar_that_is_gone_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = terminal(monkeypatch)
    assert list(on_stderr(["a", "b"], "building models")) == ["a", "b"]
    shown = stderr.getvalue()
    assert "building models" in shown
    assert "2/2" in shown
    assert shown.endswith("\x1b[2K")
    assert shown.count("\x1b[?25l") == shown.count("\x1b[?25h") == 1  # the cursor


def test_of_jobs_within_jobs_the_outermost_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = terminal(monkeypatch)
    for _ in on_stderr([1, 2], "checking pages"):
        assert list(on_stderr(["a", "b"], "building models")) == ["a", "b"]
    assert "checking pages" in stderr.getvalue()
    assert "building models" not in stderr.getvalue()
    assert list(on_stderr(["a"], "building models")) == ["a"]
    assert "building models" in stderr.getvalue()


def test_the_bar_is_gone_when_an_item_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = terminal(monkeypatch)

    def fail() -> None:
        for _ in on_stderr(["a", "b"], "building models"):
            raise ValueError("a is broken")

    with pytest.raises(ValueError, match="a is broken"):
        fail()
    assert stderr.getvalue().endswith("\x1b[2K")


def test_a_run_tells_nobody_unless_it_is_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = terminal(monkeypatch)
    assert list(Run().follow(["a", "b"], "building models")) == ["a", "b"]
    assert stderr.getvalue() == ""


def test_runs_remember_for_themselves() -> None:
    assert Run().keep is not Run().keep
