"""Inventories kept between runs, keyed by everything that they depend on; weights of one class and config share one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from paddle_inspect.records import Inventory, TensorInfo, TensorKind, Versions, WeightSpec
from paddle_inspect.store import ENVIRONMENT, Store, default_folder

__all__ = ["ENVIRONMENT", "FORMAT", "Cache", "decode", "default_folder", "encode", "key"]

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
