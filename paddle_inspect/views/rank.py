"""A ranking: who is how large."""

from __future__ import annotations

from collections.abc import Mapping

from paddle_inspect.base.figures import format_bytes, format_count, format_exact, many
from paddle_inspect.models.rank import Ranked, Ranking, language_of
from paddle_inspect.tables.document import Column, Document, Section, Table
from paddle_inspect.views import keys
from paddle_inspect.views.keys import language_cell


def document(ranking: Ranking, versions: Mapping[str, str | None]) -> Document:
    """The weights, and those that were not counted."""
    return Document(
        title="Weights by parameters",
        sections_of=lambda: ranking_sections(ranking),
        tree_of=lambda: ranking_tree(ranking),
        versions=versions,
        listing_of=lambda: _listing(ranking),
    )


def ranking_sections(ranking: Ranking) -> tuple[Section, ...]:
    """The ranking, and below it the weights that were not counted, each with its reason."""
    total = f"{many(len(ranking.ranked), 'weight')} counted"
    if not ranking.uncounted:
        return (Section(title="Ranking", table=ranking_table(ranking), notes=(f"{total}.",)),)
    columns = (
        Column("weight", gives="middle"),
        Column("family", spare=1, gives="middle"),
        Column("reason", gives="words"),
    )
    rows = tuple((spec.name, spec.family, reason) for spec, reason in ranking.uncounted)
    note = f"{total}, {len(ranking.uncounted)} not."
    return (
        Section(title="Ranking", table=ranking_table(ranking)),
        Section(title="Not counted", table=Table(columns, rows), notes=(note,)),
    )


def ranking_table(ranking: Ranking) -> Table:
    """One line for each counted weight."""
    columns = (
        Column("place", right=True),
        Column("weight", gives="middle"),
        Column("family", spare=1, gives="middle"),
        Column("language", spare=4),
        Column("layers", right=True, spare=5),
        Column("hidden", right=True, spare=6),
        Column("tensors", right=True, spare=7),
        Column("parameters", right=True),
        Column("exact", right=True, spare=3),
        Column("size", right=True, spare=2),
    )
    return Table(columns, tuple(map(_row, ranking.ranked)))


def _row(one: Ranked) -> tuple[str, ...]:
    size, totals = one.spec.dimensions, one.totals
    return (
        str(one.place),
        one.spec.name,
        one.spec.family,
        language_cell(one.spec, one.spec.language),
        "" if size.num_hidden_layers is None else str(size.num_hidden_layers),
        "" if size.hidden_size is None else str(size.hidden_size),
        str(totals.state_dict_tensors),
        format_count(totals.parameters),
        format_exact(totals.parameters),
        format_bytes(totals.parameter_bytes),
    )


#: Columns of the listing: the keys of the JSON form.
_EXACT = (
    "place",
    "name",
    "family",
    "language",
    "num_hidden_layers",
    "hidden_size",
    "state_dict_tensors",
    "parameters",
    "parameter_bytes",
)


def _listing(ranking: Ranking) -> Table:
    """The ranking for a spreadsheet: plain numbers, unknown ones empty."""
    rows = (_weight(one) for one in ranking.ranked)
    cells = (tuple("" if row[name] is None else str(row[name]) for name in _EXACT) for row in rows)
    return Table(tuple(Column("weight" if name == "name" else name) for name in _EXACT), tuple(cells))


def ranking_tree(ranking: Ranking) -> dict[str, object]:
    """The ranking for scripts."""
    return {
        "weights": [_weight(one) for one in ranking.ranked],
        "not_counted": [
            {"name": spec.name, "family": spec.family, "reason": reason} for spec, reason in ranking.uncounted
        ],
    }


def _weight(one: Ranked) -> dict[str, object]:
    spec = one.spec
    return {
        "place": one.place,
        "name": spec.name,
        "family": spec.family,
        "language": language_of(spec),
        "architecture": spec.architecture,
        "description": spec.description,
        **keys.sizes(spec),
        **keys.numbers(one.totals),
    }
