"""Exported programs, read as data and without Paddle: parameters, operators, shapes at sizes that somebody asks for.

`inference.json` (PIR) and `inference.pdmodel` (ProgramDesc), each with `inference.pdiparams` beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from paddle_inspect.base import collector
from paddle_inspect.base.disk import reason
from paddle_inspect.base.errors import InputError
from paddle_inspect.base.figures import listed
from paddle_inspect.base.looks import PIR, PROGRAM, look
from paddle_inspect.base.records import READ, Finding, Inventory, TensorInfo, TensorKind
from paddle_inspect.base.source import Source
from paddle_inspect.programs import kinds, params
from paddle_inspect.programs.forward import at as at
from paddle_inspect.programs.forward import without_shapes as without_shapes
from paddle_inspect.programs.records import Graph
from paddle_inspect.programs.records import Program as Program

#: How the two kinds of programs begin.
_DESC = re.compile(PROGRAM, re.DOTALL)
_PIR = re.compile(PIR)
#: So much of a file says whether it is one.
_START_BYTES = 512
#: What programs are called, and what their parameters are called beside them.
_SUFFIXES, _OLD_NAME = (".json", ".pdmodel"), "__model__"
_PARAMS_SUFFIX, _OLD_PARAMS = ".pdiparams", "__params__"
#: Names of files that say nothing of the model: the folder's does.
_GENERAL = frozenset(("inference", "model", _OLD_NAME))

_ARCHITECTURE = "exported program"
_FOLDED = "constant_folding@"
_BYTES = frozenset(("int8", "uint8", "float8_e4m3fn", "float8_e5m2"))
_WHOLE_NUMBERS = frozenset(("bool", "int16", "int32", "int64", "uint16", "uint32", "uint64"))
#: Operators that keep a mean and a variance, and where they take them.
_BATCH_NORMS, _STATISTICS = frozenset(("batch_norm", "sync_batch_norm")), slice(1, 3)
_QUANTISING = ("quantize", "weight_only_linear", "llm_int8_linear")
_NAMED = 8


def is_program(path: Path) -> bool:
    """Whether something is an exported program by its content: a file, or a folder with exactly one."""
    try:
        return len(_programs(path)) == 1
    except InputError:
        return False


def read(path: Path) -> Program:
    """The program in a file, or the one in a folder, held against the file of its parameters, if that is there.

    Raises:
        InputError: there is none, or a damaged one; in a folder, there are several.
    """
    found = _programs(path)
    if not found:
        what = None if path.is_dir() else look(_start(path))
        raise InputError(path, f"is {what}, and no exported program" if what else "is no exported program")
    if len(found) > 1:
        raise InputError(path, f"has several programs: {listed([one.name for one in found], _NAMED)}")
    [file] = found
    graph = _graph(file)
    tensors = tuple(_in_order_of_use(graph))
    if twice := [name for name, count in Counter(tensor.name for tensor in tensors).items() if count > 1]:
        raise InputError(file, f"is no program of Paddle: it has parameter {twice[0]!r:.80} twice")
    beside = file.with_name(_OLD_PARAMS) if file.name == _OLD_NAME else file.with_suffix(_PARAMS_SUFFIX)
    folded = tuple(tensor for tensor in tensors if tensor.name.startswith(_FOLDED))
    quantised = tuple(tensor for tensor in tensors if tensor.dtype in _BYTES)
    quantising = Counter(one.name for one in graph.operations if any(word in one.name for word in _QUANTISING))
    weight = file.absolute().parent.name if file.stem in _GENERAL else file.stem
    return Program(
        path=str(file),
        params=str(beside) if beside.exists() else None,
        graph=graph,
        inventory=Inventory(weight=weight, architecture=_ARCHITECTURE, tensors=tensors, built=READ),
        folded=tuple(tensor.name for tensor in folded),
        quantised=tuple(tensor.name for tensor in quantised),
        quantising=dict(quantising),
        findings=(*_about_params(beside, tensors), *_about_constants(folded, quantised, quantising)),
    )


def stored(program: Program) -> tuple[TensorInfo, ...]:
    """What the file of a program's parameters holds, which only the order of the names tells apart.

    Raises:
        InputError: there is no such file, or a damaged one.
    """
    if program.params is None:
        raise InputError(program.path, "has no file of its parameters beside it")
    with Source(Path(program.params)) as source:
        return params.tensors(source, program.inventory.tensors)


def _programs(path: Path) -> list[Path]:
    """The file itself, or those of a folder, that are programs.

    Raises:
        InputError: it cannot be read.
    """
    if not path.is_dir():
        return [path] if _kind(path) else []
    try:
        named = sorted(one for one in path.iterdir() if one.name.endswith(_SUFFIXES) or one.name == _OLD_NAME)
    except OSError as error:
        raise InputError(path, reason(error)) from None
    return [one for one in named if one.is_file() and _kind(one)]


def _kind(file: Path) -> str | None:
    """Which kind of program a file is by its content; None for something else."""
    start = _start(file)
    return "PIR" if _PIR.match(start) else "ProgramDesc" if _DESC.match(start) else None


def _start(file: Path) -> bytes:
    with Source(file) as source:
        return source.peek(_START_BYTES)


def _graph(file: Path) -> Graph:
    with collector.paused():
        if _kind(file) == "PIR":
            from paddle_inspect.programs import pir  # needs msgspec

            return pir.read(file)
        from paddle_inspect.programs import descs

        return descs.read(file)


def _in_order_of_use(graph: Graph) -> Iterator[TensorInfo]:
    """Parameters in the order in which operators take them, then those that none takes.

    Whole numbers are indices and masks, which nothing learns; those of one byte are quantised weights. Nor are the
    statistics learned that batch norms keep, of which not every file says so.
    """
    taken = (value for one in graph.operations for members in one.inputs for value in members)
    statistics = {
        value
        for one in graph.operations
        if one.name in _BATCH_NORMS
        for members in one.inputs[_STATISTICS]
        for value in members
    }
    for value in dict.fromkeys((*taken, *graph.tensors)):
        tensor = graph.tensors.get(value)
        if tensor is not None:
            kind = TensorKind.BUFFER if tensor.dtype in _WHOLE_NUMBERS else TensorKind.PARAMETER
            yield replace(tensor, kind=kind, trainable=tensor.trainable and value not in statistics)


def _about_params(path: Path, tensors: Sequence[TensorInfo]) -> Iterator[Finding]:
    if not path.exists():
        if tensors:
            yield kinds.no_params_file.of_file(path.name)
        return
    try:
        with Source(path) as source:
            problem = params.disagreement(source, tensors)
    except InputError as error:
        problem = error.reason
    if problem:
        yield kinds.params_file.of_file(f"{path.name} {problem}")


def _about_constants(
    folded: Sequence[TensorInfo], quantised: Sequence[TensorInfo], quantising: Mapping[str, int]
) -> Iterator[Finding]:
    if folded:
        yield kinds.folded_constants.of_file(len(folded), sum(tensor.numel for tensor in folded))
    if quantised or quantising:
        operators = ", ".join(f"{name} ({count})" for name, count in quantising.items())
        yield kinds.quantised.of_file(len(quantised), sum(tensor.numel for tensor in quantised), operators)
