"""What a person at a terminal sees: the only module that knows rich. Plain text when output is piped."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TextIO

from paddle_inspect.base.text import display_width, printable
from paddle_inspect.tables.table import Column, Section, Table, escaped

if TYPE_CHECKING:
    from rich.console import Console


#: Style of a whole cell by its content; the words themselves stay readable without colour.
STYLES = {
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

#: Columns of a terminal between two columns of a table.
_GAP = 3


def console(stream: TextIO | None = None) -> Console:
    """A rich console that interprets nothing in the text it is given and honours NO_COLOR, COLUMNS and TERM."""
    from rich.console import Console

    return Console(file=stream or sys.stdout, markup=False, highlight=False, emoji=False, soft_wrap=False)


def _terminal(stream: TextIO) -> Console | None:
    """The console of a stream that is a terminal, or None; for a pipe, rich is not even imported."""
    if not (stream.isatty() or os.environ.keys() & {"FORCE_COLOR", "TTY_COMPATIBLE"}):
        return None
    target = console(stream)
    return target if target.is_terminal else None


def print_table(table: Table, *, styles: Callable[[str], str] | None = None, stream: TextIO | None = None) -> None:
    """Print a table: with lines and colour on a terminal, as plain aligned columns elsewhere.

    Args:
        table: what to print; its cells may come from files and are escaped.
        styles: style of a cell by its text; by default the verdicts and severities of `STYLES`.
        stream: stdout by default.
    """
    target = _terminal(stream or sys.stdout)
    if target is None:
        (stream or sys.stdout).write(plain(escaped(table)))
        return
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    table, hidden = fitted(table, target.width)
    drawn = RichTable(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False, show_edge=False)
    for column in table.columns:
        # Names fold rather than vanish in a narrow terminal; numbers never break.
        drawn.add_column(
            column.title, justify="right" if column.right else "left", no_wrap=column.right, overflow="fold"
        )
    style_of = styles or (lambda cell: STYLES.get(cell, ""))
    for row in table.rows:
        drawn.add_row(*(Text(printable(cell), style=style_of(cell)) for cell in row))
    target.print(drawn)
    if hidden:
        target.print(Text(f"(left out to fit {target.width} columns: {', '.join(hidden)})", style="dim"))


def fitted(table: Table, width: int) -> tuple[Table, list[str]]:
    """The table without the spare columns that do not fit, and the titles of those."""
    hidden: list[str] = []
    while sum(table.width(index) + _GAP for index in range(len(table.columns))) - _GAP > width:
        spare, index = max((column.spare, index) for index, column in enumerate(table.columns))
        if not spare:
            break
        hidden.append(table.columns[index].title)
        table = table.without(index)
    return table, hidden


def print_lines(lines: Sequence[tuple[str, str]], stream: TextIO | None = None) -> None:
    """Print lines, each with a style of rich that only a terminal shows; text is escaped."""
    target = _terminal(stream or sys.stdout)
    for text, style in lines:
        if target is not None:
            target.print(printable(text), style=style)
        else:
            (stream or sys.stdout).write(printable(text) + "\n")


def plain(table: Table) -> str:
    """Aligned columns without decoration, for pipes and files: two spaces between columns, one line a row."""
    lines = [tuple(column.title for column in table.columns), *table.rows]
    widths = [table.width(index) for index in range(len(table.columns))]
    return "".join(_plain_line(line, table.columns, widths) for line in lines)


def _plain_line(cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> str:
    padded = []
    for cell, column, width in zip(cells, columns, widths, strict=True):
        space = " " * (width - display_width(cell))
        padded.append(space + cell if column.right else cell + space)
    return "  ".join(padded).rstrip() + "\n"


def print_document(title: str, sections: Sequence[Section], stream: TextIO) -> None:
    """Print for a person: headings in bold and drawn tables on a terminal, plain aligned text elsewhere."""

    print_lines([(title, "bold")], stream)
    for section in sections:
        print_lines([("", ""), (section.title, "bold")], stream)
        if section.table is not None:
            print_table(section.table, stream=stream)
        print_lines([(note, "") for note in section.notes], stream)
