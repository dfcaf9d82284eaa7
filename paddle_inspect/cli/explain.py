"""Say which way of counting gives a documented figure.

The figure comes from --figure, from a page (--docs), or from the published page that is bundled for the family. Tried
are the base model, each head, tied tensors under each of their names, buffers, the model without pooler, embeddings,
what a pass does not use or what is never trained, with its tables of words tied, with a switch that its config leaves
open, and the parameters of other weights: those of the family, and of the whole catalogue when nothing else agrees.
Figures are compared within their own precision; what agrees is listed, the most plausible first, and nothing more is
claimed.

exit codes: 0 printed or written, also where nothing gives the figure; 2 bad input.

examples:
  paddle-inspect explain bart-base --figure 217M
  paddle-inspect explain albert-chinese-base
  paddle-inspect explain layoutlm-base-uncased --docs docs/zh/model_zoo/transformers/LayoutLM/contents.rst
"""

from __future__ import annotations

import argparse
from pathlib import Path

from paddle_inspect import api
from paddle_inspect.base.figures import parse_count
from paddle_inspect.cli._options import add_fresh, add_output, output_of, run_of, usage


def configure(parser: argparse.ArgumentParser) -> None:
    """WEIGHT and its figure."""
    parser.add_argument("weight", metavar="WEIGHT", help="a catalogued weight, or a config.json or a folder with one")
    parser.add_argument("--figure", metavar="COUNT", type=usage(parse_count), help="the documented figure: 217M")
    parser.add_argument("--docs", metavar="PAGE_OR_DIR", type=Path, help="the page that documents it, or a folder")
    add_output(parser)
    add_fresh(parser)


def run(args: argparse.Namespace) -> int:
    """Explain and print.

    Raises:
        UnknownName: there is no such weight.
        NotCounted: its model cannot be built, so nothing can be compared.
        InputError: the page cannot be read.
    """
    output = output_of(args)
    found = api.explain(args.weight, args.figure, docs=args.docs, run=run_of(args))
    output.write(found.document())
    return 0
