"""Tables that are whole and badly drawn: wrapped at a width, a border glued to a row, bars that stand one column off.

Nothing is guessed here. Lines are joined or split where that alone gives lines of one width, and cells are spaced anew
where each line has as many of them as the header; what comes out is a grid that docutils reads, or nothing.
"""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from paddle_inspect.base.languages import is_language
from paddle_inspect.base.text import display_width
from paddle_inspect.pages.read.cells import Table
from paddle_inspect.pages.read.docutils_tables import read_grid
from paddle_inspect.pages.read.lines import Line, LineKind, blanks_before, classify, plain, split_cells
from paddle_inspect.pages.read.phrase import stated_figures
from paddle_inspect.pages.read.titles import is_title
from paddle_inspect.tables.formats import rst

_BORDER = re.compile(r"\+(?:[-=]{2,}\+)+")
_GLUED_BELOW = re.compile(rf"(?P<border>\s*{_BORDER.pattern})\s*(?P<row>\|.*)$")
_GLUED_ABOVE = re.compile(rf"(?P<row>\s*\|.*\|)\s*(?P<border>{_BORDER.pattern})\s*$")
_GLUED_ROWS = re.compile(r"\|\|\s*(?=``[^`\s]+``\s*\|)")
#: Lines that one row of a table was wrapped into, at most, and columns that it was wrapped at, at least; a row of
#: upstream's has 182. On 214 pages, good ones and ones with every kind of damage, 3 lines do as well as 24, and 20
#: columns as well as 40; with 80 columns a page that was wrapped at 72 does not come back.
_MOST_LINES = 12
_LEAST_WRAP = 40


def as_drawn(lines: Sequence[Line]) -> list[Line]:
    """The lines of a torn table with wrapped ones joined and glued ones parted; numbers stay those of the page."""
    ascii_drawn = (line if (text := plain(line.text)) == line.text else _line(line.number, text) for line in lines)
    parted = [part for line in ascii_drawn for part in _parted(line)]
    filled = [line for line in parted if line.kind is not LineKind.BLANK]
    if len(filled) < len(parted) and read_grid([line.text for line in filled], 1) is not None:
        return filled  # blank lines between its lines are all that parts them
    return _unwrapped(parted) or _unwrapped_pipes(parted) or _without_doubles(parted)


def _unwrapped_pipes(lines: Sequence[Line]) -> list[Line] | None:
    """The lines of a table of Markdown, each row in one line again; None where its rows have not all its bars."""
    width = len(lines[0].cells) if lines else 0
    if width < 2 or len(lines) < 3 or not plain(lines[1].text).strip().startswith("|"):  # noqa: PLR2004 - header, rule
        return None
    if lines[1].kind is not LineKind.RULE or any(line.kind is LineKind.RULE for line in lines[2:]):
        return None
    joined = list(lines[:2])
    open_row = False
    for line in lines[2:]:
        text = f"{joined[-1].text.rstrip()} {line.text.strip()}" if open_row else line.text
        new = _line(joined[-1].number if open_row else line.number, text)
        joined[-1:] = [new] if open_row else [joined[-1], new]
        open_row = not plain(text).rstrip().endswith("|") or len(new.cells) < width
    whole = all(len(line.cells) == width for line in joined if line.kind is LineKind.ROW)
    return joined if whole and not open_row and len(joined) < len(lines) else None


def _without_doubles(lines: Sequence[Line]) -> list[Line]:
    """The lines without borders that repeat the one right above them."""
    pairs = itertools.pairwise([None, *lines])
    return [
        line
        for above, line in pairs
        if line is not None
        and not (above is not None and line.kind is above.kind is LineKind.RULE and line.text == above.text)
    ]


def _in_one_line(line: Line) -> Iterator[Line]:
    """A line that several lines of a grid were joined into, as these: each is as wide as a border."""
    text = plain(line.text)
    borders = list(_BORDER.finditer(text))
    width = len(borders[0][0]) if borders else 0
    at = 0
    for border in [*borders, None]:
        between = text[at : border.start() if border else len(text)].strip()
        while between:
            count = next((at for at, columns in enumerate(_columns(between)) if columns >= width), len(between))
            yield _line(line.number, between[:count])
            between = between[count:].strip()
        if border is not None:
            yield _line(line.number, border[0])
            at = border.end()


