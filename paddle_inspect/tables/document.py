"""What is printed: every list is a `Table` first, all that is said a `Document`, and text last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from paddle_inspect.base.figures import many
from paddle_inspect.base.records import Finding
from paddle_inspect.base.text import display_width
from paddle_inspect.base.versions import SHIPPED


@dataclass(frozen=True, slots=True)
class Column:
    """A column's title and which way its cells lean: numbers to the right, so that their digits line up.

    `spare` says how soon a narrow terminal may leave the column out: 0 never, then the highest first. A column that is
    empty and not 0 is left out of every terminal; below 0 that is the only reason. `gives` says how its cells give way
    there before: sentences wrap between their words, names are shortened in the middle, anything else stays whole.
    """

    title: str
    right: bool = False
    spare: int = 0
    gives: Literal["", "words", "middle"] = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows of finished cells. Cells are data: each format escapes what it would interpret."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    def width(self, index: int) -> int:
        """Columns of a terminal that a column's title and cells take."""
        return max(display_width(self.columns[index].title), self.cells_width(index))

    def cells_width(self, index: int) -> int:
        """Columns of a terminal that a column's widest cell takes."""
        return max((display_width(row[index]) for row in self.rows), default=0)

    def mapped(self, change: Callable[[str], str]) -> Table:
        """The table with every title and cell changed."""
        columns = tuple(replace(column, title=change(column.title)) for column in self.columns)
        return Table(columns, tuple(tuple(map(change, row)) for row in self.rows))


def pairs_table(rows: Iterable[tuple[str, str]], columns: tuple[str, str] = ("fact", "value")) -> Table:
    """A table of names and values."""
    return Table((Column(columns[0], gives="middle"), Column(columns[1], gives="words")), tuple(rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of a document: a title, a table, lines, notes, and the conclusion of it all; each may be absent.

    `level` is that of its title: 1 is the document's own. Lines are in parts, so that a format can tell them apart by
    what they say, as it does cells. `good` says whether the conclusion is what one hopes for.
    """

    title: str = ""
    level: int = 2
    table: Table | None = None
    lines: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()
    conclusion: str = ""
    good: bool | None = None

    @property
    def said(self) -> tuple[str, ...]:
        """Everything below the table, one paragraph each."""
        ends = (self.conclusion,) if self.conclusion else ()
        return (*map("".join, self.lines), *self.notes, *ends)

    def shortened(self, rows: int) -> Section:
        """The section with so many rows of its table at most, and a note that says how many there are beyond them."""
        if self.table is None or len(self.table.rows) <= rows:
            return self
        more = f"... and {many(len(self.table.rows) - rows, 'more row')}"
        return replace(self, table=replace(self.table, rows=self.table.rows[:rows]), notes=(more, *self.notes))

    def mapped(self, change: Callable[[str], str]) -> Section:
        """The section with every text changed."""
        return replace(
            self,
            title=change(self.title),
            table=None if self.table is None else self.table.mapped(change),
            lines=tuple(tuple(map(change, line)) for line in self.lines),
            notes=tuple(map(change, self.notes)),
            conclusion=change(self.conclusion),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a command has to say, for everybody who may read it; each of the three is made when somebody asks for it.

    `sections` are for people, `tree` is the same as JSON takes it, `listing` the one table that a spreadsheet gets (by
    default the first of the sections'). `findings` stand in files, by path. `links` say where cells of that text lead,
    and `contents` which further documents there are: paths from this one, without a suffix. `versions` are the releases
    that its numbers depend on: they stand first in the tree, and people are told of those that are shipped.
    """

    title: str = ""
    sections_of: Callable[[], tuple[Section, ...]] = tuple
    tree_of: Callable[[], object] = dict
    listing_of: Callable[[], Table] | None = None
    findings: tuple[tuple[str, Finding], ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    contents: tuple[str, ...] = ()
    versions: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The document for people."""
        shipped = [f"{name} {version}" for name, version in self.versions.items() if (version or "").endswith(SHIPPED)]
        said = f"counted with {' and '.join(one.removesuffix(SHIPPED) for one in shipped)}{SHIPPED}"
        return (*self.sections_of(), *([Section(notes=(said,))] if shipped else []))

    @property
    def parts(self) -> tuple[Section, ...]:
        """The sections, the document's own title first, where it has one."""
        return (Section(title=self.title, level=1), *self.sections) if self.title else self.sections

    @property
    def tree(self) -> object:
        """The document for scripts."""
        tree = self.tree_of()
        return {"versions": dict(self.versions), **tree} if self.versions and isinstance(tree, dict) else tree

    @property
    def listing(self) -> Table:
        """The document for spreadsheets; a table of nothing where there is no table."""
        if self.listing_of is not None:
            return self.listing_of()
        found = (section.table for section in self.sections if section.table is not None)
        return next(found, Table((), ()))

    def shortened(self, rows: int) -> Document:
        """The document with so many rows of each table at most, for people."""
        return replace(self, sections_of=lambda: tuple(section.shortened(rows) for section in self.sections_of()))

    def mapped(self, change: Callable[[str], str]) -> Document:
        """The document with every text changed that people read."""
        listing_of = self.listing_of
        return replace(
            self,
            title=change(self.title),
            sections_of=lambda: tuple(section.mapped(change) for section in self.sections_of()),
            listing_of=None if listing_of is None else lambda: listing_of().mapped(change),
            links={change(text): path for text, path in self.links.items()},
        )
