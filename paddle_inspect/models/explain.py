"""A weight's documented figures explained: what is counted for it, and among which other weights is looked."""

from __future__ import annotations

from collections.abc import Sequence

from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.figures import Figure
from paddle_inspect.base.records import Inventory, Trace, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.models.catalogue import Catalogue
from paddle_inspect.models.counting import count, count_each, count_one
from paddle_inspect.models.heads import Head, heads_of, with_head
from paddle_inspect.models.passes import trace_of
from paddle_inspect.models.published import apart
from paddle_inspect.models.ways import Documented, Explanation, Way, of_other_weights, unexplained, ways_of


def explained(
    spec: WeightSpec, documented: tuple[Documented, ...], catalogue: Catalogue, run: Run, *, briefly: bool = False
) -> Explanation:
    """Explain the documented figures of a weight.

    Other weights are looked at only where they can explain something: the family's first, and all of the catalogue
    when a figure is still unexplained.

    Args:
        spec: the weight.
        documented: its figures.
        catalogue: where other weights are looked for.
        run: what is kept.
        briefly: do not build what nobody needs when the base model alone gives every figure, and trace nothing.

    Raises:
        NotCounted: the weight's base model cannot be built.
    """
    figures = [one.figure for one in documented]
    base = count_one(spec, run)
    own = ways_of(base)
    if briefly and not unexplained(figures, own[:1]):
        return Explanation(spec=spec, documented=documented, own=tuple(own))
    own = ways_of(base, _heads(spec, run), apart(spec, base, None if briefly else _pass(spec, run)))
    if not figures:
        return Explanation(spec=spec, documented=documented, own=tuple(own))
    found = catalogue.find_family(spec.family)  # a class whose weights are in no catalogue has none
    family, searched = () if found is None else found.weights, f"the family {spec.family}"
    others = _others(base, family, figures, run)
    if unexplained(figures, [*own, *others]):
        others, searched = _others(base, (*family, *catalogue.weights), figures, run), "the whole catalogue"
    return Explanation(spec=spec, documented=documented, own=tuple(own), others=tuple(others), searched=searched)


def _pass(spec: WeightSpec, run: Run) -> Trace | None:
    """One pass of the base model, where it can be traced."""
    try:
        found = trace_of(spec, run)
    except NotCounted:  # counted on another machine, perhaps
        return None
    return found if isinstance(found, Trace) else None


def _heads(spec: WeightSpec, run: Run) -> list[tuple[Head, Inventory]]:
    """The weight's model with each of its heads, those apart that cannot be built."""
    heads = [head for head in heads_of(spec, run) if not head.is_base]
    counted = zip(heads, count_each([with_head(spec, head) for head in heads], run), strict=True)
    return [(head, inventory) for head, inventory in counted if isinstance(inventory, Inventory)]


def _others(base: Inventory, specs: Sequence[WeightSpec], figures: Sequence[Figure], run: Run) -> list[Way]:
    """Those of the weights whose parameters agree with a figure."""
    counts = count(specs, run).values()
    found = of_other_weights(base, [one for one in counts if isinstance(one, Inventory)])
    return [way for way in found if any(way.gives(figure) for figure in figures)]
