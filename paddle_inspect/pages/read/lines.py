"""A page as classified lines: the first step of reading, which knows bars and rules but no table and no model.

    +------+-----+   RULE      also markdown's |---|:--:| and the mixtures that translation makes: |--+---+
    | a    | b   |   ROW       cells ("a", "b"); also with its first or last bar lost
    .. _a: https   TARGET
    ```markdown      FENCE
                     BLANK
    anything else    PROSE

Bars, dashes and corners may be those of other keyboards: ｜ │ ┃ ─ ┼.

Line numbers are one-based and stay those of the file.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from enum import Enum

from paddle_inspect.base.text import display_width

_RULE = re.compile(
    r"""
    (?=.*(?: -- | == | :- | -: ))   # at least two dashes, or one with an alignment colon
    \s* (?: [|+] [-=:+|\s]*         # begins like a table line and holds nothing else
           | :?--+:? (?: \s* \| \s* :?--+:? )+ ) $  # markdown's without its outer bars
    """,
    re.VERBOSE,
)
_HEADER_RULE = re.compile(r"\s*\+[=+]+\s*$")
_TARGET = re.compile(
    r"""
    \.\.\ _ (?: `(?P<quoted>[^`]+)` | (?P<plain>[^`:\s](?:\\.|[^:\\]|:(?!\s|$))*) ) : \s* (?P<url>\S.*?)? \s* $
    """,
    re.VERBOSE,
)
_FENCE = re.compile(r"\s*(?:```|~~~)[\w-]*\s*$")
#: A literal, a link or a cut-off half of one, standing alone: what is left of a row that lost all its bars.
_LONE_NAME = re.compile(r"\s*(?:``[^`|\s]+(?:``_?)?|`?[^`|\s]+/[^`|\s]+`_)\s*$")

#: A row that lost all its bars: a literal, and cells behind it that runs of spaces part.
_WITHOUT_BARS = re.compile(r"``[^`|\s]+``(?:\s{2,}\S+(?:\s\S+)*)+$")

#: What docutils takes for a line break, or for more than one column, in the middle of a line.
_SEPARATORS = re.compile("[\t\v\f\x1c-\x1e\x85\u2028\u2029]")
_BLANK_ENTITY = re.compile(r"&(?:nbsp|ensp|emsp|thinsp|#160|#xa0);", re.IGNORECASE)
#: How a markdown table breaks a line inside a cell.
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


class LineKind(Enum):
    """What a line is by itself, whatever stands around it; OPAQUE and TABLE are what the page's own syntax says."""

    BLANK = "blank"
    RULE = "rule"
    ROW = "row"
    TARGET = "target"
    FENCE = "fence"
    PROSE = "prose"
    OPAQUE = "opaque"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number, text without line ending, kind, and the stripped cells of a ROW."""

    number: int
    text: str
    kind: LineKind
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A link target `.. _label: url`, the line that it stands in, and how many lines below go on with its address."""

    label: str
    url: str
    line: int
    goes_on: int = 0


def classify(text: str, opaque: Container[int] = (), whole: Container[int] = ()) -> list[Line]:
    """The lines of a text; accepts any string, any line ending, and never raises.

    Args:
        text: the page.
        opaque: numbers of lines that are no text and never a table's.
        whole: numbers of lines of whole tables, which nobody has to guess at.
    """
    return [_classified(number, line, opaque, whole) for number, line in enumerate(split_lines(text), 1)]


def _classified(number: int, text: str, opaque: Container[int], whole: Container[int]) -> Line:
    if number in whole or number in opaque:
        return Line(number, text, LineKind.TABLE if number in whole else LineKind.OPAQUE)
    return _classify(number, text)


#: Bars of other keyboards, and characters that look like them.
_OTHER_BARS = "｜│┃┆┇┊┋║￨¦∣ǀ❘‖丨"
#: Bars, dashes and corners of other keyboards, and invisible characters.
_PLAIN = str.maketrans(
    dict.fromkeys(_OTHER_BARS, "|")
    | dict.fromkeys("─━┄┅┈┉╌╍－—–", "-")
    | dict.fromkeys("═＝", "=")
    | dict.fromkeys("┌┐└┘├┤┬┴┼╒╓╔╕╖╗╘╙╚╛╜╝╞╟╠╡╢╣╤╥╦╧╨╩╪╫╬┏┓┗┛┣┫┳┻╋＋", "+")
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", None)
)
#: A bar that a program escaped, for Markdown or for HTML.
_ESCAPED_BAR = re.compile(r"\s*(?:\\\||&#124;|&#x7c;|&vert;|&verbar;)", re.IGNORECASE)
_OTHER_BAR = rf"[{_OTHER_BARS}]"
_OTHER_MARKS = rf"[{_OTHER_BARS}─━┄┅┈┉╌╍═┌┐└┘├┤┬┴┼╒-╬┏┓┗┛┣┫┳┻╋]|＋[－＝=-]"


