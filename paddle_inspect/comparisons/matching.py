"""Which tensor of one list is which of another, when their names differ by a prefix or by the framework.

Tried in this order, and the first that matches the most names wins: the names as they are; without a prefix that most
of a side's names have (`albert.`; `transformer.` in its place is a prefix on both sides); and each of these with
torch's names of the left side's tensors, where PaddleNLP knows them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple

from paddle_inspect.base.records import TensorInfo, TensorKind, TorchName

#: Parts that a prefix has at most. Every head of the catalogue puts one before the names of its base model (`bert.`,
#: under Paddle's names and torch's); three more are for what wraps a model while it is trained: `module.model.bert.`,
#: `base_model.model.model.decoder.` of adapters.
_MAX_PREFIX_PARTS = 4
#: What the first files of transformers call the weight and the bias of a norm.
_OLD_NORMS = {"LayerNorm.gamma": "LayerNorm.weight", "LayerNorm.beta": "LayerNorm.bias"}
_MATRIX_RANK = 2
#: Matrices that are no Linear weights, so that torch and Paddle store them alike.
_EMBEDDING_WORDS = ("embed", "wte", "wpe", "shared.weight", "attention_bias")
_OLD_NORM = re.compile(r"LayerNorm[.](gamma|beta)$")


class Seen(NamedTuple):
    """A tensor as it is looked at, which may be as torch has it, and as its side has it."""

    as_seen: TensorInfo
    own: TensorInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """Tensors that found each other, those that did not, and what was done to the names.

    `left_prefix` and `right_prefix` were taken off the names of that side (without the dot). `not_in_torch` are
    buffers of the left side that torch's names leave out.
    """

    left_prefix: str = ""
    right_prefix: str = ""
    torch_names: bool = False
    pairs: tuple[tuple[Seen, Seen], ...]
    only_left: tuple[TensorInfo, ...]
    only_right: tuple[TensorInfo, ...]
    not_in_torch: tuple[TensorInfo, ...] = ()


def match_exactly(left: Sequence[TensorInfo], right: Sequence[TensorInfo]) -> Matching:
    """Match tensors of the same name."""
    return _match([Seen(t, t) for t in left], [Seen(t, t) for t in right], [""], [""])


def match(
    left: Sequence[TensorInfo], right: Sequence[TensorInfo], torch_names: Mapping[str, TorchName] | None = None
) -> Matching:
    """Match tensors by name, prefixes and torch's names considered."""
    rights = list(map(Seen, _with_new_norms(right), right))
    right_prefixes = ["", *prefixes(right)]
    plain = _match([Seen(tensor, tensor) for tensor in left], rights, ["", *prefixes(left)], right_prefixes)
    if not torch_names or len(plain.pairs) == len(left):
        return plain
    translated = _with_buffers(left, torch_names)
    mapped = _match(translated, rights, ["", *prefixes([seen.as_seen for seen in translated])], right_prefixes)
    if len(mapped.pairs) <= len(plain.pairs):
        return plain
    absent = tuple(t for t in mapped.only_left if t.name not in torch_names and t.kind is TensorKind.BUFFER)
    only_left = tuple(tensor for tensor in mapped.only_left if tensor not in absent)
    return replace(mapped, torch_names=True, only_left=only_left, not_in_torch=absent)


def _with_new_norms(tensors: Sequence[TensorInfo]) -> Sequence[TensorInfo]:
    """The tensors, with the norms of old files by their names of today, unless another tensor has those."""
    names = {tensor.name for tensor in tensors}
    renamed = (_OLD_NORM.sub(lambda found: _OLD_NORMS[found[0]], tensor.name) for tensor in tensors)
    return [
        tensor if new == tensor.name or new in names else replace(tensor, name=new)
        for tensor, new in zip(tensors, renamed, strict=True)
    ]


def _with_buffers(tensors: Sequence[TensorInfo], names: Mapping[str, TorchName]) -> list[Seen]:
    """The tensors in torch's layout; buffers, which PaddleNLP's tables leave out, under the same new prefix."""
    prefixes = Counter((name.split(".")[0], torch.name.split(".")[0]) for name, torch in names.items())
    (own, new), _ = prefixes.most_common(1)[0]
    buffers = [t.name for t in tensors if t.name not in names and t.name.startswith(own + ".")]
    guesses = {name: TorchName(name=new + name.removeprefix(own)) for name in buffers}
    return _as_in_torch(tensors, {**guesses, **names})


