"""The heads of a family's base model: what they are called, which class each is, and a weight's model with one.

A weight with a head is the same weight with the head's class as its architecture: counting, caching and tracing need
to know nothing of heads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from paddle_inspect.base.disk import read_json_object
from paddle_inspect.base.errors import BadArgument, UnknownName
from paddle_inspect.base.keep import Kept
from paddle_inspect.base.records import WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.models.configs import dimensions
from paddle_inspect.zoos import versions, zoo_of

#: What people call the model without a head.
BASE = "base"
#: `LM` in `MaskedLM` and in `LMHeadModel` is one word.
_WORD = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z][a-z0-9]*")
#: Words of a class name that say nothing of what a head is for.
_EMPTY_WORDS = frozenset({"For", "With", "Model"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A class that can be built from a weight's config; `aliases` are the further names that PaddleNLP gives it."""

    name: str
    architecture: str
    aliases: tuple[str, ...] = ()

    @property
    def is_base(self) -> bool:
        """Whether it is the model without a head."""
        return self.name == BASE


def purpose(architecture: str, base: str) -> str:
    """What a class is for: `AlbertForSequenceClassification` is `sequence-classification`, `AlbertModel` is `base`.

    >>> [purpose(name, "BertModel") for name in ("BertForMaskedLM", "BertForPreTraining", "BertLMHeadModel", "UIE")]
    ['masked-lm', 'pretraining', 'lm-head', 'uie']
    """
    if architecture == base:
        return BASE
    words = _WORD.findall(architecture.removeprefix(base.removesuffix("Model")))
    telling = [word for word in words if word not in _EMPTY_WORDS]
    name = "-".join(telling or words).lower().replace("pre-training", "pretraining")
    return name if name != BASE else f"{BASE}-model"


def named(base: str, classes: Iterable[Sequence[str]]) -> tuple[Head, ...]:
    """Heads from the names of their classes, each with its aliases; the base model first.

    A head goes by the name that says what it is for: `ConvBertGenerator`, alias `ConvBertForMaskedLM`, is `masked-lm`.
    It is found by each of these.
    """
    heads = []
    for names in classes:
        telling = next((name for name in names if "For" in name or name == base), names[0])
        others = (other for other in names if other != telling)
        name = purpose(telling, base)
        aliases = dict.fromkeys((*(purpose(other, base) for other in others), *names[1:]))
        heads.append(Head(name=name, architecture=names[0], aliases=tuple(aliases)))
    return tuple(sorted(heads, key=lambda head: not head.is_base))


def heads_of(spec: WeightSpec, run: Run) -> tuple[Head, ...]:
    """The base model and every head class of a weight's family, in its library's order; kept between runs.

    Raises:
        NotCounted: the installed release does not have the family.
        FrameworkMissing: the library has to be asked and cannot be imported.
    """
    key = HEADS.key(versions(spec), [spec.module, spec.architecture])
    return run.keep.recall(HEADS, key, lambda: named(spec.architecture, zoo_of(spec).head_classes(spec)))


def _encoded(heads: tuple[Head, ...]) -> list[list[str]]:
    return [[head.name, head.architecture, *head.aliases] for head in heads]


def _decoded(content: Any) -> tuple[Head, ...]:
    return tuple(Head(name=head[0], architecture=head[1], aliases=tuple(head[2:])) for head in content)


HEADS: Kept[tuple[Head, ...]] = Kept(name="heads", version=4, encode=_encoded, decode=_decoded)


def find_head(heads: Sequence[Head], name: str, base: str) -> Head:
    """The head of that name, alias or class; case does not matter.

    Raises:
        UnknownName: there is none; offers the nearest.
    """
    by_name: dict[str, Head] = {}
    for names in ([head.name for head in heads], [head.architecture for head in heads]):
        by_name |= dict(zip(names, heads, strict=True))
    for head in heads:
        by_name |= {alias: head for alias in head.aliases if alias not in by_name}
    folded = {known.casefold(): head for known, head in by_name.items()}
    if name.casefold() not in folded:
        raise UnknownName(f"head of {base}", name, by_name)
    return folded[name.casefold()]


def with_head(spec: WeightSpec, head: Head, num_labels: int | None = None) -> WeightSpec:
    """The weight with a head on its base model.

    Args:
        spec: the weight as catalogued.
        head: one of its heads.
        num_labels: how many labels a classification head tells apart; PaddleNLP's default is 2. No other head and no
            base model has any.
    """
    config = spec.config if num_labels is None or head.is_base else {**spec.config, "num_labels": num_labels}
    return replace(spec, architecture=head.architecture, config=config)


def chosen(
    spec: WeightSpec, run: Run, *, head: str | None = None, num_labels: int | None = None, config: Path | None = None
) -> WeightSpec:
    """Which model of a weight is meant.

    Args:
        spec: the weight as catalogued.
        run: what is kept.
        head: a head by name, alias or class; by default the class that its file or `config` names, else the base.
        num_labels: see `with_head`.
        config: a config.json in place of the weight's own.

    Raises:
        UnknownName: there is no such head; offers the nearest.
        ConfigError: the file is no config.
        BadArgument: labels without a head, or fewer than one.
    """
    if num_labels is not None and num_labels < 1:
        raise BadArgument(f"{num_labels} is no number of labels")
    if config is not None:
        content = read_json_object(config)
        spec = replace(spec, config=content, dimensions=dimensions(content), undescribed=None)
        head = head or _architecture(content)
    if head is None and spec.described is not None:
        head = spec.described.architecture
    if head is None:
        if num_labels is not None:
            raise BadArgument("a number of labels is for a head, and none is chosen")
        return spec
    found = find_head(heads_of(spec, run), head, spec.architecture)
    if found.is_base and num_labels is not None:
        raise BadArgument(f"a number of labels is for a head, and {head} is the model without one")
    return with_head(spec, found, num_labels)


def _architecture(config: Mapping[str, object]) -> str | None:
    """The class that a config.json says its model is of."""
    names = config.get("architectures")
    return names[0] if isinstance(names, list) and names and isinstance(names[0], str) else None
