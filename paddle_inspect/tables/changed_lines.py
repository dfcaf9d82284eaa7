"""A unified diff on a terminal: what went in red, what came in green, and the words that changed shown in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import TextIO

from paddle_inspect.tables.colours import Piece, coloured

#: Words, and what stands between them.
_WORD = re.compile(r"\w+|\s+|[^\w\s]")
#: Two lines are one that changed when as much of them is the same, from 0 to 1; else every word would be shown.
_ALIKE = 0.5


def draw(text: str, stream: TextIO) -> str | None:
    """A diff for a stream that is a terminal, None for any other. Lines are not wrapped: they are the page's."""
    return coloured(lambda *_: _pieces(text), stream)


def _pieces(text: str) -> Iterator[Piece]:
    gone: list[str] = []
    for kind, run in groupby(text.removesuffix("\n").split("\n") if text else (), key=_kind):
        lines = list(run)
        if kind == "-":
            gone = lines
            continue
        if kind == "+":
            yield from _exchanged(gone, lines)
        else:
            yield from _whole(gone, "red")
            yield from _whole(lines, {"@": "cyan", "file": "bold"}.get(kind, ""))
        gone = []
    yield from _whole(gone, "red")


def _kind(line: str) -> str:
    return "file" if line.startswith(("--- ", "+++ ")) else line[:1]


def _whole(lines: Sequence[str], style: str) -> Iterator[Piece]:
    for line in lines:
        yield f"{line}\n", style


def _exchanged(gone: Sequence[str], come: Sequence[str]) -> Iterator[Piece]:
    """Lines in place of others; where they are as many, each is held against the one in whose place it stands."""
    if len(gone) != len(come):
        yield from _whole(gone, "red")
        yield from _whole(come, "green")
        return
    pairs = [_compared(old[1:], new[1:]) for old, new in zip(gone, come, strict=True)]
    for number, (sign, style) in enumerate((("-", "red"), ("+", "green"))):
        for pair in pairs:
            yield sign, style
            yield from ((text, f"{style} reverse" if changed else style) for text, changed in pair[number])
            yield "\n", ""


def _compared(old: str, new: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Both lines in parts, each with whether it is another one in the other line."""
    left, right = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return [(old, False)], [(new, False)]
    parts = matcher.get_opcodes()
    return (
        _marked(left, [(tag, first, last) for tag, first, last, _, _ in parts]),
        _marked(right, [(tag, first, last) for tag, _, _, first, last in parts]),
    )


def _marked(words: Sequence[str], parts: Sequence[tuple[str, int, int]]) -> list[tuple[str, bool]]:
    """Stretches of words; other space between words is no other word."""
    texts = (("".join(words[first:last]), tag) for tag, first, last in parts)
    return [(text, tag != "equal" and not text.isspace()) for text, tag in texts if text]
