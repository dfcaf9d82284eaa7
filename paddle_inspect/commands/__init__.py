"""The commands, one module each.

A command module has `NAME` (what is typed), a docstring (its first line is the help's summary, the rest, with
examples, its epilog), `configure(parser)` and `run(args) -> exit code`. Heavy imports stay inside `run`. Only these
modules touch files and print; they compose the stages.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

#: In the order of `--help`.
NAMES: tuple[str, ...] = (
    "summary",
    "fix",
    "check",
    "errata",
    "configs",
    "show",
    "rank",
    "explain",
    "pages",
    "checkpoint",
    "verify",
    "identify",
    "diff",
)

EXAMPLES = """\
examples:
  paddle_inspect summary                      count the ALBERT weights and correct their table
  paddle_inspect summary --format rst         the corrected table, ready for the page
  paddle_inspect fix --diff docs/contents.rst what a repair of this page would change
  paddle_inspect check docs/                  findings of every page below docs/, exit 1 when there are any
"""


class HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Keeps the line breaks of the examples; argparse itself respects COLUMNS and NO_COLOR."""


class Command(Protocol):
    """What a command module provides."""

    NAME: str
    __doc__: str | None

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Add this command's arguments."""

    def run(self, args: argparse.Namespace) -> int:
        """Do it and return the exit code."""


def load(names: Sequence[str] = NAMES) -> list[Command]:
    """The modules of these commands, in this order; by default all, in the order of `--help`."""
    return [cast(Command, import_module(f"{__name__}.{name}")) for name in names]
