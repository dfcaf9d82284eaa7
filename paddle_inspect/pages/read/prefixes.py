"""Marks and numbers ahead of every line of a table: of a mail that quotes it, a difference, a listing, a list.

    > +------+-----+      + +------+-----+      12: +------+-----+      - | a | b |
    > | a    | b   |      + | a    | b   |      13: | a    | b   |      - | c | d |

They are the same in every line, but for the numbers. A quote or a list of the page's own syntax that holds a table has
its marks once, or is read with them by its own grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from paddle_inspect.pages.read.lines import Line, LineKind, plain

#: A border of a grid or the rule of a Markdown table, up to the end of a line.
_BORDER = re.compile(r"\+(?:[-=]+\+)+\s*$|\|(?:\s*:?-{2,}:?\s*\|)+\s*$")
_PARTS = re.compile(r"[0-9]+|\s+|[^0-9\s]+")
#: What no cell is.
_MARKS_ALONE = re.compile(r"(?=.*[^\w\s])(?:[^\w`|]|[0-9])*")
_LEAST_LINES = 2


def without_prefixes(lines: Sequence[Line]) -> Iterator[tuple[range, list[str]]]:
    """The places of runs of lines that have one prefix ahead of a table's lines, with their texts without it.

    Where a border stands in the run the prefix is what stands ahead of it; else it has a mark and no letters.

    Args:
        lines: the page's, classified.
    """
    taken = 0
    for at, line in enumerate(lines):
        if at < taken or not _may_be(line):
            continue
        run = _run(lines, at, taken)
        if run is not None:
            places, prefix = run
            taken = places.stop
            yield places, [_without(prefix, lines[place].text) for place in places]


def _may_be(line: Line) -> bool:
    return line.kind not in (LineKind.OPAQUE, LineKind.TABLE) and line.text[:1] not in ("", "|")


def _run(lines: Sequence[Line], at: int, taken: int) -> tuple[range, re.Pattern[str]] | None:
    """The lines around one that have its prefix, all of the page where all have it, else up to the table's ends."""
    border = _border(lines[at])
    head = lines[at].text[: border.start()] if border else lines[at].text.partition("|")[0]
    if not head.strip() or (border is None and ("|" not in lines[at].text or not _MARKS_ALONE.fullmatch(head))):
        return None
    prefix = _expression(head)
    first, last = at, at
    while first > taken and _goes_on(prefix, lines[first - 1]):
        first -= 1
    while last + 1 < len(lines) and _goes_on(prefix, lines[last + 1]):
        last += 1
    if any(line.text.strip() for line in (*lines[:first], *lines[last + 1 :])):
        while not _is_of_table(prefix, lines[first].text):
            first += 1
        while not _is_of_table(prefix, lines[last].text):
            last -= 1
    rows = sum(_is_of_table(prefix, line.text) for line in lines[first : last + 1])
    return (range(first, last + 1), prefix) if rows >= _LEAST_LINES else None


def _goes_on(prefix: re.Pattern[str], line: Line) -> bool:
    """Whether a line has the prefix, or is a border that a writer of rows left as it is."""
    return line.kind is LineKind.RULE or (_may_be(line) and prefix.match(line.text) is not None)


def _border(line: Line) -> re.Match[str] | None:
    return _BORDER.search(plain(line.text)) if "--" in line.text or "==" in line.text else None


def _expression(head: str) -> re.Pattern[str]:
    """What stands ahead of a table's line, with other numbers; the blanks behind it are missing in an empty line."""
    bare = head.rstrip()
    parts = [r"\s*[0-9]+" if part.isdecimal() else re.escape(part) for part in _PARTS.findall(bare.lstrip())]
    start = "" if bare.lstrip()[:1].isdecimal() else re.escape(bare[: len(bare) - len(bare.lstrip())])
    return re.compile(f"{start}{''.join(parts)}(?:{re.escape(head[len(bare) :])}|\\s*$)")


def _without(prefix: re.Pattern[str], text: str) -> str:
    match = prefix.match(text)
    return text[match.end() :] if match else text


def _is_of_table(prefix: re.Pattern[str], text: str) -> bool:
    rest = _without(prefix, text)
    return rest.lstrip().startswith("|") or bool(_BORDER.match(rest.lstrip()))
