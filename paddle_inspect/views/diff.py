"""A comparison of two lists of tensors as tables, sentences and JSON; `Words` say what its two sides are called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from paddle_inspect.base.figures import format_bytes, format_exact, many
from paddle_inspect.base.records import TensorInfo
from paddle_inspect.comparisons.sides import Side
from paddle_inspect.comparisons.tensors import Differences, Naming, Pair, Totals
from paddle_inspect.models.published import Apart
from paddle_inspect.tables.document import Column, Document, Section, Table
from paddle_inspect.views import keys
from paddle_inspect.views.tensors import format_shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a command calls the two sides, in a title and in a sentence, and a tensor that only one of them has."""

    left: str
    right: str
    the_left: str
    the_right: str
    only_left: str
    only_right: str


DIFF = Words(
    left="left",
    right="right",
    the_left="the left side",
    the_right="the right side",
    only_left="only left",
    only_right="only right",
)
VERIFY = Words(
    left="expected",
    right="file",
    the_left="the weight",
    the_right="the file",
    only_left="missing",
    only_right="unexpected",
)


#: A file of another dtype differs in every tensor: more lines than this say nothing new.
SHOWN = 40


def document(
    found: Differences,
    left: Side,
    right: Side,
    words: Words,
    shown: int | None = SHOWN,
    lacking: Apart | None = None,
) -> Document:
    """Two sides, where they differ, and whether that is all right.

    Args:
        found: the comparison.
        left: its first side.
        right: its second side.
        words: what the sides are called.
        shown: so many differences are listed for people; None for all.
        lacking: what the left side may be published without, where the right side lacks nothing else.
    """
    labels = (left.label, right.label)
    table = differences_table(found, words)
    listed = Table(table.columns, table.rows[:shown])
    notes = [note for note in (left.note, right.note) if note] + remarks(found, words)
    if lacking:
        about = f"{lacking.about[0].lower()}{lacking.about[1:]}"
        notes.append(f"{words.only_left}: {about}; {words.the_right} may be a published form of {words.the_left}")
    notes += [f"{f.severity.value}: {f.code}: {f.message}" for f in (*left.findings, *right.findings)]
    if hidden := len(table.rows) - len(listed.rows):
        notes.insert(0, f"{many(hidden, 'more difference')}; --all lists each")
    sections = [Section(table=totals_table(found, labels, words))]
    sections += [Section(table=listed)] if listed.rows else []
    sections += [Section(notes=tuple(notes), conclusion=verdict(found, words), good=found.is_same)]
    return Document(
        sections_of=lambda: tuple(sections),
        tree_of=lambda: {
            **comparison_tree(found, labels),
            "findings": keys.findings((*left.findings, *right.findings)),
        },
        listing_of=lambda: table,
        findings=tuple((side.label, finding) for side in (left, right) for finding in side.findings),
    )


def totals_table(found: Differences, labels: tuple[str, str], words: Words) -> Table:
    """Both sides in sum."""
    columns = (
        Column("side"),
        Column("tensors", right=True),
        Column("elements", right=True),
        Column("bytes", right=True),
        Column("what", gives="middle"),
    )
    return Table(columns, (_total(words.left, found.left, labels[0]), _total(words.right, found.right, labels[1])))


def _total(side: str, total: Totals, label: str) -> tuple[str, ...]:
    return side, format_exact(total.tensors), format_exact(total.elements), format_bytes(total.nbytes), label


def differences_table(found: Differences, words: Words) -> Table:
    """One line for each tensor that is not the same on both sides."""
    columns = (Column("difference"), Column("tensor", gives="middle"), Column(words.left), Column(words.right))
    return Table(columns, tuple(_differences(found, words)))


def _differences(found: Differences, words: Words) -> Iterator[tuple[str, ...]]:
    for tensor in found.only_left:
        yield words.only_left, tensor.name, _described(tensor), ""
    for tensor in found.only_right:
        yield words.only_right, tensor.name, "", _described(tensor)
    for pair in found.shape_differs:
        yield "shape", pair.left.name, format_shape(pair.left.shape), format_shape(pair.right.shape)
    for pair in found.dtype_differs:
        yield "dtype", pair.left.name, pair.left.dtype, pair.right.dtype


