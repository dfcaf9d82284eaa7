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
import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from paddle_inspect.base.errors import InspectError
from paddle_inspect.base.figures import format_bytes
from paddle_inspect.base.files import emit
from paddle_inspect.base.records import Severity, TensorInfo
from paddle_inspect.base.text import one_line
from paddle_inspect.checkpoints import read
from paddle_inspect.checkpoints.contents import Checkpoint
from paddle_inspect.cli._options import add_listing, fitted, listing, listing_json
from paddle_inspect.cli._output import emit_csv, emit_json
from paddle_inspect.tables.markdown import markdown_document
from paddle_inspect.tables.table import Column, Section, Table, facts
from paddle_inspect.tables.terminal import print_document
from paddle_inspect.views.tensors import totals_table


def configure(parser: argparse.ArgumentParser) -> None:
    """FILE_OR_DIR..., and what to list of them."""
    parser.add_argument("paths", metavar="FILE_OR_DIR", nargs="+", type=Path, help="a weight file, an index, a folder")
    add_listing(parser)


def run(args: argparse.Namespace) -> int:
    """Print what the files hold; goes on behind a file that cannot be read."""
    found = [_read(path) for path in args.paths]
    checkpoints = [checkpoint for checkpoint in found if checkpoint is not None]
    if checkpoints:
        _PRINTERS[args.format](checkpoints, args)
    if len(checkpoints) < len(found):
        return 2
    is_odd = any(f.severity is not Severity.NOTE for checkpoint in checkpoints for f in checkpoint.findings)
    return 1 if is_odd else 0


def _read(path: Path) -> Checkpoint | None:
    """A checkpoint, or None behind a line on stderr that says why not."""
    try:
        return read(path)
    except InspectError as error:
        print(f"paddle_inspect: {one_line(str(error))}", file=sys.stderr)
        return None


def _print_terminal(checkpoints: Sequence[Checkpoint], args: argparse.Namespace) -> None:
    stream: TextIO = sys.stdout if args.output is None else io.StringIO()
    for number, checkpoint in enumerate(checkpoints):
        if number:
            stream.write("\n")
        print_document(_title(checkpoint), _sections(checkpoint, args), stream)
    if isinstance(stream, io.StringIO):
        emit(stream.getvalue(), args.output)


def _print_markdown(checkpoints: Sequence[Checkpoint], args: argparse.Namespace) -> None:
    documents = (markdown_document(_title(checkpoint), _sections(checkpoint, args)) for checkpoint in checkpoints)
    emit("\n".join(documents), args.output)


def _sections(checkpoint: Checkpoint, args: argparse.Namespace) -> list[Section]:
    """The parts of a page about a checkpoint: tensors and plain values by heading, totals, findings."""
    parts: list[Section] = []
    for section in checkpoint.sections:
        if section.stored:
            table = fitted(listing(section.tensors, args), args)
            parts.append(Section(title=section.title or "Tensors", table=table))
        if section.values:
            title = f"{section.title} / values" if section.stored and section.title else section.title or "Values"
            parts.append(Section(title=title, table=facts(section.values, ("name", "value"))))
    parts.append(Section(title="Totals", table=totals_table(_tensors(checkpoint))))
    if checkpoint.findings:
        columns = (Column("severity"), Column("code"), Column("finding"))
        rows = tuple((finding.severity.value, finding.code, finding.message) for finding in checkpoint.findings)
        parts.append(Section(title="Findings", table=Table(columns, rows)))
    return parts


def _print_csv(checkpoints: Sequence[Checkpoint], args: argparse.Namespace) -> None:
    """One table for all files, with the file and the heading in front of each tensor."""
    columns: tuple[Column, ...] = ()
    rows: list[tuple[str, ...]] = []
    for checkpoint in checkpoints:
        for section in checkpoint.sections:
            table = listing(section.tensors, args, exact=True)
            columns = columns or (Column("file"), Column("heading"), *table.columns)
            rows += [(checkpoint.path, section.title, *row) for row in table.rows]
    emit_csv(Table(columns, tuple(rows)), args)


def _print_json(checkpoints: Sequence[Checkpoint], args: argparse.Namespace) -> None:
    emit_json({"checkpoints": [_as_json(checkpoint, args) for checkpoint in checkpoints]}, args)


def _as_json(checkpoint: Checkpoint, args: argparse.Namespace) -> dict[str, object]:
    return {
        "path": checkpoint.path,
        "layout": checkpoint.layout,
        "files": list(checkpoint.files),
        "file_bytes": checkpoint.size,
        "metadata": dict(checkpoint.metadata),
        "sections": [
            {"heading": list(section.heading), **listing_json(section.tensors, args), "values": dict(section.values)}
            for section in checkpoint.sections
        ],
        "totals": [
            dict(zip(("dtype", "tensors", "elements", "bytes"), (row[0], *map(int, row[1:])), strict=True))
            for row in totals_table(_tensors(checkpoint), exact=True).rows
        ],
        "findings": [
            {"code": finding.code, "severity": finding.severity.value, "message": finding.message}
            for finding in checkpoint.findings
        ],
    }


_PRINTERS: dict[str, Callable[[Sequence[Checkpoint], argparse.Namespace], None]] = {
    "terminal": _print_terminal,
    "markdown": _print_markdown,
    "csv": _print_csv,
    "json": _print_json,
}


def _title(checkpoint: Checkpoint) -> str:
    return f"{checkpoint.path} ({checkpoint.layout}, {format_bytes(checkpoint.size)})"


def _tensors(checkpoint: Checkpoint) -> tuple[TensorInfo, ...]:
    return tuple(tensor for section in checkpoint.sections for tensor in section.tensors)
