"""What the zoos said when this release was made: a zoo for where no framework is installed.

It travels in configs/, one file a family, and its versions stand in `counted_with.json`:

    ALBERT/counted.json
        classes         {"paddlenlp.transformers.albert.modeling.AlbertModel": [["AlbertModel"], ["AlbertForMaskedLM"]]}
        names_in_torch  {"<digest>": [["embeddings.word_embeddings.weight", "albert.embeddings.weight", false]]}
        counted         {"<digest>": {"weight": "albert-base-v1", "tensors": [...]}, "<digest>": "why there is none"}

The digest is that of module, class and config, so what a model is counted from decides, not its name. What is not there
has to be built, and needs the framework.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from paddle_inspect.base import inventories
from paddle_inspect.base.disk import configs_folder, read_json_object, typed
from paddle_inspect.base.errors import FrameworkMissing, NotCounted, NotTraced
from paddle_inspect.base.records import Inventory, TorchName, Trace, WeightSpec
from paddle_inspect.base.versions import SHIPPED

#: A family's file.
FILE = "counted.json"
#: The file of the releases that all of them were made with.
VERSIONS_FILE = "counted_with.json"
_NEEDED = "PaddlePaddle and PaddleNLP are not installed, and are needed for whatever this release was not shipped with"


def digest(spec: WeightSpec) -> str:
    """What a weight's model goes by: its module, class and config, not its name."""
    told = json.dumps([spec.module, spec.architecture, dict(spec.config)], sort_keys=True, separators=(",", ":"))
    return sha256(told.encode()).hexdigest()[:32]


def versions() -> dict[str, str | None]:
    """The releases that the shipped answers are of, each marked as such."""
    path = configs_folder() / VERSIONS_FILE
    found = typed(read_json_object(path), dict[str, str], path) if path.exists() else {}
    return {name: f"{version}{SHIPPED}" for name, version in found.items()}


def count(spec: WeightSpec, *, doubts: bool = True) -> Inventory:
    """The tensors of a weight's model, as they were counted."""
    found = _of(spec.family)["counted"].get(digest(spec))
    if isinstance(found, str):
        raise NotCounted(spec.name, found)
    return inventories.decoded(_known(found))


def head_classes(spec: WeightSpec) -> Sequence[Sequence[str]]:
    """The classes that a weight's config can be built as."""
    found: list[list[str]] = _known(_of(spec.family)["classes"].get(f"{spec.module}.{spec.architecture}"))
    return found


def forward_pass(spec: WeightSpec, *, batch: int, seq_len: int) -> Trace:
    """Never known here."""
    raise NotTraced(spec.name, "PaddlePaddle traces it, and is not installed")


def names_in_torch(spec: WeightSpec) -> Mapping[str, TorchName] | None:
    """Torch's names of the tensors of a weight's model."""
    shipped = _of(spec.family)["names_in_torch"]
    found = shipped.get(digest(spec), [])
    return inventories.names_decoded(shipped[found] if isinstance(found, str) else found) or None


def written(answers: Mapping[str, Mapping[str, object]]) -> str:
    """A family's file: one line for each answer."""
    parts = []
    for part, found in answers.items():
        lines = [f"{json.dumps(key)}: {json.dumps(found[key], separators=(',', ':'))}" for key in sorted(found)]
        parts.append(f"{json.dumps(part)}: {{\n" + ",\n".join(lines) + "\n}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _known(found: Any) -> Any:
    if found is None:
        raise FrameworkMissing(_NEEDED)
    return found


@cache
def _of(family: str) -> dict[str, Any]:
    path = Path(configs_folder(), family, FILE)
    empty: dict[str, Any] = {"classes": {}, "names_in_torch": {}, "counted": {}}
    return empty | read_json_object(path) if path.exists() else empty
