"""What a forward pass costs and what training needs, from a trace and an inventory. Pure.

A multiply-add is two FLOPs. Counted are the operators that do the bulk of them, matrix products and convolutions; what
is done element by element (additions, norms, softmax, activations), lookups and Fourier transforms are not.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from paddle_inspect.base.records import Inventory, Operator, Shape, TensorInfo, Trace

#: Bits of one parameter in the dtypes that weights are stored and quantised in.
WEIGHT_BITS: Mapping[str, int] = {"float32": 32, "float16 or bfloat16": 16, "int8": 8, "int4": 4}
#: Adam keeps, for each trainable parameter, the weight, its gradient and two moments.
ADAM_COPIES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorCost:
    """All operators of one kind: how many there are, and their multiply-adds, None for a kind that is not counted."""

    name: str
    count: int
    multiply_adds: int | None

    @property
    def flops(self) -> int | None:
        """Two for each multiply-add."""
        return None if self.multiply_adds is None else 2 * self.multiply_adds


@dataclass(frozen=True, slots=True, kw_only=True)
class Reused:
    """A part of a model, by the common beginning of its tensors' names, that runs more than once in a pass."""

    part: str
    passes: int
    tensors: int
    elements: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """What is stored beside what runs.

    `stored` counts each parameter once, `executed` as often as an operator uses it (of a table that is looked up, the
    whole table): without sharing the two agree. `unused` are parameters that the pass does not touch.
    """

    stored: int
    executed: int
    reused: tuple[Reused, ...]
    unused: tuple[TensorInfo, ...]


_MATRIX = 2


def _matmul(operator: Operator) -> int:
    left = operator.inputs[0]
    transposed = operator.attribute("transpose_x") and len(left) > 1
    return math.prod(operator.outputs[0]) * left[-2 if transposed else -1]


def _batched(operator: Operator) -> int:
    return math.prod(operator.outputs[0]) * operator.inputs[0][-1]


def _added(operator: Operator) -> int:
    """`addmm` and `baddbmm` take what they add to before the two factors."""
    return math.prod(operator.outputs[0]) * operator.inputs[1][-1]


def _convolution(operator: Operator) -> int:
    """The filter's shape is outputs, inputs of a group, then the window."""
    return math.prod(operator.outputs[0]) * math.prod(operator.inputs[1][1:])


def _transposed_convolution(operator: Operator) -> int:
    """The filter's shape is inputs, outputs of a group, then the window."""
    return math.prod(operator.inputs[0]) * math.prod(operator.inputs[1][1:])


def _deformable_convolution(operator: Operator) -> int:
    """The filter comes behind the input and the offsets; finding the points between which it looks is not counted."""
    return math.prod(operator.outputs[0]) * math.prod(operator.inputs[2][1:])


def _flattened(operator: Operator) -> int:
    """The second factor is a matrix, the first is read as one."""
    _, columns = operator.inputs[1]
    return math.prod(operator.inputs[0]) * columns


def _recurrent(operator: Operator) -> int:
    """Steps, batch and features come first; each step is multiplied by every matrix of every layer and direction."""
    steps, batch, _ = operator.inputs[0]
    return steps * batch * sum(math.prod(shape) for shape in operator.inputs[1:] if len(shape) == _MATRIX)


def _attention(operator: Operator) -> int:
    """Queries and keys, each batch, length, heads, size: two products of every query with every key, masked or not."""
    return 2 * math.prod(operator.inputs[0]) * operator.inputs[1][1]


def _einsum(operator: Operator) -> int:
    """One multiply-add for each combination of all indices, as a product of two tensors needs."""
    equation = str(operator.attribute("equation")).replace(" ", "")
    operands = equation.split("->")[0].split(",")
    sizes: dict[str, int] = {}
    for indices, shape in zip(operands, operator.inputs, strict=False):
        sizes.update(_index_sizes(indices, shape))
    return math.prod(sizes.values())


def _index_sizes(indices: str, shape: Shape) -> Iterator[tuple[str, int]]:
    """Each index of an operand with its size; those that `...` stands for are counted from the right."""
    before, ellipsis, after = indices.partition("...")
    yield from zip(before, shape, strict=False)
    if ellipsis:
        broadcast = shape[len(before) : len(shape) - len(after)]
        yield from ((f"...{place}", size) for place, size in enumerate(reversed(broadcast)))
        yield from zip(after, shape[len(shape) - len(after) :], strict=True)


