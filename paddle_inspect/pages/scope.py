"""What of a page is this program's business: its tables of weights, whole and torn, and the weights that each owes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace

from paddle_inspect.base.languages import is_language
from paddle_inspect.pages.read.cells import Cell, Syntax, Table
from paddle_inspect.pages.read.docutils_tables import GRID_BORDER, read_grid
from paddle_inspect.pages.read.drawing import redrawn
from paddle_inspect.pages.read.lines import LineKind
from paddle_inspect.pages.read.names import with_whole_names
from paddle_inspect.pages.read.phrase import stated_figures
from paddle_inspect.pages.read.pieces import COLUMNS
from paddle_inspect.pages.read.prefixes import without_prefixes as bare_runs
from paddle_inspect.pages.read.reader import Page, read_page
from paddle_inspect.pages.read.region import Region, as_region, parted_region
from paddle_inspect.pages.read.titles import is_of_weights, is_title, role_of
from paddle_inspect.pages.read.weights import WeightTable, name_in, weights_of
from paddle_inspect.pages.reconcile.evidence import Known
from paddle_inspect.pages.write.around import is_damaged_around


@dataclass(frozen=True, slots=True)
class Scope:
    """The tables of weights on a page, whole and torn."""

    whole: tuple[WeightTable, ...]
    torn: tuple[Region, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to mend and nothing to hold against evidence."""
        return not self.torn and not self.whole

    @property
    def names(self) -> list[tuple[str, ...]]:
        """The weights of each table, the whole ones first."""
        torn = [tuple(piece.name for piece in region.pieces if piece.name) for region in self.torn]
        return [*(table.names for table in self.whole), *torn]


def scope_of(page: Page, names: Container[str], curated: Container[str] = ()) -> Scope:
    """What of a page is about weights.

    Where nothing is torn but the page is damaged around its tables, those that stand in no other block are put back as
    they are between what is mended.

    Args:
        page: the page.
        names: every weight that is known.
        curated: the weights of a family whose page lists all of them once; a table that repeats one of them is torn.
    """

    def is_known(name: str) -> bool:
        return name in names

    regions = (with_whole_names(region, is_known) for region in page.regions)
    torn = tuple(region for region in regions if _is_about_weights(region, is_known))
    pieces = {number for region in torn for number in range(region.first, region.last + 1)}
    tables = [table for table in page.tables if table.first not in pieces]
    whole = tuple(found for table in tables if (found := weights_of(table, is_known)) is not None)
    merged = {
        table.first: starts
        for table in tables
        if (starts := merged_rows(table, page.lines[table.first - 1].text, is_known))
    }
    if merged:
        parted = [
            parted_region(table, merged[table.first], page.lines, page.path)
            for table in tables
            if table.first in merged
        ]
        torn = tuple(sorted([*torn, *parted], key=lambda region: region.first))
        whole = tuple(found for found in whole if found.table.first not in merged)
    repeating = [table for table in whole if _stands_alone(table, page) and _repeats(table, curated)]
    if repeating:
        again = (as_region(table.table, page.lines, page.path, whole=False) for table in repeating)
        torn = tuple(sorted([*torn, *again], key=lambda region: region.first))
        whole = tuple(table for table in whole if table not in repeating)
    if not torn and whole and is_damaged_around(page):
        torn = tuple(as_region(table.table, page.lines, page.path) for table in whole if _stands_alone(table, page))
        whole = tuple(table for table in whole if not _stands_alone(table, page))
    return Scope(whole, torn)


def without_prefixes(page: Page, names: Container[str]) -> tuple[Page, list[range]] | None:
    """A page whose tables of weights have lost what stands ahead of each of their lines; None where nothing does.

    Args:
        page: the page.
        names: every weight that is known.

    Returns:
        The page as it reads then, and the places of the lines in question.
    """
    runs = list(bare_runs(page.lines))
    if not runs:
        return None
    about = scope_of(_with(page, runs), names)
    spans = [(region.first, region.last) for region in about.torn]
    spans += [(table.table.first, table.table.last) for table in about.whole if table.rows]
    runs = [run for run in runs if any(first - 1 in run[0] and last - 1 in run[0] for first, last in spans)]
    return (_with(page, runs), [places for places, _ in runs]) if runs else None


def _with(page: Page, runs: Iterable[tuple[range, Sequence[str]]]) -> Page:
    lines = page.text_lines[:]
    for places, texts in runs:
        lines[places.start : places.stop] = texts
    text = "".join(map("".join, itertools.zip_longest(lines, page.endings, fillvalue="")))
    return read_page(text, page.path, page.folder)


def merged_rows(table: Table, first_line: str, is_known: Callable[[str], bool]) -> list[int]:
    """The lines in which rows begin that have no border above, where a grid is short of some; none of a whole table.

    A cell has several names then, and beside each of them a language or figures begin.
    """
    if (
        table.syntax is not Syntax.GRID
        or table.nested
        or any(cell.rows > 1 or cell.columns > 1 for cell in table.cells)
        or not GRID_BORDER.fullmatch(first_line.strip())  # behind the mark of a list's item: no border to draw again
    ):
        return []
    titled = any(is_of_weights(line) for cell in table.rows[0] if cell is not None for line in cell.lines)
    if not titled and not any(is_known(line.strip("`* ")) for cell in table.cells for line in cell.lines):
        return []
    starts: list[int] = []
    for row in table.rows:
        for cell in row:
            others = [other for other in row if other is not None and other is not cell]
            named = [at for at, line in enumerate(cell.lines if cell else ()) if _is_name(line, is_known)]
            begins = all(any(_begins_row(other, at) for other in others) for at in named)
            below = [at for at in named if cell is not None and any(map(str.strip, cell.lines[:at]))]
            if cell is not None and begins and below and (len(named) > 1 or not table.header):
                starts += [cell.segments[at].line for at in below]
    return starts


