"""The documents of many weights as a folder: one a weight, and a ranked index. Pure.

    index                            every weight by parameters, with a link to its document
    ALBERT/albert-base-v1
    GLM/THUDM/glm-10b                a name's slashes are folders

The index has contents, and its tree is all of them for scripts, without the lists of tensors. Nothing in a document
depends on the time or the machine.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.records import WeightSpec
from paddle_inspect.models.counting import Counted
from paddle_inspect.models.rank import Ranked, Ranking, rank
from paddle_inspect.models.show import Model
from paddle_inspect.tables.document import Document, Section
from paddle_inspect.views.rank import ranking_sections
from paddle_inspect.views.show import model_tree, sections

INDEX = "index"
_TITLE = "Weights by parameters"


def folder(
    counted: Sequence[tuple[WeightSpec, Counted]],
    models: Iterable[tuple[WeightSpec, Model]],
    suffix: str,
    versions: Mapping[str, str | None],
) -> Iterator[tuple[str, Document]]:
    """Every document with its path below the folder, with `/` and without a suffix; the index comes last.

    Args:
        counted: what was counted of each weight, or the reason why nothing was; such a weight has no document.
        models: the models of those that were, of which each is taken when its document is asked for.
        suffix: what the files of the documents will end with, for scripts.
        versions: the releases that the counts depend on.
    """
    ranking = rank(
        [spec for spec, _ in counted],
        {spec.name: found if isinstance(found, NotCounted) else found.totals for spec, found in counted},
    )
    ranked = {one.spec.name: one for one in ranking.ranked}
    shown = []
    for spec, model in models:
        shown.append((spec, model))
        yield document_path(spec), _document(model, ranked[spec.name], len(ranking))
    yield INDEX, replace(_index(ranking, versions), tree_of=lambda: _tree(shown, ranking, suffix))


def document_path(spec: WeightSpec) -> str:
    """Where a weight's document is, without a suffix: `GLM/THUDM/glm-10b`."""
    return f"{spec.family}/{spec.name}"


def _index(ranking: Ranking, versions: Mapping[str, str | None]) -> Document:
    counted_with = f"Counted with PaddleNLP {versions['paddlenlp']} and PaddlePaddle {versions['paddlepaddle']}."
    links = {one.spec.name: document_path(one.spec) for one in ranking.ranked}
    return Document(
        title=_TITLE,
        sections_of=lambda: (*ranking_sections(ranking), Section(title="Versions", notes=(counted_with,))),
        links=links,
        contents=tuple(links.values()),
        versions=versions,
    )


def _document(model: Model, one: Ranked, of: int) -> Document:
    place = f"{one.place} of {of} by parameters"
    index = posixpath.relpath(INDEX, posixpath.dirname(document_path(one.spec)))
    return Document(title=model.title, sections_of=lambda: sections(model, place=place), links={place: index})


def _tree(
    models: Sequence[tuple[WeightSpec, Model]],
    ranking: Ranking,
    suffix: str,
) -> dict[str, object]:
    places = {one.spec.name: one.place for one in ranking.ranked}
    weights = [
        {**model_tree(model), "page": document_path(spec) + suffix, "place": places[spec.name]}
        for spec, model in models
    ]
    uncounted = [{"weight": spec.name, "family": spec.family, "reason": reason} for spec, reason in ranking.uncounted]
    return {"weights": weights, "not_counted": uncounted}
