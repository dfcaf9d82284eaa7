"""What a page of reStructuredText is made of, before anybody looks for weights: whole tables, and what is no text.

A page is divided by its own syntax. What stands in a literal block, a comment or a directive that shows its content as
it is, is *opaque*: no line of it is ever a line of a table. Every table that docutils would read is found where it
stands, also in a list, a quote, an admonition or `.. table::`. What is left are lines for the tolerant reader.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Sequence

from paddle_inspect.pages.read.cells import Table
from paddle_inspect.pages.read.directives import read_csv, read_list
from paddle_inspect.pages.read.docutils_tables import (
    GRID_BORDER,
    SIMPLE_BORDER,
    grid_at,
    inner_grids,
    read_grid,
    read_simple,
    simple_at,
)
from paddle_inspect.pages.read.lines import indent_of, is_title_rule

_EXPLICIT = re.compile(r"\.\.(?:\s|$)")
_DIRECTIVE = re.compile(r"\.\.\s+(?:\|[^|]+\|\s+)?(?P<name>[\w:.+-]+?)\s?::(?:\s|$)")
_TARGET = re.compile(r"(?:\.\.\s+_|__\s)")
_FOOTNOTE = re.compile(r"\.\.\s+\[[^\[\]\s]+\](?:\s|$)")
_ITEM = re.compile(r"(?:[-*+•‣⁃]|\(?(?:\d+|[A-Za-z#]|[ivxlcdmIVXLCDM]+)[.)])\s+")
#: Directives whose content docutils or Sphinx reads as text like any other. Of one that nobody listed here it is not
#: known, and what cannot be proved is left alone.
READ_AS_TEXT = frozenset(
    """
    admonition attention caution danger error hint important note tip warning seealso todo versionadded versionchanged
    deprecated versionremoved topic sidebar compound container class table only ifconfig epigraph highlights pull-quote
    centered hlist tabs tab group-tab tab-set tab-item dropdown card grid grid-item grid-item-card details collapse
    toggle margin figure rst-class cssclass
    """.split()
)
_TABLES = {"list-table": read_list, "csv-table": read_csv}


def divide(lines: Sequence[str]) -> tuple[list[Table], set[int]]:
    """The tables of a page, and the numbers of its opaque lines (one-based); those of whole tables are none.

    Args:
        lines: the page without line endings.
    """
    return _Divider(lines).divide()


class _Divider:
    """The walk down a page."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = list(lines)
        self.tables: list[Table] = []
        self.opaque: set[int] = set()

    def divide(self) -> tuple[list[Table], set[int]]:
        at = 0
        while at < len(self.lines):
            at += max(self._take(at), 1)
        return self.tables, self.opaque

    def _take(self, at: int) -> int:
        """Read what begins in a line; how many lines it has."""
        text = _behind_items(self.lines[at].lstrip("\ufeff" if not at else "").strip())
        if not text:
            return 1
        if _EXPLICIT.match(text):
            return self._explicit(at, text)
        if text[:6].lower() == "<table":
            return self._html(at)
        if text.startswith(">>> "):
            return self._hide(at, self._to_blank(at))
        if GRID_BORDER.match(text) or SIMPLE_BORDER.match(text):
            self._without_marks(at, text)
        if GRID_BORDER.match(text) and not self._goes_on(at):
            length = grid_at(self.lines, at)
            return self._keep(read_grid(self.lines[at : at + length], at + 1))
        if SIMPLE_BORDER.match(text) and not self._goes_on(at):
            length = simple_at(self.lines, at)
            return self._keep(read_simple(self.lines[at : at + length], at + 1) if length else None)
        if text.endswith("::"):
            return 1 + self._literal(at)
        return 1

    def _without_marks(self, at: int, text: str) -> None:
        """The first line of a table right behind the marks of a list item, with spaces where these stand."""
        if self.lines[at].strip() != text:
            self.lines[at] = " " * _text_indent(self.lines[at]) + text

    def _html(self, at: int) -> int:
        """A table of HTML that somebody made of one of this page's."""
        end = next((index for index in range(at, len(self.lines)) if "</table>" in self.lines[index].lower()), None)
        if end is None:
            return 1
        self.tables += _html_tables(self.lines[at : end + 1], at + 1)
        return end + 1 - at

    def _goes_on(self, at: int) -> bool:
        """Whether a line belongs to the text or to the torn rows right above it, and so begins no table."""
        above = self.lines[at - 1].strip() if at else ""
        deeper = indent_of(self.lines[at]) > _text_indent(self.lines[at - 1]) if above else False  # a definition's body
        if not above or deeper or at in self.opaque or is_title_rule(above):  # numbers of lines are one-based
            return False
        return not self.tables or self.tables[-1].last != at

    def _keep(self, table: Table | None) -> int:
        if table is None:
            return 1
        self.tables += [table, *inner_grids(table)]
        return table.last - table.first + 1

    def _hide(self, start: int, end: int) -> int:
        self.opaque.update(range(start + 1, end + 1))
        return end - start

    def _to_blank(self, at: int) -> int:
        while at < len(self.lines) and self.lines[at].strip():
            at += 1
        return at

    def _end_of_body(self, at: int, indent: int) -> int:
        """Where lines that are indented deeper end, without the blank lines behind them."""
        end = at
        while at < len(self.lines) and (not self.lines[at].strip() or indent_of(self.lines[at]) > indent):
            at += 1
            end = at if self.lines[at - 1].strip() else end
        return end

    def _explicit(self, at: int, text: str) -> int:
        """A directive, a comment, a target, a footnote: all of them with what is indented below."""
        if text == ".." and not "".join(self.lines[at + 1 : at + 2]).strip():
            return self._hide(at, at + 1)  # an empty comment, which has no body
        end = self._end_of_body(at + 1, _text_indent(self.lines[at]))
        if _FOOTNOTE.match(text):  # whose body is text
            return 1
        directive = _DIRECTIVE.match(text)
        if directive is None:
            if _TARGET.match(text):  # where it is not torn from its place it is opaque; a table may hold one
                self._hide(at + 1, end)
                return end - at
            return self._hide(at, end)
        name = directive["name"].rpartition(":")[2]
        if name in _TABLES:
            if (table := _TABLES[name](self.lines[at:end], at + 1)) is not None:
                self.tables.append(table)
            return self._hide(at, end)
        if name not in READ_AS_TEXT:
            if name == "raw" and text.split()[-1].lower() == "html":
                self.tables += [table for table in _html_tables(self.lines[at:end], at + 1) if table.header]
            return self._hide(at, end)
        return self._container(at, end)

    def _container(self, at: int, end: int) -> int:
        """A directive whose content is text like any other."""
        head = at + 1
        while head < end and self.lines[head].strip():  # its arguments and options, or a paragraph right below it
            if GRID_BORDER.match(self.lines[head].strip()) or SIMPLE_BORDER.match(self.lines[head].strip()):
                break
            head += 1
        return self._hide(at, head)

    def _literal(self, at: int) -> int:
        """The literal block that two colons announce: how many lines follow that are hidden, or 0."""
        start = at + 1
        while start < len(self.lines) and not self.lines[start].strip():
            start += 1
        if start >= len(self.lines):
            return 0
        indent = _text_indent(self.lines[at])
        if indent_of(self.lines[start]) > indent:
            return self._hide(start, self._end_of_body(start, indent)) + start - at - 1
        quote = self.lines[start][indent : indent + 1]
        end = self._to_blank(start)
        quoted = start > at + 1 and quote and quote in string.punctuation
        if quoted and all(line[indent : indent + 1] == quote for line in self.lines[start:end]):
            return self._hide(start, end) + start - at - 1
        return 0


def _behind_items(text: str) -> str:
    """A line's text without the marks of the list items that it opens."""
    while match := _ITEM.match(text):
        text = text[match.end() :]
    return text


def _text_indent(line: str) -> int:
    """Where the text of a line begins, behind the marks of the list items that it opens."""
    indent, text = indent_of(line), line.strip()
    while match := _ITEM.match(text):
        indent, text = indent + match.end(), text[match.end() :]
    return indent


def _html_tables(lines: Sequence[str], first: int) -> Iterator[Table]:
    from paddle_inspect.pages.read.html import html_tables  # whose parser few pages need

    return html_tables(lines, first)
