"""What the value in a paddle.save file means: tensors, slices of tensors, names, optimizer state, plain values.

The layouts, as paddle/framework/io.py writes them:

    {"fc.weight": ndarray, ..., "StructuredToParameterName@@": {"fc.weight": "linear_0.w_0"}}   a flat state_dict
    {"fc.weight": ndarray, ...}                                     the same from static graphs and before Paddle 2.0
    {"model": {"fc.weight": ("linear_0.w_0", ndarray)}, "epoch": 3} anything nested, since Paddle 2.1
    {"w@@.0": ndarray, "w@@.1": ndarray,                            tensors above 1 GiB in protocols 2 and 3
     "UnpackBigParamInfor@@": {"w": {"OriginShape": (2, 3), "slices": ["w@@.0", "w@@.1"]}}}
"""

from __future__ import annotations

import math

from paddle_inspect.base import collector
from paddle_inspect.base.source import Source
from paddle_inspect.checkpoints import kinds
from paddle_inspect.checkpoints.contents import Contents
from paddle_inspect.checkpoints.pickles.allowed import is_shape
from paddle_inspect.checkpoints.pickles.machine import Machine
from paddle_inspect.checkpoints.pickles.values import Array, Pairs
from paddle_inspect.checkpoints.pickles.walk import Walk

SUFFIXES = (".pdparams", ".pdopt", ".distcp")

NAME_TABLE = "StructuredToParameterName@@"
SLICES = "UnpackBigParamInfor@@"


def recognises(start: bytes) -> bool:
    """Whether a file that begins so is a pickle of protocol 2 or later; files of other formats can begin so, too."""
    return start.startswith(b"\x80")


def read(source: Source) -> Contents:
    """The parts of an open pickle of weights, and what is odd about it.

    Raises:
        InputError: the pickle is truncated, is refused, or holds something that is no checkpoint.
    """
    machine = Machine(source)
    with collector.paused():
        walk = _PaddleWalk(machine)
        walk.go_through(machine.run())
    source.check_unchanged()
    layout = f"paddle.save, pickle protocol {machine.protocol}"
    return Contents(layout=layout, parts=tuple(walk.parts), findings=tuple(walk.findings))


class _PaddleWalk(Walk):
    """Takes out of the file's own dict the two entries that paddle.load follows there, and there only."""

    def as_loaded(self, named: dict[str, object]) -> dict[str, object]:
        """The dict as paddle.load gives it."""
        joined = self._join_slices(named)
        self._drop_name_table(joined)
        return joined

    def _drop_name_table(self, named: dict[str, object]) -> None:
        """Take the table of parameter names out; paddle.load fails on a name in it that has no tensor."""
        table = named.get(NAME_TABLE)
        if not isinstance(table, Pairs) or not all(isinstance(value, str) for _, value in table.items):
            return  # something else under that name, to be shown
        del named[NAME_TABLE]
        surplus = [str(key) for key, _ in table.items if not isinstance(key, str) or key not in named]
        if surplus:
            self.findings.append(kinds.name_table.of_file(len(surplus), surplus[0]))

    def _join_slices(self, named: dict[str, object]) -> dict[str, object]:
        """Tensors that were saved in slices put together again, where their first slice stands."""
        info = named.get(SLICES)
        if not isinstance(info, Pairs):
            return named
        joined: dict[str, tuple[str, Array] | None] = {SLICES: None}
        for name, description in self.named(info, (SLICES,)).items():
            parts, whole = self._whole(named, description)
            if whole is None or name in named or joined.keys() & parts:
                self.findings.append(kinds.slices.of_file(name))
                joined.pop(SLICES, None)  # to be shown
            else:
                joined.update(dict.fromkeys(parts))
                joined[parts[0]] = name, whole
        kept = (joined.get(name, (name, value)) for name, value in named.items())
        return dict(entry for entry in kept if entry is not None)

    def _whole(self, named: dict[str, object], description: object) -> tuple[list[str], Array | None]:
        """The names of a tensor's slices and the tensor, None when they do not fit its shape."""
        entries = self.named(description, (SLICES,)) if isinstance(description, Pairs) else {}
        shape, names = entries.get("OriginShape"), entries.get("slices")
        if entries.keys() != {"OriginShape", "slices"} or not isinstance(names, list) or not is_shape(shape):
            return [], None
        self.charge(len(names))
        parts = [name for name in names if isinstance(name, str)]
        arrays = [array for part in parts if isinstance(array := named.get(part), Array) and len(array.shape) == 1]
        dtypes = {array.dtype.name for array in arrays}
        elements = sum(math.prod(array.shape) for array in arrays)
        if not len(arrays) == len(names) == len(set(parts)) or len(dtypes) != 1 or elements != math.prod(shape):
            return parts, None
        return parts, Array(shape, arrays[0].dtype)
