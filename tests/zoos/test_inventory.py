"""A layer's state_dict as an inventory: parameters, buffers, ties."""

from __future__ import annotations

from paddle_inspect.base.records import TensorInfo, TensorKind
from paddle_inspect.zoos.paddlenlp.build import Tensor, take_inventory


class FakeTensor:
    def __init__(self, shape: list[int], dtype: str = "paddle.float32", stop_gradient: bool = False) -> None:
        self.shape, self.stop_gradient = shape, stop_gradient
        self.dtype: object = dtype


class FakeLayer:
    """Words of 10 x 4 used twice, a frozen table, a buffer of positions."""

    def __init__(self) -> None:
        self.words = FakeTensor([10, 4])
        self.table = FakeTensor([8, 4], "paddle.bfloat16", stop_gradient=True)
        self.positions = FakeTensor([1, 8], "paddle.int64", stop_gradient=True)

    def state_dict(self) -> dict[str, Tensor]:
        return {"words": self.words, "positions": self.positions, "table": self.table, "decoder.words": self.words}

    def parameters(self) -> list[Tensor]:
        return [self.words, self.table]


def test_the_four_numbers_are_kept_apart() -> None:
    inventory = take_inventory("weight", "Model", FakeLayer())
    assert inventory.state_dict_tensors == 4
    assert inventory.parameter_tensors == 2
    assert inventory.buffer_tensors == 1
    assert inventory.parameters == 10 * 4 + 8 * 4
    assert inventory.trainable_parameters == 10 * 4
    assert inventory.buffer_elements == 8
    assert inventory.stored_elements == 2 * 10 * 4 + 8 * 4 + 8
    assert inventory.bytes_by_dtype == {"float32": 160, "bfloat16": 64, "int64": 64}


def test_a_tie_names_the_first_of_its_names() -> None:
    inventory = take_inventory("weight", "Model", FakeLayer())
    assert inventory.ties == (TensorInfo(name="decoder.words", shape=(10, 4), dtype="float32", tied_to="words"),)


def test_a_buffer_is_no_parameter() -> None:
    inventory = take_inventory("weight", "Model", FakeLayer(), built="eagerly")
    [positions] = inventory.buffers
    assert positions.kind is TensorKind.BUFFER
    assert (positions.name, positions.shape, positions.dtype) == ("positions", (1, 8), "int64")
    assert inventory.built == "eagerly"
