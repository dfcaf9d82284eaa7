"""A printed number: `11.7M`, `67.5 MiB`, `24,576`. Read, printed and compared, in one place."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

from paddle_inspect.base.disk import configs_folder, read_json_object, typed
from paddle_inspect.base.errors import BadArgument, ConfigError

PARAMETERS = "parameters"
#: The figures that a row states, in the order in which upstream's phrase states them.
FIGURE_NAMES = ("num_hidden_layers", "embedding_size", "hidden_size", "num_attention_heads", PARAMETERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A documented number with its own text and precision.

    `name` is one of `FIGURE_NAMES`. `value` is None for a placeholder such as `_M`. `decimals` counts the digits behind
    the point of `text`, `unit` is what one stands for (1, 1e3, 1e6, 1e9), so that `14.5M` is 14.5 with one decimal and
    a unit of 1e6. It is negative where the last digits are noughts that stand for nothing.

    `run` is 0 for a figure in a column of its own and for those that a cell begins with; other figures of a cell that
    stand together share another number. `unclear` says that more than one number may be meant: a range, a bound, a sum.
    """

    name: str
    text: str
    value: float | None
    unit: int = 1
    decimals: int = 0
    run: int = 0
    unclear: bool = False


#: What one stands for in a documented parameter count. Upstream's pages use K, M and B; others write words.
COUNT_UNITS = {"K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}
UNITS_FILE = "units.json"
#: Between groups of three digits: a comma, an apostrophe, or a space of any width. A point only where it stands twice.
SEPARATORS = ", '’_\xa0\u2002-\u200a\u202f\u205f"
_GROUP = "[,'’_\xa0\u2002-\u200a\u202f\u205f]"
#: A number as people write it, behind other numbers perhaps: a plain space does not join its groups.
NUMBER = (
    rf"(?:[0-9]{{1,3}}(?:{_GROUP}[0-9]{{3}}){{1,6}}(?![0-9])|[0-9]{{1,3}}(?:\.[0-9]{{3}}){{2,6}}(?![.0-9])|[0-9]{{1,21}})"
    r"(?:\.[0-9]{1,9}|,[0-9]{1,2}(?![0-9]))?"
)
_POWER = r"e\+?[0-9]{1,2}|[×x*·]\s?10\s?(?:\^|\*\*)\s?[0-9]{1,2}|[×x*·]\s?10[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}"
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_DOTTED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_COMMA = re.compile(r"(?P<whole>[0-9]+),(?P<decimals>[0-9]{1,2})")
#: No count has more, with its separators: a thousand million million parameters.
_MOST_DIGITS = 40
_FULL_WIDTH = {
    wide: wide - 0xFEE0 for first, last in ("０９", "ＡＺ", "ａｚ", "．．") for wide in range(ord(first), ord(last) + 1)
}
_FULL_WIDTH_COMMA = re.compile("(?<=[０-９])，(?=[０-９]{3})")
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
    """The text with full-width digits and letters as ordinary ones; every character stays in its place.

    >>> ascii_digits("１２层"), ascii_digits("１１０，０００")
    ('12层', '110,000')
    """
    return text if text.isascii() else _FULL_WIDTH_COMMA.sub(",", text).translate(_FULL_WIDTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Units:
    """The file."""

    units: Mapping[str, int]


def read_units(path: Path) -> dict[str, int]:
    """The units in a file, in lower case, none when there is no such file.

    Raises:
        ConfigError: the file is not of that form; names the key.
    """
    if not path.exists():
        return {}
    file = typed({key: value for key, value in read_json_object(path).items() if key != "about"}, _Units, path)
    for word, unit in file.units.items():
        if unit < 1 or not word:
            raise ConfigError(path, f"units.{word}", "is no unit: it has to be a word that stands for 1 or more")
    return {word.lower(): unit for word, unit in file.units.items()}


@cache
def _word_units() -> Mapping[str, int]:
    return read_units(configs_folder() / UNITS_FILE)


@cache
def unit_pattern() -> str:
    """A unit behind a number, as a regular expression to be used in any case; a longer one before its beginning."""
    words = sorted((*_word_units(), *COUNT_UNITS), key=len, reverse=True)
    return f"(?:{_POWER}|{'|'.join(map(re.escape, words))})"


@cache
def _count() -> re.Pattern[str]:
    number = rf"[0-9](?:[0-9.{SEPARATORS}]*[0-9])?"
    return re.compile(rf"(?P<number>{number})(?P<space>\s*-?)(?P<unit>{unit_pattern()}?)", re.IGNORECASE)


def parse_count(text: str) -> tuple[float, int, int]:
    """A count as people write it, as the three numbers that `agrees` compares: value, unit, digits behind the point.

    >>> parse_count("11.7M"), parse_count("110 million"), parse_count("1.1亿"), parse_count("11,683,584")
    ((11.7, 1000000, 1), (110.0, 1000000, 0), (1.1, 100000000, 1), (11683584.0, 1, 0))
    >>> parse_count("1.1e8"), parse_count("11.683.584"), parse_count("0,11 Mrd"), parse_count("1100万")
    ((1.1, 100000000, 1), (11683584.0, 1, 0), (0.11, 1000000000, 2), (1100.0, 10000, -2))

    A whole number of ten thousands that ends in two noughts is one of millions, in words that have none.

    Raises:
        BadArgument: it is none.
    """
    match = _count().fullmatch(ascii_digits(text.strip()))
    number = _plain(match["number"]) if match is not None and len(match["number"]) <= _MOST_DIGITS else None
    if match is None or number is None:
        raise BadArgument(f"{text[:_MOST_DIGITS]!r} is no count such as 11.7M or 11,683,584")
    unit = _unit(match["unit"])
    decimals = len(number.partition(".")[2])
    if unit == _TEN_THOUSAND and number.endswith("00") and not decimals:
        decimals = -2
    return float(number), unit, decimals


_TEN_THOUSAND = 10**4


def _plain(number: str) -> str | None:
    """A number without separators, with a point before its decimals; None when it is none."""
    if _DOTTED.fullmatch(number):
        return number.replace(".", "")
    if (match := _COMMA.fullmatch(number)) is not None:
        return f"{match['whole']}.{match['decimals']}"
    whole, _, decimals = number.partition(".")
    if decimals and not decimals.isdecimal():
        return None
    return re.sub(f"[{SEPARATORS}]", "", whole) + (f".{decimals}" if decimals else "")


def _unit(text: str) -> int:
    word = text.lower()  # the sign of Kelvin is a K, too
    if (power := re.search(r"(?:e\+?|10\s?(?:\^|\*\*)?\s?)([0-9⁰¹²³⁴-⁹]{1,2})$", word)) is not None:
        return int(10 ** int(power[1].translate(_SUPERSCRIPTS)))
    return COUNT_UNITS.get(word.upper(), 0) or _word_units().get(word, 1)


def reworded(documented: str, count: int) -> tuple[str, ...]:
    """A count in the words of a documented one, the best form first and then the same with fewer digits.

    With as many digits behind its point as the documented one where that has any, else with three digits in all.

    >>> reworded("217 million", 139_420_416), reworded("2.17亿", 139_420_416)[0], reworded("1100万", 109_482_240)[0]
    (('139 million',), '1.39亿', '10948万')
    >>> reworded("110M", 4_080_520), reworded("108,000,000", 109_482_240), reworded("_M", 139_420_416)
    (('4.08M', '4.1M', '4M'), ('109,482,240',), ('139M',))
    >>> reworded("2.17e8", 139_420_416)[0], reworded("0,22 Mrd", 139_420_416)[0], reworded("1'000'000", 4_080_520)
    ('1.39e8', '0,14 Mrd', ("4'080'520",))
    """
    match = _count().fullmatch(ascii_digits(documented.strip()))
    number = _plain(match["number"]) if match is not None else None
    if match is None or number is None:
        return _true(_shorter(*_split(format_count(count))), count)
    if not match["unit"]:
        separator = next((c for c in match["number"] if not c.isdigit()), "")
        return (f"{count:,}".replace(",", separator),)
    value = Decimal(count) / _unit(match["unit"])
    comma = "," if _COMMA.fullmatch(match["number"]) else "."
    if match["unit"].upper() in COUNT_UNITS and not Decimal("0.1") <= _three_digits(value) < _THOUSAND:
        printed, unit = _split(format_count(count))
    else:
        printed, unit = _own_precision(value, len(number.partition(".")[2])), match["unit"]
    return _true([form.replace(".", comma) for form in _shorter(printed, f"{match['space']}{unit}")], count)


def _own_precision(value: Decimal, own: int) -> str:
    """A value with so many digits behind its point where they say something of it, else with three digits."""
    if own and (printed := value.quantize(Decimal(1).scaleb(-own), rounding=ROUND_HALF_UP)) >= Decimal(
        _TWO_DIGITS
    ).scaleb(-own):
        return str(printed)
    if value < _THOUSAND:
        return str(_three_digits(value))
    return str(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


_TWO_DIGITS = 10


def _split(printed: str) -> tuple[str, str]:
    return (printed[:-1], printed[-1]) if printed[-1] in COUNT_UNITS else (printed, "")


def _true(forms: Sequence[str], count: int) -> tuple[str, ...]:
    """The first of some forms of a count, and those others that are still it."""
    return (forms[0], *(form for form in forms[1:] if agrees(*parse_count(form), count)))


def _shorter(number: str, unit: str) -> list[str]:
    """A number with fewer and fewer digits behind its point, as long as something of it is left."""
    decimals = len(number.partition(".")[2])
    forms = [Decimal(number).quantize(Decimal(1).scaleb(-n), rounding=ROUND_HALF_UP) for n in range(decimals, -1, -1)]
    return [f"{form}{unit}" for form in forms if form]


#: A figure of two digits is cut by less than a tenth, so this binds those of one digit alone: no `1B` is 1,920,122,880.
_MOST_OFF = Decimal("0.1")


def agrees(value: float, unit: int, decimals: int, count: int) -> bool:
    """Whether a printed figure is `count`, rounded or cut at the figure's own precision, and off by a tenth at most.

    Args:
        value: the printed number, for example 11.7 of `11.7M`.
        unit: what one stands for, for example 10**6.
        decimals: digits printed behind the point; negative for so many noughts that stand for nothing.
        count: the exact number that it is compared with.
    """
    scale = Decimal(10) ** decimals
    exact = Decimal(count) / unit * scale
    printed = (Decimal(repr(value)) * scale).to_integral_value()
    given = printed in (Decimal(math.floor(exact)), exact.to_integral_value(rounding=ROUND_HALF_UP))
    return given and abs(printed - exact) <= _MOST_OFF * exact


def off(figure: Figure, count: int) -> float:
    """How far a figure is from a count, in parts of the count; infinitely for a placeholder, and for a count of 0."""
    return math.inf if figure.value is None or not count else (figure.value * figure.unit - count) / count


def percent_off(figure: Figure, count: int) -> str:
    """How far a figure is from a count, in percent of the count; empty for a placeholder, and for a count of 0.

    >>> percent_off(Figure(name=PARAMETERS, text="18.3M", value=18.3, unit=10**6, decimals=1), 11_683_584)
    '+56.6 %'
    >>> percent_off(Figure(name=PARAMETERS, text="_M", value=None), 11_683_584)
    ''
    """
    by = off(figure, count)
    return f"{by * 100:+.1f} %" if math.isfinite(by) else ""
