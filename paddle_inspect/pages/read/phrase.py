"""The phrase grammar of a details cell: which figures it states, and how to change them and nothing else.

    12 repeating layers, 128 embedding, 768-hidden, 12-heads, 11M parameters. ALBERT base model
    12-layer, 768-hidden, 12-heads, _M parameters. Trained on Chinese text.
    Discriminator, 24-layer, 256-hidden, 4-heads, 24M parameters.
    Please refer to: `google/muril-base-cased`_
    12 layers, hidden size 768, 12 attention heads, 110 million parameters
    12层，768隐藏单元，12头，1.1亿参数

A figure is a number with the words that give it its meaning; line breaks count as spaces. `_M` and its kin are
placeholders: the figure is announced but not given.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from paddle_inspect.base.errors import BadArgument
from paddle_inspect.base.figures import FIGURE_NAMES, PARAMETERS, Figure, ascii_digits, parse_count, reworded
from paddle_inspect.pages.read.wordings import Wordings, own_wordings

#: What messages and tables call them.
FIGURE_LABELS = {
    "num_hidden_layers": "layers",
    "embedding_size": "embedding",
    "hidden_size": "hidden size",
    "num_attention_heads": "heads",
    PARAMETERS: "parameters",
}

#: Literals and links: a number in them is a name's, not a figure.
_QUOTED = re.compile(r"``[^`]*``|`[^`]*`_{0,2}")
_LONE_NUMBER = re.compile(r"`{1,2}[0-9][0-9.,\s]*[A-Za-z]?`{1,2}")
_REFERENCE_PHRASE = re.compile(r"(?:for (?:\w+ )*details.*|please|reference|official|see|请|参)", re.IGNORECASE)
_ONLY_BETWEEN = re.compile(r"[\s,，、;；]*")
#: A remark between figures that stand together: `768-hidden (base), 12-heads`.
_BRACKETED = re.compile(r"\([^()0-9]{1,40}\)")
_DECIMAL_COMMA = re.compile(r"[0-9],[0-9]{1,2}(?![0-9])")
#: What stands before a number that may be two: something other than the end of a figure.
_SAYS_MORE = re.compile(r"[^\s,，、;；|/(（*][\s*]*$")
#: Words before a number that change its meaning are looked for in so many characters: the two longest of phrases.json
#: that stand together, "fewer than approximately ", are 25.
_BEFORE = 32
#: Texts whose figures are remembered: several readers ask about the same line. A page of 100 rows has some 500.
_TEXTS = 1024
#: A number without a unit in a column of parameters is a count itself from so many digits on: no model has 9,999, and
#: 1024 may be millions. Of 214 pages none changes with 3 or 10.
_DIGITS_OF_A_COUNT = 5
_DIGITS = {character: digit for digit, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_PLACEHOLDER_MARKS = "_?xX"

#: How a figure is worded where neither a page nor its family's catalogue words it otherwise.
PLAIN = {
    "num_hidden_layers": "{}-layer",
    "embedding_size": "{} embedding",
    "hidden_size": "{}-hidden",
    "num_attention_heads": "{}-heads",
    PARAMETERS: "{} parameters",
}


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure, the characters of the text that state its number and unit, and those of the whole phrase."""

    figure: Figure
    start: int
    end: int
    phrase_start: int
    phrase_end: int


def stated_figures(text: str) -> Mapping[str, Stated]:
    """The statement of each figure in a text that speaks of its subject, by figure name."""
    found: dict[str, Stated] = {}
    for each in all_stated(text):
        found.setdefault(each.figure.name, each)
    return found


