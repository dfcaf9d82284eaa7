"""Tables of weights that are there and that no reader could read: said with their lines, never passed over in silence.

A row begins with the name of a weight and goes on, behind something that parts fields, with a language or figures. How
it is written does not matter: wikis, Org, AsciiDoc, LaTeX, HTML that ends too early, values that anything separates.
Lists, definitions and sections of weights are no tables, and what stands in code is an example, unless it is all that
the page has.
"""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from paddle_inspect.base.figures import FIGURE_NAMES, listed
from paddle_inspect.base.languages import is_language
from paddle_inspect.base.records import Finding, SourceSpan
from paddle_inspect.pages import kinds
from paddle_inspect.pages.read.cells import Cell, Table
from paddle_inspect.pages.read.lines import INVISIBLE, Line, LineKind
from paddle_inspect.pages.read.phrase import stated_figures
from paddle_inspect.pages.read.reader import Page
from paddle_inspect.pages.read.titles import is_title, role_of
from paddle_inspect.pages.read.weights import TAGS, WeightTable, name_in
from paddle_inspect.pages.reconcile.whole import unknown_names
from paddle_inspect.pages.scope import Scope

#: What parts the fields of a line that was a row: bars and the like, tabs, runs of spaces, any marks between spaces.
_SEPARATOR = re.compile(r"\s*[|¦;,\t&^]+\s*|\s{2,}|\s+[^\w\s]+\s+")
#: Where a line begins anew for docutils, for a reader of HTML, and where rows lost their line breaks.
_BREAK = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]|(?=<tr\\b)|(?<=\\|) (?=\\|\\s*[`-])", re.IGNORECASE)
#: Below titles that they part these are, too; elsewhere they stand in definitions and paths.
_SEPARATOR_BELOW_TITLES = re.compile(rf"{_SEPARATOR.pattern}|[:/：，、]\s*")
_NAME = re.compile(r"[A-Za-z0-9][\w./-]*")
#: What may stand between a name and what parts it from the next field, by what parts fields.
_MARKS = {
    _SEPARATOR: re.compile(r"[^\w|¦;,\t&^!\s]*"),
    _SEPARATOR_BELOW_TITLES: re.compile(r"[^\w|¦;,\t&^!\s:/：，、]*"),
}
_LIST_ITEM = re.compile(r"\s*(?:[-*+•]|\(?\d+[.)])\s+(?![-*+]\s)")
#: A cell by itself in a line: of a wiki, a list-table, AsciiDoc, HTML.
_CELL = re.compile(r"\s*(?:[|!\t]|[*+-]\s+[*+-]\s|[*+-]\s)")
#: A sentence may begin like a row; two that do so together are rows, and one below titles is. Of 214 pages, good ones
#: and ones with every kind of damage, none changes with 1 or 4 rows, or with 1 or 4 fields behind the name.
_LEAST_ROWS = 2
_LEAST_FIELDS = 2
#: Names of weights in one message.
_MOST_NAMED = 3
#: Lines that the cells of one row take, each with a line of its own and a blank one; none changes with 4 or 16.
_LONGEST_ROW = 8
#: Directives that show a table, or a part of the page as it is.
_SHOWS_TABLES = re.compile(r"\s*(?:\.\.\s+(?:[\w:-]*table\s?:|raw::)|(?:```+|~~~+|:::+)\{(?:[\w-]*table|eval-rst)\})")
#: Code of which nothing says that it is a program's; a page of Markdown shows its own table in such a block.
_PLAIN_CODE = re.compile(r"\s*(?:```+|~~~+)\s*(?:markdown|md|rst|text|txt)?\s*$|\t| {4}", re.IGNORECASE)
_HTML = re.compile(r"\s*</?(?!script|style|pre)[a-z]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Row:
    """The weight that a row names, and the lines that it has."""

    name: str
    first: int
    last: int


def unread_rows(page: Page, scope: Scope, names: Container[str]) -> tuple[Finding, ...]:
    """A finding for each table of weights on a page that no table of its scope is.

    Args:
        page: the page.
        scope: what was read of it.
        names: every weight that is known.
    """
    found = [(table.first, table.last, named) for table, named in _unread_tables(page, scope, names)]
    read = {number for first, last, _ in found for number in range(first, last + 1)}
    read |= {number for region in scope.torn for number in range(region.first, region.last + 1)}
    read |= {number for table in scope.whole if table.rows for number in range(table.table.first, table.table.last + 1)}
    found += _unread_lines(page, read, names)
    return tuple(
        kinds.unreadable_table(SourceSpan(first=first, last=last, path=page.path), None, listed(named, _MOST_NAMED))
        for first, last, named in sorted(found)
    )


# Tables that are whole


def _unread_tables(page: Page, scope: Scope, names: Container[str]) -> Iterator[tuple[Table, list[str]]]:
    """Whole tables of weights of which no row was read."""
    rows = {id(table.table): len(table.rows) for table in scope.whole}
    for table in page.tables:
        across = _names_across(table, names)
        if len(across) > max(rows.get(id(table), 0), 1) and _has_titles_at_its_side(table):
            yield table, across
        elif max(map(len, table.rows), default=0) == 1 and rows.get(id(table)) and any(map(_says_data, table.cells)):
            yield table, _first_words(next(weights for weights in scope.whole if weights.table is table))
    for weights in scope.whole:
        if not weights.rows and not any(unknown_names(weights)) and any(map(_says_data, weights.table.cells)):
            yield weights.table, _first_words(weights)


def _names_across(table: Table, names: Container[str]) -> list[str]:
    """The weights that one row names, each in a cell of its own, where each column is one's."""
    for row in table.rows:
        named = [name_in(cell, names.__contains__) for cell in row[1:] if cell is not None]
        if len(across := [name for name in named if name]) > 1:
            return [name for name, _ in across]
    return []


def _has_titles_at_its_side(table: Table) -> bool:
    """Whether rows are called what columns of a table of weights are."""
    roles = [role_of(row[0].words) for row in table.rows if row[0] is not None]
    return any(role == "language" or role in FIGURE_NAMES for role in roles)


def _says_data(cell: Cell) -> bool:
    return is_language(cell.words) or bool(stated_figures(cell.text))


def _first_words(table: WeightTable) -> list[str]:
    cells = [row[table.column] for row in table.table.body if table.column < len(row)]
    return [" ".join(TAGS.sub(" ", cell.words).split()[:1]) for cell in cells if cell is not None and cell.words]


# Lines


def _unread_lines(page: Page, read: Container[int], names: Container[str]) -> list[tuple[int, int, list[str]]]:
    shown = _shown(page)
    runs: list[list[_Row]] = [[]]
    titled = False  # titles of columns stand above the run
    titles: list[bool] = []
    lines = [line for line in page.lines if line.number not in read]
    pieces = [
        (line, text)
        for line in lines
        for text in _BREAK.split(line.text)
        if line.kind is not LineKind.OPAQUE or line.number in shown
    ]
    for at, (line, text) in enumerate(pieces):
        row = _row_at(pieces, at, names, _SEPARATOR_BELOW_TITLES if titled else _SEPARATOR)
        if row is not None:
            if not runs[-1]:
                titles.append(titled and line.kind is not LineKind.OPAQUE)  # an example has one row, too
            runs[-1].append(row)
        elif line.kind is not LineKind.BLANK and text.strip():
            titled = _are_titles(text) or (titled and not any(map(str.isalnum, text)))
            if runs[-1] and not _goes_on(text) and line.number > runs[-1][-1].last:
                runs.append([])
    return [
        (run[0].first, run[-1].last, [row.name for row in run])
        for run, below_titles in zip(runs, titles, strict=False)
        if len(run) >= _LEAST_ROWS or below_titles
    ]


def _shown(page: Page) -> set[int]:
    """The opaque lines that a reader of the page sees as they are, or as a table, and not as an example of one.

    In code of Markdown that is no program's these are its own tables; columns of spaces are what a command prints.
    """
    shown: set[int] = set()
    for opaque, run in itertools.groupby(page.lines, lambda line: line.kind is LineKind.OPAQUE):
        block = list(run)
        if not opaque:
            continue
        first = block[0].text
        if _SHOWS_TABLES.match(first) or (page.is_markdown and _HTML.match(first)) or _is_all_of(block, page):
            shown.update(line.number for line in block)
        elif page.is_markdown and _PLAIN_CODE.match(first):
            shown.update(line.number for line in block if line.text.lstrip().startswith("|"))
    return shown


def _is_all_of(block: Sequence[Line], page: Page) -> bool:
    """Whether nothing stands outside of a block of code; a comment is no text."""
    if block[0].text.lstrip().startswith("..") and "::" not in block[0].text:
        return False
    numbers = range(block[0].number, block[-1].number + 1)
    return not any(any(map(str.isalnum, line.text)) for line in page.lines if line.number not in numbers)


def _row_at(
    pieces: Sequence[tuple[Line, str]], at: int, names: Container[str], separators: re.Pattern[str]
) -> _Row | None:
    """The row that begins in a line, None where none does."""
    line, text = pieces[at]
    plain = html.unescape(TAGS.sub("\t", text)).translate(INVISIBLE)
    match = _NAME.search(plain)
    if match is None or any(map(str.isalnum, plain[: match.start()])) or _LIST_ITEM.match(plain):
        return None
    name = match[0].rstrip("._-/")
    while name not in names and "/" in name:  # which may part fields, too
        name = name.rpartition("/")[0]
    if name not in names:
        return None
    marks = _MARKS[separators].match(plain, match.start() + len(name))
    rest = plain[marks.end() if marks else match.end() :]
    if any(map(str.isalnum, rest)):
        return _Row(name, line.number, line.number) if _goes_on_like_a_row(rest, separators) else None
    last = _last_cell(pieces[at + 1 : at + 1 + _LONGEST_ROW], names) if _CELL.match(plain) else None
    return _Row(name, line.number, last) if last is not None else None


def _last_cell(below: Sequence[tuple[Line, str]], names: Container[str]) -> int | None:
    """The line of the last of the cells below a name that is a language or states figures, None without one."""
    last = None
    for line, text in below:
        plain = html.unescape(TAGS.sub("\t", text))
        said = " ".join(plain.strip(" \t|!*+-").split())
        if said.strip("`*") in names or (plain.strip() and not _CELL.match(plain)):
            break
        if is_language(said) or stated_figures(said):
            last = line.number
    return last


def _goes_on_like_a_row(rest: str, separators: re.Pattern[str]) -> bool:
    """Whether what follows a name is further fields, and one of them a language or figures."""
    separator = separators.match(rest)
    if separator is None:
        words = rest.split()
        return is_language(words[0]) and bool(stated_figures(rest))
    fields = [field for field in separators.split(rest) if field and any(map(str.isalnum, field))]
    return len(fields) >= _LEAST_FIELDS and any(is_language(field) or stated_figures(field) for field in fields)


def _are_titles(text: str) -> bool:
    plain = TAGS.sub("\t", text).strip().strip("|!^")
    fields = [field.strip(" |!^*_.") for field in _SEPARATOR_BELOW_TITLES.split(plain)]
    return len(fields) > _LEAST_FIELDS and all(is_title(field) for field in fields if field)


def _goes_on(text: str) -> bool:
    """Whether a line between rows may be one's second line, or a rule between two."""
    return not text[:1].isalnum() or bool(stated_figures(text))
