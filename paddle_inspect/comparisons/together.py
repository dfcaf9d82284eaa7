"""Tensor-parallel parts put together, as far as the shapes of the whole model prove how.

A tensor that is called alike on both sides is the sum of its parts along the one axis that gives the model's shape, or
the same in each part when that is the model's shape already. Any other is left as the first part has it, and counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from paddle_inspect.base.records import TensorInfo
from paddle_inspect.checkpoints.parallel import differing_axes
from paddle_inspect.comparisons.matching import match, match_exactly


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """The tensors of all parts as one list; how many are split, and how many have the model's shape in each part.

    `apart` are the names of those that fit neither way, or that the model does not have.
    """

    tensors: tuple[TensorInfo, ...]
    split: int
    repeated: int
    apart: tuple[str, ...]


def together(model: Sequence[TensorInfo], parts: Sequence[Sequence[TensorInfo]], *, exact: bool = False) -> Together:
    """Join the parts of each tensor.

    Args:
        model: tensors in full.
        parts: those of each part, in the order of their ranks.
        exact: names have to be the same, prefixes included.
    """
    held: dict[str, list[TensorInfo]] = {}
    for part in parts:
        for tensor in part:
            held.setdefault(tensor.name, []).append(tensor)
    first = [tensors[0] for tensors in held.values()]
    found = (match_exactly if exact else match)(model, first)
    wanted = {theirs.own.name: ours.own.shape for ours, theirs in found.pairs}
    joined: list[TensorInfo] = []
    split, apart = 0, []
    for name, tensors in held.items():
        shape = _whole(wanted.get(name), tensors) if len(tensors) == len(parts) else None
        if shape is None:
            apart.append(name)
        else:
            split += shape != tensors[0].shape
        joined.append(replace(tensors[0], shape=tensors[0].shape if shape is None else shape))
    return Together(tensors=tuple(joined), split=split, repeated=len(joined) - split - len(apart), apart=tuple(apart))


def _whole(wanted: tuple[int, ...] | None, tensors: Sequence[TensorInfo]) -> tuple[int, ...] | None:
    """The model's shape when the parts give it in one way or the other."""
    shapes = [tensor.shape for tensor in tensors]
    if wanted is None or len({tensor.dtype for tensor in tensors}) > 1 or differing_axes(shapes) > 1:
        return None
    if set(shapes) == {wanted}:
        return wanted
    sums = (
        (*shapes[0][:axis], sum(shape[axis] for shape in shapes), *shapes[0][axis + 1 :])
        for axis in range(len(shapes[0]))
        if differing_axes([(*shape[:axis], *shape[axis + 1 :]) for shape in shapes]) == 0
    )
    return wanted if wanted in sums else None
