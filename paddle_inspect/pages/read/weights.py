"""Which tables are tables of weights, and what their rows state: columns in any order and number.

A table is one of weights when a column of it has names that are known. Which cells state figures is seen by what they
say and by their column's title; a cell that several rows share is nobody's, and neither are the figures of a row that
names two weights.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from paddle_inspect.base.figures import FIGURE_NAMES, Figure
from paddle_inspect.base.languages import is_language
from paddle_inspect.pages.read.cells import Cell, Table
from paddle_inspect.pages.read.lines import INVISIBLE
from paddle_inspect.pages.read.phrase import all_stated, column_figure
from paddle_inspect.pages.read.titles import is_of_weights, role_of, unit_of

#: Tags of HTML; a value of an attribute may have any bracket in it but the first one of a tag.
TAGS = re.compile(r"""</?[A-Za-z!](?:[^<>"']|"[^"<]*"|'[^'<]*')*>""")
_FOOTNOTES = re.compile(r"\s*(?:\[[^\[\]\s]{1,20}\]_|\[\^[^\[\]\s]+\]|[*†‡]+|<sup>.*</sup>)+$")
_LINKED = re.compile(r"\[(?P<text>[^\[\]]+)\](?:\([^()\s]*\)|\[[^\[\]]*\])|`(?P<label>[^`<>]+?)\s*<[^<>]+>`_{1,2}")
_REMARK = re.compile(r"\s+[(（][^()（）]*[)）]$")
_ROLE = re.compile(r":[\w:+-]+:`(?:[~!])?(?P<text>[^`<>]+?)(?:\s*<[^<>]+>)?`")
_QUOTED_NAME = re.compile(r"(?P<quotes>`{1,2})(?P<name>[^`]+)(?P=quotes)_{0,2}")
#: What may stand around a name; typographic quotes are a translator's.
_AROUND = "*\"' "
_QUOTES = "“”‘’„‟«»‹›「」『』＇＂´｀"
_ESCAPED = re.compile(r"\\(?=[^\w\s])")
#: Dashes that a translation or a word processor puts in the place of hyphens; no name of a weight has one.
DASHES = str.maketrans(dict.fromkeys("‒–—―−－﹣", "-"))


@dataclass(frozen=True, slots=True)
class Place:
    """A figure where it stands: the characters `start` to `end` of a cell's text."""

    figure: Figure
    cell: Cell
    start: int
    end: int
    unit_of_column: str = ""

    def overlaps(self, other: Place) -> bool:
        """Whether another stands in the same characters."""
        return self.cell is other.cell and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightRow:
    """The row of one weight: its name's cell, the cells that are its alone, and the figures that they state.

    `again` are further statements of these figures. `broken_name` says that a reader of the page does not see the name
    as it is: in foreign quotes, or in two lines.
    """

    name: str
    cell: Cell
    cells: tuple[Cell, ...]
    figures: Mapping[str, Place]
    again: tuple[Place, ...] = ()
    language: str = ""
    broken_name: bool = False

    @property
    def details(self) -> tuple[str, ...]:
        """What its other cells say, line by line, without blank lines at either end."""
        lines = [" ".join(line.split()) for cell in self.cells for line in cell.lines]
        while lines and not lines[-1]:
            lines.pop()
        while lines and not lines[0]:
            del lines[0]
        return tuple(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightTable:
    """A table of weights: the column of their names, and its rows. Without a known name it has none."""

    table: Table
    column: int
    rows: tuple[WeightRow, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The weights that it lists."""
        return tuple(dict.fromkeys(row.name for row in self.rows))


def weights_of(table: Table, is_known: Callable[[str], bool]) -> WeightTable | None:
    """A table as one of weights; None when it is none.

    Args:
        table: a whole table of a page.
        is_known: whether a name is that of a weight.
    """
    titles = table.titles
    body = table.body
    width = max(map(len, body), default=0)
    named = [_named(body, column, is_known) for column in range(width)]
    most = max(map(len, named), default=0)
    if not most:
        of_weights = any(map(is_of_weights, titles)) and bool(body)
        return WeightTable(table=table, column=0, rows=()) if of_weights else None
    column = next(column for column in range(width) if len(named[column]) == most)
    roles = [role_of(title) for title in titles] or [None] * width
    units = [unit_of(title) for title in titles] or [""] * width
    rows = []
    for index, (name, cell, broken) in named[column].items():
        others = {id(other): other for row in body[index : index + cell.rows] for other in row if other is not None}
        own = [other for other in others.values() if _is_own(other, cell)]
        rivals = [other for at, rival in enumerate(named) if at != column for other in (rival.get(index),) if other]
        named_twice = any(rival[0] != name for rival in rivals)
        figures, again = ({}, []) if named_twice else _figures(own, roles, units)
        language = next((other for other in own if _is_language(other, roles)), None)
        rows.append(
            WeightRow(
                name=name,
                cell=cell,
                cells=tuple(other for other in own if other is not language),
                figures=figures,
                again=tuple(again),
                language=language.words if language else "",
                broken_name=broken,
            )
        )
    return WeightTable(table=table, column=column, rows=tuple(rows))


def _is_own(cell: Cell, name: Cell) -> bool:
    """Whether a cell is of this name's rows alone and not the name itself."""
    inside = name.row <= cell.row and cell.row + cell.rows <= name.row + name.rows
    return inside and cell is not name and not cell.column <= name.column < cell.column + cell.columns


def _is_language(cell: Cell, roles: Sequence[str | None]) -> bool:
    by_title = cell.column < len(roles) and roles[cell.column] == "language"
    return by_title or is_language(cell.words)


def _named(
    body: Sequence[Sequence[Cell | None]], column: int, is_known: Callable[[str], bool]
) -> dict[int, tuple[str, Cell, bool]]:
    """The rows whose cell in a column names a weight that is known: its name, the cell, whether it is broken."""
    found: dict[int, tuple[str, Cell, bool]] = {}
    seen: set[int] = set()
    for index, row in enumerate(body):
        cell = row[column] if column < len(row) else None
        if cell is None or id(cell) in seen:
            continue
        seen.add(id(cell))
        name = name_in(cell, is_known)
        if name is not None:
            found[index] = (*name[:1], cell, name[1])
    return found


def name_in(cell: Cell, is_known: Callable[[str], bool]) -> tuple[str, bool] | None:
    """The weight that a cell names and nothing else, and whether its name is broken; None for any other cell."""
    words = _REMARK.sub("", _FOOTNOTES.sub("", cell.words))
    if not words or len(words) > _LONGEST_NAME:
        return None
    for text, broken in readings(words):
        if is_known(text):
            return text, broken
    name = _undecorated(cell.words)
    return (name, False) if name and is_known(name) else None


#: What people put beside a name, and what says nothing of which weight it is.
_DECORATION = re.compile(
    r"""
      <br\s*/?>.*                            # what stands below it
    | <sup>.*?</sup> | :su[pb]:`[^`]*`       # notes
    | \[(?:\^?[^\[\]\s]{1,20}|\s)\](?!\(|\[)_?  # notes of every kind, and boxes to tick
    | [(（][^()（）]*[)）]                    # a remark
    | \|[^|\s][^|]*\|                       # a substitution
    | ^\s*\(?\d{1,3}[.)]\s                  # its number in a list
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LINK = re.compile(r"""(?P<image>!?)\[(?P<text>[^\[\]]+)\](?:\((?:[^()"']|"[^"]*"|'[^']*')*\)|\[[^\[\]]*\])""")
_ADDRESS = re.compile(r"<?https?://[^/\s]+/(?P<name>[^\s<>]*?)/?>?$")
_NAME_OF_WEIGHT = re.compile(r"[A-Za-z0-9](?:[\w./-]*[A-Za-z0-9])?")


def _text_of_link(link: re.Match[str]) -> str:
    return "" if link["image"] else link["text"]


def _undecorated(words: str) -> str | None:
    """The one name of a cell that has nothing else in it but marks, notes and remarks."""
    text = html.unescape(TAGS.sub(" ", _DECORATION.sub(" ", _LINK.sub(_text_of_link, words))))
    if (address := _ADDRESS.search(text.strip())) is not None:
        return address["name"]
    parts = [part for part in text.split() if any(map(str.isalnum, part))]
    match = _NAME_OF_WEIGHT.search(parts[0]) if len(parts) == 1 else None
    if match is None or any(map(str.isalpha, parts[0][: match.start()] + parts[0][match.end() :])):
        return None
    return match[0]


#: With the address of a link; names of weights have up to 82 characters. Of 214 pages none changes with 200 or 800.
_LONGEST_NAME = 400


def readings(words: str) -> Iterator[tuple[str, bool]]:
    """What a cell may name, the plainest first, each with whether that is spelled or quoted otherwise there."""
    plain = " ".join(html.unescape(TAGS.sub("", words)).split()).strip(_AROUND)
    if (link := _LINKED.fullmatch(plain)) is not None:
        plain = (link["text"] or link["label"]).strip(_AROUND)
    if (role := _ROLE.fullmatch(plain)) is not None:
        plain = role["text"].strip()
    loose = False
    if (quoted := _QUOTED_NAME.fullmatch(plain)) is not None:
        plain = quoted["name"].strip()
        loose = quoted["name"].startswith(" ")
    yield plain, loose
    yield plain.removesuffix("_"), False  # the link `name_`
    yield _ESCAPED.sub("", plain), False
    plain = _ESCAPED.sub("", plain).translate(INVISIBLE).translate(DASHES)
    marks = f"`_{_AROUND}{_QUOTES}"
    joined = "".join(part.strip(marks) for part in plain.split())
    for text in (plain.strip(marks), joined):
        yield text, True
    if words[0] in f"`{_QUOTES}":
        yield joined.lower(), True


def _figures(
    cells: Sequence[Cell], roles: Sequence[str | None], units: Sequence[str]
) -> tuple[dict[str, Place], list[Place]]:
    """The figures that a row states, in a column of their own, else in words; and where it states them again."""
    found: dict[str, Place] = {}
    again: list[Place] = []
    for cell in cells:
        role = roles[cell.column] if cell.column < len(roles) and cell.columns == 1 else None
        if role not in FIGURE_NAMES:
            continue
        alone = column_figure(cell.text, role, units[cell.column])
        if alone is not None:
            found.setdefault(role, Place(alone.figure, cell, alone.start, alone.end, units[cell.column]))
    for cell in cells:
        for stated in all_stated(cell.text):
            name = stated.figure.name
            by_title = roles[cell.column] if cell.column < len(roles) and cell.columns == 1 else None
            figure = replace(stated.figure, run=0) if name == by_title else stated.figure
            place = Place(figure, cell, stated.start, stated.end)
            if not found.setdefault(name, place).overlaps(place):
                again.append(place)
    return found, again
