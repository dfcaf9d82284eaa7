"""List the tensors of weight files, without loading or trusting them.

Reads .safetensors, .pdparams and .pdopt files, torch's (.bin, .pt, .pth), .gguf, the index of a sharded checkpoint,
the .metadata of a FlexCheckpoint with its .distcp files, and folders: every file in them that a framework would load.
Nothing in a file is executed and no tensor data is read, whatever the file's size. Exits 1 when something about a file
is odd (a missing shard, a tensor in two shards), 2 when one cannot be read or must not be; such files are listed beside
the others.

examples:
  paddle-inspect checkpoint model_state.pdparams
  paddle-inspect checkpoint model.safetensors --depth 2
  paddle-inspect checkpoint checkpoint-500/ --filter '*.bias' --format csv
  paddle-inspect checkpoint suspicious.pdparams --list-globals
"""

from __future__ import annotations

import argparse

from paddle_inspect import api
from paddle_inspect.base.errors import BadArgument
from paddle_inspect.cli._options import add_output, add_selection, code_of, output_of, selection_of


def configure(parser: argparse.ArgumentParser) -> None:
    """FILE_OR_DIR..., and what to list of them."""
    parser.add_argument("paths", metavar="FILE_OR_DIR", nargs="+", help="a weight file, an index, a folder")
    parser.add_argument(
        "--list-globals", action="store_true", help="of each refused pickle, every global that it names; nothing is run"
    )
    add_selection(parser)
    add_output(parser, findings=True)


def run(args: argparse.Namespace) -> int:
    """Print what the files hold; goes on behind a file that cannot be read.

    Raises:
        BadArgument: `--filter` leaves nothing of them.
    """
    output = output_of(args)
    found = api.checkpoint_files(args.paths, list_globals=args.list_globals)
    code = code_of(found.refused, good=found.is_clean)
    selection = selection_of(args)
    parts = [part for file in found.files for part in file.parts]
    if parts and not any(selection.names(part.tensors) for part in parts):
        raise BadArgument(f"--filter {args.filter}: no tensor has such a name")
    output.write(found.document(selection))
    return code
