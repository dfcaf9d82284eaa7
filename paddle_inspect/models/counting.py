"""Inventories of many weights: from the cache where it has them, else built, each architecture and config once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.keep import Store, default_folder
from paddle_inspect.base.records import Inventory, TensorInfo, TensorKind, Versions, WeightSpec
from paddle_inspect.base.versions import versions

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
    from paddle_inspect.zoos.paddlenlp.build import count_one

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


#: Raise it whenever the content of an entry or the way of counting changes.
FORMAT = 2


class Cache:
    """Inventories by weight, for one set of installed versions."""

    def __init__(self, folder: Path, versions: Versions) -> None:
        self.folder, self.versions = folder, versions
        self._store = Store(folder)

    def read(self, spec: WeightSpec) -> Inventory | None:
        """The inventory of a weight of this architecture and config, or None."""
        content = self._store.read(key(spec, self.versions))
        try:
            return None if content is None else decode(spec, content)
        except (ValueError, KeyError, TypeError, IndexError):
            return None

    def write(self, spec: WeightSpec, inventory: Inventory) -> None:
        """Keep an inventory; silently not, where nothing can be written."""
        self._store.write(key(spec, self.versions), encode(inventory))


def key(spec: WeightSpec, versions: Versions) -> str:
    """Everything that an inventory depends on; two weights with the same key have the same tensors."""
    parts = [FORMAT, versions.as_dict(), spec.module, spec.architecture, dict(spec.config)]
    return json.dumps(parts, sort_keys=True, separators=(",", ":"))


def encode(inventory: Inventory) -> dict[str, object]:
    """An inventory as JSON: the few distinct kinds of tensors once, then each tensor's name and kind."""
    kinds: dict[tuple[object, ...], int] = {}
    tensors: list[object] = []
    for tensor in inventory.tensors:
        kind = (tensor.shape, tensor.dtype, tensor.kind.value, tensor.trainable, tensor.tied_to)
        tensors += (tensor.name, kinds.setdefault(kind, len(kinds)))
    return {"built": inventory.built, "kinds": list(kinds), "tensors": tensors}


def decode(spec: WeightSpec, content: Any) -> Inventory:
    """The inventory that `encode` wrote, under the weight's own name.

    Raises:
        ValueError, KeyError, TypeError, IndexError: it is something else.
    """
    kinds = [_kind(*kind) for kind in content["kinds"]]
    names, indices = content["tensors"][::2], content["tensors"][1::2]
    return Inventory(
        weight=spec.name,
        architecture=spec.architecture,
        tensors=tuple(TensorInfo(name=name, **kinds[index]) for name, index in zip(names, indices, strict=True)),
        built=str(content["built"]),
    )


def _kind(shape: list[int], dtype: str, kind: str, trainable: bool, tied_to: str | None) -> dict[str, Any]:
    kind_of_tensor = TensorKind(kind)
    return {"shape": tuple(shape), "dtype": dtype, "kind": kind_of_tensor, "trainable": trainable, "tied_to": tied_to}
