"""Which models a weight file may be of."""

from __future__ import annotations

from collections.abc import Sequence

from paddle_inspect.base.figures import many
from paddle_inspect.comparisons.identify import Match, complete
from paddle_inspect.comparisons.sides import Side
from paddle_inspect.tables.document import Column, Document, Section, Table
from paddle_inspect.views.diff import SHOWN, VERIFY, comparison_tree, differences_table, remarks


def document(found: Side, matches: Sequence[Match], limit: int, elsewhere: Sequence[Match] = ()) -> Document:
    """The best matches, what does not fit the very best, and what can be said.

    Args:
        found: the file.
        matches: the models that it may be of, best first.
        limit: so many are listed.
        elsewhere: models of other families than the one that was named, which it fits completely.
    """
    said = [note for note in (found.note,) if note]
    tree = {"path": found.label, "fits": [_tree(found, match) for match in matches[:limit]]}
    if not matches:
        conclusion = f"{found.label} fits no weight of {'that family' if elsewhere else 'the catalogue'}"
        conclusion += _of_another_family(elsewhere)
        return Document(
            sections_of=lambda: (Section(notes=tuple(said), conclusion=conclusion, good=False),),
            tree_of=lambda: tree,
            listing_of=lambda: _table(()),
        )
    best = matches[0]
    misfits = differences_table(best.differences, VERIFY)
    notes = said + remarks(best.differences, VERIFY)
    if (hidden := len(matches) - limit) > 0:
        notes.append(f"{hidden:,} more fit less well, or as well; --limit shows them")
    table = _table(matches[:limit])
    return Document(
        sections_of=lambda: (
            Section(table=table),
            *((Section(table=Table(misfits.columns, misfits.rows[:SHOWN])),) if misfits.rows else ()),
            Section(notes=tuple(notes), conclusion=_conclusion(found, matches) + _of_another_family(elsewhere)),
        ),
        tree_of=lambda: tree,
        listing_of=lambda: table,
    )


def _of_another_family(matches: Sequence[Match]) -> str:
    """What to look at in place of the family that was named."""
    if not matches:
        return ""
    best, *others = matches
    more = f" and {many(len(others), 'more model')}" if others else ""
    return f"; of another family it fits {best.weight} ({best.architecture}){more} completely"


def _conclusion(found: Side, matches: Sequence[Match]) -> str:
    fitting = complete(matches)
    best = f"{matches[0].weight} ({matches[0].architecture})"
    if not fitting:
        return f"{found.label} fits no model completely; the nearest is {best}"
    if len(fitting) == 1:
        return f"{found.label} fits {best}"
    return f"{found.label} fits {len(fitting):,} models, which names and shapes cannot tell apart"


def _table(matches: Sequence[Match]) -> Table:
    titles = ("same", "missing", "unexpected", "other shape", "other dtype")
    names = (Column("weight", gives="middle"), Column("head", gives="middle"))
    columns = (*names, *(Column(title, right=True) for title in titles))
    return Table(columns, tuple((match.weight, match.head, *map(str, _counts(match))) for match in matches))


def _counts(match: Match) -> tuple[int, ...]:
    found = match.differences
    kinds = (found.only_left, found.only_right, found.shape_differs, found.dtype_differs)
    return (found.same, *map(len, kinds))


def _tree(found: Side, match: Match) -> dict[str, object]:
    own = {"weight": match.weight, "head": match.head, "architecture": match.architecture}
    return own | comparison_tree(match.differences, (match.weight, found.label))
