"""Characters exchanged in a whole table, and nothing else: every other byte of the page stays.

A cell of a grid has so much room; what does not fit is printed with fewer digits, else its column is widened where it
has a bar or a corner in every line of the table, else it is left as it is and said.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from paddle_inspect.base.text import display_width
from paddle_inspect.pages.read.cells import Segment, Syntax, Table
from paddle_inspect.pages.read.docutils_tables import columns
from paddle_inspect.pages.read.weights import WeightTable
from paddle_inspect.pages.reconcile.whole import Exchange, unknown_names

_DRAWN = (Syntax.GRID, Syntax.SIMPLE)


def exchanged(
    lines: Sequence[str], table: Table, exchanges: Iterable[Exchange]
) -> tuple[list[str], list[tuple[Exchange, str]]]:
    """The lines of a page with the characters of one table exchanged, and what could not be, with the reason.

    Args:
        lines: the page without line endings.
        table: where the exchanges are.
        exchanges: in any order; none overlaps another.
    """
    by_segment: dict[Segment, list[Exchange]] = defaultdict(list)
    for exchange in exchanges:
        by_segment[exchange.segment].append(exchange)
    failed: list[tuple[Exchange, str]] = []
    widened: dict[int, int] = {}  # columns of bars, and how far each moves away from what is before it
    for segment, inside in list(by_segment.items()):
        line = lines[segment.line - 1]
        if _fitting(line, segment, inside, table.syntax) is not None:
            continue
        bar = _bar(lines, table, segment) if table.syntax is Syntax.GRID and not table.nested else None
        if bar is None:
            failed += [(exchange, "there is no room for it in its cell") for exchange in inside]
            del by_segment[segment]
        else:
            need = display_width(_put(line, segment, inside, 0).rstrip()) + 1
            widened[bar] = max(widened.get(bar, 0), need - display_width(line[segment.start : segment.end]))
    new = list(lines)
    if widened:
        new[table.first - 1 : table.last] = [_widened(line, widened) for line in lines[table.first - 1 : table.last]]
        by_segment = dict(_moved(lines, segment, inside, widened) for segment, inside in by_segment.items())
    for segment, inside in sorted(by_segment.items(), key=lambda item: (item[0].line, -item[0].start)):
        line = new[segment.line - 1]
        text = _fitting(line, segment, inside, table.syntax)
        assert text is not None
        new[segment.line - 1] = line[: segment.start] + text + line[segment.end :]
    return new, failed


def needless_rows(table: WeightTable) -> list[tuple[int, int, str | None, int]]:
    """Rows of a whole table that say nothing new, as first and last line, weight, and first line of what they repeat.

    In a pipe table these are its header and its rule in the midst of its rows (without a weight), in a grid of no spans
    the same row of a weight once more. Nothing else is ever needless.
    """
    inner = table.table
    if any(cell.rows > 1 or cell.columns > 1 for cell in inner.cells) or not table.rows or inner.nested:
        return []
    if inner.syntax is Syntax.PIPE:
        return [
            (line, line, None, inner.first)
            for row in inner.body
            if (words := [cell.words for cell in row if cell is not None])
            and (words == inner.titles or (len(words) > 1 and all(map(_RULE_CELL.fullmatch, words))))
            for line in [next(cell.segments[0].line for cell in row if cell is not None)]
        ]
    if inner.syntax is not Syntax.GRID:
        return []
    names = {row.cell.segments[0].line: row.name for row in table.rows}
    names |= {cell.segments[0].line: name for name, cell in unknown_names(table)}
    first: dict[tuple[str, ...], int] = {}
    found: list[tuple[int, int, str | None, int]] = []
    for row in inner.body:
        cells = [cell for cell in row if cell is not None]
        start, end = cells[0].segments[0].line, cells[0].segments[-1].line
        seen = first.setdefault(tuple(cell.words for cell in cells), start)
        if seen != start and start in names:
            found.append((start, end + 1, names[start], seen))
    return found


_RULE_CELL = re.compile(r":?-+:?")


def _fitting(line: str, segment: Segment, inside: Sequence[Exchange], syntax: Syntax) -> str | None:
    """A cell's line with its exchanges made, in the room that it has; None where there is none."""
    room = display_width(line[segment.start : segment.end])
    free = syntax not in _DRAWN or (syntax is Syntax.SIMPLE and segment.end >= len(line))
    for shorter in range(max(len(exchange.texts) for exchange in inside)):
        text = _put(line, segment, inside, shorter)
        if free:
            bare = _padded(text, room) if syntax is Syntax.PIPE else text
            return f"{bare} " if text.endswith(" ") and not bare.endswith(" ") else bare
        if display_width(text.rstrip()) <= room:
            return _padded(text, room)
    return None


def _put(line: str, segment: Segment, inside: Sequence[Exchange], shorter: int) -> str:
    """The characters of a segment with its exchanges made, each with the form of that place, or its last."""
    text, position = "", segment.start
    for exchange in sorted(inside, key=lambda exchange: exchange.start):
        text += line[position : exchange.start] + exchange.texts[min(shorter, len(exchange.texts) - 1)]
        position = exchange.end
    return text + line[position : segment.end]


def _padded(text: str, width: int) -> str:
    """Text in so many columns: spaces at its end are taken away or added."""
    bare = text.rstrip(" ")
    return bare + " " * max(width - display_width(bare), 0)


def _bar(lines: Sequence[str], table: Table, segment: Segment) -> int | None:
    """The column of the bar behind a cell, when every line of its table has a bar or a corner there."""
    bar = display_width(lines[segment.line - 1][: segment.end])
    for line in lines[table.first - 1 : table.last]:
        places = columns(line)
        if bar >= len(places) - 1 or line[places[bar]] not in "|+" or "\t" in line:
            return None
    return bar


def _widened(line: str, widened: Mapping[int, int]) -> str:
    places = columns(line)
    for bar in sorted(widened, reverse=True):
        at = places[bar]
        fill = line[at - 1] if line[at] == "+" and line[at - 1] in "-=" else " "
        line = line[:at] + fill * widened[bar] + line[at:]
    return line


def _moved(
    lines: Sequence[str], segment: Segment, inside: Sequence[Exchange], widened: Mapping[int, int]
) -> tuple[Segment, list[Exchange]]:
    """A cell's line and its exchanges, where the columns before it and its own have been widened."""
    line = lines[segment.line - 1]
    start, end = display_width(line[: segment.start]), display_width(line[: segment.end])
    shift = sum(extra for bar, extra in widened.items() if bar < start)
    room = sum(extra for bar, extra in widened.items() if start <= bar <= end)
    moved = Segment(segment.line, segment.start + shift, segment.end + shift + room)
    return moved, [
        replace(exchange, segment=moved, start=exchange.start + shift, end=exchange.end + shift) for exchange in inside
    ]
