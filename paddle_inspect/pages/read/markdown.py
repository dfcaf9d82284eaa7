"""Tables of Markdown, where markdown-it finds them: pipe tables, HTML tables, and the directives of MyST.

markdown-it says which lines a table has and what its cells hold; where their characters stand is found here, and what
does not come out as it says is no table that can be edited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from paddle_inspect.pages.read.cells import Cell, Segment, Syntax, Table
from paddle_inspect.pages.read.directives import read_csv, read_list

if TYPE_CHECKING:
    from markdown_it.token import Token

_DIRECTIVE = re.compile(r"\{(?P<name>[\w:-]+)\}")
_BAR = re.compile(r"(?<!\\)\|")


def tables_of(text: str) -> tuple[list[Table], set[int]]:
    """The tables of a Markdown page, and the numbers of the lines that are code, HTML or front matter and no table."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    skipped = _front_matter(lines)
    for number in skipped:
        lines[number - 1] = ""
    tokens = parser.parse("\n".join(lines))
    tables: list[Table] = []
    opaque = set(skipped)
    for at, token in enumerate(tokens):
        if token.map is None:
            continue
        first, last = token.map[0] + 1, token.map[1]
        while last > first and not lines[last - 1].strip():
            last -= 1
        if token.type == "table_open":
            table = _pipes(tokens[at:], lines, first, last)
            tables += [table] if table else []
        elif token.type == "html_block":
            found = list(html_tables(lines[first - 1 : last], first))
            tables += found
            opaque.update(range(first, last + 1))
        elif token.type == "fence":
            table = _directive(token, lines[first - 1 : last], first)
            tables += [table] if table else []
            opaque.update(range(first, last + 1))
        elif token.type == "code_block":
            opaque.update(range(first, last + 1))
    return tables, opaque


def _front_matter(lines: Sequence[str]) -> list[int]:
    if lines and lines[0].rstrip() == "---":
        for at in range(1, len(lines)):
            if lines[at].rstrip() in ("---", "..."):
                return list(range(1, at + 2))
    return []


def _directive(token: Token, lines: Sequence[str], first: int) -> Table | None:
    """The table of a MyST directive between fences; None for any other code."""
    match = _DIRECTIVE.match(token.info.strip())
    read = {"list-table": read_list, "csv-table": read_csv}.get(match["name"]) if match else None
    return read(lines[:-1], first) if read is not None and len(lines) > 1 else None


def _pipes(tokens: Sequence[Token], lines: Sequence[str], first: int, last: int) -> Table | None:
    """A pipe table whose cells are where its bars say; None where they are not."""
    contents: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            contents.append([])
        elif token.type == "inline" and contents:
            contents[-1].append(token.content)
        elif token.type == "table_close":
            break
    numbers = [first, *range(first + 2, last + 1)]  # the second line is the rule
    if len(numbers) != len(contents):
        return None
    cells: list[Cell] = []
    for row, (number, texts) in enumerate(zip(numbers, contents, strict=True)):
        segments = _between_bars(lines[number - 1], number)
        for column, text in enumerate(texts):
            segment = segments[column] if column < len(segments) else Segment(number, len(lines[number - 1]), -1)
            raw = lines[number - 1][segment.start : segment.end] if segment.end >= 0 else ""
            if raw.strip().replace("\\|", "|") != text.strip().replace("\\|", "|"):
                return None
            if segment.end >= 0:
                cells.append(Cell(row=row, column=column, segments=(segment,), lines=(raw,)))
    return Table(syntax=Syntax.PIPE, first=first, last=last, cells=tuple(cells), header=1)


def _between_bars(line: str, number: int) -> list[Segment]:
    """The cells of a row between its bars that are not escaped; a first and a last bar frame it."""
    start = len(line) - len(line.lstrip(" >"))
    bars = [match.start() for match in _BAR.finditer(line, start)]
    end = len(line.rstrip())
    if bars and bars[0] == start:
        start, bars = start + 1, bars[1:]
    if bars and bars[-1] == end - 1:
        end, bars = end - 1, bars[:-1]
    edges = [start - 1, *bars, end]
    return [Segment(number, left + 1, right) for left, right in zip(edges, edges[1:], strict=False)]


