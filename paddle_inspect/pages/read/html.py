"""Tables of HTML, in pages of Markdown and where somebody made one of a page's own table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html.parser import HTMLParser

from paddle_inspect.pages.read.cells import Cell, Segment, Syntax, Table


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
