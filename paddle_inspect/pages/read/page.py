"""A documentation page as read: its lines, its table, its link targets, its title."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import PurePath

from paddle_inspect.pages.read.lines import Line, LineKind, Target, classify, parse_target
from paddle_inspect.pages.read.pieces import Piece
from paddle_inspect.pages.read.region import Region, read_table

_NEWLINE = re.compile(r"\r\n|\n|\r")
_DECORATION = re.compile(r"[\s#=\-~^*_`'\"+:.]*")


@dataclass(frozen=True, slots=True)
class Page:
    """A page and what reading found in it. Line numbers are one-based; `path` is for messages only.

    `folder` is the name of the folder that the page is in, "" when it is not known.
    """

    text: str
    path: str | None
    folder: str
    lines: tuple[Line, ...]
    region: Region | None
    targets: tuple[Target, ...]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The pieces of its table, none without a table."""
        return self.region.pieces if self.region else ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every whole name that heads a row or stands in a link of the table, once each, in order."""
        found = [piece.name for piece in self.pieces if piece.name]
        found += [label for piece in self.pieces for label in piece.links]
        return tuple(dict.fromkeys(found))

    @property
    def title(self) -> str:
        """The first line of text above the table, without rules and marks; "" without one."""
        end = self.region.first - 1 if self.region else len(self.lines)
        for line in self.lines[:end]:
            text = line.text.strip().lstrip("#").strip()
            if text and line.kind is LineKind.PROSE and not _DECORATION.fullmatch(text) and text[:2] != "..":
                return text
        return ""

    @property
    def endings(self) -> list[str]:
        """What each line but the last ends with."""
        return _NEWLINE.findall(self.text)

    @property
    def newline(self) -> str:
        """The line ending that most of its lines have."""
        counts = Counter(self.endings)
        return counts.most_common(1)[0][0] if counts else "\n"


def read_page(text: str, path: str | None = None, folder: str | None = None) -> Page:
    """Read any text as a page; never raises. Without `folder` it is taken from the path."""
    lines = tuple(classify(text))
    targets = tuple(target for line in lines if line.kind is LineKind.TARGET and (target := parse_target(line)))
    if folder is None:
        folder = PurePath(path).parent.name if path else ""
    return Page(text, path, folder, lines, read_table(lines, path), targets)
