"""Shapes that operators give, each from arithmetic: as PIR states an operator, and as a ProgramDesc does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from paddle_inspect import programs
from paddle_inspect.base.records import Shape
from tests.programs import made

WINDOW = {"strides": [2, 2], "paddings": [1, 1], "dilations": [1, 1], "groups": 1, "data_format": "NCHW"}
Case = tuple[str, Sequence[Sequence[int]], Mapping[str, Any], Shape]

#: Name, shapes of inputs, attributes, what comes out. Sizes that are computed are in the next table.
PIR: list[Case] = [
    ("relu", [(2, 3)], {}, (2, 3)),
    ("add", [(4, 1, 3), (5, 1)], {}, (4, 5, 3)),
    ("where", [(4, 1), (1, 5), (1,)], {}, (4, 5)),
    ("matmul", [(7, 2, 3), (3, 5)], {}, (7, 2, 5)),
    ("matmul", [(7, 3, 2), (7, 5, 3)], {"transpose_x": True, "transpose_y": True}, (7, 2, 5)),
    ("matmul", [(3,), (3,)], {}, ()),
    ("matmul", [(2, 3), (3,)], {}, (2,)),
    ("bmm", [(7, 2, 3), (7, 3, 5)], {}, (7, 2, 5)),
    ("addmm", [(5,), (2, 3), (3, 5)], {}, (2, 5)),
    ("embedding", [(2, 7), (50, 16)], {}, (2, 7, 16)),
    ("conv2d", [(1, 3, 9, 12), (8, 3, 3, 3)], WINDOW, (1, 8, 5, 6)),
    ("conv2d", [(1, 9, 12, 3), (8, 3, 3, 3)], {**WINDOW, "data_format": "NHWC"}, (1, 5, 6, 8)),
    ("conv2d", [(1, 3, 9, 12), (8, 3, 3, 3)], {**WINDOW, "paddings": [0, 1, 2, 3]}, (1, 8, 4, 8)),
    ("conv2d", [(1, 3, 9, 12), (8, 3, 3, 3)], {**WINDOW, "padding_algorithm": "SAME"}, (1, 8, 5, 6)),
    ("conv2d", [(1, 3, 9, 12), (8, 3, 3, 3)], {**WINDOW, "padding_algorithm": "VALID"}, (1, 8, 4, 5)),
    ("conv2d", [(1, 3, 9, 12), (8, 3, 3, 3)], {**WINDOW, "dilations": [2, 3]}, (1, 8, 4, 4)),
    ("conv3d", [(1, 3, 9, 9, 9), (8, 3, 3, 3, 3)],
     {"strides": [1, 2, 3], "paddings": [0, 0, 0], "dilations": [1, 1, 1]}, (1, 8, 7, 4, 3)),
    ("deformable_conv", [(1, 3, 9, 12), (1, 18, 5, 6), (8, 3, 3, 3)], WINDOW, (1, 8, 5, 6)),
    ("conv2d_transpose", [(1, 8, 5, 6), (8, 2, 4, 4)],
     {**WINDOW, "groups": 2, "output_padding": [1, 0]}, (1, 4, 11, 12)),
    ("conv2d_transpose", [(1, 8, 5, 6), (8, 2, 4, 4)], {**WINDOW, "output_size": [9, 13]}, (1, 2, 9, 13)),
    ("pool2d", [(1, 3, 9, 12)], {**WINDOW, "kernel_size": [2, 2], "paddings": [0, 0]}, (1, 3, 4, 6)),
    ("pool2d", [(1, 3, 9, 12)], {**WINDOW, "kernel_size": [2, 2], "paddings": [0, 0], "ceil_mode": True}, (1, 3, 5, 6)),
    ("pool2d", [(1, 3, 9, 12)], {**WINDOW, "kernel_size": [2, 5], "adaptive": True}, (1, 3, 2, 5)),
    ("pool2d", [(1, 9, 12, 3)], {"global_pooling": True, "data_format": "NHWC"}, (1, 1, 1, 3)),
    ("nearest_interp", [(1, 3, 9, 12)], {"scale": [2.0, 0.5]}, (1, 3, 18, 6)),
    ("bilinear_interp", [(1, 3, 9, 12)], {"out_h": 4, "out_w": 5}, (1, 3, 4, 5)),
    ("linear_interp", [(1, 3, 9)], {"out_w": 5, "data_format": "NCW"}, (1, 3, 5)),
    ("pad", [(2, 3)], {"paddings": [1, 0, 2, 2]}, (3, 7)),
    ("grid_sample", [(1, 3, 9, 12), (1, 4, 5, 2)], {}, (1, 3, 4, 5)),
    ("pixel_shuffle", [(1, 12, 5, 6)], {"upscale_factor": 2}, (1, 3, 10, 12)),
    ("reshape", [(2, 3, 4)], {"shape": [0, -1]}, (2, 12)),
    ("transpose", [(2, 3, 4)], {"perm": [2, 0, 1]}, (4, 2, 3)),
    ("flatten", [(2, 3, 4, 5)], {"start_axis": 1, "stop_axis": -2}, (2, 12, 5)),
    ("flatten", [()], {"start_axis": 0, "stop_axis": 0}, (1,)),
    ("squeeze", [(1, 3, 1)], {"axis": [0, 1]}, (3, 1)),
    ("squeeze", [(1, 3, 1)], {"axis": []}, (3,)),
    ("unsqueeze", [(3, 4)], {"axis": [0, -1]}, (1, 3, 4, 1)),
    ("unbind", [(2, 3, 4)], {"axis": 1}, (2, 4)),
    ("split", [(2, 9)], {"sections": [4, -1], "axis": 1}, (2, 4)),
    ("split", [(2, 9)], {"num": 3, "axis": 1}, (2, 3)),
    ("slice", [(5, 6, 7)], {"axes": [0, 2], "starts": [1, -3], "ends": [100, -1]}, (4, 6, 2)),
    ("slice", [(5, 6)], {"axes": [0], "starts": [2], "ends": [3], "decrease_axis": [0]}, (6,)),
    ("strided_slice", [(9, 6)], {"axes": [0], "starts": [8], "ends": [0], "strides": [-3]}, (3, 6)),
    ("gather", [(5, 6, 7), (3,)], {"axis": 1}, (5, 3, 7)),
    ("gather_nd", [(5, 6, 7), (4, 2)], {}, (4, 7)),
    ("index_select", [(5, 6), (3,)], {"axis": 1}, (5, 3)),
    ("take_along_axis", [(5, 6), (5, 2)], {"axis": 1}, (5, 2)),
    ("expand", [(3, 1)], {"shape": [2, -1, 4]}, (2, 3, 4)),
    ("expand_as", [(3, 1), (2, 3, 4)], {}, (2, 3, 4)),
    ("tile", [(3, 2)], {"repeat_times": [2, 1, 5]}, (2, 3, 10)),
    ("full_batch_size_like", [(7, 3)], {"shape": [1, 4]}, (7, 4)),
    ("one_hot", [(2, 3)], {"num_classes": 9}, (2, 3, 9)),
    ("sum", [(2, 3, 4)], {"axis": [0, -1]}, (3,)),
    ("sum", [(2, 3, 4)], {"axis": []}, ()),
    ("mean", [(2, 3, 4)], {"axis": [1], "keepdim": True}, (2, 1, 4)),
    ("max", [(2, 3, 4)], {}, ()),
    ("argmax", [(2, 3, 4)], {"axis": 1, "keepdims": False}, (2, 4)),
    ("argmax", [(2, 3, 4)], {"axis": 0, "flatten": True}, ()),
    ("topk", [(2, 9)], {"k": 4, "axis": -1}, (2, 4)),
    ("layer_norm", [(2, 3, 4)], {"begin_norm_axis": 2}, (2, 3, 4)),
    ("rnn", [(7, 2, 16)], {"hidden_size": 12, "is_bidirec": True}, (7, 2, 24)),
]  # fmt: skip

#: Name in a ProgramDesc, inputs by slot, attributes, what comes out: where words differ from PIR's.
DESCS: list[tuple[str, Mapping[str, Sequence[int]], Mapping[str, Any], Shape]] = [
    ("elementwise_add", {"X": (2, 3, 4), "Y": (3,)}, {"axis": 1}, (2, 3, 4)),
    ("mul", {"X": (2, 3, 4), "Y": (12, 5)}, {"x_num_col_dims": 1, "y_num_col_dims": 1}, (2, 5)),
    ("fc", {"Input": (2, 3, 4), "W": (4, 5)}, {"in_num_col_dims": 2}, (2, 3, 5)),
    ("matmul", {"X": (2, 3), "Y": (5, 3)}, {"transpose_X": False, "transpose_Y": True}, (2, 5)),
    ("lookup_table", {"W": (50, 16), "Ids": (2, 7, 1)}, {}, (2, 7, 16)),
    ("lookup_table_v2", {"W": (50, 16), "Ids": (2, 7)}, {}, (2, 7, 16)),
    ("depthwise_conv2d", {"Filter": (8, 1, 3, 3), "Input": (1, 8, 9, 12)}, WINDOW, (1, 8, 5, 6)),
    ("conv2d_fusion", {"Bias": (8,), "Filter": (8, 3, 3, 3), "Input": (1, 3, 9, 12)}, WINDOW, (1, 8, 5, 6)),
    ("pool2d", {"X": (1, 3, 9, 12)}, {**WINDOW, "ksize": [3, 3]}, (1, 3, 5, 6)),
    ("nearest_interp", {"X": (1, 9, 12, 3)}, {"scale": 2.0, "data_layout": "NHWC"}, (1, 18, 24, 3)),
    ("bilinear_interp_v2", {"X": (1, 3, 9, 12)}, {"out_h": 4, "out_w": 5}, (1, 3, 4, 5)),
    ("reshape", {"X": (2, 3, 4)}, {"shape": [0, -1]}, (2, 12)),
    ("transpose2", {"X": (2, 3, 4)}, {"axis": [2, 0, 1]}, (4, 2, 3)),
    ("squeeze2", {"X": (1, 3, 1)}, {"axes": [0]}, (3, 1)),
    ("unsqueeze2", {"X": (3, 4)}, {"axes": [1]}, (3, 1, 4)),
    ("flatten2", {"X": (2, 3, 4)}, {"axis": 2}, (6, 4)),
    ("flatten_contiguous_range", {"X": (2, 3, 4)}, {"start_axis": 1, "stop_axis": 2}, (2, 12)),
    ("reduce_mean", {"X": (2, 3, 4)}, {"dim": [1], "keep_dim": True, "reduce_all": False}, (2, 1, 4)),
    ("reduce_sum", {"X": (2, 3, 4)}, {"dim": [0], "keep_dim": False, "reduce_all": True}, ()),
    ("top_k_v2", {"X": (2, 9)}, {"k": 4, "axis": 1}, (2, 4)),
    ("arg_max", {"X": (2, 3, 4)}, {"axis": 2, "keepdims": True}, (2, 3, 1)),
    ("expand_v2", {"X": (3, 1)}, {"shape": [-1, 4]}, (3, 4)),
    ("hard_swish", {"X": (2, 3)}, {}, (2, 3)),
    ("one_hot_v2", {"X": (2, 3)}, {"depth": 9}, (2, 3, 9)),
    ("gather", {"Index": (3,), "X": (5, 6)}, {"axis": 0}, (3, 6)),
    ("someones_own", {"Z": (9, 9), "X": (2, 3)}, {}, (-1,)),
]


def first_result(path: Path, batch: int) -> Shape:
    """What the last operator of a program takes first."""
    return programs.at(programs.read(path), batch=batch).operators[-1].inputs[0]


@pytest.mark.parametrize(("name", "inputs", "attributes", "expected"), PIR)
def test_pir(
    name: str, inputs: Sequence[Sequence[int]], attributes: Mapping[str, Any], expected: Shape, tmp_path: Path
) -> None:
    """The result is of unknown type, so that its shape is the rule's; `cos` is there to take it."""
    given = [made.data(place, f"x{place}", shape) for place, shape in enumerate(inputs, 1)]
    called = made.op(f"1.{name}", range(1, len(inputs) + 1), {90: None}, attributes)
    path = tmp_path / "a.json"
    path.write_bytes(made.text(made.pir(*given, called, made.op("1.cos", [90], {91: None}))))
    assert first_result(path, 1) == expected


