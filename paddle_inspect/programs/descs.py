"""Programs of PaddlePaddle 1 and 2 (`.pdmodel`, `__model__`): framework.proto's ProgramDesc, by its field numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from paddle_inspect.base.disk import read_bytes
from paddle_inspect.base.errors import InputError
from paddle_inspect.base.records import TensorInfo
from paddle_inspect.programs import wire
from paddle_inspect.programs.dtypes import DTYPES
from paddle_inspect.programs.params import tensor_desc
from paddle_inspect.programs.records import MAX_TAKEN, UNKNOWN, Attribute, Graph, Operation, Port, Value, checked
from paddle_inspect.programs.rules import ATTRIBUTES
from paddle_inspect.programs.spelling import in_words_of_today

#: A file larger than this is refused, and one with more of each of these.
MAX_BYTES = 128 * 1024 * 1024
MAX_ENTRIES = 100_000
_LONGEST_ATTRIBUTE = 64 * 1024

# Numbers of fields, by message: ProgramDesc, BlockDesc, VarDesc, VarType, DenseTensorDesc, OpDesc, OpDesc.Var
_BLOCKS, _VERSION, _VERSION_NUMBER = 1, 4, 1
_VARS, _OPS = 3, 4
_VAR_NAME, _VAR_TYPE, _PERSISTABLE, _STOP_GRADIENT = 1, 2, 3, 6
_KIND, _SELECTED_ROWS, _DENSE_TENSOR, _TENSOR_ARRAY = 1, 2, 3, 4
_TENSOR_OF = 1
_OP_INPUTS, _OP_OUTPUTS, _OP_TYPE, _OP_ATTRIBUTES = 1, 2, 3, 4
_SLOT, _ARGUMENTS = 1, 2
_ATTRIBUTE = 1
#: The fields of OpDesc.Attr that hold a value: i, f, s, ints, floats, b, bools, l, longs, float64s, float64.
_VALUES: Mapping[int, Callable[[wire.Message], Attribute]] = {
    3: lambda found: found.number(3),
    4: lambda found: found.real(4, "f"),
    5: lambda found: found.text(5),
    6: lambda found: tuple(found.numbers(6)),
    7: lambda found: tuple(found.reals(7, "f")),
    10: lambda found: bool(found.number(10)),
    11: lambda found: tuple(map(bool, found.numbers(11))),
    13: lambda found: found.number(13),
    15: lambda found: tuple(found.numbers(15)),
    16: lambda found: tuple(found.reals(16, "d")),
    19: lambda found: found.real(19, "d"),
}

_TENSORS = (_SELECTED_ROWS, _DENSE_TENSOR, _TENSOR_ARRAY)
#: Kinds of variables that hold no tensor: what feeds, what fetches, scopes, readers and the like.
_NO_TENSORS = frozenset((9, 10, 11, 14, 15, 17))
_FEED, _FETCH = "feed", "fetch"
#: Outputs that exist for the way back.
_FOR_GRADIENTS = frozenset(("XShape",))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Op:
    name: str
    inputs: Mapping[str, list[str]]
    outputs: Mapping[str, list[str]]
    attributes: Mapping[str, Attribute]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Var:
    name: str
    value: Value
    is_stored: bool
    is_trained: bool


def read(path: Path) -> Graph:
    """The program in a file.

    Raises:
        InputError: it is none, a damaged one, or larger than 128 MiB.
    """
    try:
        return _Reader(memoryview(read_bytes(path, limit=MAX_BYTES))).graph()
    except wire.Malformed as error:
        raise InputError(path, f"is no program of Paddle: it {error}") from None


class _Reader:
    """Goes through the blocks of a program once; the first is the program, the others are branches and loops of it."""

    def __init__(self, message: memoryview) -> None:
        self.message = message
        self.numbers: dict[str, int] = {}
        self.values: dict[int, Value] = {}
        self.variables: dict[int, _Var] = {}
        self.inputs: list[Port] = []
        self.outputs: list[Port] = []
        self.operations: list[Operation] = []
        self._left, self._taken_left = MAX_ENTRIES, MAX_TAKEN

    def graph(self) -> Graph:
        """What the file says."""
        blocks = [self._counted(value) for number, value in wire.fields(self.message) if number == _BLOCKS]
        if not blocks:
            raise wire.Malformed("has no block")
        for _, part in self._parts(blocks, _VARS):
            self._variable(_var(part))
        for place, part in self._parts(blocks, _OPS):
            self._operation(_op(part), inner=place > 0)
        return Graph(
            layout=f"ProgramDesc{self._made_by()}",
            inputs=tuple(self.inputs),
            outputs=tuple(self.outputs),
            operations=tuple(self.operations),
            values=self.values,
            tensors=dict(self._tensors()),
        )

    def _parts(self, blocks: Sequence[memoryview], wanted: int) -> Iterator[tuple[int, memoryview]]:
        """The messages in a field of each block, with the place of that block."""
        for place, block in enumerate(blocks):
            for number, value in wire.fields(block):
                if number == wanted:
                    yield place, self._counted(value)

    def _made_by(self) -> str:
        """`, PaddlePaddle 2.5.1`: versions stand there as 2005001."""
        found = [wire.part(value) for number, value in wire.fields(self.message) if number == _VERSION]
        version = wire.Message(found[-1]).number(_VERSION_NUMBER) if found else 0
        return f", PaddlePaddle {version // 10**6}.{version // 1000 % 1000}.{version % 1000}" if version > 0 else ""

    def _counted(self, value: int | memoryview) -> memoryview:
        self._left -= 1
        if self._left < 0:
            raise wire.Malformed(f"has more than {MAX_ENTRIES:,} blocks, variables and operators")
        return wire.part(value)

    def _number(self, name: str) -> int:
        return self.numbers.setdefault(name, len(self.numbers) + 1)

    def _variable(self, variable: _Var) -> None:
        number = self._number(variable.name)
        if number not in self.variables:
            self.variables[number] = variable
            is_said = variable.is_stored or variable.value.shape != ()  # else a scalar, or not known to who wrote it
            self.values[number] = variable.value if is_said else Value(shape=None, dtype=variable.value.dtype)

    def _operation(self, op: _Op, *, inner: bool) -> None:
        if op.name in (_FEED, _FETCH):
            names = op.outputs if op.name == _FEED else op.inputs
            for name in (name for given in names.values() for name in given):
                number = self._number(name)
                known = self.values.get(number, UNKNOWN)
                port = Port(name=name, value=number, shape=known.shape, dtype=known.dtype)
                (self.inputs if op.name == _FEED else self.outputs).append(port)
            return
        name, inputs, outputs, attributes = in_words_of_today(op.name, op.inputs, op.outputs, op.attributes)
        taken, given = self._positions(inputs), self._positions(outputs)
        self.operations.append(Operation(name=name, inputs=taken, outputs=given, attributes=attributes, inner=inner))

    def _positions(self, names: tuple[tuple[str, ...], ...]) -> tuple[tuple[int, ...], ...]:
        self._taken_left -= sum(map(len, names))
        if self._taken_left < 0:
            raise wire.Malformed(f"has operators that take and give more than {MAX_TAKEN:,} tensors together")
        return tuple(tuple(map(self._number, members)) for members in names)

    def _tensors(self) -> Iterator[tuple[int, TensorInfo]]:
        """The stored tensors."""
        for number, variable in self.variables.items():
            if not variable.is_stored:
                continue
            shape, dtype = variable.value.shape, variable.value.dtype
            if shape is None or dtype is None or min(shape, default=0) < 0:
                raise wire.Malformed(f"has a parameter {variable.name!r:.80} without a dtype and a shape")
            yield number, TensorInfo(name=variable.name, shape=shape, dtype=dtype, trainable=variable.is_trained)


def _var(message: memoryview) -> _Var:
    found = wire.Message(message)
    kind = wire.Message(found.part(_VAR_TYPE))
    tensor = memoryview(b"")
    for number in _TENSORS:
        if number in kind:
            tensor = kind.part(number)
            if number != _SELECTED_ROWS:
                tensor = wire.Message(tensor).part(_TENSOR_OF)
    dims, code = tensor_desc(tensor)
    return _Var(
        name=found.text(_VAR_NAME),
        value=Value(shape=checked(dims), dtype=DTYPES.get(code)),
        is_stored=bool(found.number(_PERSISTABLE)) and kind.number(_KIND) not in _NO_TENSORS,
        is_trained=not found.number(_STOP_GRADIENT),
    )


def _op(message: memoryview) -> _Op:
    found = wire.Message(message)
    if _OP_TYPE not in found:
        raise wire.Malformed("has an operator without a name")
    attributes = (_attribute(part) for part in found.parts(_OP_ATTRIBUTES))
    return _Op(
        name=found.text(_OP_TYPE),
        inputs=dict(map(_slot, found.parts(_OP_INPUTS))),
        outputs={name: given for name, given in map(_slot, found.parts(_OP_OUTPUTS)) if name not in _FOR_GRADIENTS},
        attributes=dict(attribute for attribute in attributes if attribute),
    )


def _slot(message: memoryview) -> tuple[str, list[str]]:
    found = wire.Message(message)
    return found.text(_SLOT), found.texts(_ARGUMENTS)


def _attribute(message: memoryview) -> tuple[str, Attribute] | None:
    """An attribute that a shape, a cost or a name depends on."""
    name = next((wire.text(wire.part(value)) for number, value in wire.fields(message) if number == _ATTRIBUTE), "")
    if name not in ATTRIBUTES or len(message) > _LONGEST_ATTRIBUTE:
        return None
    found = wire.Message(message)
    read = next((read for number, read in _VALUES.items() if number in found), None)
    return (name, read(found)) if read else (name, ())
