"""The classes of a family that can be built from a weight's config: the base model, and those that put a head on it."""

from __future__ import annotations

import importlib
import re
from types import ModuleType
from typing import Any

from paddle_inspect.base.records import WeightSpec
from paddle_inspect.zoos.paddlenlp.build import model_class
from paddle_inspect.zoos.paddlenlp.environment import quiet

#: What all models of a family extend, and the halves of an encoder-decoder: neither is a model with a head. A half that
#: is called a model (`T5EncoderModel`) is one that users load.
NO_HEAD = re.compile(r"Pre[tT]rainedModel$|(Encoder|Decoder|Stack)$")


def read_classes(spec: WeightSpec) -> list[tuple[str, ...]]:
    """The names of each class: its own, then the others that the module has for it, in the order of the source.

    Raises:
        NotCounted: the installed PaddleNLP has no such base model.
        FrameworkMissing: PaddlePaddle or PaddleNLP does not import.
    """
    base = model_class(spec)
    with quiet():
        names = classes_in(importlib.import_module(spec.module))
    is_model = (cls is base or not NO_HEAD.search(cls.__name__) for cls in names)
    return [tuple(dict.fromkeys(found)) for found, wanted in zip(names.values(), is_model, strict=True) if wanted]


def classes_in(module: ModuleType) -> dict[type[Any], list[str]]:
    """The classes of models that a module defines, each with the names that it has there, its own first."""
    from paddlenlp.transformers import PretrainedModel

    names: dict[type[Any], list[str]] = {}
    for name, cls in vars(module).items():
        if isinstance(cls, type) and issubclass(cls, PretrainedModel) and cls.__module__ == module.__name__:
            names.setdefault(cls, [cls.__name__]).append(name)
    return names
