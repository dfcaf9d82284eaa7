"""Lines that look like a table and are none that its grammar reads: where each such region begins and ends.

A torn table is a run of lines with bars, or several, with nothing between them but blank lines, remarks of a
translator, stray targets and fences, and prose that is glued to a row. It ends where a block begins that is no part of
it: a title, a directive, a code block, a paragraph of its own, a whole table. Where a whole table has no header of its
own and rows around it are torn, it is a piece of the torn one.

Whether a region is a table of weights is not asked here: line blocks and drawings are regions, too.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from paddle_inspect.base.languages import is_language
from paddle_inspect.pages.read.cells import Syntax, Table
from paddle_inspect.pages.read.drawing import as_drawn, grid_of, separated
from paddle_inspect.pages.read.lines import Line, LineKind, classify, indent_of, is_header_rule, is_title_rule, plain
from paddle_inspect.pages.read.phrase import stated_figures
from paddle_inspect.pages.read.pieces import COLUMNS, Piece, name_at, read_pieces
from paddle_inspect.pages.read.remarks import is_note
from paddle_inspect.pages.read.titles import is_title

#: What is left of a border that was wrapped; a title's rule has no corner.
_REST_OF_BORDER = re.compile(r"\s*[-=]*\+[-=+]*\s*|\s*[-=]+\+\s*")
#: Lines that a row is wrapped into below its first, at most: those of a cell of 500 characters at 40 columns. Of 214
#: pages, good ones and ones with every kind of damage, none changes with 6 or 26.
_LONGEST_ROW = 13


@dataclass(frozen=True, slots=True)
class Region:
    """The lines of a torn table, first to last, as pieces, with what frames them. `indent` is what its rows share.

    `lines` are those of its rows as they were before they were wrapped, glued, or written in another way; `drawn` says
    in words which of these they were, "" for rows that are rows. `names` are those that stood there otherwise, each
    with its line. A whole one is a table that only stands in damage.
    """

    first: int
    last: int
    pieces: tuple[Piece, ...]
    lines: tuple[Line, ...] = ()
    header: tuple[str, ...] = ()
    targets: tuple[int, ...] = ()
    fences: tuple[int, ...] = ()
    indent: int = 0
    drawn: str = ""
    names: tuple[tuple[int, str], ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """A run of table lines, or a whole table."""

    lines: Sequence[Line]
    table: Table | None = None

    @property
    def first(self) -> int:
        return self.lines[0].number

    @property
    def last(self) -> int:
        return self.lines[-1].number


def read_regions(lines: Sequence[Line], tables: Sequence[Table] = (), path: str | None = None) -> Iterator[Region]:
    """The regions of a page, in its order.

    Args:
        lines: the page, classified.
        tables: the whole tables in it.
        path: for spans.
    """
    parts = _parts(lines, {table.first: table for table in tables})
    group: list[_Part] = []
    for part in [*parts, None]:
        if part is not None and (not group or _joins(group, part, lines[group[-1].last : part.first - 1])):
            group.append(part)
            continue
        if len(group) > 1 or any(each.table is None for each in group):
            yield _region(lines, group, path)
        group = [part] if part is not None else []


def _region(lines: Sequence[Line], group: Sequence[_Part], path: str | None) -> Region:
    first, last = group[0].first, group[-1].last
    while last < len(lines) and lines[last].kind is LineKind.PROSE and _REST_OF_BORDER.fullmatch(lines[last].text):
        last += 1
    last += _rest_of_row(lines[last - 1 : last + _LONGEST_ROW])
    raw = [_as_rows(line) for line in lines[first - 1 : last]]
    inside = as_drawn(raw)
    return Region(
        first=first,
        last=last,
        pieces=read_pieces(inside, path),
        lines=tuple(inside),
        header=_header(inside),
        targets=tuple(line.number for line in inside if line.kind is LineKind.TARGET),
        fences=tuple(line.number for line in inside if line.kind is LineKind.FENCE),
        indent=min(indent_of(line.text) for part in group for line in part.lines),
        drawn=_way_of_drawing(raw, inside),
    )


def _rest_of_row(lines: Sequence[Line]) -> int:
    """How many lines right below an open row are the rest of it: up to the first that ends with a bar."""
    if not lines or lines[0].kind is not LineKind.ROW or plain(lines[0].text).rstrip().endswith("|"):
        return 0
    for count, line in enumerate(lines[1:], 1):
        if line.kind not in (LineKind.PROSE, LineKind.ROW):
            return 0
        if plain(line.text).rstrip().endswith("|"):
            return count
    return 0


def _way_of_drawing(raw: Sequence[Line], inside: Sequence[Line]) -> str:
    """What was done to the lines of a table, in words."""
    texts = {line.text for line in raw}
    if len(inside) < len(raw):
        return (
            "drawn with blank lines or doubled borders"
            if all(line.text in texts for line in inside)
            else "wrapped at a width"
        )
    if len(inside) > len(raw):
        return "glued to a border in some rows"
    return "drawn with other marks than bars" if any(plain(line.text) != line.text for line in raw) else ""


def as_region(table: Table, lines: Sequence[Line], path: str | None, *, whole: bool = True) -> Region:
    """A table that its grammar reads as a region: for a page that is damaged around it, or else a torn one."""
    inside = tuple(_as_rows(line) for line in lines[table.first - 1 : table.last])
    pieces = read_pieces(inside, path)
    return Region(first=table.first, last=table.last, pieces=pieces, lines=inside, header=_header(inside), whole=whole)


def parted_region(table: Table, starts: Collection[int], lines: Sequence[Line], path: str | None) -> Region:
    """A grid that is short of borders, with one above each line in which a row begins."""
    border = lines[table.first - 1].text
    inside: list[Line] = []
    for line in lines[table.first - 1 : table.last]:
        if line.number in starts:
            drawn = (
                border if table.header or any(other.number in starts for other in inside) else border.replace("-", "=")
            )
            inside += [_as_rows(Line(line.number, drawn, LineKind.TABLE))]
        inside.append(_as_rows(line))
    return Region(
        first=table.first,
        last=table.last,
        pieces=read_pieces(inside, path),
        lines=tuple(inside),
        header=_header(inside),
        indent=indent_of(border),
        drawn="short of borders between its rows",
    )


def html_region(table: Table, lines: Sequence[Line], path: str | None) -> Region | None:
    """A table of HTML in a page of reStructuredText, as the rows of a grid; None where nothing says what it is of."""
    drawn = grid_of(table)
    inside = lines[table.first - 1 : table.last]
    return _drawn_region(drawn, inside, "written in HTML", path) if drawn is not None else None


def separated_regions(lines: Sequence[Line], path: str | None) -> Iterator[Region]:
    """Tables whose values are separated by tabs, commas or semicolons, as the rows of a grid."""
    for is_prose, run in itertools.groupby(lines, lambda line: line.kind in (LineKind.PROSE, LineKind.ROW)):
        inside = list(run)
        drawn = separated([line.text for line in inside]) if is_prose and len(inside) > 1 else None
        if drawn is not None:
            yield _drawn_region(drawn, inside, "written as separated values", path)


def _drawn_region(drawn: Sequence[str], lines: Sequence[Line], how: str, path: str | None) -> Region:
    """Lines of a page as those of a grid that says the same."""
    indent = " " * indent_of(lines[0].text)
    inside = [Line(lines[0].number, indent + text, line.kind, line.cells) for text in drawn for line in classify(text)]
    return Region(
        first=lines[0].number,
        last=lines[-1].number,
        pieces=read_pieces(inside, path),
        lines=tuple(inside),
        header=_header(inside),
        indent=indent_of(lines[0].text),
        drawn=how,
    )


def _as_rows(line: Line) -> Line:
    """A line of a whole table that turned out to be a piece of a torn one, as a row."""
    if line.kind is not LineKind.TABLE:
        return line
    (classified,) = classify(line.text)
    return Line(line.number, line.text, classified.kind, classified.cells)


def _parts(lines: Sequence[Line], tables: dict[int, Table]) -> list[_Part]:
    parts: list[_Part] = []
    for is_part, run in itertools.groupby(lines, lambda line: _kind(line)):
        numbered = list(run)
        if is_part == "table":
            starts = [index for index, line in enumerate(numbered) if line.number in tables]
            for start, end in itertools.zip_longest(starts, starts[1:]):
                parts.append(_Part(numbered[start:end], tables[numbered[start].number]))
        elif is_part == "rows" and _like_rows(numbered):
            parts.append(_Part(numbered))
    return parts


def _kind(line: Line) -> str:
    if line.kind is LineKind.TABLE:
        return "table"
    return "rows" if line.kind is LineKind.RULE or _has_bars(line) else ""


def _has_bars(line: Line) -> bool:
    if line.kind is not LineKind.ROW:
        return False
    text = plain(line.text)
    return text.strip()[:1] == "|" or text.count("|") > 1


def _like_rows(lines: Sequence[Line]) -> bool:
    """Whether lines with bars may be rows: they are framed by bars or rules, or say what a row of weights says.

    A line block has a bar at the head of each line and none at its end, and a pipe of a shell has none at either.
    """
    said = any(is_language(cell) or stated_figures(cell) for line in lines for cell in line.cells)
    if all(line.kind is LineKind.ROW and _is_line_of_block(line.text) for line in lines):
        return said or (len(lines) == 1 and name_at(lines[0]) is not None)
    framed = any(line.kind is LineKind.RULE or plain(line.text).strip().startswith("|") for line in lines)
    return framed or said or any(name_at(line) for line in lines)


def _is_line_of_block(text: str) -> bool:
    stripped = text.strip()
    return stripped == "|" or (stripped.startswith("| ") and not stripped.endswith("|"))


def _joins(group: Sequence[_Part], part: _Part, between: Sequence[Line]) -> bool:
    """Whether a part belongs to the table that the parts above are of; `between` are the lines that part them."""
    if not _is_gap(between):
        return False
    before = group[-1]
    if before.table is not None and part.table is not None and len(group) == 1:
        return _is_torn_apart(before.table, part, between)
    if part.table is not None:
        own = _titles(part)
        return _can_be_rows(part.table) and (not own or own == _titles(group[0]))
    if before.table is not None and not _can_be_rows(before.table):
        return False
    new = _titles(part)
    return not new or new == _titles(group[0]) or not _titles(group[0])


def _is_torn_apart(above: Table, part: _Part, between: Sequence[Line]) -> bool:
    """Whether nothing but words of a translator parts a table from rows without a header that go on with it."""
    if part.table is None or _titles(part) or not (_can_be_rows(above) and _can_be_rows(part.table)):
        return False
    return is_note(" ".join(line.text.strip() for line in between if line.kind is LineKind.PROSE))


def _is_gap(between: Sequence[Line]) -> bool:
    """Whether nothing stands among the lines that is a block of its own."""
    if any(line.kind is LineKind.OPAQUE for line in between):
        return False
    titled = any(
        title.kind is rule.kind is LineKind.PROSE and is_title_rule(rule.text)
        for title, rule in itertools.pairwise(between)
    )
    if titled:
        return False
    texts = [(line.kind is not LineKind.BLANK, line) for line in between]
    for filled, run in itertools.groupby(texts, lambda text: text[0]):
        paragraph = [line for _, line in run]
        prose = [line for line in paragraph if line.kind is LineKind.PROSE]
        glued = paragraph[0] is between[0] or paragraph[-1] is between[-1]
        if filled and prose and not glued and not is_note(" ".join(line.text.strip() for line in prose)):
            return False
    return True


def _can_be_rows(table: Table) -> bool:
    """Whether a whole table can be a piece of a torn one of upstream's form, and says what its rows say."""
    if table.syntax is not Syntax.GRID or any(cell.rows > 1 or cell.columns > 1 for cell in table.cells):
        return False
    rows = table.rows
    first = (cell for row in rows for cell in row[:1] if cell is not None)
    said = any(cell.words.startswith("`") for cell in first) or any(stated_figures(cell.text) for cell in table.cells)
    return len(rows[0]) == COLUMNS and said


