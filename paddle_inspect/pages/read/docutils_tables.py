"""Grid and simple tables of reStructuredText, read by docutils' own parsers: what it rejects is no such table.

+-----+-----+      ===== =====
| a   | b   |      a     b
+=====+=====+      ===== =====
| 1   | 2   |      1     2
+-----+-----+      ===== =====
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from paddle_inspect.base.text import display_width
from paddle_inspect.pages.read.cells import Cell, Segment, Syntax, Table
from paddle_inspect.pages.read.lines import TAB, indent_of

if TYPE_CHECKING:
    from docutils.statemachine import StringList

#: As docutils has them: what a table of either kind begins and ends with.
GRID_BORDER = re.compile(r"\+-[-+]+-\+ *$")
SIMPLE_BORDER = re.compile(r"=+( +=+)+ *$")
#: A rule of Markdown between rows, which docutils takes for one more line of them, so that two rows become one.
_RULE_AMONG_ROWS = re.compile(r"\|(?::?-{3,}:?[|+]){2,}|\+(?::?-{3,}:?[|+])+:?-{3,}:?\|")
_LITERAL = re.compile(r"``[^`\s]+``|`[^`\s]+`_")
#: Two borders and what stands between. Of 214 pages none changes with 2.
_LEAST_LINES = 3
#: A name and one text may well be two lines of one row. With 6 a page with two rows glued to each other is misread.
_LEAST_CELLS = 3


def columns(line: str) -> list[int]:
    """The index of the character in each column of a line, as docutils counts columns, and of its end behind them.

    >>> columns("a表b")
    [0, 1, 1, 2, 3]
    """
    if line.isascii() and "\t" not in line:
        return list(range(len(line) + 1))
    places: list[int] = []
    for index, character in enumerate(line):
        width = TAB - len(places) % TAB if character == "\t" else display_width(character)
        places += [index] * width
    return [*places, len(line)]


def read_grid(lines: Sequence[str], first: int) -> Table | None:
    """The grid table that these lines are, or None where docutils rejects it or plainly reads two rows as one.

    Args:
        lines: lines of the page without their endings, all of the table and nothing else.
        first: the number of the first of them in the page.
    """
    indent = indent_of(lines[0])
    block = _block(lines)
    width = len(block[0].rstrip()) if len(block) >= _LEAST_LINES else 0
    texts = [line.rstrip() for line in block]
    closed = all(text and text[0] in "+|" and text[-1] in "+|" for text in texts)
    if not width or not closed or not GRID_BORDER.match(texts[-1]) or any(map(_RULE_AMONG_ROWS.fullmatch, texts)):
        return None
    if any(len(text) != width or indent_of(line) != indent for text, line in zip(texts, lines, strict=True)):
        return None
    if any(one == other and GRID_BORDER.match(one) for one, other in itertools.pairwise(texts)):
        return None  # docutils reads a row of no lines between doubled borders
    parsed = _parsed(_string_list(texts), "GridTableParser")
    if parsed is None:
        return None
    parser, header = parsed
    tops = sorted({cell[0] for cell in parser.cells})
    lefts = sorted({cell[1] for cell in parser.cells})
    row_of = {top: row for row, top in enumerate(tops)}
    column_of = {left: column for column, left in enumerate(lefts)}
    places = [columns(line) for line in lines]
    cells = []
    for top, left, bottom, right, _ in parser.cells:
        row, column = row_of[top], column_of[left]
        segments = [
            Segment(first + at, places[at][indent + left + 1], places[at][indent + right])
            for at in range(top + 1, bottom)
        ]
        cells.append(
            Cell(
                row=row,
                column=column,
                rows=row_of.get(bottom, len(tops)) - row,
                columns=column_of.get(right, len(lefts)) - column,
                segments=tuple(segments),
                lines=tuple(lines[segment.line - first][segment.start : segment.end] for segment in segments),
            )
        )
    cells.sort(key=lambda cell: (cell.row, cell.column))
    table = Table(syntax=Syntax.GRID, first=first, last=first + len(lines) - 1, cells=tuple(cells), header=header)
    return None if _has_merged_rows(table) else table


def _has_merged_rows(table: Table) -> bool:
    """Whether the border between two rows is gone: one cell has two names, and text stands beside each of them."""
    for row in table.body:
        cells = [cell for cell in row if cell is not None]
        if len(cells) < _LEAST_CELLS or any(cell.rows > 1 or cell.columns > 1 for cell in cells):
            continue
        name, *others = cells
        named = [at for at, line in enumerate(name.lines) if _LITERAL.fullmatch(line.strip())]
        if len(named) > 1 and all(cell.lines[at].strip() for cell in others for at in named):
            return True
    return False


def read_simple(lines: Sequence[str], first: int) -> Table | None:
    """The simple table that these lines are, or None where docutils rejects it; arguments as of `read_grid`."""
    indent = indent_of(lines[0])
    block = _block(lines)
    if len(block) < _LEAST_LINES:
        return None
    parsed = _parsed(_string_list(block), "SimpleTableParser")
    if parsed is None:
        return None
    parser, header = parsed
    places = [columns(line) for line in lines]
    cells = []
    for row, read in enumerate(parser.table):
        column = 0
        for _, further, offset, text in read:
            left, right = parser.columns[column][0], parser.columns[column + further][1]
            segments = []
            for at in range(offset, offset + len(text)):
                end = right if column + further + 1 < len(parser.columns) else len(places[at])
                segments.append(Segment(first + at, _at(places[at], indent + left), _at(places[at], indent + end)))
            lines_of = tuple(lines[segment.line - first][segment.start : segment.end] for segment in segments)
            cells.append(Cell(row=row, column=column, columns=further + 1, segments=tuple(segments), lines=lines_of))
            column += further + 1
    return Table(syntax=Syntax.SIMPLE, first=first, last=first + len(lines) - 1, cells=tuple(cells), header=header)


def _at(places: Sequence[int], column: int) -> int:
    """The index of the character in a column, the line's end where it is shorter."""
    return places[min(column, len(places) - 1)]


