"""Text in colours for a terminal: whether a stream is one, how wide it is, and which of them it takes.

FORCE_COLOR, TTY_COMPATIBLE, NO_COLOR, TERM and COLUMNS mean what they mean to rich, against which the tests hold this:
importing rich takes as long as reading a page and counting its weights.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from typing import TextIO

from paddle_inspect.base.text import ELLIPSIS

#: A text and its style: words of `_CODES`.
Piece = tuple[str, str]
#: Select Graphic Rendition (ECMA-48), by the words of a style.
_CODES = {
    "bold": "1",
    "dim": "2",
    "reverse": "7",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "magenta": "35",
    "cyan": "36",
}
_COLOURS = frozenset(_CODES) - {"bold", "dim", "reverse"}
_DUMB = ("dumb", "unknown")
_WIDTH = 80


def coloured(pieces: Callable[[int, str], Iterable[Piece]], stream: TextIO) -> str | None:
    """Pieces of text in their styles, for a stream that is a terminal; None for any other.

    `pieces` is asked with the width and with the mark of what is shortened.
    """
    if not is_terminal(stream):
        return None
    painted = _painter()
    return "".join(painted(text, style) for text, style in pieces(width(), _mark(stream)))


def is_terminal(stream: TextIO) -> bool:
    """Whether a stream takes colours and has a width, as far as it and the environment say."""
    compatible, forced = os.environ.get("TTY_COMPATIBLE"), os.environ.get("FORCE_COLOR")
    if compatible in ("0", "1"):
        return compatible == "1"
    return stream.isatty() if forced is None else forced != ""


def width() -> int:
    """Columns of the terminal that this process has."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal():
        return int(columns) or _WIDTH
    return _WIDTH if _is_dumb() else _of_terminal().columns or _WIDTH


def height() -> int:
    """Lines of the terminal that this process has; 0 where nobody knows."""
    lines = os.environ.get("LINES", "")
    return int(lines) if lines.isdecimal() else _of_terminal().lines


def _of_terminal() -> os.terminal_size:
    for stream in (sys.__stdin__, sys.__stdout__, sys.__stderr__):
        try:
            return os.get_terminal_size(stream.fileno() if stream else -1)
        except (OSError, ValueError):  # no terminal, or closed
            continue
    return os.terminal_size((0, 0))


def _is_dumb() -> bool:
    return os.environ.get("TERM", "").lower() in _DUMB


def _painter() -> Callable[[str, str], str]:
    """What puts a text into a style."""
    # A console of Windows takes codes only from programs that asked it to; its Terminal always does.
    if _is_dumb() or (os.name == "nt" and "WT_SESSION" not in os.environ):
        return lambda text, _: text
    left_out = _COLOURS if os.environ.get("NO_COLOR") else frozenset[str]()

    def painted(text: str, style: str) -> str:
        codes = ";".join(_CODES[word] for word in style.split() if word not in left_out)
        if not codes:
            return text
        line = text.removesuffix("\n")
        return f"\x1b[{codes}m{line}\x1b[0m{text[len(line) :]}" if line else text

    return painted


def _mark(stream: TextIO) -> str:
    """What stands where a name is shortened: one character, where the stream takes it."""
    try:
        ELLIPSIS.encode(getattr(stream, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return "..."
    return ELLIPSIS
