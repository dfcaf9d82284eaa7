"""Inventories of many weights: from the cache where it has them, else built, each architecture and config once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from paddle_inspect.cache import Cache, default_folder, key
from paddle_inspect.errors import NotCounted
from paddle_inspect.records import Inventory, WeightSpec
from paddle_inspect.versions import versions

#: Takes the weights that have to be built and hands them on, showing how far it is (see `console.progress`).
Progress = Callable[[Sequence[WeightSpec]], Iterable[WeightSpec]]


def count(
    specs: Sequence[WeightSpec],
    *,
    fresh: bool = False,
    progress: Progress | None = None,
    cache_dir: Path | None = None,
) -> dict[str, Inventory | NotCounted]:
    """Count weights; each of them is in the result, by name and in order, with its tensors or the reason why not.

    PaddlePaddle is imported only when something has to be built.

    Args:
        specs: the weights.
        fresh: build everything anew; the cache is written all the same.
        progress: hands on the weights that are built, one of each architecture and config.
        cache_dir: in place of the user's cache directory.

    Raises:
        FrameworkMissing: something has to be built, and PaddlePaddle or PaddleNLP cannot be imported.
    """
    cache = Cache(cache_dir or default_folder(), versions())
    by_key: dict[str, Inventory | NotCounted] = {}
    missing: dict[str, WeightSpec] = {}
    keys = {spec.name: key(spec, cache.versions) for spec in specs}
    for spec in specs:
        if spec.undescribed is not None or keys[spec.name] in by_key:
            continue
        found = None if fresh else cache.read(spec)
        if found is None:
            missing.setdefault(keys[spec.name], spec)
        else:
            by_key[keys[spec.name]] = found
    for spec in progress(list(missing.values())) if progress else missing.values():
        by_key[keys[spec.name]] = _build(spec, cache)
    return {spec.name: _for_weight(spec, by_key.get(keys[spec.name])) for spec in specs}


def count_each(
    specs: Sequence[WeightSpec], *, fresh: bool = False, progress: Progress | None = None, cache_dir: Path | None = None
) -> list[Inventory | NotCounted]:
    """As `count`, but in the order of the specs, several of which may be of one weight: its model under other heads."""
    numbered = [replace(spec, name=str(number)) for number, spec in enumerate(specs)]
    found = count(numbered, fresh=fresh, progress=progress, cache_dir=cache_dir)
    return [_for_weight(spec, found[alias.name]) for spec, alias in zip(specs, numbered, strict=True)]


def _build(spec: WeightSpec, cache: Cache) -> Inventory | NotCounted:
    from paddle_inspect.framework.build import count_one

    try:
        inventory = count_one(spec)
    except NotCounted as refusal:
        return refusal
    cache.write(spec, inventory)
    return inventory


def _for_weight(spec: WeightSpec, found: Inventory | NotCounted | None) -> Inventory | NotCounted:
    """What was counted for an architecture and config, under the name of a weight that has both."""
    if spec.undescribed is not None or found is None:
        return NotCounted(spec.name, spec.undescribed or "it was not built")
    if isinstance(found, NotCounted):
        return NotCounted(spec.name, found.reason)
    return found if found.weight == spec.name else replace(found, weight=spec.name)