def _parsed(block: StringList, kind: str) -> tuple[Any, int] | None:
    """docutils' parser after it has read a table, and how many rows its header has."""
    from docutils.parsers.rst import tableparser

    parser = getattr(tableparser, kind)()
    try:
        _, head, _ = parser.parse(block)
    except (tableparser.TableMarkupError, AssertionError, IndexError):  # it asserts what it takes for granted
        return None
    return parser, len(head)


def _string_list(lines: Sequence[str]) -> StringList:
    from docutils.statemachine import StringList

    return StringList(list(lines), "page")


def _block(lines: Sequence[str]) -> list[str]:
    """The lines as docutils measures them: tabs expanded, wide characters padded, no combining ones, no indentation."""
    indent = indent_of(lines[0])
    texts = [line.expandtabs(TAB)[indent:] for line in lines]
    if all(map(str.isascii, texts)):  # nothing to pad
        return texts
    from docutils.utils import strip_combining_chars

    padded = _string_list([text if text.isascii() else strip_combining_chars(text) for text in texts])
    padded.pad_double_width("\0")
    return list(padded)


def inner_grids(table: Table) -> Iterator[Table]:
    """The grids in the cells of a grid."""
    for cell in table.cells:
        at = 0
        while at < len(cell.lines):
            length = grid_at(cell.lines, at) if GRID_BORDER.match(cell.lines[at].strip()) else 0
            inner = read_grid(cell.lines[at : at + length], 0) if length else None
            if inner is not None:
                yield _in_page(inner, cell.segments[at : at + length])
            at += max(length if inner is not None else 1, 1)


def _in_page(inner: Table, places: Sequence[Segment]) -> Table:
    """A table that was read from the lines of a cell, where these stand in the page."""
    cells = tuple(
        replace(
            cell,
            segments=tuple(
                Segment(
                    places[part.line].line, places[part.line].start + part.start, places[part.line].start + part.end
                )
                for part in cell.segments
            ),
        )
        for cell in inner.cells
    )
    return replace(inner, first=places[0].line, last=places[-1].line, cells=cells, nested=True)


def grid_at(lines: Sequence[str], start: int) -> int:
    """How many lines from `start` on docutils takes for a grid table: up to a blank line or what has no border.

    Without a border at their end they end at the last one among them.
    """
    indent = indent_of(lines[start])
    end = start
    while (
        end < len(lines) and lines[end].strip() and indent_of(lines[end]) == indent and lines[end].lstrip()[0] in "+|"
    ):
        end += 1
    while end > start + 1 and not GRID_BORDER.match(lines[end - 1].strip()):
        end -= 1
    return end - start


def simple_at(lines: Sequence[str], start: int) -> int:
    """How many lines from `start` on docutils takes for a simple table; 0 when its borders do not match."""
    wide = len(lines[start].strip())
    borders = 0
    for at in range(start + 1, len(lines)):
        if SIMPLE_BORDER.match(lines[at].strip()):
            if len(lines[at].strip()) != wide:
                return 0
            borders += 1
            if borders == 2 or at + 1 == len(lines) or not lines[at + 1].strip():  # noqa: PLR2004 - header's, bottom's
                return at - start + 1
    return 0
