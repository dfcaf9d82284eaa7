"""Documented figures explained: nothing is counted that nobody needs, and other weights are looked for last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from paddle_inspect.base.errors import NotCounted, NotTraced
from paddle_inspect.base.figures import Figure, parse_count
from paddle_inspect.base.records import Inventory, TensorInfo, TensorKind, Trace, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.models import catalogue
from paddle_inspect.models import explain as searching
from paddle_inspect.models.explain import explained
from paddle_inspect.models.heads import Head
from paddle_inspect.models.ways import Documented, Explanation
from tests.arithmetic import PARAMETERS
from tests.fakes import GivenCounts, count_by_arithmetic, inventory

KNOWN = catalogue.load()
BASE = KNOWN.weight("albert-base-v1")
PARAMETERS_OF_BASE = PARAMETERS["ALBERT"](BASE.config)
HEAD = 591_618


class Zoo:
    """Stands in for PaddleNLP: base models by arithmetic, one head that adds `HEAD`, and one that cannot be built."""

    def __init__(self) -> None:
        self.built: list[str] = []

    def count(self, spec: WeightSpec, *, doubts: bool = True) -> Inventory:
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

    def forward_pass(self, spec: WeightSpec, *, batch: int, seq_len: int) -> Trace:
        raise NotTraced(spec.name, "nobody runs here")


@pytest.fixture
def zoo(monkeypatch: pytest.MonkeyPatch) -> Zoo:
    zoo = Zoo()
    monkeypatch.setattr("paddle_inspect.zoos.paddlenlp.count", zoo.count)
    monkeypatch.setattr("paddle_inspect.zoos.paddlenlp.head_classes", zoo.head_classes)
    monkeypatch.setattr("paddle_inspect.zoos.paddlenlp.forward_pass", zoo.forward_pass)
    return zoo


def printed(text: str) -> Figure:
    value, unit, decimals = parse_count(text)
    return Figure(name="parameters", text=text, value=value, unit=unit, decimals=decimals)


def explain(*texts: str, briefly: bool = False) -> Explanation:
    documented = tuple(Documented(figure=printed(text), where="a test") for text in texts)
    return explained(BASE, documented, KNOWN, Run(), briefly=briefly)


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


def test_another_familys_count_is_a_coincidence(zoo: Zoo) -> None:
    bert = PARAMETERS["BERT"](KNOWN.weight("bert-base-uncased").config)
    found = explain("17.7M", f"{bert:,}")
    assert found.codes[f"{bert:,}"] == []
    assert found.codes["17.7M"][:2] == ["weight:albert-large-v1", "weight:albert-large-v2"]
    assert found.searched == "the family ALBERT"


def test_a_weight_that_cannot_be_counted_says_why(zoo: Zoo) -> None:
    with pytest.raises(NotCounted, match=r"^funnel-transformer/small: not counted: "):
        explained(KNOWN.weight("funnel-transformer/small"), (), KNOWN, Run())


#: Parameters of the weights that `Counted` counts: the explained one, one of its family, one of another.
SIZES = {"albert-base-v1": 11_000, "albert-large-v1": 17_000, "bert-base-uncased": 109_000}


class Counted:
    """Counting by a table, and two heads; it notes which weights are asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, sizes: Mapping[str, int] = SIZES) -> None:
        self.by_table = GivenCounts(sizes)
        self.asked: list[tuple[str, ...]] = []
        heads = (
            Head(name="base", architecture="B"),
            Head(name="masked-lm", architecture="L"),
            Head(name="x", architecture="X"),
        )
        monkeypatch.setattr(searching, "count", self.count)
        monkeypatch.setattr(searching, "count_one", self.count_one)
        monkeypatch.setattr(searching, "count_each", self.count_each)
        monkeypatch.setattr(searching, "trace_of", lambda spec, run: NotTraced(spec.name, "nobody runs here"))
        monkeypatch.setattr(searching, "heads_of", lambda spec, run: heads)

    def count(self, specs: Sequence[WeightSpec], _: Run) -> dict[str, Inventory | NotCounted]:
        self.asked.append(tuple(spec.name for spec in specs))
        return self.by_table(specs)

    def count_one(self, spec: WeightSpec, run: Run) -> Inventory:
        found = self.count([spec], run)[spec.name]
        if isinstance(found, NotCounted):
            raise found
        return found

    def count_each(self, specs: Sequence[WeightSpec], _: Run) -> list[Inventory | NotCounted]:
        """The head L has 500 parameters; X does not build."""
        return [
            inventory(spec.name, SIZES[spec.name] + 500)
            if spec.architecture == "L"
            else NotCounted(spec.name, "it does not build")
            for spec in specs
        ]

    def explained(self, *texts: str, **options: bool) -> Explanation:
        known = catalogue.load()
        spec = known.weight("albert-base-v1")
        documented = tuple(Documented(figure=printed(text), where="a page") for text in texts)
        return explained(spec, documented, known, Run(), **options)


def test_a_figure_is_looked_for_no_further_than_it_has_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(monkeypatch)
    found = counted.explained("11K", briefly=True)
    assert ([one.code for one in found.own], found.others, found.searched) == (["base"], (), "")
    assert counted.asked == [("albert-base-v1",)]


def test_only_the_base_model_ends_the_search_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second way gives the figure, too: whoever looks further sees which head does."""
    counted = Counted(monkeypatch)
    pooled = Inventory(
        weight="albert-base-v1",
        architecture="B",
        tensors=(
            TensorInfo(name="all", shape=(11_000,), dtype="float32"),
            TensorInfo(name="ids", shape=(500,), dtype="int64", kind=TensorKind.BUFFER),
        ),
    )
    monkeypatch.setattr(counted, "by_table", lambda specs: {spec.name: pooled for spec in specs})
    found = counted.explained("11.5K", briefly=True)
    assert [one.code for one in found.own] == ["base", "head:masked-lm", "buffers"]
    assert found.brief == "head:masked-lm"


def test_heads_are_tried_where_the_base_model_does_not_give_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Counted(monkeypatch).explained("11.5K", briefly=True)
    assert [(one.code, one.count) for one in found.own] == [("base", 11_000), ("head:masked-lm", 11_500)]
    assert (found.brief, found.others, found.searched) == ("head:masked-lm", (), "the family ALBERT")


def test_in_full_every_way_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Counted(monkeypatch).explained("11K")
    assert [one.code for one in found.own] == ["base", "head:masked-lm"]
    assert found.searched == "the family ALBERT"


def test_without_a_figure_nobody_elses_weights_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(monkeypatch)
    found = counted.explained()
    assert ([one.code for one in found.own], found.searched) == (["base", "head:masked-lm"], "")
    assert counted.asked == [("albert-base-v1",)]


def test_the_family_alone_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Counted(monkeypatch).explained("17K", "109K", "5K")
    assert [one.code for one in found.others] == ["weight:albert-large-v1"]
    assert (found.brief, found.searched) == ("17K weight:albert-large-v1, 109K none, 5K none", "the family ALBERT")


def test_a_weight_that_is_not_counted_is_not_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(monkeypatch, {})
    with pytest.raises(NotCounted, match="not in the table"):
        counted.explained("11K")