#: Axes of a matrix.
_MATRIX = 2
#: Multiply-adds of the operators that are counted.
COUNTED: Mapping[str, Callable[[Operator], int]] = {
    "matmul": _matmul,
    "bmm": _batched,
    "mv": _batched,
    "addmm": _added,
    "baddbmm": _added,
    "einsum": _einsum,
    "matmul_with_flatten": _flattened,
    "fc": _flattened,
    "flash_attn": _attention,
    "memory_efficient_attention": _attention,
    "rnn": _recurrent,
    "conv2d": _convolution,
    "conv3d": _convolution,
    "depthwise_conv2d": _convolution,
    "fused_conv2d_add_act": _convolution,
    "deformable_conv": _deformable_convolution,
    "conv2d_transpose": _transposed_convolution,
    "conv3d_transpose": _transposed_convolution,
    "depthwise_conv2d_transpose": _transposed_convolution,
}


def costs(trace: Trace) -> tuple[OperatorCost, ...]:
    """Every kind of operator of a pass: the counted ones by cost, then the others by number.

    A size that the program does not know makes the cost of its kind of operator unknown.
    """
    members: dict[str, list[Operator]] = {}
    for operator in trace.operators:
        members.setdefault(operator.name, []).append(operator)
    found = [
        OperatorCost(name=name, count=len(same), multiply_adds=_multiply_adds(name, same))
        for name, same in members.items()
    ]
    return tuple(sorted(found, key=lambda cost: (cost.name not in COUNTED, -(cost.multiply_adds or 0), -cost.count)))


def _multiply_adds(name: str, operators: Sequence[Operator]) -> int | None:
    if name not in COUNTED or not all(_is_known(operator) for operator in operators):
        return None
    try:
        return sum(map(COUNTED[name], operators))
    except (IndexError, ValueError):  # a file may give an operator what its kind does not take
        return None


def _is_known(operator: Operator) -> bool:
    """Whether all is known that a cost depends on: further results are what an operator keeps for itself."""
    return all(size >= 0 for shape in (*operator.inputs, *operator.outputs[:1]) for size in shape)


def flops(trace: Trace) -> int | None:
    """FLOPs of the counted operators of a pass; None when a size among them is unknown."""
    counted = [cost.flops for cost in costs(trace) if cost.name in COUNTED]
    return None if None in counted else sum(cost for cost in counted if cost is not None)


def execution(inventory: Inventory, trace: Trace) -> Execution:
    """What a model stores and what a pass of it executes."""
    uses = Counter(name for operator in trace.operators for name in operator.parameters)
    return Execution(
        stored=inventory.parameters,
        executed=sum(tensor.numel * uses[tensor.name] for tensor in inventory.unique),
        reused=tuple(_reused([tensor for tensor in inventory.unique if uses[tensor.name]], uses, 0)),
        unused=tuple(tensor for tensor in inventory.unique if not uses[tensor.name]),
    )


def _reused(tensors: Sequence[TensorInfo], uses: Mapping[str, int], depth: int) -> Iterator[Reused]:
    """The largest parts whose tensors are all used equally often, and more than once."""
    passes = {uses[tensor.name] for tensor in tensors}
    if len(passes) == 1:
        if max(passes) > 1:
            names = [tensor.name.split(".") for tensor in tensors]
            elements = sum(tensor.numel for tensor in tensors)
            yield Reused(part=_common(names), passes=max(passes), tensors=len(tensors), elements=elements)
        return
    members: dict[str, list[TensorInfo]] = {}
    for tensor in tensors:
        members.setdefault(".".join(tensor.name.split(".")[: depth + 1]), []).append(tensor)
    for part in members.values():
        yield from _reused(part, uses, depth + 1)


def _common(names: Sequence[Sequence[str]]) -> str:
    """The parts with which all names begin: `encoder.layers.0`; empty when there are none."""
    common = []
    for parts in zip(*names, strict=False):
        if len(set(parts)) > 1:
            break
        common.append(parts[0])
    return ".".join(common)


def weight_bytes(parameters: int) -> dict[str, int]:
    """Bytes of so many parameters by dtype, without what a quantisation adds (scales, zero points)."""
    return {dtype: math.ceil(parameters * bits / 8) for dtype, bits in WEIGHT_BITS.items()}


def training_bytes(inventory: Inventory) -> int:
    """An estimate of the memory that training with Adam takes, without activations, which depend on the batch.

    Weights, gradients and two moments of what is trained, each at the parameter's own dtype; the weights alone of what
    is frozen; buffers.
    """
    parameters = sum(tensor.nbytes * (ADAM_COPIES if tensor.trainable else 1) for tensor in inventory.unique)
    return parameters + sum(tensor.nbytes for tensor in inventory.buffers)
