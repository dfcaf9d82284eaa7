"""What torch's model calls the tensors of a Paddle one, from PaddleNLP's own table for converting checkpoints."""

from __future__ import annotations

from typing import Any

from paddle_inspect.base.records import TorchName, WeightSpec
from paddle_inspect.zoos.paddlenlp.build import model_class, model_config
from paddle_inspect.zoos.paddlenlp.environment import quiet


def torch_names(spec: WeightSpec) -> dict[str, TorchName] | None:
    """Paddle's names of the tensors of a weight's architecture to torch's; None where PaddleNLP has no table.

    A tensor that the conversion merges or computes has no counterpart and is left out.

    Raises:
        NotCounted: the installed PaddleNLP has no such class.
        FrameworkMissing: PaddlePaddle or PaddleNLP does not import.
    """
    cls = model_class(spec)
    with quiet():
        mappings = _mappings(cls, spec)
    if mappings is None:
        return None
    return {
        mapping.target_name: TorchName(
            name=mapping.source_name,
            transposed=mapping.action == "transpose",
            third=mapping.index if mapping.action == "split" else None,
        )
        for mapping in mappings
        if mapping.action in (None, "transpose", "split")
    }


def _mappings(cls: type[Any], spec: WeightSpec) -> list[Any] | None:
    """The table that the class makes for a config, whose `architectures` tell it which heads and prefixes to list."""
    config = model_config(cls, {**spec.config, "architectures": [cls.__name__]})
    try:
        found: list[Any] = cls._get_name_mappings(config)
    except (AttributeError, ImportError, NotImplementedError):
        return None
    return found
