"""List every documented figure that the count contradicts, over many pages at once.

Reads pages, or facts that an earlier run took from pages, and prints both numbers of each figure that is wrong, is a
placeholder, or is missing, and the catalogued weights that no page lists.

exit codes: 0 printed, written, or with --check the file is up to date; 1 with --check it is not; 2 bad input.

examples:
  paddle_inspect errata docs/zh/model_zoo/transformers
  paddle_inspect errata docs/zh/model_zoo --write-facts documented_figures.json
  paddle_inspect errata --facts docs/documented_figures.json --output docs/errata.md --check
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from paddle_inspect.base.errors import InputError
from paddle_inspect.base.files import emit, read_text
from paddle_inspect.cli._options import add_fresh, bench
from paddle_inspect.models import catalogue
from paddle_inspect.pages.errata import Errata, Facts, compare, facts_json, facts_of, read_facts
from paddle_inspect.pages.find import find_pages, is_model_page, load_page
from paddle_inspect.pages.read.page import Page
from paddle_inspect.pages.reconcile.evidence import Known
from paddle_inspect.pages.reconcile.pairing import pair
from paddle_inspect.pages.repair import Bench
from paddle_inspect.views.errata import errata_page, errata_table


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `errata`."""
    parser.add_argument("pages", metavar="PAGE_OR_DIR", nargs="*", type=Path)
    parser.add_argument("--facts", metavar="FILE", type=Path, help="documented figures taken from pages earlier")
    parser.add_argument("--write-facts", metavar="FILE", type=Path, help="keep the documented figures there")
    parser.add_argument("--format", choices=("table", "markdown"), default="table")
    parser.add_argument("--output", metavar="FILE", type=Path, help="write the markdown page there")
    parser.add_argument(
        "--check", action="store_true", help="with --output: write nothing, exit 1 when it would change"
    )
    add_fresh(parser)


def run(args: argparse.Namespace) -> int:
    """Compare, then print, write or check."""
    if bool(args.pages) == bool(args.facts):
        raise InputError("errata", "give either pages or --facts")
    if args.check and args.output is None:
        raise InputError("errata", "--check needs the --output that it is to check")
    listing = catalogue.load()
    workbench = bench(listing, fresh=args.fresh)
    facts = read_facts(args.facts) if args.facts else _facts(args.pages, workbench)
    if args.write_facts is not None:
        emit(facts_json(facts), args.write_facts)
    errata = compare(facts, listing, workbench.count)
    if args.output is not None:
        return _deliver(errata_page(errata), args.output, check=args.check)
    if args.format == "markdown":
        sys.stdout.write(errata_page(errata))
    else:
        _print(errata)
    return 0


def _facts(paths: list[Path], workbench: Bench) -> Facts:
    facts: dict[str, dict[str, dict[str, str]]] = {}
    for source in find_pages(paths):
        page = load_page(source.path)
        if source.named or is_model_page(page):
            facts.setdefault(_family(page, workbench), {}).update(facts_of(pair(page.pieces, Known()).claims))
    return facts


def _family(page: Page, workbench: Bench) -> str:
    family = workbench.match_family(page)
    return family.name if family else page.folder


def _deliver(text: str, output: Path, *, check: bool) -> int:
    if not check:
        emit(text, output)
        return 0
    if output.exists() and read_text(output) == text:
        return 0
    print(f"{output}: is not up to date; run the same command without --check", file=sys.stderr)
    return 1


def _print(errata: Errata) -> None:
    from paddle_inspect.tables.terminal import print_lines, print_table

    print_table(errata_table((*errata.contradicted, *errata.placeholders, *errata.missing)))
    total = (
        f"{errata.pages} pages, {errata.weights} weights: {len(errata.contradicted)} figures contradicted, "
        f"{len(errata.placeholders)} placeholders, {len(errata.missing)} not stated; "
        f"{len(errata.undocumented)} weights on no page"
    )
    print_lines([("", ""), (total, "bold")])
