"""What a count rests on without its config's word, in sentences. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from paddle_inspect.base.figures import format_exact, listed, many
from paddle_inspect.base.records import Doubt, DoubtKind, Inventory

#: More weights than this are counted in a sentence, not named.
_NAMED = 3


def doubts_of_model(inventory: Inventory) -> tuple[str, ...]:
    """A sentence for each key that a model's count rests on."""
    return tuple(f"{_cause(doubt, 'its config')} {_effect(doubt, [(doubt, inventory)])}" for doubt in inventory.doubts)


def doubts_of_family(family: str, inventories: Iterable[Inventory]) -> Iterator[str]:
    """A sentence for each key that counts of a family rest on, with the weights that it is about."""
    found: dict[tuple[object, ...], list[tuple[Doubt, Inventory]]] = {}
    for inventory in inventories:
        for doubt in inventory.doubts:
            found.setdefault((doubt.key, doubt.kind, doubt.built, doubt.other), []).append((doubt, inventory))
    for members in found.values():
        doubt = members[0][0]
        names = listed([inventory.weight for _, inventory in members], _NAMED)
        where = "its config" if len(members) == 1 else f"the configs of {many(len(members), 'weight')}"
        yield f"{family}: {names}: {_cause(doubt, where)} {_effect(doubt, members)}"


def _cause(doubt: Doubt, where: str) -> str:
    if doubt.kind is DoubtKind.LOST:
        return f"{doubt.key} is {doubt.other} in {where}, and the library builds {doubt.built}:"
    return f"{doubt.key} is not in {where}, and the class's default {doubt.built} was built:"


def _effect(doubt: Doubt, about: Sequence[tuple[Doubt, Inventory]]) -> str:
    if doubt.kind is DoubtKind.SIZE:
        return "every other size gives another count."
    if len(about) > 1:
        differences = dict.fromkeys(f"{one.parameters - inventory.parameters:+,}" for one, inventory in about)
        return f"with {doubt.other} each has another count ({listed(list(differences), _NAMED)})."
    [(_, inventory)] = about
    difference = doubt.parameters - inventory.parameters
    if not difference:
        return f"with {doubt.other} it has as many parameters."
    change = f"{format_exact(abs(difference))} {'more' if difference > 0 else 'fewer'}"
    return f"with {doubt.other} it has {format_exact(doubt.parameters)} parameters, {change}."
