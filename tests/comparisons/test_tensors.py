"""Two lists of tensors compared, and their names matched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_inspect.base.records import TensorInfo, TensorKind, TorchName
from paddle_inspect.comparisons.matching import in_torch_layout, match
from paddle_inspect.comparisons.tensors import Naming, compare, totals


def tensor(name: str, *shape: int, dtype: str = "float32", tied_to: str | None = None) -> TensorInfo:
    return TensorInfo(name=name, shape=shape, dtype=dtype, tied_to=tied_to)


IDS = TensorInfo(name="embeddings.position_ids", shape=(1, 9), dtype="int64", kind=TensorKind.BUFFER)
#: A small model: Linear weights as Paddle has them, [in, out].
MODEL = (
    tensor("embeddings.word_embeddings.weight", 30, 4),
    IDS,
    tensor("embeddings.layer_norm.weight", 4),
    tensor("encoder.layers.0.linear1.weight", 4, 16),
    tensor("encoder.layers.0.linear1.bias", 16),
    tensor("encoder.layers.0.linear2.weight", 16, 4),
    tensor("encoder.layers.0.linear2.bias", 4),
    tensor("pooler.weight", 4, 4),
)
#: The same in torch, with a prefix for its base model.
TORCH = {
    "embeddings.word_embeddings.weight": TorchName(name="embeddings.word_embeddings.weight"),
    "embeddings.layer_norm.weight": TorchName(name="embeddings.LayerNorm.weight"),
    "encoder.layers.0.linear1.weight": TorchName(name="encoder.layer.0.up.weight", transposed=True),
    "encoder.layers.0.linear1.bias": TorchName(name="encoder.layer.0.up.bias"),
    "encoder.layers.0.linear2.weight": TorchName(name="encoder.layer.0.down.weight", transposed=True),
    "encoder.layers.0.linear2.bias": TorchName(name="encoder.layer.0.down.bias"),
    "pooler.weight": TorchName(name="pooler.weight", transposed=True),
}


def prefixed(prefix: str, tensors: Iterable[TensorInfo] = MODEL) -> tuple[TensorInfo, ...]:
    return tuple(replace(one, name=f"{prefix}.{one.name}") for one in tensors)


def without(name: str, tensors: Iterable[TensorInfo] = MODEL) -> tuple[TensorInfo, ...]:
    return tuple(one for one in tensors if one.name != name)


def test_a_model_is_the_same_as_itself() -> None:
    found = compare(MODEL, MODEL)
    assert found.is_same
    assert found.same == len(MODEL)
    assert found.naming == Naming()
    assert found.left == found.right == totals(MODEL)


def test_totals_count_a_tied_tensor_once() -> None:
    found = totals([tensor("a", 2, 3), tensor("b", 2, 3, tied_to="a"), tensor("c", 5, dtype="float16")])
    assert (found.tensors, found.elements, found.nbytes) == (3, 11, 2 * 3 * 4 + 5 * 2)


def test_every_kind_of_difference() -> None:
    right = (
        *without("pooler.weight"),
        tensor("classifier.weight", 4, 2),
    )
    right = tuple(
        replace(one, shape=(31, 4))
        if "word" in one.name
        else replace(one, dtype="float16")
        if "norm" in one.name
        else one
        for one in right
    )
    found = compare(MODEL, right)
    assert [one.name for one in found.only_left] == ["pooler.weight"]
    assert [one.name for one in found.only_right] == ["classifier.weight"]
    assert [(pair.left.shape, pair.right.shape) for pair in found.shape_differs] == [((30, 4), (31, 4))]
    assert [(pair.left.dtype, pair.right.dtype) for pair in found.dtype_differs] == [("float32", "float16")]
    assert (found.same, found.number, found.is_same) == (5, 4, False)


def test_shape_and_dtype_of_one_tensor_are_one_difference() -> None:
    found = compare([tensor("a", 2)], [tensor("a", 3, dtype="int8")])
    assert (found.number, len(found.shape_differs), len(found.dtype_differs), found.same) == (1, 1, 1, 0)


@pytest.mark.parametrize(
    ("left", "right", "prefixes"),
    [
        (MODEL, prefixed("albert"), ("", "albert")),
        (prefixed("albert"), MODEL, ("albert", "")),
        (prefixed("albert"), prefixed("transformer"), ("albert", "transformer")),
        (MODEL, prefixed("model.decoder"), ("", "model.decoder")),
        (MODEL, (*prefixed("bert"), tensor("classifier.weight", 4, 2)), ("", "bert")),
    ],
)
def test_prefixes_are_recognised_and_named(
    left: tuple[TensorInfo, ...], right: tuple[TensorInfo, ...], prefixes: tuple[str, str]
) -> None:
    found = compare(left, right)
    assert (found.naming.left_prefix, found.naming.right_prefix) == prefixes
    assert found.same == len(MODEL)
    assert found.number == len(right) - len(MODEL)
    exact = compare(left, right, exact=True)
    assert exact.same == 0
    assert exact.naming == Naming()


@pytest.mark.parametrize(
    ("prefix", "is_taken"),
    [("module.model.bert", True), ("base_model.model.model.bert", True), ("a.base_model.model.model.bert", False)],
)
def test_a_prefix_has_four_parts_at_most(prefix: str, is_taken: bool) -> None:
    found = compare(MODEL, prefixed(prefix))
    assert (found.is_same, found.naming.right_prefix == prefix) == (is_taken, is_taken)


@pytest.mark.parametrize(("others", "is_taken"), [(len(MODEL) - 1, True), (len(MODEL), False)])
def test_a_prefix_is_what_more_than_half_of_the_names_begin_with(others: int, is_taken: bool) -> None:
    right = (*prefixed("bert"), *(tensor(f"other{number}", 1) for number in range(others)))
    assert compare(MODEL, right).naming.right_prefix == ("bert" if is_taken else "")


def test_a_prefix_that_would_merge_two_names_is_kept_there() -> None:
    left = (*MODEL, tensor("x", 1))
    right = (*prefixed("bert"), tensor("bert.x", 1), tensor("x", 2))
    found = compare(left, right)
    assert found.naming.right_prefix == "bert"
    assert len(found.only_left) + len(found.only_right) + len(found.shape_differs) == 2


def test_no_prefix_is_taken_off_when_names_agree_as_they_are() -> None:
    shared = prefixed("bert")
    assert compare(shared, (*shared, tensor("classifier.bias", 2))).naming == Naming()


def test_torchs_names_and_transposed_matrices_are_recognised() -> None:
    parameters = without(IDS.name)
    right = prefixed("bert", in_torch_layout(parameters, TORCH))
    found = compare(MODEL, right, torch_names=TORCH)
    assert found.is_same
    assert found.naming == Naming(right_prefix="bert", torch_names=True, transposed=3, like_torch=True)
    assert found.not_in_torch == (IDS,)
    broken = tuple(replace(one, shape=(16, 5)) if "up.weight" in one.name else one for one in right)
    [pair] = compare(MODEL, broken, torch_names=TORCH).shape_differs
    assert (pair.left.name, pair.left.shape, pair.right.shape) == ("encoder.layers.0.linear1.weight", (4, 16), (16, 5))


def test_without_a_table_torchs_file_is_said_to_look_like_torchs() -> None:
    right = in_torch_layout(without(IDS.name), TORCH)
    found = compare(MODEL, right)
    assert not found.is_same
    assert found.naming.like_torch
    assert not found.naming.torch_left
    turned = compare(right, MODEL).naming
    assert turned.like_torch
    assert turned.torch_left


def test_buffers_that_torch_stores_too_are_matched() -> None:
    left = prefixed("transformer")
    names = {f"transformer.{name}": replace(torch, name=f"albert.{torch.name}") for name, torch in TORCH.items()}
    right = (*in_torch_layout(left, names)[:1], replace(IDS, name=f"albert.{IDS.name}"))
    right += tuple(one for one in in_torch_layout(left, names) if one.name.startswith("albert."))[1:]
    found = compare(left, right, torch_names=names)
    assert found.is_same
    assert found.not_in_torch == ()


def test_torchs_layout_under_paddles_names_is_recognised_by_shapes() -> None:
    turned = tuple(replace(one, shape=one.shape[::-1]) if "linear" in one.name else one for one in MODEL)
    found = compare(MODEL, turned)
    assert found.is_same
    assert found.naming.transposed == 2
    assert compare(MODEL, turned, exact=True).number == 2


def test_one_transposed_matrix_is_a_difference() -> None:
    turned = tuple(replace(one, shape=one.shape[::-1]) if "linear1" in one.name else one for one in MODEL)
    found = compare(MODEL, turned)
    assert [pair.left.name for pair in found.shape_differs] == ["encoder.layers.0.linear1.weight"]
    assert found.naming.transposed == 0


def test_a_tied_tensor_may_be_stored_once() -> None:
    tied = tensor("decoder.weight", 30, 4, tied_to="embeddings.word_embeddings.weight")
    found = compare((*MODEL, tied), MODEL)
    assert found.is_same
    assert found.stored_elsewhere == (tied,)
    # The other way round: the file has the second name only.
    found = compare((*MODEL, tied), (*MODEL[1:], replace(tied, tied_to=None)))
    assert found.is_same
    assert found.stored_elsewhere == MODEL[:1]
    # And neither of both: then it is missing.
    assert [one.name for one in compare((*MODEL, tied), MODEL[1:]).only_left] == [MODEL[0].name, tied.name]


def test_nothing_compared_with_nothing() -> None:
    assert compare((), ()).is_same
    assert compare(MODEL, ()).only_left == MODEL
    assert compare((), MODEL).only_right == MODEL


names = st.lists(st.sampled_from("ab"), min_size=1, max_size=4).map(".".join)
models = st.dictionaries(names, st.sampled_from([(2, 3), (3, 2), (4,)]), max_size=12).map(
    lambda entries: tuple(tensor(name, *shape) for name, shape in entries.items())
)


@given(left=models, right=models)
def test_every_tensor_is_accounted_for_once(left: tuple[TensorInfo, ...], right: tuple[TensorInfo, ...]) -> None:
    found = match(left, right)
    lefts = [one.own for one, _ in found.pairs] + list(found.only_left)
    rights = [other.own for _, other in found.pairs] + list(found.only_right)
    assert sorted(one.name for one in lefts) == sorted(one.name for one in left)
    assert sorted(one.name for one in rights) == sorted(one.name for one in right)
    assert len(found.pairs) >= len({one.name for one in left} & {one.name for one in right})


def test_a_prefix_has_up_to_four_parts() -> None:
    """`base_model.model.model.decoder` is what peft makes of a decoder."""
    found = compare(MODEL, prefixed("base_model.model.model.decoder"))
    assert found.is_same
    assert found.naming.right_prefix == "base_model.model.model.decoder"


def test_norms_by_their_old_names_are_those_of_today() -> None:
    left = (tensor("a.LayerNorm.weight", 4), tensor("a.LayerNorm.bias", 4), tensor("b", 2))
    right = (tensor("a.LayerNorm.gamma", 4), tensor("a.LayerNorm.beta", 4), tensor("b", 2))
    assert compare(left, right).is_same
    assert not compare(left, right, exact=True).is_same
    both = compare(left, (*right, tensor("a.LayerNorm.weight", 4)))
    assert [one.name for one in both.only_right] == ["a.LayerNorm.gamma"]


def test_torchs_names_with_matrices_as_paddle_has_them_are_not_called_transposed() -> None:
    parameters = without(IDS.name)
    turned = in_torch_layout(parameters, TORCH)
    right = tuple(replace(one, shape=own.shape) for one, own in zip(turned, parameters, strict=True))
    found = compare(MODEL, right, torch_names=TORCH)
    assert found.is_same
    assert (found.naming.torch_names, found.naming.transposed) == (True, 0)
    one_turned = tuple(now if "up.weight" in now.name else one for one, now in zip(right, turned, strict=True))
    assert not compare(MODEL, one_turned, torch_names=TORCH).is_same


def test_another_dtype_counts_only_where_it_is_to() -> None:
    half = tuple(replace(one, dtype="float16") for one in MODEL)
    assert len(compare(MODEL, half).dtype_differs) == len(MODEL)
    assert compare(MODEL, half, dtypes_count=False).is_same
