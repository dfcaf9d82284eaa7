"""The grid table of a documentation page, in upstream's three columns, valid for docutils at any width of text."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from paddle_inspect.base.records import Finding, SourceSpan
from paddle_inspect.base.text import display_width
from paddle_inspect.pages import kinds
from paddle_inspect.pages.read.lines import LineKind, bars
from paddle_inspect.pages.read.region import Region
from paddle_inspect.pages.records import CanonicalRow
from paddle_inspect.tables.formats import rst

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
    return rst.grid(header, cells, widths)


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


def grid_style(region: Region) -> GridStyle:
    """How a page draws its table, as far as that is intact."""
    header = region.header or HEADER
    rules = Counter(_drawn_widths(line.text) for line in region.lines if line.kind is LineKind.RULE)
    widths = next((widths for widths, _ in rules.most_common() if _holds(widths, header)), WIDTHS)
    spaced = Counter(piece.text[0].startswith("| ") for piece in region.pieces if piece.name and piece.regular)
    return GridStyle(
        header=header,
        widths=widths,
        before_name=" " if spaced[True] > spaced[False] else "",
    )


def _drawn_widths(rule: str) -> tuple[int, ...]:
    """The columns of a grid border; none of a markdown rule."""
    rule = rule.strip()
    return tuple(len(part) for part in rule.strip("+").split("+")) if rule.startswith("+") else ()


def _holds(widths: Sequence[int], titles: Sequence[str]) -> bool:
    """Whether columns of these widths hold their titles: a border that was cut short does not."""
    fits = (width > display_width(title) for width, title in zip(widths, titles, strict=False))
    return len(widths) == len(titles) and all(fits)


def misdrawn(region: Region, path: str | None) -> list[Finding]:
    """Borders and bars that are not where the first border puts them."""
    inside = region.lines
    rules = [line for line in inside if line.kind is LineKind.RULE]
    columns = _columns(rules[0].text) if rules else []
    odd = [rule for rule in rules if _columns(rule.text) != columns or set(rule.text.strip()) - set("+-=")]
    doubled = [b for a, b in itertools.pairwise(inside) if a.kind is b.kind is LineKind.RULE]
    shifted = [line for line in inside if line.kind is LineKind.ROW and list(bars(line.text, columns)) != columns]
    found = []
    if broken := sorted({line.number for line in (*odd, *doubled)}):
        found.append(kinds.broken_rule(_between(path, broken), None, len(broken)))
    if numbers := [line.number for line in shifted]:
        found.append(kinds.shifted_bars(_between(path, numbers), None, len(numbers)))
    return found


def _between(path: str | None, numbers: Sequence[int]) -> SourceSpan:
    return SourceSpan(first=numbers[0], last=numbers[-1], path=path)


def _columns(rule: str) -> list[int]:
    return [index for index, character in enumerate(rule.rstrip()) if character in "+|"]
