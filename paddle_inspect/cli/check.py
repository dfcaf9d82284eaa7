"""Report what is wrong with pages, and change nothing.

Findings are printed one a line with their place and code; `--list` explains every code. Notes inform and do not fail
a check: they are counted, and listed with --verbose and in every format for programs. The file of an exported program
(inference.json, inference.pdmodel) is checked, too, with that of its parameters.

Which findings are reported is said by --select, --ignore and --min-severity, by a --baseline of those that are known,
and by a comment of the page: `.. paddle-inspect: ignore contradicted-figure for albert-base-v1`. The same options stand
in [tool.paddle_inspect] of pyproject.toml or [tool:paddle_inspect] of setup.cfg, of the repository that is checked.

exit codes: 0 no errors and no warnings; 1 findings; 2 bad input.

examples:
  paddle-inspect check docs/zh/model_zoo/transformers/ALBERT/contents.rst
  paddle-inspect check docs/ --format json > findings.json
  paddle-inspect check docs/ --format github     annotations in a pull request
  paddle-inspect check docs/ --select contradicted,missing --statistics
  paddle-inspect check docs/ --format json --output known.json; paddle-inspect check docs/ --baseline known.json
  paddle-inspect check --explain shifted-bars    what a code means; --list explains each
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from paddle_inspect import api, tables
from paddle_inspect.base.records import Severity
from paddle_inspect.base.streams import say
from paddle_inspect.cli._options import add_output, add_pages, output_of, run_of, settle


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `check`."""
    add_pages(parser, required=False)
    add_output(parser, findings=True)
    parser.add_argument("--verbose", action="store_true", help="list notes, too, and not only how many they are")
    parser.add_argument("--quiet", action="store_true", help="only findings, not how many they are")
    parser.add_argument("--statistics", action="store_true", help="how many findings of each code there are")
    parser.add_argument("--select", metavar="CODES", type=_codes, help="only these codes, or what codes begin with")
    parser.add_argument("--ignore", metavar="CODES", type=_codes, help="not these; of both the longer one decides")
    parser.add_argument("--min-severity", choices=[one.value for one in Severity], help="none that is less bad")
    parser.add_argument(
        "--baseline", metavar="FILE", type=Path, help="findings that are known: what --format json wrote, from here"
    )
    parser.add_argument("--exit-zero", action="store_true", help="exit 0 also when there are findings")
    parser.add_argument("--explain", metavar="CODE", nargs="+", help="explain these codes, with examples, and exit")
    parser.add_argument("--list", action="store_true", help="explain every code, and exit")


def _codes(text: str) -> list[str]:
    return list(filter(None, text.replace(",", " ").split()))


def run(args: argparse.Namespace) -> int:
    """Check the pages; one that cannot be read does not stop the others."""
    if args.list or args.explain:
        if args.format or args.output or args.pages:
            option = "--list" if args.list else "--explain"
            args.usage_error(f"{option} prints a manual: it takes no pages, no --format and no --output")
        tables.write_text(api.manual(*args.explain or ()))
        return 0
    if not args.pages:
        args.usage_error("the following arguments are required: PAGE")
    if args.quiet and (args.verbose or args.statistics):
        args.usage_error("--quiet says less, --verbose and --statistics say more")
    output = output_of(args)
    settle(args)
    found = api.check(
        *args.pages,
        reference=args.reference,
        family=args.family,
        policy=_policy(args),
        exclude=args.exclude or (),
        run=run_of(args),
    )
    for _, message in found.errors:
        say(message)
    output.write(found.statistics() if args.statistics else found.document(notes=args.verbose, total=not args.quiet))
    if found.errors:
        return 2
    return 0 if found.is_clean or args.exit_zero else 1


def _policy(args: argparse.Namespace) -> api.Policy:
    return api.Policy(
        select=tuple(args.select or ()),
        ignore=tuple(args.ignore or ()),
        least=Severity(args.min_severity or Severity.NOTE),
        known=api.read_baseline(args.baseline) if args.baseline else Counter(),
    )
