"""Arguments and steps that several commands share."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.progress import show_progress
from paddle_inspect.base.records import Inventory, TensorInfo, WeightSpec
from paddle_inspect.models.catalogue import Catalogue
from paddle_inspect.pages.repair import Bench
from paddle_inspect.tables.table import Table
from paddle_inspect.views.tensors import group, group_json, group_table, narrowed, select, tensor_json, tensor_table


def add_fresh(parser: argparse.ArgumentParser) -> None:
    """`--fresh`: count anew."""
    parser.add_argument("--fresh", action="store_true", help="count anew instead of using cached inventories")


def add_pages(parser: argparse.ArgumentParser) -> None:
    """PAGE..., `--reference` and `--family`."""
    parser.add_argument("pages", metavar="PAGE", nargs="+", type=Path, help="a page, or a folder with pages below it")
    parser.add_argument(
        "--reference",
        metavar="PAGE_OR_DIR",
        type=Path,
        help="a page that is known to list the right weights, or a folder of them matched by family",
    )
    parser.add_argument("--family", help="the pages' family, when neither folder nor title tells it")
    add_fresh(parser)


def bench(catalogue: Catalogue, *, fresh: bool) -> Bench:
    """What pages are repaired with, counting behind a line of progress."""
    counted: dict[str, Inventory | NotCounted] = {}

    def count(specs: Sequence[WeightSpec]) -> Mapping[str, Inventory | NotCounted]:
        from paddle_inspect.models.counting import count as count_all

        missing = [spec for spec in specs if spec.name not in counted]
        counted.update(count_all(missing, fresh=fresh, progress=show_progress))
        return {spec.name: counted[spec.name] for spec in specs}

    return Bench(catalogue, count)


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


def add_model(parser: argparse.ArgumentParser) -> None:
    """`--head`, `--num-labels`, `--config` and `--fresh`: which model of a weight is meant."""
    parser.add_argument("--head", metavar="CLASS", help="a head, such as sequence-classification; default: base model")
    parser.add_argument("--num-labels", metavar="N", type=positive, help="labels of a classification head; default: 2")
    parser.add_argument("--config", metavar="FILE", type=Path, help="a config.json to use in place of the weight's own")
    add_fresh(parser)
