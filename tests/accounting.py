"""Nothing disappears without a line that says so: every line of a page is in its repair, or something names it."""

from __future__ import annotations

import re
from typing import Protocol

from paddle_inspect.pages.read.lines import Line, LineKind, parse_target
from paddle_inspect.pages.read.pieces import PieceKind
from paddle_inspect.pages.read.reader import Page
from paddle_inspect.pages.read.titles import is_title
from paddle_inspect.pages.records import Report
from paddle_inspect.pages.rewrite import Repaired
from tests.stated import plain

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


class Checkable(Protocol):
    """The result of `pi.fix`, or what it is made of."""

    @property
    def text(self) -> str: ...

    @property
    def report(self) -> Report: ...


#: Findings about figures, which account for numbers and for no other word.
_OF_FIGURES = {"contradicted-figure", "corrected-figure", "placeholder-figure", "missing-figure"}
#: Findings that say how a line is drawn or what stands beside it, and account for no word of it.
_OF_FORM = {
    *("irregular-row", "missing-blank-line", "final-newline", "completed-name", "unknown-weight"),
    *("missing-language", "doubtful-language", "not-counted", "undocumented-weight", "broken-link"),
}
_WORD = re.compile(r"[^\W_]+")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def lost_words(text: str, result: Checkable) -> list[str]:
    """The words of a page that are silently gone: neither on the repaired page, nor in dropped text, nor in a finding.

    What a public result says is all that is looked at. A word has to be there as often as before. A finding accounts
    for its lines; one about a figure for the numbers in them.
    """
    said = [result.text, *(one.text for one in result.report.dropped), *(one.message for one in result.report.findings)]
    kept = "".join(_words(" ".join(said)))
    excused, numbers = set[int](), set[int]()
    for found in result.report.findings:
        if found.span is not None and found.code not in _AGGREGATED | _OF_FORM:
            lines = range(found.span.first, found.span.last + 1)
            (numbers if found.code in _OF_FIGURES else excused).update(lines)
    needed: dict[str, list[int]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        for word in () if number in excused else _words(line):
            if number not in numbers or not any(map(str.isdigit, word)):
                needed.setdefault(word, []).append(number)
    short = {word: len(lines) - kept.count(word) for word, lines in needed.items()}
    return [f"{word}, {missing} of lines {needed[word]}" for word, missing in short.items() if missing > 0]


def _words(text: str) -> list[str]:
    """Without the numbers of parameters, of which `12M` may have become `11.7M`: whether they are right is known."""
    return _WORD.findall(_PARAMETERS.sub("", plain(_TAG.sub(" ", text))))
