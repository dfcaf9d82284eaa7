"""Files that a reader of programs has to survive, by what is wrong with them: one of each kind."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import Any

from tests.programs import made

#: What ends the name of a file: a program of PIR, one in protobuf, parameters.
PIR, DESC, PARAMS = ".json", ".pdmodel", ".pdiparams"
TYPE = made.typed([2, 2])


def kinds() -> dict[str, tuple[str, bytes]]:
    """Every kind by name: what its file's name ends with, and the file."""
    return {**dict(_pir()), **dict(_descs()), **dict(_params())}


def _pir() -> Iterator[tuple[str, tuple[str, bytes]]]:
    good = made.text(made.small_pir())
    for name, content in {
        "no JSON behind the beginning": good[:40] + b"\0" * 100,
        "truncated JSON": good[:-30],
        "JSON and more": good + b"{}",
        "not UTF-8": good.replace(b"stem.w", b"c\xff\xfe.w"),
        "a hundred thousand brackets": good[:-2] + b',"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}}",
        "a number of a million digits": good.replace(b'"%":1}', b'"%":' + b"1" * 1_000_000 + b"}", 1),
        "a hundred thousand branches in each other": _nested(100_000),
        "a thousand branches in each other": _nested(1_000),
        "no version": good.replace(b'"version":4', b'"version":null'),
        "a version in words": good.replace(b'"version":4', b'"version":"four"'),
    }.items():
        yield name, (PIR, content)
    for name, change in _CHANGES.items():
        program = made.small_pir()
        change(program["program"]["regions"][0]["blocks"][0]["ops"])
        yield name, (PIR, made.text(program))
    for name, ops in {
        "no operators": [],
        "a value that is computed from itself": [made.op("1.add", [9, 9], {9: TYPE}), made.fetch(9)],
        "numbers that square a thousand times": [
            made.op("1.full_int_array", [], {1: made.typed([1], "int64")}, {"value": [3]}),
            *(made.op("1.multiply", [n, n], {n + 1: made.typed([1], "int64")}) for n in range(1, 1000)),
        ],
        "sizes that double a thousand times": [
            made.op("1.full", [], {1: TYPE}, {"shape": [2, 2], "value": 0.0}),
            *(
                made.op("1.tile", [n], {n + 1: made.typed([-1, -1])}, {"repeat_times": [1000, 1000]})
                for n in range(1, 1000)
            ),
        ],
        "ten thousand axes": [
            made.data(1, "x", [1] * 10_000),
            made.op("1.relu", [1], {2: made.typed([1] * 10_000)}),
        ],
        "axes that double": [
            made.data(1, "x", [1]),
            *(made.op("1.unsqueeze", [n], {n + 1: {"#": "1.t_none"}}, {"axis": [0] * 40}) for n in range(1, 200)),
        ],
        "a list that is in itself": [made.op("0.combine", [5, 5], {5: TYPE}), made.op("1.concat", [5], {6: TYPE})],
        "lists of lists that double": [
            made.data(1, "x", [1]),
            *(made.op("0.combine", [n, n], {n + 1: TYPE}) for n in range(1, 64)),
            made.op("1.concat", [64], {65: TYPE}),
        ],
    }.items():
        yield name, (PIR, made.text(made.pir(*ops)))


def _nested(depth: int) -> bytes:
    start, end = made.text(made.pir(made.data(1, "x", [1]))).rsplit(b"]}]}]}}", 1)[0], b"]}]}]}}"
    inside = b',{"#":"1.if","regions":[{"blocks":[{"ops":[{"#":"1.relu"}'
    return start + inside * depth + b"]}]}]}" * depth + end


def _set(place: int, **content: Any) -> Callable[[list[Any]], None]:
    def change(ops: list[Any]) -> None:
        keys = {"name": "#", "taken": "I", "given": "O", "attributes": "A", "flags": "OA"}
        ops[place].update({keys.get(key, key): value for key, value in content.items()})

    return change


def _attributes(place: int, **values: Any) -> Callable[[list[Any]], None]:
    def change(ops: list[Any]) -> None:
        kept = [one for one in ops[place]["A"] if one["N"] not in values]
        ops[place]["A"] = [*kept, *(made.attribute(key, value) for key, value in values.items())]

    return change


