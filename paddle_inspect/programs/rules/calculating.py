"""Operators that calculate: element by element, products, sums along axes."""

from __future__ import annotations

from collections.abc import Mapping

from paddle_inspect.base.records import Shape
from paddle_inspect.programs.rules.asked import Given, Rule, exact, flag, integer, nth_axis

# Element by element


def _same(given: Given) -> list[Shape]:
    return [given.shape(0)]


def _broadcast(*shapes: Shape) -> Shape:
    rank = max(map(len, shapes))
    padded = [(1,) * (rank - len(shape)) + shape for shape in shapes]
    return tuple(map(_common_size, zip(*padded, strict=True)))


def _common_size(sizes: tuple[int, ...]) -> int:
    known = {size for size in sizes if size >= 0} - {1}
    if len(known) > 1:
        raise ValueError(f"sizes {sizes}")
    return known.pop() if known else min(sizes)


def _elementwise(given: Given) -> list[Shape]:
    left, right = given.shape(0), given.shape(1)
    axis = integer(given, "axis", -1)
    if axis >= 0 and len(right) < len(left):  # before PaddlePaddle 3, the second tensor could stand anywhere
        right += (1,) * (len(left) - axis - len(right))
    return [_broadcast(left, right)]


def _where(given: Given) -> list[Shape]:
    return [_broadcast(given.shape(0), given.shape(1), given.shape(2))]


# Products


def _matmul(given: Given) -> list[Shape]:
    left, right = given.shape(0), given.shape(1)
    if len(left) > 1 and flag(given, "transpose_x"):
        left = (*left[:-2], left[-1], left[-2])
    if len(right) > 1 and flag(given, "transpose_y"):
        right = (*right[:-2], right[-1], right[-2])
    shared = (left[-1], right[-2 if len(right) > 1 else -1])
    if min(shared) >= 0 and shared[0] != shared[1]:
        raise ValueError(f"a product along {shared}")
    batch = _broadcast(left[:-2], right[:-2])
    return [(*batch, *left[-2:-1], *(right[-1:] if len(right) > 1 else ()))]


def _added(given: Given) -> list[Shape]:
    return [(*given.shape(1)[:-1], given.shape(2)[-1])]


def _flattened_product(given: Given) -> list[Shape]:
    left, right = given.shape(0), given.shape(1)
    return [(*left[: integer(given, "x_num_col_dims", 1)], *right[integer(given, "y_num_col_dims", 1) :])]


def _fully_connected(given: Given) -> list[Shape]:
    return [(*given.shape(0)[: integer(given, "in_num_col_dims", 1)], given.shape(1)[1])]


def _embedding(given: Given) -> list[Shape]:
    return [(*given.shape(0), given.shape(1)[-1])]


def _old_embedding(given: Given) -> list[Shape]:
    """Numbers of words stood in an axis of their own."""
    return [(*given.shape(0)[:-1], given.shape(1)[-1])]


# Reduced


def _reduction(given: Given) -> list[Shape]:
    shape = given.shape(0)
    try:
        axes = exact(given, "axis", 1)
    except LookupError:
        if given.is_given(1):
            raise
        axes = ()
    gone = (
        {nth_axis(axis, len(shape)) for axis in axes} if axes and not flag(given, "reduce_all") else range(len(shape))
    )
    keeps = flag(given, "keepdim") or flag(given, "keepdims")
    kept = ((1,) if axis in gone else (size,) for axis, size in enumerate(shape) if keeps or axis not in gone)
    return [tuple(size for sizes in kept for size in sizes)]


def _largest(given: Given) -> list[Shape]:
    """`argmax` of the whole, flattened, or along an axis."""
    return [()] if flag(given, "flatten") else _reduction(given)


def _topk(given: Given) -> list[Shape]:
    shape = list(given.shape(0))
    shape[nth_axis(integer(given, "axis", -1), len(shape))] = integer(given, "k", position=1)
    return [tuple(shape)] * 2


def _twice(given: Given) -> list[Shape]:
    return [given.shape(0)] * 2


def _normalised(given: Given) -> list[Shape]:
    """And for each row its mean and variance."""
    shape = given.shape(0)
    row = shape[: integer(given, "begin_norm_axis", 1)]
    return [shape, row, row]


def _recurrent(given: Given) -> list[Shape]:
    """Steps come first."""
    steps, batch, _ = given.shape(0)
    size = integer(given, "hidden_size") * (2 if flag(given, "is_bidirec") else 1)
    return [(steps, batch, size)]


#: Operators that give what they take in its own shape.
_SAME_AS_FIRST = """
    abs add_n affine_channel assign batch_norm bernoulli bitwise_not cast ceil celu clip cos cumprod cumsum
    dequantize_linear dropout elu erf exp flash_attn flip floor full_like gelu group_norm hardshrink hardsigmoid
    hardswish hardtanh instance_norm isfinite isinf isnan label_smooth leaky_relu log log10 log1p log2 log_softmax
    logical_not logit logsigmoid memory_efficient_attention mish norm pow prelu quantize_linear reciprocal relu
    relu6 roll round rsqrt scale scatter scatter_nd_add selu set_value share_data shuffle_channel sigmoid sign silu
    sin softmax softplus softshrink softsign sqrt square swish sync_batch_norm tan tanh tanh_shrink temporal_shift
    thresholded_relu tril triu zeros_like
""".split()
_ELEMENTWISE = """
    add atan2 bitwise_and bitwise_or bitwise_xor divide elementwise_pow equal floor_divide fmax fmin greater_equal
    greater_than less_equal less_than logical_and logical_or logical_xor maximum minimum multiply not_equal remainder
    subtract
""".split()
_REDUCTIONS = "all any logsumexp max mean min p_norm prod sum".split()

RULES: Mapping[str, Rule] = {
    **dict.fromkeys(_SAME_AS_FIRST, _same),
    **dict.fromkeys(_ELEMENTWISE, _elementwise),
    **dict.fromkeys(_REDUCTIONS, _reduction),
    **dict.fromkeys(("matmul", "bmm"), _matmul),
    **dict.fromkeys(("addmm", "baddbmm"), _added),
    **dict.fromkeys(("argmax", "argmin"), _largest),
    "argsort": _twice,
    "embedding": _embedding,
    "fc": _fully_connected,
    "layer_norm": _normalised,
    "lookup_table": _old_embedding,
    "matmul_with_flatten": _flattened_product,
    "rnn": _recurrent,
    "topk": _topk,
    "where": _where,
}
