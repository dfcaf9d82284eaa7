"""The page around its table: title rules, fences, translator's words, link targets, the last line break.

Every repair has a finding; every other line stays as it is, with its own line ending.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from paddle_inspect.base.records import Finding, SourceSpan
from paddle_inspect.base.text import display_width, excerpt
from paddle_inspect.pages import kinds
from paddle_inspect.pages.read.lines import Line, LineKind, Target, parse_target
from paddle_inspect.pages.read.page import Page
from paddle_inspect.pages.read.region import Region
from paddle_inspect.pages.read.remarks import is_note
from paddle_inspect.pages.records import Dropped

#: Upstream draws its title rules this long: all 44 of the 22 good pages at hand.
_RULE_LENGTH = 36
#: A line of the usual width. Titles of upstream's pages take up to 25 columns, the sentence below them up to 221.
_WIDEST_TITLE = 80
_TITLE_RULE = re.compile(r"([-=~^\"'`#*+:.])\1{2,}\s*$")
_MARKDOWN_TITLE = re.compile(r"#{1,6}\s+(?P<title>.*?)\s*#*\s*$")
_NO_TITLE = re.compile(r".*[.。:：;,，]$|\.\.\s|[-*|+]\s|\d+[.)]\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The lines above and below the new table, without their endings, and what was found on the way."""

    above: list[str]
    below: list[str]
    findings: list[Finding]
    dropped: list[Dropped]


def repair_surroundings(page: Page, used_links: Iterable[str], reference_targets: Mapping[str, str]) -> Surroundings:
    """Everything but the table, repaired; lines come without their endings.

    Args:
        page: the page as read; it has a table.
        used_links: labels of the links in the new table.
        reference_targets: label to address, for links whose target the page lost.
    """
    assert page.region is not None
    return _Mender(page, page.region).mend(used_links, reference_targets)


class _Mender:
    """Mends one page: every step takes lines and returns lines, and what it finds is kept here."""

    def __init__(self, page: Page, region: Region) -> None:
        self.page, self.region = page, region
        self.findings: list[Finding] = []
        self.dropped: list[Dropped] = []

    def mend(self, used_links: Iterable[str], reference_targets: Mapping[str, str]) -> Surroundings:
        targets = self._distinct_targets()
        doubled = {target.line for target in self.page.targets}.difference(target.line for target in targets.values())
        lines = [line for line in self.page.lines if line.number not in doubled]
        above = self._repair_title(self._without_damage([line for line in lines if line.number < self.region.first]))
        below = self._without_damage([line for line in lines if line.number > self.region.last])
        lost = [label for label in dict.fromkeys(used_links) if label.casefold() not in targets]
        restored = {label: reference_targets[label] for label in lost if label in reference_targets}
        texts = _insert_targets([line.text for line in below], self._added_targets(targets.values(), restored))
        above, texts = self._separate(above, texts)
        for number in self.region.fences:
            self.findings.append(kinds.code_fence(self._span(number), None))
        return Surroundings(above=above, below=texts, findings=self.findings, dropped=self.dropped)

    def _span(self, first: int, last: int | None = None) -> SourceSpan:
        return SourceSpan(first=first, last=first if last is None else last, path=self.page.path)

    def _distinct_targets(self) -> dict[str, Target]:
        """The first target of each label; docutils folds their case."""
        first: dict[str, Target] = {}
        for target in self.page.targets:
            known = first.setdefault(target.label.casefold(), target)
            if known is not target:
                self.findings.append(kinds.duplicate_target(self._span(target.line), None, target.label, known.line))
        return first

    def _without_damage(self, lines: Sequence[Line]) -> list[Line]:
        """The lines without fences and without paragraphs of the translator."""
        kept: list[Line] = []
        paragraphs = _paragraphs(lines)
        for paragraph, following in itertools.zip_longest(paragraphs, paragraphs[1:]):
            text = " ".join(line.text.strip() for line in paragraph if line.kind is LineKind.PROSE)
            if text and is_note(text):
                self._drop(paragraph, text)
                _close_gap(kept, following)
            elif paragraph[0].kind is LineKind.FENCE:
                self.findings.append(kinds.code_fence(self._span(paragraph[0].number), None))
            else:
                kept += paragraph
        return kept

    def _drop(self, paragraph: Sequence[Line], text: str) -> None:
        span = self._span(paragraph[0].number, paragraph[-1].number)
        self.findings.append(kinds.translator_note(span, None, repr(excerpt(text))))
        self.dropped.append(Dropped(text="\n".join(line.text for line in paragraph), span=span))

    def _repair_title(self, lines: Sequence[Line]) -> list[str]:
        texts = [line.text for line in lines]
        start = next((i for i, line in enumerate(lines) if line.kind is LineKind.PROSE and line.text[:2] != ".."), None)
        if start is None:
            return texts
        overlined = bool(_TITLE_RULE.fullmatch(texts[start].strip()))
        place = start + 1 if overlined else start
        if place >= len(texts) or not texts[place].strip():
            return texts
        title, rule = _bare_title(texts[place]), _rule_below(texts, place)
        if rule == place + 1 and _fits(texts, start, place, rule, overlined):
            return texts
        if rule is None and not overlined and not _looks_like_title(texts, place):
            return texts
        self.findings.append(kinds.title_rule(self._span(lines[place].number), None, title.strip("\ufeff ")))
        return _draw_title(texts, start, place, rule, title, overlined)

    def _added_targets(self, targets: Iterable[Target], restored: Mapping[str, str]) -> list[str]:
        """The targets from inside the table, and those that only the reference still has; they go below it."""
        first, last = self.region.first, self.region.last
        if inner := self.region.targets:
            span = self._span(inner[0], inner[-1])
            self.findings.append(kinds.target_in_table(span, None, len(inner)))
        for label in restored:
            self.findings.append(kinds.restored_target(None, label, label))
        addresses = {target.label: target.url for target in targets if first <= target.line <= last} | dict(restored)
        anchors = [
            line.text.strip()
            for line in self.page.lines[first - 1 : last]
            if line.kind is LineKind.TARGET and parse_target(line) is None
        ]
        return [f".. _{_quoted(label)}: {url}" for label, url in addresses.items()] + anchors

    def _separate(self, above: list[str], below: list[str]) -> tuple[list[str], list[str]]:
        """A table needs a blank line on either side."""
        above = self._free_targets(self._without_literal_mark(above))
        below = self._free_targets(below)
        if above and above[-1].strip():
            above = [*above, ""]
            self._miss_blank_line(self.region.first, "above the table")
        if below and below[0].strip():
            below = ["", *below]
            self._miss_blank_line(self.region.last, "below the table")
        return above, below

    def _miss_blank_line(self, number: int, where: str) -> None:
        self.findings.append(kinds.missing_blank_line(self._span(number), None, where))

    def _without_literal_mark(self, above: list[str]) -> list[str]:
        """`as follows::` right above the table would make it a literal block."""
        index = next((index for index in reversed(range(len(above))) if above[index].strip()), None)
        if index is None or not above[index].rstrip().endswith("::"):
            return above
        self.findings.append(kinds.literal_mark(self._span(self.region.first), None))
        text = above[index].rstrip()
        return [*above[:index], f"{text.rstrip(':')}:" if text.strip(": ") else "", *above[index + 1 :]]

    def _free_targets(self, texts: list[str]) -> list[str]:
        """A link target right below text would be a part of that text."""
        freed = texts[:1]
        for before, text in itertools.pairwise(texts):
            if text.startswith(".. _") and _is_text(before):
                number = next((line.number for line in self.page.lines if line.text == text), 1)
                self._miss_blank_line(number, "above a link target")
                freed.append("")
            freed.append(text)
        return freed


