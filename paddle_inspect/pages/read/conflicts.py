"""Conflicts that a merge left in a page: which of two versions is meant, nobody but its author knows.

<<<<<<< ours
=======
>>>>>>> theirs
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from paddle_inspect.pages.read.lines import Line, LineKind

_OPENS = re.compile(r"\s*<{7}(?: .*)?$")
_PARTS = re.compile(r"\s*={7}$")
_CLOSES = re.compile(r"\s*>{7}(?: .*)?$")


def conflicts(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """The first and the last line of each conflict; those in code are examples of some."""
    opened: int | None = None
    parted = False
    for line in lines:
        if line.kind is LineKind.OPAQUE:
            continue
        if _OPENS.match(line.text):
            opened, parted = line.number, False
        elif opened is not None and _PARTS.match(line.text):
            parted = True
        elif opened is not None and parted and _CLOSES.match(line.text):
            yield opened, line.number
            opened = None
