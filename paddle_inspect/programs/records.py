"""What an exported program holds, as records without I/O: one form for both kinds of files.

Operators and their attributes have the names that PaddlePaddle 3 gives them, whatever the file calls them. A size is -1
where the program leaves it to whoever runs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from paddle_inspect.base.records import Finding, Inventory, Shape, TensorInfo

#: Bytes of a name, axes of a tensor, and what no size of an axis reaches.
LONGEST_NAME, MAX_AXES, MAX_SIZE = 512, 64, 2**63
#: Tensors that all operators of a program take and give together: one list may be taken by many.
MAX_TAKEN = 1_000_000
#: What an attribute holds: a flag, a number, a text, or a list of these.
Attribute: TypeAlias = bool | int | float | str | tuple[bool | int | float | str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A tensor that the program computes with; shape and dtype are None where the program does not say."""

    shape: Shape | None
    dtype: str | None


UNKNOWN = Value(shape=None, dtype=None)


def checked(dims: Iterable[int]) -> Shape | None:
    """Sizes as a shape: those below zero unknown; None where they are those of no tensor."""
    shape = tuple(dims)
    if min(shape, default=0) < -1:
        shape = tuple(max(size, -1) for size in shape)
    return shape if len(shape) <= MAX_AXES and max(shape, default=0) < MAX_SIZE else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """What a program takes (feed) or gives (fetch): its name, and which of the program's values it is."""

    name: str
    value: int
    shape: Shape | None
    dtype: str | None

    def __str__(self) -> str:
        """`x (float32 ?x3x?x?)`."""
        return f"{self.name} ({self.dtype} {written(self.shape)})"


def written(shape: Shape | None) -> str:
    """`1x3x?x?`."""
    if shape is None:
        return "of any shape"
    return "x".join("?" if size < 0 else str(size) for size in shape) or "scalar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operator. `inputs` and `outputs` are values by position, several where it takes a list, none where absent.

    `inner` says that it stands in a branch or a loop, so that nobody knows how often it runs.
    """

    name: str
    inputs: tuple[tuple[int, ...], ...]
    outputs: tuple[tuple[int, ...], ...]
    attributes: Mapping[str, Attribute]
    inner: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """What a program file says, in its order; `tensors` are its stored parameters, by the values that they are."""

    layout: str
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    operations: tuple[Operation, ...]
    values: Mapping[int, Value]
    tensors: Mapping[int, TensorInfo]


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """An exported program.

    `inventory` has its parameters in the order in which operators first use them, then those that none uses. `folded`
    are the names of those that are results of constant folding, `quantised` of those in a dtype of one byte.
    `quantising` counts the operators that quantise or dequantise, by name. `params` is the file of the parameters, None
    where there is none beside the program.
    """

    path: str
    params: str | None
    graph: Graph
    inventory: Inventory
    folded: tuple[str, ...]
    quantised: tuple[str, ...]
    quantising: Mapping[str, int]
    findings: tuple[Finding, ...]

    @property
    def layout(self) -> str:
        """What kind of file it is: `PIR program, version 4`."""
        return self.graph.layout

    @property
    def inputs(self) -> tuple[Port, ...]:
        """What it takes."""
        return self.graph.inputs

    @property
    def outputs(self) -> tuple[Port, ...]:
        """What it gives."""
        return self.graph.outputs
