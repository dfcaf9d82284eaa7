"""What a script or a notebook can ask, and what the commands are built on: `import paddle_inspect as pi`.

Every function takes a `run` (see `base/run.py`): where results are kept between runs, whether they are made anew, and
who is told how far a long job is. Results are records that print as plain text and show as a table in a notebook.
Errors are the package's own (`InspectError` is their root). Nothing here imports a framework, rich or docutils until
it is needed, and each name is fetched when it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paddle_inspect.api.catalogue import (
        Drift,
        Families,
        Sync,
        Weights,
        config_drift,
        config_problems,
        config_sync,
        families,
        weights,
    )
    from paddle_inspect.api.figures import Errata, Explanation, errata, errata_of_facts, explain, facts
    from paddle_inspect.api.files import (
        Checkpoint,
        Checkpoints,
        Comparison,
        Identified,
        checkpoint,
        checkpoints,
        compare,
        identify,
        verify,
    )
    from paddle_inspect.api.models import (
        Heads,
        Model,
        count,
        folder,
        folder_files,
        head_counts,
        heads,
        show,
    )
    from paddle_inspect.api.pages import (
        DEFAULT_FAMILY,
        PAGE_LANGUAGES,
        Checked,
        Outcome,
        Repaired,
        Summary,
        check,
        fix,
        manual,
        repairs,
        summary,
    )
    from paddle_inspect.api.ranking import Ranking, rank
    from paddle_inspect.checkpoints.contents import Refused
    from paddle_inspect.models.ranking import SORT_KEYS
    from paddle_inspect.models.upkeep import Change
    from paddle_inspect.pages.errata import facts_json, read_facts
    from paddle_inspect.pages.find import PagePath, find_pages
    from paddle_inspect.views.comparison import SHOWN
    from paddle_inspect.views.tensors import Selection

_MODULES = {
    "paddle_inspect.api.figures": ("errata", "errata_of_facts", "explain", "facts", "Explanation", "Errata"),
    "paddle_inspect.api.catalogue": (
        "Drift",
        "Families",
        "Sync",
        "Weights",
        "config_drift",
        "config_problems",
        "config_sync",
        "families",
        "weights",
    ),
    "paddle_inspect.api.files": (
        "checkpoint",
        "checkpoints",
        "compare",
        "identify",
        "verify",
        "Checkpoint",
        "Checkpoints",
        "Comparison",
        "Identified",
    ),
    "paddle_inspect.api.models": (
        "count",
        "folder",
        "folder_files",
        "head_counts",
        "heads",
        "show",
        "Model",
        "Heads",
    ),
    "paddle_inspect.api.pages": (
        "DEFAULT_FAMILY",
        "PAGE_LANGUAGES",
        "Outcome",
        "check",
        "fix",
        "manual",
        "repairs",
        "summary",
        "Summary",
        "Checked",
        "Repaired",
    ),
    "paddle_inspect.api.ranking": ("rank", "Ranking"),
    "paddle_inspect.checkpoints.contents": ("Refused",),
    "paddle_inspect.models.ranking": ("SORT_KEYS",),
    "paddle_inspect.models.upkeep": ("Change",),
    "paddle_inspect.pages.errata": (
        "facts_json",
        "read_facts",
    ),
    "paddle_inspect.pages.find": (
        "PagePath",
        "find_pages",
    ),
    "paddle_inspect.views.comparison": ("SHOWN",),
    "paddle_inspect.views.tensors": ("Selection",),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "DEFAULT_FAMILY",
    "PAGE_LANGUAGES",
    "SHOWN",
    "SORT_KEYS",
    "Change",
    "Checked",
    "Checkpoint",
    "Checkpoints",
    "Comparison",
    "Drift",
    "Errata",
    "Explanation",
    "Families",
    "Heads",
    "Identified",
    "Model",
    "Outcome",
    "PagePath",
    "Ranking",
    "Refused",
    "Repaired",
    "Selection",
    "Summary",
    "Sync",
    "Weights",
    "check",
    "checkpoint",
    "checkpoints",
    "compare",
    "config_drift",
    "config_problems",
    "config_sync",
    "count",
    "errata",
    "errata_of_facts",
    "explain",
    "facts",
    "facts_json",
    "families",
    "find_pages",
    "fix",
    "folder",
    "folder_files",
    "head_counts",
    "heads",
    "identify",
    "manual",
    "rank",
    "read_facts",
    "repairs",
    "show",
    "summary",
    "verify",
    "weights",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
