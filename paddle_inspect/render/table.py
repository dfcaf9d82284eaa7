"""One table, many formats: every list that this package prints is a `Table` first and text last."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from paddle_inspect.text import display_width, printable

#: An underscore inside a word means nothing to Markdown, nor do a star without another and brackets without a link.
_MARKDOWN = re.compile(r"[\\`<|]|\*(?=.*\*)|~(?=~)|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])|\[(?=[^\]]*\][(\[])")


@dataclass(frozen=True, slots=True)
class Column:
    """A column's title and which way its cells lean: numbers to the right, so that their digits line up.

    `spare` says how soon a narrow terminal may leave the column out: 0 never, then the highest first.
    """

    title: str
    right: bool = False
    spare: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows of finished cells. Cells are data: renderers escape what their format would interpret."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    def width(self, index: int) -> int:
        """Columns of a terminal that a column's title and cells take."""
        return max(display_width(text) for text in (self.columns[index].title, *(row[index] for row in self.rows)))

    def without(self, index: int) -> Table:
        """The table with one column left out."""
        columns = self.columns[:index] + self.columns[index + 1 :]
        return Table(columns, tuple(row[:index] + row[index + 1 :] for row in self.rows))


def escaped(table: Table) -> Table:
    """The table with control characters of its cells shown instead of sent."""
    return Table(table.columns, tuple(tuple(map(printable, row)) for row in table.rows))


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


def markdown(table: Table, links: Mapping[str, str] | None = None) -> str:
    """A GitHub table.

    Args:
        table: what to print; Markdown finds nothing to interpret in its cells.
        links: where cells of that text lead.
    """
    header = _markdown_line([markdown_text(column.title) for column in table.columns])
    rule = "|" + "|".join(" ---: " if column.right else " --- " for column in table.columns) + "|\n"
    rows = ([_markdown_cell(cell, links or {}) for cell in row] for row in table.rows)
    return header + rule + "".join(map(_markdown_line, rows))


def _markdown_cell(cell: str, links: Mapping[str, str]) -> str:
    text = markdown_text(cell).replace("\n", " ")
    return f"[{text}]({quote(links[cell])})" if cell in links else text


def _markdown_line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"


def markdown_text(text: str) -> str:
    """Text in which Markdown finds nothing to interpret; what it would leave alone stays as it is.

    >>> markdown_text("__a__ b_c *d* [1, 2] [e](f)")
    '\\\\_\\\\_a\\\\_\\\\_ b_c \\\\*d* [1, 2] \\\\[e](f)'
    """
    return _MARKDOWN.sub(r"\\\g<0>", text)


def comma_separated(table: Table) -> str:
    """CSV as spreadsheets read it (RFC 4180, but with bare line feeds)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.title for column in table.columns])
    writer.writerows(table.rows)
    return text.getvalue()
