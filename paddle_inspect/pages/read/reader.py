"""A documentation page as read: its whole tables, its torn ones, its link targets, its title."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePath

from paddle_inspect.pages.read import blocks, markdown
from paddle_inspect.pages.read.cells import Syntax, Table
from paddle_inspect.pages.read.fences import code_between_fences
from paddle_inspect.pages.read.lines import Line, LineKind, Target, classify, parse_target, split_lines
from paddle_inspect.pages.read.phrase import PLAIN, stated_figures
from paddle_inspect.pages.read.pieces import COLUMNS, Piece, PieceKind, name_in_cell, read_pieces, trim
from paddle_inspect.pages.read.region import Region, html_region, read_regions, separated_regions
from paddle_inspect.pages.read.weights import Place, weights_of

_NEWLINE = re.compile(r"\r\n|\n|\r")
_DECORATION = re.compile(r"[\s#=\-~^*_`'\"+:.]*")
_MARKDOWN = (".md", ".markdown")


@dataclass(frozen=True)
class Page:
    """A page and what reading found in it. Line numbers are one-based; `path` is for messages only.

    `folder` is the name of the folder that the page is in, "" when it is not known. `tables` are those that their own
    grammar reads, `regions` the lines that look like tables and are none: line blocks, ASCII art, and torn tables.
    """

    text: str
    path: str | None
    folder: str
    lines: tuple[Line, ...] = field(repr=False)
    tables: tuple[Table, ...] = field(repr=False)
    regions: tuple[Region, ...] = field(repr=False)
    targets: tuple[Target, ...] = field(repr=False)

    @cached_property
    def text_lines(self) -> list[str]:
        """Its lines without their endings."""
        return [line.text for line in self.lines]

    @property
    def is_markdown(self) -> bool:
        """Whether it is a page of Markdown, by its name."""
        return (self.path or "").lower().endswith(_MARKDOWN)

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """What all its tables say, whole and torn ones, in their order."""
        parts = [(region.first, region.pieces) for region in self.regions]
        torn = {number for region in self.regions for number in range(region.first, region.last + 1)}
        parts += [(table.first, pieces_of(table, self)) for table in self.tables if table.first not in torn]
        return tuple(piece for _, pieces in sorted(parts, key=lambda part: part[0]) for piece in pieces)

    @property
    def names(self) -> tuple[str, ...]:
        """Every whole name that heads a row or stands in a link of a table, once each, in order."""
        found = [piece.name for piece in self.pieces if piece.name]
        found += [label for piece in self.pieces for label in piece.links]
        return tuple(dict.fromkeys(found))

    @property
    def title(self) -> str:
        """The first line of text above every table, without rules and marks; "" without one."""
        starts = [table.first for table in self.tables] + [region.first for region in self.regions]
        for line in self.lines[: min(starts, default=len(self.lines) + 1) - 1]:
            text = line.text.strip().lstrip("#").strip()
            if text and line.kind is LineKind.PROSE and not _DECORATION.fullmatch(text) and text[:2] != "..":
                return text
        return ""

    @cached_property
    def endings(self) -> list[str]:
        """What each line but the last ends with."""
        return _NEWLINE.findall(self.text)

    @property
    def newline(self) -> str:
        """The line ending that most of its lines have."""
        counts = Counter(self.endings)
        return counts.most_common(1)[0][0] if counts else "\n"


def read_page(text: str, path: str | None = None, folder: str | None = None) -> Page:
    """Read any text as a page; never raises. Without `folder` it is taken from the path."""
    is_markdown = (path or "").lower().endswith(_MARKDOWN)
    tables, opaque = markdown.tables_of(text) if is_markdown else blocks.divide(split_lines(text))
    whole = {number for table in tables for number in range(table.first, table.last + 1)} - opaque
    classified = tuple(classify(text, opaque, whole))
    if not is_markdown and (code := code_between_fences(classified)):
        classified = tuple(classify(text, opaque | code, whole - code))
        tables = [table for table in tables if table.first not in code]
    others: list[Region] = []
    if not is_markdown:
        others = [
            region
            for table in tables
            if table.syntax is Syntax.HTML and table.first not in opaque  # in `.. raw:: html` it is meant
            if (region := html_region(table, classified, path)) is not None
        ]
        others += separated_regions(classified, path)
        taken = {region.first for region in others}
        tables = [table for table in tables if table.first not in taken]
    if folder is None:
        folder = PurePath(path).parent.name if path else ""
    return Page(
        text=text,
        path=path,
        folder=folder,
        lines=classified,
        tables=tuple(tables),
        regions=tuple(sorted([*read_regions(classified, tables, path), *others], key=lambda region: region.first)),
        targets=tuple(_targets(classified)),
    )


def _targets(lines: tuple[Line, ...]) -> list[Target]:
    """Every link target with an address; one may go on in the lines below it."""
    targets = []
    for index, line in enumerate(lines):
        if line.kind is not LineKind.TARGET:
            continue
        following = []
        for other in lines[index + 1 :]:
            if other.kind is not LineKind.OPAQUE or not other.text.strip():
                break
            following.append(other.text.strip())
        if target := parse_target(line, following):
            targets.append(target)
    return targets


def pieces_of(table: Table, page: Page) -> tuple[Piece, ...]:
    """The rows of a whole table as pieces, for whoever asks what a page says and not where."""
    if table.syntax is Syntax.GRID and _is_upstreams(table):
        inside = page.text_lines[table.first - 1 : table.last]
        first = table.first - 1
        return read_pieces(
            [replace(line, number=line.number + first) for line in classify("\n".join(inside))], page.path
        )
    return _rows_as_pieces(table, page.path)


def _rows_as_pieces(table: Table, path: str | None = None) -> tuple[Piece, ...]:
    """The rows of a whole table as pieces; what a column's title says of a figure stands beside it there."""
    names = {name for cell in table.cells if (name := name_in_cell(cell.words))}
    weights = weights_of(table, names.__contains__)
    pieces = []
    for row in weights.rows if weights is not None else ():
        columns = {place.cell: _worded(name, place) for name, place in row.figures.items()}
        details = [line for cell in row.cells for line in columns.get(cell) or cell.lines]
        lines = [part.line for part in row.cell.segments] or [table.first]
        pieces.append(
            Piece(
                kind=PieceKind.ROW,
                first=lines[0],
                last=lines[-1],
                name=row.name,
                language=row.language,
                details=tuple(trim([" ".join(line.split()) for line in details])),
                text=tuple(line.strip() for line in row.cell.lines),
                regular=True,
                path=path,
            )
        )
    return tuple(pieces)


def _worded(name: str, place: Place) -> tuple[str, ...]:
    """A figure that has a column of its own as a phrase, nothing for one that is one already."""
    if name in stated_figures(place.cell.text):
        return ()
    return (f"{PLAIN[name].format(place.figure.text.strip() + place.unit_of_column)},",)


def _is_upstreams(table: Table) -> bool:
    """Three columns and no spans."""
    return all(cell.rows == cell.columns == 1 for cell in table.cells) and {len(row) for row in table.rows} == {COLUMNS}
