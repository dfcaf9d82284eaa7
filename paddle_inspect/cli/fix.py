"""Rewrite pages so that every figure is counted and every row is whole.

In a whole table of weights the characters of a wrong figure, a placeholder or a broken name change, and nothing else. A
torn one is drawn anew, and the page mended where the damage reaches. Everything else stays byte for byte. Nothing is
written unless docutils reads the new page the way it was meant. Text that no row could take is listed with its lines.

exit codes: 0 written or nothing to do; 1 with --check or --diff, a page would change; 2 bad input; 3 a page was not
written because the check of our own output failed.

examples:
  paddle-inspect fix docs/en/model_zoo/transformers/ALBERT/contents.rst
  paddle-inspect fix --diff contents.rst --reference ../../zh/ALBERT/contents.rst
  paddle-inspect fix docs/en/model_zoo --reference docs/zh/model_zoo --output repaired
  paddle-inspect fix --check docs/
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from paddle_inspect import api, tables
from paddle_inspect.base.disk import make_folder, write_atomically
from paddle_inspect.base.errors import InputError, InspectError
from paddle_inspect.base.figures import many
from paddle_inspect.base.text import one_line
from paddle_inspect.cli._options import STDOUT, add_pages, run_of, settle


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `fix`."""
    add_pages(parser)
    parser.add_argument(
        "--output",
        metavar="DIR",
        type=Path,
        help="write the pages there, in the tree's shape; of one page also a file, or - for stdout",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--diff", action="store_true", help="print a unified diff and write nothing")
    what.add_argument("--check", action="store_true", help="write nothing; exit 1 when a page would change")
    parser.add_argument("--quiet", action="store_true", help="only errors, pages that lost text, and the total")
    parser.add_argument("--verbose", action="store_true", help="of one page list notes, too")


@dataclass(slots=True)
class _Progress:
    """What became of the pages so far."""

    args: argparse.Namespace
    tree: bool
    outcomes: Counter[str] = field(default_factory=Counter)
    code: int = 0

    @property
    def stream(self) -> TextIO:
        """Where it is told: on stderr when stdout carries the diff or the page."""
        return sys.stderr if self.args.diff or self.args.output == STDOUT else sys.stdout

    def say(self, *parts: str) -> None:
        """One line of report."""
        if not self.args.quiet:
            tables.write_line(parts, self.stream)

    def keep(self, *parts: str) -> None:
        """Text that is no longer on its page: never silent, on stderr where stdout has something else to say."""
        tables.write_line(parts, sys.stderr if self.tree else self.stream)

    def fail(self, path: Path, error: InspectError) -> None:
        """A page that was left alone, and why."""
        text = one_line(str(error))
        print(text if one_line(str(path)) in text else one_line(f"{path}: {text}"), file=sys.stderr)
        self.code = max(self.code, error.exit_code)
        self.outcomes["failed"] += 1


def run(args: argparse.Namespace) -> int:
    """Repair the pages, one after the other; a page that fails does not stop the others."""
    settle(args)
    exclude = args.exclude or ()
    sources = api.find_pages(args.pages, exclude)
    found = api.repairs(*args.pages, reference=args.reference, family=args.family, exclude=exclude, run=run_of(args))
    _refuse_collisions(sources, args.output)
    state = _Progress(args, tree=len(sources) > 1)
    for outcome in found:
        try:
            _deliver(outcome, state)
        except InspectError as error:
            state.fail(outcome.source.path, error)
    pages = sum(state.outcomes.values())
    others = len(sources) - pages
    if state.tree or others:
        total = [f"{count} {outcome}" for outcome, count in state.outcomes.items()]
        total += [f"{many(others, 'other file')} without weights"] if others else []
        print(f"{many(pages, 'page')}: {', '.join(total)}", file=state.stream)
    return state.code


def _is_file(output: Path, pages: Sequence[api.PagePath]) -> bool:
    """Whether `--output` names the page to be written, and not the folder: it ends as pages do, or is stdout."""
    return not output.is_dir() and (output == STDOUT or output.suffix in {page.path.suffix for page in pages})


def _refuse_collisions(pages: Sequence[api.PagePath], output: Path | None) -> None:
    if output is None:
        return
    if _is_file(output, pages):
        if len(pages) > 1:
            raise InputError(output, f"is one file, and there are {many(len(pages), 'page')}: name a folder")
        return
    if output.exists() and not output.is_dir():
        raise InputError(output, "is not a folder")
    targets = Counter(page.below for page in pages)
    twice = next((below for below, count in targets.items() if count > 1), None)
    if twice is not None:
        raise InputError(output / twice, "two pages would be written here; name the folder above them instead")


def _deliver(outcome: api.Outcome, state: _Progress) -> None:
    if outcome.repaired is None:
        raise outcome.error or AssertionError
    done, where = _write(outcome.source, outcome.repaired, state)
    state.outcomes[done] += 1
    _say_what_happened(outcome.repaired, f"{done}{where}", state)


def _write(source: api.PagePath, repaired: api.Repaired, state: _Progress) -> tuple[str, str]:
    """Write, or show, or only say; returns what became of the page, and where it was written to if not in place."""
    args = state.args
    if args.diff or args.check:
        if repaired.changed:
            state.code = max(state.code, 1)
        if args.diff:
            tables.write_diff(repaired.diff())
        return "would change" if repaired.changed else "unchanged", ""
    done = "fixed" if repaired.changed else "unchanged"
    if args.output == STDOUT:
        tables.write_text(repaired.text)
    elif args.output is not None:
        target = args.output if _is_file(args.output, [source]) else args.output / source.below
        make_folder(target.parent)
        write_atomically(target, repaired.text)
        return done, f", written to {target}"
    elif repaired.changed:
        write_atomically(source.path, repaired.text)
    return done, ""


def _say_what_happened(repaired: api.Repaired, done: str, state: _Progress) -> None:
    report, path = repaired.report, repaired.page.path
    result = one_line(f"{path}: {done}: {repaired.total}")
    state.say(result)
    if not state.tree:
        for line in repaired.finding_lines(notes=state.args.verbose):
            state.say(*line)
    if state.args.quiet and report.dropped:
        print(result, file=sys.stderr)
    for line in () if state.args.quiet else repaired.dropped_lines():
        state.keep(*line)
    for message in repaired.outside:
        state.say(one_line(f"{path}: docutils still finds outside the table: {message}"))