class _Html(HTMLParser):
    """The cells of the tables in a piece of HTML: where the text of each begins and ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.tables: list[dict[str, int]] = []
        self.cells: list[tuple[int, int, bool, tuple[int, int], tuple[int, int], int, int]] = []
        self.row = self.column = -1
        self.open: tuple[bool, tuple[int, int], int, int] | None = None
        self.spans: dict[tuple[int, int], None] = {}
        self.done: list[tuple[int, int, list[tuple[int, int, bool, tuple[int, int], tuple[int, int], int, int]]]] = []
        self.depth = 0
        self.begins = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.begins, self.row, self.cells, self.spans = self.getpos()[0], -1, [], {}
        elif self.depth == 1 and tag == "tr":
            self._close()
            self.row, self.column = self.row + 1, -1
        elif self.depth == 1 and tag in ("td", "th"):
            self._close()
            values = dict(attrs)
            rows, columns = _span(values.get("rowspan")), _span(values.get("colspan"))
            self.row = max(self.row, 0)
            self.column += 1
            while (self.row, self.column) in self.spans:
                self.column += 1
            for row in range(self.row, self.row + rows):
                for column in range(self.column, self.column + columns):
                    self.spans[row, column] = None
            line, offset = self.getpos()
            text = self.get_starttag_text() or ""
            breaks = text.count("\n")
            begin = (line + breaks, len(text) - text.rfind("\n") - 1 if breaks else offset + len(text))
            self.open = (tag == "th", begin, rows, columns)
            self.cell = (self.row, self.column)
            self.column += columns - 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self.depth:
            if self.depth == 1:
                self._close()
                self.done.append((self.begins, self.getpos()[0], self.cells))
            self.depth -= 1
        elif self.depth == 1 and tag in ("td", "th", "tr"):
            self._close()

    def _close(self) -> None:
        if self.open is not None:
            head, begin, rows, columns = self.open
            self.cells.append((*self.cell, head, begin, self.getpos(), rows, columns))
            self.open = None


_WIDEST_SPAN = 1000  # as HTML itself caps a colspan


def _span(value: str | None) -> int:
    return min(max(int(value), 1), _WIDEST_SPAN) if value is not None and value.isascii() and value.isdigit() else 1


def html_tables(lines: Sequence[str], first: int) -> Iterator[Table]:
    """The tables in lines of HTML; `first` is the number of the first of them in the page."""
    parser = _Html()
    parser.feed("\n".join(lines))
    parser.close()
    for begins, ends, read in parser.done:
        cells = []
        heads: dict[int, bool] = {}
        for row, column, head, begin, end, rows, columns in read:
            segments = [
                Segment(
                    first + number - 1,
                    begin[1] if number == begin[0] else 0,
                    end[1] if number == end[0] else len(lines[number - 1]),
                )
                for number in range(begin[0], end[0] + 1)
            ]
            texts = tuple(lines[part.line - first][part.start : part.end] for part in segments)
            heads[row] = heads.get(row, True) and head
            cells.append(
                Cell(row=row, column=column, rows=rows, columns=columns, segments=tuple(segments), lines=texts)
            )
        header = next((row for row in sorted(heads) if not heads[row]), len(heads))
        if cells:
            yield Table(
                syntax=Syntax.HTML,
                first=first + begins - 1,
                last=first + ends - 1,
                cells=tuple(cells),
                header=header,
            )


def plain(html: str) -> str:
    """The text of a cell of HTML, in one line.

    >>> plain("<code>bert-base-uncased</code> &amp; <b>more</b>")
    'bert-base-uncased & more'
    """
    return " ".join(unescape(re.sub(r"<[^<>]*>", " ", html)).split())
