"""Costs of operators by hand, and what a pass executes."""

from __future__ import annotations

import pytest

from paddle_inspect.base.records import Inventory, Operator, Shape, TensorInfo, TensorKind, Trace
from paddle_inspect.models.cost import Execution, Reused, costs, execution, flops, training_bytes, weight_bytes


def trace(*operators: Operator) -> Trace:
    return Trace(weight="w", architecture="M", batch=1, seq_len=8, inputs=(), operators=operators)


def operator(
    name: str, inputs: tuple[Shape, ...], output: Shape, *parameters: str, **attributes: str | bool
) -> Operator:
    return Operator(
        name=name, inputs=inputs, outputs=(output,), parameters=parameters, attributes=tuple(attributes.items())
    )


@pytest.mark.parametrize(
    ("one", "multiply_adds"),
    [
        (operator("matmul", ((1, 8, 5), (5, 7)), (1, 8, 7)), 8 * 5 * 7),
        (operator("matmul", ((2, 3, 8, 5), (2, 3, 7, 5)), (2, 3, 8, 7), transpose_y=True), 2 * 3 * 8 * 5 * 7),
        (operator("matmul", ((5, 8), (5, 7)), (8, 7), transpose_x=True), 5 * 8 * 7),
        (operator("matmul", ((5,), (5, 7)), (7,), transpose_x=True), 5 * 7),
        (operator("bmm", ((4, 8, 5), (4, 5, 7)), (4, 8, 7)), 4 * 8 * 5 * 7),
        (operator("mv", ((8, 5), (5,)), (8,)), 8 * 5),
        (operator("addmm", ((8, 7), (8, 5), (5, 7)), (8, 7)), 8 * 5 * 7),
        (operator("baddbmm", ((4, 8, 7), (4, 8, 5), (4, 5, 7)), (4, 8, 7)), 4 * 8 * 5 * 7),
        (operator("einsum", ((8, 1, 4), (4, 2, 3)), (8, 1, 2, 3), equation="ibh,hnd->ibnd"), 8 * 1 * 4 * 2 * 3),
        (operator("einsum", ((6, 8, 4), (4, 3)), (6, 8, 3), equation="...d, de -> ...e"), 6 * 8 * 4 * 3),
        # what an ellipsis stands for is as good as written from the right: 3 stands beside 3, and 2 is one more
        (operator("einsum", ((2, 3, 4, 5), (3, 5, 6)), (2, 3, 4, 6), equation="...ij,...jk->...ik"), 2 * 3 * 4 * 5 * 6),
        (operator("einsum", ((4, 2, 3), (4, 5)), (2, 3, 5), equation="a...,ab->...b"), 4 * 2 * 3 * 5),
        # a filter of 3 x 3 over 16 of 32 channels in two groups, 64 outputs at 10 x 12 places
        (operator("conv2d", ((1, 32, 10, 12), (64, 16, 3, 3)), (1, 64, 10, 12)), 64 * 10 * 12 * 16 * 9),
        (operator("depthwise_conv2d", ((1, 32, 10, 12), (32, 1, 3, 3)), (1, 32, 10, 12)), 32 * 10 * 12 * 9),
        (operator("conv2d_transpose", ((1, 32, 5, 6), (32, 16, 2, 2)), (1, 16, 10, 12)), 32 * 5 * 6 * 16 * 4),
        # a GRU of 7 units, one layer, in two directions, on 2 texts of 6 tokens of 5: three gates, twice
        (
            operator(
                "rnn",
                ((6, 2, 5), (2, 2, 7), (21, 5), (21, 7), (21, 5), (21, 7), (21,), (21,), (21,), (21,)),
                (6, 2, 14),
            ),
            6 * 2 * 2 * 3 * (7 * 5 + 7 * 7),
        ),
        (operator("depthwise_conv2d_transpose", ((1, 32, 5, 6), (32, 1, 2, 2)), (1, 32, 10, 12)), 32 * 5 * 6 * 4),
        (operator("fused_conv2d_add_act", ((1, 3, 10, 12), (64, 3, 3, 3), (64,)), (1, 64, 10, 12)), 64 * 120 * 3 * 9),
        # two offsets for each of nine places of the window, and a filter behind them
        (operator("deformable_conv", ((1, 3, 5, 6), (1, 18, 5, 6), (8, 3, 3, 3)), (1, 8, 5, 6)), 8 * 5 * 6 * 3 * 9),
        (operator("matmul_with_flatten", ((2, 3, 4), (12, 5)), (2, 5)), 2 * 12 * 5),
        (operator("fc", ((2, 3, 4), (4, 5), (5,)), (2, 3, 5)), 2 * 3 * 4 * 5),
        # 7 steps of 2 texts through four gates of 12, from 16 and from 12; states and biases are no factors
        (operator("rnn", ((7, 2, 16), (1, 2, 12), (48, 16), (48, 12), (48,), (48,)), (7, 2, 12)), 14 * 48 * (16 + 12)),
        # 2 texts of 7 queries and 9 keys, 4 heads of 8
        (operator("flash_attn", ((2, 7, 4, 8), (2, 9, 4, 8), (2, 9, 4, 8)), (2, 7, 4, 8)), 2 * 4 * 2 * 7 * 9 * 8),
    ],
)
def test_an_operator_costs_its_multiply_adds(one: Operator, multiply_adds: int) -> None:
    assert flops(trace(one)) == 2 * multiply_adds


