"""List every documented figure that the count contradicts, over many pages at once.

Reads pages, or facts that an earlier run took from pages, and prints both numbers of each figure that is wrong, is a
placeholder, or is missing, and the catalogued weights that no page lists.

exit codes: 0 printed, written, or with --check the file is up to date; 1 with --check it is not; 2 bad input.

examples:
  paddle-inspect errata docs/zh/model_zoo/transformers
  paddle-inspect errata docs/zh/model_zoo --write-facts documented_figures.json
  paddle-inspect errata --facts docs/documented_figures.json --output docs/errata.md --check
"""

from __future__ import annotations

import argparse
from pathlib import Path

from paddle_inspect import api, tables
from paddle_inspect.base.disk import read_text, write_atomically
from paddle_inspect.base.errors import InputError
from paddle_inspect.base.streams import say
from paddle_inspect.cli._options import add_fresh, add_output, output_of, run_of


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `errata`."""
    parser.add_argument("pages", metavar="PAGE_OR_DIR", nargs="*", type=Path)
    parser.add_argument("--facts", metavar="FILE", type=Path, help="documented figures taken from pages earlier")
    parser.add_argument("--write-facts", metavar="FILE", type=Path, help="keep the documented figures there")
    add_output(parser)
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
    output = output_of(args)
    facts = api.read_facts(args.facts) if args.facts else api.facts(*args.pages)
    if args.write_facts is not None:
        write_atomically(args.write_facts, api.facts_json(facts))
    document = api.errata_of_facts(facts, run=run_of(args)).document()
    if not args.check:
        output.write(document)
        return 0
    if args.output.exists() and read_text(args.output) == tables.render(document, output.format):
        return 0
    say(f"{args.output}: is not up to date; run the same command without --check")
    return 1
