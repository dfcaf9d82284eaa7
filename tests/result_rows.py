"""The rows of a repaired page's tables, read by docutils and by a CommonMark parser: the program is not asked."""

from __future__ import annotations

from html.parser import HTMLParser
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests import judge
from tests.stated import plain

Rows = list[list[str]]


def rows_of(text: str, suffix: str) -> Rows:
    """The cells of every row that is no header, as they read."""
    found = _markdown_rows(text.removeprefix("\ufeff")) if suffix == ".md" else judge.rows(text)
    return [[plain(cell) for cell in row] for row in found]


def _markdown_rows(text: str) -> Rows:
    rows: Rows = []
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    for before, token in pairwise(tokens):
        if before.type == "tr_open" and token.type == "td_open":
            rows.append([])
        if before.type == "td_open":
            rows[-1].append(_inline(token))
        if token.type == "html_block":
            rows += _html_rows(token.content)
    return rows


def _inline(token: Token) -> str:
    return "".join(" " if child.type.endswith("break") else child.content for child in token.children or ())


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: Rows = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        self.inside = tag == "td" or (self.inside and tag not in ("tr", "th"))
        if tag == "td" and self.rows:
            self.rows[-1].append("")
        elif self.inside:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        if self.inside and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def _html_rows(text: str) -> Rows:
    parser = _Cells()
    parser.feed(text)
    return [row for row in parser.rows if row]