def _columns(text: str) -> Iterator[int]:
    """How many columns the characters ahead of each place take."""
    return itertools.accumulate(map(display_width, text), initial=0)


def _line(number: int, text: str) -> Line:
    (line,) = classify(text)
    return Line(number, text, line.kind, line.cells)


def _parted(line: Line) -> Iterator[Line]:
    """A border and the row that is glued to it, as two lines."""
    text = plain(line.text)
    if len(_BORDER.findall(text)) > 1:
        yield from _in_one_line(line)
        return
    cuts = [0, *(glued.start() + 1 for glued in _GLUED_ROWS.finditer(text)), len(text)]
    if len(cuts) > 2:  # noqa: PLR2004 - where it begins and ends
        yield from (_line(line.number, text[begin:end]) for begin, end in itertools.pairwise(cuts))
        return
    for pattern, first in ((_GLUED_BELOW, "border"), (_GLUED_ABOVE, "row")):
        if "+" in text and (match := pattern.match(text)):
            second = "row" if first == "border" else "border"
            indent = blanks_before(text)
            yield _line(line.number, match[first])
            yield _line(line.number, indent + match[second].strip())
            return
    yield line


def _unwrapped(lines: Sequence[Line]) -> list[Line] | None:
    """The lines joined where they were wrapped at one width; None where that gives no lines as wide as a border."""
    if not lines or not plain(lines[0].text).strip().startswith("+") or plain(lines[0].text).rstrip()[-1] == "+":
        return None
    width = max(display_width(line.text) for line in lines)
    border = _first_border(lines, width)
    if border is None or width < _LEAST_WRAP:
        return None
    corners = [index for index, character in enumerate(border) if character == "+"]
    joined: list[Line] = []
    apart = (LineKind.TARGET, LineKind.BLANK)
    at = 0
    while at < len(lines):
        if lines[at].kind in apart:
            joined.append(lines[at])
            at += 1
            continue
        text, used = _joined(lines, at, width, corners)
        if not used:
            return None
        joined.append(_line(lines[at].number, text))
        at += used
    return [line if line.kind in apart else _line(line.number, _spaced(line, corners, "")) for line in joined]


def _first_border(lines: Sequence[Line], width: int) -> str | None:
    """The first border as it was before it was wrapped."""
    text = ""
    for line in lines[:_MOST_LINES]:
        part = plain(line.text).strip()
        if not re.fullmatch(r"[-+=]+", part):
            return None
        text += part
        if text.endswith("+") and display_width(part) < width:
            return text
    return None


def _joined(lines: Sequence[Line], at: int, width: int, corners: Sequence[int]) -> tuple[str, int]:
    """The line that begins at a place, and how many lines of the page it takes; 0 when none has all the bars.

    A line that fills the width goes on in the middle of a word; what is shorter was wrapped at spaces, which are gone.
    """
    text = ""
    is_border = plain(lines[at].text).strip().startswith("+")
    for used, line in enumerate(lines[at : at + _MOST_LINES], 1):
        part = line.text.rstrip("\r\n")
        text += part if not text or is_border or display_width(lines[at + used - 2].text) >= width else f" {part}"
        bare = text.rstrip()
        if is_border and len(bare) == corners[-1] + 1 and bare.endswith("+"):
            return bare, used
        if not is_border and bare.endswith("|") and bare.count("|") >= len(corners):
            return (bare, used) if bare.count("|") == len(corners) else ("", 0)
    return "", 0


