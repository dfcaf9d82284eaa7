"""Documented figures explained: nothing is counted that nobody needs, and other weights are looked for last."""

from __future__ import annotations

import pytest

from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.figures import Figure, parse_count
from paddle_inspect.base.records import Inventory, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.models import catalogue
from paddle_inspect.models.ways import Documented, Explanation, explained
from tests.arithmetic import PARAMETERS
from tests.fakes import count_by_arithmetic, inventory

KNOWN = catalogue.load()
BASE = KNOWN.weight("albert-base-v1")
PARAMETERS_OF_BASE = PARAMETERS["ALBERT"](BASE.config)
HEAD = 591_618


class Zoo:
    """Stands in for PaddleNLP: base models by arithmetic, one head that adds `HEAD`, and one that cannot be built."""

    def __init__(self) -> None:
        self.built: list[str] = []

    def count(self, spec: WeightSpec) -> Inventory:
        self.built.append(f"{spec.name} {spec.architecture}")
        if spec.architecture == "AlbertForMaskedLM":
            return inventory(spec.name, PARAMETERS["ALBERT"](spec.config) + HEAD, spec.architecture)
        if spec.architecture.startswith("AlbertFor"):
            raise NotCounted(spec.name, "it fails")
        found = count_by_arithmetic([spec])[spec.name]
        if isinstance(found, NotCounted):
            raise found
        return found

    def head_classes(self, spec: WeightSpec) -> list[tuple[str, ...]]:
        return [("AlbertForMultipleChoice",), ("AlbertForMaskedLM",), ("AlbertModel",)]


@pytest.fixture
def zoo(monkeypatch: pytest.MonkeyPatch) -> Zoo:
    zoo = Zoo()
    monkeypatch.setattr("paddle_inspect.zoos.paddlenlp.count", zoo.count)
    monkeypatch.setattr("paddle_inspect.zoos.paddlenlp.head_classes", zoo.head_classes)
    return zoo


def explain(*texts: str, briefly: bool = False) -> Explanation:
    documented = []
    for text in texts:
        value, unit, decimals = parse_count(text)
        figure = Figure(name="parameters", text=text, value=value, unit=unit, decimals=decimals)
        documented.append(Documented(figure=figure, where="a test"))
    return explained(BASE, tuple(documented), KNOWN, Run(), briefly=briefly)


def test_without_a_figure_every_way_is_told_and_no_other_weight_is_looked_for(zoo: Zoo) -> None:
    found = explain()
    assert {way.code: way.count for way in found.own} == {
        "base": PARAMETERS_OF_BASE,
        "head:masked-lm": PARAMETERS_OF_BASE + HEAD,
    }
    assert (found.others, found.searched) == ((), "")
    assert {built.split()[0] for built in zoo.built} == {"albert-base-v1"}


def test_briefly_nothing_is_built_when_the_base_model_gives_every_figure(zoo: Zoo) -> None:
    found = explain("11.7M", "12M", briefly=True)
    assert found.codes == {"11.7M": ["base"], "12M": ["base"]}
    assert zoo.built == ["albert-base-v1 AlbertModel"]


@pytest.mark.parametrize("briefly", [True, False])
def test_a_head_explains_what_the_base_model_does_not(zoo: Zoo, briefly: bool) -> None:
    found = explain(f"{PARAMETERS_OF_BASE + HEAD}", briefly=briefly)
    assert list(found.codes.values()) == [["head:masked-lm"]]
    assert found.searched == "the family ALBERT"


def test_a_figure_of_another_row_is_found_in_the_family_first(zoo: Zoo) -> None:
    found = explain("17.7M")  # albert-large: 17,683,968
    assert found.codes == {"17.7M": ["weight:albert-large-v1", "weight:albert-large-v2"]}
    assert found.searched == "the family ALBERT"
    assert {KNOWN.weight(built.split()[0]).family for built in zoo.built} == {"ALBERT"}


def test_a_figure_that_the_family_lacks_is_looked_for_everywhere(zoo: Zoo) -> None:
    bert = PARAMETERS["BERT"](KNOWN.weight("bert-base-uncased").config)
    found = explain("17.7M", f"{bert:,}")
    assert "weight:bert-base-uncased" in found.codes[f"{bert:,}"]
    assert found.codes["17.7M"][:2] == ["weight:albert-large-v1", "weight:albert-large-v2"]
    assert found.searched == "the whole catalogue"


def test_what_nothing_gives_stays_unexplained(zoo: Zoo) -> None:
    found = explain("1,234,567,891")
    assert found.codes == {"1,234,567,891": []}
    assert found.searched == "the whole catalogue"


def test_a_weight_that_cannot_be_counted_says_why(zoo: Zoo) -> None:
    with pytest.raises(NotCounted, match=r"^funnel-transformer/small: not counted: "):
        explained(KNOWN.weight("funnel-transformer/small"), (), KNOWN, Run())
