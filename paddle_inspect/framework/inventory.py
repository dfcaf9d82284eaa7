"""A built layer's state_dict as an Inventory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from paddle_inspect.records import Inventory, TensorInfo, TensorKind


class Tensor(Protocol):
    """What is read of a paddle tensor; nothing here touches its data."""

    shape: list[int]
    dtype: object
    stop_gradient: bool


class Layer(Protocol):
    """What is read of a paddle layer."""

    def state_dict(self) -> Mapping[str, Tensor]:
        """Parameters and persistable buffers by name."""

    def parameters(self) -> list[Tensor]:
        """Parameters, each once."""


def take_inventory(weight: str, architecture: str, layer: Layer, built: str = "lazily") -> Inventory:
    """The tensors of a layer in state_dict order; one that stands under two names is tied to the first of them."""
    parameters = {id(parameter) for parameter in layer.parameters()}
    first_names: dict[int, str] = {}
    tensors = []
    for name, tensor in layer.state_dict().items():
        first = first_names.setdefault(id(tensor), name)
        tensors.append(
            TensorInfo(
                name=name,
                shape=tuple(tensor.shape),
                dtype=str(tensor.dtype).removeprefix("paddle."),
                kind=TensorKind.PARAMETER if id(tensor) in parameters else TensorKind.BUFFER,
                trainable=not tensor.stop_gradient,
                tied_to=None if first == name else first,
            )
        )
    return Inventory(weight=weight, architecture=architecture, tensors=tuple(tensors), built=built)
