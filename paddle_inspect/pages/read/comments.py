"""What a page says to this program, in comments of its own syntax, for all of its weights or for some.

.. paddle-inspect: ignore contradicted-figure
.. paddle-inspect: ignore missing-figure, unknown-weight for albert-base-v1, albert-base-v2
<!-- paddle-inspect: ignore contradicted-figure -->
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from paddle_inspect.pages.read.reader import Page

_COMMENT = re.compile(
    r"""\s* (?: [.][.] \s+ | % \s* | (?P<html> <!-- ) \s* )
        paddle-inspect: \s* (?P<said> .*? ) \s* (?(html) --> ) \s* $""",
    re.VERBOSE,
)
_IGNORE = re.compile(r"ignore\s+(?P<codes>.+?)(?:\s+for\s+(?P<weights>.+))?$")
_SEPARATORS = re.compile(r"[,\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What a comment asks to ignore: findings of some codes, about some weights or all; no code when it is unclear."""

    line: int
    said: str
    codes: tuple[str, ...] = ()
    weights: tuple[str, ...] = ()

    def ignores(self, code: str, weight: str) -> bool:
        """Whether it is about a finding of this code and this weight."""
        return code in self.codes and (not self.weights or weight in self.weights)


def comments(page: Page) -> Iterator[Comment]:
    """The comments of a page that speak to this program."""
    for line in page.lines:
        if "paddle-inspect:" not in line.text or (found := _COMMENT.match(line.text)) is None:
            continue
        said = found["said"]
        asked = _IGNORE.match(said)
        yield Comment(
            line=line.number,
            said=said,
            codes=_listed(asked["codes"]) if asked else (),
            weights=_listed(asked["weights"] or "") if asked else (),
        )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(filter(None, _SEPARATORS.split(text)))
