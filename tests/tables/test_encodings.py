"""Documents on a stdout whose encoding lacks some of their characters."""

from __future__ import annotations

import csv
import html
import io
import json

import pytest

from paddle_inspect import tables
from paddle_inspect.tables.document import Column, Document, Section, Table

SAID = "é 層 \U0001f600"
TABLE = Table((Column("said"), Column("n", right=True)), ((SAID, "1"), ("plain", "22")))
DOCUMENT = Document(
    title=SAID,
    sections_of=lambda: (Section(title=SAID, table=TABLE),),
    tree_of=lambda: {SAID: [SAID, {"n": 1}]},
    listing_of=lambda: TABLE,
)


def printed(name: str, encoding: str, monkeypatch: pytest.MonkeyPatch, *, terminal: bool = False) -> str:
    binary = io.BytesIO()
    stream = io.TextIOWrapper(binary, encoding=encoding)  # which raises on what it lacks
    monkeypatch.setattr(stream, "isatty", lambda: terminal)
    monkeypatch.setattr("sys.stdout", stream)
    tables.write(DOCUMENT, name)
    stream.flush()
    return binary.getvalue().decode(encoding)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "gb18030", "utf-8"])
def test_json_stays_json_of_the_same_tree(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert json.loads(printed("json", encoding, monkeypatch)) == {SAID: [SAID, {"n": 1}]}


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_html_stays_html_of_the_same_text(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = printed("html", encoding, monkeypatch)
    assert SAID not in text
    assert SAID in html.unescape(text)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_every_other_format_escapes_cells_before_it_lays_them_out(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = r"\xe9" if encoding == "ascii" else "é"
    escaped = f"{first} \\u5c64 \\U0001f600"
    said, one, *_ = list(csv.reader(io.StringIO(printed("csv", encoding, monkeypatch))))[1]
    assert (said, one) == (escaped, "1")
    lines = printed("terminal", encoding, monkeypatch).splitlines()
    assert lines[0] == escaped
    assert lines[-3:] == [
        "said".ljust(len(escaped)) + "   n",
        f"{escaped}   1",
        "plain".ljust(len(escaped)) + "  22",
    ]


def test_lines_on_a_terminal_are_of_characters_that_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert "─" in printed("terminal", "utf-8", monkeypatch, terminal=True)
    drawn = printed("terminal", "latin-1", monkeypatch, terminal=True)
    assert "---" in drawn
    assert {character for character in drawn if not character.isascii()} == {"é"}
