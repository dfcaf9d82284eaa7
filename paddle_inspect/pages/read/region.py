"""Where the table of a page begins and ends, and what frames it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from paddle_inspect.pages.read.lines import Line, LineKind, is_header_rule
from paddle_inspect.pages.read.pieces import COLUMNS, Piece, is_header_cell, names_weight, read_pieces

_TITLE_RULE = re.compile(r"([-=~^\"'`#*+:.])\1{2,}")


@dataclass(frozen=True, slots=True)
class Region:
    """The table region: the lines from the first table line to the last, as pieces, with what frames them."""

    first: int
    last: int
    pieces: tuple[Piece, ...]
    header: tuple[str, ...] = ()
    targets: tuple[int, ...] = ()
    fences: tuple[int, ...] = ()


def read_table(lines: Sequence[Line], path: str | None = None) -> Region | None:
    """The table region among a page's lines, or None where no line belongs to a table; `path` is for spans."""
    numbers = _bounds(lines)
    if not numbers:
        return None
    inside = list(lines[numbers[0] - 1 : numbers[-1]])
    return Region(
        first=numbers[0],
        last=numbers[-1],
        pieces=read_pieces(inside, path),
        header=_header(inside),
        targets=tuple(line.number for line in inside if line.kind is LineKind.TARGET),
        fences=tuple(line.number for line in inside if line.kind is LineKind.FENCE),
    )


def _bounds(lines: Sequence[Line]) -> list[int]:
    """The numbers of the table lines, up to where another part of the page begins: a titled table is one of its own.

    A table below a section title, with a header of its own, is another table and none of this one's business; the
    first part that names a weight counts.
    """
    parts: list[list[int]] = [[]]
    for position, line in enumerate(lines):
        if line.kind is LineKind.RULE or _has_bars(line):
            if parts[-1] and _starts_table(lines, position) and _is_titled(lines[parts[-1][-1] : position]):
                parts.append([])
            parts[-1].append(line.number)
    return next((part for part in parts if any(names_weight(lines[number - 1]) for number in part)), parts[0])


def _has_bars(line: Line) -> bool:
    return line.kind is LineKind.ROW and (line.text.strip()[0] == "|" or line.text.count("|") > 1)


def _starts_table(lines: Sequence[Line], position: int) -> bool:
    """Whether a rule, a header row and a double rule stand here."""
    return (
        position + 2 < len(lines)
        and lines[position].kind is LineKind.RULE
        and lines[position + 1].kind is LineKind.ROW
        and is_header_rule(lines[position + 2])
    )


def _is_titled(between: Sequence[Line]) -> bool:
    """Whether a section title with its rule stands among the lines."""
    return any(
        title.kind is rule.kind is LineKind.PROSE and bool(_TITLE_RULE.fullmatch(rule.text.strip()))
        for title, rule in itertools.pairwise(between)
    )


def _header(inside: Iterable[Line]) -> tuple[str, ...]:
    """The titles above the first double rule, when there are three of them."""
    titles: tuple[str, ...] = ()
    for line in inside:
        if is_header_rule(line):
            return titles if len(titles) == COLUMNS and all(map(is_header_cell, titles)) else ()
        if line.kind is LineKind.ROW:
            titles = line.cells
    return ()
