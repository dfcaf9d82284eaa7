"""Documented figures against counts, for a whole zoo at once: what is wrong, announced but not given, or not stated.

Works on facts alone (which page family documents which weight with which figures), so that the list can be made again
without the pages.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paddle_inspect.base.disk import read_json_object, typed
from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.figures import FIGURE_NAMES, PARAMETERS, Figure, percent_off
from paddle_inspect.base.records import Inventory, WeightSpec
from paddle_inspect.models.catalogue import Catalogue, fold
from paddle_inspect.pages.read.phrase import PLAIN, figures
from paddle_inspect.pages.reconcile.evidence import Expected, Says
from paddle_inspect.pages.records import Claim

#: Figures as printed, by name, by weight, by the page's family: `{"BERT": {"bert-base": {"parameters": "110M"}}}`.
Facts = Mapping[str, Mapping[str, Mapping[str, str]]]
_COUNTED = ("num_hidden_layers", "hidden_size", "num_attention_heads", PARAMETERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erratum:
    """One figure of one weight: what its page says (None when nothing) and what is true, in full."""

    family: str
    weight: str
    figure: str
    documented: str | None
    counted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Errata:
    """Everything that the pages get wrong or leave out.

    `undocumented` has the catalogued weights of the pages' families that no page lists.
    """

    contradicted: tuple[Erratum, ...]
    placeholders: tuple[Erratum, ...]
    missing: tuple[Erratum, ...]
    undocumented: tuple[tuple[str, str], ...]
    pages: int
    weights: int


def facts_of(claims: Iterable[Claim]) -> dict[str, dict[str, str]]:
    """The figures that one page states, by weight; the first row of a weight counts."""
    facts: dict[str, dict[str, str]] = {}
    for claim in claims:
        facts.setdefault(claim.weight, {figure.name: figure.text for figure in claim.figures})
    return facts


def facts_json(facts: Facts) -> str:
    """Facts as a file of one line a weight, in the order of the pages."""
    families = []
    for family in sorted(facts, key=str.casefold):
        rows = [f"    {json.dumps(name)}: {json.dumps(stated)}" for name, stated in facts[family].items()]
        families.append(f"  {json.dumps(family)}: {{\n" + ",\n".join(rows) + "\n  }")
    return "{\n" + ",\n".join(families) + "\n}\n"


def read_facts(path: Path) -> Facts:
    """Read what `facts_json` wrote.

    Raises:
        ConfigError: the file is not of that form; names the key.
    """
    return {
        family: {
            name: typed(stated, dict[str, str], path, f"{family}.{name}")
            for name, stated in typed(weights, dict[str, Any], path, family).items()
        }
        for family, weights in read_json_object(path).items()
    }


def contradictions(
    facts: Facts,
    catalogue: Catalogue,
    count: Callable[[Sequence[WeightSpec]], Mapping[str, Inventory | NotCounted]],
) -> Errata:
    """Hold documented figures against configs and counts.

    Args:
        facts: what the pages state.
        catalogue: the weights that can be counted.
        count: counts weights, such as `counting.count`.
    """
    specs = catalogue.find_weights([name for weights in facts.values() for name in weights])
    counts = count(list(specs.values()))
    found: dict[str, list[Erratum]] = {"contradicted": [], "placeholders": [], "missing": []}
    for family, weights in facts.items():
        for name, stated in weights.items():
            inventory = counts.get(name)
            if name in specs and isinstance(inventory, Inventory):
                for kind, erratum in _errata(family, stated, Expected(specs[name], inventory)):
                    found[kind].append(erratum)
    return Errata(
        contradicted=tuple(found["contradicted"]),
        placeholders=tuple(found["placeholders"]),
        missing=tuple(found["missing"]),
        undocumented=tuple(_undocumented(facts, catalogue)),
        pages=len(facts),
        weights=sum(map(len, facts.values())),
    )


def _errata(family: str, stated: Mapping[str, str], expected: Expected) -> Iterable[tuple[str, Erratum]]:
    read = {name: figure for name, text in stated.items() if (figure := _figure(name, text)) is not None}
    held = expected.verdicts(read.values())
    for name in FIGURE_NAMES:
        value, text = expected.value(name), stated.get(name)
        if value is None or (text is None and name not in _COUNTED):
            continue
        erratum = Erratum(family=family, weight=expected.spec.name, figure=name, documented=text, counted=value)
        says = held[name][1] if name in held else None
        if says is None:
            yield "missing", erratum
        elif says is Says.PLACEHOLDER:
            yield "placeholders", erratum
        elif says is Says.CONTRADICTS:
            yield "contradicted", erratum


def _figure(name: str, text: str) -> Figure | None:
    """A printed figure read again by the phrase grammar."""
    return next((figure for figure in figures([PLAIN[name].format(text)]) if figure.name == name), None)


def _undocumented(facts: Facts, catalogue: Catalogue) -> Iterable[tuple[str, str]]:
    documented = {name for weights in facts.values() for name in weights}
    pages = {fold(family) for family in facts}
    for name in catalogue.names:
        if fold(name) not in pages:
            continue
        for spec in catalogue.family(name).weights:
            if spec.name not in documented:
                yield name, spec.name


def difference(erratum: Erratum) -> str:
    """How far the documented figure is from the true one: `+56.3 %`; empty where none was given."""
    figure = _figure(erratum.figure, erratum.documented) if erratum.documented else None
    return "" if figure is None else percent_off(figure, erratum.counted)