def redrawn(lines: Sequence[Line]) -> list[str] | None:
    """The lines of a table that is only badly drawn, as a grid that docutils reads; None for any other.

    Each line has as many cells as the first, borders part the rows, and a row's first cell is in its first line.
    """
    texts = [line.text for line in lines]
    if read_grid(texts, 1) is not None:
        return texts
    if any(line.kind not in (LineKind.RULE, LineKind.ROW) for line in lines):
        return None
    indent = blanks_before(texts[0])
    width = len(lines[0].cells) or next((len(line.cells) for line in lines if line.cells), 0)
    rows = [line for line in lines if line.kind is LineKind.ROW]
    if width < 2 or any(len(line.cells) != width or not _is_framed(line.text) for line in rows):  # noqa: PLR2004 - a row
        return None
    corners = _corners(lines)
    if corners is not None:
        kept = [_spaced(line, corners, indent) for line in _with_header_rule(lines)]
        if read_grid(kept, 1) is not None:
            return kept
    return _anew(lines, width, indent)


def _with_header_rule(lines: Sequence[Line]) -> list[Line]:
    """The lines with a rule of Markdown below the first row as the double rule, where there is none."""
    rules = [index for index, line in enumerate(lines) if index and line.kind is LineKind.RULE]
    drawn = list(lines)
    if rules and not any("=" in plain(lines[index].text) for index in rules):
        first = lines[rules[0]]
        if plain(first.text).strip().startswith("|"):
            drawn[rules[0]] = _line(first.number, plain(first.text).replace("-", "="))
    return drawn


def _is_framed(text: str) -> bool:
    stripped = plain(text).strip()
    return stripped.startswith("|") and stripped.endswith("|")


def _corners(lines: Sequence[Line]) -> list[int] | None:
    """The columns of the corners of the first border, None where the others have more or fewer columns."""
    borders = [plain(line.text).strip() for line in lines if line.kind is LineKind.RULE]
    if not borders or not borders[0].startswith("+"):
        return None
    return [index for index, character in enumerate(borders[0]) if character == "+"]


def _spaced(line: Line, corners: Sequence[int], indent: str) -> str:
    """A line with its bars below the corners; as it is where they stand there."""
    text = plain(line.text).strip()
    if line.kind is LineKind.RULE:
        filled = "=" if "=" in text else "-"
        border = "+" + "+".join(filled * (right - left - 1) for left, right in itertools.pairwise(corners)) + "+"
        return line.text if border == line.text.strip() and line.text.startswith(indent) else indent + border
    columns, at = [], 0
    for character in text:
        if character == "|":
            columns.append(at)
        at += display_width(character)
    if columns == list(corners) and line.text.startswith(indent + "|"):
        return line.text
    cells = []
    inner = text[1:-1].split("|")
    for cell, (left, right) in zip(inner, itertools.pairwise(corners), strict=False):
        room = right - left - 1
        bare = cell.rstrip()
        bare = bare if display_width(bare) <= room else bare.strip()
        cells.append(bare + " " * (room - display_width(bare)))
    return f"{indent}|{'|'.join(cells)}|"


def _rows_of(block: Sequence[Line]) -> list[list[Line]]:
    """The rows of lines that no border parts: each begins with its first cell."""
    rows: list[list[Line]] = []
    for line in block:
        if line.cells[0] or not rows:
            rows.append([])
        rows[-1].append(line)
    return rows


def _begins_row(line: Line) -> bool:
    """Whether a line with a first cell is the first of its row: a language or figures begin beside it, or all are."""
    others = line.cells[1:]
    return all(others) or any(is_language(cell) or "num_hidden_layers" in stated_figures(cell) for cell in others)


def _anew(lines: Sequence[Line], width: int, indent: str) -> list[str] | None:
    """The table drawn as wide as its cells; a border of equals signs, or the first of Markdown, ends the header."""
    blocks: list[list[Line]] = [[]]
    header = None
    for line in lines:
        if line.kind is LineKind.RULE:
            text = plain(line.text)
            if blocks[-1] and header is None and ("=" in text or text.strip().startswith("|")):
                header = len(blocks)
            if blocks[-1]:
                blocks.append([])
        else:
            blocks[-1].append(line)
    rows = [block for block in blocks if block]
    if header is None or header >= len(rows):
        return None
    body = [row for block in rows[header:] for row in _rows_of(block)]
    if any(not row[0].cells[0] or not all(map(_begins_row, row[:1])) for row in body if len(body) > len(rows) - header):
        return None
    rows = [*rows[:header], *body]
    cells = [
        [[f" {split_cells(plain(line.text).strip())[column]}".rstrip() for line in block] for column in range(width)]
        for block in rows
    ]
    if header != 1:
        return None
    widths = [max(display_width(text) for row in cells for text in row[column]) + 1 for column in range(width)]
    drawn = [indent + line for line in rst.grid(cells[0], cells[1:], widths)]
    return drawn if read_grid(drawn, 1) is not None else None


