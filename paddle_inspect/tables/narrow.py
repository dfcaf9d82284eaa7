"""How a table fits into a number of columns: what wraps, what is shortened, what leaves, and when rows become blocks.

Each step goes only as far as the one before is not enough:

    1. columns with `Column.spare` in which nothing stands leave
    2. titles wrap at words, and so do the cells of columns that hold sentences
    3. names are shortened in their middle, as far as those of a column stay apart, but not below `NAME`
    4. columns leave, those with the highest `Column.spare` first; what is narrow enough for the room that is left stays
    5. names are shortened to `SHORT_NAME`, as far as they stay apart
    6. each row becomes a block with a line for each column, and nothing is left out

A number is never cut, and a column whose `spare` is 0 never leaves. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from paddle_inspect.base.text import ELLIPSIS, display_width, shortened, words_of, wrapped
from paddle_inspect.tables.document import Column, Table

#: Columns of a terminal between two columns of a table.
GAP = 2
#: Names are not shortened below the first width before columns leave, and never below the second. Of the catalogue's
#: 324 weights all differ in 28 columns, and 265 are whole; in 18 columns 290 differ.
NAME, SHORT_NAME = 28, 18
#: A column of sentences is not wrapped below this: four words of English.
SENTENCE = 24

#: The cells of one line of a terminal, not yet filled up to their widths.
Line = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A table as it fits: its columns with their widths, the lines of its header, and those of each row.

    `hidden` are the titles of the columns that left, and `needed` the width at which they all stay. Of a table that is
    `stacked` each row is a block of two columns, the title and the cell; it has no header.
    """

    columns: tuple[Column, ...]
    widths: tuple[int, ...]
    header: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]
    hidden: tuple[str, ...] = ()
    needed: int = 0
    stacked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """A column with its cells, the width of the widest, that of its title, and that of the title's longest word."""

    column: Column
    cells: tuple[str, ...]
    widest: int
    title: int
    word: int

    def least(self, name: int, mark: str) -> int:
        """The smallest width of the column when names may be shortened to `name`."""
        if self.column.gives == "words":
            return max(min(self.widest, SENTENCE), self.word)
        if self.column.gives == "":
            return max(self.widest, self.word)
        width = max(min(self.widest, name), self.word)
        while not self.differ(width, mark):
            width += 1
        return width

    def differ(self, width: int, mark: str) -> bool:
        """Whether names that differ still do so in a width."""
        if self.column.gives != "middle" or self.widest <= width:
            return True
        names = set(self.cells)
        return len({shortened(name, width, mark) for name in names}) == len(names)


def fit(table: Table, width: int, mark: str = ELLIPSIS) -> Fitted:
    """The table in at most so many columns; `mark` stands where a name is shortened.

    Only a number, or what else is never cut, may be wider.
    """
    found = [_measured(table, index) for index in range(len(table.columns))]
    found = [one for one in found if not one.column.spare or not table.rows or any(one.cells)]
    for name in (NAME, SHORT_NAME):
        least = {index: one.least(name, mark) for index, one in enumerate(found)}
        if (kept := _kept(found, least, width)) is not None:
            break
    else:
        return _stacked(found, width, mark)
    columns = tuple(found[index].column for index in kept)
    widths = _widths([found[index] for index in kept], [least[index] for index in kept], width, mark)
    titles = [wrapped(column.title, room)[::-1] for column, room in zip(columns, widths, strict=True)]
    whole = [one.widest if one.column.gives == "middle" else least[index] for index, one in enumerate(found)]
    return Fitted(
        columns=columns,
        widths=tuple(widths),
        header=_lines(titles)[::-1],
        rows=tuple(
            _row(row, columns, widths, mark) for row in zip(*(found[index].cells for index in kept), strict=True)
        ),
        hidden=tuple(one.column.title for index, one in enumerate(found) if index not in kept),
        needed=together([max(one.word, width) for one, width in zip(found, whole, strict=True)]),
    )


def _measured(table: Table, index: int) -> _Measured:
    title, cells = table.columns[index].title, tuple(row[index] for row in table.rows)
    return _Measured(
        column=table.columns[index],
        cells=cells,
        widest=max(map(display_width, cells), default=0),
        title=display_width(title),
        word=max(map(display_width, words_of(title)), default=0),
    )


def together(widths: Sequence[int]) -> int:
    """The width of columns beside each other."""
    return sum(widths) + GAP * (len(widths) - 1)


def _kept(found: Sequence[_Measured], least: dict[int, int], width: int) -> list[int] | None:
    """The columns that stay, by their place; None where those do not fit that have to."""
    kept = [index for index, one in enumerate(found) if one.column.spare <= 0]
    if together([least[index] for index in kept]) > width:
        return None
    for index in sorted(set(range(len(found))) - set(kept), key=lambda index: found[index].column.spare):
        if together([least[one] for one in (*kept, index)]) <= width:
            kept.append(index)
    return sorted(kept)


def _widths(found: Sequence[_Measured], least: Sequence[int], width: int, mark: str) -> list[int]:
    """The width of each column: what is left over goes to names, then to sentences, then to titles."""
    widths = list(least)
    room = width - together(widths)
    for gives in ("middle", "words"):
        chosen = [index for index, one in enumerate(found) if one.column.gives == gives]
        chosen.sort(key=lambda index: found[index].widest - widths[index])
        for number, index in enumerate(chosen):
            more = min(max(0, found[index].widest - widths[index]), room // (len(chosen) - number))
            if found[index].differ(widths[index] + more, mark):
                widths[index], room = widths[index] + more, room - more
    for index, one in enumerate(found):
        more = one.title - widths[index]
        if 0 < more <= room:
            widths[index], room = widths[index] + more, room - more
    return widths


def _row(row: Sequence[str], columns: Sequence[Column], widths: Sequence[int], mark: str) -> tuple[Line, ...]:
    if all(len(cell) <= width and cell.isascii() for cell, width in zip(row, widths, strict=True)):
        return (tuple(row),)  # as most are
    return _lines([_cell(cell, column, room, mark) for cell, column, room in zip(row, columns, widths, strict=True)])


def _cell(cell: str, column: Column, width: int, mark: str) -> list[str]:
    """The lines of a cell."""
    if column.gives == "words":
        return [shortened(line, width, mark) for line in wrapped(cell, width)]
    return [shortened(cell, width, mark) if column.gives == "middle" else cell]


def _lines(cells: Sequence[Sequence[str]]) -> tuple[Line, ...]:
    """Cells of several lines beside each other."""
    return tuple(zip_longest(*cells, fillvalue=""))


def _stacked(found: Sequence[_Measured], width: int, mark: str) -> Fitted:
    """Each row as a block, without the cells in which nothing stands."""
    titles = max((one.title for one in found), default=0)
    room = max(width - titles - GAP, 1)
    rows = tuple(
        tuple(
            line
            for one, cell in zip(found, row, strict=True)
            if cell
            for line in _lines([[one.column.title], _cell(cell, one.column, room, mark)])
        )
        for row in zip(*(one.cells for one in found), strict=True)
    )
    return Fitted(columns=(Column(""), Column("")), widths=(titles, room), header=(), rows=rows, stacked=True)
