"""Rank all weights by their parameters.

Counts every catalogued weight, those of some families, or those that are named: catalogued ones, config.json files,
exported programs, folders with one. Lists them, the largest first. A weight that cannot be
counted is listed with the reason, unless --min or --max asks for a size.

exit codes: 0 printed or written; 2 bad input.

examples:
  paddle-inspect rank
  paddle-inspect rank --family ALBERT --language Chinese
  paddle-inspect rank --max 30M --sort layers
  paddle-inspect rank albert-base-v2 ./models/*
  paddle-inspect rank --min 1B --format markdown --output large.md
"""

from __future__ import annotations

import argparse

from paddle_inspect import api
from paddle_inspect.base.figures import parse_count
from paddle_inspect.cli._options import add_fresh, add_output, output_of, run_of


def configure(parser: argparse.ArgumentParser) -> None:
    """Which weights, in which order."""
    parser.add_argument(
        "weights",
        metavar="WEIGHT",
        nargs="*",
        help="only these: catalogued, or a config.json, an exported program, a folder with one",
    )
    parser.add_argument("--family", metavar="FAMILY", action="append", help="only this family; may be repeated")
    parser.add_argument("--language", metavar="LANGUAGE", help="only weights of it, by the catalogue or their name")
    parser.add_argument("--min", metavar="COUNT", type=_count, help="only weights of at least so many parameters: 1B")
    parser.add_argument("--max", metavar="COUNT", type=_count, help="only weights of at most so many parameters: 100M")
    parser.add_argument("--sort", choices=api.SORT_KEYS, default="parameters", help="default: %(default)s")
    parser.add_argument("--reverse", action="store_true", help="the smallest, or the last name, first")
    add_output(parser)
    add_fresh(parser)


def _count(text: str) -> int:
    try:
        value, unit, _ = parse_count(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return round(value * unit)


def run(args: argparse.Namespace) -> int:
    """Count and print.

    Raises:
        UnknownName: there is no such family, or no weight of such a language.
    """
    if args.min is not None and args.max is not None and args.min > args.max:
        args.usage_error("--min is more than --max: no weight has so many parameters")
    if args.weights and args.family:
        args.usage_error("--family is for the catalogue; WEIGHT says which weights")
    output = output_of(args)
    found = api.rank(
        *(args.family or ()),
        of=args.weights,
        language=args.language,
        least=args.min,
        most=args.max,
        sort=args.sort,
        reverse=args.reverse,
        run=run_of(args),
    )
    output.write(found.document())
    return 0
