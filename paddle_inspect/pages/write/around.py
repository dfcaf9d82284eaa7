"""The page around its torn tables: title rules, fences, translator's words, link targets, the last line break.

Every repair has a finding; every other line stays as it is, with its own line ending. Where no table was torn, nothing
around it is anybody's business. What is opaque is never touched, and words of a translator are taken out only where
they touch a torn table, or at the very beginning or end of its page.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from paddle_inspect.base.records import Finding, SourceSpan
from paddle_inspect.base.text import display_width, excerpt
from paddle_inspect.pages import kinds
from paddle_inspect.pages.read.lines import Line, LineKind, Target, is_title_rule
from paddle_inspect.pages.read.pieces import PieceKind
from paddle_inspect.pages.read.reader import Page
from paddle_inspect.pages.read.region import Region
from paddle_inspect.pages.read.remarks import is_note
from paddle_inspect.pages.records import Dropped

#: Upstream draws its title rules this long: all 44 of the 22 good pages at hand.
_RULE_LENGTH = 36
#: A line of the usual width. Titles of upstream's pages take up to 25 columns, the sentence below them up to 221.
_WIDEST_TITLE = 80
_MARKDOWN_TITLE = re.compile(r"#{1,6}\s+(?P<title>.*?)\s*#*\s*$")
_FIELD = re.compile(r":[^:\s][^:]*:(?:\s|$)")
_NO_TITLE = re.compile(r".*[.。:：;,，]$|\.\.\s|[-*|+]\s|\d+[.)]\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The lines above, between and below the new tables, without their endings, and what was found on the way."""

    chunks: list[list[str]]
    findings: list[Finding]
    dropped: list[Dropped]


def repair_surroundings(
    page: Page, torn: Sequence[Region], used_links: Iterable[str], reference_targets: Mapping[str, str]
) -> Surroundings:
    """Everything but the torn tables, repaired; lines come without their endings, one list more than there are tables.

    Args:
        page: the page as read.
        torn: its torn tables, in their order, at least one.
        used_links: labels of the links in the new tables.
        reference_targets: label to address, for links whose target the page lost.
    """
    return _Mender(page, torn).mend(used_links, reference_targets)


def is_damaged_around(page: Page) -> bool:
    """Whether a page is damaged beside its whole tables: fences, remarks, a title of Markdown or with a short rule."""
    if page.is_markdown:
        return False
    if any(line.kind is LineKind.FENCE for line in page.lines) or _has_remark_beside_a_table(page):
        return True
    texts = page.text_lines
    start = next((place for place, line in enumerate(page.lines) if _may_be_title(line)), None)
    if start is None:
        return False
    overlined = is_title_rule(texts[start])
    place = start + 1 if overlined else start
    if place >= len(texts) or not texts[place].strip():
        return False
    rule = _rule_below(texts, place)
    if rule is None:
        return bool(_MARKDOWN_TITLE.fullmatch(texts[place].strip()))
    return rule == place + 1 and not _fits(texts, start, place, rule, overlined)


def _has_remark_beside_a_table(page: Page) -> bool:
    """Whether nothing but blank lines stands between a table and words of a translator."""
    filled = [paragraph for paragraph in _paragraphs(page.lines) if paragraph[0].kind is not LineKind.BLANK]
    return any(
        {one[0].kind, other[0].kind} == {LineKind.TABLE, LineKind.PROSE}
        and is_note(" ".join(line.text.strip() for line in (one if one[0].kind is LineKind.PROSE else other)))
        for one, other in itertools.pairwise(filled)
    )


