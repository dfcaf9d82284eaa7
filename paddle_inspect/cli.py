"""The command line: builds the parser, runs one command, turns whatever went wrong into one line and an exit code.

Each command is a module of `paddle_inspect.commands` (see there for what it provides). Exit codes: 0 clean or
written; 1 findings, differences, or a page that would change; 2 bad usage or bad input; 3 a promise of our own failed
and nothing was written; 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from paddle_inspect import commands
from paddle_inspect._version import __version__
from paddle_inspect.errors import InspectError
from paddle_inspect.text import one_line

DESCRIPTION = "Counts the pretrained weights of a PaddlePaddle model zoo and makes its documentation tables true."


def build_parser(names: Sequence[str] = commands.NAMES) -> argparse.ArgumentParser:
    """The command line with these commands; no command module imports PaddlePaddle, rich or docutils at its top."""
    parser = argparse.ArgumentParser(
        prog="paddle_inspect", description=DESCRIPTION, epilog=commands.EXAMPLES, formatter_class=commands.HelpFormatter
    )
    parser.add_argument("--version", action="version", version=f"paddle_inspect {__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for module in commands.load(names):
        summary, _, details = (module.__doc__ or "").partition("\n")
        subparser = subparsers.add_parser(
            module.NAME,
            help=summary[:1].lower() + summary[1:].rstrip("."),
            description=summary,
            epilog=details.strip(),
            formatter_class=commands.HelpFormatter,
        )
        module.configure(subparser)
        subparser.set_defaults(run=module.run)
    return parser


def _needed(argv: Sequence[str]) -> Sequence[str]:
    """The command that is asked for, so that the others need not be imported; all of them where that is not clear."""
    return argv[:1] if argv and argv[0] in commands.NAMES else commands.NAMES


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; argparse alone exits by itself (usage, --help)."""
    if sys.stdout is None:  # closed by whoever started us; there is nobody to print to
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
    args = build_parser(_needed(sys.argv[1:] if argv is None else argv)).parse_args(argv)
    try:
        code: int = args.run(args)
        sys.stdout.flush()
        return code
    except InspectError as error:
        print(f"paddle_inspect: {one_line(str(error))}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        # The reader went away (`| head`): stop quietly, and keep the interpreter from flushing into the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("paddle_inspect: interrupted", file=sys.stderr)
        return 130
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        print(f"paddle_inspect: {one_line(place + (error.strerror or str(error)))}", file=sys.stderr)
        return 2
