"""The grid table of a documentation page, in upstream's three columns, valid for docutils at any width of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from paddle_inspect.records import CanonicalRow
from paddle_inspect.text import display_width

HEADER = ("Pretrained Weight", "Language", "Details of the model")
#: Columns of upstream's pages, in characters between the bars.
WIDTHS = (82, 14, 82)


@dataclass(frozen=True, slots=True, kw_only=True)
class GridStyle:
    """How a page draws its table: titles, least column widths, and what stands between a bar and a name."""

    header: tuple[str, ...] = HEADER
    widths: tuple[int, ...] = WIDTHS
    before_name: str = ""


def grid(rows: Iterable[CanonicalRow], style: GridStyle | None = None) -> list[str]:
    """The lines of the table, without line endings.

    A column grows when a name, a word or a link is wider than it; longer lines of details are wrapped. Widths are
    those of a terminal: a CJK character takes two columns, as docutils counts them.
    """
    style = style or GridStyle()
    cells = [row_cells(row, style) for row in rows]
    header = [[f" {title}" if title else ""] for title in style.header]
    widths = _widths([header, *cells], style.widths)
    rule = "+" + "+".join("-" * width for width in widths) + "+"
    lines = [rule, *_row_lines(header, widths), rule.replace("-", "=")]
    for row in cells:
        lines += [*_row_lines(row, widths), rule]
    return lines


def row_cells(row: CanonicalRow, style: GridStyle) -> list[list[str]]:
    """A row's three cells as lines, each with the space that follows its bar."""
    return [
        [f"{style.before_name}``{row.name}``"],
        _spaced(wrapped([row.language], style.widths[1] - 1)),
        _spaced(wrapped(row.details, style.widths[2] - 1)),
    ]


def _spaced(lines: Sequence[str]) -> list[str]:
    return [f" {line}" if line else "" for line in lines] or [""]


def wrapped(details: Iterable[str], width: int) -> list[str]:
    """The lines of a cell, those wider than `width` columns wrapped at spaces outside of links and literals."""
    lines: list[str] = []
    for line in details:
        if display_width(line) <= width:
            lines.append(line)
        else:
            lines += _wrap(line, width)
    return lines


def _wrap(line: str, width: int) -> list[str]:
    """As many words on each line as fit; a word that is wider has a line of its own."""
    lines: list[str] = []
    for word in _words(line):
        if lines and display_width(lines[-1]) + 1 + display_width(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [""]


def _words(line: str) -> Iterator[str]:
    """The words of a line; spaces between quotes hold a link or a literal together."""
    word = ""
    for part in line.split(" "):
        word = f"{word} {part}" if word else part
        if word and word.count("`") % 2 == 0:
            yield word
            word = ""
    yield from word.split()


def _widths(rows: Sequence[Sequence[Sequence[str]]], least: Sequence[int]) -> list[int]:
    """The least widths, and where a cell is wider than that, its width and a space."""
    widest = [max(display_width(line) for row in rows for line in row[column]) for column in range(len(least))]
    return [wide + 1 if wide > width else width for wide, width in zip(widest, least, strict=True)]


def _row_lines(cells: Sequence[Sequence[str]], widths: Sequence[int]) -> list[str]:
    height = max(map(len, cells))
    lines = []
    for index in range(height):
        parts = [cell[index] if index < len(cell) else "" for cell in cells]
        padded = [part + " " * (width - display_width(part)) for part, width in zip(parts, widths, strict=True)]
        lines.append("|" + "|".join(padded) + "|")
    return lines
