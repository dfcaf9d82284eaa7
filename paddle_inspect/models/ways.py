"""Ways of counting a model, and which of them give a documented figure. Pure.

A figure is matched within its own precision, so a rough one has many matches, and a match is no proof: it says that
somebody who counted so would have written this figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from paddle_inspect.base.figures import Figure, agrees, format_exact
from paddle_inspect.base.records import DoubtKind, Inventory, TensorInfo, WeightSpec
from paddle_inspect.models.heads import Head
from paddle_inspect.models.published import Apart, copies_of_words

#: The last part of a name that says what a tensor is: not `weight`, nor a number.
_SILENT_PARTS = re.compile(r"weights?|bias|\d+")
_EMBEDDING = re.compile(r"(?!.*(proj|map|norm|transform|dense)).*(embed|_emb$)|shared$|wte$|wpe$", re.IGNORECASE)
_ATTENTION = re.compile(r"att(entio)?n", re.IGNORECASE)
_POOLER = re.compile(r"pool", re.IGNORECASE)
#: More further matches than this are counted, not named.
_NAMED = 4
#: Heads that a model was pretrained with, and is published with, more often than a fresh classifier.
_PRETRAINED = ("pretraining", "lm", "generation", "generator", "discriminator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way of counting and what it gives for a weight.

    `code` is stable: `base`, `head:masked-lm`, `state-dict`, `weight:albert-base-v1`. `text` says the same in words.
    Parameters count once each, whereas a state_dict has a tied tensor under each of its names, and buffers.
    `published` says that authors count so: a figure that it gives is no error.
    """

    code: str
    text: str
    count: int
    published: bool = False

    def gives(self, figure: Figure) -> bool:
        """Whether the figure is this count, rounded or cut at its own precision; a placeholder is nothing."""
        return figure.value is not None and agrees(figure.value, figure.unit, figure.decimals, self.count)


def base_way(base: Inventory) -> Way:
    """The parameters of the base model."""
    return Way(code="base", text="parameters of the base model", count=base.parameters, published=True)


def ways_of(
    base: Inventory,
    heads: Iterable[tuple[Head, Inventory]] = (),
    without: Iterable[Apart] = (),
    words: int | None = None,
) -> list[Way]:
    """What each way of counting gives for one weight, the most plausible first; ways that change nothing are left out.

    Args:
        base: the weight's base model.
        heads: the weight's model with each of its heads.
        without: parameters that the published model may be without.
        words: how many words its tables have, where that is known: those that a head copies are tied as published.
    """
    with_heads = sorted(((head, found) for head, found in heads if not head.is_base), key=_rarity)
    found = [base_way(base)]
    for entry in with_heads:
        found += _with_head(*entry, words)
    if base.ties:
        text = "state_dict of the base model, ties repeated"
        found.append(Way(code="state-dict", text=text, count=base.stored_elements))
    for head, inventory in with_heads:
        if inventory.ties:
            text = f"state_dict with the {head.name} head, ties repeated"
            found.append(Way(code=f"state-dict:{head.name}", text=text, count=inventory.stored_elements))
    less = (Way(code=one.code, text=one.text, count=base.parameters - one.elements, published=True) for one in without)
    return [*found, *_parts(base), *less, *with_other_keys(base)]


def _with_head(head: Head, inventory: Inventory, words: int | None) -> Iterator[Way]:
    """The model with a head as it is built, and with its tables of words tied where it has copies."""
    text, count, published = f"parameters with the {head.name} head", inventory.parameters, pretrains(head)
    copies = _elements(copies_of_words(inventory, words))
    yield Way(code=f"head:{head.name}", text=text, count=count, published=published and not copies)
    if copies:
        code, text = f"head:{head.name}:tied", f"{text}, its tables of words tied"
        yield Way(code=code, text=text, count=count - copies, published=published)


def pretrains(head: Head) -> bool:
    """Whether a model is pretrained, and published, with this head."""
    names = (head.name, *head.aliases)
    return any(word in name.split("-") for name in names for word in _PRETRAINED)


def _rarity(entry: tuple[Head, Inventory]) -> bool:
    """What sorts heads that a model is pretrained with before others, and keeps the order of equals."""
    return not pretrains(entry[0])


def _parts(base: Inventory) -> Iterator[Way]:
    """The base model with its buffers, and without its pooler or its embeddings, as far as it has these."""
    if base.buffers:
        text = "parameters and buffers of the base model"
        yield Way(code="buffers", text=text, count=base.parameters + base.buffer_elements)
    if pooler := _elements(tensor for tensor in base.unique if is_pooler(tensor)):
        text = "parameters of the base model without its pooler"
        yield Way(code="without-pooler", text=text, count=base.parameters - pooler)
    if embeddings := _elements(tensor for tensor in base.unique if is_embedding(tensor)):
        text = "parameters of the base model without its embeddings"
        yield Way(code="without-embeddings", text=text, count=base.parameters - embeddings, published=True)


