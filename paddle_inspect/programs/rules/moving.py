"""Operators that move elements: other shapes, parts put together and taken apart, repeated, looked up."""

from __future__ import annotations

import math
from collections.abc import Mapping

from paddle_inspect.base.records import Shape
from paddle_inspect.programs.rules.asked import (
    Given,
    Rule,
    agreed,
    exact,
    integer,
    integers,
    known_integers,
    nth_axis,
    product,
    total,
)

# Other views of the same elements


def _reshape(given: Given) -> list[Shape]:
    shape, wanted = given.shape(0), list(integers(given, "shape", 1))
    computed = given.is_given(1) and None in given.numbers(1)
    for place, size in enumerate(wanted):
        if size == 0:
            wanted[place] = shape[place]
    free = [place for place, size in enumerate(wanted) if size < 0]
    total = product(shape)
    if len(free) == 1 and total >= 0:
        rest = math.prod(size for size in wanted if size >= 0)
        if total % rest:
            raise ValueError(f"{total} elements in rows of {rest}")
        wanted[free[0]] = total // rest
    elif not free and total >= 0 and math.prod(wanted) != total:
        raise ValueError(f"{total} elements as {wanted}")
    elif len(free) > 1 and not computed and -1 not in shape:
        raise ValueError("more than one size that is to be found")
    return [tuple(wanted)]


def _transpose(given: Given) -> list[Shape]:
    shape, perm = given.shape(0), exact(given, "perm")
    if len(perm) != len(shape):
        raise ValueError(f"{len(perm)} axes of {len(shape)}")
    return [tuple(shape[nth_axis(axis, len(shape))] for axis in perm)]


def _flatten(given: Given) -> list[Shape]:
    shape = given.shape(0) or (1,)
    start, stop = (nth_axis(integer(given, name), len(shape)) for name in ("start_axis", "stop_axis"))
    return [(*shape[:start], product(shape[start : stop + 1]), *shape[stop + 1 :])]


def _flatten_to_matrix(given: Given) -> list[Shape]:
    shape, axis = given.shape(0), integer(given, "axis", 1)
    return [(product(shape[:axis]), product(shape[axis:]))]


def _squeeze(given: Given) -> list[Shape]:
    shape = given.shape(0)
    axes = {nth_axis(axis, len(shape)) for axis in exact(given, "axis", 1)}
    if any(shape[axis] < 0 for axis in axes) or (not axes and -1 in shape):
        raise LookupError("an axis that may be of size 1")
    return [tuple(size for axis, size in enumerate(shape) if size != 1 or (axes and axis not in axes))]


def _unsqueeze(given: Given) -> list[Shape]:
    shape = list(given.shape(0))
    for axis in exact(given, "axis", 1):
        shape.insert(nth_axis(axis, len(shape) + 1), 1)
    return [tuple(shape)]


# Parts put together and taken apart


def _concat(given: Given) -> list[Shape]:
    shapes = given.shapes(0)
    axis = nth_axis(integer(given, "axis", 0, position=1), len(shapes[0]))
    others = {len(shape) for shape in shapes}
    if len(others) != 1:
        raise ValueError(f"ranks {others}")
    columns = list(zip(*shapes, strict=True))
    return [tuple(total(sizes) if at == axis else agreed(sizes) for at, sizes in enumerate(columns))]


def _stack(given: Given) -> list[Shape]:
    shapes = given.shapes(0)
    shape = [agreed(sizes) for sizes in zip(*shapes, strict=True)]
    shape.insert(nth_axis(integer(given, "axis", 0), len(shape) + 1), len(shapes))
    return [tuple(shape)]


def _split(given: Given) -> list[Shape]:
    shape = given.shape(0)
    axis = nth_axis(integer(given, "axis", 0, position=2), len(shape))
    if given.is_given(1) or given.attribute("sections"):
        sections = list(integers(given, "sections", 1))
    else:
        return _equal_parts(shape, axis, integer(given, "num"))
    if sections.count(-1) == 1 and shape[axis] >= 0:
        sections[sections.index(-1)] = shape[axis] - sum(section for section in sections if section >= 0)
    return [(*shape[:axis], section, *shape[axis + 1 :]) for section in sections]


def _split_evenly(given: Given) -> list[Shape]:
    shape = given.shape(0)
    return _equal_parts(shape, nth_axis(integer(given, "axis", 0, position=1), len(shape)), integer(given, "num"))


def _equal_parts(shape: Shape, axis: int, count: int) -> list[Shape]:
    if shape[axis] >= 0 and shape[axis] % count:
        raise ValueError(f"{shape[axis]} in {count} parts")
    size = -1 if shape[axis] < 0 else shape[axis] // count
    return [(*shape[:axis], size, *shape[axis + 1 :])] * min(count, _MOST_PARTS)


#: More outputs than this a rule does not describe.
_MOST_PARTS = 4096


def _unbind(given: Given) -> list[Shape]:
    shape = given.shape(0)
    axis = nth_axis(integer(given, "axis", 0), len(shape))
    return [(*shape[:axis], *shape[axis + 1 :])] * min(max(shape[axis], 0), _MOST_PARTS)


