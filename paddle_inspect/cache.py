"""Inventories kept between runs: one file for each architecture and config, keyed by everything that it depends on.

    ~/.cache/paddle_inspect/inventories/3f/3f0c....json

Weights that share class and config share an entry. A file's first line is the digest of the rest, so that whatever
damaged it, it is as good as absent. Entries are written beside their place and moved there, so two runs at once leave
whole files. A cache that cannot be read or written costs time, never an error.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from paddle_inspect.records import Inventory, TensorInfo, TensorKind, Versions, WeightSpec

#: Raise it whenever the content of an entry or the way of counting changes.
FORMAT = 1

#: The environment variable that says where the cache is, in place of the user's cache directory.
ENVIRONMENT = "PADDLE_INSPECT_CACHE"


class Cache:
    """Inventories by weight, for one set of installed versions."""

    def __init__(self, folder: Path, versions: Versions) -> None:
        self.folder, self.versions = folder, versions

    def read(self, spec: WeightSpec) -> Inventory | None:
        """The inventory of a weight of this architecture and config, or None."""
        try:
            digest, _, body = self._path(spec).read_text(encoding="ascii").partition("\n")
            if digest != sha256(body.encode("ascii")).hexdigest():
                return None
            return decode(spec, json.loads(body))
        except (OSError, ValueError, KeyError, TypeError, IndexError):
            return None

    def write(self, spec: WeightSpec, inventory: Inventory) -> None:
        """Keep an inventory; silently not, where nothing can be written."""
        body = json.dumps(encode(inventory), separators=(",", ":"))
        path = self._path(spec)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, scratch = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
            try:
                with os.fdopen(handle, "w", encoding="ascii") as file:
                    file.write(f"{sha256(body.encode('ascii')).hexdigest()}\n{body}")
                os.replace(scratch, path)
            except BaseException:
                os.unlink(scratch)
                raise

    def _path(self, spec: WeightSpec) -> Path:
        digest = sha256(key(spec, self.versions).encode()).hexdigest()
        return self.folder / digest[:2] / f"{digest}.json"


def default_folder() -> Path:
    """Where the cache is: `$PADDLE_INSPECT_CACHE`, or the user's cache directory."""
    chosen = os.environ.get(ENVIRONMENT)
    if chosen:
        return Path(chosen)
    import platformdirs

    return platformdirs.user_cache_path("paddle_inspect") / "inventories"


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
