"""Words of a translator (or of what drives one) that ended up in a page: remarks on formatting, leaked instructions.

Which words those are is knowledge of the pages that were translated, and stands in configs/remarks.json: one regular
expression a phrase, each with the reason why no description of a model says it. One of them makes a text a remark.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from paddle_inspect.base.disk import configs_folder, read_json_object, typed
from paddle_inspect.base.errors import ConfigError

REMARKS_FILE = "remarks.json"

#: The longest remark in the 22 damaged pages at hand, instructions in nine rows, has 502 characters. A text of eight
#: times as much says more than a remark does, and is not thrown away for a sentence of it.
_LONGEST = 4000


def is_note(text: str) -> bool:
    """Whether a text is a translator's remark or a leaked instruction.

    Raises:
        ConfigError: configs/remarks.json cannot be used.

    >>> is_note("The translation maintains:"), is_note("2. Keeping technical terms in English")
    (True, True)
    >>> is_note("Trained on lower-cased English text."), is_note("Model for translation from German to English.")
    (False, False)
    """
    if len(text) > _LONGEST:
        return False
    words = " ".join(text.split())
    return any(phrase.search(words) for phrase in _own_phrases())


@lru_cache(maxsize=1)
def _own_phrases() -> tuple[re.Pattern[str], ...]:
    return read_phrases(configs_folder() / REMARKS_FILE)


def read_phrases(path: Path) -> tuple[re.Pattern[str], ...]:
    """The phrases in a file of remarks; none, with which nothing is a remark, when there is no such file.

    Raises:
        ConfigError: the file is not of that form; names the key.
    """
    if not path.exists():
        return ()
    remarks = typed(read_json_object(path).get("remarks"), tuple[_Remark, ...], path, "remarks")
    return tuple(_compiled(remark, path, f"remarks[{index}]") for index, remark in enumerate(remarks))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Remark:
    """One phrase of the file, and why it is one."""

    pattern: str
    reason: str


def _compiled(remark: _Remark, path: Path, key: str) -> re.Pattern[str]:
    for name in ("pattern", "reason"):
        if not getattr(remark, name):  # an empty pattern would find a remark in everything
            raise ConfigError(path, f"{key}.{name}", "is empty")
    try:
        return re.compile(remark.pattern, re.IGNORECASE)
    except re.error as error:
        raise ConfigError(path, f"{key}.pattern", f"is no regular expression: {error}") from None
