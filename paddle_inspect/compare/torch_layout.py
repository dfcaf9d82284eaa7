"""A model's tensors by the names and in the shapes that torch has them, as far as PaddleNLP's conversion says."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from paddle_inspect.base.keep import Store
from paddle_inspect.base.records import TensorInfo, TorchName, WeightSpec
from paddle_inspect.base.versions import versions
from paddle_inspect.compare.matching import in_torch_layout

#: Raise it whenever the names are read otherwise.
_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TorchLayout:
    """Tensors in torch's layout; those in `kept` are not in the mapping and keep Paddle's name and shape."""

    tensors: tuple[TensorInfo, ...]
    kept: tuple[str, ...]


def names_of(spec: WeightSpec, *, fresh: bool = False, store: Store | None = None) -> Mapping[str, TorchName] | None:
    """Torch's names of the tensors of a weight's architecture, None where PaddleNLP has no mapping; kept between runs.

    Raises:
        NotCounted: the installed PaddleNLP has no such class.
        FrameworkMissing: PaddlePaddle or PaddleNLP has to be asked and cannot be imported.
    """
    store = store or Store()
    parts = ["torch names", _FORMAT, versions().as_dict(), spec.module, spec.architecture, dict(spec.config)]
    key = json.dumps(parts, sort_keys=True)
    kept: Any = {} if fresh else store.read(key)
    try:
        return _decoded(kept["names"])
    except (TypeError, KeyError, ValueError):
        pass
    from paddle_inspect.zoos.paddlenlp.torch_names import torch_names

    found = torch_names(spec)
    store.write(key, {"names": found and [[name, torch.name, torch.transposed] for name, torch in found.items()]})
    return found


def _decoded(names: Any) -> dict[str, TorchName] | None:
    if names is None:
        return None
    return {name: TorchName(name=torch, transposed=transposed) for name, torch, transposed in names}


def torch_layout(tensors: Sequence[TensorInfo], names: Mapping[str, TorchName]) -> TorchLayout:
    """The tensors as torch has them; PaddleNLP stores the weights of Linear layers transposed."""
    names = _fitting(names, tensors)
    own = {tensor.name: names[tensor.name].name for tensor in tensors if tensor.name in names}
    return TorchLayout(
        tensors=tuple(_retied(tensor, own) for tensor in in_torch_layout(tensors, names)),
        kept=tuple(tensor.name for tensor in tensors if tensor.name not in own),
    )


def _fitting(names: Mapping[str, TorchName], tensors: Sequence[TensorInfo]) -> Mapping[str, TorchName]:
    """The names, or those below the first part of each where the mapping is of the model with a head on it.

    PaddleNLP's table for `GPTModel` says `gpt.decoder.norm.weight` and `transformer.ln_f.weight`.
    """
    if any(tensor.name in names for tensor in tensors):
        return names
    return {_below(name): replace(torch, name=_below(torch.name)) for name, torch in names.items()}


def _below(name: str) -> str:
    return name.partition(".")[2] or name


def _retied(tensor: TensorInfo, names: Mapping[str, str]) -> TensorInfo:
    return replace(tensor, tied_to=names.get(tensor.tied_to, tensor.tied_to)) if tensor.tied_to else tensor
