"""Check that a weight file has the tensors of the model that its name promises.

The weight's model is built from its config (or from --config), without memory for its tensors, and compared with the
file tensor by tensor: missing, unexpected, of another shape, of another dtype. A folder with a config.json needs no
name: its weight files are held against the model of the class that its config names. Nor does an exported program: the
file of its parameters is held against it. A prefix of all names (albert.)
and torch's names and transposed matrices are recognised, named, and no difference unless --exact-names is given. Exits
0 when they are the same, 1 when they differ, 2 when a file of a folder is refused.

examples:
  paddle-inspect verify albert-base-v2 model_state.pdparams
  paddle-inspect verify bert-base-uncased finetuned/ --head sequence-classification --num-labels 5
  paddle-inspect verify bert-base-uncased finetuned/ --config finetuned/config.json
  paddle-inspect verify finetuned/
"""

from __future__ import annotations

import argparse
from pathlib import Path

from paddle_inspect import api
from paddle_inspect.cli._options import add_comparing, add_fresh, add_labels, code_of, output_of, run_of


def configure(parser: argparse.ArgumentParser) -> None:
    """WEIGHT FILE, and which model of the weight."""
    parser.add_argument(
        "weight", metavar="WEIGHT", help="a catalogued weight, or a config.json, an exported program, a folder with one"
    )
    parser.add_argument(
        "path",
        metavar="FILE",
        type=Path,
        nargs="?",
        help="a weight file, the index of its shards, or a folder; default: those beside the config or program",
    )
    parser.add_argument("--head", metavar="CLASS", help="a head, such as sequence-classification; default: base model")
    add_labels(parser)
    parser.add_argument("--config", metavar="FILE", type=Path, help="a config.json to use in place of the weight's own")
    add_fresh(parser)
    add_comparing(parser)


def run(args: argparse.Namespace) -> int:
    """Compare the file with the model; 1 when they differ or the file is odd, 2 when one was refused."""
    output = output_of(args)
    found = api.verify(
        args.weight,
        args.path,
        head=args.head,
        num_labels=args.num_labels,
        config=args.config,
        exact_names=args.exact_names,
        ignore_dtype=args.ignore_dtype,
        section=args.section,
        run=run_of(args),
    )
    output.write(found.document(everything=args.all))
    return code_of(found.refused, good=found.is_clean)
