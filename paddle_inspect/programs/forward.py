"""One pass of a program over inputs of some size: the shapes of all its tensors, operator by operator.

What a rule gives and what the program itself says have to agree; where they do not, and where there is no rule and the
program leaves it open, a size is not known (-1), and nor is what an operator costs that computes with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from paddle_inspect.base.errors import BadArgument, NotTraced, UnknownName
from paddle_inspect.base.figures import listed
from paddle_inspect.base.operators import VIEWS
from paddle_inspect.base.records import Operator, Shape, Trace
from paddle_inspect.programs.records import (
    MAX_SIZE,
    UNKNOWN,
    Attribute,
    Operation,
    Port,
    Program,
    Value,
    checked,
    written,
)
from paddle_inspect.programs.rules import NUMBERS, SHAPES
from paddle_inspect.programs.rules.asked import MOST_NUMBERS, Numbers

#: How a rule fails on what its operator does not take.
_FAILURES = (ArithmeticError, LookupError, TypeError, ValueError, AssertionError)
#: What the cost of an operator depends on, besides shapes.
_ATTRIBUTES = {"matmul": ("transpose_x", "transpose_y"), "einsum": ("equation",)}
#: How often a parameter may reach an operator together with others: far more than in any model.
MAX_REACHED = 4_000_000
_NAMED = 8
_UNKNOWN_SHAPE: Shape = (-1,)


def at(
    program: Program,
    *,
    batch: int | None = None,
    seq_len: int | None = None,
    inputs: Mapping[str, Sequence[int]] | None = None,
) -> Trace:
    """One pass of a program.

    Args:
        program: what was read.
        batch: the size of each input's first axis, where the program leaves it open.
        seq_len: that of the second.
        inputs: whole shapes by the input's name; these go before the other two.

    Raises:
        UnknownName: there is no such input.
        BadArgument: no size, or another one than the program has.
        NotTraced: an input is open in further axes, or in these and nobody says how large they are; or it is no
            program of a model, by how its parameters reach its operators.
    """
    shapes = sizes(program, batch=batch, seq_len=seq_len, inputs=inputs or {})
    name = program.inventory.weight
    return Trace(
        weight=name,
        architecture=program.inventory.architecture,
        batch=batch,
        seq_len=seq_len,
        inputs=tuple((port.name, shape) for port, shape in zip(program.inputs, shapes, strict=True)),
        operators=tuple(_Pass(program, shapes).operators()),
    )


def without_shapes(trace: Trace) -> dict[str, int]:
    """The operators whose first result has a size that is not known, by name, most of them first."""
    found = Counter(operator.name for operator in trace.operators if any(size < 0 for size in operator.outputs[0]))
    return dict(found.most_common())


def sizes(
    program: Program, *, batch: int | None, seq_len: int | None, inputs: Mapping[str, Sequence[int]]
) -> tuple[Shape, ...]:
    """The shape of each input, in the program's order.

    Raises:
        UnknownName, BadArgument, NotTraced: as `at`.
    """
    for size in (size for given in ((batch, seq_len), *inputs.values()) for size in given if size is not None):
        if not 1 <= size < MAX_SIZE:
            raise BadArgument(f"{size} is no size of an input")
    known = [port.name for port in program.inputs]
    for name in inputs:
        if name not in known:
            raise UnknownName("input", name, known, few=True)
    shapes = tuple(_of_port(port, batch, seq_len, inputs.get(port.name)) for port in program.inputs)
    open_ones = [
        f"{port.name} ({written(shape)})" for port, shape in zip(program.inputs, shapes, strict=True) if -1 in shape
    ]
    if open_ones:
        how = "which --input NAME=SIZES states, --batch the first of each, --seq-len the second"
        reason = f"the program leaves sizes open, {how}: {listed(open_ones, _NAMED)}"
        raise NotTraced(program.inventory.weight, reason, lasting=False)
    return shapes


def _of_port(port: Port, batch: int | None, seq_len: int | None, given: Sequence[int] | None) -> Shape:
    if given is not None:
        shape = tuple(given)
        if port.shape is not None:
            is_possible = len(shape) == len(port.shape) and all(
                size in (-1, wish) for size, wish in zip(port.shape, shape, strict=True)
            )
            if not is_possible:
                raise BadArgument(f"{port.name} is {written(port.shape)}, and not {written(shape)}")
        return shape
    if port.shape is None:
        return _UNKNOWN_SHAPE
    asked = dict(enumerate((batch, seq_len)))
    return tuple(asked.get(axis) or -1 if size < 0 else size for axis, size in enumerate(port.shape))


class _Pass:
    """The shapes of a program's values so far, the numbers that are known, and the parameters that reached them."""

    def __init__(self, program: Program, shapes: Sequence[Shape]) -> None:
        graph = program.graph
        self._operations, self._values, self._stored = graph.operations, graph.values, graph.tensors.keys()
        self._shapes = {value: one.shape for value, one in graph.values.items()}
        self._shapes.update(zip((port.value for port in graph.inputs), shapes, strict=True))
        self._numbers: dict[int, Numbers] = {}
        self._name, self._left = program.inventory.weight, MAX_REACHED
        self._reaching: dict[int, tuple[str, ...]] = {value: (one.name,) for value, one in graph.tensors.items()}

    def operators(self) -> Iterator[Operator]:
        """Those that compute something, in the program's order, each with the parameters that reach it."""
        for operation in self._operations:
            if operation.inner:
                yield self._inner(operation)
                continue
            call = _Call(operation, self._shapes, self._numbers)
            outputs = [value for members in operation.outputs for value in members]
            numbers = _numbers_of(call)
            inputs = tuple(self._shape(value) for members in operation.inputs for value in members)
            for place, (value, shape) in enumerate(zip(outputs, self._given(call, outputs), strict=True)):
                self._shapes[value] = shape
                self._numbers.pop(value, None)
                if place < len(numbers):
                    self._numbers[value] = _clean(numbers[place], self._values.get(value, UNKNOWN))
            used = self._used(operation)
            hands_on = operation.name in VIEWS
            self._reaching.update((value, used if hands_on else ()) for value in outputs if value not in self._stored)
            if inputs and outputs and not hands_on:
                yield Operator(
                    name=operation.name,
                    inputs=inputs,
                    outputs=tuple(map(self._shape, outputs)),
                    parameters=used,
                    attributes=tuple(_attributes(operation)),
                )

    def _inner(self, operation: Operation) -> Operator:
        """An operator of a branch or a loop: how often it runs is not known, nor on what."""
        for value in (value for members in operation.outputs for value in members):
            self._shapes[value] = None
            self._numbers.pop(value, None)
        return Operator(
            name=operation.name,
            inputs=(_UNKNOWN_SHAPE,),
            outputs=(_UNKNOWN_SHAPE,),
            parameters=self._used(operation),
        )

    def _shape(self, value: int) -> Shape:
        shape = self._shapes.get(value)
        return _UNKNOWN_SHAPE if shape is None else shape

    def _used(self, operation: Operation) -> tuple[str, ...]:
        taken = (value for members in operation.inputs for value in members)
        reached = [self._reaching[value] for value in taken if value in self._reaching]
        if len(reached) == 1:
            return reached[0]
        self._left -= sum(map(len, reached))
        if self._left < 0:
            raise NotTraced(self._name, f"its parameters reach operators more than {MAX_REACHED:,} times")
        return tuple(dict.fromkeys(name for names in reached for name in names))

    def _given(self, call: _Call, outputs: Sequence[int]) -> Iterator[Shape | None]:
        """The shape of each output, as the rule and the program agree on it."""
        rule = SHAPES.get(call.name)
        try:
            found = [checked(shape) for shape in rule(call)] if rule else []
        except _FAILURES:
            found = []
        for place, value in enumerate(outputs):
            stated = self._values.get(value, UNKNOWN).shape
            yield _agreed(stated, found[place] if place < len(found) else None)