@lru_cache(maxsize=_TEXTS)
def all_stated(text: str) -> tuple[Stated, ...]:
    """Every statement of a figure in a text, those that speak of its subject first.

    Figures that stand together are a run. A text's subject is what it begins with, else what its longest run is about.
    """
    wordings = own_wordings()
    plain = _masked(ascii_digits(text))
    if wordings.number.search(plain) is None:
        return ()
    runs: list[list[Stated]] = []
    for match in wordings.grammar.finditer(plain):
        before = plain[max(match.start() - _BEFORE, 0) : match.start()]
        if wordings.ordinal.search(before) is not None:
            continue
        stated = _stated(match, wordings, wordings.bound.search(before) is not None)
        if runs and wordings.between.fullmatch(
            _BRACKETED.sub(" ", plain[runs[-1][-1].phrase_end : stated.phrase_start])
        ):
            runs[-1].append(stated)
        else:
            runs.append([stated])
    if not runs:
        return ()
    begins = wordings.beginning.fullmatch(plain[: runs[0][0].phrase_start]) is not None
    numbered = [(number + (not begins), run) for number, run in enumerate(runs)]
    found: list[Stated] = []
    for number, run in sorted(numbered, key=lambda item: (item[0] > 0, -len(item[1]))):
        for stated in run:
            twice = any(other.figure.name == stated.figure.name and other is not stated for other in run)
            figure = replace(stated.figure, run=number, unclear=stated.figure.unclear or twice)
            found.append(replace(stated, figure=figure))
    return tuple(found)


def _masked(text: str) -> str:
    """The text with what no figure stands in made unreadable, and marks around numbers made blanks, in place."""

    def mask(quoted: re.Match[str]) -> str:
        return quoted[0].replace("`", " ") if _LONE_NUMBER.fullmatch(quoted[0]) else "`" * len(quoted[0])

    return _QUOTED.sub(mask, text).replace("**", "  ")


def figures(details: Sequence[str]) -> tuple[Figure, ...]:
    """The figures of a details cell, in the order of the phrase."""
    stated = stated_figures("\n".join(details))
    return tuple(stated[name].figure for name in FIGURE_NAMES if name in stated)


def _stated(match: re.Match[str], wordings: Wordings, bounded: bool) -> Stated:
    said = {group.partition("__")[0]: group for group, text in match.groupdict().items() if text is not None}
    if "placeholder" in said:
        start, end = match.start(said["placeholder"]), match.end(said["placeholder"])
        text = match.string[start:end]
        figure = Figure(name=PARAMETERS, text=text, value=None, unclear=text[0] not in _PLACEHOLDER_MARKS)
        return Stated(figure, start, end, match.start(), match.end())
    name = wordings.names[said["words"]]
    if "spelled" in said:  # understood, and never written
        start, end = match.span(said["spelled"])
        figure = replace(_spelled(match.string[start:end]), name=name, unclear=True)
        return Stated(figure, start, end, match.start(), match.end())
    unclear = bounded or "joined" in said or "more" in said or said["words"] in wordings.ambiguous
    number = said.get("number") or said["exact"]
    start, end = match.start(number), match.end(said.get("unit", number))
    figure = _figure(name, match.string[start:end], wordings)
    if name == PARAMETERS:  # 12,11M parameters: a decimal comma, or 12 of something before
        unclear |= _DECIMAL_COMMA.search(figure.text) is not None
    elif "," in figure.text and match.start() == start:  # heads: 12,768-hidden
        unclear |= _SAYS_MORE.search(match.string[max(start - _BEFORE, 0) : start]) is not None
    return Stated(replace(figure, unclear=unclear), start, end, match.start(), match.end())


def _figure(name: str, text: str, wordings: Wordings) -> Figure:
    if name == PARAMETERS:
        value, unit, decimals = parse_count(text)
        return Figure(name=name, text=text, value=value, unit=unit, decimals=decimals)
    size = wordings.numerals.get(text.lower())
    return Figure(name=name, text=text, value=int(re.sub(r"\D", "", text)) if size is None else size)


