"""What rules ask of an operator: the shapes that it takes, the numbers that it is told, its attributes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeAlias

from paddle_inspect.base.records import Shape
from paddle_inspect.programs.records import Attribute

#: More elements than a shape has are no matter of sizes.
MOST_NUMBERS = 64
#: Elements of a small tensor, those that are not known as None.
Numbers: TypeAlias = tuple[int | float | None, ...]


class Given(Protocol):
    """What a rule can ask of an operator."""

    def shape(self, position: int) -> Shape:
        """The shape at a position; LookupError where there is none, or it is not known."""

    def shapes(self, position: int) -> Sequence[Shape]:
        """Those of the list at a position."""

    def is_given(self, position: int) -> bool:
        """Whether there is anything at a position."""

    def numbers(self, position: int) -> Numbers:
        """The elements at a position, of a list those of its members; LookupError where they are not known."""

    def attribute(self, name: str) -> Attribute | None:
        """An attribute, None where the operator has none of that name."""


def flag(given: Given, name: str) -> bool:
    """Whether an attribute is there and set."""
    return bool(given.attribute(name))


def integers(given: Given, name: str, position: int | None = None) -> tuple[int, ...]:
    """Integers that stand at a position, or else in an attribute."""
    if position is not None and given.is_given(position):
        return tuple(-1 if number is None else int(number) for number in given.numbers(position))
    found = given.attribute(name)
    if found is None:
        raise LookupError(name)
    return tuple(int(number) for number in (found if isinstance(found, tuple) else (found,)))


def exact(given: Given, name: str, position: int | None = None) -> tuple[int, ...]:
    """As `integers`, where a number that is not known leaves nothing to say."""
    if position is not None and given.is_given(position) and None in given.numbers(position):
        raise LookupError(name)
    return integers(given, name, position)


def known_integers(given: Given, name: str, position: int) -> tuple[int | None, ...]:
    """Integers at a position or in an attribute, those that are not known as None."""
    if not given.is_given(position):
        return integers(given, name)
    return tuple(None if number is None else int(number) for number in given.numbers(position))


def integer(given: Given, name: str, default: int | None = None, position: int | None = None) -> int:
    """One integer, as `exact` has it; the default where it stands nowhere."""
    if default is not None and given.attribute(name) is None and not (position and given.is_given(position)):
        return default
    return exact(given, name, position)[0]


def nth_axis(axis: int, rank: int) -> int:
    """An axis counted from the first; ValueError where a tensor of that rank has none."""
    if not -rank <= axis < rank:
        raise ValueError(f"axis {axis} of {rank}")
    return axis % rank


def product(sizes: Iterable[int]) -> int:
    """A number of elements, -1 where it is not known."""
    sizes = tuple(sizes)
    return -1 if min(sizes, default=0) < 0 and 0 not in sizes else math.prod(sizes)


def total(sizes: Iterable[int]) -> int:
    """A sum of sizes, -1 where one is not known."""
    sizes = tuple(sizes)
    return -1 if min(sizes, default=0) < 0 else sum(sizes)


def agreed(sizes: Iterable[int]) -> int:
    """The size that several have to be, as far as any is known; ValueError where they differ."""
    known = {size for size in sizes if size >= 0}
    if len(known) > 1:
        raise ValueError(f"sizes {known}")
    return known.pop() if known else -1


#: A rule for what an operator gives.
Rule: TypeAlias = Callable[[Given], list[Shape]]
