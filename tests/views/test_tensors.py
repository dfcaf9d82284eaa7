"""Lists of tensors as tables and JSON."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_inspect.base.records import TensorInfo, TensorKind
from paddle_inspect.tables.document import Document, Section
from paddle_inspect.tables.formats.terminal import render
from paddle_inspect.tables.narrow import fit
from paddle_inspect.views.tensors import (
    Selection,
    folded,
    format_shape,
    group,
    group_json,
    select,
    tensor_table,
    tensors_json,
    tensors_section,
    totals_table,
)

TENSORS = (
    TensorInfo(name="embeddings.word.weight", shape=(30000, 128), dtype="float32"),
    TensorInfo(name="encoder.0.fc.weight", shape=(1, 768), dtype="bfloat16"),
    TensorInfo(name="encoder.0.fc.bias", shape=(768,), dtype="bfloat16"),
    TensorInfo(name="step", shape=(), dtype="int64"),
    TensorInfo(name="decoder.weight", shape=(30000, 128), dtype="float32", tied_to="embeddings.word.weight"),
)


def test_the_table_is_aligned_and_has_units() -> None:
    assert render(Document(sections_of=lambda: (Section(table=tensor_table(TENSORS)),))) == (
        "name                    shape         squeezed      dtype      elements     bytes  form    tied to\n"
        "embeddings.word.weight  [30000, 128]  [30000, 128]  float32   3,840,000  14.6 MiB  matrix\n"
        "encoder.0.fc.weight     [1, 768]      [768]         bfloat16        768  1.50 KiB  vector\n"
        "encoder.0.fc.bias       [768]         [768]         bfloat16        768  1.50 KiB  vector\n"
        "step                    []            []            int64             1       8 B  scalar\n"
        "decoder.weight          [30000, 128]  [30000, 128]  float32   3,840,000  14.6 MiB  matrix"
        "  embeddings.word.weight\n"
    )


def test_exact_numbers_are_bare() -> None:
    assert tensor_table(TENSORS, exact=True).rows[0][4:6] == ("3840000", "15360000")


def test_select_by_glob() -> None:
    assert [tensor.name for tensor in select(TENSORS, "*.fc.*")] == ["encoder.0.fc.weight", "encoder.0.fc.bias"]
    assert select(TENSORS, None) == TENSORS
    assert select(TENSORS, "FC") == ()


@pytest.mark.parametrize(
    ("depth", "prefixes"),
    [
        (1, ["embeddings.*", "encoder.*", "step", "decoder.*"]),
        (2, ["embeddings.word.*", "encoder.0.*", "step", "decoder.weight"]),
        (9, [tensor.name for tensor in TENSORS]),
    ],
)
def test_groups_by_prefix(depth: int, prefixes: list[str]) -> None:
    groups = group(TENSORS, depth)
    assert [one.prefix for one in groups] == prefixes
    assert sum(one.tensors for one in groups) == len(TENSORS)
    assert sum(one.elements for one in groups) == 3_840_000 + 768 + 768 + 1  # the tied tensor once


@given(st.lists(st.lists(st.sampled_from("ab"), min_size=1, max_size=4).map(".".join), unique=True), st.integers(1, 5))
def test_no_tensor_is_lost_in_groups(names: list[str], depth: int) -> None:
    tensors = [TensorInfo(name=name, shape=(2,), dtype="int8") for name in names]
    assert sum(one.tensors for one in group(tensors, depth)) == len(names)


def test_totals_by_dtype_add_up() -> None:
    table = totals_table(TENSORS, exact=True)
    assert table.rows == (
        ("float32", "2", "3840000", "15360000"),
        ("bfloat16", "2", "1536", "3072"),
        ("int64", "1", "1", "8"),
        ("total", "5", "3841537", "15363080"),
    )
    assert [row[0] for row in totals_table(TENSORS[:1]).rows] == ["float32"]
    assert totals_table(()).rows == (("total", "0", "0", "0 B"),)


def test_json() -> None:
    assert next(tensors_json(TENSORS[1:2])) == {
        "name": "encoder.0.fc.weight",
        "shape": [1, 768],
        "squeezed_shape": [768],
        "dtype": "bfloat16",
        "elements": 768,
        "bytes": 1536,
        "form": "vector",
        "tied_to": None,
    }
    [only] = group(TENSORS[1:3], 1)
    assert group_json(only) == {
        "prefix": "encoder.*",
        "tensors": 2,
        "elements": 1536,
        "bytes": 3072,
        "dtypes": ["bfloat16"],
    }


def test_a_narrow_terminal_does_without_what_follows_from_the_rest() -> None:
    def titles(width: int, tensors: tuple[TensorInfo, ...] = TENSORS) -> list[str]:
        return [column.title for column in fit(tensor_table(tensors), width).columns]

    whole = ["name", "shape", "squeezed", "dtype", "elements", "bytes", "form", "tied to"]
    assert titles(300) == whole
    assert titles(300, TENSORS[:3]) == whole[:-1]  # nothing is tied
    importance = ["elements", "dtype", "bytes", "tied to", "form", "squeezed"]
    for width in range(60, 200):
        left = [title for title in importance if title in titles(width)]
        assert titles(width)[:2] == ["name", "shape"]
        assert left == importance[: len(left)] or sum(map(len, left)) < width  # what is narrow enough may stay
    assert titles(60)[2] == "dtype"


def test_shapes() -> None:
    assert [format_shape(shape) for shape in ((), (1,), (2, 3))] == ["[]", "[1]", "[2, 3]"]


def test_kinds_are_told_where_they_are_known() -> None:
    tensors = (
        TensorInfo(name="ids", shape=(4,), dtype="int64", kind=TensorKind.BUFFER, trainable=False),
        TensorInfo(name="sines", shape=(4,), dtype="float32", trainable=False),
        TensorInfo(name="a", shape=(4,), dtype="float32"),
    )
    table = tensor_table(tensors, kinds=True)
    assert [column.title for column in table.columns][-2:] == ["kind", "tied to"]
    assert [row[-2] for row in table.rows] == ["buffer", "frozen", "parameter"]
    assert next(tensors_json(tensors[:1], kinds=True))["kind"] == "buffer"
    assert "kind" not in next(tensors_json(tensors[:1]))


def layers(name: str, *numbers: int, shape: tuple[int, ...] = (4,)) -> list[TensorInfo]:
    return [TensorInfo(name=name.format(number), shape=shape, dtype="float32") for number in numbers]


def test_equal_tensors_of_numbered_layers_are_one_where_the_first_stood() -> None:
    found = folded([*layers("first", 0), *layers("h.{}.w", *range(12)), *layers("h.{}.b", 0, 1, 2, 7), *layers("z", 0)])
    assert [(tensor.name, times) for tensor, times in found] == [
        ("first", 1),
        ("h.0-11.w", 12),
        ("h.0-2,7.b", 4),
        ("z", 1),
    ]


def test_experts_in_layers_are_one_when_every_layer_has_each() -> None:
    names = [f"h.{layer}.e.{expert}.w" for layer in range(2) for expert in range(3)]
    tensors = [tensor for name in names for tensor in layers(name, 0)]
    assert [(tensor.name, times) for tensor, times in folded(tensors)] == [("h.0-1.e.0-2.w", 6)]
    assert [tensor.name for tensor, _ in folded(tensors[1:])] == names[1:]


def test_what_differs_in_shape_or_is_tied_is_not_one() -> None:
    tied = TensorInfo(name="h.2.w", shape=(4,), dtype="float32", tied_to="h.0.w")
    tensors = [*layers("h.{}.w", 0, 1), tied, *layers("h.{}.w", 3, shape=(5,))]
    assert [tensor.name for tensor, _ in folded(tensors)] == ["h.0-1.w", "h.2.w", "h.3.w"]


def test_lines_that_stand_for_several_say_so_and_scripts_get_each() -> None:
    selection, tensors = Selection(is_folded=True), layers("h.{}.w", 0, 1)
    section = tensors_section("Tensors", tensors, selection)
    assert section.table is not None
    assert [row[:2] for row in section.table.rows] == [("h.0-1.w", "2")]
    assert "--all" in " ".join(section.notes)
    assert tensors_section("Tensors", layers("w", 0), selection).notes == ()
    assert [row[0] for row in selection.table(tensors, exact=True).rows] == ["h.0.w", "h.1.w"]
    assert [row[0] for row in Selection().table(tensors).rows] == ["h.0.w", "h.1.w"]
