"""The part of a model's document about what runs: sharing, memory, compute. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from paddle_inspect.base.errors import NotTraced
from paddle_inspect.base.figures import format_exact, format_size, listed, many
from paddle_inspect.base.records import Inventory, TensorInfo, Trace
from paddle_inspect.models.cost import (
    COUNTED,
    Execution,
    OperatorCost,
    costs,
    execution,
    flops,
    training_bytes,
    weight_bytes,
)
from paddle_inspect.tables.document import Column, Section, Table

#: More names than this are counted, not listed.
_NAMED = 5
_CONVENTION = "One multiply-add is 2 FLOPs."
_EXECUTED = (
    "Executed counts a parameter as often as an operator of the traced pass uses it; of an embedding, the whole table."
)


def pass_sections(inventory: Inventory, trace: Trace | NotTraced) -> list[Section]:
    """What is tied, stored and executed, the memory that weights and training take, and the FLOPs of a pass.

    Args:
        inventory: the model's tensors under Paddle's names.
        trace: one pass of it, or why there is none.
    """
    tied = [_tied_section(inventory)] if inventory.ties else []
    if isinstance(trace, NotTraced):
        reason = f"Not traced, so what runs is not known: {trace.reason}"
        return [*tied, _memory_section(inventory), Section(title="Compute", notes=(reason,))]
    found = execution(inventory, trace)
    return [*tied, *_execution_sections(found, trace), _memory_section(inventory), _compute_section(trace)]


def _tied_section(inventory: Inventory) -> Section:
    columns = (
        Column("tensor", gives="middle"),
        Column("is the same as", gives="middle"),
        Column("elements", right=True, spare=1),
    )
    rows = tuple((tie.name, tie.tied_to or "", format_exact(tie.numel)) for tie in inventory.ties)
    return Section(title="Tied tensors", table=Table(columns, rows))


def _execution_sections(found: Execution, trace: Trace) -> list[Section]:
    columns = (Column("parameters", gives="words"), Column("elements", right=True), Column("times stored", right=True))
    ratio = f"{found.executed / found.stored:.2f}" if found.stored else ""
    rows = (
        ("stored", format_exact(found.stored), "1.00"),
        (
            "executed in the pass" if trace.seq_len is None else "executed for each token",
            format_exact(found.executed),
            ratio,
        ),
    )
    notes = (_EXECUTED, *_unused_note(found.unused))
    sections = [Section(title="Stored and executed", table=Table(columns, rows), notes=notes)]
    return [*sections, _reused_section(found)] if found.reused else sections


def _unused_note(unused: Sequence[TensorInfo]) -> tuple[str, ...]:
    if not unused:
        return ()
    elements = sum(tensor.numel for tensor in unused)
    names = listed([tensor.name for tensor in unused], _NAMED)
    return (f"This pass does not use {format_exact(elements)} of them: {names}.",)


def _reused_section(found: Execution) -> Section:
    columns = (
        Column("part", gives="middle"),
        Column("passes", right=True),
        Column("tensors", right=True, spare=1),
        Column("elements", right=True, spare=2),
        Column("executed", right=True),
    )
    rows = tuple(
        (
            one.part or "the whole model",
            str(one.passes),
            str(one.tensors),
            format_exact(one.elements),
            format_exact(one.passes * one.elements),
        )
        for one in found.reused
    )
    return Section(title="Used more than once", table=Table(columns, rows))


def _memory_section(inventory: Inventory) -> Section:
    columns = (Column("what", gives="words"), Column("bytes", right=True, spare=1), Column("size", right=True))
    sizes = {f"weights in {dtype}": size for dtype, size in weight_bytes(inventory.parameters).items()}
    sizes["training with Adam"] = training_bytes(inventory)
    rows = tuple((what, format_exact(size), format_size(size)) for what, size in sizes.items())
    notes = (
        "Weights are the parameters alone, without the scales of a quantisation.",
        "Training is an estimate without activations: weights, gradients and two moments, and the buffers.",
    )
    return Section(title="Memory", table=Table(columns, rows), notes=notes)


def _compute_section(trace: Trace) -> Section:
    columns = (
        Column("operator"),
        Column("number", right=True, spare=1),
        Column("multiply-adds", right=True, spare=2),
        Column("FLOPs", right=True),
    )
    found = costs(trace)
    rows = [
        (cost.name, format_exact(cost.count), _number(cost.multiply_adds), _number(cost.flops))
        for cost in found
        if cost.name in COUNTED
    ]
    total = flops(trace)
    rows.append(("total", "", _number(None if total is None else total // 2), _number(total)))
    notes = (
        f"One forward pass with {_sizes(trace)}. {_CONVENTION}",
        f"Not counted: {_uncounted(found)}.",
    )
    return Section(title="Compute", table=Table(columns, tuple(rows)), notes=notes)


def _number(value: int | None) -> str:
    return "unknown" if value is None else format_exact(value)


def _sizes(trace: Trace) -> str:
    inputs = ", ".join(f"{name} {list(shape)}" for name, shape in trace.inputs)
    if trace.batch is None or trace.seq_len is None:
        return inputs or "no input"
    return f"batch {trace.batch} and {many(trace.seq_len, 'token')} ({inputs})"


def _uncounted(found: Sequence[OperatorCost]) -> str:
    return ", ".join(f"{cost.name} ({cost.count})" for cost in found if cost.name not in COUNTED) or "nothing"


def pass_tree(inventory: Inventory, trace: Trace | NotTraced) -> dict[str, object]:
    """The same for scripts; what is not known is null, and `not_traced` says why."""
    tree: dict[str, object] = {
        "tied": [{"name": tie.name, "tied_to": tie.tied_to} for tie in inventory.ties],
        "memory": {"weights": weight_bytes(inventory.parameters), "training_with_adam": training_bytes(inventory)},
    }
    if isinstance(trace, NotTraced):
        return {**tree, "execution": None, "compute": None, "not_traced": trace.reason}
    found = execution(inventory, trace)
    return {**tree, "execution": _execution_json(found), "compute": _compute_json(trace), "not_traced": None}


def _execution_json(found: Execution) -> dict[str, object]:
    return {
        "stored_parameters": found.stored,
        "executed_parameters": found.executed,
        "reused": [
            {"part": one.part, "passes": one.passes, "tensors": one.tensors, "elements": one.elements}
            for one in found.reused
        ],
        "unused": [tensor.name for tensor in found.unused],
    }


def _compute_json(trace: Trace) -> dict[str, object]:
    return {
        "batch": trace.batch,
        "seq_len": trace.seq_len,
        "inputs": {name: list(shape) for name, shape in trace.inputs},
        "flops": flops(trace),
        "flops_per_multiply_add": 2,
        "operators": [
            {"name": cost.name, "count": cost.count, "counted": cost.name in COUNTED, "flops": cost.flops}
            for cost in costs(trace)
        ],
    }
