"""What a person reads; nobody else draws tables with rich. Aligned plain text, and on a terminal lines and colours."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TextIO

from paddle_inspect.base.text import display_width
from paddle_inspect.tables.table import Column, Document, Section, Table

if TYPE_CHECKING:
    from rich.console import Console

ALIASES = ("table", "text")
SUFFIX = ".txt"

#: Style of a whole cell by its content; the words themselves stay readable without colour.
_STYLES = {
    "confirmed": "green",
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
#: Columns of a terminal between two columns of a table.
_GAP = 3


def render(document: Document) -> str:
    """Plain text, for pipes and files: aligned columns without decoration, two spaces apart, one line a row."""
    lines: list[str] = []
    for section in document.parts:
        if lines:
            lines.append("\n")
        lines += [f"{section.title}\n"] if section.title else []
        lines += _plain(section.table) if section.table is not None else []
        lines += [f"{note}\n" for note in (*section.notes, *_conclusion(section))]
    return "".join(lines)


def _conclusion(section: Section) -> tuple[str, ...]:
    return (section.conclusion,) if section.conclusion else ()


def _plain(table: Table) -> Iterable[str]:
    widths = [table.width(index) for index in range(len(table.columns))]
    for cells in (tuple(column.title for column in table.columns), *table.rows):
        yield _plain_line(cells, table.columns, widths)


def _plain_line(cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> str:
    padded = []
    for cell, column, width in zip(cells, columns, widths, strict=True):
        if not cell.isascii():  # of which some are wider than others
            width += len(cell) - display_width(cell)
        padded.append(cell.rjust(width) if column.right else cell.ljust(width))
    return "  ".join(padded).rstrip() + "\n"


def draw(document: Document, stream: TextIO) -> str | None:
    """The same for a stream that is a terminal, as wide as it is; None for any other, and rich is not even imported.

    NO_COLOR, COLUMNS, TERM, FORCE_COLOR and TTY_COMPATIBLE are honoured.
    """
    if not (stream.isatty() or os.environ.keys() & {"FORCE_COLOR", "TTY_COMPATIBLE"}):
        return None
    from rich.console import Console

    # It interprets nothing in the text that it is given.
    console = Console(file=stream, markup=False, highlight=False, emoji=False, soft_wrap=False)
    if not console.is_terminal:
        return None
    with console.capture() as captured:
        for number, section in enumerate(document.parts):
            if number:
                console.print()
            _draw(section, console)
    return captured.get()


def _draw(section: Section, console: Console) -> None:
    if section.title:
        console.print(section.title, style="bold")
    if section.table is not None:
        _draw_table(section.table, console)
    for note in section.notes:
        console.print(note)
    if section.conclusion:
        console.print(section.conclusion, style=_CONCLUSIONS[section.good])


def _draw_table(table: Table, console: Console) -> None:
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    table, hidden = fitted(table, console.width)
    drawn = RichTable(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False, show_edge=False)
    for column in table.columns:
        # Names fold rather than vanish in a narrow terminal; numbers never break.
        drawn.add_column(
            column.title, justify="right" if column.right else "left", no_wrap=column.right, overflow="fold"
        )
    for row in table.rows:
        drawn.add_row(*(Text(cell, style=_STYLES.get(cell, "")) for cell in row))
    console.print(drawn)
    if hidden:
        console.print(f"(left out to fit {console.width} columns: {', '.join(hidden)})", style="dim")


def fitted(table: Table, width: int) -> tuple[Table, list[str]]:
    """The table without empty spare columns, and without those that do not fit; and the titles of the latter."""
    for index in reversed(range(len(table.columns))):
        if table.columns[index].spare and table.rows and not any(row[index] for row in table.rows):
            table = table.without(index)
    hidden: list[str] = []
    while sum(table.width(index) + _GAP for index in range(len(table.columns))) - _GAP > width:
        spare, index = max((column.spare, index) for index, column in enumerate(table.columns))
        if spare <= 0:
            break
        hidden.append(table.columns[index].title)
        table = table.without(index)
    return table, hidden
