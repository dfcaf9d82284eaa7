"""One document that would harm every format: none lets it through, and each still says what the files said."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from html.parser import HTMLParser

import docutils.core
import docutils.nodes
import pytest
from markdown_it import MarkdownIt

from paddle_inspect.base.records import Finding, Severity, SourceSpan
from paddle_inspect.base.text import printable
from paddle_inspect.tables import format_names, render
from paddle_inspect.tables.document import Column, Document, Section, Table
from tests.harm import HOSTILE, harmful

TEXTS = (
    HOSTILE,
    "\ud800 alone",
    "one\ntwo\r\nthree\rfour\u2028five\x0bsix",
    "a|b \\| c\\",
    "<script>alert(1)</script> <!-- &amp; &#60; --> <td>",
    '\' onclick="alert(1)" "quoted", \'a,b\'',
    "*a* **b** _c_ `d` [e](javascript:f) ![g](h) ~~i~~ [j]: k",
    "`a <b>`_ |c| d_ ``e`` :doc:`f` [1]_ e__ _`g`",
    ".. note:: x",
    "+---+---+",
    "-",
    "1. x",
    "2)",
    "* x",
    "---",
    "> x",
    "    x",
    "# x",
    "[x]: y",
    "模型｜全角\u3000文字",
    "e\u0301 combined",
    "::error file=x::%0A100% y",
    "",
)
COLUMNS = (Column(f"t {HOSTILE} | <b>*x*</b>"), Column("n", right=True))
TABLE = Table(COLUMNS, tuple((text, str(number)) for number, text in enumerate(TEXTS)))
DOCUMENT = Document(
    title=f"T {HOSTILE} <i>x</i> *y*",
    sections_of=lambda: (
        Section(title=f"S {HOSTILE} `x`_", table=TABLE, notes=TEXTS[:-1], conclusion=f"C {HOSTILE} <b>"),
    ),
    tree_of=lambda: {"texts": list(TEXTS), HOSTILE: [{"n": None}]},
    findings=tuple(
        (
            f"{text}.rst",
            Finding(code="a-code", severity=Severity.ERROR, message=text, span=SourceSpan(first=1, last=2)),
        )
        for text in TEXTS
    ),
)
CELLS = [[printable(cell) for cell in row] for row in ([column.title for column in COLUMNS], *TABLE.rows)]


def words(rows: list[list[str]]) -> list[list[list[str]]]:
    """Rows without the kinds of space that markup does not keep."""
    return [[cell.split() for cell in row] for row in rows]


class Html(HTMLParser):
    """The tags and attributes of a fragment, and the texts of its cells and paragraphs."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.comments: list[str] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag in ("h1", "h2", "th", "td", "p"):
            self.texts.append("")

    def handle_data(self, data: str) -> None:
        if self.texts:
            self.texts[-1] += data

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def read_html(text: str) -> None:
    found = Html(text)
    assert found.tags == {"div", "h1", "h2", "table", "thead", "tbody", "tr", "th", "td", "p", "strong"}
    assert (found.attributes, found.comments) == ({"class", "style"}, [])
    section = DOCUMENT.sections[0]
    said = [DOCUMENT.title, section.title, *(cell for row in CELLS for cell in row), *section.notes, section.conclusion]
    assert [one.strip() for one in found.texts] == [printable(one).strip() for one in said]


def read_markdown(text: str) -> None:
    lines = [line for line in text.splitlines() if line.startswith("|")]
    bars = {len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) for line in lines}
    assert (len(lines), bars) == (len(TEXTS) + 2, {len(COLUMNS) + 1})
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    blocks = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens}
    assert blocks <= {"heading", "table", "thead", "tbody", "tr", "th", "td", "paragraph", "inline"}
    starts = [number for number, token in enumerate(tokens) if token.type in ("th_open", "td_open")]
    cells = [tokens[number + 1].children or [] for number in starts]
    assert {child.type for token in tokens for child in token.children or ()} <= {"text", "text_special"}
    found = ["".join(child.content for child in cell) for cell in cells]
    rows = [found[start : start + len(COLUMNS)] for start in range(0, len(found), len(COLUMNS))]
    assert words(rows) == words(CELLS)
    starts = [number for number, token in enumerate(tokens) if token.type == "paragraph_open"]
    notes = ["".join(child.content for child in tokens[number + 1].children or []) for number in starts]
    section = DOCUMENT.sections[0]
    assert words([notes]) == words([[printable(note) for note in (*section.notes, section.conclusion)]])


