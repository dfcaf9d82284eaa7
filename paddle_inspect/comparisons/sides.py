"""What is compared: the tensors of a weight's model, catalogued or described by a file, or those of weight files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from paddle_inspect.base.errors import InputError, InspectError, UnknownName
from paddle_inspect.base.figures import many
from paddle_inspect.base.records import Finding, TensorInfo, TorchName, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.checkpoints import read
from paddle_inspect.checkpoints.contents import Part, Refused
from paddle_inspect.checkpoints.file import suffixes
from paddle_inspect.checkpoints.folder import holds_weights
from paddle_inspect.comparisons.tensors import Differences, compare
from paddle_inspect.comparisons.together import together
from paddle_inspect.comparisons.torch_layout import completed, names_of
from paddle_inspect.models.catalogue import Catalogue
from paddle_inspect.models.counting import count_one
from paddle_inspect.models.given import config_file, describes, find, program, read_config
from paddle_inspect.models.heads import chosen
from paddle_inspect.programs import is_program, stored
from paddle_inspect.programs import read as read_program


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a comparison: how to call it, its tensors, and the weight or the file that they come from.

    `note` says which part of a file was taken, where it has several; `refused` are files of a folder that are not
    read, and among the findings, too. `ranks` are the tensors of tensor-parallel parts, of which `tensors` are the
    first until `put_together` has joined them.
    """

    label: str
    tensors: tuple[TensorInfo, ...]
    spec: WeightSpec | None = None
    findings: tuple[Finding, ...] = ()
    refused: tuple[Refused, ...] = ()
    note: str | None = None
    ranks: tuple[tuple[TensorInfo, ...], ...] = ()


def side_of(
    text: str,
    catalogue: Catalogue,
    run: Run,
    *,
    head: str | None = None,
    num_labels: int | None = None,
    section: str | None = None,
) -> Side:
    """What a text names: a weight (under that head), or else weight files, which have their own.

    A folder that has weight files is these, whatever describes them; its config.json is the model. An exported program
    has the tensors that it states, and takes no head.

    Raises:
        UnknownName: it is neither; offers the nearest weights.
        InspectError: what it names cannot be counted or read.
    """
    path = program(text, catalogue)
    if path is not None and not holds_weights(path):
        return side_of_program(path)
    if text not in catalogue.weight_names and _is_weights(Path(text)):
        return side_of_file(Path(text), section)
    return side_of_weight(chosen(find(text, catalogue, run), run, head=head, num_labels=num_labels), run)


def side_of_path(path: Path, run: Run) -> Side:
    """As `side_of`, of what is a path in any case.

    Raises:
        InspectError: what is there cannot be counted or read.
    """
    if is_exported(path):
        return side_of_program(path)
    if _is_weights(path) or not describes(path):
        return side_of_file(path)
    return side_of_weight(chosen(read_config(str(path), config_file(path), run), run), run)


def _is_weights(path: Path) -> bool:
    """Whether a path is called as weight files are, or there is something that describes no model alone."""
    return path.name.endswith(suffixes()) or (path.exists() and (holds_weights(path) or not describes(path)))


def is_exported(path: Path) -> bool:
    """Whether a path is that of an exported program, or of a folder with one and neither weight files nor a config."""
    return is_program(path) and not holds_weights(path) and not (path.is_dir() and describes(path))


def side_of_params(path: Path) -> Side:
    """What the file of an exported program's parameters holds, under the names that the program has.

    Raises:
        InputError: there is none, or either file is damaged.
    """
    program = read_program(path)
    return Side(label=program.params or "", tensors=stored(program))


def side_of_program(path: Path) -> Side:
    """The tensors that an exported program states, under its own names for them.

    Raises:
        InputError: it is damaged, or has no tensors.
    """
    found = read_program(path)
    if not found.inventory.tensors:
        raise InputError(path, "is an exported program without tensors")
    return Side(
        label=str(path),
        tensors=found.inventory.tensors,
        findings=found.findings,
        note=f"{path} is an exported program ({found.layout})",
    )


