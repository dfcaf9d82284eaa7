"""List the catalogue of weights, compare it with the installed PaddleNLP, or write it anew.

`check` compares configs/ key by key with what is built into the installed PaddleNLP and exits 1 when they differ. It
also lists, as evidence of doubt, the keys that counts rest on and that the configs leave to the class, or state and
PaddleNLP loses; these are no differences.
`sync` writes it from there, and keeps what people wrote: titles, aliases, languages, descriptions, order.

exit codes: 0 printed, written, or the same; 1 differences, with --check something would change, or (`list`) a file
that cannot be used;
2 bad input.

examples:
  paddle-inspect configs list                 every family, with how many of its weights PaddleNLP describes
  paddle-inspect configs list ALBERT          its weights
  paddle-inspect configs check ALBERT         does configs/ALBERT still say what PaddleNLP says?
  paddle-inspect configs sync --all --check   would a sync change anything?
"""

from __future__ import annotations

import argparse
from pathlib import Path

from paddle_inspect import api
from paddle_inspect.base.disk import write_or_delete
from paddle_inspect.base.figures import many
from paddle_inspect.base.streams import say
from paddle_inspect.base.text import one_line
from paddle_inspect.cli._options import add_fresh, add_no_pager, add_output, output_of, run_of


def configure(parser: argparse.ArgumentParser) -> None:
    """Add `list`, `check` and `sync`."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="families, or the weights of some")
    listing.add_argument("families", nargs="*", metavar="FAMILY")
    add_output(listing)
    checking = actions.add_parser("check", help="compare with the installed PaddleNLP; exit 1 when they differ")
    checking.add_argument("families", nargs="*", metavar="FAMILY", help="default: all")
    add_fresh(checking)
    syncing = actions.add_parser("sync", help="write from the installed PaddleNLP")
    syncing.add_argument("families", nargs="*", metavar="FAMILY")
    syncing.add_argument("--all", action="store_true", help="every family that PaddleNLP describes")
    syncing.add_argument("--check", action="store_true", help="write nothing; exit 1 when something would change")
    syncing.set_defaults(usage_error=syncing.error)
    counting = actions.add_parser("count", help="write what travels with the package, for where no framework is")
    counting.add_argument("families", nargs="*", metavar="FAMILY", help="default: all")
    counting.add_argument("--check", action="store_true", help="write nothing; exit 1 when something would change")
    add_fresh(counting)
    for action in (listing, checking, syncing, counting):
        add_no_pager(action)
    parser.set_defaults(configs=None)
    for place in (parser, listing, checking, syncing, counting):  # before the action or behind it
        place.add_argument(
            "--configs",
            type=Path,
            metavar="DIR",
            default=argparse.SUPPRESS,
            help="another folder of configs than this package's own",
        )


def run(args: argparse.Namespace) -> int:
    """Do the action.

    Raises:
        UnknownName: a family that neither the catalogue nor PaddleNLP has.
        FrameworkMissing: `check`, `sync` or `count` without an importable PaddleNLP.
    """
    if args.action == "list":
        return _list(args)
    if args.action == "check":
        return _check(args)
    if args.action == "count":
        return _write(api.config_counts(*args.families, root=args.configs, run=run_of(args)), dry=args.check)
    if bool(args.families) == args.all:
        args.usage_error("name some families, or --all")
    return _write(api.config_sync(*args.families, root=args.configs), dry=args.check)


def _list(args: argparse.Namespace) -> int:
    output = output_of(args)
    found = api.families(*args.families, root=args.configs)
    weights = api.Weights(spec for family in found for spec in family.weights)
    output.write(weights.document() if args.families else found.document())
    problems = api.config_problems(*args.families, root=args.configs)
    for problem in problems:
        say(str(problem))
    return 1 if problems else 0


def _check(args: argparse.Namespace) -> int:
    found = api.config_drift(*args.families, root=args.configs, run=run_of(args))
    print(found)
    return 1 if found.differences else 0


def _write(found: api.Sync, *, dry: bool) -> int:
    for change in found.changes:
        print(one_line(_sentence(change, dry=dry)))
        if not dry:
            write_or_delete(change.path, change.text, change.root)
    what, verb = many(len(found.families), "family", "families"), "would change" if dry else "changed"
    print(f"{what} of {found.source}: {many(len(found.changes), 'file')} {verb}")
    return 1 if dry and found.changes else 0


def _sentence(change: api.Change, *, dry: bool) -> str:
    if change.text is None:
        return f"{change.path}: {'would go' if dry else 'gone'}, no weight of that name is described"
    return f"{change.path}: {'would be ' if dry else ''}{'written' if change.is_new else 'rewritten'}"
