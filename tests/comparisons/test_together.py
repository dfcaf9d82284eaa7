"""Tensor-parallel parts put together by the shapes of the model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from paddle_inspect.base.errors import InputError
from paddle_inspect.base.records import TensorInfo
from paddle_inspect.base.run import Run
from paddle_inspect.comparisons.sides import Side, compare_sides, put_together, side_of_file
from paddle_inspect.comparisons.together import together
from tests import weight_files as wf


def tensors(dtype: str = "float32", **shapes: tuple[int, ...]) -> tuple[TensorInfo, ...]:
    return tuple(TensorInfo(name=name.replace("_", "."), shape=shape, dtype=dtype) for name, shape in shapes.items())


MODEL = tensors(embed=(100, 8), column_w=(8, 12), column_b=(12,), row_w=(12, 8), row_b=(8,), norm=(8,))
PART = tensors(embed=(50, 8), column_w=(8, 6), column_b=(6,), row_w=(6, 8), row_b=(8,), norm=(8,))


def shapes(found: tuple[TensorInfo, ...]) -> dict[str, tuple[int, ...]]:
    return {tensor.name: tensor.shape for tensor in found}


def test_each_tensor_is_split_along_the_axis_that_gives_the_models_shape() -> None:
    found = together(MODEL, [PART, PART])
    assert shapes(found.tensors) == shapes(MODEL)
    assert (found.split, found.repeated, found.apart) == (4, 2, ())


def test_parts_need_not_be_equal() -> None:
    found = together(tensors(w=(7, 3)), [tensors(w=(4, 3)), tensors(w=(3, 3))])
    assert shapes(found.tensors) == {"w": (7, 3)}


def test_three_parts_are_three_times_one() -> None:
    found = together(tensors(w=(12, 3)), [tensors(w=(4, 3))] * 3)
    assert shapes(found.tensors) == {"w": (12, 3)}


@pytest.mark.parametrize(
    "parts",
    [
        [tensors(w=(4, 3)), tensors(w=(4, 4))],  # 4 x 7 and no 8 x 3
        [tensors(w=(4, 3)), tensors(w=(4, 4, 1))],
        [tensors(w=(4, 3)), ()],
        [tensors(w=(4, 3)), tensors("float16", w=(4, 3))],
        [tensors(w=(5, 3)), tensors(w=(5, 3))],
        [tensors(w=(2, 3)), tensors(w=(2, 3))],
    ],
)
def test_what_does_not_give_the_models_shape_is_left_apart(parts: list[tuple[TensorInfo, ...]]) -> None:
    found = together(tensors(w=(8, 3)), parts)
    assert shapes(found.tensors) == {"w": parts[0][0].shape}
    assert (found.split, found.repeated, found.apart) == (0, 0, ("w",))


def test_a_tensor_that_the_model_does_not_have_is_left_apart() -> None:
    found = together(MODEL, [(*PART, *tensors(extra=(2,)))] * 2)
    assert found.apart == ("extra",)
    assert shapes(found.tensors)["extra"] == (2,)


def test_a_prefix_is_seen_through_unless_names_are_exact() -> None:
    prefixed = tuple(TensorInfo(name=f"bert.{one.name}", shape=one.shape, dtype=one.dtype) for one in PART)
    assert together(MODEL, [prefixed, prefixed]).apart == ()
    assert len(together(MODEL, [prefixed, prefixed], exact=True).apart) == len(MODEL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for rank in (0, 1):
        wf.write_pickle(
            tmp_path / f"model_state.tp{rank:02}.pdparams",
            {one.name: np.zeros(one.shape, one.dtype) for one in PART},
        )
    return tmp_path


def test_a_folder_of_parts_is_the_model(folder: Path) -> None:
    model = Side(label="model", tensors=MODEL)
    left, right = put_together(model, side_of_file(folder))
    assert compare_sides(left, right, Run()).is_same
    assert left is model
    assert right.note == (
        f"{folder} is put together from 2 tensor-parallel parts: 4 tensors are split along one axis,"
        " 2 have the whole shape in each"
    )


def test_what_is_apart_is_named_and_a_difference(folder: Path) -> None:
    other = tuple(one for one in MODEL if one.name != "norm")
    left, right = put_together(side_of_file(folder), Side(label="model", tensors=other))
    assert left.note is not None
    assert left.note.endswith(", 1 does not fit and stands as the first part has it, as norm")
    assert [one.name for one in compare_sides(left, right, Run()).only_left] == ["norm"]


def test_one_part_can_be_chosen(folder: Path) -> None:
    chosen = side_of_file(folder, "tp01")
    assert (chosen.tensors, chosen.ranks) == (PART, ())


def test_two_folders_of_parts_prove_nothing(folder: Path) -> None:
    side = side_of_file(folder)
    with pytest.raises(InputError, match="compare each with the model"):
        put_together(side, side)
