"""Report what is wrong with pages, and change nothing.

Findings are printed one a line with their place and code; `--list` explains every code. Notes inform and do not fail
a check: they are counted, and listed with --verbose and in every format for programs.

exit codes: 0 no errors and no warnings; 1 findings; 2 bad input.

examples:
  paddle-inspect check docs/zh/model_zoo/transformers/ALBERT/contents.rst
  paddle-inspect check docs/ --format json > findings.json
  paddle-inspect check docs/ --format github     annotations in a pull request
  paddle-inspect check --list                    what each code means
"""

from __future__ import annotations

import argparse
import sys

from paddle_inspect import api, tables
from paddle_inspect.cli._options import add_output, add_pages, output_of, run_of


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `check`."""
    add_pages(parser, required=False)
    add_output(parser, findings=True)
    parser.add_argument("--verbose", action="store_true", help="list notes, too, and not only how many they are")
    parser.add_argument("--list", action="store_true", help="explain every code, with examples, and exit")


def run(args: argparse.Namespace) -> int:
    """Check the pages; one that cannot be read does not stop the others."""
    if args.list:
        if args.format or args.output or args.pages:
            args.usage_error("--list prints a manual: it takes no pages, no --format and no --output")
        tables.write_text(api.manual())
        return 0
    if not args.pages:
        args.usage_error("the following arguments are required: PAGE")
    output = output_of(args)
    found = api.check(*args.pages, reference=args.reference, family=args.family, run=run_of(args))
    for _, message in found.errors:
        print(f"paddle-inspect: {message}", file=sys.stderr)
    output.write(found.document(notes=args.verbose))
    if found.errors:
        return 2
    return 0 if found.is_clean else 1
