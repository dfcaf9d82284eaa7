"""Programs and their parameters written by hand, both kinds of files, without PaddlePaddle."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

Shape: TypeAlias = Sequence[float]

#: Numbers of dtypes in protobuf, and bytes of an element.
CODES = {"float32": 5, "int64": 3, "int8": 21}
SIZES = {"float32": 4, "int64": 8, "int8": 1}
PIR_TYPES = {"float32": "0.t_f32", "int64": "0.t_i64", "int8": "0.t_i8"}


# PIR


def typed(shape: Shape, dtype: str = "float32") -> dict[str, Any]:
    """The type of a tensor."""
    return {"#": "0.t_dtensor", "D": [{"#": PIR_TYPES[dtype]}, list(shape), "NCHW", [], 0]}


def attribute(name: str, value: Any) -> dict[str, Any]:
    """An attribute as PIR writes it."""
    return {"N": name, "AT": _value(value)}


def _value(value: Any) -> dict[str, Any]:
    if isinstance(value, (list, tuple)):
        return {"#": "0.a_array", "D": [_value(one) for one in value]}
    kinds = {bool: "0.a_bool", int: "0.a_i64", float: "0.a_f64", str: "0.a_str"}
    return {"#": kinds[type(value)], "D": value}


def op(
    name: str, inputs: Sequence[int], outputs: Mapping[int, Any], attributes: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """An operator; its outputs are types by value."""
    return {
        "#": name,
        "A": [attribute(key, value) for key, value in (attributes or {}).items()],
        "I": [{"%": value} for value in inputs],
        "O": [{"%": value, "TT": kind} for value, kind in outputs.items()],
        "OA": [],
    }


def parameter(value: int, name: str, shape: Shape, dtype: str = "float32", *, stored: int = 1) -> dict[str, Any]:
    """A parameter."""
    return {
        "#": "p",
        "A": [0, 1, 1, name],
        "DA": [],
        "O": {"%": value, "TT": typed(shape, dtype)},
        "OA": [stored, 0, 1],
        "QA": [],
    }


def data(value: int, name: str, shape: Shape, dtype: str = "float32") -> dict[str, Any]:
    """What is fed."""
    return op("1.data", [], {value: typed(shape, dtype)}, {"name": name})


def fetch(value: int) -> dict[str, Any]:
    """What is fetched."""
    return op("1.fetch", [value], {value + 1000: typed([])}, {"name": f"fetch_name_{value}"})


def pir(*ops: Any) -> dict[str, Any]:
    """A program."""
    block = {"#": "block_0", "args": [], "ops": list(ops)}
    return {
        "base_code": {"magic": "pir", "trainable": True, "version": 4},
        "program": {"regions": [{"#": "region_0", "blocks": [block]}]},
    }


def text(program: Any) -> bytes:
    """As PaddlePaddle writes it."""
    return json.dumps(program, separators=(",", ":")).encode()


def small_pir() -> dict[str, Any]:
    """A product, a convolution, sizes that are computed, lists."""
    return pir(
        parameter(1, "fc.w", [8, 2]),
        parameter(2, "stem.w", [8, 3, 3, 3]),
        parameter(3, "ids", [4], "int64"),
        data(4, "x", [-1, 3, 6, 6]),
        op(
            "1.conv2d",
            [4, 2],
            {5: typed([-1, 8, 6, 6])},
            {"strides": [1, 1], "paddings": [1, 1], "dilations": [1, 1], "groups": 1, "data_format": "NCHW"},
        ),
        op("1.shape64", [5], {6: typed([4], "int64")}),
        op("1.full_int_array", [], {7: typed([1], "int64")}, {"value": [0]}),
        op("1.full_int_array", [], {8: typed([1], "int64")}, {"value": [1]}),
        op("1.slice", [6, 7, 8], {9: typed([], "int64")}, {"axes": [0], "decrease_axis": [0]}),
        op("1.full", [], {10: typed([], "int64")}, {"shape": [], "value": -1.0}),
        op("1.full", [], {11: typed([], "int64")}, {"shape": [], "value": 8.0}),
        op("0.combine", [9, 10, 11], {12: {"#": "0.t_vec", "D": [typed([], "int64")] * 3}}),
        op("1.stack", [12], {13: typed([3], "int64")}, {"axis": 0}),
        op("1.reshape", [5, 13], {14: typed([-1, -1, -1])}),
        op("1.matmul", [14, 1], {15: typed([-1, -1, 2])}, {"transpose_x": False, "transpose_y": False}),
        op("1.split_with_num", [15, 8], {16: {"#": "0.t_vec", "D": [typed([-1, 18, 2])] * 2}}, {"num": 2}),
        op("0.split", [16], {17: typed([-1, 18, 2]), 18: typed([-1, 18, 2])}),
        op("1.add", [17, 18], {19: typed([-1, 18, 2])}),
        fetch(19),
    )


# ProgramDesc


def varint(number: int) -> bytes:
    """A number, below zero with ten bytes."""
    number %= 2**64
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


def field(number: int, value: int | bytes | str) -> bytes:
    """One field of a message."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    raw = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(raw)) + raw


