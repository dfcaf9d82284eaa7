"""Counting what a documented figure is compared with: heads, the family's other weights, those of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence

from paddle_inspect.catalogue import Catalogue
from paddle_inspect.commands.common import show_progress
from paddle_inspect.conventions import Convention, conventions, of_other_weights
from paddle_inspect.counting import count, count_each
from paddle_inspect.errors import NotCounted
from paddle_inspect.explanation import Documented, Explanation, unexplained
from paddle_inspect.heads import Head, heads_of, with_head
from paddle_inspect.records import CanonicalRow, Figure, Inventory, WeightSpec


def documented_in(row: CanonicalRow) -> tuple[Documented, ...]:
    """The parameter figures of a row's weight and where they stand, placeholders too."""
    stated = ((claim.figure("parameters"), str(claim.span)) for claim in row.documented)
    return tuple(Documented(figure=figure, where=where) for figure, where in stated if figure is not None)


def explained(
    spec: WeightSpec, documented: tuple[Documented, ...], listing: Catalogue, *, fresh: bool, briefly: bool = False
) -> Explanation:
    """Explain the documented figures of a weight.

    Other weights are looked at only where they can explain something: the family's first, and all of the catalogue
    when a figure is still unexplained.

    Args:
        spec: the weight.
        documented: its figures.
        listing: the catalogue.
        fresh: count anew.
        briefly: do not build what nobody needs when the base model alone gives every figure.

    Raises:
        NotCounted: the weight's base model cannot be built.
    """
    figures = [one.figure for one in documented]
    base = _base(spec, fresh=fresh)
    own = conventions(base)
    if briefly and not unexplained(figures, own[:1]):
        return Explanation(spec=spec, documented=documented, own=tuple(own))
    own = conventions(base, _heads(spec, fresh=fresh))
    if not figures:
        return Explanation(spec=spec, documented=documented, own=tuple(own))
    family, searched = listing.family(spec.family).weights, f"the family {spec.family}"
    others = _others(base, family, figures, fresh=fresh)
    if unexplained(figures, [*own, *others]):
        others, searched = _others(base, (*family, *listing.weights), figures, fresh=fresh), "the whole catalogue"
    return Explanation(spec=spec, documented=documented, own=tuple(own), others=tuple(others), searched=searched)


def _base(spec: WeightSpec, *, fresh: bool) -> Inventory:
    found = count([spec], fresh=fresh, progress=show_progress)[spec.name]
    if isinstance(found, NotCounted):
        raise found
    return found


def _heads(spec: WeightSpec, *, fresh: bool) -> list[tuple[Head, Inventory]]:
    """The weight's model with each of its heads, those apart that cannot be built."""
    heads = [head for head in heads_of(spec, fresh=fresh) if not head.is_base]
    found = count_each([with_head(spec, head) for head in heads], fresh=fresh, progress=show_progress)
    counted = zip(heads, found, strict=True)
    return [(head, inventory) for head, inventory in counted if isinstance(inventory, Inventory)]


def _others(
    base: Inventory, specs: Sequence[WeightSpec], figures: Sequence[Figure], *, fresh: bool
) -> list[Convention]:
    """Those of the weights whose parameters agree with a figure."""
    counts = count(specs, fresh=fresh, progress=show_progress).values()
    found = of_other_weights(base, [one for one in counts if isinstance(one, Inventory)])
    return [convention for convention in found if any(convention.gives(figure) for figure in figures)]
