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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from paddle_inspect.base.figures import (
    FIGURE_NAMES,
    NUMBER,
    PARAMETERS,
    SEPARATORS,
    UNIT,
    Figure,
    ascii_digits,
    parse_count,
)

#: What messages and tables call them.
FIGURE_LABELS = {
    "num_hidden_layers": "layers",
    "embedding_size": "embedding",
    "hidden_size": "hidden size",
    "num_attention_heads": "heads",
    PARAMETERS: "parameters",
}

# No figure of 44 pages has more than four characters; the limits leave room, and keep a serial number from being one.
_SIZE = r"[0-9]{1,3}[,\xa0\u2009\u202f\u2007][0-9]{3}|(?<![0-9]\x20)[0-9]\x20[0-9]{3}|[0-9]{1,9}"
_FREE = r"(?<![\w.,-])"  # where a number may begin behind words
_IS = r"\s*(?:[:：=]|of|is|为|是)?\s*"
#: Patterns by the figure that they state; `{}` is its number. The first that fits at a place counts.
_SAID: tuple[tuple[str, str], ...] = (
    ("num_hidden_layers", rf"{_FREE}{{}}(?:[-\s](?:repeating|transformer|hidden|encoder))?[-\s]layers?\b"),
    ("num_hidden_layers", r"(?<![A-Za-z0-9_.,-]){}\s*(?:个|个重复|重复)?层"),
    ("embedding_size", rf"{_FREE}{{}}[-\s]embedding\b"),
    ("embedding_size", rf"\bembedding[-\s](?:size|dimension){_IS}{{}}(?![\w.])"),
    ("hidden_size", rf"{_FREE}{{}}[-\s]hidden\b(?!\s+layers?)"),
    ("hidden_size", rf"\bhidden[-\s](?:size|dimension|dim|units?){_IS}{{}}(?![\w.])"),
    ("hidden_size", r"(?<![A-Za-z0-9_.,-]){}\s*(?:维|个)?\s*(?:隐藏|隐层)(?:单元|层|维度|维)?"),
    ("hidden_size", rf"(?:隐藏层?|隐层)(?:大小|维度|尺寸){_IS}{{}}(?![\w.])"),
    ("num_attention_heads", rf"{_FREE}{{}}(?:[-\s](?:self[-\s])?attention)?[-\s]heads?\b"),
    ("num_attention_heads", r"(?<![A-Za-z0-9_.,-]){}\s*(?:个)?(?:自?注意力)?头"),
)
_COUNTED = rf"""
      (?<![\w.,-]) (?P<number> {NUMBER} ) (?P<gap> \s? ) (?P<unit> {UNIT} )
        (?: [-\s]+ (?:trainable\s+)? param(?:eter)?s? \b | \s*个?参数 )
    | (?<![\w.,-]) (?P<exact> [0-9]{{1,3}} (?: [{SEPARATORS}] [0-9]{{3}} ){{1,5}} | [0-9]{{5,15}} )
        (?: [-\s]+ (?:trainable\s+)? param(?:eter)?s? \b | \s*个?参数 )
    | (?:参数[量数]?) \s* (?:[:：=]|为|约为|约)? \s* (?P<number_behind> {NUMBER} ) (?P<unit_behind> {UNIT} )
    | (?<![\w.-]) (?P<placeholder> (?:[_?]+\s?|[xX]+)? ) (?P<placeholder_unit>[KMBT]) \s+ parameters \b
"""


def _grammar() -> re.Pattern[str]:
    """All patterns as one; a group has the figure's name and the pattern's place behind it."""
    sizes = [pattern.replace("{}", f"(?P<{name}__{place}>{_SIZE})", 1) for place, (name, pattern) in enumerate(_SAID)]
    return re.compile("|".join([*sizes, f"(?:{_COUNTED})"]), re.VERBOSE | re.IGNORECASE)


_FIGURE = _grammar()
#: Literals and links: a number in them is a name's, not a figure.
_QUOTED = re.compile(r"``[^`]*``|`[^`]*`_{0,2}")
_BETWEEN_FIGURES = re.compile(r"[\s,，、;；]*")
_REFERENCE_PHRASE = re.compile(r"(?:for (?:\w+ )*details.*|please|reference|official|see|请|参)", re.IGNORECASE)

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


def stated_figures(text: str) -> dict[str, Stated]:
    """The first statement of each figure in a text, by figure name."""
    found: dict[str, Stated] = {}
    for match in _FIGURE.finditer(_QUOTED.sub(lambda quoted: "`" * len(quoted[0]), ascii_digits(text))):
        stated = _stated(match)
        found.setdefault(stated.figure.name, stated)
    return found


def figures(details: Sequence[str]) -> tuple[Figure, ...]:
    """The figures of a details cell, in the order of the phrase."""
    stated = stated_figures("\n".join(details))
    return tuple(stated[name].figure for name in FIGURE_NAMES if name in stated)


def _stated(match: re.Match[str]) -> Stated:
    said = {group: text for group, text in match.groupdict().items() if text is not None}
    size = next((group for group in said if "__" in group), None)
    if size is not None:
        name, text = size.partition("__")[0], said[size]
        figure = Figure(name=name, text=text, value=int(re.sub(r"\D", "", text)))
        return Stated(figure, *match.span(size), match.start(), match.end())
    if "placeholder_unit" in said:
        figure = Figure(name=PARAMETERS, text=said["placeholder"] + said["placeholder_unit"], value=None)
        places = match.start("placeholder"), match.end("placeholder_unit")
        return Stated(figure, *places, match.start(), match.end())
    number = next(group for group in ("number", "exact", "number_behind") if group in said)
    unit = {"number": "unit", "number_behind": "unit_behind"}.get(number, number)
    start, end = match.start(number), match.end(unit)
    text = match.string[start:end]
    value, of, decimals = parse_count(text)
    figure = Figure(name=PARAMETERS, text=text, value=value, unit=of, decimals=decimals)
    return Stated(figure, start, end, match.start(), match.end())


def with_figures(details: Sequence[str], wanted: Mapping[str, str], wording: Mapping[str, str]) -> tuple[str, ...]:
    """The details with each wanted figure replaced where it is stated and added where it is not.

    Where one is added to figures that nothing else interrupts, they are laid out anew, as upstream does.

    Args:
        details: the lines of the cell.
        wanted: printed figures by name, for example `{"parameters": "11.7M"}`; others stay as they are.
        wording: how added figures are worded, by name, where it is not as in `PLAIN`.
    """
    text = "\n".join(details)
    stated = stated_figures(text)
    if not stated:
        return (*phrase(wanted, wording), *_separated(details)) if wanted else tuple(details)
    if wanted.keys() - stated and _BETWEEN_FIGURES.fullmatch(_around_figures(text, stated)):
        printed = {**{name: each.figure.text for name, each in stated.items()}, **wanted}
        return (*phrase(printed, wording), *_behind_figures(text, stated))
    for name in FIGURE_NAMES:
        if name in wanted:
            text = _with_figure(text, name, wanted[name], wording)
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


def _with_figure(text: str, name: str, figure: str, wording: Mapping[str, str]) -> str:
    stated = stated_figures(text)
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
