"""A comparison in words, tables and JSON."""

from __future__ import annotations

from dataclasses import replace

import pytest

from paddle_inspect.base.records import TensorInfo
from paddle_inspect.comparisons.tensors import Naming, compare
from paddle_inspect.views.diff import (
    DIFF,
    VERIFY,
    comparison_tree,
    differences_table,
    remarks,
    totals_table,
    verdict,
)

LEFT = (
    TensorInfo(name="a", shape=(2, 3), dtype="float32"),
    TensorInfo(name="b", shape=(4,), dtype="float32"),
    TensorInfo(name="c", shape=(5,), dtype="float32"),
    TensorInfo(name="d", shape=(), dtype="int64"),
)
RIGHT = (
    LEFT[0],
    replace(LEFT[1], shape=(6,)),
    replace(LEFT[2], dtype="float16"),
    TensorInfo(name="e", shape=(7,), dtype="int8"),
)
FOUND = compare(LEFT, RIGHT)


def test_every_difference_has_a_line() -> None:
    assert differences_table(FOUND, VERIFY).rows == (
        ("missing", "d", "int64 []", ""),
        ("unexpected", "e", "", "int8 [7]"),
        ("shape", "b", "[4]", "[6]"),
        ("dtype", "c", "float32", "float16"),
    )
    assert [row[0] for row in differences_table(FOUND, DIFF).rows[:2]] == ["only left", "only right"]
    assert differences_table(compare(LEFT, LEFT), DIFF).rows == ()


def test_totals_of_both_sides() -> None:
    assert totals_table(FOUND, ("one", "other"), VERIFY).rows == (
        ("expected", "4", "16", "68 B", "one"),
        ("file", "4", "24", "65 B", "other"),
    )


def test_the_verdict_counts() -> None:
    assert verdict(FOUND, VERIFY) == (
        "different: 1 missing, 1 unexpected, 1 of another shape, 1 of another dtype; 1 tensor is the same"
    )
    assert verdict(compare(LEFT, LEFT), VERIFY) == "the same: 4 tensors agree in name, shape and dtype"
    prefixed = tuple(replace(tensor, name=f"bert.{tensor.name}") for tensor in LEFT)
    assert verdict(compare(LEFT, prefixed), DIFF).startswith("the same but for the prefix: 4 tensors")


@pytest.mark.parametrize(
    ("naming", "said"),
    [
        (Naming(), []),
        (Naming(left_prefix="a"), ["prefix: the names of the weight begin with a., those of the file do not"]),
        (Naming(right_prefix="b"), ["prefix: the names of the file begin with b., those of the weight do not"]),
        (Naming(left_prefix="a", right_prefix="b"), ["prefix: a. of the weight is b. in the file"]),
        (
            Naming(torch_names=True, transposed=3, like_torch=True),
            ["torch: the file has torch's names, and 3 transposed matrices"],
        ),
        (
            Naming(transposed=3, like_torch=True),
            ["torch: the file has torch's layout, 3 transposed matrices"],
        ),
        (
            Naming(like_torch=True),
            ["torch: the names of the file look like torch's, and PaddleNLP's table for them does not fit"],
        ),
        (
            Naming(torch_names=True, transposed=3, like_torch=True, torch_left=True),
            ["torch: the weight has torch's names, and 3 transposed matrices"],
        ),
        (
            Naming(transposed=3, like_torch=True, torch_left=True),
            ["torch: the weight has torch's layout, 3 transposed matrices"],
        ),
    ],
)
def test_what_was_done_to_names_is_said(naming: Naming, said: list[str]) -> None:
    assert remarks(replace(FOUND, naming=naming), VERIFY) == said


def test_ties_and_buffers_are_remarked() -> None:
    found = replace(FOUND, stored_elsewhere=LEFT[:2], not_in_torch=LEFT[3:])
    assert remarks(found, DIFF) == [
        "torch: has no counterpart of d",
        "tied: a, b stored once, under another name",
    ]


def test_json_has_every_difference() -> None:
    tree = comparison_tree(FOUND, ("one", "other"))
    assert tree == {
        "same": False,
        "left": {"what": "one", "tensors": 4, "elements": 16, "bytes": 68},
        "right": {"what": "other", "tensors": 4, "elements": 24, "bytes": 65},
        "naming": {
            "left_prefix": None,
            "right_prefix": None,
            "torch_names": False,
            "transposed": 0,
            "like_torch": False,
        },
        "same_tensors": 1,
        "only_left": [{"name": "d", "shape": [], "dtype": "int64"}],
        "only_right": [{"name": "e", "shape": [7], "dtype": "int8"}],
        "shape_differs": [
            {
                "left": {"name": "b", "shape": [4], "dtype": "float32"},
                "right": {"name": "b", "shape": [6], "dtype": "float32"},
            }
        ],
        "dtype_differs": [
            {
                "left": {"name": "c", "shape": [5], "dtype": "float32"},
                "right": {"name": "c", "shape": [5], "dtype": "float16"},
            }
        ],
        "stored_elsewhere": [],
        "not_in_torch": [],
    }
