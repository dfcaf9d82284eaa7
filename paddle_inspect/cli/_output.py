"""Printing documents of sections in the formats that several commands share."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from paddle_inspect.base.files import emit
from paddle_inspect.base.records import Severity
from paddle_inspect.cli._options import fitted
from paddle_inspect.compare.comparison import Comparison
from paddle_inspect.compare.sides import Operand, compare_operands
from paddle_inspect.tables.csv import comma_separated
from paddle_inspect.tables.markdown import markdown_document
from paddle_inspect.tables.rst import rst_document
from paddle_inspect.tables.table import Section, Table, escaped
from paddle_inspect.tables.terminal import print_document
from paddle_inspect.views.comparison import Words, as_json, differences_table, remarks, totals_table, verdict


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


#: A file of another dtype differs in every tensor: more lines than this say nothing new.
_SHOWN = 40


def add_comparing(parser: argparse.ArgumentParser) -> None:
    """`--exact-names`, `--all`, `--format` and `--output`."""
    parser.add_argument(
        "--exact-names", action="store_true", help="count a prefix and torch's names and layout as differences"
    )
    parser.add_argument("--all", action="store_true", help=f"list every difference, not only the first {_SHOWN}")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument("--output", metavar="FILE", type=Path, help="write there instead of printing")


def run_comparison(left: Operand, right: Operand, args: argparse.Namespace, words: Words) -> int:
    """Compare and print; 0 when both sides are the same and nothing is odd about a file, else 1."""
    found = compare_operands(left, right, exact=args.exact_names)
    if args.format == "json":
        tree = as_json(found, (left.label, right.label)) | {"findings": _findings_json(left, right)}
        emit_json(tree, args)
    else:
        stream = sys.stdout if args.output is None else io.StringIO()
        _print(found, left, right, args, words, stream)
        if isinstance(stream, io.StringIO):
            emit(stream.getvalue(), args.output)
    is_odd = any(finding.severity is not Severity.NOTE for finding in (*left.findings, *right.findings))
    return 0 if found.is_same and not is_odd else 1


def _print(
    found: Comparison, left: Operand, right: Operand, args: argparse.Namespace, words: Words, stream: TextIO
) -> None:
    from paddle_inspect.tables.terminal import print_lines, print_table

    print_table(totals_table(found, (left.label, right.label), words), stream=stream)
    table = differences_table(found, words)
    shown = table if args.all else Table(table.columns, table.rows[:_SHOWN])
    if shown.rows:
        stream.write("\n")
        print_table(shown, stream=stream)
    lines = [note for note in (left.note, right.note) if note] + remarks(found, words)
    lines += [f"{f.severity.value}: {f.code}: {f.message}" for f in (*left.findings, *right.findings)]
    if hidden := len(table.rows) - len(shown.rows):
        lines.insert(0, f"{hidden:,} more differences, which --all lists")
    stream.write("\n")
    print_lines(
        [*((line, "") for line in lines), (verdict(found, words), "green" if found.is_same else "bold red")], stream
    )


def _findings_json(*operands: Operand) -> list[dict[str, str]]:
    return [
        {"code": finding.code, "severity": finding.severity.value, "message": finding.message}
        for operand in operands
        for finding in operand.findings
    ]
