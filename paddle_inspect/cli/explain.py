"""Say which way of counting gives a documented figure.

The figure comes from --figure, from a page (--docs), or from the published page that is bundled for the family. Tried
are the base model, each head, tied tensors under each of their names, buffers, the model without pooler or embeddings,
and the parameters of other weights: those of the family, and of the whole catalogue when nothing else agrees. Figures
are compared within their own precision; what agrees is listed, the most plausible first, and nothing more is claimed.

examples:
  paddle_inspect explain bart-base --figure 217M
  paddle_inspect explain albert-chinese-base
  paddle_inspect explain layoutlm-base-uncased --docs docs/zh/model_zoo/transformers/LayoutLM/contents.rst
"""

from __future__ import annotations

import argparse
from pathlib import Path

from paddle_inspect.base.figures import Figure, parse_count
from paddle_inspect.base.records import WeightSpec
from paddle_inspect.base.versions import versions
from paddle_inspect.cli._options import add_fresh, bench
from paddle_inspect.cli._output import emit_document, emit_json
from paddle_inspect.models import catalogue
from paddle_inspect.models.catalogue import Catalogue
from paddle_inspect.models.ways import Documented, explained
from paddle_inspect.pages.find import page_of
from paddle_inspect.pages.repair import report_on_family
from paddle_inspect.views.ways import as_json, documented_in, sections

FORMATS = ("terminal", "markdown", "json")


def configure(parser: argparse.ArgumentParser) -> None:
    """WEIGHT and its figure."""
    parser.add_argument("weight", metavar="WEIGHT", help="a catalogued weight, such as bart-base")
    parser.add_argument("--figure", metavar="COUNT", type=_figure, help="the documented figure, such as 217M")
    parser.add_argument("--docs", metavar="PAGE_OR_DIR", type=Path, help="the page that documents it, or a folder")
    parser.add_argument("--format", choices=FORMATS, default="terminal", help="default: %(default)s")
    parser.add_argument("--output", metavar="FILE", type=Path, help="write there instead of printing")
    add_fresh(parser)


def _figure(text: str) -> Figure:
    try:
        value, unit, decimals = parse_count(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return Figure(name="parameters", text=text.strip(), value=value, unit=unit, decimals=decimals)


def run(args: argparse.Namespace) -> int:
    """Explain and print.

    Raises:
        UnknownName: there is no such weight.
        NotCounted: its model cannot be built, so nothing can be compared.
        InputError: the page cannot be read.
    """
    listing = catalogue.load()
    spec = listing.weight(args.weight)
    explanation = explained(spec, _documented(spec, listing, args), listing, fresh=args.fresh)
    if args.format == "json":
        emit_json({"versions": versions().as_dict(), **as_json(explanation)}, args)
    else:
        emit_document(spec.name, sections(explanation), args)
    return 0


def _documented(spec: WeightSpec, listing: Catalogue, args: argparse.Namespace) -> tuple[Documented, ...]:
    if args.figure is not None:
        return (Documented(figure=args.figure, where="given on the command line"),)
    family = listing.family(spec.family)
    page = page_of(family, args.docs)
    if page is None:
        return ()
    report = report_on_family(bench(listing, fresh=args.fresh), family, page)
    return tuple(one for row in report.rows if row.name == spec.name for one in documented_in(row))
