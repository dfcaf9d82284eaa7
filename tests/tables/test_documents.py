"""Documents of sections: valid Markdown and reStructuredText whatever the cells hold."""

from __future__ import annotations

import io

import docutils.core
import docutils.nodes
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from paddle_inspect.tables import format_names, render
from paddle_inspect.tables.document import Column, Document, Section, Table, pairs_table
from paddle_inspect.tables.formats.rst import quoted
from tests.harm import harmful

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
SECTIONS = (
    Section(title="A_ `title`", table=Table((Column("a|b"), Column("n", right=True)), tuple((n, "1") for n in NASTY))),
    Section(title="Notes", notes=("*a* <b> [c](d) `e` f_ g", "- no list")),
)
SETTINGS = {"report_level": 2, "halt_level": 5, "warning_stream": io.StringIO()}


def parse(text: str) -> docutils.nodes.document:
    document = docutils.core.publish_doctree(text, settings_overrides=SETTINGS)
    for message in list(document.findall(docutils.nodes.system_message)):
        assert message["level"] == 1, message.astext()
        message.parent.remove(message)
    return document


def test_docutils_reads_back_every_cell() -> None:
    document = parse(render(Document(title="The *title*", sections_of=lambda: SECTIONS), "rst"))
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
    assert parse(f"Title\n=====\n\n{quoted(text)}\n").astext().split() == ["Title", *text.split()]


def test_markdown_has_one_title_and_escapes() -> None:
    text = render(Document(title="a_b *c*", sections_of=lambda: SECTIONS), "markdown")
    assert text.startswith("# a_b \\*c*\n\n## A\\_ \\`title\\`\n")
    assert "\n\\*a* \\<b> \\[c](d) \\`e\\` f\\_ g\n" in text


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1))
@example("**a** __b__ ~~c~~ &amp; `d` \\| [e](f) [g][h] <i> ***")
def test_any_text_stays_text_in_a_markdown_cell(text: str) -> None:
    section = Section(title="s", table=Table((Column("cell"),), ((text,),)))
    page = render(Document(title="t", sections_of=lambda: (section,)), "markdown")
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(page)
    cells = [token.children for token in tokens if token.type == "inline" and token.children]
    assert {child.type for child in cells[-1]} <= {"text", "text_special", "softbreak"}
    assert "".join(child.content for child in cells[-1]).split() == text.split()


def test_cells_that_lead_somewhere_are_links() -> None:
    table = Table((Column("weight"),), (("__a__/b",), ("c",)))
    section = Section(title="Ranking", table=table)
    page = Document(title="t", sections_of=lambda: (section,), links={"__a__/b": "F/__a__/b"})
    assert "| [\\_\\_a\\_\\_/b](F/__a__/b.md) |\n| c |\n" in render(page, "markdown")
    assert "| :doc:`\\_\\_a\\_\\_/b <F/__a__/b>` |\n" in render(page, "rst")


def test_a_cell_with_control_characters_leads_somewhere_too() -> None:
    section = Section(table=Table((Column("weight"),), (("a\x1b",),)))
    page = Document(sections_of=lambda: (section,), links={"a\x1b": "F/a"})
    assert "| [a\\\\x1b](F/a.md) |\n" in render(page, "markdown")
    assert ":doc:`a\\\\x1b <F/a>`" in render(page, "rst")


def test_control_characters_are_shown_not_sent() -> None:
    section = Section(title="t\x1b[31m", table=pairs_table([("a\x1b", "b\x07")]), notes=("\x9b",), conclusion="\u202e")
    page = Document(title="\x1b", sections_of=lambda: (section,))
    for format in format_names():
        assert not harmful(render(page, format))
    assert "a\\x1b  b\\x07\n\\x9b\n\\u202e\n" in render(page)
