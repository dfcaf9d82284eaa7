"""What a person reads: aligned plain text, and on a terminal lines and colours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import TextIO

from paddle_inspect.base.text import ELLIPSIS, display_width, lines_of, wrapped
from paddle_inspect.tables.colours import Piece, coloured
from paddle_inspect.tables.document import Column, Document, Section, Table
from paddle_inspect.tables.narrow import GAP, Fitted, fit, together

ALIASES = ("table", "text")
SUFFIX = ".txt"

#: Style of a whole cell by its content; the words themselves stay readable without colour.
_STYLES = {
    "confirmed": "green",
    "explained": "green",
    "agrees": "green",
    "completed": "cyan",
    "corrected": "yellow",
    "restored": "magenta",
    "not counted": "red",
    "undocumented": "dim",
    "error": "bold red",
    "warning": "yellow",
    "note": "cyan",
}
_CONCLUSIONS = {None: "bold", True: "green", False: "bold red"}


def render(document: Document) -> str:
    """Plain text, for pipes and files: aligned columns without decoration, two spaces apart, one line a row."""
    lines: list[str] = []
    for section in document.parts:
        if lines:
            lines.append("\n")
        lines += [f"{section.title}\n"] if section.title else []
        lines += _plain(section.table) if section.table is not None else []
        lines += [f"{note}\n" for note in section.said]
    return "".join(lines)


def _plain(table: Table) -> Iterable[str]:
    widths = [table.width(index) for index in range(len(table.columns))]
    for cells in (tuple(column.title for column in table.columns), *table.rows):
        yield _plain_line(cells, table.columns, widths)


def _plain_line(cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> str:
    filled = (_filled(*one) for one in zip(cells, columns, widths, strict=True))
    return (" " * GAP).join(filled).rstrip() + "\n"


def _filled(cell: str, column: Column, width: int) -> str:
    if not cell.isascii():  # of which some are wider than others
        width += len(cell) - display_width(cell)
    return cell.rjust(width) if column.right else cell.ljust(width)


def draw(document: Document, stream: TextIO) -> str | None:
    """The same for a stream that is a terminal, as wide as it is; None for any other.

    NO_COLOR, COLUMNS, TERM, FORCE_COLOR and TTY_COMPATIBLE are honoured.
    """
    return coloured(lambda width, mark: _pieces(document, width, mark), stream)


def _pieces(document: Document, width: int, mark: str) -> Iterator[Piece]:
    for number, section in enumerate(document.parts):
        if number:
            yield "\n", ""
        yield from _section(section, width, mark)


def _section(section: Section, width: int, mark: str) -> Iterator[Piece]:
    if section.title:
        yield from _paragraph(section.title, width, "bold")
    if section.table is not None:
        yield from _table(section.table, width, mark)
    for line in section.lines:
        yield from _parts(line, width)
    for note in section.notes:
        yield from _paragraph(note, width, "")
    if section.conclusion:
        yield from _paragraph(section.conclusion, width, _CONCLUSIONS[section.good])


def _paragraph(text: str, width: int, style: str) -> Iterator[Piece]:
    for line in wrapped(text, width):
        yield f"{line}\n", style


def _parts(parts: Sequence[str], width: int) -> Iterator[Piece]:
    """A line in parts, wrapped, each part in the style of what it says."""
    text = "".join(parts)
    ends = list(accumulate(map(len, parts)))
    for first, last in lines_of(text, width):
        for part, end in zip(parts, ends, strict=True):
            yield text[max(first, end - len(part)) : min(last, end)], _STYLES.get(part, "")
        yield "\n", ""


def _table(table: Table, width: int, mark: str) -> Iterator[Piece]:
    fitted = fit(table, width, mark)
    for line in fitted.header:
        yield _plain_line(line, fitted.columns, fitted.widths), "bold"
    if fitted.header:
        yield ("─" if mark == ELLIPSIS else "-") * together(fitted.widths) + "\n", "dim"
    for number, row in enumerate(fitted.rows):
        if number and fitted.stacked:
            yield "\n", ""
        for line in row:
            yield from _line(line, fitted)
    if fitted.hidden:
        hidden = ", ".join(fitted.hidden)
        them = "it" if len(fitted.hidden) == 1 else "them"
        more = f"left out at {width} columns: {hidden}; {fitted.needed} columns show {them}, and so does a pipe"
        yield from _paragraph(more, width, "dim")


def _line(line: Sequence[str], fitted: Fitted) -> Iterator[Piece]:
    filled = [_filled(*one) for one in zip(line, fitted.columns, fitted.widths, strict=True)]
    end = max((number for number, cell in enumerate(line, 1) if cell), default=0)
    for number, (cell, text) in enumerate(zip(line[:end], filled, strict=False), 1):
        style = "bold" if fitted.stacked and number == 1 else _STYLES.get(cell, "")
        yield (text.rstrip() if number == end else text + " " * GAP), style
    yield "\n", ""
