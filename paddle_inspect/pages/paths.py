"""Which files a command works on: pages named one by one, pages below a folder, and their references.

In a folder a page is a `.rst` or `.md` file with a table of weights; other files are nobody's business. A reference
folder is searched by family: `docs/zh/.../ALBERT/contents.rst` is the reference of `docs/en/.../ALBERT/contents.rst`.
Of several pages with a table in that folder the one of the same name is meant; without one, nobody can know which.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from paddle_inspect.base.disk import read_text
from paddle_inspect.base.errors import InputError
from paddle_inspect.models.catalogue import Family, fold
from paddle_inspect.pages.read.reader import Page, read_page

_SUFFIXES = (".rst", ".md", ".markdown")
#: What upstream calls the page in a family's folder.
_UPSTREAMS_NAME = "contents.rst"


@dataclass(frozen=True, slots=True)
class PagePath:
    """A page's file and its path below the folder that was named, by which `--output` keeps a tree's shape."""

    path: Path
    below: Path
    named: bool


def find_pages(paths: Sequence[Path], exclude: Sequence[str] = ()) -> list[PagePath]:
    """The pages that the arguments of a command mean, each once, a folder's pages in order of their paths.

    Args:
        paths: pages and folders.
        exclude: patterns of what is passed over below the folders; a page that is named is meant.

    Raises:
        InputError: a path does not exist, or a folder has no `.rst` or `.md` file.
    """
    pages: dict[str, PagePath] = {}
    for path in paths:
        if not path.exists():
            raise InputError(path, "no such file or directory")
        found = list(_below(path)) if path.is_dir() else [PagePath(path, Path(path.name), named=True)]
        if not found:
            raise InputError(path, "has no .rst or .md file below it")
        for page in found:
            if page.named or not _is_excluded(page.below, exclude):
                pages.setdefault(os.path.realpath(page.path), page)
    return list(pages.values())


def _is_excluded(below: Path, patterns: Iterable[str]) -> bool:
    """Whether a pattern fits the path below the folder that was named, or a folder or file on the way there."""
    parts = (below.as_posix(), *below.parts, *(parent.as_posix() for parent in below.parents))
    return any(fnmatchcase(part, pattern.rstrip("/")) for pattern in patterns for part in parts)


def _below(folder: Path) -> Iterator[PagePath]:
    for root, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            path = Path(root, name)
            if path.suffix.lower() in _SUFFIXES and path.is_file():
                yield PagePath(path, path.relative_to(folder), named=False)


def load_page(path: Path) -> Page:
    """Read a page from a file.

    Raises:
        InputError: it cannot be read as text.
    """
    return read_page(read_text(path), str(path), Path(os.path.abspath(path)).parent.name)


class References:
    """The reference pages that were handed over, found by the family's folder or by the only page there is.

    Args:
        path: a page, or a folder of them.
        is_about_weights: whether a page has a table of weights; others in a folder are no references.
        pages: how many pages they are references of.

    Raises:
        InputError: the path does not exist, or one page is to be the reference of several.
    """

    def __init__(self, path: Path | None, is_about_weights: Callable[[Page], bool], pages: int = 1) -> None:
        self._is_about_weights = is_about_weights
        if path is not None and not path.exists():
            raise InputError(path, "no such file or directory")
        if path is not None and pages > 1 and not path.is_dir():
            raise InputError(path, "one page cannot be the reference of several; give a folder")
        self._single = path if path is not None and not path.is_dir() else None
        self._by_folder: dict[str, list[Path]] = {}
        if path is not None and self._single is None:
            for page in _below(path):
                self._by_folder.setdefault(fold(page.path.parent.name), []).append(page.path)
        self._loaded: dict[Path, Page] = {}

    def of(self, page: Page, family: str | None) -> Page | None:
        """The reference of a page, by the name of the folder it is in, else by its family; None without one.

        Raises:
            InputError: it cannot be read, or the folder has several pages of weights and none has this page's name.
        """
        if self._single is not None:
            return self._load(self._single)
        paths = self._by_folder.get(fold(page.folder)) or self._by_folder.get(fold(family or "")) or []
        return self._choose(paths, Path(page.path or "").name)

    def of_family(self, family: str) -> Page | None:
        """The page in the folder of a family, None without one.

        Raises:
            InputError: it cannot be read, or the folder has several pages of weights and none is called contents.rst.
        """
        return self._choose(self._by_folder.get(fold(family), []), _UPSTREAMS_NAME)

    def _choose(self, paths: Sequence[Path], name: str) -> Page | None:
        """The page of weights among the files of a folder, of several the one of that name."""
        if not paths:
            return None
        pages = {path: page for path in paths if self._is_about_weights(page := self._load(path))}
        named = [page for path, page in pages.items() if path.name == name]
        found = named if len(named) == 1 else list(pages.values())
        if not found:
            raise InputError(paths[0].parent, "has no page with a table of weights to be the reference")
        if len(found) > 1:
            several = ", ".join(path.name if path.parent == paths[0].parent else str(path) for path in pages)
            raise InputError(paths[0].parent, f"has several pages of weights, any could be the reference: {several}")
        return found[0]

    def _load(self, path: Path) -> Page:
        if path not in self._loaded:
            self._loaded[path] = load_page(path)
        return self._loaded[path]


def page_of(
    family: Family, docs: Path | None, is_about_weights: Callable[[Page], bool], *, families: int = 1
) -> Page | None:
    """The page to reconcile a family with: from `--docs`, else the bundled one, else none.

    Raises:
        InputError: one page was given for several families, or it cannot be read.
    """
    if docs is None:
        return _bundled_page(family.published) if family.published else None
    if docs.is_dir():
        return References(docs, is_about_weights).of_family(family.name)
    if families > 1:
        raise InputError(docs, "one page cannot document several families; give a folder")
    return load_page(docs)


def _bundled_page(path: Path) -> Page:
    """The copy of a published page that comes with the package, under a name that is the same on every machine."""
    return read_page(read_text(path), f"configs/{path.parent.name}/{path.name}")