def tensor_desc(shape: Shape, dtype: str = "float32") -> bytes:
    """A TensorDesc."""
    return field(1, CODES[dtype]) + b"".join(field(2, int(size)) for size in shape)


def var(name: str, shape: Shape, dtype: str = "float32", *, stored: bool = False) -> bytes:
    """A VarDesc of a tensor."""
    kind = field(1, 7) + field(3, field(1, tensor_desc(shape, dtype)))
    return field(1, name) + field(2, kind) + field(3, int(stored))


def special_var(name: str, kind: int) -> bytes:
    """A VarDesc of what is no tensor: 9 feeds, 10 fetches."""
    return field(1, name) + field(2, field(1, kind)) + field(3, 1)


def desc(
    name: str,
    inputs: Mapping[str, Sequence[str]],
    outputs: Mapping[str, Sequence[str]],
    attributes: Mapping[str, Any] | None = None,
) -> bytes:
    """An OpDesc."""
    slots = [
        field(number, field(1, slot) + b"".join(field(2, one) for one in members))
        for number, given in ((1, inputs), (2, outputs))
        for slot, members in given.items()
    ]
    written = [field(4, field(1, key) + _attribute(value)) for key, value in (attributes or {}).items()]
    return b"".join(slots) + field(3, name) + b"".join(written)


def _attribute(value: Any) -> bytes:
    if isinstance(value, bool):
        return field(2, 6) + field(10, int(value))
    if isinstance(value, int):
        return field(2, 0) + field(3, value)
    if isinstance(value, float):
        return field(2, 1) + varint(4 << 3 | 5) + struct.pack("<f", value)
    if isinstance(value, str):
        return field(2, 2) + field(5, value)
    return field(2, 3) + b"".join(field(6, one) for one in value)


def program_desc(variables: Sequence[bytes], ops: Sequence[bytes], *further: bytes) -> bytes:
    """A ProgramDesc of PaddlePaddle 2.5.1 with one block, and further blocks."""
    block = field(1, 0) + field(2, -1) + b"".join(field(3, one) for one in variables)
    block += b"".join(field(4, one) for one in ops)
    blocks = b"".join(field(1, one) for one in (block, *further))
    return blocks + field(4, field(1, 2_005_001))


def feed_and_fetch(given: str, taken: str) -> tuple[list[bytes], bytes, bytes]:
    """The variables and operators by which a program takes and gives."""
    variables = [special_var("feed", 9), special_var("fetch", 10)]
    return variables, desc("feed", {"X": ["feed"]}, {"Out": [given]}), desc("fetch", {"X": [taken]}, {"Out": ["fetch"]})


def small_desc() -> bytes:
    """A convolution, a view and a product."""
    variables, feed, fetched = feed_and_fetch("x", "out")
    return program_desc(
        [
            *variables,
            var("stem.w", [8, 3, 3, 3], stored=True),
            var("fc.w", [8, 2], stored=True),
            var("ids", [4], "int64", stored=True),
            var("x", [-1, 3, 6, 6]),
            var("a", [-1, 8, 6, 6]),
            var("b", [-1, 36, 8]),
            var("out", [-1, 36, 2]),
        ],
        [
            feed,
            desc(
                "conv2d",
                {"Filter": ["stem.w"], "Input": ["x"]},
                {"Output": ["a"]},
                {"strides": [1, 1], "paddings": [1, 1], "dilations": [1, 1], "groups": 1, "data_format": "NCHW"},
            ),
            desc("reshape2", {"X": ["a"]}, {"Out": ["b"], "XShape": ["s"]}, {"shape": [0, -1, 8]}),
            desc("matmul_v2", {"X": ["b"], "Y": ["fc.w"]}, {"Out": ["out"]}, {"trans_x": False, "trans_y": False}),
            fetched,
        ],
    )


# Parameters


def record(shape: Shape, dtype: str = "float32") -> bytes:
    """A tensor of zeros in a .pdiparams file."""
    described, count = tensor_desc(shape, dtype), int(math.prod(shape))
    return struct.pack("<IQIi", 0, 0, 0, len(described)) + described + bytes(count * SIZES[dtype])


def small_params() -> bytes:
    """The parameters of both small programs by their names: fc.w, ids, stem.w."""
    return record([8, 2]) + record([4], "int64") + record([8, 3, 3, 3])
