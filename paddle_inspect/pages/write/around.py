"""The page around its table: title rules, fences, translator's words, link targets, the last line break.

Every repair has a finding; every other line stays as it is, with its own line ending.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from paddle_inspect.base.records import Finding, SourceSpan
from paddle_inspect.base.text import display_width
from paddle_inspect.pages import kinds
from paddle_inspect.pages.read.lines import Line, LineKind, Target, parse_target
from paddle_inspect.pages.read.page import Page
from paddle_inspect.pages.read.remarks import is_note
from paddle_inspect.pages.records import Dropped

#: Upstream draws its title rules this long.
_RULE_LENGTH = 36
_TITLE_RULE = re.compile(r"([-=~^\"'`#*+:.])\1{2,}\s*$")
_MARKDOWN_TITLE = re.compile(r"#{1,6}\s+(?P<title>.*?)\s*#*\s*$")
_NO_TITLE = re.compile(r".*[.。:：;,，]$|\.\.\s|[-*|+]\s|\d+[.)]\s")


@dataclass(slots=True)
class Surroundings:
    """What stands above and below the new table, and what was found on the way."""

    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)


def repair_surroundings(page: Page, used_links: Iterable[str], reference_targets: Mapping[str, str]) -> Surroundings:
    """Everything but the table, repaired; lines come without their endings.

    Args:
        page: the page as read; it has a table.
        used_links: labels of the links in the new table.
        reference_targets: label to address, for links whose target the page lost.
    """
    assert page.region is not None
    result = Surroundings()
    targets = _distinct_targets(page, result)
    doubled = {target.line for target in page.targets}.difference(target.line for target in targets.values())
    lines = [line for line in page.lines if line.number not in doubled]
    above = [line for line in lines if line.number < page.region.first]
    below = [line for line in lines if line.number > page.region.last]
    result.above = _repair_title(_without_damage(above, page, result), page, result)
    result.below = [line.text for line in _without_damage(below, page, result)]
    inside = [target for target in targets.values() if page.region.first <= target.line <= page.region.last]
    lost = [label for label in dict.fromkeys(used_links) if label.casefold() not in targets]
    restored = {label: reference_targets[label] for label in lost if label in reference_targets}
    _add_targets(inside, restored, page, result)
    _separate(page, result)
    for number in page.region.fences:
        result.findings.append(kinds.code_fence(_span(page, number, number), None))
    return result


def _span(page: Page, first: int, last: int) -> SourceSpan:
    return SourceSpan(first=first, last=last, path=page.path)


def _without_damage(lines: Sequence[Line], page: Page, result: Surroundings) -> list[Line]:
    """The lines without fences and without paragraphs of the translator."""
    kept: list[Line] = []
    paragraphs = _paragraphs(lines)
    for paragraph, following in itertools.zip_longest(paragraphs, paragraphs[1:]):
        text = " ".join(line.text.strip() for line in paragraph if line.kind is LineKind.PROSE)
        first, last = paragraph[0].number, paragraph[-1].number
        if text and is_note(text):
            excerpt = repr(text if len(text) <= 60 else text[:57] + "...")
            span = _span(page, first, last)
            result.findings.append(kinds.translator_note(span, None, excerpt))
            result.dropped.append(Dropped(text="\n".join(line.text for line in paragraph), span=span))
            _close_gap(kept, following)
            continue
        for line in paragraph:
            if line.kind is LineKind.FENCE:
                result.findings.append(kinds.code_fence(_span(page, line.number, line.number), None))
            else:
                kept.append(line)
    return kept


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


def _repair_title(lines: list[Line], page: Page, result: Surroundings) -> list[str]:
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
    result.findings.append(
        kinds.title_rule(_span(page, lines[place].number, lines[place].number), None, title.strip("\ufeff "))
    )
    return _draw_title(texts, start, place, rule, title, overlined)


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
    return alone and display_width(text) <= 80 and not _NO_TITLE.match(text)


def _draw_title(texts: list[str], start: int, place: int, rule: int | None, title: str, overlined: bool) -> list[str]:
    drawn = max(_RULE_LENGTH, display_width(title.strip("\ufeff").rstrip()))
    character = texts[start].strip()[0] if overlined else texts[rule].strip()[0] if rule is not None else "-"
    line = character * drawn
    rest = texts[(rule if rule is not None else place) + 1 :]
    if rest and rest[0].strip():
        rest = ["", *rest]
    return [*texts[:start], *([line] if overlined else []), title, line, *rest]


# Link targets


def _distinct_targets(page: Page, result: Surroundings) -> dict[str, Target]:
    """The first target of each label; docutils folds their case."""
    first: dict[str, Target] = {}
    for target in page.targets:
        known = first.setdefault(target.label.casefold(), target)
        if known is not target:
            span = _span(page, target.line, target.line)
            result.findings.append(kinds.duplicate_target(span, None, target.label, known.line))
    return first


def _add_targets(inside: Sequence[Target], restored: Mapping[str, str], page: Page, result: Surroundings) -> None:
    """Put the targets from inside the table, and those that only the reference still has, below it."""
    assert page.region is not None
    if page.region.targets:
        span = _span(page, page.region.targets[0], page.region.targets[-1])
        result.findings.append(kinds.target_in_table(span, None, len(page.region.targets)))
    for label in restored:
        result.findings.append(kinds.restored_target(None, label, label))
    addresses = {target.label: target.url for target in inside} | dict(restored)
    added = [f".. _{_quoted(label)}: {url}" for label, url in addresses.items()]
    inner = page.lines[page.region.first - 1 : page.region.last]
    added += [line.text.strip() for line in inner if line.kind is LineKind.TARGET and parse_target(line) is None]
    result.below = _insert_targets(result.below, added)


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


def _separate(page: Page, result: Surroundings) -> None:
    """A table needs a blank line on either side."""
    assert page.region is not None
    first, last = page.region.first, page.region.last
    _unmark_literal(page, result)
    for texts in (result.above, result.below):
        _free_targets(texts, page, result)
    if result.above and result.above[-1].strip():
        result.above.append("")
        result.findings.append(kinds.missing_blank_line(_span(page, first, first), None, "above the table"))
    if result.below and result.below[0].strip():
        result.below.insert(0, "")
        result.findings.append(kinds.missing_blank_line(_span(page, last, last), None, "below the table"))


def _free_targets(texts: list[str], page: Page, result: Surroundings) -> None:
    """A link target right below text would be a part of that text."""
    for index in reversed(range(1, len(texts))):
        before = texts[index - 1].strip("\ufeff ")
        if (
            texts[index].startswith(".. _")
            and before
            and not before.startswith("..")
            and not _TITLE_RULE.fullmatch(before)
        ):
            number = next((line.number for line in page.lines if line.text == texts[index]), 1)
            result.findings.append(kinds.missing_blank_line(_span(page, number, number), None, "above a link target"))
            texts.insert(index, "")


def _unmark_literal(page: Page, result: Surroundings) -> None:
    """`as follows::` right above the table would make it a literal block."""
    index = next((index for index in reversed(range(len(result.above))) if result.above[index].strip()), None)
    if index is None or not result.above[index].rstrip().endswith("::"):
        return
    assert page.region is not None
    result.findings.append(kinds.literal_mark(_span(page, page.region.first, page.region.first), None))
    text = result.above[index].rstrip()
    result.above[index] = f"{text.rstrip(':')}:" if text.strip(": ") else ""