def _slice(given: Given) -> list[Shape]:
    shape = list(given.shape(0))
    axes = exact(given, "axes")
    starts, ends = known_integers(given, "starts", 1), known_integers(given, "ends", 2)
    for axis, start, end in zip(axes, starts, ends, strict=True):
        place = nth_axis(axis, len(shape))
        shape[place] = _between(shape[place], start, end)
    dropped = given.attribute("decrease_axis") or ()
    assert isinstance(dropped, tuple)
    gone = {nth_axis(int(axis), len(shape)) for axis in dropped}
    return [tuple(size for axis, size in enumerate(shape) if axis not in gone)]


def _between(size: int, start: int | None, end: int | None) -> int:
    """How many places there are from one to another, of an axis of that size."""
    if start is None or end is None:
        return -1
    if size < 0:  # of an axis of unknown size
        return -1
    begin, stop, _ = slice(start, end).indices(size)
    return max(0, stop - begin)


def _strided_slice(given: Given) -> list[Shape]:
    shape = list(given.shape(0))
    ranges = zip(
        exact(given, "axes"),
        exact(given, "starts", 1),
        exact(given, "ends", 2),
        exact(given, "strides", 3),
        strict=True,
    )
    for axis, *bounds in ranges:
        place = nth_axis(axis, len(shape))
        shape[place] = -1 if shape[place] < 0 else len(range(*slice(*bounds).indices(shape[place])))
    return [tuple(shape)]


def _gather(given: Given) -> list[Shape]:
    shape, index = given.shape(0), given.shape(1)
    axis = nth_axis(integer(given, "axis", 0, position=2), len(shape))
    return [(*shape[:axis], *index, *shape[axis + 1 :])]


def _gather_nd(given: Given) -> list[Shape]:
    shape, index = given.shape(0), given.shape(1)
    if index[-1] < 0:
        raise LookupError("an index of unknown length")
    return [(*index[:-1], *shape[index[-1] :])]


def _index_select(given: Given) -> list[Shape]:
    shape = given.shape(0)
    axis = nth_axis(integer(given, "axis", 0), len(shape))
    return [(*shape[:axis], *given.shape(1)[:1], *shape[axis + 1 :])]


def _second(given: Given) -> list[Shape]:
    return [given.shape(1)]


# Repeated and made


def _expand(given: Given) -> list[Shape]:
    shape, wanted = given.shape(0), known_integers(given, "shape", 1)
    shape = (1,) * (len(wanted) - len(shape)) + shape
    pairs = zip(shape, wanted, strict=True)
    return [tuple(-1 if wish is None else size if wish == -1 else wish for size, wish in pairs)]


def _expand_as(given: Given) -> list[Shape]:
    return [given.shape(1) if given.is_given(1) else exact(given, "target_shape")]


def _tile(given: Given) -> list[Shape]:
    shape, times = given.shape(0), integers(given, "repeat_times", 1)
    rank = max(len(shape), len(times))
    shape, times = (1,) * (rank - len(shape)) + shape, (1,) * (rank - len(times)) + times
    return [tuple(-1 if min(pair) < 0 else pair[0] * pair[1] for pair in zip(shape, times, strict=True))]


def full(given: Given) -> list[Shape]:
    """The shape that is stated, or computed."""
    return [integers(given, "shape", 1)]


def _full_batch_size_like(given: Given) -> list[Shape]:
    shape = list(integers(given, "shape"))
    shape[integer(given, "output_dim_idx", 0)] = given.shape(0)[integer(given, "input_dim_idx", 0)]
    return [tuple(shape)]


def _arange(given: Given) -> list[Shape]:
    [start], [end], [step] = (exact(given, "", position) for position in range(3))
    return [(len(range(start, end, step)),)]


def _shape_of(given: Given) -> list[Shape]:
    return [(len(given.shape(0)),)]


def _one_hot(given: Given) -> list[Shape]:
    return [(*given.shape(0), integer(given, "num_classes", position=1))]


RULES: Mapping[str, Rule] = {
    **dict.fromkeys(("full", "full_with_tensor"), full),
    **dict.fromkeys(("shape", "shape64"), _shape_of),
    **dict.fromkeys(("unbind", "unstack"), _unbind),
    "arange": _arange,
    "concat": _concat,
    "expand": _expand,
    "expand_as": _expand_as,
    "flatten": _flatten,
    "flatten2": _flatten_to_matrix,
    "full_batch_size_like": _full_batch_size_like,
    "gather": _gather,
    "gather_nd": _gather_nd,
    "index_select": _index_select,
    "one_hot": _one_hot,
    "reshape": _reshape,
    "slice": _slice,
    "split": _split,
    "split_with_num": _split_evenly,
    "squeeze": _squeeze,
    "stack": _stack,
    "strided_slice": _strided_slice,
    "take_along_axis": _second,
    "tile": _tile,
    "transpose": _transpose,
    "unsqueeze": _unsqueeze,
}
