"""Names of weights in a torn table, put right before its rows are told apart: split ones joined, others spelled.

    | ``bert-base-                           | ``bert-base-uncased`` | English | 12-layer |
    uncased`` | English | 12-layer |
    | BERT – base – cased |  ...             | ``bert-base-cased`` | ...

Nothing is guessed. Two parts are one name where that is the name of a weight, or where the first opens the marks that
the second closes, or ends in a hyphen, as no name does. A name is spelled otherwise where that is one of a weight.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from paddle_inspect.pages.read.lines import Line, LineKind, blanks_before
from paddle_inspect.pages.read.pieces import name_at, read_pieces
from paddle_inspect.pages.read.region import Region
from paddle_inspect.pages.read.weights import DASHES, readings

#: Parts of a name that stand on lines of their own, at most: the longest name of the catalogue has 82 characters, and a
#: column of names is as wide as 30. Of 214 pages none changes with 2 or 6 parts, or with names of 60 or 240.
_MOST_PARTS = 3
_LONGEST_NAME = 120
_PART = re.compile(r"[A-Za-z0-9][\w./-]*|[-_/.][\w./-]+")
_JOINTS = "-_/"
_BLANK_AT_JOINT = re.compile(r"(?<=[-_/])\s+|\s+(?=[-_/])")
_LITERAL = re.compile(r"``(?P<name>[^`]+)``")
_MARKS = "`*\"'“”‘’ "

IsKnown = Callable[[str], bool]


def with_whole_names(region: Region, is_known: IsKnown) -> Region:
    """A region whose names are whole and spelled as weights are; `names` says which stood there otherwise."""
    if region.whole or not region.lines:
        return region
    lines, shown = _joined_names(region.lines, is_known)
    spelled = [_spelled(line, is_known) for line in lines]
    shown += [
        (new.number, old.cells[0]) for old, new in zip(lines, spelled, strict=True) if new is not old and old.cells
    ]
    if not shown:
        return region
    path = next((piece.path for piece in region.pieces), None)
    return replace(region, lines=tuple(spelled), pieces=read_pieces(spelled, path), names=tuple(sorted(shown)))


def _joined_names(lines: Sequence[Line], is_known: IsKnown) -> tuple[list[Line], list[tuple[int, str]]]:
    out: list[Line] = []
    shown: list[tuple[int, str]] = []
    at = 0
    while at < len(lines):
        count, name = _split_name(lines[at : at + _MOST_PARTS], is_known)
        if not count:
            out.append(lines[at])
        else:
            parts = lines[at : at + count]
            shown.append((lines[at].number, " ".join(_head(part) for part in parts)))
            out += _as_rows(parts, f"``{name}``")
        at += max(count, 1)
    return out, shown


def _split_name(lines: Sequence[Line], is_known: IsKnown) -> tuple[int, str]:
    """How many lines the name at the head of the first is split over, and the name; 0 where it is whole."""
    heads = [_head(line) for line in lines]
    first = heads[0].strip(_MARKS)
    if lines[0].kind is not LineKind.ROW or not _PART.fullmatch(first) or len(heads[0]) > _LONGEST_NAME:
        return 0, ""
    whole = first
    for count, head in enumerate(heads[1:], 2):
        part = head.strip(_MARKS)
        if not _PART.fullmatch(part) or (head.startswith("``") and head.endswith("``") and is_known(part)):
            return 0, ""
        whole += part
        opened = heads[0].startswith("`") and not heads[0].endswith("`")
        closed = head.endswith("`") and not head.startswith("`")
        if is_known(whole) and (opened or not is_known(first)):
            return count, whole
        alike = heads[0].endswith("`") == head.endswith("`")
        if ((opened and closed) or (_ends_at_joint(first) and alike)) and not _ends_at_joint(part):
            return count, whole
    return 0, ""


def _ends_at_joint(part: str) -> bool:
    return part[-1] in _JOINTS


def _head(line: Line) -> str:
    """What the first cell of a row says, or a line that has no cells."""
    if line.kind is LineKind.ROW:
        return line.cells[0]
    return line.text.strip() if line.kind is LineKind.PROSE else ""


def _as_rows(parts: Sequence[Line], name: str) -> list[Line]:
    """The lines that a name is split over, with the whole name in the first of those that say more."""
    others = [(part, part.cells[1:]) for part in parts if any(part.cells[1:])] or [(parts[0], parts[0].cells[1:])]
    heads = [name] + [""] * (len(others) - 1)
    return [_row(part, [head, *cells]) for head, (part, cells) in zip(heads, others, strict=True)]


def _spelled(line: Line, is_known: IsKnown) -> Line:
    """A row whose first cell is a name that is spelled otherwise, with its name; any other line as it is."""
    cell = line.cells[0] if line.cells else ""
    if not cell or len(cell) > _LONGEST_NAME or is_known(name_at(line) or ""):
        return line
    name = next((text for text, _ in readings(cell) if is_known(text)), None)
    if name is None and (literal := _LITERAL.fullmatch(cell)) is not None:
        spelled = _BLANK_AT_JOINT.sub("", literal["name"].translate(DASHES))
        name = spelled if spelled != literal["name"] and _PART.fullmatch(spelled) else None
    return line if name in (None, cell.strip(_MARKS)) else _row(line, [f"``{name}``", *line.cells[1:]])


def _row(line: Line, cells: Sequence[str]) -> Line:
    return Line(line.number, f"{blanks_before(line.text)}| {' | '.join(cells)} |", LineKind.ROW, tuple(cells))
