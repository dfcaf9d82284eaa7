"""Two lists of tensors compared one by one: what only one has, shapes and dtypes that differ, and the totals.

Pure functions of `TensorInfo` tuples; `matching` says which tensor is compared with which.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from paddle_inspect.base.records import TensorInfo, TorchName
from paddle_inspect.comparisons.matching import Matching, Seen, is_linear, match, match_exactly

#: Parts of names that torch's models have and Paddle's have not.
_TORCH_WORDS = ("LayerNorm.", "encoder.layer.", "attention.self.", ".gamma", ".beta")


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """How the names of the two sides were matched.

    A prefix is what the names of that side have and the other's have not, without the dot; both at once mean that the
    one stands in place of the other. `torch_names` says that one side has the names of torch, `transposed` how many
    matrices it stores transposed, `like_torch` that it looks like torch's, recognised or not. That side is the right
    one, or with `torch_left` the left one.
    """

    left_prefix: str = ""
    right_prefix: str = ""
    torch_names: bool = False
    transposed: int = 0
    like_torch: bool = False
    torch_left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The same tensor as each of the two sides names and describes it."""

    left: TensorInfo
    right: TensorInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """One side in sum; a tied tensor counts among the tensors under each name, its elements and bytes once."""

    tensors: int
    elements: int
    nbytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """What two lists of tensors have in common and what not.

    `same` counts the tensors that agree in shape and dtype. No difference, but kept: `stored_elsewhere`, tensors of
    one side whose name the other lacks and whose storage it has under another name (tied tensors), and
    `not_in_torch`, buffers for which torch has no name.
    """

    naming: Naming
    left: Totals
    right: Totals
    same: int
    only_left: tuple[TensorInfo, ...] = ()
    only_right: tuple[TensorInfo, ...] = ()
    shape_differs: tuple[Pair, ...] = ()
    dtype_differs: tuple[Pair, ...] = ()
    stored_elsewhere: tuple[TensorInfo, ...] = ()
    not_in_torch: tuple[TensorInfo, ...] = ()

    @property
    def number(self) -> int:
        """How many tensors are not the same on both sides; one whose shape and dtype both differ counts once."""
        changed = {pair.left.name for pair in (*self.shape_differs, *self.dtype_differs)}
        return len(self.only_left) + len(self.only_right) + len(changed)

    @property
    def is_same(self) -> bool:
        """Whether every tensor has its counterpart with the same shape and dtype."""
        return self.number == 0

    def mirrored(self) -> Differences:
        """The same with the sides exchanged."""
        naming = self.naming
        return replace(
            self,
            naming=replace(
                naming,
                left_prefix=naming.right_prefix,
                right_prefix=naming.left_prefix,
                torch_left=naming.like_torch and not naming.torch_left,
            ),
            left=self.right,
            right=self.left,
            only_left=self.only_right,
            only_right=self.only_left,
            shape_differs=tuple(Pair(left=pair.right, right=pair.left) for pair in self.shape_differs),
            dtype_differs=tuple(Pair(left=pair.right, right=pair.left) for pair in self.dtype_differs),
        )


