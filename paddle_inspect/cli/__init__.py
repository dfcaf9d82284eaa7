"""The command line: finds the commands, runs one, turns whatever went wrong into one line and an exit code.

Each command is a module of this room, found by being there. It has a docstring (its first line is the help's summary,
the rest, with examples, its epilog), `configure(parser)` and `run(args) -> exit code`, and goes by its file's name.
Modules that begin with an underscore are what several commands share. Exit codes: 0 clean or written; 1 findings,
differences, or a page that would change; 2 bad usage or bad input; 3 a promise of our own failed and nothing was
written; 128 and its number after a signal: 130 interrupted.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn, Protocol, cast

from paddle_inspect._version import __version__
from paddle_inspect.base.errors import FrameworkMissing, InspectError
from paddle_inspect.base.plugins import modules_in
from paddle_inspect.base.streams import say
from paddle_inspect.base.text import one_line
from paddle_inspect.tables.colours import width

DESCRIPTION = "Counts the pretrained weights of a PaddlePaddle model zoo and makes its documentation tables true."

EXAMPLES = """\
examples:
  paddle-inspect summary                      count the ALBERT weights and correct their table
  paddle-inspect summary --format rst         the corrected table, ready for the page
  paddle-inspect fix --diff docs/contents.rst what a repair of this page would change
  paddle-inspect check docs/                  findings of every page below docs/, exit 1 when there are any
"""


class Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one line, in which what they hold is escaped."""

    def error(self, message: str) -> NoReturn:
        """Print the usage and exit."""
        super().error(one_line(message))


class HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Keeps the line breaks of the examples, and is as wide as tables are."""

    def __init__(self, prog: str) -> None:
        # Left to itself, argparse imports the standard library's archives for it, also where no help is printed.
        super().__init__(prog, width=width() - 2)


class Command(Protocol):
    """What a command module provides."""

    __name__: str
    __doc__: str | None

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Add this command's arguments."""

    def run(self, args: argparse.Namespace) -> int:
        """Do it and return the exit code."""


def command_names() -> tuple[str, ...]:
    """The commands that there are, alphabetically; none is imported for it."""
    return modules_in(__path__)


def load(name: str) -> Command:
    """The module of a command."""
    return cast(Command, import_module(f"{__name__}.{name}"))


def build_parser(names: Sequence[str] | None = None) -> argparse.ArgumentParser:
    """The command line with these commands, by default all; none imports PaddlePaddle or docutils at its top."""
    parser = Parser(prog="paddle-inspect", description=DESCRIPTION, epilog=EXAMPLES, formatter_class=HelpFormatter)
    from paddle_inspect.cli._options import add_no_pager

    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in command_names() if names is None else names:
        module = load(name)
        summary, _, details = (module.__doc__ or "").partition("\n")
        subparser = subparsers.add_parser(
            name,
            help=summary[:1].lower() + summary[1:].rstrip("."),
            description=summary,
            epilog=details.strip(),
            formatter_class=HelpFormatter,
        )
        module.configure(subparser)
        add_no_pager(subparser)
        subparser.set_defaults(run=module.run, refuse=subparser.error)
    return parser


def _needed(argv: Sequence[str]) -> Sequence[str] | None:
    """The command that is asked for, so that the others need not be imported; all of them where that is not clear."""
    return argv[:1] if argv and argv[0] in command_names() else None


def _run(args: argparse.Namespace) -> int:
    """Run the command that was asked for; on a terminal what is long goes through a pager, but not for `--output -`."""
    if not sys.stdout.isatty():
        return cast(int, args.run(args))
    from paddle_inspect.cli._options import STDOUT
    from paddle_inspect.tables import pager

    with pager.allowed(not hasattr(args, "no_pager") and getattr(args, "output", None) != STDOUT):
        return cast(int, args.run(args))


def _with_or_without(args: argparse.Namespace) -> int:
    """Run the command, and once more with what is shipped where a framework is installed that does not import."""
    try:
        return _run(args)
    except FrameworkMissing as error:
        from paddle_inspect import api

        if not api.go_without():
            raise
        say(f"{error}; this goes by what is shipped")
        return _run(args)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; argparse alone exits by itself (usage, --help)."""
    try:
        try:
            args, surplus = build_parser(_needed(sys.argv[1:] if argv is None else argv)).parse_known_args(argv)
            if surplus:  # said with the usage of the command, which argparse itself would not do
                args.refuse(f"unrecognized arguments: {' '.join(surplus)}")
            code = _with_or_without(args)
        finally:
            sys.stdout.flush()
        return code
    except InspectError as error:
        say(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        say("interrupted")
        return 130
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        say(place + (error.strerror or str(error)))
        return 2
