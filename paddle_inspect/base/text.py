"""Text as a terminal takes it: what may be shown, and how wide it is. Pure."""

from __future__ import annotations

import re
import unicodedata


def printable(text: str) -> str:
    """Text from a file made safe for a terminal: control, format and surrogate characters shown as escapes.

    >>> printable("a\\x1b[31mb")
    'a\\\\x1b[31mb'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == " " else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    if unicodedata.category(character) == "Zs":  # the other widths of a space
        return " "
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


def one_line(text: str) -> str:
    """`printable`, with line breaks shown as spaces: an error message is one line."""
    return printable(" ".join(text.split()))


#: What moves a terminal's cursor, colours it, or turns the direction of its text; not tabs and the ends of lines.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]|\r(?!\n)"
)


def harmless(text: str) -> str:
    """A whole text made safe for a terminal, and otherwise left as it is, so that a diff still fits its file.

    >>> harmless("a\\x1b[31mb\\tc\\r\\n")
    'a\\\\x1b[31mb\\tc\\r\\n'
    """
    return _HARMFUL.sub(lambda character: _escaped(character[0]), text)


def in_encoding(text: str, encoding: str, lacking: str = "backslashreplace") -> str:
    """A text in which what an encoding lacks is written with characters that it has.

    >>> in_encoding("12\u5c42", "latin-1")
    '12\\u5c42'

    Args:
        text: any text.
        encoding: such as that of stdout.
        lacking: the handler of `codecs` that writes them.
    """
    return text if text.isascii() else text.encode(encoding, lacking).decode(encoding)


#: Characters of the page's text in a message: a finding with its place fits into two lines of a terminal.
EXCERPT = 60


def excerpt(text: str) -> str:
    """The beginning of a text, with dots where it goes on.

    >>> excerpt("a word " * 20)
    'a word a word a word a word a word a word a word a word a...'
    """
    return text if len(text) <= EXCERPT else f"{text[: EXCERPT - 3]}..."


def display_width(text: str) -> int:
    """Columns that a text takes, as docutils counts them: two for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    from docutils.utils import column_width  # costs as much as a small command, for text that is not ASCII alone

    return column_width(text)
