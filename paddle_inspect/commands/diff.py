"""Compare two weights, or a weight and a file, or two files, tensor by tensor.

Each side is the name of a catalogued weight, or a weight file or folder. Shows what only one side has, which shapes
and dtypes differ, and both totals. A prefix of all names and torch's layout are recognised and named; with
--exact-names they count. Exits 0 when both sides are the same, 1 when they differ.

examples:
  paddle_inspect diff albert-base-v1 albert-base-v2
  paddle_inspect diff albert-base-v2 model_state.pdparams
  paddle_inspect diff before.safetensors after.safetensors --format json
"""

from __future__ import annotations

import argparse

from paddle_inspect.commands.common import add_fresh
from paddle_inspect.commands.comparing import add_comparing, run_comparison
from paddle_inspect.commands.operands import resolve
from paddle_inspect.render.comparison import DIFF

NAME = "diff"


def configure(parser: argparse.ArgumentParser) -> None:
    """LEFT RIGHT."""
    parser.add_argument("left", metavar="LEFT", help="a catalogued weight, a weight file, or a folder of them")
    parser.add_argument("right", metavar="RIGHT", help="what to compare it with")
    add_fresh(parser)
    add_comparing(parser)


def run(args: argparse.Namespace) -> int:
    """Resolve both sides and compare them."""
    left, right = (resolve(side, fresh=args.fresh) for side in (args.left, args.right))
    return run_comparison(left, right, args, DIFF)