class _Call:
    """An operator as a rule asks it."""

    def __init__(
        self, operation: Operation, shapes: Mapping[int, Shape | None], numbers: Mapping[int, Numbers]
    ) -> None:
        self.name = operation.name
        self._operation, self._shapes, self._numbers = operation, shapes, numbers

    def shape(self, position: int) -> Shape:
        """As `rules.asked.Given` has it."""
        return self.shapes(position)[0]

    def shapes(self, position: int) -> Sequence[Shape]:
        """As `rules.asked.Given` has it."""
        found = [self._shapes[value] for value in self._operation.inputs[position]]
        if not found or None in found:
            raise LookupError("a shape that is not known")
        return [shape for shape in found if shape is not None]

    def is_given(self, position: int) -> bool:
        """As `rules.asked.Given` has it."""
        inputs = self._operation.inputs
        return position < len(inputs) and bool(inputs[position])

    def numbers(self, position: int) -> Numbers:
        """As `rules.asked.Given` has it."""
        return tuple(number for value in self._operation.inputs[position] for number in self._numbers[value])

    def attribute(self, name: str) -> Attribute | None:
        """As `rules.asked.Given` has it."""
        return self._operation.attributes.get(name)


def _numbers_of(call: _Call) -> list[Numbers]:
    rule = NUMBERS.get(call.name)
    try:
        found = rule(call) if rule else []
    except _FAILURES:
        return []
    return found[:MOST_NUMBERS] if all(len(numbers) <= MOST_NUMBERS for numbers in found) else []


def _clean(numbers: Numbers, value: Value) -> Numbers:
    """Numbers as the value holds them: whole ones where its dtype has no others, none that it has no room for."""
    is_real = value.dtype is None or "float" in value.dtype
    known = ((number if number is None or is_real else int(number)) for number in numbers)
    return tuple(None if number is None or abs(number) >= MAX_SIZE else number for number in known)


def _agreed(stated: Shape | None, found: Shape | None) -> Shape | None:
    """What the program states of a shape and what a rule finds, put together; not known where they contradict."""
    if found is None or stated is None or found == stated:
        return stated if found is None else found
    if len(stated) != len(found):
        return (-1,) * len(stated)
    return tuple(
        there if here < 0 else here if there in (-1, here) else -1 for here, there in zip(stated, found, strict=True)
    )


def _attributes(operation: Operation) -> Iterator[tuple[str, str | bool]]:
    for name in _ATTRIBUTES.get(operation.name, ()):
        value = operation.attributes.get(name)
        if isinstance(value, (str, bool)):
            yield name, value
