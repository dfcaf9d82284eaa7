"""Real files of paddle.save, of every kind: read as paddle.load reads them, or refused with a reason.

A kind is what the value is, with a dtype, in a container, in a protocol. What is read has every tensor that paddle.load
gives, by name, shape and dtype.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import pickle
import types
from collections import OrderedDict
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from paddle_inspect import checkpoints
from paddle_inspect.base.errors import InputError

pytestmark = pytest.mark.paddle

PROTOCOLS = (2, 3, 4)
DTYPES = (
    "bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64", "complex64",
    "complex128",
)  # fmt: skip
#: Each puts a tensor somewhere; the names under which a reader finds it are those of the path to it.
CONTAINERS: dict[str, Callable[[Any], object]] = {
    "alone": lambda tensor: tensor,
    "a state_dict": lambda tensor: {"fc.weight": tensor},
    "ordered": lambda tensor: OrderedDict(weight=tensor),
    "a list": lambda tensor: [tensor, tensor],
    "a tuple": lambda tensor: (tensor, 3),
    "nested": lambda tensor: {"model": {"w": tensor}, "opt": {"m": [tensor]}, "epoch": 3},
    "beside texts": lambda tensor: {"w": tensor, "name": "bert", "note": "x" * 2000},
    "beside numbers": lambda tensor: {"w": tensor, "lr": 0.1, "steps": 2**40, "done": True, "none": None},
}
OPTIMIZERS = ("Momentum", "Adam", "AdamW", "Adagrad", "RMSProp", "Lamb", "Adamax", "Adadelta")
#: What stands beside a tensor and is none.
VALUES: tuple[object, ...] = (
    datetime.datetime(2026, 11, 24, 15, 25, tzinfo=datetime.timezone.utc), datetime.date(2026, 11, 24),
    datetime.timedelta(1), Decimal("0.1"), Fraction(1, 3), UUID(int=5), PurePosixPath("a/b"), 1 + 2j,
    argparse.Namespace(lr=0.1), types.SimpleNamespace(lr=0.1), slice(1, 2), np.str_("text"), np.float32(0.5),
    np.dtype("float32"), np.float32, int,
)  # fmt: skip
SHAPES = ((), (0,), (3,), (2, 3), (1, 1, 2, 1), (2, 0, 3))


@pytest.fixture(scope="module")
def paddle() -> Any:
    return pytest.importorskip("paddle")


def found_tensors(path: Path) -> set[tuple[str, tuple[int, ...], str]]:
    found = checkpoints.read(path)
    return {(" / ".join((*part.heading, n)), s, d) for part in found.parts for n, s, d, _ in part.stored}


def loaded_tensors(paddle: Any, path: Path) -> set[tuple[str, tuple[int, ...], str]]:
    """What paddle.load gives, by the path to each tensor."""
    value = paddle.load(str(path))
    return (
        set(_facts(paddle, value, ()))
        if not isinstance(value, paddle.Tensor)
        else {_fact(value, ("tensor",), value.name)}
    )


def _facts(paddle: Any, value: Any, at: tuple[str, ...]) -> Iterator[tuple[str, tuple[int, ...], str]]:
    if isinstance(value, paddle.Tensor):
        yield _fact(value, at)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _facts(paddle, part, (*at, str(key)))
    elif isinstance(value, (list, tuple)):
        for place, part in enumerate(value):
            yield from _facts(paddle, part, (*at, str(place)))


def _fact(tensor: Any, at: tuple[str, ...], name: str | None = None) -> tuple[str, tuple[int, ...], str]:
    return name or " / ".join(at), tuple(tensor.shape), str(tensor.dtype).removeprefix("paddle.")


def _tensor(paddle: Any, shape: tuple[int, ...], dtype: str) -> Any:
    return paddle.zeros(shape, "float32").astype(dtype)


@pytest.mark.parametrize(("dtype", "protocol"), [*product(DTYPES, PROTOCOLS)])
@pytest.mark.parametrize("container", CONTAINERS)
def test_a_tensor_is_read_as_paddle_loads_it(
    paddle: Any, tmp_path: Path, dtype: str, protocol: int, container: str
) -> None:
    path = tmp_path / "model.pdparams"
    paddle.save(CONTAINERS[container](_tensor(paddle, (2, 3), dtype)), str(path), protocol=protocol)
    assert found_tensors(path) == loaded_tensors(paddle, path) != set()


@pytest.mark.parametrize(("shape", "protocol"), [*product(SHAPES, PROTOCOLS)])
def test_every_shape_is_read_as_paddle_loads_it(
    paddle: Any, tmp_path: Path, shape: tuple[int, ...], protocol: int
) -> None:
    path = tmp_path / "model.pdparams"
    paddle.save({"w": _tensor(paddle, shape, "float32")}, str(path), protocol=protocol)
    assert found_tensors(path) == loaded_tensors(paddle, path) == {("w", shape, "float32")}


def _layer(paddle: Any) -> Any:
    return paddle.nn.Sequential(paddle.nn.Linear(3, 4), paddle.nn.BatchNorm1D(4), paddle.nn.Embedding(5, 3))


def _optimizer_state(paddle: Any, name: str) -> object:
    layer = paddle.nn.Linear(3, 4)
    optimizer = getattr(paddle.optimizer, name)(learning_rate=0.1, parameters=layer.parameters())
    layer(paddle.ones([2, 3])).sum().backward()
    optimizer.step()
    return optimizer.state_dict()


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_layer_is_read_as_paddle_loads_it(paddle: Any, tmp_path: Path, protocol: int) -> None:
    path = tmp_path / "model.pdparams"
    paddle.save(_layer(paddle).state_dict(), str(path), protocol=protocol)
    assert found_tensors(path) == loaded_tensors(paddle, path)
    assert len(found_tensors(path)) == 7


@pytest.mark.parametrize(
    ("name", "protocol"),
    [*product(OPTIMIZERS, PROTOCOLS)],
)
def test_an_optimizer_is_read_as_paddle_loads_it(paddle: Any, tmp_path: Path, name: str, protocol: int) -> None:
    path = tmp_path / "model.pdopt"
    paddle.save(_optimizer_state(paddle, name), str(path), protocol=protocol)
    assert found_tensors(path) == loaded_tensors(paddle, path)


@pytest.mark.parametrize("dtype", ["float32", "int64", "bool"])
def test_the_binary_format_is_refused_as_what_it_is(paddle: Any, tmp_path: Path, dtype: str) -> None:
    path = tmp_path / "model.pdparams"
    paddle.save(_tensor(paddle, (2, 3), dtype), str(path), use_binary_format=True)
    with pytest.raises(
        InputError, match=r"is in Paddle's binary format .*use_binary_format=True.*, which has no names"
    ):
        checkpoints.read(path)


@pytest.mark.parametrize(("value", "protocol"), [*product(VALUES, PROTOCOLS)])
def test_a_value_beside_a_tensor_is_no_tensor(paddle: Any, tmp_path: Path, value: object, protocol: int) -> None:
    path = tmp_path / "model.pdparams"
    paddle.save({"w": _tensor(paddle, (2, 3), "float32"), "value": value}, str(path), protocol=protocol)
    assert found_tensors(path) == loaded_tensors(paddle, path) == {("w", (2, 3), "float32")}


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_long_names_are_those_that_paddle_loads(paddle: Any, tmp_path: Path, protocol: int) -> None:
    path = tmp_path / "model.pdparams"
    for length, is_read in ((1024, True), (1025, True), (16_384, True), (16_385, False)):
        name = "w" * length
        paddle.save({name: _tensor(paddle, (2, 3), "int64")}, str(path), protocol=protocol)
        assert [*paddle.load(str(path))] == [name]
        if not is_read:
            with pytest.raises(InputError, match="neither a text of at most 16,384 bytes nor a number"):
                checkpoints.read(path)
        else:
            digest = hashlib.sha256(name.encode()).hexdigest()
            shown = name if length == 1024 else f"{'w' * 80}... ({length:,} characters, SHA-256 {digest})"
            assert found_tensors(path) == {(shown, (2, 3), "int64")}


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_an_object_of_another_class_is_refused_by_its_name(tmp_path: Path, protocol: int) -> None:
    path = tmp_path / "model.pdparams"
    path.write_bytes(pickle.dumps({"parser": argparse.ArgumentError(None, "no")}, protocol))
    with pytest.raises(InputError, match=r"names argparse\.ArgumentError, which is not on the allow-list"):
        checkpoints.read(path)