def side_of_file(path: Path, section: str | None = None) -> Side:
    """The weights in a file or folder; training state beside them is left out.

    Args:
        path: the file, index or folder.
        section: the heading whose tensors are meant, as `checkpoint` prints it: `opt / master_weights`.

    Raises:
        InputError: it cannot be read, or holds no tensors.
        UnknownName: there is no such heading with tensors; offers the nearest.
    """
    found = read(path)
    weights = found.weights
    if section is not None:
        titled = {part.title: part for part in found.parts if part.stored}
        if section not in titled:
            raise UnknownName(f"section of {path}", section, titled)
        weights = titled[section]
    if not weights.stored:
        raise InputError(path, "; ".join(("holds no tensors", *(one.message for one in found.refused))))
    ranks = found.of_all_ranks(weights) if section is None else (weights,)
    others = sum(1 for section in found.parts if section.stored) - len(ranks)
    return Side(
        label=str(path),
        tensors=weights.tensors,
        findings=found.findings,
        refused=found.refused,
        note=_note(path, weights, others),
        ranks=tuple(part.tensors for part in ranks) if len(ranks) > 1 else (),
    )


def _note(path: Path, weights: Part, others: int) -> str | None:
    said = [f"of {path} only {' / '.join(weights.whole_heading) or 'the top level'} is compared"] if others else []
    if weights.note:
        said.append(f"{path} is {weights.note}")
    return "; ".join(said) or None


def put_together(left: Side, right: Side, *, exact: bool = False) -> tuple[Side, Side]:
    """Both sides, tensor-parallel parts of the one joined by the shapes of the other; its note says how many.

    Raises:
        InputError: both are in parts, so that nothing says how either is put together.
    """
    if left.ranks and right.ranks:
        raise InputError(right.label, f"is in tensor-parallel parts, as {left.label} is: compare each with the model")
    return _joined(left, right, exact), _joined(right, left, exact)


def _joined(side: Side, model: Side, exact: bool) -> Side:
    if not side.ranks:
        return side
    found = together(model.tensors, side.ranks, exact=exact)
    said = (
        f"{side.label} is put together from {many(len(side.ranks), 'tensor-parallel part')}:"
        f" {many(found.split, 'tensor is', 'tensors are')} split along one axis,"
        f" {many(found.repeated, 'has', 'have')} the whole shape in each"
    )
    if found.apart:
        strange = many(len(found.apart), "does not fit and stands", "do not fit and stand")
        said += f", {strange} as the first part has it, as {found.apart[0]}"
    note = "; ".join(part for part in (side.note, said) if part)
    return replace(side, tensors=found.tensors, note=note, ranks=())


def side_of_weight(spec: WeightSpec, run: Run) -> Side:
    """The tensors that the model of a weight has.

    Raises:
        NotCounted: it cannot be built; the message says why.
    """
    note = None if spec.described is None else " ".join(spec.described.notes) or None
    return Side(label=f"{spec.name} ({spec.architecture})", tensors=count_one(spec, run).tensors, spec=spec, note=note)


def compare_sides(
    left: Side,
    right: Side,
    run: Run,
    *,
    exact: bool = False,
    dtypes_count: bool = True,
    model: WeightSpec | None = None,
) -> Differences:
    """Compare two sides; torch's names are asked for only when the names as they are leave differences.

    Args:
        left: the first.
        right: the second.
        run: what is kept.
        exact: see `compare`.
        dtypes_count: see `compare`.
        model: the weight that files are of, whose names tell torch's from Paddle's; by default that of the left side.
    """
    plain = compare(left.tensors, right.tensors, exact=exact, dtypes_count=dtypes_count)
    spec = left.spec or model
    if exact or plain.is_same or spec is None or (left.spec and not plain.only_right):
        return plain  # where each tensor of the file has found its counterpart, other names find no more
    known = _torch_names(spec, run)
    compared = [_in_torch(left, right, known, spec, dtypes_count=dtypes_count)]
    if left.spec is None:  # the file on the left may be torch's, and the one on the right Paddle's
        compared.append(_in_torch(right, left, known, spec, dtypes_count=dtypes_count).mirrored())
    return min(compared, key=lambda one: one.number)


def _in_torch(
    left: Side, right: Side, known: Mapping[str, TorchName], spec: WeightSpec, *, dtypes_count: bool
) -> Differences:
    """Compare a side with one that may have torch's names for the tensors of a weight's model."""
    names = completed(known, left.tensors, spec.architecture)
    return compare(left.tensors, right.tensors, torch_names=names, dtypes_count=dtypes_count)


def _torch_names(spec: WeightSpec, run: Run) -> Mapping[str, TorchName]:
    """The library's table for the weight; empty where it has none, or where it cannot be asked."""
    try:
        return names_of(spec, run)
    except InspectError:
        return {}
