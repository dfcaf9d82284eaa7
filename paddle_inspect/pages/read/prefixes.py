"""Marks and numbers around every line of a table: of a mail that quotes it, a difference, a listing, a list, a string.

    > +------+-----+      + +------+-----+      12: +------+-----+      - | a | b |      "+------+-----+",
    > | a    | b   |      + | a    | b   |      13: | a    | b   |      - | c | d |      "| a    | b   |",

They are the same in every line, but for the numbers. A quote or a list of the page's own syntax that holds a table has
its marks once, or is read with them by its own grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from paddle_inspect.pages.read.lines import Line, LineKind, plain

#: A border of a grid or the rule of a Markdown table, with what stands behind it.
_BORDER = re.compile(r"(?:\+(?:[-=]+\+)+|\|(?:\s*:?-{2,}:?\s*\|)+)(?P<behind>[^\s|+=-]{0,5})\s*$")
_PARTS = re.compile(r"[0-9]+|\s+|[^0-9\s]+")
#: What no cell is: marks with numbers, and no letters.
_MARKS_ALONE = re.compile(r"(?=.*[^\w\s])(?:[^\w`|]|[0-9])*")
_LEAST_LINES = 2


@dataclass(frozen=True, slots=True)
class _Frame:
    """What stands ahead of each line and behind it."""

    ahead: re.Pattern[str]
    behind: str

    def fits(self, line: Line) -> bool:
        """Whether it stands around a line; a border may be one that a writer of rows left as it is."""
        framed = self.ahead.match(line.text) is not None and line.text.rstrip().endswith(self.behind)
        return line.kind is LineKind.RULE or (_may_be(line) and framed)

    def without(self, text: str) -> str:
        match = self.ahead.match(text)
        inside = text[match.end() :] if match else text
        return inside.rstrip().removesuffix(self.behind) if self.behind else inside

    def is_of_table(self, line: Line) -> bool:
        rest = self.without(line.text).lstrip()
        return rest.startswith("|") or bool(_BORDER.match(rest))


def without_prefixes(lines: Sequence[Line]) -> Iterator[tuple[range, list[str]]]:
    """The places of runs of a table's lines that have the same around each of them, with their texts without it.

    Where a border stands in the run it is what stands around that; else marks ahead of each line, and no letters.

    Args:
        lines: the page's, classified.
    """
    taken = 0
    for at, line in enumerate(lines):
        if at < taken or not _may_be(line):
            continue
        frame = _frame(line)
        places = _run(lines, at, taken, frame) if frame is not None else None
        if frame is not None and places is not None:
            taken = places.stop
            yield places, [frame.without(lines[place].text) for place in places]


def _may_be(line: Line) -> bool:
    return line.kind not in (LineKind.OPAQUE, LineKind.TABLE) and line.text != ""


def _frame(line: Line) -> _Frame | None:
    """What stands around a line of a table; None where nothing does."""
    drawn = plain(line.text)
    border = _BORDER.search(drawn) if "--" in drawn or "==" in drawn else None
    if border is not None:
        head, behind = line.text[: border.start()], border["behind"]
    else:
        head, bar, _ = drawn.partition("|")
        behind = ""
        if not bar or not _MARKS_ALONE.fullmatch(head):
            return None
    return _Frame(_expression(head), behind) if head.strip() or behind else None


def _run(lines: Sequence[Line], at: int, taken: int, frame: _Frame) -> range | None:
    """The lines around one that have its frame, all of the page where all have it, else up to the table's ends."""
    first, last = at, at
    while first > taken and frame.fits(lines[first - 1]):
        first -= 1
    while last + 1 < len(lines) and frame.fits(lines[last + 1]):
        last += 1
    if any(line.text.strip() for line in (*lines[:first], *lines[last + 1 :])):
        while not frame.is_of_table(lines[first]):
            first += 1
        while not frame.is_of_table(lines[last]):
            last -= 1
    rows = sum(map(frame.is_of_table, lines[first : last + 1]))
    return range(first, last + 1) if rows >= _LEAST_LINES else None


def _expression(head: str) -> re.Pattern[str]:
    """What stands ahead of a table's line, with other numbers; the blanks behind it are missing in an empty line."""
    bare = head.rstrip()
    parts = [r"\s*[0-9]+" if part.isdecimal() else re.escape(part) for part in _PARTS.findall(bare.lstrip())]
    start = "" if bare.lstrip()[:1].isdecimal() else re.escape(bare[: len(bare) - len(bare.lstrip())])
    return re.compile(f"{start}{''.join(parts)}(?:{re.escape(head[len(bare) :])}|\\s*$)")
