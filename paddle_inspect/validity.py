"""The promise behind every written page: docutils reads its table the way it was meant.

`valid_rows` makes it so before the table is drawn, `check_page` holds the finished page against it. docutils is
imported only when it is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from paddle_inspect.errors import BrokenPromise
from paddle_inspect.page.markup import made_valid
from paddle_inspect.records import CanonicalRow
from paddle_inspect.render.rst import GridStyle, grid


def valid_rows(
    rows: Sequence[CanonicalRow], style: GridStyle, labels: Collection[str]
) -> tuple[list[CanonicalRow], list[CanonicalRow]]:
    """The rows with whatever docutils would reject in their cells escaped, and those of them that needed it.

    Args:
        rows: the rows as they are meant.
        style: how the table will be drawn.
        labels: the link targets of the page.
    """
    checked = [_valid_row(row, style, labels) for row in rows]
    return checked, [new for row, new in zip(rows, checked, strict=True) if new is not row]


def _valid_row(row: CanonicalRow, style: GridStyle, labels: Collection[str]) -> CanonicalRow:
    def reads_with(language: str, details: Sequence[str]) -> bool:
        return _reads(replace(row, language=language, details=tuple(details)), style, labels)

    language = made_valid([row.language], labels, lambda text: reads_with(text[0], ()))[0]
    details = tuple(made_valid(row.details, labels, lambda text: reads_with("", text)))
    unchanged = language == row.language and details == row.details
    return row if unchanged else replace(row, language=language, details=details)


def _reads(row: CanonicalRow, style: GridStyle, labels: Collection[str]) -> bool:
    """Whether docutils takes a table of this one row as it is meant, on a page with these link targets."""
    from paddle_inspect.page.verify import parse

    targets = [f".. _`{label}`: x" for label in labels if any(label in line for line in row.details)]
    parsed = parse("\n".join([*grid([row], style), "", *targets]))
    return not parsed.errors and len(parsed.tables) == 1 and not misread([row], parsed.tables[0])


def misread(rows: Sequence[CanonicalRow], parsed: Sequence[Sequence[str]]) -> str | None:
    """What is not as it was meant in a table that docutils parsed, or None."""
    from paddle_inspect.page.verify import same_text

    if len(parsed) != len(rows):
        return f"docutils reads {len(parsed)} rows where {len(rows)} were meant"
    for row, cells in zip(rows, parsed, strict=True):
        if cells[0] != row.name or not same_text([row.language], cells[1]) or not same_text(row.details, cells[2]):
            return f"docutils reads the row of {row.name} otherwise than it was meant"
    return None


def check_page(text: str, table: tuple[int, int], rows: Sequence[CanonicalRow], path: str | None) -> tuple[str, ...]:
    """Parse a finished page with docutils.

    Args:
        text: the page.
        table: first and last line of its table.
        rows: what the table is meant to say; without rows there is nothing to hold the page to.
        path: the page's name, for messages.

    Returns:
        What docutils still rejects outside the table, one line each; empty for a clean page.

    Raises:
        BrokenPromise: docutils finds an error in the table, or reads other rows.
    """
    from paddle_inspect.page.verify import parse

    parsed = parse(text)
    first, last = table
    for line, message in parsed.errors:
        if rows and first <= line <= last:
            raise BrokenPromise(path, f"docutils rejects line {line} of the new table: {message}")
    problems = [misread(rows, other) for other in parsed.tables] or [misread(rows, ())]
    if rows and None not in problems:
        raise BrokenPromise(path, str(problems[0]))
    return tuple(f"line {line}: {message}" for line, message in parsed.errors)
