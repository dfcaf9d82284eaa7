"""Build, count and reconcile a family's weights, and print the one true table.

Without FAMILY: ALBERT, reconciled with the bundled copy of its published page. Models are built from configs, without
weights and without memory for them; nothing is downloaded.

examples:
  paddle_inspect summary
  paddle_inspect summary BERT ERNIE --docs docs/zh/model_zoo
  paddle_inspect summary --explain            which way of counting gives the documented figures
  paddle_inspect summary --format rst --lang zh --output contents.rst
  paddle_inspect summary --all --format json | jq '.weights[] | select(.verdict == "corrected")'
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from paddle_inspect.base.errors import ConfigError
from paddle_inspect.base.files import emit
from paddle_inspect.base.records import Finding, Severity
from paddle_inspect.base.text import one_line
from paddle_inspect.base.versions import versions
from paddle_inspect.cli._options import add_fresh, bench
from paddle_inspect.models import catalogue
from paddle_inspect.models.catalogue import Catalogue, Family
from paddle_inspect.pages.find import page_of
from paddle_inspect.pages.read.page import Page
from paddle_inspect.pages.records import Report
from paddle_inspect.pages.repair import report_on_family
from paddle_inspect.tables.csv import comma_separated
from paddle_inspect.tables.markdown import markdown
from paddle_inspect.tables.terminal import plain
from paddle_inspect.views.findings import findings_table
from paddle_inspect.views.report import exact_table, summary_table, total_line

if TYPE_CHECKING:
    from paddle_inspect.models.ways import Explanation


FORMATS = ("table", "rst", "markdown", "json", "csv")
DEFAULT_FAMILY = "ALBERT"
#: More findings than this are counted, not listed: `check` lists them all.
_LISTED = 30


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `summary`."""
    parser.add_argument("families", metavar="FAMILY", nargs="*", help=f"default: {DEFAULT_FAMILY}")
    parser.add_argument("--all", action="store_true", help="every family of the catalogue")
    parser.add_argument(
        "--docs",
        metavar="PAGE_OR_DIR",
        type=Path,
        help="reconcile with this page, or with the page of each family below this folder",
    )
    parser.add_argument("--format", choices=FORMATS, default="table", help="default: %(default)s")
    parser.add_argument("--lang", choices=("en", "zh"), default="en", help="words around the table, for --format rst")
    parser.add_argument(
        "--explain", action="store_true", help="which way of counting gives each documented figure; not with rst"
    )
    parser.set_defaults(usage_error=parser.error)
    parser.add_argument("--output", metavar="FILE", type=Path, help="write there instead of printing")
    add_fresh(parser)


def run(args: argparse.Namespace) -> int:
    """Print the summary; broken configs are named on stderr and make the exit code 2."""
    listing = catalogue.load()
    families = _families(args, listing)
    workbench = bench(listing, fresh=args.fresh)
    pages = {family.name: page_of(family, args.docs, families=len(families)) for family in families}
    workbench.count([spec for family in families for spec in family.weights])
    reports = [report_on_family(workbench, family, pages[family.name]) for family in families]
    if args.explain and args.format == "rst":
        args.usage_error("--explain adds a column that a documentation page has not; use another --format")
    explained = _explained(reports, listing, args) if args.explain else None
    if args.format == "table" and args.output is None:
        _print(reports, explained)
    else:
        emit(_render(args, families, reports, pages, explained), args.output)
    return _report_problems([problem for family in families for problem in family.problems])


def _families(args: argparse.Namespace, listing: Catalogue) -> list[Family]:
    if args.all:
        return list(listing.families.values())
    found = [listing.family(name) for name in args.families or [DEFAULT_FAMILY]]
    return list({family.name: family for family in found}.values())


def _explained(reports: Sequence[Report], listing: Catalogue, args: argparse.Namespace) -> dict[str, Explanation]:
    """Explanations of the figures that the pages document of counted weights."""
    from paddle_inspect.models.ways import explained
    from paddle_inspect.views.ways import documented_in

    rows = [row for report in reports for row in report.rows if row.inventory is not None]
    figures = {row.name: (row.spec, documented_in(row)) for row in rows}
    return {
        name: explained(spec, documented, listing, fresh=False, briefly=True)
        for name, (spec, documented) in figures.items()
        if spec is not None and documented
    }


def _render(
    args: argparse.Namespace,
    families: Sequence[Family],
    reports: Sequence[Report],
    pages: dict[str, Page | None],
    explained: dict[str, Explanation] | None,
) -> str:
    rows = [row for report in reports for row in report.rows]
    if args.format == "json":
        from paddle_inspect.views.report_json import summary_json

        codes = None if explained is None else {name: found.codes for name, found in explained.items()}
        return summary_json(reports, versions(), codes)
    if args.format == "rst":
        from paddle_inspect.views.page import page

        texts = []
        for family, report in zip(families, reports, strict=True):
            source = pages[family.name]
            targets = {target.label: target.url for target in source.targets} if source else {}
            texts.append(page(family.title, report.rows, targets, args.lang))
        return "\n".join(texts)
    if args.format == "csv":
        return comma_separated(exact_table(rows, _briefly(explained)))
    return (markdown if args.format == "markdown" else plain)(summary_table(rows, _briefly(explained)))


def _briefly(explained: dict[str, Explanation] | None) -> dict[str, str] | None:
    return None if explained is None else {name: found.brief for name, found in explained.items()}


def _print(reports: Sequence[Report], explained: dict[str, Explanation] | None) -> None:
    from paddle_inspect.tables.terminal import print_lines, print_table

    rows = [row for report in reports for row in report.rows]
    print_table(summary_table(rows, _briefly(explained)))
    findings = [finding for report in reports for finding in report.findings if _is_told(finding)]
    print_lines([("", "")])
    if findings:
        print_table(findings_table(findings[:_LISTED]))
    hidden = len(findings) - _LISTED
    more = [(f"... and {hidden} more findings; `check` lists them all", "dim")] if hidden > 0 else []
    print_lines([*more, ("", ""), (total_line(reports), "bold")])


def _is_told(finding: Finding) -> bool:
    """Whatever is wrong, and why a weight was not counted; other notes are for `check`."""
    return finding.severity is not Severity.NOTE or finding.code == "not-counted"


def _report_problems(problems: Sequence[ConfigError]) -> int:
    for problem in problems:
        print(f"paddle_inspect: {one_line(str(problem))}", file=sys.stderr)
    return 2 if problems else 0