#: A border of other characters than a grid's: corners of one kind around lines, two columns of them or more.
_OTHER_BORDER = re.compile(r"(?P<corner>[+*:.|])(?:(?:[-_.~—–]{3,}|={3,})(?P=corner)){2,}")
_LINES = str.maketrans("_.~—–", "-----")
_ONE_DASH = re.compile("(?<!—)—(?!—)|\\\\-+")
_SINGLE_BAR = re.compile(r"(?<!\|)\|(?!\|)")


def plain(text: str) -> str:
    """A line of a table drawn with other marks, as ASCII would draw it; any other line as it is.

    >>> plain("｜a｜"), plain("┌──┐"), plain("a－b"), plain("*---*---*"), plain("|| a || b ||")
    ('|a|', '+--+', 'a－b', '+---+---+', '| a | b |')
    """
    if _ESCAPED_BAR.match(text):
        text = _ESCAPED_BAR.sub("|", text)
    stripped = text.strip()
    if (border := _OTHER_BORDER.fullmatch(stripped)) is not None:
        corner = border["corner"]
        return text.replace(corner, "|" if corner == "|" else "+").translate(_LINES)
    if stripped[:1] == "|" and not any(map(str.isalnum, stripped)):
        text = _ONE_DASH.sub("---", text)
    elif stripped[:2] == stripped[-2:] == "||" and not _SINGLE_BAR.search(stripped):
        text = text.replace("||", "|")
    if text.isascii() or not re.search(_OTHER_MARKS, text):
        return text
    bars_alone = re.sub(_OTHER_BAR, "|", text)
    drawn = text.translate(_PLAIN)
    return drawn if not re.search(r"[^\s|+=:-]", drawn) else bars_alone


_TITLE_RULE = re.compile(r"([-=~^\"'`#*+:.])\1{2,}")


def is_title_rule(text: str) -> bool:
    """Whether a line is what stands below a title: one mark, at least three times.

    >>> is_title_rule("====  "), is_title_rule("+---+")
    (True, False)
    """
    return bool(_TITLE_RULE.fullmatch(text.strip()))


#: docutils expands tabs to so many columns.
TAB = 8


def indent_of(text: str) -> int:
    """The column in which a line's text begins, as docutils has it: no other blank than spaces and tabs indents.

    >>> indent_of("\\ttext"), indent_of("\xa0text")
    (8, 0)
    """
    expanded = text.expandtabs(TAB)
    return len(expanded) - len(expanded.lstrip(" "))


def blanks_before(text: str) -> str:
    """What a line has before its text, whatever blanks these are."""
    return text[: len(text) - len(text.lstrip())]


def split_lines(text: str) -> list[str]:
    """The lines without their endings, split only where an editor would: \\n, \\r\\n and \\r."""
    return re.split(r"\r\n|\n|\r", text)


def _classify(number: int, text: str) -> Line:
    stripped = plain(text).strip("\ufeff \t\v\f\u3000\xa0")
    if not stripped:
        return Line(number, text, LineKind.BLANK)
    if _RULE.match(stripped) and not _has_blank_cell(stripped):
        return Line(number, text, LineKind.RULE)
    if _TARGET.match(stripped):
        return Line(number, text, LineKind.TARGET)
    if _FENCE.match(stripped):
        return Line(number, text, LineKind.FENCE)
    if _is_row(stripped):
        return Line(number, text, LineKind.ROW, split_cells(stripped))
    if _WITHOUT_BARS.match(stripped):
        return Line(number, text, LineKind.ROW, tuple(re.split(r"\s{2,}", stripped)))
    return Line(number, text, LineKind.PROSE)


def _has_blank_cell(stripped: str) -> bool:
    """A line of a row may say nothing but dashes in one of its cells; a rule has them in all."""
    return stripped[0] == "|" and any(cell.isspace() for cell in stripped.split("|"))


def _is_row(stripped: str) -> bool:
    if stripped[0] == "|":
        return True
    if stripped.count("|") > 1 or (stripped[-1] == "|" and len(stripped) > 1):
        return True
    return bool(_LONE_NAME.match(stripped))


