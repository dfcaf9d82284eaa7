"""The heads of a weight, listed and side by side."""

from __future__ import annotations

from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.records import Inventory, TensorInfo, WeightSpec
from paddle_inspect.models.counting import Counted
from paddle_inspect.models.heads import Head
from paddle_inspect.views.heads import heads_table, heads_tree, listing, matrix, refusals

SPEC = WeightSpec(name="some/weight", family="SOME", architecture="SomeModel", config={})
BASE = Head(name="base", architecture="SomeModel")


def inventory(architecture: str, *sizes: int) -> Inventory:
    tensors = (TensorInfo(name=f"t{n}", shape=(size,), dtype="float32") for n, size in enumerate(sizes))
    return Inventory(weight="some/weight", architecture=architecture, tensors=tuple(tensors))


INVENTORY = inventory("SomeModel", 1000, 234)
COUNTED: list[tuple[Head, Counted]] = [
    (BASE, INVENTORY),
    (Head(name="big", architecture="SomeHead"), inventory("SomeHead", 1300)),
    (Head(name="broken", architecture="SomeBroken"), NotCounted("some/weight", "it does not build")),
]


def test_the_matrix_of_heads_shows_differences_and_refusals() -> None:
    assert heads_table(INVENTORY, COUNTED).rows == (
        ("base", "SomeModel", "1,234", "2", "+0"),
        ("big", "SomeHead", "1,300", "1", "+66"),
        ("broken", "SomeBroken", "not counted", "", ""),
    )
    assert refusals(COUNTED) == ("broken: it does not build",)
    assert [head["more_than_base"] for head in heads_tree(INVENTORY, COUNTED)] == [0, 66, None]


def test_the_document_has_the_matrix_and_its_refusals() -> None:
    found = matrix(SPEC, COUNTED, {"paddlenlp": "2.8.1"})
    [section] = found.sections
    assert (found.title, section.table) == ("some/weight", heads_table(INVENTORY, COUNTED))
    assert section.notes == ("broken: it does not build",)
    assert found.tree == {
        "versions": {"paddlenlp": "2.8.1"},
        "weight": "some/weight",
        "heads": heads_tree(INVENTORY, COUNTED),
    }


def test_without_a_base_there_is_no_difference() -> None:
    counted: list[tuple[Head, Counted]] = [(BASE, NotCounted("some/weight", "no")), *COUNTED[1:2]]
    assert [row[2:] for row in heads_table(counted[0][1], counted).rows] == [
        ("not counted", "", ""),
        ("1,300", "1", ""),
    ]


def test_the_list_has_every_name_of_a_head() -> None:
    head = Head(name="masked-lm", architecture="SomeGenerator", aliases=("generator", "lm"))
    found = listing(SPEC, [BASE, head], {})
    assert found.listing.rows == (("base", "SomeModel", ""), ("masked-lm", "SomeGenerator", "generator, lm"))
    assert isinstance(found.tree, dict)
    assert found.tree["heads"][1] == {
        "head": "masked-lm",
        "architecture": "SomeGenerator",
        "aliases": ["generator", "lm"],
    }