def compare(
    left: Sequence[TensorInfo],
    right: Sequence[TensorInfo],
    *,
    torch_names: Mapping[str, TorchName] | None = None,
    exact: bool = False,
    dtypes_count: bool = True,
) -> Differences:
    """Compare two lists of tensors.

    Args:
        left: what is expected, or the first of two.
        right: what a file holds, or the second.
        torch_names: torch's names of the tensors of `left`, where they are known.
        exact: match names and shapes as they are: a prefix or torch's layout is a difference.
        dtypes_count: another dtype is a difference.
    """
    found = match_exactly(left, right) if exact else match(left, right, torch_names)
    misshapen = [pair for pair in found.pairs if pair[0].as_seen.shape != pair[1].as_seen.shape]
    by_shape = [] if exact or found.torch_names else _transposed(found.pairs, misshapen)
    by_name = [one.own.name for one, _ in found.pairs if found.torch_names and _is_transposed(one, torch_names)]
    if found.torch_names and misshapen and _is_not_turned(found.pairs, misshapen):
        misshapen, by_name = [], []
    shapes = [] if by_shape else misshapen
    dtypes = [pair for pair in found.pairs if dtypes_count and pair[0].own.dtype != pair[1].own.dtype]
    stored = {one.own.tied_to or one.own.name for one, _ in found.pairs}
    changed = {pair[0].own.name for pair in (*shapes, *dtypes)}
    return Differences(
        naming=_naming(found, len(by_shape) + len(by_name), left, right),
        left=totals(left),
        right=totals(right),
        same=len(found.pairs) - len(changed),
        only_left=tuple(tensor for tensor in found.only_left if not _is_present(tensor, stored)),
        only_right=found.only_right,
        shape_differs=_pairs(shapes),
        dtype_differs=_pairs(dtypes),
        stored_elsewhere=tuple(tensor for tensor in found.only_left if _is_present(tensor, stored)),
        not_in_torch=found.not_in_torch,
    )


def totals(tensors: Iterable[TensorInfo]) -> Totals:
    """The sum of a list of tensors."""
    tensors = tuple(tensors)
    stored = [tensor for tensor in tensors if tensor.tied_to is None]
    return Totals(tensors=len(tensors), elements=sum(t.numel for t in stored), nbytes=sum(t.nbytes for t in stored))


def _pairs(pairs: Iterable[tuple[Seen, Seen]]) -> tuple[Pair, ...]:
    return tuple(Pair(left=one.own, right=other.own) for one, other in pairs)


def _naming(found: Matching, transposed: int, left: Sequence[TensorInfo], right: Sequence[TensorInfo]) -> Naming:
    in_left, in_right = map(_has_torch_words, (left, right))
    return Naming(
        left_prefix=found.left_prefix,
        right_prefix=found.right_prefix,
        torch_names=found.torch_names,
        transposed=transposed,
        like_torch=found.torch_names or transposed > 0 or in_left != in_right,
        torch_left=in_left and not in_right and not found.torch_names,
    )


def _is_transposed(tensor: Seen, torch_names: Mapping[str, TorchName] | None) -> bool:
    return bool(torch_names and tensor.own.name in torch_names and torch_names[tensor.own.name].transposed)


def _transposed(pairs: Sequence[tuple[Seen, Seen]], misshapen: list[tuple[Seen, Seen]]) -> list[tuple[Seen, Seen]]:
    """The mis-shaped pairs when they are torch's layout: all of them transposed, and no Linear weight that is not.

    A single matrix that somebody transposed by mistake is a difference; a file in which all are transposed is torch's.
    """
    if any(one.own.shape != other.own.shape[::-1] for one, other in misshapen):
        return []
    turned = {one.own.name for one, _ in misshapen}
    for one, _ in pairs:
        if is_linear(one.own) and one.own.shape[0] != one.own.shape[1] and one.own.name not in turned:
            return []
    return misshapen


def _is_not_turned(pairs: Sequence[tuple[Seen, Seen]], misshapen: list[tuple[Seen, Seen]]) -> bool:
    """Whether a file under torch's names has Paddle's shapes, all of those that torch would have otherwise."""
    turned = [one.own.name for one, _ in pairs if one.own.shape != one.as_seen.shape]
    as_in_paddle = [one.own.name for one, other in misshapen if one.own.shape == other.own.shape]
    return len(as_in_paddle) == len(misshapen) and turned == as_in_paddle


def _is_present(tensor: TensorInfo, stored: set[str]) -> bool:
    """Whether the other side has a tensor that this one is tied to; `stored` holds the first names of all it has."""
    return (tensor.tied_to or tensor.name) in stored


def _has_torch_words(tensors: Sequence[TensorInfo]) -> bool:
    return any(word in tensor.name for tensor in tensors for word in _TORCH_WORDS)