def _spelled(text: str) -> Figure:
    """A count in Chinese characters, as precise as its last one says: `一亿一千万` is 11 times ten million."""
    total = section = digit = 0
    for character in text:
        if character in "万亿":
            total, section, digit = total + (section + digit) * _MYRIADS[character], 0, 0
        elif character in _TENS:
            section, digit = section + (digit or 1) * _TENS[character], 0
        else:
            digit = _DIGITS[character]
    count = total + section + digit
    unit = 10 ** (len(str(count)) - len(str(count).rstrip("0")))
    return Figure(name=PARAMETERS, text=text, value=float(count // unit), unit=unit)


def column_figure(text: str, name: str, unit: str) -> Stated | None:
    """A figure alone in a cell, as its column's title says what it is; None for anything else.

    >>> column_figure("~110", "parameters", "M").figure.value, column_figure("440MB", "parameters", "")
    (110.0, None)

    Args:
        text: the cell's.
        name: the figure that the column holds.
        unit: what the column's title says that one stands for, "" when it does not.
    """
    wordings = own_wordings()
    match = (wordings.count_alone if name == PARAMETERS else wordings.size_alone).fullmatch(ascii_digits(text))
    if match is None:
        return None
    start, end = match.start("number"), match.end("unit" if name == PARAMETERS else "number")
    bare = match.string[start:end]
    try:
        figure = _figure(name, bare, wordings)
    except BadArgument:
        return None
    if name == PARAMETERS and figure.unit == 1 and figure.value is not None:
        if unit and figure.value < _TOO_MANY_FOR_A_UNIT:
            value, of, decimals = parse_count(f"{bare}{unit}")
            figure = replace(figure, value=value, unit=of, decimals=decimals)
        elif len(re.sub(r"\D", "", bare)) < _DIGITS_OF_A_COUNT:  # 110: of what?
            return None
    unclear = match["bound"] is not None or bool(match["more"])
    return Stated(replace(figure, unclear=unclear), start, end, start, end)


#: A number as large is a count itself, whatever unit its column has; the largest weight of all has 1,800,000 million.
_TOO_MANY_FOR_A_UNIT = 10**7


def forms(figure: Figure, value: int, unit_of_column: str = "") -> tuple[str, ...]:
    """How a true value may stand where a documented one stood, in its wording, the best form first.

    >>> forms(Figure(name="num_hidden_layers", text="Six", value=6), 12)
    ('Twelve',)
    >>> forms(Figure(name="parameters", text="340", value=340.0, unit=10**6), 109_482_240, "M")
    ('109',)
    """
    if figure.name == PARAMETERS:
        by_column = unit_of_column if figure.text[-1:].isdigit() and figure.unit != 1 else ""
        found = reworded(f"{figure.text}{by_column}", value)
        if by_column and all(form.endswith(by_column) for form in found):
            return tuple(form.removesuffix(by_column).rstrip() for form in found)
        return found
    if not figure.text[-1:].isdigit() and figure.text:
        words = (word for word, number in own_wordings().numerals.items() if number == value)
        word = next((word for word in words if word.isascii() == figure.text.isascii()), str(value))
        return (word.capitalize() if figure.text[0].isupper() else word,)
    separator = next((character for character in figure.text if not character.isdigit()), "")
    return (f"{value:,}".replace(",", separator) if separator else str(value),)


def with_figures(
    details: Sequence[str], wanted: Mapping[str, str], wording: Mapping[str, str], foreign: Container[str] = ()
) -> tuple[str, ...]:
    """The details with each wanted figure replaced where it is stated and added where it is not.

    Where one is added to figures that nothing else interrupts, they are laid out anew, as upstream does.

    Args:
        details: the lines of the cell.
        wanted: printed figures by name, for example `{"parameters": "11.7M"}`; others stay as they are.
        wording: how added figures are worded, by name, where it is not as in `PLAIN`.
        foreign: figures whose statements may speak of something else: none is added to them.
    """
    text = "\n".join(details)
    stated = _own(text, foreign)
    if not stated:
        return (*phrase(wanted, wording), *_separated(details)) if wanted else tuple(details)
    if wanted.keys() - stated and _ONLY_BETWEEN.fullmatch(_around_figures(text, stated)):
        printed = {**{name: each.figure.text for name, each in stated.items()}, **wanted}
        return (*phrase(printed, wording), *_behind_figures(text, stated))
    for name in FIGURE_NAMES:
        if name in wanted:
            text = _with_figure(text, name, wanted[name], wording, foreign)
    return tuple(text.split("\n"))


def _around_figures(text: str, stated: Mapping[str, Stated]) -> str:
    """What stands before and between the figures."""
    around, position = "", 0
    for each in sorted(stated.values(), key=lambda each: each.start):
        around += text[position : each.phrase_start]
        position = each.phrase_end
    return around


def _behind_figures(text: str, stated: Mapping[str, Stated]) -> tuple[str, ...]:
    behind = text[max(each.phrase_end for each in stated.values()) :].lstrip("., ")
    return tuple(behind.removeprefix("\n").split("\n")) if behind else ()


def _own(text: str, foreign: Container[str]) -> dict[str, Stated]:
    return {name: each for name, each in stated_figures(text).items() if name not in foreign}


def _with_figure(text: str, name: str, figure: str, wording: Mapping[str, str], foreign: Container[str]) -> str:
    stated = _own(text, foreign)
    if name in stated:
        return text[: stated[name].start] + figure + text[stated[name].end :]
    order = FIGURE_NAMES.index(name)
    before = [stated[other] for other in FIGURE_NAMES[:order] if other in stated]
    phrase = _worded(name, figure, wording)
    if before:
        end = max(other.phrase_end for other in before)
        return f"{text[:end]}, {phrase}{text[end:]}"
    start = min(other.phrase_start for other in stated.values())
    return f"{text[:start]}{phrase}, {text[start:]}"


def _worded(name: str, figure: str, wording: Mapping[str, str]) -> str:
    return wording.get(name, PLAIN[name]).format(figure)


def phrase(wanted: Mapping[str, str], wording: Mapping[str, str]) -> tuple[str, ...]:
    """Figures alone as upstream's two lines: `12-layer, 768-hidden,` and `12-heads, 110M parameters.`"""
    parts = {name: _worded(name, wanted[name], wording) for name in FIGURE_NAMES if name in wanted}
    if not parts:
        return ()
    first = [parts[name] for name in _first_line(parts) if name in parts]
    second = [part for part in parts.values() if part not in first]
    lines = [", ".join(line) for line in (first, second) if line]
    return (*[f"{line}," for line in lines[:-1]], f"{lines[-1]}.")


def _first_line(parts: Mapping[str, str]) -> tuple[str, ...]:
    """The layers and the first of the widths: upstream's lines break there, with an embedding and without."""
    width = "embedding_size" if "embedding_size" in parts else "hidden_size"
    return ("num_hidden_layers", width)


def usual_wording(rows: Iterable[Sequence[str]]) -> dict[str, str]:
    """How a page words its figures, by name, where most of its rows that state any agree.

    >>> usual_wording([("12-layers, 768-hidden,",), ("24-layers,",), ("See elsewhere.",)])
    {'num_hidden_layers': '{}-layers'}

    Args:
        rows: the details of each row.
    """
    stating = [(text, stated) for row in rows if (stated := stated_figures(text := "\n".join(row)))]
    forms = Counter((name, _form(text, each)) for text, stated in stating for name, each in stated.items())
    return {name: form for (name, form), count in forms.items() if 2 * count > len(stating)}


def _form(text: str, stated: Stated) -> str:
    words = text[stated.phrase_start : stated.start], text[stated.end : stated.phrase_end]
    return "{}".join(re.sub(r"\s+", " ", part).replace("{", "").replace("}", "") for part in words)


def _separated(details: Sequence[str]) -> tuple[str, ...]:
    """A reference to a source starts a paragraph of its own below added figures; a description goes on."""
    if details and _REFERENCE_PHRASE.match(details[0]):
        return ("", *details)
    return tuple(details)


def description(details: Sequence[str]) -> str:
    """What the details say besides figures, as one line: `ALBERT base model (version2)`."""
    text = " ".join(details)
    ends = [stated.phrase_end for stated in stated_figures(text).values()]
    return text[max(ends, default=0) :].strip(" .,")
