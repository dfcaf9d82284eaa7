"""Lists of tensors as tables and as JSON: one line a tensor, or one line for each prefix of their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from itertools import groupby, product

from paddle_inspect.base.figures import format_bytes, format_exact
from paddle_inspect.base.records import TensorInfo, TensorKind
from paddle_inspect.tables.document import Column, Section, Table

_NAME, _TIMES = Column("name", gives="middle"), Column("times", right=True)
#: In order of importance: the shape, then what follows from it and the dtype.
_COLUMNS = (
    Column("shape"),
    Column("squeezed", spare=7),
    Column("dtype", spare=2),
    Column("elements", right=True, spare=1),
    Column("bytes", right=True, spare=3),
    Column("form", spare=6),
)
_KIND, _TIED = Column("kind", spare=4), Column("tied to", spare=5, gives="middle")


_FOLDED = "Layers that repeat are one line: elements and bytes are those of one tensor. --all lists each of them."


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Tensors whose names begin alike, in sum; a tied tensor counts in `tensors` only."""

    prefix: str
    tensors: int
    elements: int
    nbytes: int
    dtypes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which tensors are listed: those whose names match `glob`; with `depth` one line for each beginning of names.

    `is_folded` says that people get one line for equal tensors of numbered layers (see `folded`).
    """

    glob: str | None = None
    depth: int | None = None
    is_folded: bool = False

    def table(self, tensors: Iterable[TensorInfo], *, exact: bool = False, kinds: bool = False) -> Table:
        """The table of what is selected (see `tensor_table`)."""
        chosen = select(tensors, self.glob)
        if self.depth is not None:
            return group_table(group(chosen, self.depth), exact=exact)
        return tensor_table(chosen, exact=exact, kinds=kinds, fold=self.is_folded and not exact)

    def names(self, tensors: Iterable[TensorInfo]) -> bool:
        """Whether there is anything to list, of tensors of which there are some."""
        return self.glob is None or bool(select(tensors, self.glob))

    def tree(self, tensors: Iterable[TensorInfo], *, kinds: bool = False) -> dict[str, object]:
        """The same for scripts: `tensors` (an iterator, as they may be a million), or `groups`."""
        chosen = select(tensors, self.glob)
        if self.depth is not None:
            return {"groups": [group_json(one) for one in group(chosen, self.depth)]}
        return {"tensors": tensors_json(chosen, kinds=kinds)}


EVERYTHING = Selection()


def select(tensors: Iterable[TensorInfo], glob: str | None) -> tuple[TensorInfo, ...]:
    """The tensors whose names match a glob such as `*.attention.*`; all of them without one."""
    return tuple(tensor for tensor in tensors if glob is None or fnmatchcase(tensor.name, glob))


def folded(tensors: Iterable[TensorInfo]) -> list[tuple[TensorInfo, int]]:
    """Equal tensors of numbered layers as one each, which stands where the first stood, with how many they are.

    `layers.0.bias` to `layers.11.bias` are `layers.0-11.bias` when all have one shape, dtype and kind. Names with
    several numbers are folded when they have every combination of them. Tied tensors are left alone.
    """
    alike: dict[tuple[object, ...], list[TensorInfo]] = {}
    for tensor in tensors:
        same = (tensor.shape, tensor.dtype, tensor.kind, tensor.trainable)
        parts = tuple("" if part.isdecimal() else part for part in tensor.name.split("."))
        alike.setdefault((parts, *same) if tensor.tied_to is None else (tensor.name,), []).append(tensor)
    return [one for members in alike.values() for one in _as_one(members)]


def _as_one(tensors: Sequence[TensorInfo]) -> list[tuple[TensorInfo, int]]:
    names = [tensor.name.split(".") for tensor in tensors]
    places = [sorted({*parts}, key=lambda part: (len(part), part)) for parts in zip(*names, strict=True)]
    if len(tensors) == 1 or len(tensors) != sum(1 for _ in product(*places)):
        return [(tensor, 1) for tensor in tensors]
    return [(replace(tensors[0], name=".".join(map(_numbers, places))), len(tensors))]


def _numbers(parts: Sequence[str]) -> str:
    """`0-3,7` of the numbers 0, 1, 2, 3 and 7; a part that is the same everywhere as it is."""
    if len(parts) == 1:
        return parts[0]
    runs = [[part for _, part in run] for _, run in groupby(enumerate(parts), lambda one: int(one[1]) - one[0])]
    return ",".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def tensor_table(
    tensors: Sequence[TensorInfo], *, exact: bool = False, kinds: bool = False, fold: bool = False
) -> Table:
    """One line a tensor.

    Args:
        tensors: what to list.
        exact: bare numbers for other programs; otherwise they have separators and units.
        kinds: also which are parameters and which buffers, where that is known (files do not say).
        fold: one line for equal tensors of numbered layers, and a column that says of how many, where there are some.
    """
    number, size = (str, str) if exact else (format_exact, format_bytes)
    listed = folded(tensors) if fold else [(tensor, 1) for tensor in tensors]
    times = any(count > 1 for _, count in listed)
    described: dict[tuple[tuple[int, ...], str], tuple[str, ...]] = {}  # of many tensors few differ in shape or dtype
    rows = []
    for tensor, count in listed:
        cells = described.get((tensor.shape, tensor.dtype))
        if cells is None:
            cells = described[tensor.shape, tensor.dtype] = (
                format_shape(tensor.shape),
                format_shape(tensor.squeezed_shape),
                tensor.dtype,
                number(tensor.numel),
                size(tensor.nbytes),
                tensor.form,
            )
        own = (tensor.name, str(count)) if times else (tensor.name,)
        rows.append((*own, *cells, *((kind(tensor),) if kinds else ()), tensor.tied_to or ""))
    columns = (_NAME, *((_TIMES,) if times else ()), *_COLUMNS, *((_KIND,) if kinds else ()), _TIED)
    return Table(columns, tuple(rows))


def tensors_section(title: str, tensors: Iterable[TensorInfo], selection: Selection, *, kinds: bool = False) -> Section:
    """What is selected of some tensors, and what is to know about lines that stand for several."""
    table = selection.table(tensors, kinds=kinds)
    return Section(title=title, table=table, notes=(_FOLDED,) if _TIMES in table.columns else ())


def kind(tensor: TensorInfo) -> str:
    """`parameter`, `frozen` for one that receives no gradients, or `buffer`."""
    return "frozen" if tensor.kind is TensorKind.PARAMETER and not tensor.trainable else tensor.kind.value


def group_table(groups: Sequence[Group], *, exact: bool = False) -> Table:
    """One line for each prefix."""
    number, size = (str, str) if exact else (format_exact, format_bytes)
    columns = (
        _NAME,
        Column("tensors", right=True),
        Column("elements", right=True),
        Column("bytes", right=True, spare=1),
        Column("dtypes", spare=2),
    )
    rows = tuple(
        (group.prefix, number(group.tensors), number(group.elements), size(group.nbytes), ", ".join(group.dtypes))
        for group in groups
    )
    return Table(columns, rows)


def group(tensors: Iterable[TensorInfo], depth: int) -> tuple[Group, ...]:
    """The tensors by the first `depth` parts of their names, in the order in which these first appear.

    A longer name's group ends in `.*`; a name of at most `depth` parts is a group of its own.
    """
    members: dict[str, list[TensorInfo]] = {}
    for tensor in tensors:
        parts = tensor.name.split(".")
        prefix = tensor.name if len(parts) <= depth else ".".join(parts[:depth]) + ".*"
        members.setdefault(prefix, []).append(tensor)
    return tuple(_group(prefix, inside) for prefix, inside in members.items())


def _group(prefix: str, tensors: Sequence[TensorInfo]) -> Group:
    stored = [tensor for tensor in tensors if tensor.tied_to is None]
    return Group(
        prefix=prefix,
        tensors=len(tensors),
        elements=sum(tensor.numel for tensor in stored),
        nbytes=sum(tensor.nbytes for tensor in stored),
        dtypes=tuple(dict.fromkeys(tensor.dtype for tensor in tensors)),
    )


def totals_table(tensors: Iterable[TensorInfo], *, exact: bool = False) -> Table:
    """One line for each dtype, the most bytes first, and their sum; a tied tensor counts in `tensors` only."""
    tensors = tuple(tensors)
    groups = [_group(dtype, [t for t in tensors if t.dtype == dtype]) for dtype in {t.dtype for t in tensors}]
    groups.sort(key=lambda one: (-one.nbytes, one.prefix))
    if len(groups) != 1:
        groups.append(_group("total", tensors))
    table = group_table(groups, exact=exact)
    return Table((Column("dtype"), *table.columns[1:-1]), tuple(row[:-1] for row in table.rows))


def tensors_json(tensors: Iterable[TensorInfo], *, kinds: bool = False) -> Iterator[dict[str, object]]:
    """Tensors as scripts read them; `kinds` as in `tensor_table`."""
    described: dict[tuple[tuple[int, ...], str], dict[str, object]] = {}  # as in `tensor_table`
    for tensor in tensors:
        description = described.get((tensor.shape, tensor.dtype))
        if description is None:
            description = described[tensor.shape, tensor.dtype] = {
                "shape": list(tensor.shape),
                "squeezed_shape": list(tensor.squeezed_shape),
                "dtype": tensor.dtype,
                "elements": tensor.numel,
                "bytes": tensor.nbytes,
                "form": tensor.form,
            }
        own = {"name": tensor.name, **description}
        if kinds:
            own["kind"] = kind(tensor)
        own["tied_to"] = tensor.tied_to
        yield own


def group_json(group: Group) -> dict[str, object]:
    """A group as scripts read it."""
    return {
        "prefix": group.prefix,
        "tensors": group.tensors,
        "elements": group.elements,
        "bytes": group.nbytes,
        "dtypes": list(group.dtypes),
    }


def format_shape(shape: Sequence[int]) -> str:
    """`[30000, 128]`; `[]` for a scalar."""
    return f"[{', '.join(map(str, shape))}]"
