"""What a person at a terminal sees."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console
from rich.text import Text

from paddle_inspect.tables import Document, render, write
from paddle_inspect.tables.colours import coloured, is_terminal, width
from paddle_inspect.tables.document import Column, Section, Table
from paddle_inspect.tables.formats.terminal import draw
from tests.harm import harmful

TABLE = Table(
    (Column("weight"), Column("layers", right=True, spare=2), Column("verdict")),
    (("albert-base-v1", "12", "confirmed"), ("albert-large-v1", "24", "corrected")),
)
DOCUMENT = Document(sections_of=lambda: (Section(table=TABLE),))


STYLES = ("bold", "dim", "red", "bold red", "green reverse", "cyan", "yellow", "magenta", "")
ENVIRONMENTS: tuple[dict[str, str], ...] = (
    {},
    {"TERM": "xterm-256color", "COLUMNS": "61"},
    {"TERM": "dumb"},
    {"TERM": "unknown"},
    {"NO_COLOR": "1", "COLUMNS": "x"},
    {"NO_COLOR": ""},
    {"FORCE_COLOR": "1"},
    {"FORCE_COLOR": ""},
    {"FORCE_COLOR": "1", "TTY_COMPATIBLE": "0"},
    {"TTY_COMPATIBLE": "1"},
    {"TTY_COMPATIBLE": "2"},
)


def sgr(text: str) -> list[tuple[set[str], str]]:
    """Lines with the codes that they are in, in whatever order."""
    lines = (re.fullmatch(r"(?:\x1b\[([\d;]+)m)?([^\x1b]*)(?:\x1b\[0m)?", line) for line in text.splitlines())
    return [(set((line[1] or "").split(";")), line[2]) for line in lines if line]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class AsciiTerminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)


def shown(document: Document = DOCUMENT) -> str:
    drawn = draw(document, Terminal())
    assert drawn is not None
    return drawn


def test_a_pipe_gets_plain_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr("sys.stdout", stream)
    write(DOCUMENT)
    assert draw(DOCUMENT, stream) is None
    assert stream.getvalue() == render(DOCUMENT)


def test_a_terminal_gets_what_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr("sys.stdout", stream)
    write(DOCUMENT)
    assert stream.getvalue() == shown()
    write(DOCUMENT, "csv")
    assert stream.getvalue() == shown() + render(DOCUMENT, "csv")


def test_every_part_is_drawn_in_its_place() -> None:
    first = Section(title="First", notes=("a note",))
    last = Section(table=TABLE, conclusion="all is well", good=True)
    plain = re.sub(r"\x1b\[[\d;]*m", "", shown(Document(title="Title", sections_of=lambda: (first, last))))
    lines = [line.strip() for line in plain.splitlines()]
    assert lines[:5] == ["Title", "", "First", "a note", ""]
    assert lines[5].split() == ["weight", "layers", "verdict"]
    assert lines[-1] == "all is well"


def test_a_conclusion_has_the_colour_of_what_it_says() -> None:
    ends = {
        good: shown(Document(sections_of=lambda good=good: (Section(conclusion="end", good=good),)))  # type: ignore[misc]
        for good in (True, False, None)
    }
    assert len(set(ends.values())) == 3
    assert "\x1b[32m" in ends[True]
    assert "31m" in ends[False]


def test_a_terminal_gets_colour_unless_it_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" in shown()
    monkeypatch.setenv("NO_COLOR", "1")
    uncoloured = shown()
    assert "\x1b[3" not in uncoloured
    assert all(cell in uncoloured for row in TABLE.rows for cell in row)


def test_a_narrow_terminal_loses_spare_columns_first_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    words = " ".join(re.sub(r"\x1b\[[\d;]*m", "", shown()).split())
    assert "left out at 30 columns: layers; 34 columns show it" in words  # 15 + 2 + 6 + 2 + 9


def test_rows_are_blocks_where_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    lines = re.sub(r"\x1b\[[\d;]*m", "", shown()).splitlines()
    assert lines[:4] == ["weight   albert-base-v1", "layers   12", "verdict  confirmed", ""]


def test_a_terminal_without_the_characters_gets_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    table = Table((Column("name", gives="middle"),), (("a-name-that-is-too-long",),))
    narrow = Document(sections_of=lambda: (Section(table=table),))
    assert "…" in shown(narrow)
    drawn = draw(narrow, AsciiTerminal(io.BytesIO(), encoding="ascii"))
    assert drawn is not None
    assert drawn.isascii()
    assert "a-na...t-is-too-long" in re.sub(r"\x1b\[[\d;]*m", "", drawn)


@pytest.mark.parametrize("kind", [io.StringIO, Terminal])
def test_escape_sequences_of_a_file_do_not_reach_the_terminal(
    kind: type[io.StringIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = kind()
    monkeypatch.setattr("sys.stdout", stream)
    evil = "a\x1b]0;title\x07b [bold]c[/bold]"
    write(
        Document(
            sections_of=lambda: (Section(table=Table((Column("x"),), ((evil,),)), notes=(evil,), conclusion=evil),)
        )
    )
    printed = stream.getvalue()
    assert "\x1b]" not in printed
    assert not harmful(re.sub(r"\x1b\[[\d;]*m", "", printed))  # what is left are our own colours
    assert printed.count("[bold]c[/bold]") == 3


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=str)
@pytest.mark.parametrize("kind", [io.StringIO, Terminal])
def test_the_environment_means_what_it_means_to_rich(
    environment: dict[str, str], kind: type[io.StringIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TERM", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    theirs = Console(file=kind(), soft_wrap=True, highlight=False)
    assert is_terminal(kind()) == theirs.is_terminal
    if theirs.is_terminal:
        assert width() == theirs.width
        with theirs.capture() as captured:
            for style in STYLES:
                theirs.print(Text(style or "plain", style))
        ours = coloured(lambda *_: [(f"{style or 'plain'}\n", style) for style in STYLES], kind())
        assert sgr(ours or "") == sgr(captured.get())
