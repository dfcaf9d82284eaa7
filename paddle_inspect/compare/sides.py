"""What two lists of tensors a command compares: those of a catalogued weight, or those of a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from paddle_inspect import checkpoints
from paddle_inspect.base.errors import InputError, InspectError, NotCounted, UnknownName
from paddle_inspect.base.files import read_json_object
from paddle_inspect.base.progress import show_progress
from paddle_inspect.base.records import Finding, TensorInfo, TorchName, WeightSpec
from paddle_inspect.checkpoints.file import suffixes
from paddle_inspect.compare.comparison import Comparison, compare
from paddle_inspect.compare.torch_layout import names_of
from paddle_inspect.models import catalogue
from paddle_inspect.models.counting import count
from paddle_inspect.models.heads import find_head, heads_of, with_head

#: What nobody can mean as the name of a weight, as little as what weight files are called.
_PATH_SUFFIXES = (".json", ".bin", ".pt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operand:
    """One side of a comparison: how to call it, its tensors, and the weight or the file that they come from.

    `note` says which part of a file was taken, where it has several.
    """

    label: str
    tensors: tuple[TensorInfo, ...]
    spec: WeightSpec | None = None
    findings: tuple[Finding, ...] = ()
    note: str | None = None


def resolve(text: str, *, head: str | None = None, num_labels: int | None = None, fresh: bool = False) -> Operand:
    """What an argument names: a catalogued weight (under that head), or else a file or folder, which has its own.

    Raises:
        UnknownName: it is neither; offers the nearest weights.
        InspectError: what it names cannot be counted or read.
    """
    try:
        spec = catalogue.load().weight(text)
    except UnknownName:
        path = Path(text)
        if path.exists() or path.suffix in (*suffixes(), *_PATH_SUFFIXES) or len(path.parts) > 1:
            return file_operand(path)
        raise
    return weight_operand(_headed(spec, head, num_labels, fresh=fresh), fresh=fresh)


def file_operand(path: Path) -> Operand:
    """The weights in a file or folder; training state beside them is left out.

    Raises:
        InputError: it cannot be read, or holds no tensors.
    """
    read = checkpoints.read(path)
    weights = read.weights
    if not weights.stored:
        raise InputError(path, "holds no tensors")
    others = sum(1 for section in read.sections if section.stored) - 1
    return Operand(
        label=str(path),
        tensors=weights.tensors,
        findings=read.findings,
        note=f"of {path} only {weights.title or 'the top level'} is compared" if others else None,
    )


def weight_operand(spec: WeightSpec, *, fresh: bool = False) -> Operand:
    """The tensors that the model of a weight has.

    Raises:
        NotCounted: it cannot be built; the message says why.
    """
    found = count([spec], fresh=fresh, progress=show_progress)[spec.name]
    if isinstance(found, NotCounted):
        raise found
    return Operand(label=f"{spec.name} ({spec.architecture})", tensors=found.tensors, spec=spec)


def model_spec(
    name: str, *, head: str | None, config: Path | None, num_labels: int | None, fresh: bool = False
) -> WeightSpec:
    """The weight of that name, with another config than its own, and with a head on it.

    Raises:
        UnknownName: there is no such weight or head.
        ConfigError: the file that was given is no config.
    """
    spec = catalogue.load().weight(name)
    if config is not None:
        content = read_json_object(config)
        spec = replace(spec, config=content, source=str(config), undescribed=None)
        head = head or _architecture(content)
    return _headed(spec, head, num_labels, fresh=fresh)


def _headed(spec: WeightSpec, name: str | None, num_labels: int | None, *, fresh: bool) -> WeightSpec:
    if name is None:
        return spec
    head = find_head(heads_of(spec, fresh=fresh), name, spec.architecture)
    return with_head(spec, head, num_labels)


def _architecture(config: Mapping[str, object]) -> str | None:
    """The class that a config.json says its model is of."""
    names = config.get("architectures")
    return names[0] if isinstance(names, list) and names and isinstance(names[0], str) else None


def compare_operands(left: Operand, right: Operand, *, exact: bool) -> Comparison:
    """Compare two sides; torch's names are asked for only when the names as they are leave differences."""
    plain = compare(left.tensors, right.tensors, exact=exact)
    if exact or plain.is_same or left.spec is None:
        return plain
    return compare(left.tensors, right.tensors, torch_names=_torch_names(left.spec))


def _torch_names(spec: WeightSpec) -> Mapping[str, TorchName] | None:
    """PaddleNLP's table for the weight; None where it has none, or where it cannot be asked."""
    try:
        return names_of(spec)
    except InspectError:
        return None
