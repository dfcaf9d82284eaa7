"""Compare two weights, or a weight and a file, or two files, tensor by tensor.

Each side is the name of a catalogued weight, or a weight file or folder. A weight is its base model, or the one under
the head that is asked for. Shows what only one side has, which shapes and dtypes differ, and both totals. A prefix of
all names and torch's layout are recognised and named; with --exact-names they count. Exits 0 when both sides are the
same, 1 when they differ.

examples:
  paddle_inspect diff albert-base-v1 albert-large-v1
  paddle_inspect diff albert-base-v2 albert-base-v2 --right-head masked-lm
  paddle_inspect diff albert-base-v2 model_state.pdparams
  paddle_inspect diff before.safetensors after.safetensors --format json
"""

from __future__ import annotations

import argparse

from paddle_inspect.base.errors import InputError
from paddle_inspect.cli._options import add_fresh, positive
from paddle_inspect.cli._output import add_comparing, run_comparison
from paddle_inspect.compare.sides import resolve
from paddle_inspect.views.comparison import DIFF


def configure(parser: argparse.ArgumentParser) -> None:
    """LEFT RIGHT."""
    parser.add_argument("left", metavar="LEFT", help="a catalogued weight, a weight file, or a folder of them")
    parser.add_argument("right", metavar="RIGHT", help="what to compare it with")
    parser.add_argument("--head", metavar="CLASS", help="compare weights under this head, such as masked-lm")
    parser.add_argument("--left-head", metavar="CLASS", help="the head of LEFT alone; `base` is the model without one")
    parser.add_argument("--right-head", metavar="CLASS", help="the head of RIGHT alone")
    parser.add_argument("--num-labels", metavar="N", type=positive, help="labels of a classification head; default: 2")
    add_fresh(parser)
    add_comparing(parser)


def run(args: argparse.Namespace) -> int:
    """Resolve both sides and compare them."""
    sides = ((args.left, args.left_head), (args.right, args.right_head))
    left, right = (
        resolve(text, head=head or args.head, num_labels=args.num_labels, fresh=args.fresh) for text, head in sides
    )
    for operand, (_, head) in zip((left, right), sides, strict=True):
        if head is not None and operand.spec is None:
            raise InputError(operand.label, "is compared as it is: only a catalogued weight takes a head")
    return run_comparison(left, right, args, DIFF)
