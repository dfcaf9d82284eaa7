"""The documented figures of one row against what was counted: one verdict on each, and what there is to say of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from paddle_inspect.base.figures import PARAMETERS, Figure, format_exact, percent_off
from paddle_inspect.base.records import Finding, SourceSpan
from paddle_inspect.models.judgement import Judgement, Says
from paddle_inspect.pages import kinds
from paddle_inspect.pages.read.phrase import FIGURE_LABELS
from paddle_inspect.pages.reconcile.evidence import Expected
from paddle_inspect.pages.records import Verdict


@dataclass(frozen=True, slots=True)
class Held:
    """What there is to say of the figures of a row, and those that are wrong, by name, with their true values."""

    findings: tuple[Finding, ...]
    wrong: dict[str, tuple[Figure, int]]


def hold(
    weight: str,
    span: SourceSpan,
    stated: Iterable[Figure],
    expected: Expected,
    names: Iterable[str],
    due: Iterable[str],
) -> Held:
    """Hold the figures of a row against the count.

    Args:
        weight: the row's.
        span: where the row is.
        stated: its figures.
        expected: what is true.
        names: the figures that are looked at, in the order of their findings.
        due: those that the row ought to state.
    """
    held = expected.verdicts(stated)
    due = set(due)
    findings: list[Finding] = []
    wrong: dict[str, tuple[Figure, int]] = {}
    for name in names:
        value = expected.value(name)
        if value is None:
            continue
        label, counted = FIGURE_LABELS[name], expected.exact(name)
        figure, found = held.get(name, (None, Judgement(Says.UNKNOWN)))
        if figure is None:
            if name in due and expected.inventory is not None:
                findings.append(kinds.missing_figure(span, weight, label, counted))
        elif found.says is Says.UNPROVED:
            findings.append(kinds.unproved_figure(span, weight, label, figure.text, counted))
        elif found.way is not None and found.says is Says.BY_WAY:
            other = f"{found.way.text} ({format_exact(found.way.count)})"
            findings.append(kinds.explained_figure(span, weight, label, figure.text, other, counted))
        elif found.says is Says.PLACEHOLDER:
            findings.append(kinds.placeholder_figure(span, weight, figure.text, counted))
            wrong[name] = figure, value
        elif found.says in (Says.ROUGH, Says.CONTRADICTS):
            by = f" ({off})" if name == PARAMETERS and (off := percent_off(figure, value)) else ""
            kind = kinds.rough_figure if found.says is Says.ROUGH else kinds.contradicted_figure
            findings.append(kind(span, weight, label, figure.text, counted, by))
            wrong[name] = figure, value
    return Held(tuple(findings), wrong)


def verdict(
    stated: Iterable[Figure] | None, expected: Expected | None, *, without_count: Verdict, none: Verdict
) -> Verdict:
    """What a row is, all in all.

    Args:
        stated: its figures; None when there is no such row.
        expected: what is true; None when the catalogue does not know the weight.
        without_count: what it is when it states no parameters that the count could confirm.
        none: what it is when there is no such row.
    """
    if expected is None:
        return Verdict.DOCUMENTED
    if expected.inventory is None:
        return Verdict.NOT_COUNTED
    if stated is None:
        return none
    held = expected.verdicts(stated)
    if any(found.says in (Says.ROUGH, Says.CONTRADICTS) for _, found in held.values()):
        return Verdict.CORRECTED
    parameters = held[PARAMETERS][1].says if PARAMETERS in held else Says.UNKNOWN
    return {Says.AGREES: Verdict.CONFIRMED, Says.BY_WAY: Verdict.EXPLAINED}.get(parameters, without_count)
