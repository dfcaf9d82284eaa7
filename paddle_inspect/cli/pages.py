"""Write a page for each weight, a ranked index of them, and one JSON file, as a tree for MkDocs or Sphinx.

Files that are already as they ought to be are not touched, so a second run changes nothing. With --check nothing is
written, and the exit code is 1 when a file would change, or is left over from a weight that is no longer there. Files
are never deleted.

examples:
  paddle_inspect pages --output docs/zoo
  paddle_inspect pages --output docs/zoo --format rst ALBERT BERT
  paddle_inspect pages --output docs/zoo --check
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import get_args

from paddle_inspect.base.errors import InputError, NotCounted
from paddle_inspect.base.files import read_text, reason, write_atomically
from paddle_inspect.base.progress import progress, show_progress
from paddle_inspect.base.records import Inventory, WeightSpec
from paddle_inspect.base.text import printable
from paddle_inspect.base.versions import versions
from paddle_inspect.cli._options import add_fresh
from paddle_inspect.models import catalogue
from paddle_inspect.models.catalogue import Catalogue
from paddle_inspect.models.counting import count
from paddle_inspect.models.passes import default_seq_len, trace_of
from paddle_inspect.views.tree import SUFFIXES, Entry, Format, page_tree


def configure(parser: argparse.ArgumentParser) -> None:
    """Where to, of which families, and how."""
    parser.add_argument("families", metavar="FAMILY", nargs="*", help="default: all")
    parser.add_argument("--output", metavar="DIR", type=Path, required=True, help="the folder; made when it is missing")
    parser.add_argument("--format", choices=get_args(Format), default="markdown", help="default: %(default)s")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when something would change")
    add_fresh(parser)


def run(args: argparse.Namespace) -> int:
    """Write the tree, or say what would change.

    Raises:
        UnknownName: there is no such family.
        InputError: the folder cannot be written.
    """
    specs = _selected(catalogue.load(), args.families)
    files = page_tree(_entries(specs, fresh=args.fresh), args.format, versions())
    changed = [path for path, text in files.items() if _content(args.output / path) != text]
    left_over = list(_left_over(args.output, files, {spec.family for spec in specs}, SUFFIXES[args.format]))
    if not args.check:
        _write(args.output, {path: files[path] for path in changed})
    _report(changed, left_over, len(files), check=args.check)
    return 1 if args.check and (changed or left_over) else 0


def _selected(listing: Catalogue, families: Sequence[str]) -> list[WeightSpec]:
    found = [listing.family(name) for name in families] or list(listing.families.values())
    return list({spec.name: spec for family in found for spec in family.weights}.values())


def _entries(specs: Sequence[WeightSpec], *, fresh: bool) -> list[Entry]:
    counts = count(specs, fresh=fresh, progress=show_progress)
    return [_entry(spec, counts[spec.name], fresh) for spec in progress(specs, "tracing models", len(specs))]


def _entry(spec: WeightSpec, inventory: Inventory | NotCounted, fresh: bool) -> Entry:
    if isinstance(inventory, NotCounted):
        return Entry(spec=spec, inventory=inventory)
    trace = trace_of(spec, batch=1, seq_len=default_seq_len(spec), fresh=fresh)
    return Entry(spec=spec, inventory=inventory, trace=trace)


def _content(path: Path) -> str | None:
    """A file's text, None without one that can be read as text."""
    try:
        return read_text(path)
    except InputError:
        return None


def _left_over(root: Path, files: Mapping[str, str], families: Iterable[str], suffix: str) -> Iterator[str]:
    """Pages of these families that are not in the tree: of weights that were renamed or are gone."""
    for family in sorted(families):
        for path in sorted((root / family).rglob(f"*{suffix}")):
            if (below := path.relative_to(root).as_posix()) not in files:
                yield below


def _write(root: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        try:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(root / path, reason(error)) from None
        write_atomically(root / path, text)


def _report(changed: Sequence[str], left_over: Sequence[str], total: int, *, check: bool) -> None:
    if check:
        for path in changed:
            print(printable(f"would change: {path}"))
    for path in left_over:
        print(printable(f"left over: {path}"))
    print(
        f"{total} files: {len(changed)} {'would change' if check else 'written'}, {total - len(changed)} as they were"
    )
