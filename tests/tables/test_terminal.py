"""What a person at a terminal sees."""

from __future__ import annotations

import io
import re

import pytest

from paddle_inspect.tables.table import Column, Table
from paddle_inspect.tables.terminal import fitted, plain, print_lines, print_table

TABLE = Table(
    (Column("weight"), Column("layers", right=True, spare=2), Column("verdict")),
    (("albert-base-v1", "12", "confirmed"), ("albert-large-v1", "24", "corrected")),
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)


def shown() -> str:
    stream = Terminal()
    print_table(TABLE, stream=stream)
    return stream.getvalue()


def test_a_pipe_gets_plain_columns() -> None:
    stream = io.StringIO()
    print_table(TABLE, stream=stream)
    assert stream.getvalue() == plain(TABLE)


def test_a_terminal_gets_colour_unless_it_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" in shown()
    monkeypatch.setenv("NO_COLOR", "1")
    uncoloured = shown()
    assert "\x1b[3" not in uncoloured
    assert all(cell in uncoloured for row in TABLE.rows for cell in row)


def test_a_narrow_terminal_loses_spare_columns_first_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    words = " ".join(re.sub(r"\x1b\[[\d;]*m", "", shown()).split())
    assert "left out to fit 30 columns: layers" in words


def test_columns_that_are_not_spare_stay() -> None:
    table, hidden = fitted(TABLE, 5)
    assert [column.title for column in table.columns] == ["weight", "verdict"]
    assert hidden == ["layers"]
    assert fitted(TABLE, 100) == (TABLE, [])


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()])
def test_escape_sequences_of_a_file_do_not_reach_the_terminal(stream: io.StringIO) -> None:
    evil = "a\x1b]0;title\x07b [bold]c[/bold]"
    print_table(Table((Column("x"),), ((evil,),)), stream=stream)
    print_lines([(evil, "bold")], stream)
    printed = stream.getvalue()
    assert "\x1b]" not in printed
    assert "\x07" not in printed
    assert printed.count("[bold]c[/bold]") == 2
