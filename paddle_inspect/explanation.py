"""A weight's documented figures beside what each way of counting gives. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from paddle_inspect.conventions import Convention, difference, in_words
from paddle_inspect.records import Figure, WeightSpec
from paddle_inspect.render.sections import Section
from paddle_inspect.render.table import Column, Table
from paddle_inspect.units import format_count, format_exact

AGREES = "agrees"


@dataclass(frozen=True, slots=True, kw_only=True)
class Documented:
    """A parameter figure and where it stands: `configs/ALBERT/published.rst: lines 27-30`, or on the command line."""

    figure: Figure
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What is documented of a weight, the ways of counting it, and other weights whose figure it may be.

    `others` holds those other weights alone that agree with a figure; `searched` says among which they were looked for.
    """

    spec: WeightSpec
    documented: tuple[Documented, ...]
    own: tuple[Convention, ...]
    others: tuple[Convention, ...] = ()
    searched: str = ""

    @property
    def conventions(self) -> tuple[Convention, ...]:
        """All of them, the most plausible first."""
        return (*self.own, *self.others)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The documented figures, each once."""
        return tuple({one.figure.text: one.figure for one in self.documented}.values())

    def matches(self, figure: Figure) -> list[Convention]:
        """The ways of counting that give a figure."""
        return [convention for convention in self.conventions if convention.gives(figure)]

    @property
    def codes(self) -> dict[str, list[str]]:
        """For each documented figure the codes of the ways of counting that give it."""
        return {figure.text: [convention.code for convention in self.matches(figure)] for figure in self.figures}

    @property
    def brief(self) -> str:
        """The first match of each figure for a column: `head:pretraining`, or `103M none, 12M weight:...`."""
        firsts = {figure.text: self._first(figure) for figure in self.figures}
        return next(iter(firsts.values())) if len(firsts) == 1 else ", ".join(map(" ".join, firsts.items()))

    def _first(self, figure: Figure) -> str:
        if figure.value is None:
            return "placeholder"
        return next((convention.code for convention in self.matches(figure)), "none")


def unexplained(figures: Sequence[Figure], conventions: Sequence[Convention]) -> list[Figure]:
    """The figures, placeholders apart, that no way of counting gives."""
    return [
        figure
        for figure in figures
        if figure.value is not None and not any(convention.gives(figure) for convention in conventions)
    ]


def sections(explanation: Explanation) -> list[Section]:
    """One line for each way of counting, one column for each documented figure, then a sentence for each figure."""
    figures = explanation.figures
    columns = (
        Column("convention"),
        Column("count", right=True),
        Column("exact", right=True),
        *(Column(figure.text, right=True) for figure in figures),
    )
    rows = tuple(
        (one.text, format_count(one.count), format_exact(one.count), *(_cell(one, f) for f in figures))
        for one in explanation.conventions
    )
    found = [
        Section(title="Documented", notes=_documented(explanation)),
        Section(title="Ways of counting", table=Table(columns, rows)),
    ]
    return [*found, Section(title="Explanation", notes=_said(explanation))] if figures else found


def _cell(convention: Convention, figure: Figure) -> str:
    return AGREES if convention.gives(figure) else difference(figure, convention.count)


def _documented(explanation: Explanation) -> tuple[str, ...]:
    found = tuple(f"{one.figure.text} parameters: {one.where}" for one in explanation.documented)
    return found or ("No figure of this weight is documented here; --docs PAGE or --figure 217M hands one over.",)


def _said(explanation: Explanation) -> tuple[str, ...]:
    said = [in_words(figure, explanation.matches(figure)) for figure in explanation.figures]
    if explanation.searched:
        said.append(f"Figures of other weights were looked for in {explanation.searched}.")
    return (*said, "A match says that a count so made would give this figure, not that it was made so.")


def as_json(explanation: Explanation) -> dict[str, object]:
    """The same for scripts; `matches` are codes of conventions, the most plausible first."""
    return {
        "weight": explanation.spec.name,
        "documented": [
            {
                "text": one.figure.text,
                "parameters": None if one.figure.value is None else round(one.figure.value * one.figure.unit),
                "where": one.where,
                "matches": [convention.code for convention in explanation.matches(one.figure)],
            }
            for one in explanation.documented
        ],
        "conventions": [{"code": c.code, "text": c.text, "count": c.count} for c in explanation.conventions],
    }