def with_other_keys(base: Inventory) -> Iterator[Way]:
    """The base model with a key as its config has it, or turned where the config leaves a switch to the class."""
    for doubt in base.doubts:
        if doubt.kind is not DoubtKind.SIZE and doubt.parameters != base.parameters:
            why = "its config says" if doubt.kind is DoubtKind.LOST else "its config leaves open"
            text = f"parameters of the base model with {doubt.key} {doubt.other}, which {why}"
            yield Way(code=f"config:{doubt.key}={doubt.other}", text=text, count=doubt.parameters, published=True)


def _elements(tensors: Iterable[TensorInfo]) -> int:
    return sum(tensor.numel for tensor in tensors)


def is_embedding(tensor: TensorInfo) -> bool:
    """Whether a tensor is a table of vectors that are looked up: words, positions, segments, languages.

    What its own layer is called decides, so that a projection of embeddings is none, nor is their norm. What attention
    calls embeddings (XLNet, ProphetNet) is a part of each layer.
    """
    parts = [part for part in tensor.name.split(".") if not _SILENT_PARTS.fullmatch(part)]
    if not parts or len(tensor.shape) <= 1 or any(map(_ATTENTION.search, parts[:-1])):
        return False
    return _EMBEDDING.match(parts[-1]) is not None


def is_pooler(tensor: TensorInfo) -> bool:
    """Whether a tensor belongs to the layer that makes one vector of a whole text."""
    return any(_POOLER.match(part) for part in tensor.name.split("."))


def of_other_weights(base: Inventory, others: Iterable[Inventory]) -> list[Way]:
    """The parameters of other weights, for a figure that may have been copied from the wrong row."""
    return [
        Way(code=f"weight:{other.weight}", text=f"parameters of {other.weight}", count=other.parameters)
        for other in others
        if other.weight != base.weight
    ]


def in_words(figure: Figure, matches: Sequence[Way]) -> str:
    """What can be said of a documented figure: that it agrees with something, never that it was counted so."""
    if figure.value is None:
        return f"{figure.text} is a placeholder."
    if not matches:
        return f"{figure.text} agrees with none of these counts."
    first, *others = matches
    text = f"{figure.text} agrees with: {first.text} ({format_exact(first.count)})"
    if not others:
        return f"{text}, and with nothing else that was tried."
    named = "; ".join(one.text for one in others[:_NAMED])
    more = f"; and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
    return f"{text}. At its precision also with: {named}{more}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Documented:
    """A parameter figure and where it stands: `configs/ALBERT/published.rst: lines 27-30`, or that it was given."""

    figure: Figure
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What is documented of a weight, the ways of counting it, and other weights whose figure it may be.

    `others` holds those other weights alone that agree with a figure; `searched` says among which they were looked for.
    """

    spec: WeightSpec
    documented: tuple[Documented, ...]
    own: tuple[Way, ...]
    others: tuple[Way, ...] = ()
    searched: str = ""

    @property
    def ways(self) -> tuple[Way, ...]:
        """All of them, the most plausible first."""
        return (*self.own, *self.others)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The documented figures, each once."""
        return tuple({one.figure.text: one.figure for one in self.documented}.values())

    def matches(self, figure: Figure) -> list[Way]:
        """The ways of counting that give a figure."""
        return [way for way in self.ways if way.gives(figure)]

    @property
    def codes(self) -> dict[str, list[str]]:
        """For each documented figure the codes of the ways of counting that give it."""
        return {figure.text: [way.code for way in self.matches(figure)] for figure in self.figures}

    @property
    def brief(self) -> str:
        """The first match of each figure for a column: `head:pretraining`, or `103M none, 12M weight:...`."""
        firsts = {figure.text: self._first(figure) for figure in self.figures}
        return next(iter(firsts.values())) if len(firsts) == 1 else ", ".join(map(" ".join, firsts.items()))

    def _first(self, figure: Figure) -> str:
        if figure.value is None:
            return "placeholder"
        return next((way.code for way in self.matches(figure)), "none")


def unexplained(figures: Sequence[Figure], ways: Sequence[Way]) -> list[Figure]:
    """The figures, placeholders apart, that no way of counting gives."""
    return [figure for figure in figures if figure.value is not None and not any(way.gives(figure) for way in ways)]
