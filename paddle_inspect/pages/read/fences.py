"""Code fences of Markdown in a page of reStructuredText: which of them stand around code, and are meant.

What drives a translator puts the whole page, or its table, between fences; these are damage. Fences around lines that
are no table are somebody's example, and so are those that say in which programming language it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from paddle_inspect.pages.read.lines import Line, LineKind
from paddle_inspect.pages.read.remarks import is_note

_FENCE = re.compile(r"\s*(?:`{3,}|~{3,})(?P<language>[^`]*)$")
#: What the fences around a page are said to be, in those that translators left.
_MARKUP = frozenset(
    {"", "markdown", "md", "rst", "rest", "restructuredtext", "text", "txt", "plaintext", "plain", "table"}
)


def code_between_fences(lines: Sequence[Line]) -> set[int]:
    """The numbers of the lines of code between fences, with these."""
    code: set[int] = set()
    for opened, closed in _pairs(lines):
        inside = lines[opened + 1 : closed]
        tagged = _language(lines[opened].text) not in _MARKUP
        said = " ".join(line.text.strip() for line in inside).strip()
        if tagged or (said and not is_note(said) and not any(map(_is_of_table, inside))):
            code.update(line.number for line in lines[opened : closed + 1])
    return code


def _pairs(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """The places of each fence that opens and of the next one without a language; one alone is no pair."""
    opened: int | None = None
    for at, line in enumerate(lines):
        language = None if line.kind is LineKind.OPAQUE else _language(line.text)
        if language is None:
            continue
        if opened is not None and not language:
            yield opened, at
            opened = None
        else:
            opened = at


def _language(text: str) -> str | None:
    """What a fence says that it holds, "" where it says nothing; None for any other line."""
    match = _FENCE.match(text)
    return match["language"].strip().casefold() if match else None


def _is_of_table(line: Line) -> bool:
    return line.kind in (LineKind.TABLE, LineKind.RULE) or (
        line.kind is LineKind.ROW and line.text.lstrip().startswith("|")
    )