def grid_of(table: Table) -> list[str] | None:
    """The lines of a grid with the rows of a table of HTML; None where cells are spanned or there is no header.

    What stands in `<code>` is a literal there.
    """
    if table.header != 1 or any(cell.rows > 1 or cell.columns > 1 for cell in table.cells):
        return None
    rows = [[_literal(cell.text) if cell is not None else "" for cell in row] for row in table.rows]
    if len(rows) < 2:  # noqa: PLR2004 - a header alone is no table
        return None
    cells = [[[f" {line}" for line in text.split("\n")] for text in row] for row in rows]
    widths = [max(display_width(line) for row in cells for line in row[at]) + 1 for at in range(len(rows[0]))]
    return rst.grid(cells[0], cells[1:], widths)


def _literal(html: str) -> str:
    """The text of a cell of HTML, its line breaks kept and its code as literals."""
    text = re.sub(r"\s*<br\s*/?>\s*", "\n", re.sub(r"\s+", " ", html))
    text = re.sub(r"</?(?:code|tt)\b[^<>]*>", "``", text)
    from html import unescape  # and the names of two thousand characters

    return "\n".join(unescape(re.sub(r"<[^<>]*>", "", line)).strip() for line in text.strip().split("\n"))


#: What parts the values of lines that were copied from a spreadsheet, with quotes around those that have it in them.
_DELIMITERS = "\t,;"
#: What else may part them: marks, with blanks on both sides or behind them, or blanks alone.
_SEPARATOR = re.compile(r"\s*[^\w\s()\[\]`*\"'“”#（）]+\s*|\s{2,}")
#: A name, a language and a text; with more a page of such tables does not come back, with 2 none of 214 pages changes.
_LEAST_COLUMNS = 3


def separated(lines: Sequence[str]) -> list[str] | None:
    """The lines of a grid with the values of lines that something separates; None for any other lines.

    The first line has nothing but titles of columns, and every line as many values.
    """
    for parted in _ways_of_parting(lines[0]):
        titles = parted(lines[:1])[0]
        if len(lines) < 2 or len(titles) < _LEAST_COLUMNS or not all(map(is_title, titles)):  # noqa: PLR2004 - a row
            continue
        rows = parted(lines)
        if all(len(row) == len(titles) for row in rows):
            cells = [[[f" {text.strip()}"] for text in row] for row in rows]
            widths = [max(display_width(row[at][0]) for row in cells) + 1 for at in range(len(titles))]
            return rst.grid(cells[0], cells[1:], widths)
    return None


def _ways_of_parting(titles: str) -> Iterator[Callable[[Sequence[str]], list[list[str]]]]:
    """From lines to rows of values, for each thing in the titles that may separate them; bars are no such thing."""
    for delimiter in _DELIMITERS:
        if delimiter in titles:
            yield partial(_quoted_values, delimiter)
    for separator in dict.fromkeys(_SEPARATOR.findall(titles.strip())):
        mark = separator.strip()
        if "|" in plain(mark):
            continue
        before, behind = (r"\s+" if blank.isspace() else "" for blank in (separator[:1], separator[-1:]))
        expression = re.compile(f"{before}{re.escape(mark)}{behind}" if mark else r"\s{2,}")
        yield partial(_parted_values, expression)


def _quoted_values(delimiter: str, lines: Sequence[str]) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:  # a value larger than anybody writes
        return [[]]


def _parted_values(separator: re.Pattern[str], lines: Sequence[str]) -> list[list[str]]:
    return [separator.split(line.strip()) for line in lines]
