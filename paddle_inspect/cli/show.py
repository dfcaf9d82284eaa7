"""Show one weight closely: its model, its totals, its config, and every tensor.

The model is built from the weight's config, without memory for its tensors; `--head` puts one of the family's heads on
it. Of a config.json, or a folder with one, counted is the class that it names, its head included. One forward pass is
traced, also without memory: what runs more than once, and its FLOPs; of a config, where its size is given. An exported
program (inference.json, inference.pdmodel) is read as it is; sizes that it leaves open are stated, never assumed.
`--names torch` shows what torch's model of the same architecture calls the tensors and how it shapes them, from
PaddleNLP's own conversion mapping. Tensors, elements and bytes are different numbers and each has its own column.

exit codes: 0 printed or written; 2 bad input, or a model that cannot be built.

examples:
  paddle-inspect show albert-large-v2
  paddle-inspect show albert-large-v2 --head list
  paddle-inspect show albert-large-v2 --heads
  paddle-inspect show albert-large-v2 --head sequence-classification --num-labels 5 --filter '*classifier*'
  paddle-inspect show albert-large-v2 --batch 8 --seq-len 512
  paddle-inspect show llama-3-70b/config.json
  paddle-inspect show PP-OCRv5_mobile_det_infer --input x=1x3x640x640
  paddle-inspect show albert-large-v2 --names torch --depth 3 --format markdown
"""

from __future__ import annotations

import argparse

from paddle_inspect import api
from paddle_inspect.base.errors import BadArgument
from paddle_inspect.base.streams import say
from paddle_inspect.cli._options import (
    add_fresh,
    add_labels,
    add_output,
    add_selection,
    output_of,
    positive,
    run_of,
    selection_of,
)


def configure(parser: argparse.ArgumentParser) -> None:
    """WEIGHT, which model of it, and what to show of that."""
    parser.add_argument(
        "weight", metavar="WEIGHT", help="a catalogued weight, or a config.json, an exported program, a folder with one"
    )
    parser.add_argument("--head", metavar="CLASS", help="a head, such as sequence-classification; `list` lists them")
    parser.add_argument("--heads", action="store_true", help="compare all heads with the base model")
    add_labels(parser)
    parser.add_argument("--names", choices=("paddle", "torch"), default="paddle", help="default: %(default)s")
    parser.add_argument(
        "--batch", metavar="N", type=positive, help="texts in the traced pass; default: 1, of a program none"
    )
    parser.add_argument(
        "--seq-len", metavar="N", type=positive, help="tokens of each text; default: 128, of a program none"
    )
    parser.add_argument(
        "--input",
        metavar="NAME=SIZES",
        action="append",
        help="the sizes of an exported program's input: x=1x3x224x224; may be repeated",
    )
    parser.add_argument("--no-buffers", action="store_true", help="list parameters alone")
    add_selection(parser)
    add_output(parser)
    add_fresh(parser)


def run(args: argparse.Namespace) -> int:
    """Print the model, the list of heads, or their matrix.

    Raises:
        UnknownName: there is no such weight or head; offers the nearest.
        NotCounted: the model cannot be built; says why.
        NotTraced: a pass of some size was asked for, and cannot be traced.
    """
    if args.num_labels is not None and not (args.head or args.heads):
        args.usage_error("--num-labels is for a head; choose one with --head")
    output = output_of(args)
    if args.head == "list":
        document = api.heads(args.weight, run=run_of(args)).document()
    elif args.heads:
        document = api.head_counts(args.weight, num_labels=args.num_labels, run=run_of(args)).document()
    else:
        model = _model(args, trace=not output.is_listing)
        if output.is_listing:
            for note in model.notes:
                say(note)
        selection = selection_of(args)
        if not selection.names(model.tensors):
            raise BadArgument(f"--filter {args.filter}: no tensor of {args.weight} has such a name")
        document = model.document(selection)
    output.write(document)
    return 0


def _model(args: argparse.Namespace, *, trace: bool) -> api.Model:
    return api.show(
        args.weight,
        head=args.head,
        num_labels=args.num_labels,
        torch_names=args.names == "torch",
        buffers=not args.no_buffers,
        batch=args.batch,
        seq_len=args.seq_len,
        inputs=dict(map(api.sizes_of, args.input or ())),
        trace=trace,
        run=run_of(args),
    )