def in_torch_layout(tensors: Sequence[TensorInfo], names: Mapping[str, TorchName]) -> tuple[TensorInfo, ...]:
    """The tensors by the names and in the shapes that torch's model has; one without a name there keeps its own."""
    return tuple(seen.as_seen for seen in _as_in_torch(tensors, names))


def _as_in_torch(tensors: Sequence[TensorInfo], names: Mapping[str, TorchName]) -> list[Seen]:
    """One for each tensor that torch has; three that it joins stand as that one on both counts."""
    found: list[Seen] = []
    for tensor in tensors:
        torch_name = names.get(tensor.name)
        if torch_name is None or torch_name.third is None:
            found.append(Seen(_translated(tensor, torch_name), tensor))
        elif torch_name.third == 0:
            joined = replace(tensor, name=torch_name.name, shape=(*tensor.shape[:-1], 3 * tensor.shape[-1]))
            found.append(Seen(joined, joined))
    return found


def _translated(tensor: TensorInfo, torch_name: TorchName | None) -> TensorInfo:
    if torch_name is None:
        return tensor
    shape = tensor.shape[::-1] if torch_name.transposed else tensor.shape
    return replace(tensor, name=torch_name.name, shape=shape)


def _match(left: list[Seen], right: list[Seen], left_prefixes: list[str], right_prefixes: list[str]) -> Matching:
    """Match under the prefixes that leave the fewest names alone; of equally good ones the shortest."""
    lefts = {prefix: _by_name(left, prefix) for prefix in left_prefixes}
    rights = {prefix: _by_name(right, prefix) for prefix in right_prefixes}
    choices = sorted(product(lefts, rights), key=lambda prefixes: len("".join(prefixes)))
    first, second = max(choices, key=lambda prefixes: len(lefts[prefixes[0]].keys() & rights[prefixes[1]].keys()))
    ours, theirs = lefts[first], rights[second]
    return Matching(
        left_prefix=first,
        right_prefix=second,
        pairs=tuple((tensor, theirs[name]) for name, tensor in ours.items() if name in theirs),
        only_left=tuple(tensor.own for name, tensor in ours.items() if name not in theirs),
        only_right=tuple(tensor.own for name, tensor in theirs.items() if name not in ours),
    )


def _by_name(tensors: list[Seen], prefix: str) -> dict[str, Seen]:
    """The tensors by their names without the prefix, or as much of it as they have, unless two would be the same.

    A head stands beside what it is put on: `module.classifier.weight` and `module.bert.pooler.weight`.
    """
    by_name = {tensor.as_seen.name: tensor for tensor in tensors}
    if not prefix:
        return by_name
    parts = prefix.split(".")
    starts = [".".join(parts[:depth]) + "." for depth in range(len(parts), 0, -1)]
    found: dict[str, Seen] = {}
    for name, tensor in by_name.items():
        start = next((start for start in starts if name.startswith(start)), "")
        short = name.removeprefix(start)
        found[name if short in by_name or short in found else short] = tensor
    return found


def is_linear(tensor: TensorInfo) -> bool:
    """Whether a tensor is a matrix that torch and Paddle store transposed to each other, and no embedding."""
    return len(tensor.shape) == _MATRIX_RANK and not any(word in tensor.name for word in _EMBEDDING_WORDS)


def prefixes(tensors: Sequence[TensorInfo]) -> list[str]:
    """What more than half of the names begin with, up to four parts deep: `model`, `model.decoder`.

    Of the catalogue's models with a head at least 51 % of the names do (Blenderbot's decoders alone; else 71 %).
    """
    found: list[str] = []
    for depth in range(1, _MAX_PREFIX_PARTS + 1):
        starts = Counter(".".join(parts[:depth]) for t in tensors if len(parts := t.name.split(".")) > depth)
        start, count = next(iter(starts.most_common(1)), ("", 0))
        if 2 * count <= len(tensors):
            break  # what is longer begins fewer names
        found.append(start)
    return found
