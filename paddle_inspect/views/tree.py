"""The pages of many weights as a tree of texts: one page a weight, a ranked index, and one JSON file. Pure.

    index.md                         every weight by parameters, with a link to its page
    ALBERT/albert-base-v1.md
    GLM/THUDM/glm-10b.md             a name's slashes are folders
    weights.json                     all of it for scripts, without the lists of tensors

In Markdown the tree is what MkDocs takes, in reStructuredText what Sphinx takes (`index.rst` has a table of contents).
Nothing in it depends on the time or the machine.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from paddle_inspect.base.errors import NotCounted, NotTraced
from paddle_inspect.base.records import Inventory, Trace, Versions, WeightSpec
from paddle_inspect.models.heads import BASE, Head
from paddle_inspect.models.ranking import Ranked, Ranking, rank
from paddle_inspect.tables.markdown import markdown_document
from paddle_inspect.tables.rst import rst_document
from paddle_inspect.tables.table import Section
from paddle_inspect.views.model import ModelPage, as_json, sections
from paddle_inspect.views.passes import compute_json, compute_sections
from paddle_inspect.views.ranking import ranking_sections
from paddle_inspect.views.tensors import tensor_table

Format = Literal["markdown", "rst"]
SUFFIXES: Mapping[Format, str] = {"markdown": ".md", "rst": ".rst"}
JSON_FILE = "weights.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is known of one weight; a weight that was not counted has no trace and no page."""

    spec: WeightSpec
    inventory: Inventory | NotCounted
    trace: Trace | NotTraced | None = None


def page_tree(entries: Sequence[Entry], format: Format, versions: Versions) -> dict[str, str]:
    """Every file of the tree: its path below the folder, with `/`, and its text."""
    ranking = rank([entry.spec for entry in entries], {entry.spec.name: entry.inventory for entry in entries})
    by_name = {entry.spec.name: entry for entry in entries}
    files = {f"index{SUFFIXES[format]}": _index(ranking, format, versions)}
    for ranked in ranking.ranked:
        path = page_path(ranked.spec) + SUFFIXES[format]
        files[path] = _page(by_name[ranked.spec.name], ranked, len(ranking.ranked), format)
    files[JSON_FILE] = _json(entries, ranking, format, versions)
    return dict(sorted(files.items()))


def page_path(spec: WeightSpec) -> str:
    """Where a weight's page is, without a suffix: `GLM/THUDM/glm-10b`."""
    return f"{spec.family}/{spec.name}"


def _index(ranking: Ranking, format: Format, versions: Versions) -> str:
    counted_with = f"Counted with PaddleNLP {versions.paddlenlp} and PaddlePaddle {versions.paddlepaddle}."
    found = [*ranking_sections(ranking), Section(title="Versions", notes=(counted_with,))]
    pages = {ranked.spec.name: page_path(ranked.spec) for ranked in ranking.ranked}
    title = "Weights by parameters"
    if format == "markdown":
        return markdown_document(title, found, {name: f"{path}.md" for name, path in pages.items()})
    contents = "".join(f"   {path}\n" for path in sorted(pages.values(), key=str.casefold))
    return f"{rst_document(title, found, pages)}\n.. toctree::\n   :hidden:\n\n{contents}"


def _page(entry: Entry, ranked: Ranked, of: int, format: Format) -> str:
    assert isinstance(entry.inventory, Inventory)
    page, place = _model_page(entry), f"{ranked.place} of {of} by parameters"
    more = [] if entry.trace is None else compute_sections(entry.inventory, entry.trace)
    found = sections(page, tensor_table(page.tensors, kinds=True), more, place)
    index = posixpath.relpath("index", posixpath.dirname(page_path(entry.spec)))
    if format == "markdown":
        return markdown_document(page.title, found, {place: f"{index}.md"})
    return rst_document(page.title, found, {place: index})


def _model_page(entry: Entry) -> ModelPage:
    assert isinstance(entry.inventory, Inventory)
    head = Head(name=BASE, architecture=entry.spec.architecture)
    return ModelPage(spec=entry.spec, head=head, inventory=entry.inventory)


def _json(entries: Sequence[Entry], ranking: Ranking, format: Format, versions: Versions) -> str:
    places = {ranked.spec.name: ranked.place for ranked in ranking.ranked}
    weights = []
    for entry in entries:
        if isinstance(entry.inventory, NotCounted):
            continue
        more = {} if entry.trace is None else compute_json(entry.inventory, entry.trace)
        own = {"page": page_path(entry.spec) + SUFFIXES[format], "place": places[entry.spec.name]}
        weights.append({**as_json(_model_page(entry)), **more, **own})
    uncounted = [{"weight": spec.name, "family": spec.family, "reason": reason} for spec, reason in ranking.uncounted]
    tree = {"versions": versions.as_dict(), "weights": weights, "not_counted": uncounted}
    return json.dumps(tree, indent=1, ensure_ascii=False) + "\n"
