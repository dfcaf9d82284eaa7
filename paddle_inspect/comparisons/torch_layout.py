"""A model's tensors by the names and in the shapes that torch has them, as far as PaddleNLP's conversion says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from paddle_inspect.base import inventories
from paddle_inspect.base.keep import Kept
from paddle_inspect.base.records import TensorInfo, TensorKind, TorchName, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.comparisons.matching import in_torch_layout, is_linear, prefixes
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
_ENCODER = tuple(
    (re.compile(r"encoder\.layers\.(\d+)\." + own + r"\."), rf"encoder.layer.\1.{other}.")
    for own, other in (
        (r"self_attn\.q_proj", "attention.self.query"),
        (r"self_attn\.k_proj", "attention.self.key"),
        (r"self_attn\.v_proj", "attention.self.value"),
        (r"self_attn\.out_proj", "attention.output.dense"),
        (r"linear1", "intermediate.dense"),
        (r"linear2", "output.dense"),
        (r"norm1", "attention.output.LayerNorm"),
        (r"norm2", "output.LayerNorm"),
    )
)
#: Names around the encoder, in heads above all, of which PaddleNLP's tables have few.
_AROUND = (
    (re.compile(r"^cls\.predictions\.transform\."), "cls.predictions.transform.dense."),
    (re.compile(r"^cls\.predictions\.layer_norm\."), "cls.predictions.transform.LayerNorm."),
    (re.compile(r"^cls\.predictions\.decoder_bias$"), "cls.predictions.bias"),
    (re.compile(r"^generator_lm_head_bias$"), "generator_lm_head.bias"),
    (re.compile(r"(embeddings|^predictions|^generator_predictions)\.layer_norm\."), r"\1.LayerNorm."),
)
#: What transformers calls the head of any model for question answering.
_OF_ANSWERS = (re.compile(r"^classifier\."), "qa_outputs.")


def completed(
    names: Mapping[str, TorchName], tensors: Sequence[TensorInfo], architecture: str
) -> Mapping[str, TorchName]:
    """A table as it fits a list of tensors, and names of those that it lacks, by the habits of transformers.

    Where PaddleNLP has no table, a model that is laid out like BERT has BERT's names: ERNIE has them in transformers,
    and those of Paddle's own encoder in PaddleNLP. The weights of Linear layers, which torch stores transposed, are all
    matrices but embeddings and those of the shape of the largest, the vocabulary's.

    Args:
        names: PaddleNLP's table for a model or its base model, or nothing.
        tensors: a model's or a file's, under Paddle's names, perhaps behind a prefix.
        architecture: the class that they are of.
    """
    fitting = _fitting(names, tensors)
    rules = _AROUND if names else (*_ENCODER, *_AROUND)
    if architecture.endswith("ForQuestionAnswering"):
        rules = (*rules, _OF_ANSWERS)
    embeddings = [tensor.shape for tensor in tensors if tensor.name.endswith(".weight") and not is_linear(tensor)]
    vocabulary = max((shape for shape in embeddings if len(shape) > 1), default=())
    firsts = {name.partition(".")[0] for name in fitting if "." in name}
    guessed = {t.name: _guess(t, rules, vocabulary) for t in tensors if _is_guessed(t, fitting, firsts)}
    if not fitting and not any(own.search(tensor.name) for tensor in tensors for own, _ in _ENCODER):
        return {}
    return {**guessed, **fitting}


def _is_guessed(tensor: TensorInfo, names: Mapping[str, TorchName], firsts: Set[str]) -> bool:
    """Buffers, and what stands beside tensors of the table, are named when names are matched."""
    known = tensor.name.partition(".")[0] in firsts
    return tensor.name not in names and tensor.kind is not TensorKind.BUFFER and not known


def _guess(tensor: TensorInfo, rules: Sequence[tuple[re.Pattern[str], str]], vocabulary: tuple[int, ...]) -> TorchName:
    name = tensor.name
    for own, other in rules:
        name = own.sub(other, name)
    is_turned = name.endswith(".weight") and is_linear(tensor) and tensor.shape != vocabulary
    return TorchName(name=name, transposed=is_turned)


TORCH_NAMES: Kept[Mapping[str, TorchName]] = Kept(
    name="torch names", version=4, encode=inventories.names_encoded, decode=inventories.names_decoded
)


def torch_layout(tensors: Sequence[TensorInfo], names: Mapping[str, TorchName]) -> TorchLayout:
    """The tensors as torch has them; PaddleNLP stores the weights of Linear layers transposed."""
    names = _fitting(names, tensors)
    own = {tensor.name: names[tensor.name].name for tensor in tensors if tensor.name in names}
    return TorchLayout(
        tensors=tuple(_retied(tensor, own) for tensor in in_torch_layout(tensors, names)),
        kept=tuple(tensor.name for tensor in tensors if tensor.name not in own),
    )


def _fitting(names: Mapping[str, TorchName], tensors: Sequence[TensorInfo]) -> Mapping[str, TorchName]:
    """Of the names, those below the first part of each, and those behind a prefix of the tensors, what fits the most.

    PaddleNLP's table for `GPTModel` says `gpt.decoder.norm.weight` and `transformer.ln_f.weight`, and a file may have
    the names of the model with a head where the table is of its base model.
    """
    held = {tensor.name for tensor in tensors}
    tables = [names, {_below(name): replace(torch, name=_below(torch.name)) for name, torch in names.items()}]
    tables += [_behind(prefix, names) for prefix in prefixes(tensors)]
    return max(tables, key=lambda table: len(held & table.keys()))


def _behind(prefix: str, names: Mapping[str, TorchName]) -> Mapping[str, TorchName]:
    return {f"{prefix}.{name}": replace(torch, name=f"{prefix}.{torch.name}") for name, torch in names.items()}


def _below(name: str) -> str:
    return name.partition(".")[2] or name


def _retied(tensor: TensorInfo, names: Mapping[str, str]) -> TensorInfo:
    return replace(tensor, tied_to=names.get(tensor.tied_to, tensor.tied_to)) if tensor.tied_to else tensor
