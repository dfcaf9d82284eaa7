"""Text as a terminal takes it: what may be shown, and how wide it is. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator


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
_HARMFUL = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]|\r(?!\n)"


def harmless(text: str) -> str:
    """A whole text made safe for a terminal, and otherwise left as it is, so that a diff still fits its file.

    >>> harmless("a\\x1b[31mb\\tc\\r\\n")
    'a\\\\x1b[31mb\\tc\\r\\n'
    """
    return re.sub(_HARMFUL, lambda character: _escaped(character[0]), text)


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


#: Where a text is shortened.
ELLIPSIS = "…"
#: The beginning of a shortened name has one part of so many. Of the catalogue's 324 names, and of the tensors of four
#: models with their layers folded, at least as many differ in each width from 18 to 40 as with 1.5, 2, 2.5 or 3.
_HEAD = 4


def display_width(text: str) -> int:
    """Columns that a text takes, as docutils counts them: two for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(character) in ("W", "F") for character in text)
    return len(text) + wide - sum(map(bool, map(unicodedata.combining, text)))


#: What a line may end behind: a word, or any character of a script that is written without spaces.
_WORD = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|[^\\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+"
#: The same of text that is ASCII alone. The other one is compiled only for text that needs it: it takes as long as all
#: that is printed of a model.
_ASCII_WORD = r"\S+"


def _words(text: str) -> Iterator[re.Match[str]]:
    return re.finditer(_ASCII_WORD if text.isascii() else _WORD, text)


def words_of(text: str) -> list[str]:
    """What a text may be wrapped between.

    >>> words_of("12 layers, 模型")
    ['12', 'layers,', '模', '型']
    """
    return [word[0] for word in _words(text)]


def wrapped(text: str, width: int) -> list[str]:
    """A text on lines of a width, broken between words alone; a longer word has a line of its own.

    >>> wrapped("not counted: no config", 12)
    ['not counted:', 'no config']
    """
    return [text[first:last] for first, last in lines_of(text, width)]


def lines_of(text: str, width: int) -> list[tuple[int, int]]:
    """Where the lines of a wrapped text begin and end in it."""
    if display_width(text) <= width:
        return [(0, len(text))]
    lines, first, last, taken = list[tuple[int, int]](), -1, 0, 0
    for word in _words(text):
        wide = display_width(word[0])
        between = word.start() - last
        if first >= 0 and taken + between + wide > width:
            lines.append((first, last))
            first = -1
        first, taken = (word.start(), wide) if first < 0 else (first, taken + between + wide)
        last = word.end()
    return [*lines, (max(first, 0), last)]


def shortened(text: str, width: int, mark: str = ELLIPSIS) -> str:
    """A name in a width, its middle left out. Its end keeps three quarters: it tells more than its beginning.

    >>> shortened("albert-chinese-xxlarge-v2", 18), shortened("albert", 18)
    ('albe…se-xxlarge-v2', 'albert')
    """
    if display_width(text) <= width:
        return text
    room = max(width - len(mark), 2)
    before = room // _HEAD
    return _beginning(text, before) + mark + _beginning(text[::-1], room - before)[::-1]


def _beginning(text: str, width: int) -> str:
    """As much of a text as a width takes."""
    if text.isascii():
        return text[:width]
    taken = 0
    for place, character in enumerate(text):
        taken += display_width(character)
        if taken > width:
            return text[:place]
    return text