def split_cells(stripped: str) -> tuple[str, ...]:
    """The cells between the bars, stripped; a missing first or last bar costs nothing."""
    inner = stripped[1:] if stripped.startswith("|") else stripped
    inner = inner[:-1] if inner.endswith("|") else inner
    inner = _SEPARATORS.sub(" ", _LINE_BREAK.sub(" ", inner)).translate(INVISIBLE)
    inner = _BLANK_ENTITY.sub(" ", inner)
    return tuple(_with_quotes(cell.strip()) for cell in inner.split("|"))


#: What copying through other programs leaves in words: characters of no width, and hyphens that do not break.
INVISIBLE = str.maketrans(
    dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", None) | dict.fromkeys("\u2010\u2011", "-")
)
#: A name between marks that are none of the page's: typographic or straight quotes, tags, a link of Markdown.
_OTHERWISE_QUOTED = re.compile(
    r"""
      [“”„"＂‘’'＇「『«‹] \s? (?P<quoted> [^\s|`“”"'’」』»›<>]+ ) \s? [”“"＂’‘'＇」』»›]
    | `` (?P<half> [^`\s]+ ) ` (?!`) | ` (?P<other_half> [^`\s]+ ) ``
    | `{1,2} (?P<latex> [^`\s'’]+ ) ['’´]{1,2}
    | (?=.*[\s\\]) (?:\\?`\s*){1,2} (?P<loose> [^`\s\\]+ ) (?:\s*\\?`){1,2}
    | < (?:code|tt|b|strong) > (?P<tagged> [^<>\s]+ ) </ (?:code|tt|b|strong) >
    | \[ `{0,2} (?P<linked> [^\[\]\s`]+ ) `{0,2} \] \( [^()\s]* \)
    """,
    re.VERBOSE,
)


def _with_quotes(cell: str) -> str:
    """A cell that is but a name in other marks, in double backticks; any other as it is."""
    name = otherwise_quoted(cell)
    return f"``{name}``" if name else cell


def otherwise_quoted(cell: str) -> str | None:
    """The name that a cell has between marks which are none of a page's, None for any other cell.

    >>> otherwise_quoted("“bart-base”"), otherwise_quoted("[bart-base](x)"), otherwise_quoted("``bart-base``")
    ('bart-base', 'bart-base', None)
    """
    match = _OTHERWISE_QUOTED.fullmatch(cell)
    name = next((text for text in match.groups() if text), "") if match else ""
    return name if any(mark in name for mark in "-/_.") else None


def odd_names(line: Line) -> list[str]:
    """The cells of a line that were read as names though other marks than a page's stand around them."""
    return [cell.strip() for cell in line.text.split("|") if otherwise_quoted(cell.strip())] if line.cells else []


def bars(text: str, corners: Sequence[int] = ()) -> dict[int, int]:
    """Where the bars of a line stand: column to index, in their order; a wide character takes two columns.

    Bars in the text of a cell, as in ``<|endoftext|>``, separate nothing and are left out, where every corner has a
    bar below it and the line ends there: docutils reads it so, too.

    Args:
        text: the line.
        corners: the columns of a rule's corners; without them every bar counts.

    >>> bars("|a|b|"), list(bars("|a|b|", [0, 4])), list(bars("|a|b|", [0, 3]))
    ({0: 0, 2: 2, 4: 4}, [0, 4], [0, 2, 4])
    """
    places: dict[int, int] = {}
    column = index = 0
    for part in text.rstrip().split("|")[:-1]:
        column, index = column + display_width(part), index + len(part)
        places[column] = index
        column, index = column + 1, index + 1
    last = max(places, default=None)
    if corners and corners[-1] == last and all(corner in places for corner in corners):
        return {corner: places[corner] for corner in corners}
    return places


def parse_target(line: Line, below: Sequence[str] = ()) -> Target | None:
    """The link target on a TARGET line that has an address, there or in the lines below that belong to it."""
    match = _TARGET.match(line.text.strip())
    url = f"{match['url'] or ''}{''.join(below)}" if match else ""
    if not match or not url:
        return None
    label = match["quoted"] or match["plain"].replace("\\:", ":")
    return Target(label.strip(), url, line.number, len(below))


def is_header_rule(line: Line) -> bool:
    """Whether a rule is the double one below a header row."""
    return bool(_HEADER_RULE.match(line.text))
