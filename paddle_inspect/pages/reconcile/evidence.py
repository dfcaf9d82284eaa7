"""Everything that a page's claims are held against: config, count, reference, and names that exist."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.figures import Figure, agrees, format_count, format_exact
from paddle_inspect.base.records import Inventory, WeightSpec
from paddle_inspect.pages.read.phrase import PARAMETERS
from paddle_inspect.pages.records import Claim

#: A documented parameter count this far off may still be a careless figure of the same weight; beyond it, it is not.
_SAME_WEIGHT = 1 / 3


@dataclass(frozen=True, slots=True)
class Expected:
    """What a weight's config and count say of the five figures that a row states; None for what they do not say."""

    spec: WeightSpec
    inventory: Inventory | None

    def value(self, name: str) -> int | None:
        """The true value of a figure."""
        if name == PARAMETERS:
            return None if self.inventory is None else self.inventory.parameters
        value: int | None = getattr(self.spec.dimensions, name)
        return value

    def accepts(self, figure: Figure) -> bool | None:
        """Whether a documented figure is true; None when it is a placeholder or nothing is known."""
        value = self.value(figure.name)
        if value is None or figure.value is None:
            return None
        if figure.name == PARAMETERS:
            return agrees(figure.value, figure.unit, figure.decimals, value)
        return int(figure.value) in {value, *self._also_accepted(figure.name)}

    def _also_accepted(self, name: str) -> tuple[int, ...]:
        dimensions = self.spec.dimensions
        return {
            "num_hidden_layers": dimensions.layers_accepted,
            "num_attention_heads": dimensions.heads_accepted,
        }.get(name, ())

    def printed(self, name: str) -> str | None:
        """The figure as a table prints it: three significant digits for parameters."""
        value = self.value(name)
        if value is None:
            return None
        return format_count(value) if name == PARAMETERS else str(value)

    def exact(self, name: str) -> str:
        """The figure in full, for messages."""
        value = self.value(name)
        return "unknown" if value is None else format_exact(value)


@dataclass(frozen=True, slots=True)
class Fit:
    """How many documented figures are a weight's own, and how many cannot be."""

    matches: int = 0
    conflicts: int = 0

    @property
    def good(self) -> bool:
        """Enough agrees, and nothing contradicts, to say whose data it is."""
        return self.conflicts == 0 and self.matches >= 2

    @property
    def bad(self) -> bool:
        """More contradicts than a careless figure explains."""
        return self.conflicts >= 2 or (self.conflicts == 1 and self.matches == 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The evidence that a page is reconciled with.

    `family` lists the weights of the page's family in catalogue order; `specs` has these and every other catalogued
    weight that the page names; `counts` has an inventory or a reason for each of them. `reference` has the rows of a
    reference page in their order, None without one. `targets` are the page's and the reference's link targets.
    """

    family: tuple[str, ...] = ()
    curated: bool = False
    specs: Mapping[str, WeightSpec] = field(default_factory=dict)
    counts: Mapping[str, Inventory | NotCounted] = field(default_factory=dict)
    reference: Mapping[str, Claim] | None = None
    targets: Mapping[str, str] = field(default_factory=dict)
    reference_targets: Mapping[str, str] = field(default_factory=dict)

    @property
    def listed(self) -> tuple[str, ...]:
        """The weights that a table of this page ought to list: the reference's, else the family's."""
        return self.family if self.reference is None else tuple(self.reference)

    def expected(self, weight: str) -> Expected | None:
        """The weight's true figures, or None when the catalogue does not know it."""
        spec = self.specs.get(weight)
        if spec is None:
            return None
        count = self.counts.get(weight)
        return Expected(spec, count if isinstance(count, Inventory) else None)

    def exists(self, name: str) -> bool:
        """Whether anything but the page's own rows knows the name."""
        return name in self.specs or name in (self.reference or ()) or name in self.targets

    def fit(self, weight: str, figures: Iterable[Figure]) -> Fit:
        """How well documented figures fit a weight."""
        expected = self.expected(weight)
        if expected is None:
            return self._fit_reference(weight, figures)
        matches = conflicts = 0
        for figure in figures:
            accepted = expected.accepts(figure)
            if accepted:
                matches += 1
            elif accepted is False and not self._near(expected, figure):
                conflicts += 1
        return Fit(matches, conflicts)

    def _fit_reference(self, weight: str, figures: Iterable[Figure]) -> Fit:
        row = (self.reference or {}).get(weight)
        if row is None:
            return Fit()
        pairs = [(figure, row.figure(figure.name)) for figure in figures]
        matches = sum(other is not None and other.text == figure.text for figure, other in pairs)
        conflicts = sum(other is not None and other.text != figure.text for figure, other in pairs)
        return Fit(matches, conflicts)

    @staticmethod
    def _near(expected: Expected, figure: Figure) -> bool:
        value = expected.value(figure.name)
        if figure.name != PARAMETERS or value is None or figure.value is None:
            return False
        return abs(figure.value * figure.unit - value) <= _SAME_WEIGHT * value

    @property
    def names(self) -> Iterable[str]:
        """Every name that anything but the page's own rows knows here."""
        return (*self.family, *(self.reference or ()), *self.targets)


class Completions:
    """Names by their beginnings."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = sorted(set(names))

    def complete(self, part: str) -> str | None:
        """The one name that a cut-off name can be the beginning of, or None."""
        place = bisect_left(self._names, part)
        first, second = ([*self._names[place : place + 2], "", ""])[:2]
        if first == part:
            return part
        alone = first.startswith(part) and not second.startswith(part)
        return first if alone and len(part) > 2 else None
