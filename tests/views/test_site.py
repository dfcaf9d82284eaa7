"""The folder of documents: every counted weight has one, links lead to files, nothing depends on the run."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

import pytest

from paddle_inspect.base.errors import NotCounted, NotTraced
from paddle_inspect.base.records import WeightSpec
from paddle_inspect.models.show import Model
from paddle_inspect.tables import render
from paddle_inspect.tables.document import Document
from paddle_inspect.views.site import folder
from tests.fakes import inventory

VERSIONS = {"paddle_inspect": "1", "paddlepaddle": "3.3.1", "paddlenlp": "2.8.1"}
SUFFIXES = {"markdown": ".md", "rst": ".rst"}


def entry(name: str, parameters: int | None, family: str = "FAM") -> tuple[WeightSpec, Model | NotCounted]:
    spec = WeightSpec(name=name, family=family, architecture="Model", module="m", config={"a_b": 1})
    if parameters is None:
        return spec, NotCounted(name, "its config is empty")
    return spec, Model(spec=spec, inventory=inventory(name, parameters), trace=NotTraced(name, "not here"))


ENTRIES = [entry("small", 10), entry("org/large", 1000), entry("__twin__", 10, "OTHER"), entry("lost", None)]


def documents(suffix: str) -> dict[str, Document]:
    counted = [(spec, found.inventory if isinstance(found, Model) else found) for spec, found in ENTRIES]
    models = ((spec, found) for spec, found in ENTRIES if isinstance(found, Model))
    return dict(folder(counted, models, suffix, VERSIONS))


def texts(format: str) -> dict[str, str]:
    """The documents in a format, by the paths of their files."""
    suffix = SUFFIXES[format]
    return {path + suffix: render(one, format) for path, one in documents(suffix).items()}


def test_every_counted_weight_has_a_document() -> None:
    assert list(documents(".md")) == ["FAM/small", "FAM/org/large", "OTHER/__twin__", "index"]


def test_a_document_is_made_before_the_next_model_is_asked_for() -> None:
    asked = []

    def models() -> Iterator[tuple[WeightSpec, Model]]:
        for spec, found in ENTRIES:
            if isinstance(found, Model):
                asked.append(spec.name)
                yield spec, found

    counted = [(spec, found.inventory if isinstance(found, Model) else found) for spec, found in ENTRIES]
    made = folder(counted, models(), ".md", VERSIONS)
    assert (next(made)[0], asked) == ("FAM/small", ["small"])
    assert (next(made)[0], asked) == ("FAM/org/large", ["small", "org/large"])


@pytest.mark.parametrize(("format", "link"), [("markdown", r"\]\(([^)]+)\)"), ("rst", r":doc:`[^<`]+<([^>]+)>`")])
def test_links_lead_to_files_there_and_back(format: str, link: str) -> None:
    files = texts(format)
    suffix = "" if format == "markdown" else ".rst"
    found = {
        (path, posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) + suffix)
        for path, text in files.items()
        for target in re.findall(link, text)
    }
    index = f"index{SUFFIXES[format]}"
    pages = set(files) - {index}
    assert found == {(index, page) for page in pages} | {(page, index) for page in pages}


def test_the_index_is_ranked_and_names_what_was_not_counted() -> None:
    index = texts("markdown")["index.md"]
    assert index.index("org/large") < index.index("small") < index.index("lost")
    assert "| lost | FAM | its config is empty |" in index
    assert "Counted with PaddleNLP 2.8.1 and PaddlePaddle 3.3.1." in index


def test_a_page_knows_its_place() -> None:
    files = texts("markdown")
    assert "| place | [2 of 3 by parameters](../index.md) |" in files["FAM/small.md"]
    assert "[1 of 3 by parameters](../../index.md)" in files["FAM/org/large.md"]


def test_the_tree_of_the_index_has_the_same_weights_and_no_tensors() -> None:
    tree: Any = documents(".rst")["index"].tree
    assert [(one["weight"], one["page"], one["place"]) for one in tree["weights"]] == [
        ("small", "FAM/small.rst", 2),
        ("org/large", "FAM/org/large.rst", 1),
        ("__twin__", "OTHER/__twin__.rst", 2),
    ]
    assert tree["weights"][0]["totals"]["parameters"] == 10
    assert "tensors" not in tree["weights"][0]
    assert tree["not_counted"] == [{"weight": "lost", "family": "FAM", "reason": "its config is empty"}]


def test_sphinx_gets_a_table_of_contents() -> None:
    index = texts("rst")["index.rst"]
    assert index.endswith(".. toctree::\n   :hidden:\n\n   FAM/org/large\n   FAM/small\n   OTHER/__twin__\n")
