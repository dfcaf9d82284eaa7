"""Diffs on a terminal: what went, what came, and the words that changed."""

from __future__ import annotations

import io
import re

import pytest

from paddle_inspect.tables import write_diff
from tests.tables.test_terminal import Terminal

DIFF = """\
--- page.rst
+++ page.rst (fixed)
@@ -1,3 +1,3 @@
 same
-a row of 11M parameters   here
+a row of 11.7M parameters here
-nothing
+entirely other
"""


@pytest.fixture(autouse=True)
def _colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)


def written(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, text: str = DIFF) -> str:
    monkeypatch.setattr("sys.stdout", stream)
    write_diff(text)
    return stream.getvalue()


def test_a_pipe_gets_the_diff_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert written(monkeypatch, io.StringIO()) == DIFF


def test_a_terminal_gets_red_and_green_and_no_other_text(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = written(monkeypatch, Terminal())
    assert re.sub(r"\x1b\[[\d;]*m", "", drawn) == DIFF
    assert "\x1b[31m-" in drawn
    assert "\x1b[32m+" in drawn


def test_words_that_changed_are_shown_and_spaces_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = written(monkeypatch, Terminal())
    assert "".join(re.findall(r"\x1b\[3[12];7m([^\x1b]*)", drawn)) == "11M11.7M"


def test_no_colour_where_none_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in written(monkeypatch, Terminal())


def test_long_lines_are_the_pages_and_not_wrapped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    text = f"-{'x ' * 50}\n+{'y ' * 50}\n"
    assert re.sub(r"\x1b\[[\d;]*m", "", written(monkeypatch, Terminal(), text)) == text
