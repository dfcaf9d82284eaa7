"""What is compared: the tensors of a catalogued weight's model, or those of a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from paddle_inspect.base.errors import InputError, InspectError, UnknownName
from paddle_inspect.base.records import Finding, TensorInfo, TorchName, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.checkpoints import read
from paddle_inspect.checkpoints.file import suffixes
from paddle_inspect.comparisons.tensors import Differences, compare
from paddle_inspect.comparisons.torch_layout import names_of
from paddle_inspect.models.catalogue import Catalogue
from paddle_inspect.models.counting import count_one
from paddle_inspect.models.heads import chosen

#: What nobody can mean as the name of a weight, as little as what weight files are called.
_PATH_SUFFIXES = (".json", ".bin", ".pt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a comparison: how to call it, its tensors, and the weight or the file that they come from.

    `note` says which part of a file was taken, where it has several.
    """

    label: str
    tensors: tuple[TensorInfo, ...]
    spec: WeightSpec | None = None
    findings: tuple[Finding, ...] = ()
    note: str | None = None


def side_of(
    text: str, catalogue: Catalogue, run: Run, *, head: str | None = None, num_labels: int | None = None
) -> Side:
    """What a text names: a catalogued weight (under that head), or else a file or folder, which has its own.

    Raises:
        UnknownName: it is neither; offers the nearest weights.
        InspectError: what it names cannot be counted or read.
    """
    try:
        spec = catalogue.weight(text)
    except UnknownName:
        path = Path(text)
        if path.exists() or path.suffix in (*suffixes(), *_PATH_SUFFIXES) or len(path.parts) > 1:
            return side_of_file(path)
        raise
    return side_of_weight(chosen(spec, run, head=head, num_labels=num_labels), run)


def side_of_file(path: Path) -> Side:
    """The weights in a file or folder; training state beside them is left out.

    Raises:
        InputError: it cannot be read, or holds no tensors.
    """
    found = read(path)
    weights = found.weights
    if not weights.stored:
        raise InputError(path, "holds no tensors")
    others = sum(1 for section in found.parts if section.stored) - 1
    return Side(
        label=str(path),
        tensors=weights.tensors,
        findings=found.findings,
        note=f"of {path} only {weights.title or 'the top level'} is compared" if others else None,
    )


def side_of_weight(spec: WeightSpec, run: Run) -> Side:
    """The tensors that the model of a weight has.

    Raises:
        NotCounted: it cannot be built; the message says why.
    """
    return Side(label=f"{spec.name} ({spec.architecture})", tensors=count_one(spec, run).tensors, spec=spec)


def compare_sides(left: Side, right: Side, run: Run, *, exact: bool = False) -> Differences:
    """Compare two sides; torch's names are asked for only when the names as they are leave differences."""
    plain = compare(left.tensors, right.tensors, exact=exact)
    if exact or plain.is_same or left.spec is None:
        return plain
    return compare(left.tensors, right.tensors, torch_names=_torch_names(left.spec, run))


def _torch_names(spec: WeightSpec, run: Run) -> Mapping[str, TorchName]:
    """The library's table for the weight; empty where it has none, or where it cannot be asked."""
    try:
        return names_of(spec, run)
    except InspectError:
        return {}
