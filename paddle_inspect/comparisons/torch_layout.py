"""A model's tensors by the names and in the shapes that torch has them, as far as PaddleNLP's conversion says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from paddle_inspect.base.keep import Kept
from paddle_inspect.base.records import TensorInfo, TorchName, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.comparisons.matching import in_torch_layout
from paddle_inspect.zoos import versions, zoo_of


@dataclass(frozen=True, slots=True, kw_only=True)
class TorchLayout:
    """Tensors in torch's layout; those in `kept` are not in the mapping and keep Paddle's name and shape."""

    tensors: tuple[TensorInfo, ...]
    kept: tuple[str, ...]


def names_of(spec: WeightSpec, run: Run) -> Mapping[str, TorchName]:
    """Torch's names of the tensors of a weight's architecture, none where there is no mapping; kept between runs.

    Raises:
        NotCounted: the installed release has no such class.
        FrameworkMissing: the library has to be asked and cannot be imported.
    """
    key = TORCH_NAMES.key(versions(spec), [spec.module, spec.architecture, dict(spec.config)])
    return run.keep.recall(TORCH_NAMES, key, lambda: zoo_of(spec).names_in_torch(spec) or {})


#: Names of an encoder as PaddlePaddle's own TransformerEncoder has them, and as BERT has them in transformers.
_LIKE_BERT = tuple(
    (re.compile(own), other, transposed)
    for own, other, transposed in (
        (r"^(.*)encoder\.layers\.(\d+)\.self_attn\.q_proj\.", r"\1encoder.layer.\2.attention.self.query.", True),
        (r"^(.*)encoder\.layers\.(\d+)\.self_attn\.k_proj\.", r"\1encoder.layer.\2.attention.self.key.", True),
        (r"^(.*)encoder\.layers\.(\d+)\.self_attn\.v_proj\.", r"\1encoder.layer.\2.attention.self.value.", True),
        (r"^(.*)encoder\.layers\.(\d+)\.self_attn\.out_proj\.", r"\1encoder.layer.\2.attention.output.dense.", True),
        (r"^(.*)encoder\.layers\.(\d+)\.linear1\.", r"\1encoder.layer.\2.intermediate.dense.", True),
        (r"^(.*)encoder\.layers\.(\d+)\.linear2\.", r"\1encoder.layer.\2.output.dense.", True),
        (r"^(.*)encoder\.layers\.(\d+)\.norm1\.", r"\1encoder.layer.\2.attention.output.LayerNorm.", False),
        (r"^(.*)encoder\.layers\.(\d+)\.norm2\.", r"\1encoder.layer.\2.output.LayerNorm.", False),
        (r"^(.*)embeddings\.layer_norm\.", r"\1embeddings.LayerNorm.", False),
        (r"^(.*)(pooler\.dense|classifier|cls\.seq_relationship)\.", r"\1\2.", True),
        (r"^cls\.predictions\.transform\.", r"cls.predictions.transform.dense.", True),
        (r"^cls\.predictions\.layer_norm\.", r"cls.predictions.transform.LayerNorm.", False),
        (r"^cls\.predictions\.decoder_bias$", r"cls.predictions.bias", False),
    )
)


def like_bert(tensors: Sequence[TensorInfo]) -> Mapping[str, TorchName]:
    """Names as transformers has them, for a model that is laid out like BERT and of which PaddleNLP has no table.

    ERNIE is one: transformers gives it the names of its BERT, PaddleNLP those of its own encoder.
    """
    found: dict[str, TorchName] = {}
    for tensor in tensors:
        name = next((f for f in (_renamed(tensor.name, *rule) for rule in _LIKE_BERT) if f), None)
        found[tensor.name] = name or TorchName(name=tensor.name)
    return found if any(".layers." in name for name in found) else {}


def _renamed(name: str, own: re.Pattern[str], other: str, transposed: bool) -> TorchName | None:
    if not own.match(name):
        return None
    return TorchName(name=own.sub(other, name), transposed=transposed and name.endswith(".weight"))


def _encoded(names: Mapping[str, TorchName]) -> list[list[object]]:
    return [[name, torch.name, torch.transposed] for name, torch in names.items()]


def _decoded(content: Any) -> Mapping[str, TorchName]:
    return {name: TorchName(name=torch, transposed=transposed) for name, torch, transposed in content}


TORCH_NAMES: Kept[Mapping[str, TorchName]] = Kept(name="torch names", version=2, encode=_encoded, decode=_decoded)


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