@pytest.mark.parametrize(
    "one",
    [
        operator("matmul", (), (2, 3)),
        operator("conv2d", ((1, 3, 5, 6),), (1, 8, 5, 6)),
        operator("rnn", ((7, 2), (48, 16)), (7, 2, 12)),
        operator("matmul", ((), ()), ()),
    ],
)
def test_an_operator_that_takes_something_else_has_no_known_cost(one: Operator) -> None:
    assert flops(trace(one, operator("matmul", ((8, 5), (5, 7)), (8, 7)))) is None


def test_kinds_are_summed_and_what_is_not_counted_stays_visible() -> None:
    product = operator("matmul", ((8, 5), (5, 7)), (8, 7))
    found = costs(trace(product, operator("add", ((8, 7), (7,)), (8, 7)), product))
    assert [(cost.name, cost.count, cost.multiply_adds, cost.flops) for cost in found] == [
        ("matmul", 2, 2 * 8 * 5 * 7, 4 * 8 * 5 * 7),
        ("add", 1, None, None),
    ]


def test_the_product_is_what_an_operator_gives_first() -> None:
    """Behind it stands what a framework keeps for the way back."""
    inputs = ((1, 32, 10, 12), (64, 32, 3, 3))
    one = Operator(name="conv2d", inputs=inputs, outputs=((1, 64, 10, 12), (7,)))
    assert flops(trace(one)) == 2 * 64 * 10 * 12 * 32 * 9


def test_counted_kinds_come_first_by_cost_and_the_others_by_number() -> None:
    small = operator("matmul", ((2, 3), (3, 4)), (2, 4))
    large = operator("bmm", ((5, 2, 3), (5, 3, 4)), (5, 2, 4))
    unknown = operator("einsum", ((-1, 3), (3, 4)), (-1, 4), equation="ab,bc->ac")
    others = [operator(name, ((1,),), (1,)) for name in ("add", "relu", "relu", "tanh", "tanh", "tanh")]
    assert [cost.name for cost in costs(trace(*others, unknown, small, large))] == [
        "bmm",
        "matmul",
        "einsum",
        "tanh",
        "relu",
        "add",
    ]


def test_a_kind_costs_more_by_its_number_only_among_what_is_not_counted() -> None:
    small = operator("matmul", ((1, 1), (1, 1)), (1, 1))
    large = operator("bmm", ((5, 2, 3), (5, 3, 4)), (5, 2, 4))
    assert [(cost.name, cost.flops) for cost in costs(trace(*[small] * 9, large))] == [
        ("bmm", 2 * 5 * 2 * 3 * 4),
        ("matmul", 2 * 9),
    ]


@pytest.mark.parametrize(("known", "unknown", "first"), [(1, 2, "einsum"), (2, 1, "matmul")])
def test_an_unknown_cost_stands_with_those_of_nothing(known: int, unknown: int, first: str) -> None:
    nothing = operator("matmul", ((0, 5), (5, 7)), (0, 7))
    strange = operator("einsum", ((-1, 3), (3, 4)), (-1, 4), equation="ab,bc->ac")
    assert costs(trace(*[nothing] * known, *[strange] * unknown))[0].name == first


def test_nothing_costs_nothing() -> None:
    assert costs(trace()) == ()
    assert flops(trace(operator("matmul", ((0, 5), (5, 7)), (0, 7)))) == 0


