"""Which class of the installed PaddleNLP a config.json names, and what a config of that class may say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType
from typing import Any

from paddle_inspect.base.disk import configs_folder, read_json_object
from paddle_inspect.base.records import KnownKeys, ModelClass
from paddle_inspect.zoos.paddlenlp.environment import import_framework
from paddle_inspect.zoos.paddlenlp.heads import NO_HEAD, classes_in
from paddle_inspect.zoos.paddlenlp.registry import (
    FOLDERS_FILE,
    base_model,
    general_keys,
    known_keys,
    modelling_modules,
    parameters_of,
)


def find_class(architecture: str | None, model_type: str | None) -> ModelClass | None:
    """The class of that name, or without a name the base model of that type; None where the release has none.

    A name in another case is the same one: transformers and PaddleNLP differ in `ForPreTraining`.

    Raises:
        FrameworkMissing: PaddlePaddle or PaddleNLP does not import.
    """
    import_framework()
    if architecture is not None:
        named = list(_named(architecture))
        found = next((pair for name, *pair in named if name == architecture), named[0][1:] if named else None)
    else:
        found = next(([module, base] for module, base in _bases() if _type_of(base) == model_type), None)
    return None if found is None else _described(*found)


def _named(architecture: str) -> Iterator[tuple[str, ModuleType, type[Any]]]:
    for module in modelling_modules():
        for cls, names in classes_in(module).items():
            for name in names:
                if name.casefold() == architecture.casefold() and not NO_HEAD.search(cls.__name__):
                    yield name, module, cls


def _bases() -> Iterator[tuple[ModuleType, type[Any]]]:
    for module in modelling_modules():
        for cls in classes_in(module):
            if getattr(cls, "base_model_class", None) is cls:
                yield module, cls


def _type_of(cls: type[Any]) -> str | None:
    return getattr(cls.config_class, "model_type", None)


def _described(module: ModuleType, cls: type[Any]) -> ModelClass:
    base = getattr(cls, "base_model_class", None)
    if base is None or base.__module__ != module.__name__:
        base = base_model(module) or cls
    package = module.__name__.split(".")[-2]
    folders = read_json_object(configs_folder() / FOLDERS_FILE)
    return ModelClass(
        architecture=cls.__name__,
        base=base.__name__,
        module=module.__name__,
        family=str(folders.get(package, re.sub(r"Model$", "", base.__name__))),
        keys=KnownKeys() if cls.config_class is None else _keys(cls),
    )


def _keys(cls: type[Any]) -> KnownKeys:
    known = known_keys(cls.config_class, {})
    return replace(known, others=(known.others | parameters_of(cls.config_class).keys() | general_keys()) - known.sizes)