def _described(tensor: TensorInfo) -> str:
    return f"{tensor.dtype} {format_shape(tensor.shape)}"


def remarks(found: Differences, words: Words) -> list[str]:
    """What is to know about the comparison and is no difference: prefixes, torch's layout, ties."""
    naming, left, right = found.naming, words.the_left, words.the_right
    said = []
    if naming.left_prefix and naming.right_prefix:
        said.append(f"prefix: {naming.left_prefix}. of {left} is {naming.right_prefix}. in {right}")
    elif naming.left_prefix:
        said.append(f"prefix: the names of {left} begin with {naming.left_prefix}., those of {right} do not")
    elif naming.right_prefix:
        said.append(f"prefix: the names of {right} begin with {naming.right_prefix}., those of {left} do not")
    torch = left if naming.torch_left else right
    matrices = many(naming.transposed, "transposed matrix", "transposed matrices")
    if naming.torch_names:
        said.append(f"torch: {torch} has torch's names, and {matrices}")
    elif naming.transposed:
        said.append(f"torch: {torch} has torch's layout, {matrices}")
    elif naming.like_torch:
        said.append(f"torch: the names of {torch} look like torch's, and PaddleNLP's table for them does not fit")
    if found.not_in_torch:
        said.append(f"torch: has no counterpart of {_names(found.not_in_torch)}")
    if found.stored_elsewhere:
        said.append(f"tied: {_names(found.stored_elsewhere)} stored once, under another name")
    return said


def _names(tensors: tuple[TensorInfo, ...]) -> str:
    return ", ".join(tensor.name for tensor in tensors)


def verdict(found: Differences, words: Words) -> str:
    """The comparison in one line."""
    if found.is_same:
        return f"the same{_but_for(found.naming)}: {_alike(found.same)} in name, shape and dtype"
    counts = (
        (len(found.only_left), words.only_left),
        (len(found.only_right), words.only_right),
        (len(found.shape_differs), "of another shape"),
        (len(found.dtype_differs), "of another dtype"),
    )
    parts = ", ".join(f"{count:,} {what}" for count, what in counts if count)
    return f"different: {parts}; {many(found.same, 'tensor is', 'tensors are')} the same"


def _alike(count: int) -> str:
    return many(count, "tensor agrees", "tensors agree")


def _but_for(naming: Naming) -> str:
    apart = []
    if naming.left_prefix or naming.right_prefix:
        apart.append("the prefix")
    if naming.torch_names or naming.transposed:
        apart.append("torch's layout")
    return f" but for {' and '.join(apart)}" if apart else ""


def comparison_tree(found: Differences, labels: tuple[str, str]) -> dict[str, object]:
    """The comparison as scripts read it; the keys are the same for every command."""
    naming = found.naming
    return {
        "same": found.is_same,
        "left": _total_json(found.left, labels[0]),
        "right": _total_json(found.right, labels[1]),
        "naming": {
            "left_prefix": naming.left_prefix or None,
            "right_prefix": naming.right_prefix or None,
            "torch_names": naming.torch_names,
            "transposed": naming.transposed,
            "like_torch": naming.like_torch,
        },
        "same_tensors": found.same,
        "only_left": [_tensor_json(tensor) for tensor in found.only_left],
        "only_right": [_tensor_json(tensor) for tensor in found.only_right],
        "shape_differs": [_pair_json(pair) for pair in found.shape_differs],
        "dtype_differs": [_pair_json(pair) for pair in found.dtype_differs],
        "stored_elsewhere": [tensor.name for tensor in found.stored_elsewhere],
        "not_in_torch": [tensor.name for tensor in found.not_in_torch],
    }


def _total_json(total: Totals, label: str) -> dict[str, object]:
    return {"what": label, "tensors": total.tensors, "elements": total.elements, "bytes": total.nbytes}


def _tensor_json(tensor: TensorInfo) -> dict[str, object]:
    return {"name": tensor.name, "shape": list(tensor.shape), "dtype": tensor.dtype}


def _pair_json(pair: Pair) -> dict[str, object]:
    return {"left": _tensor_json(pair.left), "right": _tensor_json(pair.right)}
