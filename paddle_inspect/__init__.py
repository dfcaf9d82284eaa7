"""paddle_inspect: what PaddlePaddle model-zoo weights really are, and documentation tables that say so.

    import paddle_inspect as pi

    pi.count("albert-base-v2").parameters
    pi.fix(text).diff()

See `docs/api.md`. Importing this package imports nothing of it: each name is fetched when it is asked for. Beside the
functions there are their results (`pi.Model`), what these hold (`pi.records.TensorInfo`) and what they raise
(`pi.errors.UnknownName`), as types.
"""

from __future__ import annotations

from paddle_inspect._version import __version__

#: As `typing` has it, which takes longer to import than all else here.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from paddle_inspect.api import (
        Checked,
        Checkpoint,
        Comparison,
        Drift,
        Errata,
        Explanation,
        Families,
        Heads,
        Identified,
        Model,
        Outcome,
        Ranking,
        Repaired,
        Selection,
        Summary,
        Sync,
        Weights,
        check,
        checkpoint,
        compare,
        config_drift,
        config_sync,
        count,
        errata,
        errata_of_facts,
        explain,
        facts,
        families,
        fix,
        folder,
        head_counts,
        heads,
        identify,
        rank,
        repairs,
        show,
        summary,
        verify,
        weights,
    )
    from paddle_inspect.base import errors, records
    from paddle_inspect.base.errors import InspectError
    from paddle_inspect.base.keep import Keep
    from paddle_inspect.base.progress import on_stderr
    from paddle_inspect.base.run import Run

_HOMES = {
    "InspectError": "base.errors",
    "Keep": "base.keep",
    "Run": "base.run",
    "on_stderr": "base.progress",
}
#: Modules of types.
_MODULES = ("errors", "records")

__all__ = [
    "Checked",
    "Checkpoint",
    "Comparison",
    "Drift",
    "Errata",
    "Explanation",
    "Families",
    "Heads",
    "Identified",
    "InspectError",
    "Keep",
    "Model",
    "Outcome",
    "Ranking",
    "Repaired",
    "Run",
    "Selection",
    "Summary",
    "Sync",
    "Weights",
    "__version__",
    "check",
    "checkpoint",
    "compare",
    "config_drift",
    "config_sync",
    "count",
    "errata",
    "errata_of_facts",
    "errors",
    "explain",
    "facts",
    "families",
    "fix",
    "folder",
    "head_counts",
    "heads",
    "identify",
    "on_stderr",
    "rank",
    "records",
    "repairs",
    "show",
    "summary",
    "verify",
    "weights",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    if name in _MODULES:
        return import_module(f"{__name__}.base.{name}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'api')}"), name)


def __dir__() -> list[str]:
    return __all__
