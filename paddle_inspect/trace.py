"""What a model executes: the operators of one forward pass with their shapes and the parameters they use. Records only.

A trace is of one batch size and one sequence length; shapes are those of that pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Shape: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """One operator of the program.

    `name` is Paddle's (`matmul`, `conv2d`, `embedding`). `parameters` are the state_dict names of the parameters that
    it computes with, also of those that reached it through reshapes, transpositions and the like, which move data and
    compute nothing. `attributes` holds what its cost depends on: `transpose_x`, `transpose_y`, `equation`.
    """

    name: str
    inputs: tuple[Shape, ...]
    outputs: tuple[Shape, ...]
    parameters: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str | bool], ...] = ()

    def attribute(self, name: str) -> str | bool | None:
        """An attribute's value, None where the operator has none of that name."""
        return dict(self.attributes).get(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One forward pass of a weight's model; `inputs` are the names and shapes of what it was given."""

    weight: str
    architecture: str
    batch: int
    seq_len: int
    inputs: tuple[tuple[str, Shape], ...]
    operators: tuple[Operator, ...]
