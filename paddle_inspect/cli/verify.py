"""Check that a weight file has the tensors of the model that its name promises.

The weight's model is built from its config (or from --config), without memory for its tensors, and compared with the
file tensor by tensor: missing, unexpected, of another shape, of another dtype. A prefix of all names (albert.) and
torch's names and transposed matrices are recognised, named, and no difference unless --exact-names is given. Exits 0
when they are the same, 1 when they differ.

examples:
  paddle_inspect verify albert-base-v2 model_state.pdparams
  paddle_inspect verify bert-base-uncased finetuned/ --head sequence-classification --num-labels 5
  paddle_inspect verify bert-base-uncased finetuned/ --config finetuned/config.json
"""

from __future__ import annotations

import argparse
from pathlib import Path

from paddle_inspect.cli._options import add_model
from paddle_inspect.cli._output import add_comparing, run_comparison
from paddle_inspect.compare.sides import file_operand, model_spec, weight_operand
from paddle_inspect.views.comparison import VERIFY


def configure(parser: argparse.ArgumentParser) -> None:
    """WEIGHT FILE, and which model of the weight."""
    parser.add_argument("weight", metavar="WEIGHT", help="a catalogued weight, such as albert-base-v2")
    parser.add_argument("path", metavar="FILE", type=Path, help="a weight file, the index of its shards, or a folder")
    add_model(parser)
    add_comparing(parser)


def run(args: argparse.Namespace) -> int:
    """Read the file first: it is quicker than the model, and more often the one that is wrong."""
    found = file_operand(args.path)
    model = model_spec(args.weight, head=args.head, config=args.config, num_labels=args.num_labels, fresh=args.fresh)
    expected = weight_operand(model, fresh=args.fresh)
    return run_comparison(expected, found, args, VERIFY)
