"""Operators of PaddlePaddle 1 and 2 in the words of PaddlePaddle 3: names, inputs by position, attributes.

A ProgramDesc names what an operator takes; a PIR program goes by positions. What this does not know keeps its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from paddle_inspect.programs.records import Attribute

#: Names of values by slot, and by position.
Slots: TypeAlias = Mapping[str, list[str]]
Positions: TypeAlias = tuple[tuple[str, ...], ...]


class _Spelling(NamedTuple):
    """An operator's name of today; slots by position, several where the first that is filled counts; attributes."""

    name: str
    slots: str = "X"
    attributes: str = ""


_INTERPOLATED = _Spelling("", "X OutSize SizeTensor Scale", "data_layout=data_format")
_REDUCED = _Spelling("", "X", "dim=axis keep_dim=keepdim")
_SPELLINGS: Mapping[str, _Spelling] = {
    "arg_max": _Spelling("argmax"),
    "arg_min": _Spelling("argmin"),
    "batch_norm": _Spelling("batch_norm", "X Mean Variance Scale Bias", "data_layout=data_format"),
    "concat": _Spelling("concat", "X AxisTensor"),
    "conv2d": _Spelling("conv2d", "Input Filter"),
    "conv2d_fusion": _Spelling("fused_conv2d_add_act", "Input Filter Bias ResidualData"),
    "conv2d_transpose": _Spelling("conv2d_transpose", "Input Filter", "output_size=output_size"),
    "conv3d": _Spelling("conv3d", "Input Filter"),
    "conv3d_transpose": _Spelling("conv3d_transpose", "Input Filter"),
    "deformable_conv": _Spelling("deformable_conv", "Input Offset Filter Mask"),
    "depthwise_conv2d": _Spelling("depthwise_conv2d", "Input Filter"),
    "depthwise_conv2d_transpose": _Spelling("depthwise_conv2d_transpose", "Input Filter"),
    "einsum": _Spelling("einsum", "Operands"),
    "elementwise_add": _Spelling("add", "X Y"),
    "elementwise_div": _Spelling("divide", "X Y"),
    "elementwise_floordiv": _Spelling("floor_divide", "X Y"),
    "elementwise_max": _Spelling("maximum", "X Y"),
    "elementwise_min": _Spelling("minimum", "X Y"),
    "elementwise_mod": _Spelling("remainder", "X Y"),
    "elementwise_mul": _Spelling("multiply", "X Y"),
    "elementwise_pow": _Spelling("elementwise_pow", "X Y"),
    "elementwise_sub": _Spelling("subtract", "X Y"),
    "expand_v2": _Spelling("expand", "X expand_shapes_tensor|Shape"),
    "expand_as_v2": _Spelling("expand_as", "X Y"),
    "fc": _Spelling("fc", "Input W Bias"),
    "fill_any_like": _Spelling("full_like"),
    "fill_constant": _Spelling("full", " ShapeTensorList|ShapeTensor"),
    "fill_constant_batch_size_like": _Spelling("full_batch_size_like", "Input"),
    "flatten_contiguous_range": _Spelling("flatten"),
    "fused_conv2d_add_act": _Spelling("fused_conv2d_add_act", "Input Filter Bias ResidualData"),
    "gather": _Spelling("gather", "X Index Axis"),
    "gather_nd": _Spelling("gather_nd", "X Index"),
    "grid_sampler": _Spelling("grid_sample", "X Grid"),
    "hard_sigmoid": _Spelling("hardsigmoid"),
    "hard_swish": _Spelling("hardswish"),
    "index_select": _Spelling("index_select", "X Index", "dim=axis"),
    "layer_norm": _Spelling("layer_norm", "X Scale Bias"),
    "lookup_table": _Spelling("lookup_table", "Ids W"),
    "lookup_table_v2": _Spelling("embedding", "Ids W"),
    "matmul": _Spelling("matmul", "X Y", "transpose_X=transpose_x transpose_Y=transpose_y"),
    "matmul_v2": _Spelling("matmul", "X Y", "trans_x=transpose_x trans_y=transpose_y"),
    "mul": _Spelling("matmul_with_flatten", "X Y"),
    "one_hot_v2": _Spelling("one_hot", "X depth_tensor", "depth=num_classes"),
    "pad3d": _Spelling("pad3d", "X Paddings"),
    "pool2d": _Spelling("pool2d", "X", "ksize=kernel_size"),
    "pool3d": _Spelling("pool3d", "X", "ksize=kernel_size"),
    "range": _Spelling("arange", "Start End Step"),
    "reshape": _Spelling("reshape", "X ShapeTensor|Shape"),
    "reshape2": _Spelling("reshape", "X ShapeTensor|Shape"),
    "rnn": _Spelling("rnn", "Input PreState WeightList SequenceLength"),
    "scale": _Spelling("scale", "X ScaleTensor"),
    "shape": _Spelling("shape", "Input"),
    "slice": _Spelling("slice", "Input StartsTensorList|StartsTensor EndsTensorList|EndsTensor"),
    "split": _Spelling("split", "X SectionsTensorList AxisTensor"),
    "squeeze2": _Spelling("squeeze", "X", "axes=axis"),
    "strided_slice": _Spelling(
        "strided_slice",
        "Input StartsTensorList|StartsTensor EndsTensorList|EndsTensor StridesTensorList|StridesTensor",
    ),
    "sum": _Spelling("add_n"),
    "tile": _Spelling("tile", "X repeat_times_tensor|RepeatTimes"),
    "top_k_v2": _Spelling("topk", "X K"),
    "transpose2": _Spelling("transpose", "X", "axis=perm"),
    "unsqueeze2": _Spelling("unsqueeze", "X AxesTensorList|AxesTensor", "axes=axis"),
    "where": _Spelling("where", "Condition X Y"),
    **{
        f"{kind}_interp{version}": _INTERPOLATED._replace(name=f"{kind}_interp")
        for kind in ("bilinear", "nearest", "bicubic", "linear", "trilinear")
        for version in ("", "_v2")
    },
    **{f"reduce_{kind}": _REDUCED._replace(name=kind) for kind in ("sum", "mean", "max", "min", "prod", "any", "all")},
}
#: The slots that come first, of operators that are not in the table, and among what any operator gives.
_FIRST_TAKEN = ("X", "Input", "Ids", "Logits")
_FIRST_GIVEN = ("Out", "Y", "Output")


def in_words_of_today(
    name: str, inputs: Slots, outputs: Slots, attributes: Mapping[str, Attribute]
) -> tuple[str, Positions, Positions, Mapping[str, Attribute]]:
    """An operator's name, inputs, outputs and attributes as PaddlePaddle 3 has them."""
    given = _in_order(outputs, _FIRST_GIVEN)
    spelling = _SPELLINGS.get(name)
    if spelling is None:
        return name, _in_order(inputs, _FIRST_TAKEN), given, attributes
    taken = tuple(_first(inputs, slots.split("|")) for slots in spelling.slots.split(" "))
    renamed = dict(pair.split("=") for pair in spelling.attributes.split())
    return spelling.name, taken, given, {renamed.get(key, key): value for key, value in attributes.items()}


def _in_order(slots: Slots, first: tuple[str, ...]) -> Positions:
    chosen = [slot for slot in first if slot in slots]
    return tuple(tuple(slots[slot]) for slot in (*chosen, *(slot for slot in slots if slot not in chosen)))


def _first(slots: Slots, names: list[str]) -> tuple[str, ...]:
    return next((tuple(slots[name]) for name in names if slots.get(name)), ())
