"""Whether what a file lacks of a model is what the model may be published without."""

from __future__ import annotations

from paddle_inspect.base.errors import FrameworkMissing, NotCounted
from paddle_inspect.base.records import Trace, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.comparisons.tensors import Differences
from paddle_inspect.models.counting import count_one
from paddle_inspect.models.passes import trace_of
from paddle_inspect.models.published import Apart, apart


def lacking(found: Differences, spec: WeightSpec, run: Run) -> Apart | None:
    """Parameters that a model may be published without, when the file lacks some of these and fits but for them.

    What a pass of the model does not use is among them where it can be traced.

    Args:
        found: the comparison of the model with the file.
        spec: the model.
        run: what is kept.
    """
    names = {tensor.name for tensor in found.only_left}
    if not names or found.only_right or found.shape_differs:
        return None
    try:
        traced = trace_of(spec, run)
    except (NotCounted, FrameworkMissing):  # counted on another machine, perhaps
        traced = None
    parts = apart(spec, count_one(spec, run), traced if isinstance(traced, Trace) else None)
    return next((one for one in parts if names <= {tensor.name for tensor in one.tensors}), None)
