"""PaddleNLP: what its installed release says of its weights, their tensors, their heads and their forward passes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from paddle_inspect.base.records import BuiltIn, Inventory, ModelClass, TorchName, Trace, WeightSpec
from paddle_inspect.base.versions import installed


def versions() -> dict[str, str | None]:
    """PaddlePaddle's, under whichever name it is installed, and PaddleNLP's."""
    return {
        "paddlepaddle": installed("paddlepaddle") or installed("paddlepaddle-gpu"),
        "paddlenlp": installed("paddlenlp"),
    }


def families() -> tuple[BuiltIn, ...]:
    """See `registry.read_registry`."""
    from paddle_inspect.zoos.paddlenlp.registry import read_registry

    return read_registry()


def general_keys() -> frozenset[str]:
    """See `registry.general_keys`."""
    from paddle_inspect.zoos.paddlenlp import registry

    return registry.general_keys()


def find_class(architecture: str | None, model_type: str | None) -> ModelClass | None:
    """See `classes.find_class`."""
    from paddle_inspect.zoos.paddlenlp import classes

    return classes.find_class(architecture, model_type)


def count(spec: WeightSpec) -> Inventory:
    """See `doubts.count_with_doubts`."""
    from paddle_inspect.zoos.paddlenlp.doubts import count_with_doubts

    return count_with_doubts(spec)


def head_classes(spec: WeightSpec) -> Sequence[Sequence[str]]:
    """See `heads.read_classes`."""
    from paddle_inspect.zoos.paddlenlp.heads import read_classes

    return read_classes(spec)


def forward_pass(spec: WeightSpec, *, batch: int, seq_len: int) -> Trace:
    """See `trace.trace`."""
    from paddle_inspect.zoos.paddlenlp.trace import trace

    return trace(spec, batch=batch, seq_len=seq_len)


def names_in_torch(spec: WeightSpec) -> Mapping[str, TorchName] | None:
    """See `torch_names.torch_names`."""
    from paddle_inspect.zoos.paddlenlp.torch_names import torch_names

    return torch_names(spec)
