"""The part of a page about what runs."""

from __future__ import annotations

from paddle_inspect.base.errors import NotTraced
from paddle_inspect.base.records import Inventory, Operator, TensorInfo, Trace
from paddle_inspect.tables.document import Section
from paddle_inspect.views.passes import pass_sections, pass_tree

INVENTORY = Inventory(
    weight="w",
    architecture="M",
    tensors=(
        TensorInfo(name="embed.weight", shape=(10, 4), dtype="float32"),
        TensorInfo(name="layer.weight", shape=(4, 4), dtype="float32"),
        TensorInfo(name="head.weight", shape=(10, 4), dtype="float32", tied_to="embed.weight"),
        *(TensorInfo(name=f"unused.{n}", shape=(3,), dtype="float32") for n in range(7)),
    ),
)
LAYER = Operator(name="matmul", inputs=((2, 8, 4), (4, 4)), outputs=((2, 8, 4),), parameters=("layer.weight",))
TRACE = Trace(
    weight="w",
    architecture="M",
    batch=2,
    seq_len=8,
    inputs=(("input_ids", (2, 8)),),
    operators=(
        Operator(name="embedding", inputs=((2, 8), (10, 4)), outputs=((2, 8, 4),), parameters=("embed.weight",)),
        LAYER,
        LAYER,
        LAYER,
    ),
)
REFUSAL = NotTraced("w", "it prints")


def section(title: str, found: list[Section]) -> Section:
    [wanted] = [one for one in found if one.title == title]
    return wanted


def rows(title: str, found: list[Section]) -> tuple[tuple[str, ...], ...]:
    table = section(title, found).table
    assert table is not None
    return table.rows


def test_what_is_stored_and_what_runs_stand_side_by_side() -> None:
    found = pass_sections(INVENTORY, TRACE)
    # 40 + 16 + 21 stored; the table once, the layer three times
    assert rows("Stored and executed", found) == (
        ("stored", "77", "1.00"),
        ("executed for each token", "88", "1.14"),
    )
    assert rows("Used more than once", found) == (("layer.weight", "3", "1", "16", "48"),)
    assert rows("Tied tensors", found) == (("head.weight", "embed.weight", "40"),)
    [_, unused] = section("Stored and executed", found).notes
    assert unused == "This pass does not use 21 of them: " + ", ".join(f"unused.{n}" for n in range(5)) + " and 2 more."


def test_flops_are_stated_with_their_convention_and_what_is_left_out() -> None:
    compute = section("Compute", pass_sections(INVENTORY, TRACE))
    each = 2 * 8 * 4 * 4
    assert rows("Compute", [compute]) == (
        ("matmul", "3", f"{3 * each:,}", f"{6 * each:,}"),
        ("total", "", f"{3 * each:,}", f"{6 * each:,}"),
    )
    assert compute.notes == (
        "One forward pass with batch 2 and 8 tokens (input_ids [2, 8]). One multiply-add is 2 FLOPs.",
        "Not counted: embedding (1).",
    )


def test_memory_says_that_training_is_an_estimate() -> None:
    memory = section("Memory", pass_sections(INVENTORY, REFUSAL))
    assert rows("Memory", [memory])[0] == ("weights in float32", "308", "308 B")
    assert rows("Memory", [memory])[-1] == ("training with Adam", "1,232", "1.203 KiB")
    assert "an estimate without activations" in memory.notes[1]


def test_a_model_that_is_not_traced_says_why_and_keeps_the_rest() -> None:
    found = pass_sections(INVENTORY, REFUSAL)
    assert [one.title for one in found] == ["Tied tensors", "Memory", "Compute"]
    assert section("Compute", found).notes == ("Not traced, so what runs is not known: it prints",)
    tree = pass_tree(INVENTORY, REFUSAL)
    assert (tree["execution"], tree["compute"], tree["not_traced"]) == (None, None, "it prints")


def test_an_unknown_size_is_shown_as_unknown() -> None:
    unknown = Operator(name="matmul", inputs=((-1, 4), (4, 4)), outputs=((-1, 4),))
    trace = Trace(weight="w", architecture="M", batch=1, seq_len=1, inputs=(), operators=(unknown,))
    assert rows("Compute", pass_sections(INVENTORY, trace))[-1] == ("total", "", "unknown", "unknown")
    assert pass_tree(INVENTORY, trace)["compute"]["flops"] is None  # type: ignore[index]


def test_json_has_the_same_numbers() -> None:
    tree = pass_tree(INVENTORY, TRACE)
    assert tree["execution"] == {
        "stored_parameters": 77,
        "executed_parameters": 88,
        "reused": [{"part": "layer.weight", "passes": 3, "tensors": 1, "elements": 16}],
        "unused": [f"unused.{n}" for n in range(7)],
    }
    assert tree["compute"]["flops"] == 6 * 2 * 8 * 4 * 4  # type: ignore[index]
    assert tree["tied"] == [{"name": "head.weight", "tied_to": "embed.weight"}]