def _is_in_table(node: docutils.nodes.Element) -> bool:
    return isinstance(node.parent, docutils.nodes.entry)


def read_rst(text: str) -> None:
    settings = {"report_level": 2, "halt_level": 5, "warning_stream": io.StringIO()}
    document = docutils.core.publish_doctree(text, settings_overrides=settings)
    assert [one.astext() for one in document.findall(docutils.nodes.system_message) if one["level"] > 1] == []
    rows = [[entry.astext() for entry in row] for row in document.findall(docutils.nodes.row)]
    assert words(rows) == words(CELLS)
    section = DOCUMENT.sections[0]
    paragraphs = [one.astext() for one in document.findall(docutils.nodes.paragraph) if not _is_in_table(one)]
    assert words([paragraphs]) == words([[printable(note) for note in (*section.notes, section.conclusion)]])
    kinds = (docutils.nodes.reference, docutils.nodes.emphasis, docutils.nodes.strong, docutils.nodes.literal)
    assert [node for kind in kinds for node in document.findall(kind)] == []


def read_json(text: str) -> None:
    assert json.loads(text) == DOCUMENT.tree


def read_csv(text: str) -> None:
    assert list(csv.reader(io.StringIO(text, newline=""))) == CELLS


def read_github(text: str) -> None:
    *lines, end = text.split("\n")
    assert (len(lines), end) == (len(TEXTS), "")
    for line in lines:
        properties, data = line.removeprefix("::error ").split("::", 1)
        assert [one.partition("=")[0] for one in properties.split(",")] == ["file", "title", "line", "endLine"]
        assert re.sub("%(25|0A|0D)", "", data).count("%") == 0


def read_sarif(text: str) -> None:
    [run] = json.loads(text)["runs"]
    assert len(run["results"]) == len(TEXTS)
    assert {result["ruleId"] for result in run["results"]} == {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    for result in run["results"]:
        assert set(result["locations"][0]["physicalLocation"]["region"]) == {"startLine", "endLine"}


def read_terminal(text: str) -> None:
    """The title, a gap, the section's own title, the table, the notes, the conclusion: one line each."""
    lines = text.split("\n")
    assert len(lines) == 3 + (1 + len(TEXTS)) + (len(TEXTS) - 1) + 1 + 1
    assert "<script>alert(1)</script> <!-- &amp; &#60; --> <td>" in text


def read_junit(text: str) -> None:
    cases = ET.fromstring(text).iter("testcase")
    said = [(failure.get("message") or "").split() for case in cases for failure in case]
    assert said == [printable(" ".join(text.split())).split() for text in TEXTS]


READERS: dict[str, Callable[[str], None]] = {
    "csv": read_csv,
    "github": read_github,
    "sarif": read_sarif,
    "html": read_html,
    "json": read_json,
    "junit": read_junit,
    "markdown": read_markdown,
    "rst": read_rst,
    "terminal": read_terminal,
}


def test_every_format_has_somebody_who_reads_it() -> None:
    assert READERS.keys() == set(format_names())


@pytest.mark.parametrize("format", format_names())
def test_no_harmful_character_passes(format: str) -> None:
    assert harmful("".join(TEXTS)) >= set("\x1b\x07\x9b\u202e\ud800")
    assert not harmful(render(DOCUMENT, format))


@pytest.mark.parametrize("format", READERS)
def test_nothing_is_interpreted_and_nothing_lost(format: str) -> None:
    READERS[format](render(DOCUMENT, format))
