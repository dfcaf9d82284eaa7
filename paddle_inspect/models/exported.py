"""An exported program as a model: its parameters and one pass, as `show` shows those of a catalogued weight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from paddle_inspect import programs
from paddle_inspect.base.errors import BadArgument, NotTraced
from paddle_inspect.base.figures import listed
from paddle_inspect.base.records import Trace, WeightSpec
from paddle_inspect.models.passes import Traced
from paddle_inspect.models.show import Model
from paddle_inspect.programs.records import Program

#: Inputs, outputs and kinds of operators that are named in a sentence, and digits of a size.
_NAMED, _DIGITS = 8, 12


def model_of(
    path: Path,
    *,
    batch: int | None = None,
    seq_len: int | None = None,
    inputs: Mapping[str, Sequence[int]] | None = None,
    trace: bool = True,
) -> Model:
    """The model that a program was exported from, as far as the program says.

    Args:
        path: a program, or a folder with one.
        batch: as `programs.at` has it; no size is assumed.
        seq_len: as `programs.at` has it.
        inputs: as `programs.at` has it.
        trace: make a pass at all; one that cannot be made is the reason why, or an error where a size was asked for.

    Raises:
        InputError: there is no program, or a damaged one.
        UnknownName, BadArgument: there is no such input, or it has no such size.
        NotTraced: sizes were asked for, and are not enough.
    """
    program = programs.read(path)
    traced = _pass(program, batch, seq_len, inputs) if trace else None
    if isinstance(traced, NotTraced) and (batch or seq_len or inputs):
        raise traced
    spec = WeightSpec(name=program.inventory.weight, family="", architecture=program.inventory.architecture, config={})
    return Model(spec=spec, inventory=program.inventory, trace=traced, program=program, notes=_notes(program, traced))


def _pass(
    program: Program, batch: int | None, seq_len: int | None, inputs: Mapping[str, Sequence[int]] | None
) -> Traced:
    try:
        return programs.at(program, batch=batch, seq_len=seq_len, inputs=inputs)
    except NotTraced as error:
        return error


def sizes_of(text: str) -> tuple[str, tuple[int, ...]]:
    """The name and the shape of an input: `x=1x3x224x224`.

    Raises:
        BadArgument: it is something else.
    """
    name, _, sizes = text.partition("=")
    numbers = sizes.split("x")
    if not name or not all(number.isascii() and number.isdecimal() and len(number) <= _DIGITS for number in numbers):
        raise BadArgument(f"{text!r:.80} does not say the sizes of an input as x=1x3x224x224 does")
    return name, tuple(map(int, numbers))


def _notes(program: Program, traced: Traced | None) -> tuple[str, ...]:
    """What kind of program it is, what it takes and gives, and what is not known of it."""
    taken, given = (
        listed([str(port) for port in ports], _NAMED) or "nothing" for ports in (program.inputs, program.outputs)
    )
    notes = [f"It takes {taken} and gives {given}."]
    notes += [f"{finding.message}." for finding in program.findings]
    if any(operation.inner for operation in program.graph.operations):
        notes.append("It has branches or loops: what runs in them, and how often, is not known, and counted once.")
    unknown = programs.without_shapes(traced) if isinstance(traced, Trace) else {}
    if unknown:
        named = listed([f"{name} ({count})" for name, count in unknown.items()], _NAMED)
        notes.append(f"Sizes are not known of what these operators give: {named}.")
    return tuple(notes)
