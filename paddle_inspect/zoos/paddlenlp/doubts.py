"""Counts that a config did not decide: keys that it leaves to the class, and values that PaddleNLP loses on the way.

A class's default describes the class, not the weight. So while a model is built, what its constructor asks the config
for is noted; what the config class takes and the file does not state is then given another value, and the model built
once more: where that changes the count, the count rests on a default. What the class takes from another key, where one
is missing (LLaMA's `num_key_value_heads`), is no default. Whether a key matters is asked of a model of few layers.

A class without a config class (ERNIE-GEN) has no defaults of that kind: what its dict lacks it takes from another key.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from typing import Any

from paddle_inspect.base import collector
from paddle_inspect.base.errors import FrameworkMissing
from paddle_inspect.base.records import Doubt, DoubtKind, Inventory, WeightSpec
from paddle_inspect.zoos.paddlenlp.build import build, count_one, model_config, take_inventory
from paddle_inspect.zoos.paddlenlp.environment import quiet
from paddle_inspect.zoos.paddlenlp.registry import is_id, parameters_of

#: In place of a default that says there is none of something: a size, which is true as well.
_SOME = 2
#: What the layout of configs is made of, and what decides nothing that is built: no config object keeps all of it.
_LAYOUT = frozenset({"architectures", "init_class", "init_args"})
_BESIDE = frozenset({"auto_map", "id2label", "label2id", "torch_dtype", "transformers_version", "use_cache"})
#: So many layers, and experts in each, tell whether a key matters, but for keys that say which layer is of which kind.
_FEW = 4
_WHICH_LAYERS = re.compile(r"layer|dense|period|offset|freq|step|interval")
_REPEATED = re.compile(r"(^|_)(layers?|experts)$")


def count_with_doubts(spec: WeightSpec) -> Inventory:
    """As `build.count_one`, and the keys that the count rests on though the config does not decide them.

    Raises:
        NotCounted, FrameworkMissing: as `build.count_one`.
    """
    asked: set[str] = set()
    made: list[Any] = []

    def configure(cls: type[Any], config: Mapping[str, object]) -> Any:
        made.append(model_config(cls, config))
        return made[-1] if cls.config_class is None else _noting(copy.deepcopy(made[-1]), asked)

    inventory = count_one(spec, configure)
    if inventory.built != "lazily" or isinstance(made[-1], dict):
        return inventory
    with collector.paused(), quiet():
        return replace(inventory, doubts=tuple(_doubts(spec, made[-1], asked, inventory.parameters)))


def _noting(config: Any, asked: set[str]) -> Any:
    """A config object that notes what it is asked for."""

    class Noting(type(config)):  # type: ignore[misc]
        def __getattribute__(self, name: str) -> Any:
            asked.add(name)
            return super().__getattribute__(name)

    config.__class__ = Noting
    return config


def _doubts(spec: WeightSpec, config: Any, asked: set[str], parameters: int) -> Iterator[Doubt]:
    few = _few(config)
    with_few = _parameters_with(spec, few) if few else None

    def counted_with(key: str, value: object) -> int | None:
        if with_few is not None and not _WHICH_LAYERS.search(key):
            found = _parameters_with(spec, {**few, key: value})
            if found is None or found == with_few:
                return None if found is None else parameters
        return _parameters_with(spec, {key: value})

    for place, part, stated, asked_for in _parts(config, _stated(spec.config), asked):
        for key, built, value in _lost(part, stated):
            found = counted_with(place + key, value)
            if found is not None:
                yield _doubt(place + key, DoubtKind.LOST, built, value, found)
        for key, built, other in _left_open(part, stated, asked_for):
            found = counted_with(place + key, other)
            if found is not None and found != parameters:
                kind = DoubtKind.SWITCH if isinstance(built, bool) else DoubtKind.SIZE
                yield _doubt(place + key, kind, built, other, found)


def _lost(part: Any, stated: Mapping[str, object]) -> Iterator[tuple[str, object, object]]:
    """What a config states otherwise than it was made: key, what was made, what is stated."""
    for key, value in stated.items():
        built = _plain(getattr(part, key, None))
        if not isinstance(value, Mapping) and built != _plain(value):
            yield key, built, value


def _left_open(part: Any, stated: Mapping[str, object], asked_for: Set[str]) -> Iterator[tuple[str, object, object]]:
    """What a config leaves to its class: key, the default, and another value to try."""
    names = type(part).attribute_map
    decided = {names.get(key, key) for key in stated}
    for parameter in parameters_of(type(part)).values():
        key = names.get(parameter.name, parameter.name)
        built = getattr(part, key, None)
        if key in decided or key not in asked_for or (is_id(key) and not isinstance(built, bool)):
            continue
        other = None if parameter.default is None and built is not None else _other(built)
        if other is not None:
            yield key, built, other


def _parts(
    config: Any, stated: Mapping[str, object], asked: set[str]
) -> Iterator[tuple[str, Any, Mapping[str, object], Set[str]]]:
    """A config and those in it (CLIP's `text_config`), each with its place, what it states, and what it is asked for.

    Those in it are taken to be asked for everything.
    """
    names = type(config).attribute_map  # what a file says by that name is none
    yield "", config, stated, {names.get(key, key) for key in asked}
    for key, value in stated.items():
        part = getattr(config, key, None)
        if isinstance(value, Mapping) and hasattr(type(part), "attribute_map"):
            yield f"{key}.", part, value, parameters_of(type(part)).keys()


def _few(config: Any) -> dict[str, object]:
    """What makes a config one of a few layers and experts; nothing where it has no more."""
    sizes = {key: value for key, value in vars(config).items() if _REPEATED.search(key)}
    return {key: _FEW for key, value in sizes.items() if isinstance(value, int) and value > _FEW}


def _doubt(key: str, kind: DoubtKind, built: object, other: object, parameters: int) -> Doubt:
    return Doubt(key=key, kind=kind, built=json.dumps(built), other=json.dumps(other), parameters=parameters)


def _stated(config: Mapping[str, object]) -> dict[str, object]:
    """What a config.json says, with the keys of the old layout at the top, as PaddleNLP lifts them."""
    from paddlenlp.transformers.configuration_utils import flatten_model_config

    flat: dict[str, object] = flatten_model_config(copy.deepcopy(dict(config)))
    return {key: value for key, value in flat.items() if key not in _LAYOUT | _BESIDE}


def _plain(value: object) -> object:
    """A value as JSON has it: without tuples."""
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _other(value: object) -> object:
    """Another value of the same key: a switch turned, a size doubled, something where there is nothing."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return 2 * value or _SOME
    return _SOME if value is None else None


def _parameters_with(spec: WeightSpec, changes: Mapping[str, object]) -> int | None:
    """The parameters of the model with other values of some keys; None where it cannot be built so."""

    def configure(cls: type[Any], config: Mapping[str, object]) -> Any:
        made = model_config(cls, config)
        for key, value in changes.items():
            place, _, name = key.rpartition(".")
            setattr(getattr(made, place) if place else made, name, value)
        return made

    try:
        layer = build(spec, runnable=False, configure=configure)
    except FrameworkMissing:
        raise
    except Exception:  # noqa: BLE001 - a constructor raises whatever it likes, and then the key has no such value
        return None
    return take_inventory(spec.name, spec.architecture, layer).parameters
