"""Which model a list of tensors is of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from paddle_inspect.base.records import Inventory, TensorInfo
from paddle_inspect.comparisons.identify import Match, best_first, labels_hint, nearest
from paddle_inspect.comparisons.tensors import compare


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
    return Match(weight=weight, head="base", architecture="Model", comparison=compare(expected, found))


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
