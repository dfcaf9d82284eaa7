"""Weights side by side, the largest first: who is how big, among those that were asked for. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from paddle_inspect.errors import NotCounted
from paddle_inspect.model_page import totals_json
from paddle_inspect.page.languages import language_in_name
from paddle_inspect.records import Inventory, WeightSpec
from paddle_inspect.render.sections import Section
from paddle_inspect.render.table import Column, Table
from paddle_inspect.units import format_bytes, format_count, format_exact


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A weight and its place by parameters; equally large ones share a place."""

    place: int
    spec: WeightSpec
    inventory: Inventory


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The counted weights in the order asked for, and those that were not counted with the reason."""

    ranked: tuple[Ranked, ...]
    uncounted: tuple[tuple[WeightSpec, str], ...] = ()


#: What weights can be sorted by: numbers from the largest, names from A; the name decides between equals.
SORT_KEYS: Mapping[str, Callable[[Ranked], tuple[object, ...]]] = {
    "parameters": lambda one: (one.place,),
    "stored": lambda one: (-one.inventory.stored_elements,),
    "bytes": lambda one: (-one.inventory.parameter_bytes,),
    "tensors": lambda one: (-one.inventory.state_dict_tensors,),
    "layers": lambda one: (-(one.spec.dimensions.num_hidden_layers or 0),),
    "hidden": lambda one: (-(one.spec.dimensions.hidden_size or 0),),
    "name": lambda one: (),
    "family": lambda one: (one.spec.family.casefold(), one.place),
    "language": lambda one: (not language_of(one.spec), (language_of(one.spec) or "").casefold(), one.place),
}


def language_of(spec: WeightSpec) -> str | None:
    """A weight's language: the catalogued one, else the one that its name mentions."""
    return spec.language or language_in_name(spec.name)


def rank(
    specs: Iterable[WeightSpec],
    counts: Mapping[str, Inventory | NotCounted],
    *,
    least: int | None = None,
    most: int | None = None,
    sort: str = "parameters",
    reverse: bool = False,
) -> Ranking:
    """Rank weights by parameters.

    Args:
        specs: the weights.
        counts: an inventory or a reason for each of them.
        least: leave out what has fewer parameters, and what was not counted.
        most: leave out what has more parameters, and what was not counted.
        sort: the key in `SORT_KEYS` by which they are listed; places are by parameters all the same.
        reverse: list them the other way round.
    """
    counted, uncounted = [], []
    for spec in specs:
        found = counts[spec.name]
        if isinstance(found, NotCounted):
            uncounted.append((spec, found.reason))
        elif (least is None or found.parameters >= least) and (most is None or found.parameters <= most):
            counted.append((spec, found))
    key = SORT_KEYS[sort]
    ranked = sorted(
        _placed(counted), key=lambda one: (*key(one), one.spec.name.casefold(), one.spec.name), reverse=reverse
    )
    return Ranking(ranked=tuple(ranked), uncounted=() if least is not None or most is not None else tuple(uncounted))


def _placed(counted: Sequence[tuple[WeightSpec, Inventory]]) -> list[Ranked]:
    sizes = sorted((found.parameters for _, found in counted), reverse=True)
    places = {size: place for place, size in reversed(list(enumerate(sizes, 1)))}
    return [Ranked(place=places[found.parameters], spec=spec, inventory=found) for spec, found in counted]


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