def _deep(depth: int) -> Any:
    found: Any = 1
    for _ in range(depth):
        found = [found]
    return found


_CONV, _SLICE, _COMBINE, _STACK, _RESHAPE, _MATMUL, _NUMBERED, _SPLIT = 4, 8, 11, 12, 13, 14, 15, 16
#: What may be wrong with an operator of the small program.
_CHANGES: dict[str, Callable[[list[Any]], None]] = {
    "an operator that is a number": lambda ops: ops.append(3),
    "an operator without a name": lambda ops: ops.append({"I": []}),
    "operands that are text": _set(_MATMUL, taken=["14", "1"]),
    "an operand that does not exist": _set(_MATMUL, taken=[{"%": 77}, {"%": -5}]),
    "no operands": _set(_MATMUL, taken=[]),
    "no results": _set(_MATMUL, given=[]),
    "results that are an object": _set(_MATMUL, given={"%": 15}),
    "a result without a type": _set(_MATMUL, given=[{"%": 15}]),
    "a type that is null": _set(_MATMUL, given=[{"%": 15, "TT": None}]),
    "a type that is no type": _set(_MATMUL, given=[{"%": 15, "TT": [1]}]),
    "a tensor of text": _set(_MATMUL, given=[{"%": 15, "TT": {"#": "0.t_dtensor", "D": [{"#": "0.t_f32"}, "2x2"]}}]),
    "a list of lists": _set(_NUMBERED, given=[{"%": 16, "TT": {"#": "0.t_vec", "D": [{"#": "0.t_vec", "D": []}] * 2}}]),
    "a size that is no number of bits": _set(_MATMUL, given=[{"%": 15, "TT": made.typed([10**30, 2])}]),
    "a size that is a fraction": _set(_MATMUL, given=[{"%": 15, "TT": made.typed([1.5, 2])}]),
    "a parameter of unknown size": lambda ops: ops.insert(0, made.parameter(90, "w", [-1, 2])),
    "a parameter without a name": _set(0, attributes=[0, 1, 1]),
    "a parameter whose name is a number": _set(0, attributes=[0, 1, 1, 9]),
    "a parameter with a name of a thousand letters": _set(0, attributes=[0, 1, 1, "w" * 1000]),
    "a parameter that stands twice": lambda ops: ops.insert(0, made.parameter(90, "fc.w", [8, 2])),
    "a parameter without flags": _set(0, flags=[]),
    "a parameter of an unknown dtype": _set(
        0, given={"%": 1, "TT": {"#": "0.t_dtensor", "D": [{"#": "0.t_word"}, [8, 2]]}}
    ),
    "a name that controls the terminal": _set(0, attributes=[0, 1, 1, "w\x1b[31m\x07"]),
    "strides of nought": _attributes(_CONV, strides=[0, 0]),
    "strides below nought": _attributes(_CONV, strides=[-1, -1]),
    "strides of three axes": _attributes(_CONV, strides=[1, 1, 1]),
    "strides in words": _attributes(_CONV, strides="one"),
    "paddings of some length": _attributes(_CONV, paddings=[1] * 7),
    "a window far larger than the image": _attributes(_CONV, dilations=[10**9, 10**9]),
    "a convolution of a vector": _set(_CONV, taken=[{"%": 3}, {"%": 3}]),
    "axes that there are not": _attributes(_SLICE, axes=[9], decrease_axis=[-9]),
    "a reshape that does not divide": _attributes(_RESHAPE, shape=[0, 0, 0, 7]),
    "a reshape to nothing": _set(_RESHAPE, taken=[{"%": 5}, {"%": 7}]),
    "a stack along an axis in words": _attributes(_STACK, axis="first"),
    "a split in nought parts": _attributes(_NUMBERED, num=0),
    "a split in very many parts": _attributes(_NUMBERED, num=2**62),
    "attributes that are an object": _set(_MATMUL, attributes={"transpose_x": True}),
    "an attribute nested three hundred deep": _set(_MATMUL, attributes=[{"N": "axis", "AT": {"D": _deep(300)}}]),
    "a flag where a list belongs": _attributes(_CONV, strides=True),
    "infinity as a number": _set(9, attributes=[{"N": "value", "AT": {"#": "0.a_f64", "D": 1e308}}]),
    "regions that are none": _set(_MATMUL, regions=[{"blocks": 5}]),
}


