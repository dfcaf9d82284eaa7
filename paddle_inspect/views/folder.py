"""The documents of many weights as a folder: one a weight, a ranked index, and one JSON file. Pure.

    index.md                         every weight by parameters, with a link to its document
    ALBERT/albert-base-v1.md
    GLM/THUDM/glm-10b.md             a name's slashes are folders
    weights.json                     all of it for scripts, without the lists of tensors

In Markdown the folder is what MkDocs takes, in reStructuredText what Sphinx takes (`index.rst` has a table of
contents). Nothing in it depends on the time or the machine.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence

from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.records import WeightSpec
from paddle_inspect.models.model import Model
from paddle_inspect.models.ranking import Ranked, Ranking, rank
from paddle_inspect.tables import json, render, suffix_of
from paddle_inspect.tables.table import Document, Section
from paddle_inspect.views.model import model_tree, sections
from paddle_inspect.views.ranking import ranking_sections

JSON_FILE = "weights.json"
_TITLE = "Weights by parameters"


def folder(
    models: Sequence[tuple[WeightSpec, Model | NotCounted]], format: str, versions: Mapping[str, str | None]
) -> dict[str, str]:
    """Every file: its path below the folder, with `/`, and its text.

    Args:
        models: each weight's model, or the reason why it was not counted; such a weight has no document.
        format: one of the formats whose documents lead to each other.
        versions: the releases that the counts depend on.
    """
    counted = {spec.name: model for spec, model in models if isinstance(model, Model)}
    ranking = rank(
        [spec for spec, _ in models], {s.name: m if isinstance(m, NotCounted) else m.inventory for s, m in models}
    )
    suffix = suffix_of(format)
    files = {f"index{suffix}": render(_index(ranking, versions), format)}
    for one in ranking.ranked:
        document = _document(counted[one.spec.name], one, len(ranking.ranked))
        files[document_path(one.spec) + suffix] = render(document, format)
    files[JSON_FILE] = json.dump(_tree(models, ranking, suffix, versions), indent=1)
    return dict(sorted(files.items()))


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
    )


def _document(model: Model, one: Ranked, of: int) -> Document:
    place = f"{one.place} of {of} by parameters"
    index = posixpath.relpath("index", posixpath.dirname(document_path(one.spec)))
    return Document(title=model.title, sections_of=lambda: sections(model, place=place), links={place: index})


def _tree(
    models: Sequence[tuple[WeightSpec, Model | NotCounted]],
    ranking: Ranking,
    suffix: str,
    versions: Mapping[str, str | None],
) -> dict[str, object]:
    places = {one.spec.name: one.place for one in ranking.ranked}
    weights = [
        {**model_tree(model), "page": document_path(spec) + suffix, "place": places[spec.name]}
        for spec, model in models
        if isinstance(model, Model)
    ]
    uncounted = [{"weight": spec.name, "family": spec.family, "reason": reason} for spec, reason in ranking.uncounted]
    return {"versions": dict(versions), "weights": weights, "not_counted": uncounted}
