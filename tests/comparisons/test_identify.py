"""Which model a list of tensors is of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from paddle_inspect.base.records import Inventory, TensorInfo, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.comparisons.identify import Match, best_first, identify, labels_hint, nearest
from paddle_inspect.comparisons.sides import Side
from paddle_inspect.comparisons.tensors import compare
from tests.given_zoo import GivenZoo, in_place_of_all


def model(hidden: int, layers: int = 2, vocabulary: int = 50) -> tuple[TensorInfo, ...]:
    """A base model of a few tensors."""
    blocks = [
        TensorInfo(name=f"encoder.{layer}.{part}", shape=shape, dtype="float32")
        for layer in range(layers)
        for part, shape in (("fc.weight", (hidden, 4 * hidden)), ("fc.bias", (4 * hidden,)), ("norm", (hidden,)))
    ]
    return (TensorInfo(name="embeddings.weight", shape=(vocabulary, hidden), dtype="float32"), *blocks)


HEAD = (
    TensorInfo(name="classifier.weight", shape=(8, 5), dtype="float32"),
    TensorInfo(name="classifier.bias", shape=(5,), dtype="float32"),
)
ZOO = {
    name: Inventory(weight=name, architecture="Model", tensors=tensors)
    for name, tensors in {
        "small": model(8),
        "small-chinese": model(8, vocabulary=70),
        "small-again": model(8),
        "deep": model(8, layers=9),
        "wide": model(32),
    }.items()
}


def match(weight: str, expected: Sequence[TensorInfo], found: Sequence[TensorInfo]) -> Match:
    return Match(weight=weight, head="base", architecture="Model", differences=compare(expected, found))


def test_the_nearest_by_shapes_come_first_whatever_the_names() -> None:
    renamed = [replace(tensor, name=f"x{number}", shape=tensor.shape[::-1]) for number, tensor in enumerate(model(8))]
    assert nearest(renamed, ZOO, 1) == ("small", "small-again")
    assert nearest(renamed, ZOO, 2) == ("small", "small-chinese", "small-again")
    assert nearest([*renamed, *HEAD], ZOO, 1) == ("small", "small-again")
    assert nearest(model(32), ZOO, 1) == ("wide",)
    assert set(nearest(model(32), ZOO, 99)) == set(ZOO)


def test_matches_are_ranked_by_misfits_then_dtypes() -> None:
    file = model(8)
    half = tuple(replace(tensor, dtype="float16") for tensor in file)
    matches = [
        match("with head", (*file, *HEAD), file),
        match("half", half, file),
        match("exact", file, file),
        match("other vocabulary", model(8, vocabulary=70), file),
    ]
    assert [one.weight for one in best_first(matches)] == ["exact", "half", "other vocabulary", "with head"]
    assert [one.misfits for one in best_first(matches)] == [0, 0, 1, 2]


def test_what_hardly_fits_is_no_match() -> None:
    assert best_first([match("wide", model(32), model(8)), match("other", HEAD, model(8))]) == ()


def test_a_file_of_twice_as_many_names_is_no_match() -> None:
    """Seven names match and seven do not: that is left out before anything is compared."""
    own = model(8)
    beyond = [replace(tensor, name=f"other.{tensor.name}") for tensor in own]
    assert best_first([match("small", own, [*own, *beyond])]) == ()
    assert len(best_first([match("small", own, [*own, *beyond[:-1]])])) == 1


def test_labels_are_read_from_the_bias() -> None:
    assert labels_hint([*model(8), *HEAD]) == 5
    assert labels_hint(model(8)) is None


def vectors(prefix: str, count: int, length: int = 3) -> tuple[TensorInfo, ...]:
    return tuple(TensorInfo(name=f"{prefix}.{n}", shape=(length,), dtype="float32") for n in range(count))


@pytest.mark.parametrize(("beyond", "nearer"), [(3, "small"), (4, "both"), (5, "large")])
def test_four_tensors_beyond_a_model_weigh_as_much_as_one_that_is_lacking(beyond: int, nearer: str) -> None:
    found = (*vectors("a", 10), *vectors("head", beyond, 7))
    zoo = {
        "small": Inventory(weight="small", architecture="M", tensors=vectors("a", 10)),
        "large": Inventory(
            weight="large", architecture="M", tensors=(*found, TensorInfo(name="b", shape=(2,), dtype="int8"))
        ),
    }
    assert nearest(found, zoo, 1) == {"small": ("small",), "large": ("large",), "both": ("small", "large")}[nearer]


@pytest.mark.parametrize(("misfits", "likely"), [(9, True), (10, False)])
def test_a_match_is_likely_where_more_fits_than_does_not(misfits: int, likely: bool) -> None:
    """Whether what does not fit is missing, beyond, or of another shape."""
    common = vectors("a", 10)
    reshaped = tuple(replace(one, shape=(4,)) for one in vectors("b", misfits))
    for expected, found in (
        ((*common, *vectors("b", misfits)), common),
        (common, (*common, *vectors("b", misfits))),
        ((*common, *vectors("b", misfits)), (*common, *reshaped)),
    ):
        one = match("w", expected, found)
        assert (one.misfits, one.is_likely) == (misfits, likely)


@pytest.mark.parametrize(("others", "is_found"), [(5, True), (6, False)])
def test_six_base_models_are_looked_at_closely(monkeypatch: pytest.MonkeyPatch, others: int, is_found: bool) -> None:
    """A file with a head of hundred tensors, and base models that have most of these themselves."""
    head = vectors("head", 100)

    def count(spec: WeightSpec) -> Inventory:
        own = TensorInfo(name="base", shape=(2,), dtype="float32")
        if spec.name == "own":
            tensors = (own, *head) if spec.architecture.startswith("AlbertFor") else (own,)
        else:
            tensors = tuple(replace(one, name=f"{one.name[::-1]}?") for one in vectors("other", 99 - int(spec.name)))
        return Inventory(weight=spec.name, architecture=spec.architecture, tensors=tensors)

    in_place_of_all(monkeypatch, GivenZoo(count))
    specs = [
        WeightSpec(name=name, family="ALBERT", architecture="AlbertModel", module="paddlenlp.x", config={"name": name})
        for name in ("own", *map(str, range(others)))
    ]
    found = Side(label="file", tensors=(TensorInfo(name="base", shape=(2,), dtype="float32"), *head))
    assert [(one.weight, one.head) for one in identify(found, specs, Run())] == (
        [("own", "sequence-classification")] if is_found else []
    )


def test_doubts_are_looked_for_in_base_models_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """They cost as much as the models, and no file is told by them."""
    asked: dict[str, bool] = {}

    class Asked(GivenZoo):
        def count(self, spec: WeightSpec, *, doubts: bool = True) -> Inventory:
            asked[spec.architecture] = doubts
            return super().count(spec, doubts=doubts)

    def counted(spec: WeightSpec) -> Inventory:
        return Inventory(weight=spec.name, architecture=spec.architecture, tensors=vectors("a", 3))

    in_place_of_all(monkeypatch, Asked(counted))
    spec = WeightSpec(name="own", family="ALBERT", architecture="AlbertModel", module="paddlenlp.x", config={"n": 1})
    identify(Side(label="file", tensors=vectors("a", 3)), [spec], Run())
    assert asked == {"AlbertModel": True, "AlbertForSequenceClassification": False}
