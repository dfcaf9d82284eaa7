"""A weight's documented figures judged and explained: what is counted for it, and which other weights are looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paddle_inspect.base.errors import FrameworkMissing, NotCounted
from paddle_inspect.base.figures import Figure, off
from paddle_inspect.base.records import Inventory, Trace, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.models.catalogue import Catalogue
from paddle_inspect.models.counting import count, count_each, count_one
from paddle_inspect.models.heads import Head, heads_of, with_head
from paddle_inspect.models.judgement import Judge, Judgement, judged
from paddle_inspect.models.passes import trace_of
from paddle_inspect.models.published import apart, words_of
from paddle_inspect.models.ways import (
    Documented,
    Explanation,
    Way,
    base_way,
    of_other_weights,
    pretrains,
    unexplained,
    ways_of,
)


def judge(run: Run) -> Judge:
    """What judges figures by every way that authors count in, and builds no more for it than it needs."""
    found: dict[tuple[str, Figure], Judgement] = {}

    def judge_one(spec: WeightSpec, base: Inventory, figure: Figure) -> Judgement:
        key = spec.name, figure
        if key not in found:
            found[key] = judged(figure, spec.name, _published(spec, base, figure, run))
        return found[key]

    return judge_one


def _published(spec: WeightSpec, base: Inventory, figure: Figure, run: Run) -> Iterator[Way]:
    """The ways that may give a figure, what needs nothing built first: a head adds to a model, a pass leaves out."""
    yield base_way(base)
    yield from ways_of(base, without=apart(spec, base))[1:]
    try:
        if off(figure, base.parameters) > 0:
            yield from ways_of(base, _heads(spec, run, pretraining=True), words=words_of(spec))[1:]
        else:
            yield from ways_of(base, without=apart(spec, base, _pass(spec, run)))[1:]
    except (NotCounted, FrameworkMissing):  # counted on another machine, perhaps
        return


def explained(
    spec: WeightSpec, documented: tuple[Documented, ...], catalogue: Catalogue, run: Run, *, briefly: bool = False
) -> Explanation:
    """Explain the documented figures of a weight.

    Other weights are looked at only where they can explain something, and those of the family alone: among all weights
    one or another has any figure.

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
    smaller = any(off(figure, base.parameters) < 0 for figure in figures)
    trace = None if briefly and not smaller else _pass(spec, run)
    own = ways_of(base, _heads(spec, run), apart(spec, base, trace), words_of(spec))
    if not figures:
        return Explanation(spec=spec, documented=documented, own=tuple(own))
    found = catalogue.find_family(spec.family)  # a class whose weights are in no catalogue has none
    family, searched = () if found is None else found.weights, f"the family {spec.family}"
    others = _others(base, family, figures, run)
    return Explanation(spec=spec, documented=documented, own=tuple(own), others=tuple(others), searched=searched)


def _pass(spec: WeightSpec, run: Run) -> Trace | None:
    """One pass of the base model, where it can be traced."""
    try:
        found = trace_of(spec, run)
    except NotCounted:  # counted on another machine, perhaps
        return None
    return found if isinstance(found, Trace) else None


def _heads(spec: WeightSpec, run: Run, *, pretraining: bool = False) -> list[tuple[Head, Inventory]]:
    """The weight's model with each of its heads, or those of its pretraining; those apart that cannot be built."""
    heads = [head for head in heads_of(spec, run) if not head.is_base and (pretrains(head) or not pretraining)]
    counted = zip(heads, count_each([with_head(spec, head) for head in heads], run), strict=True)
    return [(head, inventory) for head, inventory in counted if isinstance(inventory, Inventory)]


def _others(base: Inventory, specs: Sequence[WeightSpec], figures: Sequence[Figure], run: Run) -> list[Way]:
    """Those of the weights whose parameters agree with a figure."""
    counts = count(specs, run).values()
    found = of_other_weights(base, [one for one in counts if isinstance(one, Inventory)])
    return [way for way in found if any(way.gives(figure) for figure in figures)]
