"""Say which catalogued weights and heads a weight file fits, best first, and what does not fit.

Every weight of the catalogue is counted (once, then from the cache) and compared by shapes; the nearest are compared
tensor by tensor, with every head of their family. Weights that share one architecture fit alike: a file's names and
shapes cannot tell them apart. Of a config.json its model is compared, as if it were a file. Exits 0 when a model fits
the file completely, 1 when none does, 2 when a file of a folder is refused.

examples:
  paddle-inspect identify model_state.pdparams
  paddle-inspect identify finetuned/ --family BERT --limit 3
"""

from __future__ import annotations

import argparse
from pathlib import Path

from paddle_inspect import api
from paddle_inspect.cli._options import add_fresh, add_output, code_of, output_of, positive, run_of


def configure(parser: argparse.ArgumentParser) -> None:
    """FILE, and where to look."""
    parser.add_argument(
        "path",
        metavar="FILE",
        type=Path,
        help="a weight file, the index of its shards, a config.json, an exported program, or a folder",
    )
    parser.add_argument("--family", help="look among the weights of this family only")
    parser.add_argument("--limit", metavar="N", type=positive, default=10, help="show the N best fits; default: 10")
    add_output(parser)
    add_fresh(parser)


def run(args: argparse.Namespace) -> int:
    """Find the models and print them; 0 when one fits completely, 2 when a file was refused."""
    output = output_of(args)
    found = api.identify(args.path, family=args.family, run=run_of(args))
    output.write(found.document(args.limit))
    return code_of(found.refused, good=found.is_certain)