def _is_name(line: str, is_known: Callable[[str], bool]) -> bool:
    text = line.strip()
    return is_known(text.strip("`* ")) or (text.startswith("``") and text.endswith("``") and " " not in text)


def _begins_row(cell: Cell, at: int) -> bool:
    line = cell.lines[at].strip() if at < len(cell.lines) else ""
    return is_language(line) or "num_hidden_layers" in stated_figures(line)


def _is_about_weights(region: Region, is_known: Callable[[str], bool]) -> bool:
    """Whether lines that look like a torn table list weights: known names, or names below a title that says so."""
    names = [piece.name for piece in region.pieces if piece.name]
    titled = bool(region.header) or any(map(is_of_weights, _first_cells(region)))
    if any(map(is_known, names)) and (titled or _says_what_weights_are(region)):
        return True
    return (bool(names) and titled) or _lists_weights(region, is_known)


def _says_what_weights_are(region: Region) -> bool:
    """Whether a torn table has languages or figures, or nothing but names; a table of scores has numbers alone."""
    said = any(piece.language or stated_figures("\n".join(piece.details)) for piece in region.pieces)
    return said or not any(map(str.isdigit, "".join(line for piece in region.pieces for line in piece.details)))


def _repeats(table: WeightTable, curated: Container[str]) -> bool:
    """Whether a table of upstream's columns has a curated weight in two rows."""
    names = [row.name for row in table.rows if row.name in curated]
    return len(names) > len(set(names)) and {len(row) for row in table.table.rows} == {COLUMNS}


def _stands_alone(table: WeightTable, page: Page) -> bool:
    """Whether a whole table of weights is a grid in no other block, so that it can be put back as it is."""
    line = page.lines[table.table.first - 1].text
    return table.table.syntax is Syntax.GRID and not table.table.nested and line[:1] == "+"


def _lists_weights(region: Region, is_known: Callable[[str], bool]) -> bool:
    """Whether lines that are only badly drawn list weights in whatever column."""
    cells = (Cell(row=0, column=0, lines=(text,)) for line in region.lines for text in line.cells)
    if not any(name_in(cell, is_known) for cell in cells):
        return False
    drawn = redrawn(region.lines)
    table = read_grid(drawn, 1) if drawn is not None else None
    weights = weights_of(table, is_known) if table is not None else None
    if weights is None:
        return False
    return any(row.figures or row.language for row in weights.rows) or any(map(is_of_weights, weights.table.titles))


def _first_cells(region: Region) -> Iterable[str]:
    return next((line.cells for line in region.lines if line.kind is LineKind.ROW), ())


def shares(scope: Scope, known: Known) -> list[Known]:
    """What is known, for each table of a page, the whole ones first: names that another one lists are not owed by it.

    Tables that say something else of weights, such as their scores, owe none.
    """
    owing = [_may_owe(table.table) for table in scope.whole] + [True] * len(scope.torn)
    names = [own if owes else () for own, owes in zip(scope.names, owing, strict=True)]
    if owing == [True]:
        return [known]
    reference = known.reference
    owed = _homes(names, (*known.family, *(reference or ())), owing.index(True) if any(owing) else None)
    found = []
    for place in range(len(names)):
        rows = None if reference is None else {n: row for n, row in reference.items() if owed.get(n) == place}
        family = tuple(name for name in known.family if owed.get(name) == place)
        elsewhere = frozenset(itertools.chain(*scope.names[:place], *scope.names[place + 1 :]))
        found.append(replace(known, family=family, reference=rows, elsewhere=elsewhere))
    return found


def _may_owe(table: Table) -> bool:
    """Whether a whole table can be short of rows: one that has languages, or whose every title is known."""
    roles = [role_of(title) for title in table.titles]
    return "language" in roles or all(role or is_title(title) for role, title in zip(roles, table.titles, strict=True))


def _homes(names: Sequence[Sequence[str]], order: Iterable[str], first: int | None) -> dict[str, int | None]:
    """The table of each name: the one that lists it, else that of the name before it in the order, else the first."""
    listed = {name: place for place, own in reversed(list(enumerate(names))) for name in own}
    homes: dict[str, int | None] = {}
    last = first
    for name in order:
        last = listed.get(name, last)
        homes.setdefault(name, last)
    return homes


def owed(known: Known, listed: Sequence[str]) -> Sequence[str]:
    """The weights that a whole table has to list: the reference's, or those of a family that is listed whole.

    A table with few weights of such a family is a selection of it.
    """
    if known.reference is not None:
        return tuple(known.reference)
    if not known.lists_all or not known.lists_most(listed):
        return ()
    return tuple(name for name in known.family if name not in known.internal)
