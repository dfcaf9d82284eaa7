"""Compare two weights, or a weight and a file, or two files, tensor by tensor.

Each side is a weight (a catalogued name, a config.json, or a folder that has one and no weight files), or weight files.
A weight is its base model, the class that its config names, or the one under the head that is asked for. Shows what
only one side has, which shapes and dtypes differ, and both totals. A prefix of all names and torch's layout are
recognised and named; with --exact-names they count. Exits 0 when both sides are
the same, 1 when they differ, 2 when a file of a folder is refused.

examples:
  paddle-inspect diff albert-base-v1 albert-large-v1
  paddle-inspect diff albert-base-v2 albert-base-v2 --right-head masked-lm
  paddle-inspect diff albert-base-v2 model_state.pdparams
  paddle-inspect diff before.safetensors after.safetensors --format json
"""

from __future__ import annotations

import argparse

from paddle_inspect import api
from paddle_inspect.cli._options import add_comparing, add_fresh, add_labels, code_of, output_of, run_of


def configure(parser: argparse.ArgumentParser) -> None:
    """LEFT RIGHT."""
    parser.add_argument(
        "left",
        metavar="LEFT",
        help="a catalogued weight, a config.json, a weight file, an exported program, or a folder",
    )
    parser.add_argument("right", metavar="RIGHT", help="what to compare it with")
    parser.add_argument("--head", metavar="CLASS", help="compare weights under this head, such as masked-lm")
    parser.add_argument("--left-head", metavar="CLASS", help="the head of LEFT alone; `base` is the model without one")
    parser.add_argument("--right-head", metavar="CLASS", help="the head of RIGHT alone")
    parser.add_argument(
        "--model", metavar="WEIGHT", help="the weight that both files are of, to tell torch's names from Paddle's"
    )
    add_labels(parser)
    add_fresh(parser)
    add_comparing(parser)


def run(args: argparse.Namespace) -> int:
    """Resolve both sides and compare them; 1 when they differ or a file is odd, 2 when one was refused."""
    output = output_of(args)
    found = api.compare(
        args.left,
        args.right,
        head=args.head,
        left_head=args.left_head,
        right_head=args.right_head,
        num_labels=args.num_labels,
        exact_names=args.exact_names,
        ignore_dtype=args.ignore_dtype,
        section=args.section,
        model=args.model,
        run=run_of(args),
    )
    output.write(found.document(everything=args.all))
    return code_of(found.refused, good=found.is_clean)
