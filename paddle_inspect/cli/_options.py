"""Arguments that several commands share, and what they become."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from paddle_inspect import api, tables
from paddle_inspect.base.keep import Keep
from paddle_inspect.base.progress import on_stderr
from paddle_inspect.base.run import Run
from paddle_inspect.base.streams import say
from paddle_inspect.cli._settings import settings

#: What `--output` calls stdout.
STDOUT = Path("-")


def add_fresh(parser: argparse.ArgumentParser) -> None:
    """`--fresh`: count anew."""
    parser.add_argument("--fresh", action="store_true", help="count anew instead of using cached inventories")


def run_of(args: argparse.Namespace) -> Run:
    """The run that `--fresh` asks for, with a line of progress on a terminal."""
    return Run(keep=Keep(fresh=args.fresh), follow=on_stderr)


def code_of(refused: Sequence[api.Refused], *, good: bool) -> int:
    """The exit code of a command that reads weight files, which says on stderr what was refused.

    2 when a file was refused, whatever the others give; else 0 for what is good, and 1.
    """
    for one in refused:
        say(one.message)
    return 2 if refused else int(not good)


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """How a document leaves a command."""

    format: str
    path: Path | None

    @property
    def is_read(self) -> bool:
        """Whether it is printed for a person, and not kept or handed on."""
        return self.path is None and self.format == tables.DEFAULT

    @property
    def is_listing(self) -> bool:
        """Whether it shows one table and nothing around it."""
        return tables.listing_only(self.format)

    @property
    def is_page(self) -> bool:
        """Whether it is in the format of documentation pages."""
        return self.format == tables.PAGES

    def write(self, document: tables.Document) -> None:
        """Print it, or write the file.

        Raises:
            InputError: the file cannot be written.
        """
        tables.write(document, self.format, self.path)


def output_of(args: argparse.Namespace) -> Output:
    """What `--format` and `--output` ask for; without a format, the one that the file's name ends with."""
    path = None if args.output == STDOUT else args.output
    name = args.format or tables.format_of_file(path)
    if path is not None and path.suffix and args.format is None and tables.suffix_of(name) != path.suffix.lower():
        say(f"{path}: written as text, no format goes by {path.suffix}")
    if not args.has_findings and tables.findings_only(name):
        args.usage_error(f"--format {name} shows findings, and there are none here")
    return Output(format=name, path=path)


def add_no_pager(parser: argparse.ArgumentParser) -> None:
    """--no-pager, which every command takes; where one has actions, before them and behind."""
    parser.add_argument(
        "--no-pager", action="store_true", default=argparse.SUPPRESS, help="never show long output in a pager"
    )


def add_output(parser: argparse.ArgumentParser, *, findings: bool = False) -> None:
    """`--format` and `--output`; `findings` says that there are some, for formats that show nothing else."""
    also = ", ".join(tables.aliases_of(tables.DEFAULT))
    parser.add_argument(
        "--format",
        choices=tables.format_names(),
        type=tables.format_called,
        help=f"default: what FILE ends with, else {tables.DEFAULT} (also: {also})",
    )
    parser.add_argument("--output", metavar="FILE", type=Path, help="write there instead of printing; - is stdout")
    parser.set_defaults(has_findings=findings, usage_error=parser.error)


def add_pages(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """PAGE..., `--reference` and `--family`; `required` says whether argparse asks for a page."""
    parser.add_argument(
        "pages",
        metavar="PAGE",
        nargs="+" if required else "*",
        type=Path,
        help="a page, or a folder with pages below it",
    )
    parser.add_argument(
        "--reference",
        metavar="PAGE_OR_DIR",
        type=Path,
        help="a page that is known to list the right weights, or a folder of them matched by family",
    )
    parser.add_argument("--family", help="the pages' family, when neither folder, title nor weights tell it")
    parser.add_argument(
        "--exclude",
        metavar="PATTERN",
        action="append",
        help="pass over what is called so below a folder, such as drafts or '*/old/*'; may be repeated",
    )
    parser.add_argument("--isolated", action="store_true", help="no settings from pyproject.toml or setup.cfg")
    add_fresh(parser)


def settle(args: argparse.Namespace) -> None:
    """Fill in what the repository has settled where an option was not given.

    Raises:
        ConfigError: the settings cannot be read.
    """
    if not args.isolated:
        for name, value in settings().items():
            if getattr(args, name, value) is None:
                setattr(args, name, value)


def add_selection(parser: argparse.ArgumentParser) -> None:
    """`--filter`, `--depth` and `--all`: which tensors are listed."""
    parser.add_argument("--filter", metavar="GLOB", help="only tensors whose name matches, such as '*.attention.*'")
    parser.add_argument(
        "--depth", metavar="N", type=positive, help="one line for the tensors whose names share their first N parts"
    )
    parser.add_argument(
        "--all", action="store_true", help="a line for each tensor of layers that repeat, not one for all of them"
    )


def selection_of(args: argparse.Namespace) -> api.Selection:
    """The tensors that `--filter`, `--depth` and `--all` ask for."""
    return api.Selection(glob=args.filter, depth=args.depth, is_folded=not args.all)


def add_labels(parser: argparse.ArgumentParser) -> None:
    """`--num-labels`."""
    parser.add_argument("--num-labels", metavar="N", type=positive, help="labels of a classification head; default: 2")


def add_comparing(parser: argparse.ArgumentParser) -> None:
    """`--exact-names`, `--ignore-dtype`, `--section`, `--all`, `--format` and `--output`."""
    parser.add_argument(
        "--exact-names", action="store_true", help="count a prefix and torch's names and layout as differences"
    )
    parser.add_argument("--ignore-dtype", action="store_true", help="another dtype is no difference")
    parser.add_argument("--section", metavar="NAME", help="the heading of a file whose tensors are meant")
    parser.add_argument("--all", action="store_true", help=f"list every difference, not only the first {api.SHOWN}")
    add_output(parser)


def positive(text: str) -> int:
    """An argument that is a number from 1."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1")
    return int(text)


def usage(parse: Callable[[str], object]) -> Callable[[str], str]:
    """An argument that has to be something that `parse` takes; its ValueError becomes an error of usage."""

    def check(text: str) -> str:
        try:
            parse(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None
        return text

    return check
