"""Markup of cells that docutils would reject or read as something else, made literal.

    `half a link           \\`half a link
    Title                  Title
    =====                  \\=====           a title inside a cell
    see note_              see note\\_       a reference that leads nowhere

Most cells hold nothing but words, literals and links, and are never looked at twice; docutils judges the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

#: How docutils numbers a list: by a number, a letter or a Roman numeral; `xviii` has five.
_ENUMERATOR = r"(?:\w{1,5}|\#)[.)]"
#: A line whose markup, if any, is literals and links; what it begins with starts no list, title or directive.
_WORDS = r"[^`*_|\\]"
_PLAIN_LINE = re.compile(
    rf"""
    (?! \(? {_ENUMERATOR} (?: \s | $ ) )                  # no enumeration
    (?= [^\W_] | [(（"'`\\] )
    (?: {_WORDS}
      | \\ .                                              # escaped
      | (?<=\w) _ (?=\w)                                  # snake_case
      | (?<![\w`]) `` [^`\s\\|]+ `` (?![\w`_])            # ``literal``
      | (?<![\w`]) ` (?P<label> [^`<>\\:|]+ ) `_ (?![\w`_])   # `link`_
    )*
    """,
    re.VERBOSE,
)
_LABEL = re.compile(r"(?<![\w`\\])`(?P<label>[^`<>]+)`_(?![\w_])")
_SAFE = re.compile(r"(?<![\w`\\])(?:``[^`\s\\|]+``|`[^`<>\\|]+`_|`[^`<>\\|]+ <[^`<>\s]+>`__)(?![\w`_])")
_SPECIAL = re.compile(r"[`*|\\]|_(?![^\W_])|(?<![^\W_])_|::")
#: Longer cells with markup are no text that anybody wrote: the longest cell in the 44 pages at hand has 502 characters.
#: docutils takes 0.8 s over 5,000 characters of `*a `, and four times as long over twice as many.
_LONGEST = 5000


def is_plain(lines: Sequence[str], labels: Collection[str]) -> bool:
    """Whether docutils cannot but read these lines as they are meant; False only means that it has to be asked.

    Args:
        lines: a cell's text.
        labels: the link targets of the page.
    """
    if any(line and (not _PLAIN_LINE.fullmatch(line) or line.endswith("::")) for line in lines):
        return False
    return all(match["label"] in labels for line in lines for match in _LABEL.finditer(line))


def made_valid(lines: Sequence[str], labels: Collection[str], valid: Callable[[Sequence[str]], bool]) -> Sequence[str]:
    """The lines, with as little of their markup escaped as makes them valid.

    Args:
        lines: a cell's text.
        labels: the link targets of the page.
        valid: asks docutils.
    """
    if is_plain(lines, labels):
        return lines
    if sum(map(len, lines)) > _LONGEST:
        return [_escaped(line) for line in lines]
    if valid(lines):
        return lines
    partly = [_escaped_between(line, labels) for line in lines]
    return partly if valid(partly) else [_escaped(line) for line in lines]


def _escaped_between(line: str, labels: Collection[str]) -> str:
    """The line with everything escaped but its literals and the links that lead somewhere."""
    parts, position = [], 0
    for match in _SAFE.finditer(line):
        label = _LABEL.fullmatch(match[0])
        if label is None or label["label"] in labels:
            parts += [_escape(line[position : match.start()], first=not position), match[0]]
            position = match.end()
    return "".join([*parts, _escape(line[position:], first=not position)])


def _escaped(line: str) -> str:
    return _escape(line, first=True)


def _escape(text: str, *, first: bool) -> str:
    """Text with backslashes before what docutils would interpret; `first` when it begins its line."""
    escaped = _SPECIAL.sub(lambda match: f"\\{match[0]}" if match[0] != "::" else ":\\:", text)
    begins_list = re.match(rf"{_ENUMERATOR}(?:\s|$)", text) is not None
    begins_oddly = bool(text) and not text[0].isalnum() and not escaped.startswith("\\")
    if first and text and not any(map(str.isalnum, text)):
        return f"\\ {escaped}"  # with a space in it, it draws no line
    return f"\\{escaped}" if first and (begins_list or begins_oddly) else escaped
