"""Arguments and steps that several commands share."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from paddle_inspect.catalogue import Catalogue, Family
from paddle_inspect.console import progress, read_text
from paddle_inspect.errors import InputError, NotCounted
from paddle_inspect.page.page import Page, read_page
from paddle_inspect.records import Inventory, WeightSpec
from paddle_inspect.repair import Bench
from paddle_inspect.sources import References, load_page


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
        from paddle_inspect.counting import count as count_all

        missing = [spec for spec in specs if spec.name not in counted]
        counted.update(count_all(missing, fresh=fresh, progress=show_progress))
        return {spec.name: counted[spec.name] for spec in specs}

    return Bench(catalogue, count)


def show_progress(specs: Sequence[WeightSpec]) -> Iterable[WeightSpec]:
    """Hand on what is being built, with one line on stderr saying how far it is."""
    return progress(specs, "building models", len(specs))


def page_of(family: Family, docs: Path | None, *, families: int = 1) -> Page | None:
    """The page to reconcile a family with: from `--docs`, else the bundled one, else none.

    Raises:
        InputError: one page was given for several families, or it cannot be read.
    """
    if docs is None:
        return _bundled_page(family.published) if family.published else None
    if docs.is_dir():
        return References(docs).of_family(family.name)
    if families > 1:
        raise InputError(docs, "one page cannot document several families; give a folder")
    return load_page(docs)


def _bundled_page(path: Path) -> Page:
    """The copy of a published page that comes with the package, under a name that is the same on every machine."""
    return read_page(read_text(path), f"configs/{path.parent.name}/{path.name}")
