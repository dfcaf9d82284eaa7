"""What a script or a notebook can ask, and what the commands are built on: `import paddle_inspect as pi`.

Every function takes a `run` (see `base/run.py`): where results are kept between runs, whether they are made anew, and
who is told how far a long job is. Results are records that print as plain text and show as a table in a notebook.
Errors are the package's own (`InspectError` is their root). Nothing here imports a framework, rich or docutils until
it is needed.
"""

from paddle_inspect.api.configs import config_drift, config_problems, config_sync
from paddle_inspect.api.files import checkpoint, checkpoints, compare, identify, verify
from paddle_inspect.api.models import count, explain, families, folder, head_counts, heads, rank, show, weights
from paddle_inspect.api.pages import (
    DEFAULT_FAMILY,
    Outcome,
    check,
    errata,
    errata_of_facts,
    facts,
    fix,
    manual,
    repairs,
    summary,
)
from paddle_inspect.api.results import (
    Checked,
    Checkpoint,
    Checkpoints,
    Comparison,
    Errata,
    Explanation,
    Families,
    Heads,
    Identified,
    Model,
    Ranking,
    Repaired,
    Summary,
    Weights,
)
from paddle_inspect.models.ranking import SORT_KEYS
from paddle_inspect.models.upkeep import Change
from paddle_inspect.pages.errata import facts_json, read_facts
from paddle_inspect.pages.find import PagePath, find_pages

__all__ = [
    "DEFAULT_FAMILY",
    "SORT_KEYS",
    "Change",
    "Checked",
    "Checkpoint",
    "Checkpoints",
    "Comparison",
    "Errata",
    "Explanation",
    "Families",
    "Heads",
    "Identified",
    "Model",
    "Outcome",
    "PagePath",
    "Ranking",
    "Repaired",
    "Summary",
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
