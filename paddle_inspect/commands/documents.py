"""Printing documents of sections in the formats that several commands share."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Sequence
from typing import TextIO

from paddle_inspect.commands.listing import fitted
from paddle_inspect.console import emit
from paddle_inspect.render.sections import Section, markdown_document, print_document, rst_document
from paddle_inspect.render.table import Table, comma_separated, escaped


def emit_document(title: str, sections: Sequence[Section], args: argparse.Namespace) -> None:
    """Print a document for a person, or as Markdown or reStructuredText, as `--format` and `--output` say."""
    if args.format == "markdown":
        emit(markdown_document(title, sections), args.output)
    elif args.format == "rst":
        emit(rst_document(title, sections), args.output)
    else:
        stream: TextIO = sys.stdout if args.output is None else io.StringIO()
        print_document(title, [_fitted(section, args) for section in sections], stream)
        if isinstance(stream, io.StringIO):
            emit(stream.getvalue(), args.output)


def _fitted(section: Section, args: argparse.Namespace) -> Section:
    if section.table is None:
        return section
    return Section(title=section.title, table=fitted(section.table, args), notes=section.notes)


def emit_json(tree: object, args: argparse.Namespace) -> None:
    """Print JSON: readable in any script, but control and format characters of names from files escaped."""
    text = json.dumps(tree, indent=2, ensure_ascii=False)
    if not text.replace("\n", "").isprintable():
        text = "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)
    emit(text + "\n", args.output)


def emit_csv(table: Table, args: argparse.Namespace) -> None:
    """Print one table as CSV."""
    emit(comma_separated(escaped(table)), args.output)
