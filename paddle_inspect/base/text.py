"""Text as a terminal takes it: what may be shown, and how wide it is. Pure."""

from __future__ import annotations

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


#: Characters of the page's text in a message: a finding with its place fits into two lines of a terminal.
EXCERPT = 60


def excerpt(text: str) -> str:
    """The beginning of a text, with dots where it goes on.

    >>> excerpt("a word " * 20)
    'a word a word a word a word a word a word a word a word a...'
    """
    return text if len(text) <= EXCERPT else f"{text[: EXCERPT - 3]}..."


def display_width(text: str) -> int:
    """Columns that a text takes: two for wide characters, none for combining ones; docutils counts them so, too."""
    if text.isascii():
        return len(text)
    return sum((not unicodedata.combining(c)) + (unicodedata.east_asian_width(c) in "WF") for c in text)