@pytest.mark.parametrize(("name", "inputs", "attributes", "expected"), DESCS)
def test_program_descs(
    name: str, inputs: Mapping[str, Sequence[int]], attributes: Mapping[str, Any], expected: Shape, tmp_path: Path
) -> None:
    variables, feed, fetched = made.feed_and_fetch("unused", "z")
    called = made.desc(name, {slot: [slot.lower()] for slot in inputs}, {"Out": ["result"]}, attributes)
    taken = made.desc("cos", {"X": ["result"]}, {"Out": ["z"]})
    variables += [made.var(slot.lower(), shape, stored=True) for slot, shape in inputs.items()]
    path = tmp_path / "a.pdmodel"
    path.write_bytes(made.program_desc([*variables, made.var("unused", [1])], [feed, called, taken, fetched]))
    assert first_result(path, 1) == expected


# Sizes that the program computes, of an input of 4 x 6 x 8 whose first axis is open


def constant(value: int, *numbers: int) -> dict[str, Any]:
    return made.op("1.full_int_array", [], {value: made.typed([len(numbers)], "int64")}, {"value": list(numbers)})


def whole(value: int, number: float) -> dict[str, Any]:
    return made.op("1.full", [], {value: made.typed([1], "int64")}, {"shape": [1], "value": number})