def _is_text(line: str) -> bool:
    """Whether a line is text that a link target right below it would become a part of."""
    line = line.strip("\ufeff ")
    return bool(line) and not line.startswith("..") and not _TITLE_RULE.fullmatch(line)


def _close_gap(kept: list[Line], following: Sequence[Line] | None) -> None:
    """Where a paragraph was taken out between blank lines, those above it go with it."""
    if following is None or following[0].kind is LineKind.BLANK:
        while kept and kept[-1].kind is LineKind.BLANK:
            kept.pop()


def _paragraphs(lines: Sequence[Line]) -> list[list[Line]]:
    """Runs of prose, and every other line by itself."""
    runs: list[list[Line]] = []
    for line in lines:
        joins = line.kind is LineKind.PROSE and runs and runs[-1][-1].kind is LineKind.PROSE
        if joins and runs[-1][-1].number == line.number - 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs


# The title


def _bare_title(text: str) -> str:
    match = _MARKDOWN_TITLE.fullmatch(text.strip())
    return match["title"] if match else text


def _rule_below(texts: Sequence[str], place: int) -> int | None:
    """The first line behind the title that is not blank, when it is a rule."""
    for index in range(place + 1, len(texts)):
        if texts[index].strip():
            return index if _TITLE_RULE.fullmatch(texts[index].strip()) else None
    return None


def _fits(texts: Sequence[str], start: int, place: int, rule: int, overlined: bool) -> bool:
    title = display_width(texts[place].strip("\ufeff").rstrip())
    if _MARKDOWN_TITLE.fullmatch(texts[place].strip()) or display_width(texts[rule].rstrip()) < title:
        return False
    return not overlined or texts[start].rstrip() == texts[rule].rstrip()


def _looks_like_title(texts: Sequence[str], place: int) -> bool:
    """A short line by itself that does not end like a sentence."""
    text = texts[place].strip("\ufeff ")
    if _MARKDOWN_TITLE.fullmatch(text):
        return True
    alone = place + 1 >= len(texts) or not texts[place + 1].strip()
    return alone and display_width(text) <= _WIDEST_TITLE and not _NO_TITLE.match(text)


def _draw_title(texts: list[str], start: int, place: int, rule: int | None, title: str, overlined: bool) -> list[str]:
    drawn = max(_RULE_LENGTH, display_width(title.strip("\ufeff").rstrip()))
    character = texts[start].strip()[0] if overlined else texts[rule].strip()[0] if rule is not None else "-"
    line = character * drawn
    rest = texts[(rule if rule is not None else place) + 1 :]
    if rest and rest[0].strip():
        rest = ["", *rest]
    return [*texts[:start], *([line] if overlined else []), title, line, *rest]


# Link targets


def _quoted(label: str) -> str:
    return f"`{label}`" if ":" in label else label


def _insert_targets(texts: list[str], added: list[str]) -> list[str]:
    """Behind the last target there is, else at the end below a blank line."""
    if not added:
        return texts
    last = max((index for index, text in enumerate(texts) if text.startswith(".. _")), default=None)
    if last is not None:
        return [*texts[: last + 1], *added, *texts[last + 1 :]]
    while texts and not texts[-1].strip():
        texts = texts[:-1]
    return [*texts, "", *added]
