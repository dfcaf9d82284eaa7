"""A ranking as sections and as JSON."""

from __future__ import annotations

from paddle_inspect.base.figures import format_bytes, format_count, format_exact
from paddle_inspect.base.records import WeightSpec
from paddle_inspect.models.ranking import Ranked, Ranking, language_of
from paddle_inspect.tables.table import Column, Section, Table
from paddle_inspect.views.tensors import totals_json


def ranking_table(ranking: Ranking) -> Table:
    """One line for each counted weight."""
    columns = (
        Column("place", right=True),
        Column("weight"),
        Column("family"),
        Column("language", spare=3),
        Column("layers", right=True, spare=4),
        Column("hidden", right=True, spare=5),
        Column("tensors", right=True, spare=6),
        Column("parameters", right=True),
        Column("exact", right=True, spare=1),
        Column("size", right=True, spare=2),
    )
    return Table(columns, tuple(map(_row, ranking.ranked)))


def _named(spec: WeightSpec) -> str:
    """A language that only the name mentions stands in brackets."""
    language = language_of(spec)
    return f"({language})" if language else ""


def _row(one: Ranked) -> tuple[str, ...]:
    size, inventory = one.spec.dimensions, one.inventory
    return (
        str(one.place),
        one.spec.name,
        one.spec.family,
        one.spec.language or _named(one.spec),
        "" if size.num_hidden_layers is None else str(size.num_hidden_layers),
        "" if size.hidden_size is None else str(size.hidden_size),
        str(inventory.state_dict_tensors),
        format_count(inventory.parameters),
        format_exact(inventory.parameters),
        format_bytes(inventory.parameter_bytes),
    )


def ranking_sections(ranking: Ranking) -> list[Section]:
    """The ranking, and below it the weights that were not counted, each with its reason."""
    total = f"{len(ranking.ranked)} weights counted"
    if not ranking.uncounted:
        return [Section(title="Ranking", table=ranking_table(ranking), notes=(f"{total}.",))]
    columns = (Column("weight"), Column("family"), Column("reason"))
    rows = tuple((spec.name, spec.family, reason) for spec, reason in ranking.uncounted)
    note = f"{total}, {len(ranking.uncounted)} not."
    return [
        Section(title="Ranking", table=ranking_table(ranking)),
        Section(title="Not counted", table=Table(columns, rows), notes=(note,)),
    ]


def ranking_json(ranking: Ranking) -> dict[str, object]:
    """The ranking for scripts."""
    return {
        "weights": [_json(one) for one in ranking.ranked],
        "not_counted": [
            {"name": spec.name, "family": spec.family, "reason": reason} for spec, reason in ranking.uncounted
        ],
    }


def _json(one: Ranked) -> dict[str, object]:
    spec = one.spec
    return {
        "place": one.place,
        "name": spec.name,
        "family": spec.family,
        "language": spec.language,
        "architecture": spec.architecture,
        "description": spec.description,
        "num_hidden_layers": spec.dimensions.num_hidden_layers,
        "embedding_size": spec.dimensions.embedding_size,
        "hidden_size": spec.dimensions.hidden_size,
        "num_attention_heads": spec.dimensions.num_attention_heads,
        **totals_json(one.inventory),
    }
