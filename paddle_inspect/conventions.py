"""Ways of counting a model, and which of them give a documented figure. Pure.

A figure is matched within its own precision, so a rough one has many matches, and a match is no proof: it says that
somebody who counted so would have written this figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from paddle_inspect.heads import Head
from paddle_inspect.records import Figure, Inventory, TensorInfo
from paddle_inspect.units import agrees, format_exact

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
class Convention:
    """One way of counting and what it gives for a weight.

    `code` is stable: `base`, `head:masked-lm`, `state-dict`, `weight:albert-base-v1`. `text` says the same in words.
    Parameters count once each, whereas a state_dict has a tied tensor under each of its names, and buffers.
    """

    code: str
    text: str
    count: int

    def gives(self, figure: Figure) -> bool:
        """Whether the figure is this count, rounded or cut at its own precision; a placeholder is nothing."""
        return figure.value is not None and agrees(figure.value, figure.unit, figure.decimals, self.count)


def explain(
    figure: Figure, base: Inventory, heads: Iterable[tuple[Head, Inventory]] = (), others: Iterable[Inventory] = ()
) -> list[Convention]:
    """The conventions that give a documented figure, the most plausible first; none when none does.

    Args:
        figure: what a page documents.
        base: the weight's base model.
        heads: the weight's model with each of its heads.
        others: base models of other weights whose figure it may be, the likeliest first.
    """
    every = [*conventions(base, heads), *of_other_weights(base, others)]
    return [convention for convention in every if convention.gives(figure)]


def conventions(base: Inventory, heads: Iterable[tuple[Head, Inventory]] = ()) -> list[Convention]:
    """What each way of counting gives for one weight, the most plausible first; ways that change nothing are left out.

    Args:
        base: the weight's base model.
        heads: the weight's model with each of its heads.
    """
    with_heads = sorted(((head, found) for head, found in heads if not head.is_base), key=_rarity)
    found = [Convention(code="base", text="parameters of the base model", count=base.parameters)]
    for head, inventory in with_heads:
        text = f"parameters with the {head.name} head"
        found.append(Convention(code=f"head:{head.name}", text=text, count=inventory.parameters))
    if base.ties:
        text = "state_dict of the base model, ties repeated"
        found.append(Convention(code="state-dict", text=text, count=base.stored_elements))
    for head, inventory in with_heads:
        if inventory.ties:
            text = f"state_dict with the {head.name} head, ties repeated"
            found.append(Convention(code=f"state-dict:{head.name}", text=text, count=inventory.stored_elements))
    return [*found, *_parts(base)]


def _rarity(entry: tuple[Head, Inventory]) -> int:
    """Zero for a head that a model is pretrained with, else one; sorting keeps the order of equals."""
    names = (entry[0].name, *entry[0].aliases)
    return 0 if any(word in name.split("-") for name in names for word in _PRETRAINED) else 1


def _parts(base: Inventory) -> Iterator[Convention]:
    """The base model with its buffers, and without its pooler or its embeddings, as far as it has these."""
    if base.buffers:
        text = "parameters and buffers of the base model"
        yield Convention(code="buffers", text=text, count=base.parameters + base.buffer_elements)
    if pooler := _elements(tensor for tensor in base.unique if is_pooler(tensor)):
        text = "parameters of the base model without its pooler"
        yield Convention(code="without-pooler", text=text, count=base.parameters - pooler)
    if embeddings := _elements(tensor for tensor in base.unique if is_embedding(tensor)):
        text = "parameters of the base model without its embeddings"
        yield Convention(code="without-embeddings", text=text, count=base.parameters - embeddings)


def _elements(tensors: Iterable[TensorInfo]) -> int:
    return sum(tensor.numel for tensor in tensors)


def is_embedding(tensor: TensorInfo) -> bool:
    """Whether a tensor is a table of vectors that are looked up: words, positions, segments, languages.

    What its own layer is called decides, so that a projection of embeddings is none, nor is their norm. What attention
    calls embeddings (XLNet, ProphetNet) is a part of each layer.
    """
    parts = [part for part in tensor.name.split(".") if not _SILENT_PARTS.fullmatch(part)]
    if not parts or len(tensor.shape) < 2 or any(map(_ATTENTION.search, parts[:-1])):
        return False
    return _EMBEDDING.match(parts[-1]) is not None


def is_pooler(tensor: TensorInfo) -> bool:
    """Whether a tensor belongs to the layer that makes one vector of a whole text."""
    return any(_POOLER.match(part) for part in tensor.name.split("."))


def of_other_weights(base: Inventory, others: Iterable[Inventory]) -> list[Convention]:
    """The parameters of other weights, for a figure that may have been copied from the wrong row."""
    return [
        Convention(code=f"weight:{other.weight}", text=f"parameters of {other.weight}", count=other.parameters)
        for other in others
        if other.weight != base.weight
    ]


def in_words(figure: Figure, matches: Sequence[Convention]) -> str:
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


def difference(figure: Figure, count: int) -> str:
    """How far a figure is from a count, in percent of the count: `+56.3 %`; empty for a placeholder."""
    if figure.value is None or not count:
        return ""
    return f"{(figure.value * figure.unit - count) / count * 100:+.1f} %"