X = [made.data(1, "x", [-1, 6, 8]), made.op("1.shape64", [1], {2: made.typed([3], "int64")})]
LIST = {"#": "0.t_vec", "D": [made.typed([1], "int64")] * 3}
ONE = made.typed([1], "int64")
COMPUTED: dict[str, tuple[list[Any], Shape]] = {
    "gather": ([constant(3, 0), made.op("1.gather", [2, 3], {10: ONE})], (4, 48)),
    "add": ([constant(3, 0), made.op("1.gather", [2, 3], {4: ONE}), constant(5, 0),
             made.op("1.add", [4, 5], {10: ONE})], (4, 48)),
    "multiply": ([constant(3, 1), made.op("1.gather", [2, 3], {4: ONE}), whole(5, 4),
                  made.op("1.multiply", [4, 5], {10: ONE})], (24, 8)),
    "floor_divide": ([constant(3, 1), made.op("1.gather", [2, 3], {4: ONE}), whole(5, 2),
                      made.op("1.floor_divide", [4, 5], {10: ONE})], (3, 64)),
    "scale": ([constant(3, 1), made.op("1.gather", [2, 3], {4: ONE}), whole(5, 2),
               made.op("1.scale", [4, 5], {10: ONE}, {"bias": 4.0})], (16, 12)),
    "prod": ([constant(3, 1), constant(4, 3), constant(5, 0), made.op(
        "1.slice", [2, 3, 4], {6: made.typed([2], "int64")}, {"axes": [0]}), made.op(
        "1.prod", [6, 5], {10: ONE}, {"keepdim": True})], (48, 4)),
    "unbind": ([made.op("1.unbind", [2], {3: LIST}, {"axis": 0}), made.op(
        "0.split", [3], {4: ONE, 5: ONE, 10: ONE})], (8, 24)),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(COMPUTED))