def _titles(part: _Part) -> tuple[str, ...]:
    """The titles of a table that begins with a border, titles and a double rule; none of any other part."""
    if part.table is not None:
        heads = [row[0].words for row in part.table.rows[: part.table.header] if row[0] is not None]
        named = any(words.startswith("`") for words in heads)  # the titles came again among rows, and are no header
        return () if named else tuple(part.table.titles)
    lines = part.lines
    begins = (
        len(lines) > 2  # noqa: PLR2004 - border, titles, rule
        and lines[0].kind is LineKind.RULE
        and lines[1].kind is LineKind.ROW
        and is_header_rule(lines[2])
    )
    return tuple(lines[1].cells) if begins else ()


def _header(inside: Iterable[Line]) -> tuple[str, ...]:
    """The titles above the first double rule, or in the first row where that is lost, when there are three of them."""
    titles: tuple[str, ...] = ()
    first: tuple[str, ...] | None = None
    for line in inside:
        if is_header_rule(line):
            return titles if _are_titles(titles) else ()
        if line.kind is LineKind.ROW:
            titles = line.cells
            first = titles if first is None else first
    return first if first is not None and _are_titles(first) else ()


def _are_titles(cells: Sequence[str]) -> bool:
    return len(cells) == COLUMNS and all(map(is_title, cells))
