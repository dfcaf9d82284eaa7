"""Forward passes of models: those that are kept, else traced; so is a reason why there is none, where it lasts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from paddle_inspect.base import workers
from paddle_inspect.base.errors import NotCounted, NotTraced
from paddle_inspect.base.figures import many
from paddle_inspect.base.keep import Kept
from paddle_inspect.base.records import Operator, Shape, Trace, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.models.configs import first_size
from paddle_inspect.zoos import versions, zoo_of

#: One pass, or the reason why it cannot be traced.
Traced: TypeAlias = Trace | NotTraced
#: The longest text that a model's table of positions allows.
_POSITIONS = ("max_position_embeddings",)
#: Tokens of a text, unless somebody says.
DEFAULT_SEQ_LEN = 128


def default_seq_len(spec: WeightSpec) -> int:
    """128 tokens, or as many as the model takes."""
    return min(DEFAULT_SEQ_LEN, first_size(spec.config, _POSITIONS) or DEFAULT_SEQ_LEN)


def trace_of(spec: WeightSpec, run: Run, *, batch: int = 1, seq_len: int | None = None) -> Traced:
    """One forward pass of a weight's model, or the reason why it cannot be traced; kept between runs, if it lasts.

    Args:
        spec: the weight.
        run: what is kept.
        batch: texts in the batch.
        seq_len: tokens of each text; `default_seq_len` by default.

    Raises:
        NotCounted: the model cannot be built.
        FrameworkMissing: it has to be traced, and its library cannot be imported.
    """
    [found] = trace_each([spec], run, batch=batch, seq_len=seq_len)
    if isinstance(found, NotCounted):
        raise found
    return found


def trace_each(
    specs: Sequence[WeightSpec], run: Run, *, batch: int = 1, seq_len: int | None = None
) -> Iterator[Traced | NotCounted]:
    """As `trace_of`, of weights in their order, one after the other; those that have to be traced on all processors."""
    asked = [_asked(spec, batch, seq_len) for spec in specs]
    found: dict[str, Traced | NotCounted] = {}
    missing: dict[str, _Asked] = {}
    for one in asked:
        if isinstance(one, _Asked) and one.key not in found:
            kept = run.keep.find(TRACE, one.key)
            if kept is None:
                missing.setdefault(one.key, one)
            else:
                found[one.key] = kept
    made = workers.each(_made, list(missing.values()))
    for spec, one in zip(specs, asked, strict=True):
        if isinstance(one, NotTraced):
            yield one
            continue
        if one.key not in found:  # what is missing comes in the order in which it is first asked for
            found[one.key] = result = next(made)
            if not isinstance(result, NotCounted):
                run.keep.keep(TRACE, one.key, result, lasting=not isinstance(result, NotTraced) or result.lasting)
        yield _for_weight(spec, found[one.key])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A pass that can be asked of a zoo, and what it is kept under."""

    spec: WeightSpec
    batch: int
    seq_len: int
    key: str


def _asked(spec: WeightSpec, batch: int, seq_len: int | None) -> _Asked | NotTraced:
    seq_len = seq_len or default_seq_len(spec)
    longest = first_size(spec.config, _POSITIONS)
    if longest is not None and seq_len > longest:
        return NotTraced(
            spec.name, f"{many(seq_len, 'token is', 'tokens are')} more than the {longest} that it has positions for"
        )
    key = TRACE.key(versions(spec), [spec.module, spec.architecture, dict(spec.config), batch, seq_len])
    return _Asked(spec=spec, batch=batch, seq_len=seq_len, key=key)


def _made(asked: _Asked) -> Traced | NotCounted:
    try:
        return zoo_of(asked.spec).forward_pass(asked.spec, batch=asked.batch, seq_len=asked.seq_len)
    except (NotTraced, NotCounted) as refusal:
        return refusal


def _for_weight(spec: WeightSpec, found: Traced | NotCounted) -> Traced | NotCounted:
    """What was traced for an architecture and config, under the name of a weight that has both."""
    if isinstance(found, NotCounted):
        return NotCounted(spec.name, found.reason)
    if isinstance(found, NotTraced):
        return NotTraced(spec.name, found.reason, lasting=found.lasting)
    return found if found.weight == spec.name else replace(found, weight=spec.name)


def _encoded(trace: Traced) -> dict[str, object]:
    """A trace as JSON: the few distinct kinds of operators once, then each operator's kind and parameters."""
    if isinstance(trace, NotTraced):
        return {"weight": trace.weight, "refused": trace.reason}
    kinds: dict[tuple[object, ...], int] = {}
    operators = []
    for one in trace.operators:
        kind = (one.name, one.inputs, one.outputs, one.attributes)
        operators.append([kinds.setdefault(kind, len(kinds)), *one.parameters])
    return {
        "weight": trace.weight,
        "architecture": trace.architecture,
        "batch": trace.batch,
        "seq_len": trace.seq_len,
        "inputs": trace.inputs,
        "kinds": list(kinds),
        "operators": operators,
    }


def _decoded(content: Any) -> Traced:
    if "refused" in content:
        return NotTraced(content["weight"], content["refused"])
    kinds = [_kind(*kind) for kind in content["kinds"]]
    return Trace(
        weight=content["weight"],
        architecture=content["architecture"],
        batch=content["batch"],
        seq_len=content["seq_len"],
        inputs=tuple((name, tuple(shape)) for name, shape in content["inputs"]),
        operators=tuple(Operator(**kinds[kind], parameters=tuple(used)) for kind, *used in content["operators"]),
    )


def _kind(name: str, inputs: list[Any], outputs: list[Any], attributes: list[Any]) -> dict[str, Any]:
    return {
        "name": name,
        "inputs": _shapes(inputs),
        "outputs": _shapes(outputs),
        "attributes": tuple((key, value) for key, value in attributes),
    }


def _shapes(shapes: list[Any]) -> tuple[Shape, ...]:
    return tuple(map(tuple, shapes))


TRACE: Kept[Traced] = Kept(name="trace", version=4, encode=_encoded, decode=_decoded)
