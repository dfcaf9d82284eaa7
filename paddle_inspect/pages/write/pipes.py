"""The table of a page of Markdown: bars between the cells, one line a row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from paddle_inspect.base.text import display_width
from paddle_inspect.pages.read.cells import Table
from paddle_inspect.pages.records import CanonicalRow


def pipes(rows: Iterable[CanonicalRow], header: Sequence[str]) -> list[str]:
    """The lines of a table in upstream's three columns; the lines of a cell go on behind a `<br>`."""
    cells = [[f"`{row.name}`", row.language, "<br>".join(_in_markdown(line) for line in row.details)] for row in rows]
    return _drawn([list(header), *cells])


def pipes_of(table: Table) -> list[str]:
    """A whole table of any columns as one of Markdown."""
    rows = [["<br>".join(_texts(cell.lines)) if cell is not None else "" for cell in row] for row in table.rows]
    return _drawn(rows)


def _texts(lines: Sequence[str]) -> list[str]:
    return [line.strip() for line in lines if line.strip()]


def _in_markdown(line: str) -> str:
    """A line of details with its literals as Markdown quotes them."""
    return re.sub(r"``([^`]+)``", r"`\1`", line)


def _drawn(rows: Sequence[Sequence[str]]) -> list[str]:
    texts = [[re.sub(r"(?<!\\)\|", r"\\|", cell) for cell in row] for row in rows]
    widths = [max(3, *(display_width(row[at]) for row in texts)) for at in range(len(texts[0]))]
    lines = [
        "| "
        + " | ".join(cell + " " * (width - display_width(cell)) for cell, width in zip(row, widths, strict=True))
        + " |"
        for row in texts
    ]
    return [lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]]
