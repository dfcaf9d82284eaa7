"""Documented figures against counts, for a whole zoo at once: what is wrong, explained, announced or not stated.

Works on facts alone (which page family documents which weight with which figures), so that the list can be made again
without the pages.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from paddle_inspect.base.disk import read_json_object, typed
from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.figures import FIGURE_NAMES, PARAMETERS, Figure, format_exact, percent_off
from paddle_inspect.base.records import Inventory, WeightSpec
from paddle_inspect.models.catalogue import Catalogue, fold
from paddle_inspect.models.judgement import Judge, Judgement, Says, judged_by_count
from paddle_inspect.models.ways import Way
from paddle_inspect.pages.read.phrase import PLAIN, figures
from paddle_inspect.pages.reconcile.evidence import Expected
from paddle_inspect.pages.records import Claim

#: Figures as printed, by name, by weight, by the page's family: `{"BERT": {"bert-base": {"parameters": "110M"}}}`.
Facts = Mapping[str, Mapping[str, Mapping[str, str]]]
_COUNTED = ("num_hidden_layers", "hidden_size", "num_attention_heads", PARAMETERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erratum:
    """One figure of one weight: what its page says (None when nothing) and what is true, in full.

    `origin` says in words what gives the figure, or where it may be from; empty where nothing is known of that.
    """

    family: str
    weight: str
    figure: str
    documented: str | None
    counted: int
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errata:
    """Everything that the pages get wrong or leave out.

    `explained` are figures that another way of counting the same model gives, `rough` those that are merely inexact.
    `undocumented` has the catalogued weights of the pages' families that no page lists.
    """

    contradicted: tuple[Erratum, ...]
    explained: tuple[Erratum, ...]
    rough: tuple[Erratum, ...]
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
    judge: Judge = judged_by_count,
    ways: Callable[[WeightSpec, Figure], Sequence[Way]] = lambda *_: (),
) -> Errata:
    """Hold documented figures against configs and counts.

    Args:
        facts: what the pages state.
        catalogue: the weights that can be counted.
        count: counts weights, such as `counting.count`.
        judge: says what a number of parameters is, such as `explained.judge(run)`.
        ways: the ways of counting that give a number of parameters, whether authors count so or not.
    """
    specs = catalogue.find_weights([name for weights in facts.values() for name in weights])
    counts = count(list(specs.values()))
    found: dict[Says | None, list[Erratum]] = defaultdict(list)
    rows = []
    for family, weights in facts.items():
        for name, stated in weights.items():
            inventory = counts.get(name)
            if name in specs and isinstance(inventory, Inventory):
                rows.append(_Row(family, stated, Expected(specs[name], inventory, judge)))
    for row in rows:
        for says, erratum in row.errata():
            if says is Says.CONTRADICTS and erratum.figure == PARAMETERS:
                erratum = replace(erratum, origin=_origin(row, rows, ways))
            found[says].append(erratum)
    return Errata(
        contradicted=tuple(found[Says.CONTRADICTS]),
        explained=tuple(found[Says.BY_WAY]),
        rough=tuple(found[Says.ROUGH]),
        placeholders=tuple(found[Says.PLACEHOLDER]),
        missing=tuple(found[None]),
        undocumented=tuple(_undocumented(facts, catalogue)),
        pages=len(facts),
        weights=sum(map(len, facts.values())),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """What a page states of a weight that was counted."""

    family: str
    stated: Mapping[str, str]
    expected: Expected

    @property
    def held(self) -> dict[str, tuple[Figure, Judgement]]:
        """Its figures by name, each with what it is."""
        read = (_figure(name, text) for name, text in self.stated.items())
        return self.expected.verdicts(figure for figure in read if figure is not None)

    def errata(self) -> Iterable[tuple[Says | None, Erratum]]:
        """Its figures, each with what it is, None for one that it does not state."""
        held, expected = self.held, self.expected
        for name in FIGURE_NAMES:
            value, text = expected.value(name), self.stated.get(name)
            if value is None or (text is None and name not in _COUNTED):
                continue
            found = held[name][1] if name in held else None
            way = found.way if found is not None and found.says is Says.BY_WAY else None
            origin = "" if way is None else _in_words(way)
            yield (
                None if found is None else found.says,
                Erratum(
                    family=self.family,
                    weight=expected.spec.name,
                    figure=name,
                    documented=text,
                    counted=value,
                    origin=origin,
                ),
            )

    @property
    def sizes(self) -> tuple[int | None, ...]:
        """Layers, width and heads of the weight."""
        return tuple(self.expected.value(name) for name in _COUNTED if name != PARAMETERS)


def _in_words(way: Way) -> str:
    return f"{way.text}: {format_exact(way.count)}"


def _origin(row: _Row, rows: Iterable[_Row], ways: Callable[[WeightSpec, Figure], Sequence[Way]]) -> str:
    """Where a contradicted number of parameters may be from.

    A count that authors do not publish, of the weight or of one of its family; or the documented figure of a weight
    with the same layers, width and heads, of which it is true. Among all weights one or another has any count.
    """
    figure = row.held[PARAMETERS][0]
    if found := ways(row.expected.spec, figure):
        return _in_words(found[0])
    for other in rows:
        stated = other.held.get(PARAMETERS)
        if other.sizes == row.sizes and stated is not None and stated[0].text == figure.text and stated[1].own:
            return f"documented figure of {other.expected.spec.name}"
    return ""


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
