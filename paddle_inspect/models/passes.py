"""Traces of models: from the store where it has them, else made; also the reason why there is none is kept."""

from __future__ import annotations

import json
from typing import Any

from paddle_inspect.base.errors import NotTraced
from paddle_inspect.base.keep import Store
from paddle_inspect.base.records import Operator, Shape, Trace, WeightSpec
from paddle_inspect.base.versions import versions
from paddle_inspect.models.configs import first_size

#: Raise it whenever traces are made or kept otherwise.
_FORMAT = 2
#: The longest text that a model's table of positions allows.
_POSITIONS = ("max_position_embeddings",)
DEFAULT_SEQ_LEN = 128


def default_seq_len(spec: WeightSpec) -> int:
    """128 tokens, or as many as the model takes."""
    return min(DEFAULT_SEQ_LEN, first_size(spec.config, _POSITIONS) or DEFAULT_SEQ_LEN)


def trace_of(
    spec: WeightSpec, *, batch: int, seq_len: int, fresh: bool = False, store: Store | None = None
) -> Trace | NotTraced:
    """One forward pass of a weight's model, or the reason why it cannot be traced; kept between runs.

    Raises:
        NotCounted: the model cannot be built.
        FrameworkMissing: it has to be traced, and PaddlePaddle or PaddleNLP cannot be imported.
    """
    longest = first_size(spec.config, _POSITIONS)
    if longest is not None and seq_len > longest:
        return NotTraced(spec.name, f"{seq_len} tokens are more than the {longest} that it has positions for")
    store = store or Store()
    model = [spec.module, spec.architecture, dict(spec.config)]
    key = json.dumps(["trace", _FORMAT, versions().as_dict(), *model, batch, seq_len], sort_keys=True)
    kept = None if fresh else _decoded(spec, batch, seq_len, store.read(key))
    if kept is not None:
        return kept
    from paddle_inspect.zoos.paddlenlp.trace import trace

    try:
        found = trace(spec, batch=batch, seq_len=seq_len)
    except NotTraced as refusal:
        store.write(key, {"refused": refusal.reason})
        return refusal
    store.write(key, _encoded(found))
    return found


def _encoded(trace: Trace) -> dict[str, object]:
    """A trace as JSON: the few distinct kinds of operators once, then each operator's kind and parameters."""
    kinds: dict[tuple[object, ...], int] = {}
    operators = []
    for one in trace.operators:
        kind = (one.name, one.inputs, one.outputs, one.attributes)
        operators.append([kinds.setdefault(kind, len(kinds)), *one.parameters])
    return {"inputs": trace.inputs, "kinds": list(kinds), "operators": operators}


def _decoded(spec: WeightSpec, batch: int, seq_len: int, content: Any) -> Trace | NotTraced | None:
    """What `_encoded` wrote, or a refusal; None when it is something else."""
    try:
        if "refused" in content:
            return NotTraced(spec.name, content["refused"])
        kinds = [_kind(*kind) for kind in content["kinds"]]
        return Trace(
            weight=spec.name,
            architecture=spec.architecture,
            batch=batch,
            seq_len=seq_len,
            inputs=tuple((name, tuple(shape)) for name, shape in content["inputs"]),
            operators=tuple(Operator(**kinds[kind], parameters=tuple(used)) for kind, *used in content["operators"]),
        )
    except (TypeError, KeyError, ValueError, IndexError):
        return None


def _kind(name: str, inputs: list[Any], outputs: list[Any], attributes: list[Any]) -> dict[str, Any]:
    return {
        "name": name,
        "inputs": _shapes(inputs),
        "outputs": _shapes(outputs),
        "attributes": tuple((key, value) for key, value in attributes),
    }


def _shapes(shapes: list[Any]) -> tuple[Shape, ...]:
    return tuple(map(tuple, shapes))
