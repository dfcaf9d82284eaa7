"""Options and steps of the commands that list tensors."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from paddle_inspect.records import TensorInfo
from paddle_inspect.render.table import Table
from paddle_inspect.render.tensors import group, group_json, group_table, narrowed, select, tensor_json, tensor_table

FORMATS = ("terminal", "markdown", "json", "csv")


def add_listing(parser: argparse.ArgumentParser) -> None:
    """`--filter`, `--depth`, `--format` and `--output`."""
    parser.add_argument("--filter", metavar="GLOB", help="only tensors whose name matches, such as '*.attention.*'")
    parser.add_argument(
        "--depth", metavar="N", type=positive, help="one line for the tensors whose names share their first N parts"
    )
    parser.add_argument("--format", choices=FORMATS, default="terminal", help="default: terminal")
    parser.add_argument("--output", metavar="FILE", type=Path, help="write there instead of printing")


def positive(text: str) -> int:
    """An argument that is a number from 1."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1")
    return int(text)


def listing(
    tensors: Iterable[TensorInfo], args: argparse.Namespace, *, exact: bool = False, kinds: bool = False
) -> Table:
    """The table of the tensors that were asked for, grouped when that was asked for (see `tensor_table`)."""
    chosen = select(tensors, args.filter)
    if args.depth is not None:
        return group_table(group(chosen, args.depth), exact=exact)
    return tensor_table(chosen, exact=exact, kinds=kinds)


def listing_json(tensors: Iterable[TensorInfo], args: argparse.Namespace, *, kinds: bool = False) -> dict[str, object]:
    """The same for scripts: `tensors`, or `groups` with `--depth`."""
    chosen = select(tensors, args.filter)
    if args.depth is not None:
        return {"groups": [group_json(one) for one in group(chosen, args.depth)]}
    return {"tensors": [tensor_json(tensor, kinds=kinds) for tensor in chosen]}


def fitted(table: Table, args: argparse.Namespace) -> Table:
    """The table without what a narrow terminal has no room for; whole for pipes and files."""
    if args.output is not None or not sys.stdout.isatty():
        return table
    return narrowed(table, shutil.get_terminal_size().columns)
