"""Inventories of weights: those that are kept where there are some, else built, each architecture and config once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any, TypeAlias

from paddle_inspect.base import inventories
from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.keep import Kept
from paddle_inspect.base.records import Doubt, DoubtKind, Inventory, Totals, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.zoos import versions, zoo_of

#: The defaults, as JSON, of what a class has none of unless its config says so.
_NOTHING = ("null", "0")

#: A weight's tensors, or the reason why it has none.
Counted: TypeAlias = Inventory | NotCounted


def count(specs: Sequence[WeightSpec], run: Run) -> dict[str, Counted]:
    """As `count_each`, by the names of weights that differ in their names."""
    return dict(zip([spec.name for spec in specs], count_each(specs, run), strict=True))


def totals(specs: Sequence[WeightSpec], run: Run) -> dict[str, Totals | NotCounted]:
    """The numbers of weights that differ in their names, by these, without their tensors; kept for all of them at once.

    Raises:
        FrameworkMissing: as `count_each`.
    """
    keys = [_key(spec) for spec in specs]
    counted = [spec for spec, key in zip(specs, keys, strict=True) if not isinstance(key, NotCounted)]
    found = {
        spec.name: NotCounted(spec.name, key.reason)
        for spec, key in zip(specs, keys, strict=True)
        if isinstance(key, NotCounted)
    }
    key = TOTALS.key({}, [key for key in keys if isinstance(key, str)])
    kept = run.keep.find(TOTALS, key)
    if kept is None:
        counts = count_each(counted, run)
        kept = [found if isinstance(found, NotCounted) else found.totals for found in counts]
        run.keep.keep(TOTALS, key, kept, lasting=all(isinstance(one, Totals) for one in kept))
    return found | dict(zip([spec.name for spec in counted], kept, strict=True))


def count_one(spec: WeightSpec, run: Run) -> Inventory:
    """Count one weight.

    Raises:
        NotCounted: it cannot be built, or its config describes nothing; says why.
        FrameworkMissing: as `count_each`.
    """
    [found] = count_each([spec], run)
    if isinstance(found, NotCounted):
        raise found
    return found


def count_each(specs: Sequence[WeightSpec], run: Run) -> list[Counted]:
    """Count weights, several of which may be one weight under several heads, and answer in their order.

    A framework is imported only when something has to be built; `run.follow` is handed what has to be, one model for
    each architecture and config.

    Raises:
        FrameworkMissing: something has to be built, and the library that it is of cannot be imported.
    """
    keys = [_key(spec) for spec in specs]
    found: dict[str, Counted] = {}
    missing: dict[str, WeightSpec] = {}
    for spec, key in zip(specs, keys, strict=True):
        if isinstance(key, NotCounted) or key in found:
            continue
        kept = run.keep.find(INVENTORY, key)
        if kept is None:
            missing.setdefault(key, spec)
        else:
            found[key] = kept
    for key, spec in run.follow(list(missing.items()), "building models"):
        found[key] = _build(spec)
        run.keep.keep(INVENTORY, key, found[key], lasting=isinstance(found[key], Inventory))
    answers = (key if isinstance(key, NotCounted) else found[key] for key in keys)
    return [_for_weight(spec, answer) for spec, answer in zip(specs, answers, strict=True)]


def _key(spec: WeightSpec) -> str | NotCounted:
    """Everything that an inventory depends on, so that two weights with one key have the same tensors."""
    if spec.undescribed is not None:
        return NotCounted(spec.name, spec.undescribed)
    try:
        parts = [spec.module, spec.architecture, dict(spec.config)]
        return INVENTORY.key(versions(spec), parts if spec.described is None else [*parts, "described"])
    except NotCounted as refusal:  # no zoo knows it
        return refusal


def _build(spec: WeightSpec) -> Counted:
    try:
        found = zoo_of(spec).count(spec)
    except NotCounted as refusal:
        return refusal
    missing = [] if spec.described is None else _missing(found)
    if missing:
        lacks = ", ".join(f"{doubt.key} (by default {doubt.built})" for doubt in missing)
        return NotCounted(spec.name, f"{found.architecture} requires what its config lacks: {lacks}")
    return found


def _missing(inventory: Inventory) -> list[Doubt]:
    """The sizes that a class would take from itself; where it has none of something by default, nothing is missing."""
    sizes = [doubt for doubt in inventory.doubts if doubt.kind is DoubtKind.SIZE]
    return [doubt for doubt in sizes if doubt.built not in _NOTHING]


def _for_weight(spec: WeightSpec, found: Counted) -> Counted:
    """What was counted for an architecture and config, under the name of a weight that has both."""
    if isinstance(found, NotCounted):
        return NotCounted(spec.name, found.reason)
    if (found.weight, found.architecture) == (spec.name, spec.architecture):
        return found
    return replace(found, weight=spec.name, architecture=spec.architecture)


def _encoded(found: Counted) -> dict[str, object]:
    if isinstance(found, NotCounted):  # may be built by another release, or on a larger machine
        raise TypeError("the reason why nothing was counted is not kept between runs")
    return inventories.encoded(found)


def _encoded_totals(found: Sequence[Totals | NotCounted]) -> list[object]:
    return [asdict(one) for one in found if isinstance(one, Totals)]


def _decoded_totals(content: Any) -> list[Totals | NotCounted]:
    return [Totals(**one) for one in content]


TOTALS: Kept[Sequence[Totals | NotCounted]] = Kept(
    name="totals", version=1, encode=_encoded_totals, decode=_decoded_totals
)
INVENTORY: Kept[Counted] = Kept(name="inventory", version=5, encode=_encoded, decode=inventories.decoded)
