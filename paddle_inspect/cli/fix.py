"""Rewrite pages so that every figure is counted and every row is whole.

The table is rebuilt in upstream's form, the page around it mended, and everything else left as it is. Nothing is
written unless docutils reads the new page the way it was meant. Text that no row could take is listed with its lines.

exit codes: 0 written or nothing to do; 1 with --check or --diff, a page would change; 2 bad input; 3 a page was not
written because the check of our own output failed.

examples:
  paddle_inspect fix docs/en/model_zoo/transformers/ALBERT/contents.rst
  paddle_inspect fix --diff contents.rst --reference ../../zh/ALBERT/contents.rst
  paddle_inspect fix docs/en/model_zoo --reference docs/zh/model_zoo --output repaired
  paddle_inspect fix --check docs/
"""

from __future__ import annotations

import argparse
import difflib
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from paddle_inspect.base.errors import InputError, InspectError
from paddle_inspect.base.files import write_atomically
from paddle_inspect.base.text import one_line
from paddle_inspect.cli._options import add_pages, bench
from paddle_inspect.models import catalogue
from paddle_inspect.pages.find import PagePath, References, find_pages, is_model_page, load_page
from paddle_inspect.pages.read.page import Page
from paddle_inspect.pages.repair import Bench, Repaired
from paddle_inspect.views.findings import dropped_line, text_line


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `fix`."""
    add_pages(parser)
    parser.add_argument("--output", metavar="DIR", type=Path, help="write the pages there, in the tree's shape")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--diff", action="store_true", help="print a unified diff and write nothing")
    what.add_argument("--check", action="store_true", help="write nothing; exit 1 when a page would change")
    parser.add_argument("--quiet", action="store_true", help="only errors and the total")


@dataclass(slots=True)
class _Run:
    """What became of the pages so far."""

    bench: Bench
    references: References
    args: argparse.Namespace
    tree: bool
    outcomes: Counter[str] = field(default_factory=Counter)
    code: int = 0

    def say(self, text: str) -> None:
        """One line of report: on stderr when stdout carries the diff."""
        if not self.args.quiet:
            print(text, file=sys.stderr if self.args.diff else sys.stdout)

    def keep(self, text: str) -> None:
        """Text that is no longer on its page: never silent, on stderr where stdout has something else to say."""
        print(text, file=sys.stderr if self.args.diff or self.args.quiet or self.tree else sys.stdout)

    def fail(self, path: Path, error: InspectError) -> None:
        text = one_line(str(error))
        print(text if str(path) in text else f"{path}: {text}", file=sys.stderr)
        self.code = max(self.code, error.exit_code)
        self.outcomes["failed"] += 1


def run(args: argparse.Namespace) -> int:
    """Repair the pages, one after the other; a page that fails does not stop the others."""
    listing = catalogue.load()
    if args.family is not None:
        listing.family(args.family)
    pages = find_pages(args.pages)
    state = _Run(bench(listing, fresh=args.fresh), References(args.reference, len(pages)), args, tree=len(pages) > 1)
    _refuse_collisions(pages, args.output)
    for page in pages:
        try:
            _fix(page, state)
        except InspectError as error:
            state.fail(page.path, error)
    if state.tree:
        total = ", ".join(f"{count} {outcome}" for outcome, count in state.outcomes.items())
        print(f"{sum(state.outcomes.values())} pages: {total}", file=sys.stderr if args.diff else sys.stdout)
    return state.code


def _refuse_collisions(pages: list[PagePath], output: Path | None) -> None:
    if output is None:
        return
    if output.exists() and not output.is_dir():
        raise InputError(output, "is not a folder")
    targets = Counter(page.below for page in pages)
    twice = next((below for below, count in targets.items() if count > 1), None)
    if twice is not None:
        raise InputError(output / twice, "two pages would be written here; name the folder above them instead")


def _fix(source: PagePath, state: _Run) -> None:
    page = load_page(source.path)
    if not source.named and not is_model_page(page):
        return
    repaired = _repair(page, state)
    outside = repaired.verify(page.path) if repaired.changed else ()
    outcome = _deliver(source, page, repaired, state)
    state.outcomes[outcome] += 1
    _say_what_happened(page, repaired, outcome, outside, state)


def _repair(page: Page, state: _Run) -> Repaired:
    family = state.bench.match_family(page, state.args.family)
    reference = state.references.of(page, family.name if family else None)
    return state.bench.repair(page, family=family, reference=reference)


def _deliver(source: PagePath, page: Page, repaired: Repaired, state: _Run) -> str:
    """Write, or show, or only say; returns what became of the page."""
    args = state.args
    if args.diff or args.check:
        if repaired.changed:
            state.code = max(state.code, 1)
        if args.diff:
            sys.stdout.write(_diff(page, repaired))
        return "would change" if repaired.changed else "unchanged"
    if args.output is not None:
        target = args.output / source.below
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(target.parent, (error.strerror or str(error)).lower()) from None
        write_atomically(target, repaired.text)
        return "fixed" if repaired.changed else "unchanged"
    if repaired.changed:
        write_atomically(source.path, repaired.text)
        return "fixed"
    return "unchanged"


def _diff(page: Page, repaired: Repaired) -> str:
    old, new = page.text.splitlines(keepends=True), repaired.text.splitlines(keepends=True)
    lines = []
    for line in difflib.unified_diff(old, new, f"{page.path}", f"{page.path} (fixed)"):
        lines.append(line if line.endswith(("\n", "\r")) else f"{line}\n\\ No newline at end of file\n")
    return "".join(lines)


def _say_what_happened(page: Page, repaired: Repaired, outcome: str, outside: tuple[str, ...], state: _Run) -> None:
    report = repaired.report
    parts = [f"{len(report.rows)} rows", f"{len(report.findings)} findings"]
    if report.dropped:
        parts.append(f"{len(report.dropped)} passages dropped")
    state.say(f"{page.path}: {outcome}: {', '.join(parts)}")
    if not state.tree:
        for finding in report.findings:
            state.say(text_line(finding, page.path))
    for dropped in report.dropped:
        state.keep(dropped_line(dropped, page.path))
    for message in outside:
        state.say(one_line(f"{page.path}: docutils still finds outside the table: {message}"))