def test_a_size_that_is_computed(name: str, tmp_path: Path) -> None:
    """The number is the first size of a matrix that the input is made into."""
    ops, expected = COMPUTED[name]
    rest = [
        constant(11, -1),
        made.op("0.combine", [10, 11], {12: None}),
        made.op("1.concat", [12, 13], {14: made.typed([2], "int64")}),
        made.op("1.reshape", [1, 14], {15: made.typed([-1, -1])}),
        made.op("1.cos", [15], {16: None}),
    ]
    path = tmp_path / "a.json"
    zero = made.op("1.full", [], {13: made.typed([1], "int64")}, {"shape": [1], "value": 0.0})
    path.write_bytes(made.text(made.pir(*X, *ops, zero, *rest)))
    assert first_result(path, 4) == expected


def test_a_size_that_depends_on_data_is_not_known(tmp_path: Path) -> None:
    ops = [
        made.data(1, "x", [4, 6]),
        made.op("1.nonzero", [1], {2: made.typed([-1, 2], "int64")}),
        made.op("1.shape64", [2], {3: made.typed([2], "int64")}),
        made.op("1.full_with_tensor", [3], {4: made.typed([-1, -1])}),
        made.op("1.cos", [2], {5: made.typed([-1, 2])}),
    ]
    (tmp_path / "a.json").write_bytes(made.text(made.pir(*ops)))
    assert first_result(tmp_path / "a.json", 1) == (-1, 2)
