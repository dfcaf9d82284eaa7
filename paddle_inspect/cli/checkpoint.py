"""List the tensors of weight files, without loading or trusting them.

Reads .safetensors, .pdparams and .pdopt files, the index of a sharded checkpoint, and folders of these. Nothing in
a file is executed and no tensor data is read, whatever the file's size. Exits 1 when something about a file is odd
(a missing shard, a tensor in two shards), 2 when it cannot be read or must not be.

examples:
  paddle_inspect checkpoint model_state.pdparams
  paddle_inspect checkpoint model.safetensors --depth 2
  paddle_inspect checkpoint checkpoint-500/ --filter '*.bias' --format csv
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from paddle_inspect import api
from paddle_inspect.cli._options import add_output, add_selection, output_of, selection_of


def configure(parser: argparse.ArgumentParser) -> None:
    """FILE_OR_DIR..., and what to list of them."""
    parser.add_argument("paths", metavar="FILE_OR_DIR", nargs="+", type=Path, help="a weight file, an index, a folder")
    add_selection(parser)
    add_output(parser, findings=True)


def run(args: argparse.Namespace) -> int:
    """Print what the files hold; goes on behind a file that cannot be read."""
    output = output_of(args)
    found = api.checkpoints(args.paths)
    for _, message in found.errors:
        print(f"paddle_inspect: {message}", file=sys.stderr)
    output.write(found.document(selection_of(args)))
    if found.errors:
        return 2
    return 0 if found.is_clean else 1
