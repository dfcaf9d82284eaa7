"""Tables of Markdown, where markdown-it finds them: pipe tables, HTML tables, and the directives of MyST.

markdown-it says which lines a table has and what its cells hold; where their characters stand is found here, and what
does not come out as it says is no table that can be edited.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from paddle_inspect.pages.read.blocks import READ_AS_TEXT, divide
from paddle_inspect.pages.read.cells import Cell, Segment, Syntax, Table
from paddle_inspect.pages.read.directives import read_csv, read_list

if TYPE_CHECKING:
    from markdown_it.token import Token

_OPTION = re.compile(r"\s*:[\w-]+:(?:\s|$)")
_COLONS = re.compile(r"[ \t>]*(?P<marks>:{3,})\s*(?:\{(?P<name>[\w:.-]+)\}.*)?$")
#: Of MyST's own directives those with Markdown in them.
_READ_BY_MYST = frozenset({"div", "figure-md"})
_DIRECTIVE = re.compile(r"\{(?P<name>[\w:-]+)\}")
#: What stands ahead of a table's row in a quote or, in its first row, right behind the marks of list items.
_CONTAINERS = re.compile(r"(?:[ >]|[-*+](?= )|[0-9]{1,9}[.)](?= ))*")
_BAR = re.compile(r"(?<!\\)\|")


def tables_of(text: str) -> tuple[list[Table], set[int]]:
    """The tables of a Markdown page, and the numbers of the lines that are code, HTML or front matter and no table."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    skipped = _front_matter(lines)
    for number in skipped:
        lines[number - 1] = ""
    tokens = parser.parse("\n".join(_with_fences(lines)))
    tables: list[Table] = []
    opaque = set(skipped)
    html_until = 0
    for at, token in enumerate(tokens):
        if token.map is None or token.type not in ("table_open", "html_block", "fence", "code_block"):
            continue
        first, last = token.map[0] + 1, token.map[1]
        while last > first and not lines[last - 1].strip():
            last -= 1
        if token.type == "table_open":
            table = _pipes(tokens[at:], lines, first, last)
            tables += [table] if table else []
            if table is not None or _is_wrapped(lines[first - 1 : last]):
                continue  # what is whole and cannot be read is hidden, so nobody has to guess at it
        elif token.type == "html_block" and first > html_until:
            html_until = _end_of_html(tokens[at:], lines, last)
            from paddle_inspect.pages.read.html import html_tables  # whose parser few pages need

            tables += html_tables(lines[first - 1 : html_until], first)
        elif token.type == "fence":
            tables += _directive(token, lines[first - 1 : last], first)
        opaque.update(range(first, last + 1))
    return tables, opaque


def _with_fences(lines: Sequence[str]) -> list[str]:
    """The lines with fences of colons as those that they stand for, where the directive's content is no Markdown."""
    fenced, marks = list(lines), 0
    for at, line in enumerate(lines):
        match = _COLONS.match(line)
        if match is None:
            continue
        name = match["name"]
        if marks and not name and len(match["marks"]) >= marks:
            fenced[at], marks = line.replace(":", "`"), 0
        elif not marks and name and name not in READ_AS_TEXT and name not in _READ_BY_MYST:
            fenced[at], marks = line.replace(match["marks"], "`" * len(match["marks"]), 1), len(match["marks"])
    return fenced


def _end_of_html(tokens: Sequence[Token], lines: Sequence[str], last: int) -> int:
    """The last line of a table that begins in the first of these blocks: a blank line ends a block, and no table."""
    text = tokens[0].content.lower()
    if text.count("<table") <= text.count("</table"):
        return last
    for token in tokens[1:]:
        text = token.content.lower()
        if token.type != "html_block" or token.map is None or "<table" in text:
            return last
        if "</table" in text:
            end = token.map[1]
            while not lines[end - 1].strip():
                end -= 1
            return end
    return last


def _front_matter(lines: Sequence[str]) -> list[int]:
    if lines and lines[0].rstrip() == "---":
        for at in range(1, len(lines)):
            if lines[at].rstrip() in ("---", "..."):
                return list(range(1, at + 2))
    return []


def _directive(token: Token, lines: Sequence[str], first: int) -> list[Table]:
    """The tables of a MyST directive between fences; none of any other code."""
    match = _DIRECTIVE.match(token.info.strip())
    if match is None or len(lines) < 2:  # noqa: PLR2004 - the fences
        return []
    if match["name"] == "eval-rst":
        return [table.moved(first) for table in divide(lines[1:-1])[0]]
    if match["name"] in READ_AS_TEXT:
        body = 1
        while body < len(lines) and _OPTION.match(lines[body]):
            body += 1
        return [table.moved(first + body - 1) for table in tables_of("\n".join(lines[body:-1]))[0]]
    read = {"list-table": read_list, "csv-table": read_csv}.get(match["name"])
    table = read(lines[:-1], first) if read is not None else None
    return [table] if table else []


def _pipes(tokens: Sequence[Token], lines: Sequence[str], first: int, last: int) -> Table | None:
    """A pipe table whose cells are where its bars say; None where they are not."""
    contents: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            contents.append([])
        elif token.type == "inline" and contents:
            contents[-1].append(token.content)
        elif token.type == "table_close":
            break
    numbers = [first, *range(first + 2, last + 1)]  # the second line is the rule
    if len(numbers) != len(contents) or _is_wrapped([lines[number - 1] for number in numbers]):
        return None
    cells: list[Cell] = []
    for row, (number, texts) in enumerate(zip(numbers, contents, strict=True)):
        segments = _between_bars(lines[number - 1], number)
        for column, text in enumerate(texts):
            segment = segments[column] if column < len(segments) else Segment(number, len(lines[number - 1]), -1)
            raw = lines[number - 1][segment.start : segment.end] if segment.end >= 0 else ""
            if raw.strip().replace("\\|", "|") != text.strip().replace("\\|", "|"):
                return None
            if segment.end >= 0:
                cells.append(Cell(row=row, column=column, segments=(segment,), lines=(raw,)))
    return Table(syntax=Syntax.PIPE, first=first, last=last, cells=tuple(cells), header=1)


def _is_wrapped(rows: Sequence[str]) -> bool:
    """Whether rows go on in lines that Markdown takes for rows of their own: open at the end, then at the head."""
    framed = rows[0].strip(" >").startswith("|") and rows[0].rstrip().endswith("|")
    pairs = itertools.pairwise(rows)
    return framed and any(
        not row.rstrip().endswith("|") and not following.strip(" >").startswith("|") for row, following in pairs
    )


def _between_bars(line: str, number: int) -> list[Segment]:
    """The cells of a row between its bars that are not escaped; a first and a last bar frame it."""
    containers = _CONTAINERS.match(line)
    start = containers.end() if containers else 0
    bars = [match.start() for match in _BAR.finditer(line, start)]
    end = len(line.rstrip())
    if bars and bars[0] == start:
        start, bars = start + 1, bars[1:]
    if bars and bars[-1] == end - 1:
        end, bars = end - 1, bars[:-1]
    edges = [start - 1, *bars, end]
    return [Segment(number, left + 1, right) for left, right in itertools.pairwise(edges)]
