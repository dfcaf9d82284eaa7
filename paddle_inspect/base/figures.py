"""A printed number: `11.7M`, `67.5 MiB`, `24,576`. Read, printed and compared, in one place."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from paddle_inspect.base.errors import BadArgument

PARAMETERS = "parameters"
#: The figures that a row states, in the order in which upstream's phrase states them.
FIGURE_NAMES = ("num_hidden_layers", "embedding_size", "hidden_size", "num_attention_heads", PARAMETERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A documented number with its own text and precision.

    `name` is one of `FIGURE_NAMES`. `value` is None for a placeholder such as `_M`. `decimals` counts the digits behind
    the point of `text`, `unit` is what one stands for (1, 1e3, 1e6, 1e9), so that `14.5M` is 14.5 with one decimal and
    a unit of 1e6.
    """

    name: str
    text: str
    value: float | None
    unit: int = 1
    decimals: int = 0


#: What one stands for in a documented parameter count. Upstream's pages use K, M and B; others write words.
COUNT_UNITS = {"K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}
_WORD_UNITS = {
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "十亿": 10**9,
}
#: Between groups of three digits: a comma, or a space of any width.
SEPARATORS = ", \xa0\u2009\u202f\u2007"
#: A number as people write it, and its unit.
NUMBER = r"(?:[0-9]{1,3}(?:[,\xa0\u2009\u202f\u2007][0-9]{3}){1,6}|[0-9]{1,21})(?:\.[0-9]{1,9})?"
UNIT = rf"[KMBT]|{'|'.join(sorted(_WORD_UNITS, key=len, reverse=True))}"
_COUNT = re.compile(
    rf"(?P<number>[0-9](?:[0-9{SEPARATORS}]*[0-9])?(?:\.[0-9]+)?)(?P<space>\s*)(?P<unit>(?:{UNIT})?)", re.IGNORECASE
)
#: No count has more, with its separators: a thousand million million parameters.
_MOST_DIGITS = 40
_FULL_WIDTH = {ord("０") + digit: ord("0") + digit for digit in range(10)} | {ord("．"): ord(".")}
_BINARY_UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")
_THOUSAND, _KIBI = 1000, 1024


def format_count(count: int) -> str:
    """Three significant digits and a unit, as the canonical table prints them.

    >>> [format_count(n) for n in (11_683_584, 4_080_520, 222_595_584, 1_557_611_200, 999_950, 512)]
    ['11.7M', '4.08M', '223M', '1.56B', '1.00M', '512']
    """
    if abs(count) < _THOUSAND:
        return str(count)
    value, units = Decimal(count), iter(COUNT_UNITS.items())
    letter, unit = next(units)
    for next_letter, next_unit in units:
        if _three_digits(value / unit) < _THOUSAND:
            break
        letter, unit = next_letter, next_unit
    return f"{_three_digits(value / unit)}{letter}"


def _three_digits(value: Decimal) -> Decimal:
    """Round half up to three significant digits; 11.68 becomes 11.7, 4.0805 becomes 4.08."""
    decimals = 2 - value.adjusted()
    rounded = value.quantize(Decimal(1).scaleb(-max(decimals, 0)), rounding=ROUND_HALF_UP)
    if rounded.adjusted() > value.adjusted() and decimals > 0:  # 9.996 -> 10.00 -> 10.0
        rounded = rounded.quantize(Decimal(1).scaleb(-max(decimals - 1, 0)), rounding=ROUND_HALF_UP)
    return rounded


def format_bytes(count: int) -> str:
    """Bytes with a binary unit and three significant digits: `44.6 MiB`, `512 B`.

    >>> [format_bytes(n) for n in (512, 46_734_336, 70_746_122)]
    ['512 B', '44.6 MiB', '67.5 MiB']
    """
    value, power = Decimal(count), 0
    while power + 1 < len(_BINARY_UNITS) and _three_digits(value) >= _KIBI:
        value, power = value / _KIBI, power + 1
    return f"{_three_digits(value)} {_BINARY_UNITS[power]}" if power else f"{count} B"


def format_size(count: int) -> str:
    """Bytes with a binary unit and three decimals, for pages that are compared with others': `67.467 MiB`.

    >>> [format_size(n) for n in (512, 4096, 70_744_072)]
    ['512 B', '4.000 KiB', '67.467 MiB']
    """
    value, power = Decimal(count), 0
    while power + 1 < len(_BINARY_UNITS) and value >= _KIBI:
        value, power = value / _KIBI, power + 1
    rounded = value.quantize(Decimal("0.001"), rounding=ROUND_HALF_UP)
    return f"{rounded} {_BINARY_UNITS[power]}" if power else f"{count} B"


def format_exact(count: int) -> str:
    """A count in full with thousands separators: `11,683,584`."""
    return f"{count:,}"


def many(count: int, singular: str, plural: str | None = None) -> str:
    """A number of things in words: `1 page`, `2 pages`, `3 families`, `1,200 tensors`."""
    return f"{count} {singular}" if count == 1 else f"{count:,} {plural or singular + 's'}"


def listed(names: Sequence[str], limit: int) -> str:
    """Names in a sentence, those beyond a limit counted: `a, b and 3 more`."""
    rest = len(names) - limit
    return ", ".join(names) if rest <= 0 else f"{', '.join(names[:limit])} and {rest} more"


def ascii_digits(text: str) -> str:
    """The text with full-width digits as ordinary ones; every character stays in its place.

    >>> ascii_digits("１２层")
    '12层'
    """
    return text if text.isascii() else text.translate(_FULL_WIDTH)


def parse_count(text: str) -> tuple[float, int, int]:
    """A count as people write it, as the three numbers that `agrees` compares: value, unit, digits behind the point.

    >>> parse_count("11.7M"), parse_count("110 million"), parse_count("1.1亿"), parse_count("11,683,584")
    ((11.7, 1000000, 1), (110.0, 1000000, 0), (1.1, 100000000, 1), (11683584.0, 1, 0))

    Raises:
        BadArgument: it is none.
    """
    match = _COUNT.fullmatch(ascii_digits(text.strip()))
    if match is None or len(match["number"]) > _MOST_DIGITS:
        raise BadArgument(f"{text[:_MOST_DIGITS]!r} is no count such as 11.7M or 11,683,584")
    number = re.sub(f"[{SEPARATORS}]", "", match["number"])
    return float(number), _unit(match["unit"]), len(number.partition(".")[2])


def _unit(text: str) -> int:
    word = text.lower()  # the sign of Kelvin is a K, too
    return COUNT_UNITS.get(word.upper(), 0) or _WORD_UNITS.get(word, 1)


def reworded(documented: str, count: int) -> tuple[str, ...]:
    """A count in the words of a documented one, the best form first and then the same with fewer digits.

    With as many digits behind its point as the documented one where that has any, else with three digits in all.

    >>> reworded("217 million", 139_420_416), reworded("2.17亿", 139_420_416)[0], reworded("1100万", 109_482_240)[0]
    (('139 million',), '1.39亿', '10948万')
    >>> reworded("110M", 4_080_520), reworded("108,000,000", 109_482_240), reworded("_M", 139_420_416)
    (('4.08M', '4.1M', '4M'), ('109,482,240',), ('139M',))
    """
    match = _COUNT.fullmatch(ascii_digits(documented.strip()))
    if match is None:
        return tuple(f"{number}{letter}" for number, letter in _shorter(*_split(format_count(count))))
    if not match["unit"]:
        separator = next((c for c in match["number"] if c in SEPARATORS), "")
        return (f"{count:,}".replace(",", separator),)
    value = Decimal(count) / _unit(match["unit"])
    if match["unit"].upper() in COUNT_UNITS and not Decimal("0.1") <= _three_digits(value) < _THOUSAND:
        number, letter = _split(format_count(count))
        return tuple(f"{digits}{match['space']}{letter}" for digits, letter in _shorter(number, letter))
    own = len(match["number"].partition(".")[2])
    rounded = _three_digits(value) if value < _THOUSAND else value.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    if own and (printed := value.quantize(Decimal(1).scaleb(-own), rounding=ROUND_HALF_UP)) >= Decimal(
        _TWO_DIGITS
    ).scaleb(-own):
        rounded = printed
    return tuple(f"{digits}{match['space']}{match['unit']}" for digits, _ in _shorter(str(rounded), ""))


_TWO_DIGITS = 10


def _split(printed: str) -> tuple[str, str]:
    return (printed[:-1], printed[-1]) if printed[-1] in COUNT_UNITS else (printed, "")


def _shorter(number: str, unit: str) -> list[tuple[str, str]]:
    """A number with fewer and fewer digits behind its point, as long as something of it is left."""
    decimals = len(number.partition(".")[2])
    forms = [Decimal(number).quantize(Decimal(1).scaleb(-n), rounding=ROUND_HALF_UP) for n in range(decimals, -1, -1)]
    return [(str(form), unit) for form in forms if form]


def agrees(value: float, unit: int, decimals: int, count: int) -> bool:
    """Whether a printed figure is `count`, rounded or cut at the figure's own precision.

    Args:
        value: the printed number, for example 11.7 of `11.7M`.
        unit: what one stands for, for example 10**6.
        decimals: digits printed behind the point.
        count: the exact number that it is compared with.
    """
    scale = Decimal(10) ** decimals
    exact = Decimal(count) / unit * scale
    printed = (Decimal(repr(value)) * scale).to_integral_value()
    return printed in (Decimal(math.floor(exact)), exact.to_integral_value(rounding=ROUND_HALF_UP))


def percent_off(figure: Figure, count: int) -> str:
    """How far a figure is from a count, in percent of the count; empty for a placeholder, and for a count of 0.

    >>> percent_off(Figure(name=PARAMETERS, text="18.3M", value=18.3, unit=10**6, decimals=1), 11_683_584)
    '+56.6 %'
    >>> percent_off(Figure(name=PARAMETERS, text="_M", value=None), 11_683_584)
    ''
    """
    if figure.value is None or not count:
        return ""
    return f"{(figure.value * figure.unit - count) / count * 100:+.1f} %"
