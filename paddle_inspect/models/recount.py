"""Making what travels with the package: what the zoos say of every catalogued weight, for where no framework is."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from paddle_inspect.base import inventories
from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.records import Inventory, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.models.catalogue import Catalogue
from paddle_inspect.models.counting import count_each
from paddle_inspect.models.upkeep import Change, change_of_file
from paddle_inspect.zoos import _shipped as shipped
from paddle_inspect.zoos import versions, zoo_of


def changes_of_counts(known: Catalogue, names: Sequence[str], run: Run) -> Iterator[Change]:
    """The files that have to change for what travels to be what the installed libraries say.

    Args:
        known: the catalogue.
        names: its families.
        run: what is kept.

    Raises:
        FrameworkMissing: something has to be built, and the library does not import.
    """
    made_with = {name: version for name, version in versions().items() if name != "paddle_inspect"}
    yield from change_of_file(known.root / shipped.VERSIONS_FILE, json.dumps(made_with, indent=2) + "\n", known.root)
    for name in run.follow(names, "counting families"):
        text = shipped.written(_answers(known.load_family(name).weights, run))
        yield from change_of_file(known.root / name / shipped.FILE, text, known.root / name)


def _answers(weights: Sequence[WeightSpec], run: Run) -> dict[str, dict[str, object]]:
    """Everything that `zoos._shipped` answers of a family: its weights, each with every head."""
    classes: dict[str, object] = {}
    models: dict[str, WeightSpec] = {}
    for spec in weights:
        if spec.undescribed is not None:
            continue
        models[shipped.digest(spec)] = spec
        with contextlib.suppress(NotCounted):
            found = zoo_of(spec).head_classes(spec)
            classes[f"{spec.module}.{spec.architecture}"] = found
            models |= {shipped.digest(one): one for one in (replace(spec, architecture=names[0]) for names in found)}
    counted = dict(zip(models, count_each(list(models.values()), run), strict=True))
    return {
        "classes": classes,
        "names_in_torch": dict(_names_in_torch(models, counted)),
        "counted": {
            key: inventories.encoded(found) if isinstance(found, Inventory) else found.reason
            for key, found in counted.items()
        },
    }


def _names_in_torch(
    models: dict[str, WeightSpec], counted: dict[str, Inventory | NotCounted]
) -> Iterator[tuple[str, object]]:
    """Torch's names of the tensors that each model has; where another has the same, only the digest of that one."""
    seen: dict[str, str] = {}
    for key, spec in models.items():
        built = counted[key]
        if isinstance(built, Inventory):
            there = {tensor.name for tensor in built.tensors}
            names = zoo_of(spec).names_in_torch(spec) or {}
            content = inventories.names_encoded({name: torch for name, torch in names.items() if name in there})
            first = seen.setdefault(json.dumps(content), key)
            yield key, content if first == key else first
