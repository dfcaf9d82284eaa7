"""Write a document for each weight, a ranked index of them, and one JSON file, as a tree for MkDocs or Sphinx.

Each file is written as soon as its model is traced, on all processors. Files that are already as they ought to be are
not touched, so a second run changes nothing. With --check nothing is written, and the exit code is 1 when a file would
change, or is left over from a weight that is no longer there. Files are never deleted.

exit codes: 0 written; 1 with --check, something would change; 2 bad input.

examples:
  paddle-inspect pages --output docs/zoo
  paddle-inspect pages --output docs/zoo --format rst ALBERT BERT
  paddle-inspect pages --output docs/zoo --check
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path

from paddle_inspect import api, tables
from paddle_inspect.base.disk import make_folder, read_text, write_atomically
from paddle_inspect.base.errors import InputError
from paddle_inspect.base.figures import many
from paddle_inspect.base.text import printable
from paddle_inspect.cli._options import add_fresh, run_of


def configure(parser: argparse.ArgumentParser) -> None:
    """Where to, of which families, and how."""
    formats = tables.linking_formats()
    parser.add_argument("families", metavar="FAMILY", nargs="*", help="default: all")
    parser.add_argument("--output", metavar="DIR", type=Path, required=True, help="the folder; made when it is missing")
    parser.add_argument("--format", choices=formats, default="markdown", help="default: %(default)s")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when something would change")
    add_fresh(parser)


def run(args: argparse.Namespace) -> int:
    """Write the folder, or say what would change.

    Raises:
        UnknownName: there is no such family.
        InputError: the folder cannot be written.
    """
    families = {weight.family for weight in api.weights(*args.families)}
    files, changed = set(), []
    for path, text in api.folder_files(*args.families, format=args.format, run=run_of(args)):
        files.add(path)
        if _content(target := args.output / path) != text:
            changed.append(path)
            if not args.check:
                make_folder(target.parent)
                write_atomically(target, text)
    left_over = list(_left_over(args.output, files, families, tables.suffix_of(args.format)))
    _report(sorted(changed), left_over, len(files), check=args.check)
    return 1 if args.check and (changed or left_over) else 0


def _content(path: Path) -> str | None:
    """A file's text, None without one that can be read as text."""
    try:
        return read_text(path)
    except InputError:
        return None


def _left_over(root: Path, files: Set[str], families: Iterable[str], suffix: str) -> Iterator[str]:
    """Documents of these families that are not in the folder: of weights that were renamed or are gone."""
    for family in sorted(families):
        for path in sorted((root / family).rglob(f"*{suffix}")):
            if (below := path.relative_to(root).as_posix()) not in files:
                yield below


def _report(changed: Sequence[str], left_over: Sequence[str], total: int, *, check: bool) -> None:
    if check:
        for path in changed:
            print(printable(f"would change: {path}"))
    for path in left_over:
        print(printable(f"left over: {path}"))
    done = "would change" if check else "written"
    print(f"{many(total, 'file')}: {len(changed)} {done}, {total - len(changed)} as they were")
