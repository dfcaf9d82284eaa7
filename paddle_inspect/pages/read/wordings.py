"""How figures are worded: the words that people chose for them stand in configs/phrases.json, as expressions.

{"figures": {"num_hidden_layers": ["{} layers?", ...], ...},     # {} is the number; the first that fits counts
 "ambiguous": {"hidden_size": [...]},                            # states a figure that is never called wrong
 "numerals": {"twelve": 12, ...},
 "about_a_number": ["about", ...], "bounds": ["over", ...],      # what may stand before a number
 "ordinals": ["first", ...],                                     # with which it is no figure
 "between": ["and", ...]}                                        # words between figures that stand together
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from paddle_inspect.base.disk import configs_folder, read_json_object, typed
from paddle_inspect.base.errors import ConfigError
from paddle_inspect.base.figures import FIGURE_NAMES, NUMBER, PARAMETERS, SEPARATORS, unit_pattern

WORDINGS_FILE = "phrases.json"

_SPACES = "\xa0\u2002-\u200a\u202f\u205f"
#: No figure of 44 pages has more than four digits; the limits leave room, and keep a serial number from being one.
_SMALL = r"[0-9]{1,9}"
_LARGE = rf"[0-9]{{1,3}}[,'’{_SPACES}][0-9]{{3}}(?![0-9])|(?<![0-9]\x20)[0-9]\x20[0-9]{{3}}(?![0-9])|{_SMALL}"
_EXACT = (
    rf"[0-9]{{1,3}}(?:[{SEPARATORS}][0-9]{{3}}){{1,5}}(?![0-9])|[0-9]{{1,3}}(?:\.[0-9]{{3}}){{2,5}}(?![.0-9])|"
    r"[0-9]{5,15}"
)
#: A count in Chinese characters, of ten thousand or more.
_SPELLED = r"[一二两三四五六七八九十百千零〇]+[万亿][一二两三四五六七八九十百千万零〇]*"
#: Where a number may begin; between letters for layers, hidden size and heads a dash parts: `12L-768H-12A`.
_FREE = r"(?:(?<![A-Za-z0-9_.-])|(?<=[0-9][LHA]-))(?<![0-9],)(?<![〇零一二三四五六七八九十百千万亿两])"
#: What makes one of several numbers: `12-24`, `6 + 6`, `12 or 24`.
_JOINED = (
    r"(?P<joined__@>[0-9](?:[0-9.,]{0,9}[0-9])?[KMBT]?"
    r"(?:\s?[-–—+/x×*]\s?|[~～]|\s(?:to|or|and)\s|\s?[和或至到]\s?))?"
)
_JOINED_BEHIND = r"(?P<joined__@>(?=\s?[-–—+/x×*]\s?[0-9]|[~～][0-9]|\s(?:to|or)\s[0-9]|\s?[或至到]\s?[0-9]))?"
_END = (
    r"(?![A-Za-z0-9_]|\.[0-9]|,[0-9]{{3}}(?![0-9A-Za-z-]|\.[0-9]|\s{0})|-[A-Za-z0-9]|\s{0}"
    r"|\shidden(?!\s*[:=]|[\s_](?:layer[\s_])?(?:size|dim|width)))"
)
#: What a number-first wording must not be followed by: the number of the next one, `24 hidden: 768`.
_NOT_A_LABEL = r"(?!\s*[:：=]\s*[0-9]+(?![0-9-]))"
_WORDS = {
    " ?": r"[-\s_]{0,3}",
    " ": r"[-\s_]{1,3}",
    "{is}": r"\s*(?:[:：=]|\bof\b|\bis\b|为|是|约)?\s*",
    "{colon}": r"\s*[:：=]\s*",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wordings:
    """The file, compiled: one expression for all figures, and which figure the groups of its words are for."""

    grammar: re.Pattern[str]
    number: re.Pattern[str]
    names: Mapping[str, str]
    ambiguous: frozenset[str]
    numerals: Mapping[str, int]
    bound: re.Pattern[str]
    ordinal: re.Pattern[str]
    between: re.Pattern[str]
    beginning: re.Pattern[str]  # what may stand before the figures that a cell begins with: `Discriminator, `
    count_alone: re.Pattern[str]
    size_alone: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    figures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ambiguous: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numerals: Mapping[str, int] = field(default_factory=dict)
    about_a_number: tuple[str, ...] = ()
    bounds: tuple[str, ...] = ()
    ordinals: tuple[str, ...] = ()
    between: tuple[str, ...] = ()


_LISTS = ("about_a_number", "bounds", "ordinals", "between")


def read_wordings(path: Path) -> Wordings:
    """The wordings in a file, none when there is no such file.

    Raises:
        ConfigError: the file is not of that form; names the key.
    """
    content = read_json_object(path) if path.exists() else {}
    file = typed({key: value for key, value in content.items() if key != "about"}, _File, path)
    numerals = "|".join(map(re.escape, sorted(file.numerals, key=len, reverse=True))) or r"(?!)"
    # What differs in words and numbers alone shares what stands around them: to compile that for each takes long.
    alike: dict[tuple[bool, str], dict[str, list[str]]] = {}
    names: dict[str, str] = {}
    ambiguous: set[str] = set()
    for kind, name, key, pattern in _patterns(file):
        if name not in FIGURE_NAMES:
            raise ConfigError(path, f"{kind}.{name}", f"is none of {', '.join(FIGURE_NAMES)}")
        if "{}" not in pattern:
            raise ConfigError(path, key, "has no {} for the number")
        first, last = _around(pattern)
        group = f"words__{len(names)}"
        names[group] = name
        if kind == "ambiguous":
            ambiguous.add(group)
        sharing = alike.setdefault((not first, last if first else ""), {})
        sharing.setdefault(_number(name, numerals), []).append(f"(?P<{group}>{first or last})")
    behind: list[str] = []  # words behind a number
    before: list[str] = []
    for place, ((number_first, last), worded) in enumerate(alike.items()):
        if number_first:
            behind.append(_number_first(worded, place))
        else:
            before.append(_words_first(worded, last, place))
    before.append(_PLACEHOLDER)
    begins = rf"(?=[0-9]|{numerals}|{_SPELLED})"
    beside = (*file.between, *file.about_a_number)
    all_before = (*beside, *file.bounds)
    said = rf"(?P<bound>{_words(file.bounds)})?\s?{_words(file.about_a_number)}?\s?"
    around = r"[\s*`(\[]*{}[\s*`]*{}(?P<more>\+?)(?:\]\([^()\s]*\))?[\s*`)]*"
    count = rf"(?P<number>[0-9](?:[0-9.{SEPARATORS}]*[0-9])?)\s?-?(?P<unit>{unit_pattern()}?)"
    words = r"(?:\s*(?:params?|parameters|个?参数))?"
    notes = r"\s*(?:\([^()0-9]{1,40}\)|\[[^\[\]\s]{1,20}\]_|[†‡])?\s*"
    try:
        return Wordings(
            grammar=re.compile(rf"{begins}{_FREE}(?:{'|'.join(behind) or '(?!)'})|{'|'.join(before)}", re.IGNORECASE),
            number=re.compile(
                rf"[0-9]|{numerals}|[万亿]|[KMBT][-\s]+(?:trainable\s+)?param|[KMBT]\s*个?参数", re.IGNORECASE
            ),
            names=names,
            ambiguous=frozenset(ambiguous),
            numerals={word.lower(): value for word, value in file.numerals.items()},
            bound=re.compile(rf"{_words(file.bounds)}\s?(?:{_words(file.about_a_number)}\s?)?$", re.IGNORECASE),
            ordinal=re.compile(rf"{_words(file.ordinals)}[\s-]?$", re.IGNORECASE),
            between=re.compile(
                rf"(?:[\s,，、;；:：/|+&#()（）*•~～≈∼≃–—-]|<br ?/?>|{_words(filter(_is_word, beside))})*",
                re.IGNORECASE,
            ),
            beginning=re.compile(
                rf"\W{{0,9}}(?:[^\W\d]{{1,40}}[,:，：])?(?:[\W_]|{_words(filter(_is_word, all_before))})*",
                re.IGNORECASE,
            ),
            count_alone=re.compile(around.format(said, count) + words + notes, re.IGNORECASE),
            size_alone=re.compile(around.format(said, rf"(?P<number>{_LARGE}|{numerals})") + notes, re.IGNORECASE),
        )
    except re.error as error:
        raise _blamed(file, path, error) from None


def _patterns(file: _File) -> Iterator[tuple[str, str, str, str]]:
    """The wordings of figures: kind, figure, key for messages, pattern."""
    for kind, patterns_of in (("figures", file.figures), ("ambiguous", file.ambiguous)):
        for name, patterns in patterns_of.items():
            for index, pattern in enumerate(patterns):
                yield kind, name, f"{kind}.{name}[{index}]", pattern


def _blamed(file: _File, path: Path, error: re.error) -> ConfigError:
    """What to say of a file that does not compile: the key of the first expression that is none by itself."""
    words = [(key, word) for key in _LISTS for word in getattr(file, key)]
    sides = [(key, side) for _, _, key, pattern in _patterns(file) for side in _around(pattern)]
    for key, expression in (*words, *sides):
        try:
            re.compile(expression)
        except re.error as own:
            return ConfigError(path, key, f"is no regular expression: {own}")
    return ConfigError(path, "figures", f"make no regular expression: {error}")


def _is_word(word: str) -> bool:
    """Whether it begins with a letter: a sign beside the expressions for any sign would fit in two ways."""
    return word[:1].isalpha()


def _words(words: Iterable[str]) -> str:
    """Any of some words; one of letters has to be a whole word."""
    latin: list[str] = []
    others: list[str] = []
    for word in words:
        (latin if word[:1].isascii() and word[:1].isalpha() else others).append(word)
    whole = [rf"(?<![A-Za-z])(?:{'|'.join(latin)})(?![A-Za-z])"] if latin else []
    return rf"(?:{'|'.join([*whole, *others]) or '(?!)'})"


_PLACEHOLDER = (
    r"(?<![\w.-])(?P<placeholder__x>(?:[_?]+\s?|[xX]+)?[KMBT])(?:[-\s]+(?:trainable\s+)?param(?:eter)?s?\b|\s*个?参数)"
)


def _around(pattern: str) -> tuple[str, str]:
    """What a pattern of the file has before and behind its number, as expressions."""
    for short, long in _WORDS.items():
        pattern = pattern.replace(short, long)
    before, _, after = pattern.partition("{}")
    return before, after


def _number(name: str, numerals: str) -> str:
    """The number of a figure, as an expression; `@` in the names of its groups stands for its place."""
    if name == PARAMETERS:
        unit = rf"[-\s]{{0,2}}(?P<unit__@>{unit_pattern()})(?:(?![A-Za-z0-9])|(?=param))"
        return rf"(?:(?P<number__@>{NUMBER}){unit}|(?P<exact__@>{_EXACT})|(?P<spelled__@>{_SPELLED}))"
    said = _LARGE if name in ("hidden_size", "embedding_size") else f"{_SMALL}|{numerals}"
    return f"(?P<number__@>{said})"


def _placed(expression: str, *places: int) -> str:
    return expression.replace("__@>", f"__{'_'.join(map(str, places))}>")


def _number_first(worded: Mapping[str, Sequence[str]], place: int) -> str:
    """Numbers, each with the words that may stand behind it."""
    any_of = (
        rf"{_placed(number, place, index)}(?P<more__{place}_{index}>\+)?(?:{'|'.join(words)})"
        for index, (number, words) in enumerate(worded.items())
    )
    return f"{_placed(_JOINED, place)}(?:{'|'.join(any_of)}){_NOT_A_LABEL}"


def _words_first(worded: Mapping[str, Sequence[str]], after: str, place: int) -> str:
    """Numbers, each with the words that may stand before it, and what has to stand behind."""
    any_of = (
        f"(?:{'|'.join(words)}){_FREE}{_placed(number, place, index)}"
        for index, (number, words) in enumerate(worded.items())
    )
    end = after or _END.format(rf"{unit_pattern()}(?![A-Za-z])")
    return rf"(?:{'|'.join(any_of)})(?:(?P<more__{place}>\+)(?![0-9]))?{_placed(_JOINED_BEHIND, place)}{end}"


@cache
def own_wordings() -> Wordings:
    """The package's own, read once and only when a page is read."""
    return read_wordings(configs_folder() / WORDINGS_FILE)
