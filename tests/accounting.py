"""Nothing disappears without a line that says so: every line of a page is in its repair, or something names it."""

from __future__ import annotations

import re

from paddle_inspect.pages.read.lines import Line, LineKind, parse_target
from paddle_inspect.pages.read.page import Page
from paddle_inspect.pages.read.pieces import PieceKind
from paddle_inspect.pages.read.titles import is_title
from paddle_inspect.pages.repair import Repaired

_PARAMETERS = re.compile(r"[\d.,]+[KMBT](?=\s+parameters)")
#: Findings whose span runs from the first to the last of many lines, and so names none of those between.
_AGGREGATED = {"broken-rule", "shifted-bars", "target-in-table"}


def unaccounted(page: Page, repaired: Repaired) -> list[str]:
    """The lines of a page whose words stand nowhere in its repair and that neither finding nor dropped text names."""
    report = repaired.report
    named = {
        number
        for span in (
            *(finding.span for finding in report.findings if finding.code not in _AGGREGATED and finding.span),
            *(dropped.span for dropped in report.dropped),
        )
        for number in range(span.first, span.last + 1)
    }
    cells = [text for row in report.rows for text in (row.language, "".join(row.details))]
    kept = essence(" ".join([repaired.text, *cells]))
    named |= {piece.first for piece in page.pieces if piece.kind is PieceKind.HEADER}
    return [
        f"{line.number}: {line.text}"
        for line in page.lines
        if line.number not in named and not _is_decoration(line) and not _stands(line, kept)
    ]


def _is_decoration(line: Line) -> bool:
    """Rules, blanks, and titles of columns: what speaks of no weight."""
    if line.kind in (LineKind.BLANK, LineKind.RULE):
        return True
    return line.kind is LineKind.ROW and all(is_title(cell) for cell in line.cells if cell)


def _stands(line: Line, kept: str) -> bool:
    if line.kind is LineKind.TARGET and (target := parse_target(line)):
        return essence(f"{target.label}{target.url}") in kept
    parts = line.cells if line.kind is LineKind.ROW else (line.text,)
    return all(essence(part) in kept for part in parts)


def essence(text: str) -> str:
    """Letters and digits alone: wrapping and markup are not text. `11M` may have become `11.7M` without a finding."""
    return "".join(filter(str.isalnum, _PARAMETERS.sub("", text)))
