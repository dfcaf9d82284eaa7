"""Tables of reStructuredText that a directive makes: of a list of lists, and of comma-separated values.

    .. list-table::              .. csv-table::
       :header-rows: 1              :header: Weight, Layers

       * - Weight                  "``bert-base-uncased``", 12
         - Layers
       * - ``bert-base-uncased``
         - 12

Also as MyST writes them, between fences. What is not plainly one of these is no table here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from paddle_inspect.pages.read.cells import Cell, Segment, Syntax, Table

_OPTION = re.compile(r"\s*:(?P<name>[\w-]+):(?P<value>.*)$")
_BULLET = re.compile(r"[*+-](?= |$)")


def read_list(lines: Sequence[str], first: int, *, row_of_head: int = 1) -> Table | None:
    """The table of a `list-table` directive, or None where its lists are no rows of one length.

    Args:
        lines: the directive, from its own line to its last one.
        first: the number of the first of them in the page.
        row_of_head: lines ahead of options and body.
    """
    options, body = _options(lines, row_of_head)
    rows = _list_rows(lines, body, first)
    if not rows or len({len(row) for row in rows}) > 1:
        return None
    return _table(Syntax.LIST, lines, first, rows, _count(options.get("header-rows", "")))


def _list_rows(lines: Sequence[str], body: int, first: int) -> list[list[list[Segment]]]:
    """The cells of each row, as the places of their lines; no rows where something else stands between."""
    rows: list[list[list[Segment]]] = []
    outer = inner = -1
    for at in range(body, len(lines)):
        line = lines[at]
        text, indent = line.strip(), len(line) - len(line.lstrip(" "))
        if not text:
            if rows:
                rows[-1][-1].append(Segment(first + at, len(line), len(line)))
            continue
        if _BULLET.match(text) and outer in (-1, indent):
            item = text[1:].lstrip(" ")
            if not _BULLET.match(item):
                return []
            outer, inner = indent, len(line.rstrip()) - len(item) if item else indent + 2
            rows.append([[_behind_bullet(line, inner, first + at)]])
        elif rows and indent == inner and _BULLET.match(text):
            rows[-1].append([_behind_bullet(line, inner, first + at)])
        elif rows and indent > inner:
            rows[-1][-1].append(Segment(first + at, indent, len(line)))
        else:
            return []
    return rows


def _behind_bullet(line: str, bullet: int, number: int) -> Segment:
    start = bullet + 1
    while start < len(line) and line[start] == " ":
        start += 1
    return Segment(number, start, len(line))


def read_csv(lines: Sequence[str], first: int, *, row_of_head: int = 1) -> Table | None:
    """The table of a `csv-table` directive with its data in the page, else None; arguments as of `read_list`."""
    options, body = _options(lines, row_of_head)
    if options.keys() & {"file", "url", "quote", "escape"}:
        return None
    delimiter = options.get("delim", ",")
    delimiter = {"tab": "\t", "space": " "}.get(delimiter, delimiter)
    if len(delimiter) != 1:
        return None
    header = _header_option(lines, body, first, delimiter)
    rows = list(_csv_rows(lines, body, first, delimiter))
    if not rows or None in rows or len({len(row) for row in rows if row}) > 1:
        return None
    read = [*header, *(row for row in rows if row is not None)]
    return _table(Syntax.CSV, lines, first, read, len(header) + _count(options.get("header-rows", "")))


def _header_option(lines: Sequence[str], body: int, first: int, delimiter: str) -> list[list[list[Segment]]]:
    """The row that the option `:header:` gives, when it gives one."""
    for at in range(1, body):
        match = _OPTION.match(lines[at])
        if match and match["name"] == "header":
            row = _fields(lines, at, match.start("value"), first, delimiter)
            return [row[0]] if row is not None else []
    return []


def _csv_rows(lines: Sequence[str], body: int, first: int, delimiter: str) -> Iterator[list[list[Segment]] | None]:
    at = body
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        read = _fields(lines, at, 0, first, delimiter)
        if read is None:
            yield None
            return
        row, at = read
        yield row


def _fields(
    lines: Sequence[str], at: int, start: int, first: int, delimiter: str
) -> tuple[list[list[Segment]], int] | None:
    """The fields of one record and the line behind it; None where a quote is not closed or text follows it."""
    row: list[list[Segment]] = []
    while True:
        line = lines[at]
        while start < len(line) and line[start] == " ":
            start += 1
        if start < len(line) and line[start] == '"':
            field: list[Segment] = []
            start += 1
            while (end := _closing_quote(line, start)) is None:
                field.append(Segment(first + at, start, len(line)))
                at, start = at + 1, 0
                if at >= len(lines):
                    return None
                line = lines[at]
            field.append(Segment(first + at, start, end))
            rest = line[end + 1 :].lstrip(" ")
            if rest and rest[0] != delimiter:
                return None
            start = len(line) - len(rest)
        else:
            end = line.find(delimiter, start)
            end = len(line) if end < 0 else end
            field, start = [Segment(first + at, start, end)], end
        row.append(field)
        if start >= len(line):
            return row, at + 1
        start += 1  # the delimiter


def _closing_quote(line: str, start: int) -> int | None:
    """Where a quoted field ends in this line; two quotes are one of its own."""
    end = line.find('"', start)
    while end >= 0 and line[end : end + 2] == '""':
        end = line.find('"', end + 2)
    return end if end >= 0 else None


def _options(lines: Sequence[str], start: int) -> tuple[Mapping[str, str], int]:
    """The options of a directive, and where its body begins."""
    options: dict[str, str] = {}
    at = start
    while at < len(lines) and (match := _OPTION.match(lines[at])):
        options[match["name"]] = match["value"].strip()
        at += 1
    while at < len(lines) and not lines[at].strip():
        at += 1
    return options, at


def _count(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() else 0


def _table(
    syntax: Syntax, lines: Sequence[str], first: int, rows: Sequence[Sequence[Sequence[Segment]]], header: int
) -> Table:
    cells = tuple(
        Cell(
            row=row,
            column=column,
            segments=tuple(segments),
            lines=tuple(lines[part.line - first][part.start : part.end] for part in segments),
        )
        for row, fields in enumerate(rows)
        for column, segments in enumerate(fields)
    )
    return Table(syntax=syntax, first=first, last=first + len(lines) - 1, cells=cells, header=min(header, len(rows)))
