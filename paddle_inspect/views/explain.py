"""A weight's documented figures beside what each way of counting gives. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from paddle_inspect.base.figures import Figure, format_count, format_exact, percent_off
from paddle_inspect.models.judgement import Judgement, Says, judged
from paddle_inspect.models.ways import Documented, Explanation, Way, in_words
from paddle_inspect.pages.records import CanonicalRow
from paddle_inspect.tables.document import Column, Document, Section, Table
from paddle_inspect.views import keys

AGREES = "agrees"


def documented_in(row: CanonicalRow) -> tuple[Documented, ...]:
    """The parameter figures of a row's weight and where they stand, placeholders too."""
    stated = ((claim.figure("parameters"), str(claim.span)) for claim in row.documented)
    return tuple(Documented(figure=figure, where=where) for figure, where in stated if figure is not None)


def document(explanation: Explanation, versions: Mapping[str, str | None]) -> Document:
    """Which ways of counting give the documented figures of a weight."""
    return Document(
        title=explanation.spec.name,
        sections_of=lambda: tuple(sections(explanation)),
        tree_of=lambda: _tree(explanation),
        versions=versions,
        listing_of=lambda: _listing(explanation),
    )


def _listing(explanation: Explanation) -> Table:
    figures = explanation.figures
    columns = (Column("code"), Column("convention"), Column("count"), *(Column(figure.text) for figure in figures))
    rows = tuple(
        (one.code, one.text, str(one.count), *(_cell(one, figure) for figure in figures)) for one in explanation.ways
    )
    return Table(columns, rows)


def sections(explanation: Explanation) -> list[Section]:
    """One line for each way of counting, one column for each documented figure, then a sentence for each figure."""
    figures = explanation.figures
    columns = (
        Column("convention", gives="words"),
        Column("count", right=True, spare=1),
        Column("exact", right=True),
        *(Column(figure.text, right=True) for figure in figures),
    )
    rows = tuple(
        (one.text, format_count(one.count), format_exact(one.count), *(_cell(one, f) for f in figures))
        for one in explanation.ways
    )
    found = [
        Section(title="Documented", notes=_documented(explanation)),
        Section(title="Ways of counting", table=Table(columns, rows)),
    ]
    return [*found, Section(title="Explanation", notes=_said(explanation))] if figures else found


def _cell(way: Way, figure: Figure) -> str:
    return AGREES if way.gives(figure) else percent_off(figure, way.count)


def _documented(explanation: Explanation) -> tuple[str, ...]:
    found = tuple(f"{one.figure.text} parameters: {one.where}" for one in explanation.documented)
    return found or ("No figure of this weight is documented here; --docs PAGE or --figure 217M hands one over.",)


def _said(explanation: Explanation) -> tuple[str, ...]:
    said = []
    for figure in explanation.figures:
        said.append(in_words(figure, explanation.matches(figure)) + _verdict(_judgement(explanation, figure)))
    if explanation.searched:
        said.append(f"Figures of other weights were looked for in {explanation.searched}.")
    return (*said, "A match says that a count so made would give this figure, not that it was made so.")


def _verdict(found: Judgement) -> str:
    """What pages are told of a figure that is not the count."""
    if found.says is Says.BY_WAY and found.way is not None:
        return f" That is no error: {found.way.text} ({format_exact(found.way.count)})."
    return {Says.ROUGH: " It is off by less than 1 %.", Says.CONTRADICTS: " The count contradicts it."}.get(
        found.says, ""
    )


def _judgement(explanation: Explanation, figure: Figure) -> Judgement:
    return judged(figure, explanation.spec.name, explanation.own)


def _tree(explanation: Explanation) -> dict[str, object]:
    """The same for scripts; `matches` are codes of ways, the most plausible first."""
    return {
        "weight": explanation.spec.name,
        "documented": [
            {
                "text": one.figure.text,
                "parameters": keys.figure_value(one.figure),
                "where": one.where,
                "judgement": _judgement(explanation, one.figure).says.name.lower(),
                "matches": [way.code for way in explanation.matches(one.figure)],
            }
            for one in explanation.documented
        ],
        "conventions": [{"code": c.code, "text": c.text, "count": c.count} for c in explanation.ways],
    }