def test_a_size_that_the_program_does_not_know_makes_the_cost_unknown() -> None:
    unknown = operator("matmul", ((-1, 5), (5, 7)), (-1, 7))
    assert flops(trace(operator("bmm", ((1, 2, 3), (1, 3, 4)), (1, 2, 4)), unknown)) is None
    assert flops(trace(operator("add", ((-1,), (-1,)), (-1,)))) == 0


def tensor(name: str, *shape: int, tied_to: str | None = None, trainable: bool = True) -> TensorInfo:
    return TensorInfo(name=name, shape=shape, dtype="float32", tied_to=tied_to, trainable=trainable)


def inventory(*tensors: TensorInfo) -> Inventory:
    return Inventory(weight="w", architecture="M", tensors=tensors)


def uses(*names: str) -> Trace:
    return trace(*(operator("add", ((1,),), (1,), name) for name in names))


def test_without_sharing_what_runs_is_what_is_stored() -> None:
    model = inventory(tensor("a.weight", 10, 2), tensor("a.bias", 2))
    assert execution(model, uses("a.weight", "a.bias")) == Execution(stored=22, executed=22, reused=(), unused=())


def test_a_shared_layer_is_named_with_its_passes() -> None:
    model = inventory(
        tensor("embed.weight", 100),
        tensor("encoder.group.0.layer.up.weight", 30),
        tensor("encoder.group.0.layer.down.weight", 20),
        tensor("encoder.norm.weight", 5),
    )
    layer = ("encoder.group.0.layer.up.weight", "encoder.group.0.layer.down.weight")
    found = execution(model, uses("embed.weight", *layer, *layer, *layer, "encoder.norm.weight"))
    assert (found.stored, found.executed) == (155, 100 + 3 * 50 + 5)
    assert found.reused == (Reused(part="encoder.group.0.layer", passes=3, tensors=2, elements=50),)


def test_a_tied_tensor_is_stored_once_and_runs_wherever_it_is_used() -> None:
    model = inventory(tensor("embed.weight", 100), tensor("head.weight", 100, tied_to="embed.weight"))
    found = execution(model, uses("embed.weight", "embed.weight"))
    assert (found.stored, found.executed) == (100, 200)
    assert found.reused == (Reused(part="embed.weight", passes=2, tensors=1, elements=100),)


def test_what_a_pass_does_not_touch_is_named() -> None:
    model = inventory(tensor("a", 10), tensor("pooler.weight", 7))
    found = execution(model, uses("a"))
    assert (found.stored, found.executed) == (17, 10)
    assert [one.name for one in found.unused] == ["pooler.weight"]


def test_a_model_that_runs_twice_as_a_whole_has_no_common_name() -> None:
    model = inventory(tensor("a", 1), tensor("b", 2))
    assert execution(model, uses("a", "b", "a", "b")).reused == (Reused(part="", passes=2, tensors=2, elements=3),)


def test_parts_that_run_differently_often_are_named_apart() -> None:
    names = ("layers.0.up", "layers.0.down", "layers.1.up", "layers.1.down", "head")
    model = inventory(*(tensor(name, 10) for name in names))
    passes = dict(zip(names, (2, 2, 3, 3, 1), strict=True))
    found = execution(model, uses(*(name for name, number in passes.items() for _ in range(number))))
    assert (found.stored, found.executed) == (50, 10 * (2 + 2 + 3 + 3 + 1))
    assert found.reused == (
        Reused(part="layers.0", passes=2, tensors=2, elements=20),
        Reused(part="layers.1", passes=3, tensors=2, elements=20),
    )


def test_the_largest_part_is_named_and_not_its_parts() -> None:
    model = inventory(tensor("encoder.up.weight", 10), tensor("encoder.down.weight", 10), tensor("head", 10))
    layer = ("encoder.up.weight", "encoder.down.weight")
    found = execution(model, uses(*layer, *layer, "head"))
    assert found.reused == (Reused(part="encoder", passes=2, tensors=2, elements=20),)


def test_weights_take_the_bits_of_their_dtype() -> None:
    assert weight_bytes(11) == {"float32": 44, "float16 or bfloat16": 22, "int8": 11, "int4": 6}


def test_training_keeps_four_copies_of_what_is_trained_and_one_of_the_rest() -> None:
    buffer = TensorInfo(name="ids", shape=(5,), dtype="int64", kind=TensorKind.BUFFER, trainable=False)
    model = inventory(tensor("a", 10), tensor("sines", 3, trainable=False), tensor("b", 10, tied_to="a"), buffer)
    assert training_bytes(model) == 4 * 40 + 12 + 40
