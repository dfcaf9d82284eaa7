"""Which figures a text states, in whatever words: a reader for tests, which knows nothing of the program's own.

    12-layer, 768-hidden, 12-heads, 110M parameters      hidden size 768, 12 attention heads, 110 million parameters
    12层, 768隐藏单元, 12个注意力头, 1.1亿参数           109 482 240 parameters, with any space

A text may state a figure twice; all of them are given, so that a second one beside the first does not go unseen.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

LAYERS, HIDDEN, HEADS, PARAMETERS = "layers", "hidden", "heads", "parameters"
NAMES = (LAYERS, HIDDEN, HEADS, PARAMETERS)

_UNITS = {
    "": 1,
    "k": 10**3,
    "thousand": 10**3,
    "万": 10**4,
    "m": 10**6,
    "million": 10**6,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "b": 10**9,
    "billion": 10**9,
}
#: What is not seen, and hyphens that look like the usual one.
_ALIKE = {
    **dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), None),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2212"), "-"),
}
_GROUPS = re.compile(r"(?<=\d)[,_ '](?=\d{3}(?!\d))")
_UNIT = r"(?P<unit>k|m|b|thousand|million|billion|百万|千万|万|亿)?(?![a-z])"
_FORMS = {
    LAYERS: (
        r"(?<![\d.])(\d+)\s*-?\s*(?:repeating|transformer|encoder)?[\s-]*layers?\b",
        r"(?<![\d.])(\d+)\s*个?(?:重复)?层",
        r"\blayers?\s*[:=]\s*(\d+)",
    ),
    HIDDEN: (
        r"(?<![\d.])(\d+)\s*-?\s*hidden\b",
        r"\bhidden(?:[\s_-]*(?:size|units?|dimension))?\s*(?:of|is|[:=])?\s+(\d+)",
        r"(?<![\d.])(\d+)\s*维?个?隐(?:藏|含|层)",
        r"隐(?:藏|含)?(?:层)?(?:大小|维度|单元)?\s*[:为]\s*(\d+)",
    ),
    HEADS: (
        r"(?<![\d.])(\d+)\s*-?\s*(?:self-)?(?:attention)?[\s-]*heads?\b",
        r"\bheads?\s*[:=]\s*(\d+)",
        r"(?<![\d.])(\d+)\s*个?(?:自?注意力)?头",
    ),
    PARAMETERS: (
        rf"(?<![\d.])(?P<number>\d+(?:\.\d+)?)\s*{_UNIT}\s*(?:of\s+|个|-)?\s*(?:param(?:eter)?s?\b|参数)",
        rf"(?:\bparam(?:eter)?s?|参数量?)\s*[:=为]\s*(?P<number>\d+(?:\.\d+)?)\s*{_UNIT}",
    ),
}
_PATTERNS = {name: [re.compile(form, re.IGNORECASE) for form in forms] for name, forms in _FORMS.items()}


@dataclass(frozen=True, slots=True)
class Number:
    """A figure as stated: its value, and what one more in its last digit would be."""

    value: Fraction
    step: Fraction = Fraction(1)

    def is_of(self, count: int) -> bool:
        """Whether it is the count, rounded or cut at its own precision."""
        scaled = Fraction(count) / self.step
        return self.value / self.step in (int(scaled), int(scaled + Fraction(1, 2)))


def plain(text: str) -> str:
    """The text with one kind of digits, letters, spaces and quotes: how it reads, not how it is encoded."""
    return " ".join(unicodedata.normalize("NFKC", html.unescape(text)).translate(_ALIKE).split())


def stated(text: str) -> dict[str, list[Number]]:
    """The figures of a text by their names, in their order."""
    joined = _GROUPS.sub("", plain(text))
    return {name: _found(name, joined) for name in NAMES}


def _found(name: str, text: str) -> list[Number]:
    places: dict[int, Number] = {}
    for pattern in _PATTERNS[name]:
        for match in pattern.finditer(text):
            if name == PARAMETERS:
                places[match.start("number")] = _number(match["number"], match["unit"] or "")
            else:
                places[match.start(1)] = Number(Fraction(int(match[1])))
    return [places[place] for place in sorted(places)]


def _number(digits: str, unit: str) -> Number:
    """Round numbers of ten thousands, such as 1100万, are millions in the words of another language."""
    scale = Fraction(_UNITS[unit.lower()])
    step = scale * 100 if unit == "万" and digits.endswith("00") else scale / 10 ** len(digits.partition(".")[2])
    return Number(Fraction(digits) * scale, step)


def is_right(found: Collection[Number], accepted: Collection[int]) -> bool:
    """Whether something is stated, and all of it is one of the accepted numbers."""
    return bool(found) and all(any(number.is_of(one) for one in accepted) for number in found)