class _Mender:
    """Mends one page: every step takes lines and returns lines, and what it finds is kept here."""

    def __init__(self, page: Page, torn: Sequence[Region]) -> None:
        self.page, self.torn = page, torn
        self.findings: list[Finding] = []
        self.dropped: list[Dropped] = []

    def mend(self, used_links: Iterable[str], reference_targets: Mapping[str, str]) -> Surroundings:
        targets = self._distinct_targets()
        kept = {target.line for target in targets.values()}
        doubled = {
            number
            for target in self.page.targets
            if target.line not in kept
            for number in range(target.line, target.line + target.goes_on + 1)
        }
        lines = [line for line in self.page.lines if line.number not in doubled]
        edges = [0, *(edge for region in self.torn for edge in (region.first, region.last)), len(self.page.lines) + 1]
        parts = [
            self._without_damage([line for line in lines if after < line.number < before])
            for after, before in zip(edges[::2], edges[1::2], strict=True)
        ]
        if self.page.is_markdown:
            chunks = [[line.text for line in part] for part in parts]
            chunks[-1] = [*self._prose_between_rows(), *chunks[-1]]
            return Surroundings(
                chunks=[self._separate(chunk, place) for place, chunk in enumerate(chunks)],
                findings=self.findings,
                dropped=self.dropped,
            )
        chunks = [self._repair_title(parts[0]), *([line.text for line in part] for part in parts[1:])]
        lost = [label for label in dict.fromkeys(used_links) if label.casefold() not in targets]
        restored = {label: reference_targets[label] for label in lost if label in reference_targets}
        prose = self._prose_between_rows()
        chunks[-1] = _insert_targets([*prose, *chunks[-1]], self._added_targets(targets.values(), restored))
        chunks = [self._separate(chunk, place) for place, chunk in enumerate(chunks)]
        for region in self.torn:
            for number in region.fences:
                self.findings.append(kinds.code_fence(self._span(number), None))
        return Surroundings(chunks=chunks, findings=self.findings, dropped=self.dropped)

    def _prose_between_rows(self) -> list[str]:
        """Sentences that stood between rows and are no remarks, as paragraphs of their own."""
        moved: list[str] = []
        for region in self.torn:
            for piece in region.pieces:
                if piece.kind is PieceKind.PROSE:
                    self.findings.append(kinds.moved_prose(piece.span, None, repr(excerpt(" ".join(piece.text)))))
                    moved += ["", *piece.text]
        return [*moved, ""] if moved else []

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
        """The lines without fences, and without the translator's words at their edges."""
        paragraphs = _paragraphs(lines)
        remarks = self._remarks(paragraphs)
        kept: list[Line] = []
        for place, paragraph in enumerate(paragraphs):
            following = paragraphs[place + 1] if place + 1 < len(paragraphs) else None
            if place in remarks:
                self._drop(paragraph, " ".join(line.text.strip() for line in paragraph))
                _close_gap(kept, following)
            elif paragraph[0].kind is LineKind.FENCE:
                self.findings.append(kinds.code_fence(self._span(paragraph[0].number), None))
            else:
                kept += paragraph
        return kept

    def _remarks(self, paragraphs: Sequence[Sequence[Line]]) -> set[int]:
        """The places of paragraphs that are remarks, from either edge up to the first text that is none."""
        remarks: set[int] = set()
        for places in (range(len(paragraphs)), reversed(range(len(paragraphs)))):
            for place in places:
                lines = paragraphs[place]
                if lines[0].kind in (LineKind.BLANK, LineKind.FENCE):
                    continue
                text = " ".join(line.text.strip() for line in lines if line.kind is LineKind.PROSE)
                if not text or not is_note(text):
                    break
                remarks.add(place)
        return remarks

    def _drop(self, paragraph: Sequence[Line], text: str) -> None:
        span = self._span(paragraph[0].number, paragraph[-1].number)
        self.findings.append(kinds.translator_note(span, None, repr(excerpt(text))))
        self.dropped.append(Dropped(text="\n".join(line.text for line in paragraph), span=span))

    def _repair_title(self, lines: Sequence[Line]) -> list[str]:
        texts = [line.text for line in lines]
        start = next((place for place, line in enumerate(lines) if _may_be_title(line)), None)
        if start is None:
            return texts
        overlined = is_title_rule(texts[start])
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
        inner = [number for region in self.torn for number in region.targets]
        if inner:
            span = self._span(inner[0], inner[-1])
            self.findings.append(kinds.target_in_table(span, None, len(inner)))
        for label in restored:
            self.findings.append(kinds.restored_target(None, label, label))
        addresses = {target.label: target.url for target in targets if target.line in inner} | dict(restored)
        known = {target.line for target in self.page.targets}
        anchors = [self.page.lines[number - 1].text.strip() for number in inner if number not in known]
        return [f".. _{_quoted(label)}: {url}" for label, url in addresses.items()] + anchors

    def _separate(self, chunk: list[str], place: int) -> list[str]:
        """A table needs a blank line on either side."""
        if not self.page.is_markdown:
            if place < len(self.torn):
                chunk = self._without_literal_mark(chunk, self.torn[place])
            chunk = self._free_targets(chunk)
        if place < len(self.torn) and chunk and chunk[-1].strip():
            chunk = [*chunk, ""]
            self._miss_blank_line(self.torn[place].first, "above the table")
        if place and chunk and chunk[0].strip():
            chunk = ["", *chunk]
            self._miss_blank_line(self.torn[place - 1].last, "below the table")
        return chunk

    def _miss_blank_line(self, number: int, where: str) -> None:
        self.findings.append(kinds.missing_blank_line(self._span(number), None, where))

    def _without_literal_mark(self, above: list[str], region: Region) -> list[str]:
        """`as follows::` right above the table would make it a literal block."""
        index = next((index for index in reversed(range(len(above))) if above[index].strip()), None)
        if index is None or not above[index].rstrip().endswith("::") or above[index].lstrip().startswith(".. "):
            return above
        self.findings.append(kinds.literal_mark(self._span(region.first), None))
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


def _may_be_title(line: Line) -> bool:
    """Text that is no field of a list, such as `:orphan:`."""
    text = line.text.lstrip("\ufeff")
    return line.kind is LineKind.PROSE and text[:2] != ".." and not _FIELD.match(text)


def _is_text(line: str) -> bool:
    """Whether a line is text that a link target right below it would become a part of."""
    if line[:1].isspace():  # what belongs to a block above, such as the address of another target
        return False
    line = line.strip("\ufeff ")
    return bool(line) and not line.startswith(("..", "__ ")) and not is_title_rule(line)


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
            return index if is_title_rule(texts[index]) else None
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
