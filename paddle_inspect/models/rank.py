"""Weights side by side, the largest first: who is how big, among those that were asked for. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.languages import language_in_name
from paddle_inspect.base.records import Totals, WeightSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A weight, its numbers, and its place by parameters; equally large ones share a place."""

    place: int
    spec: WeightSpec
    totals: Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The counted weights in the order asked for, which it goes through, and those not counted with the reason."""

    ranked: tuple[Ranked, ...]
    uncounted: tuple[tuple[WeightSpec, str], ...] = ()

    def __iter__(self) -> Iterator[Ranked]:
        return iter(self.ranked)

    def __len__(self) -> int:
        return len(self.ranked)


#: What weights can be sorted by: numbers from the largest, names from A; the name decides between equals.
SORT_KEYS: Mapping[str, Callable[[Ranked], tuple[object, ...]]] = {
    "parameters": lambda one: (one.place,),
    "stored": lambda one: (-one.totals.stored_elements,),
    "bytes": lambda one: (-one.totals.parameter_bytes,),
    "tensors": lambda one: (-one.totals.state_dict_tensors,),
    "layers": lambda one: (-(one.spec.dimensions.num_hidden_layers or 0),),
    "hidden": lambda one: (-(one.spec.dimensions.hidden_size or 0),),
    "name": lambda one: (),
    "family": lambda one: (one.spec.family.casefold(), one.place),
    "language": lambda one: (not language_of(one.spec), (language_of(one.spec) or "").casefold(), one.place),
}


def language_of(spec: WeightSpec) -> str | None:
    """A weight's language: the catalogued one, else the one that its name mentions."""
    return spec.language or language_in_name(spec.name)


def rank(
    specs: Iterable[WeightSpec],
    counts: Mapping[str, Totals | NotCounted],
    *,
    least: int | None = None,
    most: int | None = None,
    sort: str = "parameters",
    reverse: bool = False,
) -> Ranking:
    """Rank weights by parameters.

    Args:
        specs: the weights.
        counts: the numbers or a reason for each of them.
        least: leave out what has fewer parameters, and what was not counted.
        most: leave out what has more parameters, and what was not counted.
        sort: the key in `SORT_KEYS` by which they are listed; places are by parameters all the same.
        reverse: list them the other way round.
    """
    counted, uncounted = [], []
    for spec in specs:
        found = counts[spec.name]
        if isinstance(found, NotCounted):
            uncounted.append((spec, found.reason))
        elif (least is None or found.parameters >= least) and (most is None or found.parameters <= most):
            counted.append((spec, found))
    key = SORT_KEYS[sort]
    ranked = sorted(
        _placed(counted), key=lambda one: (*key(one), one.spec.name.casefold(), one.spec.name), reverse=reverse
    )
    return Ranking(ranked=tuple(ranked), uncounted=() if least is not None or most is not None else tuple(uncounted))


def _placed(counted: Sequence[tuple[WeightSpec, Totals]]) -> list[Ranked]:
    sizes = sorted((found.parameters for _, found in counted), reverse=True)
    places = {size: place for place, size in reversed(list(enumerate(sizes, 1)))}
    return [Ranked(place=places[found.parameters], spec=spec, totals=found) for spec, found in counted]
