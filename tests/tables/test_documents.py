"""Documents of sections: valid Markdown and reStructuredText whatever the cells hold."""

from __future__ import annotations

import io

import docutils.core
import docutils.nodes
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from paddle_inspect.tables.markdown import markdown_document
from paddle_inspect.tables.rst import rst_document, rst_text
from paddle_inspect.tables.table import Column, Section, Table, facts
from paddle_inspect.tables.terminal import print_document

NASTY = (
    "__internal_testing__/tiny",
    "-",
    "*a* `b`_ |c| d_",
    "1. x",
    "..",
    ".. note::",
    "::",
    "\\",
    "+--+",
    "# x",
    "《模型》",
    "",
)
DOCUMENT = [
    Section(title="A_ `title`", table=Table((Column("a|b"), Column("n", right=True)), tuple((n, "1") for n in NASTY))),
    Section(title="Notes", notes=("*a* <b> [c](d) `e` f_ g", "- no list")),
]
SETTINGS = {"report_level": 2, "halt_level": 5, "warning_stream": io.StringIO()}


def parse(text: str) -> docutils.nodes.document:
    document = docutils.core.publish_doctree(text, settings_overrides=SETTINGS)
    for message in list(document.findall(docutils.nodes.system_message)):
        assert message["level"] == 1, message.astext()
        message.parent.remove(message)
    return document


def test_docutils_reads_back_every_cell() -> None:
    document = parse(rst_document("The *title*", DOCUMENT))
    rows = [[entry.astext() for entry in row] for row in document.findall(docutils.nodes.row)]
    assert rows == [["a|b", "n"], *([name, "1"] for name in NASTY)]
    assert [title.astext() for title in document.findall(docutils.nodes.title)] == [
        "The *title*",
        "A_ `title`",
        "Notes",
    ]
    assert "- no list" in document.astext()


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"))))
def test_any_text_stays_text_in_rst(text: str) -> None:
    assert parse(f"Title\n=====\n\n{rst_text(text)}\n").astext().split() == ["Title", *text.split()]


def test_markdown_has_one_title_and_escapes() -> None:
    text = markdown_document("a_b *c*", DOCUMENT)
    assert text.startswith("# a_b \\*c*\n\n## A\\_ \\`title\\`\n")
    assert "\n\\*a* \\<b> \\[c](d) \\`e\\` f\\_ g\n" in text


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1))
@example("**a** __b__ ~~c~~ &amp; `d` \\| [e](f) [g][h] <i> ***")
def test_any_text_stays_text_in_a_markdown_cell(text: str) -> None:
    tokens = (
        MarkdownIt("commonmark")
        .enable(["table", "strikethrough"])
        .parse(markdown_document("t", [Section(title="s", table=Table((Column("cell"),), ((text,),)))]))
    )
    cells = [token.children for token in tokens if token.type == "inline" and token.children]
    assert {child.type for child in cells[-1]} <= {"text", "text_special", "softbreak"}
    assert "".join(child.content for child in cells[-1]).split() == text.split()


def test_cells_that_lead_somewhere_are_links() -> None:
    table = Table((Column("weight"),), (("__a__/b",), ("c",)))
    section = Section(title="Ranking", table=table)
    links = {"__a__/b": "F/__a__/b.md"}
    assert "| [\\_\\_a\\_\\_/b](F/__a__/b.md) |\n| c |\n" in markdown_document("t", [section], links)
    assert "| :doc:`\\_\\_a\\_\\_/b <F/__a__/b.md>` |\n" in rst_document("t", [section], links)


def test_control_characters_are_shown_not_sent() -> None:
    section = Section(title="t\x1b[31m", table=facts([("a\x1b", "b\x07")]), notes=("\x9b",))
    stream = io.StringIO()
    print_document("\x1b", [section], stream)
    for text in (markdown_document("\x1b", [section]), rst_document("\x1b", [section]), stream.getvalue()):
        assert not any((ord(character) < 32 and character != "\n") or 127 <= ord(character) < 160 for character in text)
