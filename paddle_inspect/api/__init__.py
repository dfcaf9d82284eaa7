"""What a script or a notebook can ask, and what the commands are built on: `import paddle_inspect as pi`.

Every function takes a `run` (see `base/run.py`): where results are kept between runs, whether they are made anew, and
who is told how far a long job is. Results are records that print as plain text and show as a table in a notebook.
Errors are the package's own (`InspectError` is their root). Nothing here imports a framework, rich or docutils until
it is needed, and each name is fetched when it is asked for: `_MODULES` says where it is, and what is imported below
for who checks types has to be the same, which a test holds.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from paddle_inspect.api.canonical import DEFAULT_FAMILY as DEFAULT_FAMILY
    from paddle_inspect.api.canonical import PAGE_LANGUAGES as PAGE_LANGUAGES
    from paddle_inspect.api.canonical import Summary as Summary
    from paddle_inspect.api.canonical import summary as summary
    from paddle_inspect.api.catalogue import Drift as Drift
    from paddle_inspect.api.catalogue import Families as Families
    from paddle_inspect.api.catalogue import Sync as Sync
    from paddle_inspect.api.catalogue import Weights as Weights
    from paddle_inspect.api.catalogue import config_counts as config_counts
    from paddle_inspect.api.catalogue import config_drift as config_drift
    from paddle_inspect.api.catalogue import config_problems as config_problems
    from paddle_inspect.api.catalogue import config_sync as config_sync
    from paddle_inspect.api.catalogue import families as families
    from paddle_inspect.api.catalogue import weights as weights
    from paddle_inspect.api.checkpoints import Checkpoint as Checkpoint
    from paddle_inspect.api.checkpoints import Checkpoints as Checkpoints
    from paddle_inspect.api.checkpoints import Comparison as Comparison
    from paddle_inspect.api.checkpoints import Identified as Identified
    from paddle_inspect.api.checkpoints import checkpoint as checkpoint
    from paddle_inspect.api.checkpoints import checkpoint_files as checkpoint_files
    from paddle_inspect.api.checkpoints import compare as compare
    from paddle_inspect.api.checkpoints import identify as identify
    from paddle_inspect.api.checkpoints import verify as verify
    from paddle_inspect.api.figures import Errata as Errata
    from paddle_inspect.api.figures import Explanation as Explanation
    from paddle_inspect.api.figures import errata as errata
    from paddle_inspect.api.figures import errata_of_facts as errata_of_facts
    from paddle_inspect.api.figures import explain as explain
    from paddle_inspect.api.figures import facts as facts
    from paddle_inspect.api.models import Heads as Heads
    from paddle_inspect.api.models import Model as Model
    from paddle_inspect.api.models import Ranking as Ranking
    from paddle_inspect.api.models import count as count
    from paddle_inspect.api.models import folder as folder
    from paddle_inspect.api.models import folder_files as folder_files
    from paddle_inspect.api.models import head_counts as head_counts
    from paddle_inspect.api.models import heads as heads
    from paddle_inspect.api.models import rank as rank
    from paddle_inspect.api.models import show as show
    from paddle_inspect.api.pages import Checked as Checked
    from paddle_inspect.api.pages import Outcome as Outcome
    from paddle_inspect.api.pages import Repaired as Repaired
    from paddle_inspect.api.pages import check as check
    from paddle_inspect.api.pages import fix as fix
    from paddle_inspect.api.pages import manual as manual
    from paddle_inspect.api.pages import repairs as repairs
    from paddle_inspect.base.errors import InspectError as InspectError
    from paddle_inspect.base.keep import Keep as Keep
    from paddle_inspect.base.progress import on_stderr as on_stderr
    from paddle_inspect.base.run import Run as Run
    from paddle_inspect.checkpoints.contents import Refused as Refused
    from paddle_inspect.models.exported import sizes_of as sizes_of
    from paddle_inspect.models.rank import SORT_KEYS as SORT_KEYS
    from paddle_inspect.models.upkeep import Change as Change
    from paddle_inspect.pages.errata import facts_json as facts_json
    from paddle_inspect.pages.errata import read_facts as read_facts
    from paddle_inspect.pages.paths import PagePath as PagePath
    from paddle_inspect.pages.paths import find_pages as find_pages
    from paddle_inspect.pages.policy import Policy as Policy
    from paddle_inspect.pages.policy import read_baseline as read_baseline
    from paddle_inspect.views.diff import SHOWN as SHOWN
    from paddle_inspect.views.tensors import Selection as Selection
    from paddle_inspect.zoos import go_without as go_without

_MODULES = {
    "paddle_inspect.api.canonical": ("DEFAULT_FAMILY", "PAGE_LANGUAGES", "Summary", "summary"),
    "paddle_inspect.api.catalogue": (
        "Drift",
        "Families",
        "Sync",
        "Weights",
        "config_counts",
        "config_drift",
        "config_problems",
        "config_sync",
        "families",
        "weights",
    ),
    "paddle_inspect.api.checkpoints": (
        "Checkpoint",
        "Checkpoints",
        "Comparison",
        "Identified",
        "checkpoint",
        "checkpoint_files",
        "compare",
        "identify",
        "verify",
    ),
    "paddle_inspect.api.figures": ("Errata", "Explanation", "errata", "errata_of_facts", "explain", "facts"),
    "paddle_inspect.api.models": (
        "Heads",
        "Model",
        "Ranking",
        "count",
        "folder",
        "folder_files",
        "head_counts",
        "heads",
        "rank",
        "show",
    ),
    "paddle_inspect.api.pages": (
        "Checked",
        "Outcome",
        "Repaired",
        "check",
        "fix",
        "manual",
        "repairs",
    ),
    "paddle_inspect.base.errors": ("InspectError",),
    "paddle_inspect.base.keep": ("Keep",),
    "paddle_inspect.base.progress": ("on_stderr",),
    "paddle_inspect.base.run": ("Run",),
    "paddle_inspect.checkpoints.contents": ("Refused",),
    "paddle_inspect.models.exported": ("sizes_of",),
    "paddle_inspect.models.rank": ("SORT_KEYS",),
    "paddle_inspect.models.upkeep": ("Change",),
    "paddle_inspect.pages.errata": ("facts_json", "read_facts"),
    "paddle_inspect.pages.policy": ("Policy", "read_baseline"),
    "paddle_inspect.pages.paths": ("PagePath", "find_pages"),
    "paddle_inspect.views.diff": ("SHOWN",),
    "paddle_inspect.views.tensors": ("Selection",),
    "paddle_inspect.zoos": ("go_without",),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name == "__all__":
        return sorted(_HOMES)
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
