"""What columns are called: the words that people chose for them stand in configs/titles.json.

{"of_weights": ["pre-?trained weights?", ...],    # a table with such a title is one of weights
 "roles": {"name": [...], "parameters": [...]},   # expressions that are a whole title
 "words": ["Pretrained", "Weight", ...]}          # what titles are made of, however they were translated
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from paddle_inspect.base.disk import configs_folder, read_json_object, typed
from paddle_inspect.base.errors import ConfigError
from paddle_inspect.base.figures import unit_pattern

TITLES_FILE = "titles.json"
#: The letter that a paper calls it by: `Layers (L)`.
_LETTER = re.compile(r"\s*\([A-Z]\)$")
_MARKS = re.compile(r"[*`_:：]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Titles:
    """The file, compiled."""

    of_weights: re.Pattern[str]
    roles: Mapping[str, re.Pattern[str]]
    words: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    of_weights: tuple[str, ...] = ()
    roles: Mapping[str, tuple[str, ...]]
    words: tuple[str, ...] = ()


def read_titles(path: Path) -> Titles:
    """The titles in a file, none when there is no such file.

    Raises:
        ConfigError: the file is not of that form; names the key.
    """
    if not path.exists():
        return Titles(of_weights=_any((), path, ""), roles={}, words=frozenset())
    file = typed({key: value for key, value in read_json_object(path).items() if key != "about"}, _File, path)
    return Titles(
        of_weights=_any(file.of_weights, path, "of_weights"),
        roles={role: _any(patterns, path, f"roles.{role}") for role, patterns in file.roles.items()},
        words=frozenset(file.words),
    )


def _any(patterns: tuple[str, ...], path: Path, key: str) -> re.Pattern[str]:
    try:
        return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)", re.IGNORECASE)
    except re.error as error:
        raise ConfigError(path, key, f"is no regular expression: {error}") from None


@cache
def _own() -> Titles:
    return read_titles(configs_folder() / TITLES_FILE)


@cache
def _unit_of_column() -> re.Pattern[str]:
    """In brackets, behind a slash, a comma or the word `in`: `(M)`, `, in millions`, `（单位：亿）`, `(10^6)`."""
    return re.compile(
        rf"\s*(?:[(\[（【/,，]\s*(?:in\s+|单位[:：]?\s*)?|\bin\s+)#?(?P<unit>{unit_pattern()}|10\^[0-9]{{1,2}})s?\s*[)\]）】]?\s*$",
        re.IGNORECASE,
    )


def _bare(title: str) -> str:
    return " ".join(_MARKS.sub(" ", title).split())


def role_of(title: str) -> str | None:
    """What a column with this title holds: `name`, `language`, or a figure's name; None for anything else.

    >>> role_of("Pretrained Weight"), role_of("#Params (M)"), role_of("参数量"), role_of("Licence")
    ('name', 'parameters', 'parameters', None)
    """
    bare = _bare(_LETTER.sub("", _unit_of_column().sub("", title)))
    return next((role for role, pattern in _own().roles.items() if pattern.fullmatch(bare)), None)


def unit_of(title: str) -> str:
    """The unit that a title gives for its whole column, "" without one.

    >>> unit_of("Params (M)"), unit_of("Parameters")
    ('M', '')
    """
    match = _unit_of_column().search(title)
    if match is None:
        return ""
    return f"×{match['unit']}" if match["unit"].startswith("10") else match["unit"]


def is_of_weights(title: str) -> bool:
    """Whether a title says that the table lists pretrained weights."""
    return _own().of_weights.fullmatch(_bare(title)) is not None


def is_title(cell: str) -> bool:
    """Whether a cell is a column's title, in any of the words that translators chose for it."""
    words = cell.casefold().split()
    return bool(words) and all(word.strip(":") in _own().words for word in words)
