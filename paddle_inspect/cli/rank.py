"""Rank all weights by their parameters.

Counts every catalogued weight, or those of some families, and lists them, the largest first. A weight that cannot be
counted is listed with the reason, unless --min or --max asks for a size.

examples:
  paddle_inspect rank
  paddle_inspect rank --family ALBERT --language Chinese
  paddle_inspect rank --max 30M --sort layers
  paddle_inspect rank --min 1B --format markdown --output large.md
"""

from __future__ import annotations

import argparse
from pathlib import Path

from paddle_inspect.base.errors import UnknownName
from paddle_inspect.base.figures import parse_count
from paddle_inspect.base.progress import show_progress
from paddle_inspect.base.records import WeightSpec
from paddle_inspect.base.versions import versions
from paddle_inspect.cli._options import add_fresh
from paddle_inspect.cli._output import emit_csv, emit_document, emit_json
from paddle_inspect.models import catalogue
from paddle_inspect.models.catalogue import Catalogue
from paddle_inspect.models.counting import count
from paddle_inspect.models.ranking import SORT_KEYS, language_of, rank
from paddle_inspect.views.ranking import ranking_json, ranking_sections, ranking_table

FORMATS = ("table", "markdown", "rst", "json", "csv")


def configure(parser: argparse.ArgumentParser) -> None:
    """Which weights, in which order."""
    parser.add_argument("--family", metavar="FAMILY", action="append", help="only this family; may be repeated")
    parser.add_argument("--language", metavar="LANGUAGE", help="only weights of it, by the catalogue or their name")
    parser.add_argument("--min", metavar="COUNT", type=_count, help="only weights of at least so many parameters: 1B")
    parser.add_argument("--max", metavar="COUNT", type=_count, help="only weights of at most so many parameters: 100M")
    parser.add_argument("--sort", choices=tuple(SORT_KEYS), default="parameters", help="default: %(default)s")
    parser.add_argument("--reverse", action="store_true", help="the smallest, or the last name, first")
    parser.add_argument("--format", choices=FORMATS, default="table", help="default: %(default)s")
    parser.add_argument("--output", metavar="FILE", type=Path, help="write there instead of printing")
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
    specs = _selected(catalogue.load(), args)
    counts = count(specs, fresh=args.fresh, progress=show_progress)
    ranking = rank(specs, counts, least=args.min, most=args.max, sort=args.sort, reverse=args.reverse)
    if args.format == "json":
        emit_json({"versions": versions().as_dict(), **ranking_json(ranking)}, args)
    elif args.format == "csv":
        emit_csv(ranking_table(ranking), args)
    else:
        emit_document("Weights by parameters", ranking_sections(ranking), args)
    return 0


def _selected(listing: Catalogue, args: argparse.Namespace) -> list[WeightSpec]:
    families = [listing.family(name) for name in args.family] if args.family else list(listing.families.values())
    specs = {spec.name: spec for family in families for spec in family.weights}
    if args.language is None:
        return list(specs.values())
    wanted = args.language.casefold()
    found = [spec for spec in specs.values() if (language_of(spec) or "").casefold() == wanted]
    if not found:
        raise UnknownName("language", args.language, filter(None, map(language_of, specs.values())))
    return found
