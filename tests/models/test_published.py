"""Parameters that a published model may be without, found by what they are and not by their names."""

from __future__ import annotations

from paddle_inspect.base.records import Inventory, Operator, TensorInfo, Trace, WeightSpec
from paddle_inspect.models.published import apart
from paddle_inspect.models.ways import ways_of

SPEC = WeightSpec(name="toy", family="Toys", architecture="Model", config={"vocab_size": 50})
WORDS, WIDTH = 50, 8


def matrix(name: str, *shape: int, trainable: bool = True, tied_to: str | None = None) -> TensorInfo:
    return TensorInfo(name=name, shape=shape, dtype="float32", trainable=trainable, tied_to=tied_to)


def model(*tensors: TensorInfo) -> Inventory:
    return Inventory(weight="toy", architecture="Model", tensors=tensors)


def found(inventory: Inventory, trace: Trace | None = None) -> dict[str, int]:
    return {one.code: one.elements for one in apart(SPEC, inventory, trace)}


def using(*names: str) -> Trace:
    shape = (1, 4, WIDTH)
    operators = tuple(
        Operator(name="matmul", inputs=(shape, (WIDTH, 8)), outputs=(shape,), parameters=(n,)) for n in names
    )
    inputs = (("input_ids", (1, 4)),)
    return Trace(weight="toy", architecture="Model", batch=1, seq_len=4, inputs=inputs, operators=operators)


def test_a_layer_that_a_pass_does_not_use() -> None:
    inventory = model(matrix("layer", WIDTH, WIDTH), matrix("fit", WIDTH, 100))
    assert found(inventory, using("layer")) == {"without-unused": WIDTH * 100}
    assert found(inventory, using("layer", "fit")) == {}
    assert found(inventory) == {}


def test_what_nothing_trains() -> None:
    inventory = model(matrix("layer", WIDTH, WIDTH), matrix("sines", 512, WIDTH, trainable=False))
    assert found(inventory) == {"without-constants": 512 * WIDTH}


def test_copies_of_a_table_of_words() -> None:
    tables = [matrix(name, WORDS, WIDTH) for name in ("shared", "encoder", "decoder")]
    assert found(model(*tables)) == {"tied-as-published": 2 * WORDS * WIDTH}


def test_what_is_no_copy_of_a_table_of_words() -> None:
    inventory = model(
        matrix("words", WORDS, WIDTH),
        matrix("tied", WORDS, WIDTH, tied_to="words"),
        matrix("factored", WORDS, WIDTH + 1),  # another width
        matrix("x", 1024, WIDTH),  # coordinates: two tables of one shape, and not of words
        matrix("y", 1024, WIDTH),
        matrix("bias", WORDS),
    )
    assert found(inventory) == {}


def test_each_is_a_way_of_counting_and_a_sentence() -> None:
    inventory = model(matrix("shared", WORDS, WIDTH), matrix("encoder", WORDS, WIDTH), matrix("fit", WIDTH, WIDTH))
    without = apart(SPEC, inventory, using("shared", "encoder"))
    counts = {way.code: way.count for way in ways_of(inventory, without=without)}
    assert counts["without-unused"] == 2 * WORDS * WIDTH
    assert counts["tied-as-published"] == WORDS * WIDTH + WIDTH * WIDTH
    assert [one.sentence for one in without] == [
        "Not used by a pass of input_ids: 1 tensor, 64 elements (fit).",
        "Tables of words that are copies of one shape and not tied: 1 tensor, 400 elements (encoder).",
    ]
