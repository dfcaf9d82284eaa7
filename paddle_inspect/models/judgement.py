"""What a documented number of parameters is, held against the ways of counting its weight: the one judgement. Pure.

Pages, errata and explanations ask here, so that a figure is everywhere the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias

from paddle_inspect.base.figures import COUNT_UNITS, Figure, off
from paddle_inspect.base.records import Inventory, WeightSpec
from paddle_inspect.models.ways import Way, base_way, with_other_keys

#: So far a figure may be from another way of counting that gives it, as the authors' class has a projection or a norm
#: that the library's has not. Of 49 figures on 22 good pages that no count gives at their precision, five are off by
#: up to 1.2 % (14.5M for TinyBERT's 14,350,248), and no other by less than 3 %.
_NEAR = 0.02
#: The share of its distance from the count that such a figure may keep: 112M is no BERT with its pretraining head.
_LEFT = 1 / 5
#: So far a size may be from the count that goes by it in the weight's own name: 400M of blenderbot-400M is 385,303,040.
_NOMINAL = 0.05
#: So far a figure that nothing explains may be from the count to be inexact and not wrong.
_ROUGH = 0.01
_ONE_DIGIT = re.compile(r"[1-9]0*(?![0-9.,])")


class Says(Enum):
    """What a documented figure is, held against evidence.

    BY_WAY is one that another way of counting gives, ROUGH one that is merely inexact. UNPROVED is one that differs and
    may speak of something else (a teacher, a range, a part): it stays and is told.
    """

    AGREES = "agrees"
    BY_WAY = "agrees by another way of counting"
    ROUGH = "rough"
    CONTRADICTS = "contradicted"
    PLACEHOLDER = "placeholder"
    UNPROVED = "unproved"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a figure is, and the way of counting that gives it; None where none does."""

    says: Says
    way: Way | None = None

    @property
    def own(self) -> bool:
        """Whether the figure is the weight's, however it was counted."""
        return self.says in (Says.AGREES, Says.BY_WAY, Says.ROUGH)


#: What a figure of a weight is, given its base model.
Judge: TypeAlias = Callable[[WeightSpec, Inventory, Figure], Judgement]


def judged(figure: Figure, weight: str, ways: Iterable[Way]) -> Judgement:
    """What a figure is: a number of parameters.

    Args:
        figure: the figure.
        weight: the name of its weight.
        ways: the ways of counting the weight, the base model first; no further than needed is asked for them.
    """
    if figure.value is None:
        return Judgement(Says.PLACEHOLDER)
    tried: list[Way] = []
    for way in ways:
        if way.gives(figure) and (way.published or not tried):
            return Judgement(Says.BY_WAY if tried else Says.AGREES, way)
        tried.append(way)
    base = tried[0]
    if _nominal(figure, weight, base):
        text = "size that the base model goes by, in its name or as a round number"
        return Judgement(Says.BY_WAY, replace(base, code="nominal", text=text))
    from_base = abs(off(figure, base.count)) * base.count
    for way in tried[1:]:
        by = abs(off(figure, way.count))
        if way.published and by <= _NEAR and by * way.count <= _LEFT * from_base:
            return Judgement(Says.BY_WAY, way)
    return Judgement(Says.ROUGH if from_base < _ROUGH * base.count else Says.CONTRADICTS)


def judged_by_count(spec: WeightSpec, base: Inventory, figure: Figure) -> Judgement:
    """What a figure is by the count alone, and by what the config leaves open."""
    return judged(figure, spec.name, (base_way(base), *with_other_keys(base)))


def _nominal(figure: Figure, weight: str, base: Way) -> bool:
    """Whether a figure is what a size is called: `400M` of blenderbot-400M, or one digit and noughts."""
    by = abs(off(figure, base.count))
    if by <= _NEAR and _ONE_DIGIT.match(figure.text):
        return True
    letter = next((letter for letter, unit in COUNT_UNITS.items() if unit == figure.unit), "")
    name = rf"(?<![0-9a-z.]){re.escape(f'{figure.value:g}{letter}'.lower())}(?![0-9a-z])"
    return bool(letter) and by <= _NOMINAL and re.search(name, weight.lower()) is not None