def _descs() -> Iterator[tuple[str, tuple[str, bytes]]]:
    good = made.small_desc()
    block = made.field(1, 0) + made.field(2, -1)

    def with_block(content: bytes) -> bytes:
        return made.field(1, block + content)

    relu = made.desc("relu", {"X": ["x"]}, {"Out": ["y"]})
    for name, content in {
        "protobuf, truncated": good[:-20],
        "a field of number 0": good + b"\0\0",
        "a group": good + b"\x0b\x0c",
        "a number that does not end": good + b"\x20" + b"\xff" * 20,
        "a length beyond the end": good + b"\x0a" + made.varint(2**40),
        "a length of 2**64 - 1": good + b"\x0a" + made.varint(2**64 - 1),
        "a block that is a number": good + made.field(1, 7),
        "an operator that is a number": with_block(made.field(4, 7)),
        "a variable that is a number": with_block(made.field(3, 7)),
        "a name that is a number": with_block(made.field(3, made.field(1, 7))),
        "an empty operator": with_block(made.field(4, b"")),
        "a hundred and fifty thousand operators": with_block(made.field(4, made.field(3, "a")) * 150_000),
        "three hundred thousand blocks": good + made.field(1, b"") * 300_000,
        "a hundred thousand arguments": with_block(
            made.field(4, made.field(1, made.field(1, "X") + made.field(2, "") * 100_000))
        ),
        "a hundred thousand sizes": with_block(
            made.field(3, made.var("w", [1] * 100_000, stored=True)) + made.field(4, relu)
        ),
        "a parameter without a type": with_block(made.field(3, made.field(1, "w") + made.field(3, 1))),
        "a parameter of a size below nought": with_block(made.field(3, made.var("w", [-7], stored=True))),
        "a name of a million letters": with_block(made.field(3, made.var("w" * 10**6, [1], stored=True))),
        "numbers that are cut off": with_block(
            made.field(4, relu + made.field(4, made.field(1, "scale") + made.field(7, b"abc")))
        ),
        "a name that is not UTF-8": with_block(made.field(3, made.var("w", [1], stored=True).replace(b"w", b"\xff"))),
        "one name for all": with_block(
            made.field(4, made.desc("conv2d", {"Input": ["x"], "Filter": ["x"]}, {"Output": ["x"]}))
        ),
        "the version is text": good + made.field(4, "2.5"),
    }.items():
        yield f"desc: {name}", (DESC, content)


def _params() -> Iterator[tuple[str, tuple[str, bytes]]]:
    good, first = made.small_params(), made.record([8, 2])
    described = made.tensor_desc([4], "int64")
    for name, content in {
        "nothing": b"",
        "truncated data": good[:-4],
        "a truncated record": good + b"\0" * 7,
        "one tensor too many": good + made.record([1]),
        "one tensor too few": first,
        "thirty thousand empty tensors": made.record([0]) * 30_000,
        "another version": b"\1" + good[1:],
        "2**63 levels": struct.pack("<IQ", 0, 2**63) + good,
        "a level of 2**63 bytes": struct.pack("<IQQ", 0, 1, 2**63) + good,
        "a description below nought": struct.pack("<IQIi", 0, 0, 0, -5) + good,
        "a description of two gigabytes": struct.pack("<IQIi", 0, 0, 0, 2**31 - 1) + good,
        "a description that is none": struct.pack("<IQIi", 0, 0, 0, len(described)) + b"\xff" * len(described) + good,
        "an unknown dtype": first + struct.pack("<IQIi", 0, 0, 0, 4) + b"\x08\x63\x10\x01" + b"\0" * 100,
        "a size below nought": first + struct.pack("<IQIi", 0, 0, 0, 13) + b"\x08\x05\x10" + made.varint(-1),
        "sizes whose product is enormous": first
        + struct.pack("<IQIi", 0, 0, 0, len(made.tensor_desc([2**62, 2**62])))
        + made.tensor_desc([2**62, 2**62]),
        "another order": made.record([8, 3, 3, 3]) + first + made.record([4], "int64"),
        "a pickle": b"\x80\x02}q\0.",
    }.items():
        yield f"params: {name}", (PARAMS, content)
