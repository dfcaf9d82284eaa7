"""Report what is wrong with pages, and change nothing.

Findings are printed one a line with their place and code; `--list` explains every code. Notes inform and do not fail
a check.

exit codes: 0 no errors and no warnings; 1 findings; 2 bad input.

examples:
  paddle_inspect check docs/zh/model_zoo/transformers/ALBERT/contents.rst
  paddle_inspect check docs/ --format json > findings.json
  paddle_inspect check docs/ --format github     annotations in a pull request
  paddle_inspect check --list                    what each code means
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from paddle_inspect.base.errors import InspectError
from paddle_inspect.base.findings import kinds_of
from paddle_inspect.base.records import Severity
from paddle_inspect.base.text import one_line
from paddle_inspect.base.versions import versions
from paddle_inspect.cli._options import add_pages, bench
from paddle_inspect.models import catalogue
from paddle_inspect.pages import kinds as of_pages
from paddle_inspect.pages.find import References, find_pages, is_model_page, load_page
from paddle_inspect.pages.records import Report
from paddle_inspect.pages.repair import Bench
from paddle_inspect.tables.github import github_line
from paddle_inspect.views.findings import dropped_line, manual, text_line
from paddle_inspect.views.report import findings_total
from paddle_inspect.views.report_json import check_json


class _List(argparse.Action):
    """`--list` needs no pages: it prints the manual and ends, as `--help` does."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from paddle_inspect.checkpoints import kinds as of_checkpoints  # a check reads no weight files

        sys.stdout.write(manual([*kinds_of(of_pages), *kinds_of(of_checkpoints)]))
        parser.exit()


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `check`."""
    add_pages(parser)
    parser.add_argument("--format", choices=("text", "json", "github"), default="text")
    parser.add_argument("--list", action=_List, nargs=0, help="explain every code, with examples, and exit")


def run(args: argparse.Namespace) -> int:
    """Check the pages; one that cannot be read does not stop the others."""
    listing = catalogue.load()
    if args.family is not None:
        listing.family(args.family)
    pages = find_pages(args.pages)
    references, workbench = References(args.reference, len(pages)), bench(listing, fresh=args.fresh)
    reports: list[tuple[str, Report]] = []
    errors: list[tuple[str, str]] = []
    for source in pages:
        try:
            report = _check(source.path, source.named, workbench, references, args.family)
        except InspectError as error:
            errors.append((str(source.path), one_line(str(error))))
            print(f"paddle_inspect: {one_line(str(error))}", file=sys.stderr)
            continue
        if report is not None:
            reports.append((str(source.path), report))
    _print(args.format, reports, errors)
    if errors:
        return 2
    return int(any(_fails(report) for _, report in reports))


def _check(path: Path, named: bool, workbench: Bench, references: References, family_name: str | None) -> Report | None:
    """The report on one page, or None for a file of a folder that is no page of weights."""
    page = load_page(path)
    if not named and not is_model_page(page):
        return None
    family = workbench.match_family(page, family_name)
    reference = references.of(page, family.name if family else None)
    return workbench.repair(page, family=family, reference=reference).report


def _fails(report: Report) -> bool:
    return any(finding.severity is not Severity.NOTE for finding in report.findings)


def _print(format_: str, reports: list[tuple[str, Report]], errors: list[tuple[str, str]]) -> None:
    if format_ == "json":
        sys.stdout.write(check_json(reports, errors, versions()))
        return
    for path, report in reports:
        for finding in report.findings:
            print(github_line(finding, path) if format_ == "github" else text_line(finding, path))
        if format_ == "text":
            for dropped in report.dropped:
                print(dropped_line(dropped, path))
    if format_ == "text":
        pages = "1 page" if len(reports) == 1 else f"{len(reports)} pages"
        print(f"{pages}: {findings_total([report for _, report in reports])}")
