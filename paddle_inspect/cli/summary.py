"""Build, count and reconcile a family's weights, and print the one true table.

Without FAMILY: ALBERT, reconciled with the bundled copy of its published page. Models are built from configs, without
weights and without memory for them; nothing is downloaded.

exit codes: 0 printed or written, whatever the findings say (`check` is for those);
2 bad input, or a config that cannot be used.

examples:
  paddle-inspect summary
  paddle-inspect summary BERT ERNIE --docs docs/zh/model_zoo
  paddle-inspect summary --explain            which way of counting gives the documented figures
  paddle-inspect summary --format rst --lang zh --output contents.rst
  paddle-inspect summary --all --format json | jq '.weights[] | select(.verdict == "corrected")'
"""

from __future__ import annotations

import argparse
from pathlib import Path

from paddle_inspect import api, tables
from paddle_inspect.base.errors import BadArgument, UnknownName
from paddle_inspect.base.streams import say
from paddle_inspect.cli._options import add_fresh, add_output, output_of, run_of


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `summary`."""
    parser.add_argument("families", metavar="FAMILY", nargs="*", help=f"default: {api.DEFAULT_FAMILY}")
    parser.add_argument("--all", action="store_true", help="every family of the catalogue")
    parser.add_argument(
        "--docs",
        metavar="PAGE_OR_DIR",
        type=Path,
        help="reconcile with this page, or with the page of each family below this folder",
    )
    parser.add_argument(
        "--lang", choices=api.PAGE_LANGUAGES, help=f"words around the table, for --format {tables.PAGES}; default: en"
    )
    parser.add_argument(
        "--explain",
        action="store_true",
        help=f"which way of counting gives each documented figure; not with {tables.PAGES}",
    )
    add_output(parser, findings=True)
    add_fresh(parser)


def run(args: argparse.Namespace) -> int:
    """Print the summary; broken configs are named on stderr and make the exit code 2."""
    output = output_of(args)
    if args.lang and not output.is_page:
        args.usage_error(f"--lang is for the words around a page's table: add --format {tables.PAGES}")
    if args.explain and output.is_page:
        args.usage_error("--explain adds a column that a documentation page has not; use another --format")
    names = [family.name for family in api.families()] if args.all else args.families
    try:
        found = api.summary(*names, docs=args.docs, explain=args.explain, run=run_of(args))
    except UnknownName as error:
        if error.name in {weight.name for weight in api.weights()}:
            raise BadArgument(f"{error.name} is a weight and no family: paddle-inspect show {error.name}") from None
        raise
    if output.is_page:  # as upstream has it
        tables.write_text(found.page(args.lang or api.PAGE_LANGUAGES[0]), output.path)
    else:
        # What goes elsewhere is the table alone.
        output.write(found.document(table_only=not output.is_read))
    problems = [problem for family in found.families for problem in family.problems]
    for problem in problems:
        say(str(problem))
    return 2 if problems else 0
