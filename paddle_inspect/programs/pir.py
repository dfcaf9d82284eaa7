"""Programs of PaddlePaddle 3 (`inference.json`): PIR as JSON, read with msgspec into what the rest needs and no more.

    {"base_code": {"magic": "pir", "version": 4}, "program": {"regions": [{"blocks": [{"ops": [...]}]}]}}

An operator has its dialect and name under "#", attributes under "A" ("N" name, "AT" typed value), operands under "I"
and results under "O" ("%" number of the value, "TT" its type). Parameters ("p") are written shorter. Types and
attributes stay text until one is needed, and are read once where they are the same.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from paddle_inspect.base.disk import read_bytes
from paddle_inspect.base.errors import InputError
from paddle_inspect.base.records import TensorInfo
from paddle_inspect.programs.dtypes import PIR_DTYPES
from paddle_inspect.programs.records import (
    LONGEST_NAME,
    MAX_TAKEN,
    UNKNOWN,
    Attribute,
    Graph,
    Operation,
    Port,
    Value,
    checked,
)
from paddle_inspect.programs.rules import ATTRIBUTES

#: A file larger than this is refused.
MAX_BYTES = 128 * 1024 * 1024
#: So many objects take some 80 MB as PaddlePaddle writes them.
MAX_OBJECTS = 3_000_000
#: Operators that are made of them; a large model has some ten thousand.
MAX_OPERATORS = 200_000
#: An attribute that a shape depends on is a list of some numbers, a type the shape of some tensors.
_LONGEST_ATTRIBUTE, _LONGEST_TYPE, _LONGEST_REASON = 64 * 1024, 1024 * 1024, 300
_PARAMETER, _COMBINE, _SPLIT, _PICK = "p", "0.combine", "0.split", "0.slice"
_FEEDS, _FETCH = ("data", "feed"), "fetch"
_PLAIN = (bool, int, float, str)
#: How a parameter is called that is not stored; a program that is not to be trained has no flags that say so.
_NOT_STORED = "__non_persistable"
#: What ends a branch or a loop, and hands its values on.
_CONTROL_FLOW = "2."
_TENSORS, _LIST = ("0.t_dtensor", "1.t_srows"), "0.t_vec"
_DTYPE_AND_SIZES = 2
#: Values of lists have no numbers in the file; none of its own is as large.
_UNNUMBERED = 2**63


class _Operand(msgspec.Struct, gc=False):
    value: int = msgspec.field(name="%")


class _Typed(msgspec.Struct, gc=False):
    """A type or the value of an attribute: what kind of it, and what belongs to it."""

    kind: str = msgspec.field(name="#")
    content: msgspec.Raw = msgspec.field(name="D", default=msgspec.Raw(b"null"))


class _Result(msgspec.Struct, gc=False):
    value: int = msgspec.field(name="%")
    type: msgspec.Raw = msgspec.field(name="TT", default=msgspec.Raw(b"null"))


class _Named(msgspec.Struct, gc=False):
    name: str = msgspec.field(name="N")
    content: msgspec.Raw = msgspec.field(name="AT")


class _Op(msgspec.Struct):
    """An operator, or a parameter: that has plain values for attributes, and one result."""

    name: str = msgspec.field(name="#")
    attributes: tuple[_Named | int | str, ...] = msgspec.field(name="A", default=())
    operands: tuple[_Operand, ...] = msgspec.field(name="I", default=())
    results: _Result | tuple[_Result, ...] = msgspec.field(name="O", default=())
    flags: msgspec.Raw = msgspec.field(name="OA", default=msgspec.Raw(b"[]"))
    regions: tuple[_Region, ...] = ()


class _Block(msgspec.Struct):
    ops: list[_Op]


class _Region(msgspec.Struct):
    blocks: list[_Block]


class _Regions(msgspec.Struct):
    regions: list[_Region]


class _BaseCode(msgspec.Struct):
    version: int


class _File(msgspec.Struct):
    base_code: _BaseCode
    program: _Regions


def read(path: Path) -> Graph:
    """The program in a file.

    Raises:
        InputError: it is none, a damaged one, or larger than 128 MiB.
    """
    try:
        content = read_bytes(path, limit=MAX_BYTES)
        if content.count(b"{") > MAX_OBJECTS:  # each takes more memory than it takes in the file
            raise InputError(path, f"is no program of Paddle: it has more than {MAX_OBJECTS:,} objects")
        return _Reader().graph(msgspec.json.decode(content, type=_File))
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError(path, f"is no program of Paddle: {error}"[:_LONGEST_REASON]) from None
    except RecursionError:
        raise InputError(path, "is no program of Paddle: it is nested too deeply") from None


class _Reader:
    """Goes through the operators of a program once.

    `lists` are the values of each list of tensors, which the program makes with `combine` and takes apart with `split`;
    `same` the value that stands for another one.
    """

    def __init__(self) -> None:
        self.values: dict[int, Value] = {}
        self.tensors: dict[int, TensorInfo] = {}
        self.inputs: list[Port] = []
        self.outputs: list[Port] = []
        self.operations: list[Operation] = []
        self.lists: dict[int, tuple[int, ...]] = {}
        self.same: dict[int, int] = {}
        self._types: dict[bytes, Value | tuple[Value, ...]] = {}
        self._contents: dict[bytes, Attribute | None] = {}
        self._left, self._operators_left = MAX_TAKEN, MAX_OPERATORS
        self._unnamed = itertools.count(_UNNUMBERED)

    def graph(self, file: _File) -> Graph:
        """What the file says."""
        for op in _ops(file.program.regions):
            self._add(op, inner=False)
        return Graph(
            layout=f"PIR program, version {file.base_code.version}",
            inputs=tuple(self.inputs),
            outputs=tuple(self.outputs),
            operations=tuple(self.operations),
            values=self.values,
            tensors=self.tensors,
        )

    def _add(self, op: _Op, *, inner: bool) -> None:
        self._operators_left -= 1
        if self._operators_left < 0:
            raise msgspec.ValidationError(f"more than {MAX_OPERATORS:,} operators")
        if op.name == _PARAMETER:
            self._parameter(op)
            return
        inputs = tuple(self._members(operand.value) for operand in op.operands)
        results = (op.results,) if isinstance(op.results, _Result) else op.results
        if op.name == _COMBINE and results:
            if any(operand.value in self.lists for operand in op.operands):
                raise msgspec.ValidationError("a list of lists")
            self.lists[results[0].value] = tuple(value for members in inputs for value in members)
        elif op.name in (_SPLIT, _PICK) and inputs:
            self._taken_apart(op, inputs[0], results)
        elif not op.name.startswith(_CONTROL_FLOW):
            self._operation(op, inputs, results, inner)
        for part in _ops(op.regions):
            self._add(part, inner=True)

    def _operation(self, op: _Op, inputs: tuple[tuple[int, ...], ...], results: Sequence[_Result], inner: bool) -> None:
        name = op.name.partition(".")[2].removesuffix("_")
        outputs = tuple(self._defined(result) for result in results)
        attributes = self._attributes(op)
        ports = outputs if name in _FEEDS else inputs if name == _FETCH else None
        if ports is None:
            self.operations.append(
                Operation(name=name, inputs=inputs, outputs=outputs, attributes=attributes, inner=inner)
            )
            return
        for value in (value for members in ports for value in members):
            known = self.values.get(value, UNKNOWN)
            port = Port(name=str(attributes.get("name", "")), value=value, shape=known.shape, dtype=known.dtype)
            (self.inputs if ports is outputs else self.outputs).append(port)

    def _members(self, value: int) -> tuple[int, ...]:
        """What an operand stands for: the values of a list, one value, or nothing (0)."""
        members = self.lists.get(value, (self.same.get(value, value),) if value else ())
        self._left -= len(members)
        if self._left < 0:
            raise msgspec.ValidationError(f"operators that take more than {MAX_TAKEN:,} tensors together")
        return members

    def _taken_apart(self, op: _Op, members: tuple[int, ...], results: Sequence[_Result]) -> None:
        if op.name == _PICK:
            index = self._attributes(op).get("index")
            members = members[index : index + 1] if isinstance(index, int) else ()
        for result, value in itertools.zip_longest(results, members[: len(results)]):
            self._defined(result)
            if value is not None:
                self.same[result.value] = value

    def _defined(self, result: _Result) -> tuple[int, ...]:
        """The values of a result."""
        found = self._type(result.type)
        if isinstance(found, Value):
            self.values[result.value] = found
            return (result.value,)
        members = tuple(itertools.islice(self._unnamed, len(found)))
        self.values.update(zip(members, found, strict=True))
        self.lists[result.value] = members
        return members

    def _type(self, raw: msgspec.Raw) -> Value | tuple[Value, ...]:
        key = bytes(raw)
        if key not in self._types:
            if len(key) > _LONGEST_TYPE:
                raise msgspec.ValidationError(f"a type of {len(key):,} bytes")
            self._types[key] = _value(key)
        return self._types[key]

    def _attributes(self, op: _Op) -> dict[str, Attribute]:
        """Those that a shape, a cost or a name depends on."""
        found: dict[str, Attribute] = {}
        for named in op.attributes:
            if isinstance(named, _Named) and named.name in ATTRIBUTES:
                key = bytes(named.content)
                if key not in self._contents:
                    is_short = len(key) <= _LONGEST_ATTRIBUTE
                    self._contents[key] = _attribute(msgspec.json.decode(key)) if is_short else None
                content = self._contents[key]
                if content is not None:
                    found[named.name] = content
        return found

    def _parameter(self, op: _Op) -> None:
        name = op.attributes[-1] if op.attributes else None
        if not isinstance(name, str) or len(name) > LONGEST_NAME or not isinstance(op.results, _Result):
            raise msgspec.ValidationError(f"a parameter without a name that can be one, and a value: {name!r:.80}")
        flags = msgspec.json.decode(op.flags, type=list[int])
        is_stored, is_trained = (flags[0], flags[-1]) if flags else (not name.endswith(_NOT_STORED), True)
        self._defined(op.results)
        value = op.results.value
        known = self.values.get(value, UNKNOWN)
        if known.shape is None or known.dtype is None or min(known.shape, default=0) < 0:
            raise msgspec.ValidationError(f"parameter {name!r:.80} has no dtype and no shape as they have to be")
        if is_stored:
            self.tensors[value] = TensorInfo(
                name=name, shape=known.shape, dtype=known.dtype, trainable=bool(is_trained)
            )


def _ops(regions: Sequence[_Region]) -> Iterator[_Op]:
    return (op for region in regions for block in region.blocks for op in block.ops)


def _value(text: bytes) -> Value | tuple[Value, ...]:
    """The value, or those of a list, that have a type."""
    found = msgspec.json.decode(text, type=_Typed | None)
    if found is None or found.kind not in (_LIST, *_TENSORS):
        return UNKNOWN
    if found.kind == _LIST:
        members = (_value(bytes(part)) for part in msgspec.json.decode(found.content, type=list[msgspec.Raw]))
        return tuple(member if isinstance(member, Value) else UNKNOWN for member in members)
    parts = msgspec.json.decode(found.content, type=list[msgspec.Raw])
    if len(parts) < _DTYPE_AND_SIZES:
        raise msgspec.ValidationError("a tensor without a dtype and a shape")
    dtype = msgspec.json.decode(parts[0], type=_Typed)
    return Value(shape=checked(msgspec.json.decode(parts[1], type=list[int])), dtype=PIR_DTYPES.get(dtype.kind))


def _attribute(value: Any) -> Attribute | None:
    """The value of an attribute; None for one of a kind that no shape depends on."""
    content = value.get("D") if isinstance(value, dict) else value
    if not isinstance(content, list):
        return content if isinstance(content, _PLAIN) else None
    members = [_attribute(member) for member in content]
    plain = tuple(member for member in members if isinstance(member, _PLAIN))
    return plain if len(plain) == len(members) else None
