"""A fragment of HTML, as a notebook shows it: headings, tables and paragraphs, everything in them escaped."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from paddle_inspect.tables.document import Document, Section, Table

SUFFIX = ".html"
LACKING = "xmlcharrefreplace"


def render(document: Document) -> str:
    """One element that holds the whole document."""
    body = "".join(line for section in document.parts for line in _section(section))
    return f'<div class="paddle-inspect">\n{body}</div>\n'


def _section(section: Section) -> Iterator[str]:
    if section.title:
        yield f"<h{section.level}>{escape(section.title)}</h{section.level}>\n"
    if section.table is not None:
        yield from _table(section.table)
    for note in (*map("".join, section.lines), *section.notes):
        yield f"<p>{escape(note)}</p>\n"
    if section.conclusion:
        yield f"<p><strong>{escape(section.conclusion)}</strong></p>\n"


def _table(table: Table) -> Iterator[str]:
    yield "<table>\n<thead>\n"
    yield _row("th", [column.title for column in table.columns], table)
    yield "</thead>\n<tbody>\n"
    for row in table.rows:
        yield _row("td", row, table)
    yield "</tbody>\n</table>\n"


def _row(tag: str, cells: tuple[str, ...] | list[str], table: Table) -> str:
    styles = (' style="text-align: right"' if column.right else ' style="text-align: left"' for column in table.columns)
    return (
        "<tr>" + "".join(f"<{tag}{s}>{escape(cell)}</{tag}>" for s, cell in zip(styles, cells, strict=True)) + "</tr>\n"
    )
