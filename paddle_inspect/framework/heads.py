"""The classes that put a head on a family's base model, by class name and by what the head is for."""

from __future__ import annotations

import importlib
import re

from paddle_inspect.errors import UnknownName
from paddle_inspect.framework.build import model_class
from paddle_inspect.framework.environment import quiet
from paddle_inspect.records import WeightSpec

#: What people call the model without a head.
BASE = "base"
#: `LM` in `MaskedLM` and in `LMHeadModel` is one word.
_WORD = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z][a-z0-9]*")
#: Halves of an encoder-decoder, no heads on it.
_PART = re.compile(r"(Encoder|Decoder|Stack)(Model)?$")


def head_classes(spec: WeightSpec) -> tuple[str, ...]:
    """The base model's class and every head class of its module, in the order of the source.

    Raises:
        NotCounted: the installed PaddleNLP has no such base model.
        FrameworkMissing: PaddlePaddle or PaddleNLP does not import.
    """
    base = model_class(spec)
    with quiet():
        module = importlib.import_module(spec.module)
    parent = base.__mro__[1]  # the family's `...PretrainedModel`, which all of its models extend
    own = [cls for cls in vars(module).values() if isinstance(cls, type) and cls.__module__ == module.__name__]
    heads = (cls.__name__ for cls in own if issubclass(cls, parent) and cls is not parent)
    return tuple(dict.fromkeys([base.__name__, *(name for name in heads if not _PART.search(name))]))


def find_head(spec: WeightSpec, name: str) -> str:
    """The class that a head's name means: itself, or `sequence-classification` for `...ForSequenceClassification`.

    Raises:
        UnknownName: there is none; offers the nearest.
    """
    classes = head_classes(spec)
    by_name = {slug(cls, spec.architecture): cls for cls in classes} | {cls: cls for cls in classes}
    folded = {known.casefold(): cls for known, cls in by_name.items()}
    if name.casefold() not in folded:
        raise UnknownName(f"head of {spec.architecture}", name, by_name)
    return folded[name.casefold()]


def slug(cls: str, base: str) -> str:
    """What a head class is for: `AlbertForSequenceClassification` is `sequence-classification`, `AlbertModel` `base`.

    >>> slug("BertForMaskedLM", "BertModel"), slug("BertModel", "BertModel")
    ('masked-lm', 'base')
    """
    if cls == base:
        return BASE
    stem = base.removesuffix("Model")
    return "-".join(_WORD.findall(cls.removeprefix(stem).removeprefix("For"))).lower()
