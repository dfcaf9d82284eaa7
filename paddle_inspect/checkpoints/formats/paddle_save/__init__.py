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
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from paddle_inspect.base import collector
from paddle_inspect.base.records import Finding
from paddle_inspect.checkpoints import kinds
from paddle_inspect.checkpoints.contents import Contents, Part, Stored
from paddle_inspect.checkpoints.formats.paddle_save.allowed import is_shape
from paddle_inspect.checkpoints.formats.paddle_save.machine import Machine
from paddle_inspect.checkpoints.formats.paddle_save.values import Array, Bag, Blob, Pairs, Refusal, spelled
from paddle_inspect.checkpoints.source import Source

SUFFIXES = (".pdparams", ".pdopt")

NAME_TABLE = "StructuredToParameterName@@"
SLICES = "UnpackBigParamInfor@@"

#: A state_dict inside an optimizer's inside a trainer's is three.
MAX_DEPTH = 16
#: A value that the file holds once may stand in several places, but not so often that showing it would take longer
#: than reading it.
_SPARE_VISITS = 1000
#: A name, a text, and the tuple of both.
_MEMORY_PER_VALUE = 200
_MAX_SHOWN_ITEMS = 8
_MAX_SHOWN_TEXT = 80


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
        value = machine.run()
        walk = _Walk(machine)
        try:
            walk.enter(value, ())
        except Refusal as refusal:
            raise machine.refuse_result(refusal) from None
    source.check_unchanged()
    parts = sorted(walk.parts, key=lambda part: len(part.heading) > 0)
    layout = f"paddle.save, pickle protocol {machine.protocol}"
    return Contents(layout=layout, parts=tuple(parts), findings=tuple(walk.findings))


class _Walk:
    """Collects the parts, looking at no more values than the machine had opcodes, and some to spare."""

    def __init__(self, machine: Machine) -> None:
        self.parts: list[Part] = []
        self.findings: list[Finding] = []
        self._machine, self._visits = machine, machine.opcodes + _SPARE_VISITS
        self._first_names: dict[int, tuple[Array, str]] = {}  # with the array, so that no other takes over its id

    def enter(self, value: object, heading: tuple[str, ...]) -> None:
        """Make parts of a value that stands under a heading, and of what is nested in it."""
        if len(heading) > MAX_DEPTH:
            raise Refusal(f"ends a value that is nested deeper than {MAX_DEPTH} levels, or contains itself")
        if (array := _array(value)) is not None:  # paddle.save(tensor)
            items: Iterable[tuple[str, object]] = [(_parameter_name(value) or "tensor", array)]
        elif isinstance(value, Pairs):
            named = self._named(value, heading)
            items = (named if heading else self._as_paddle_loads(named)).items()
        elif (parts := _parts(value)) is not None:
            self._charge(len(parts))
            items = ((str(place), part) for place, part in enumerate(parts))
        else:
            items = [("value", value)]
        self._fill(items, heading)

    def _charge(self, values: int) -> None:
        """Count values that are looked at; a list that stands in many places is looked at in each."""
        self._visits -= values
        if self._visits < 0:
            raise Refusal("ends a value that unfolds to more values than the file has opcodes")

    def _named(self, pairs: Pairs, heading: tuple[str, ...]) -> dict[str, object]:
        """The values of a dict by names that keep its keys apart; of two with the same key the last counts."""
        self._charge(len(pairs.items))
        texts = {key for key, _ in pairs.items if isinstance(key, str)}
        others = {spelled(key) for key, _ in pairs.items if not isinstance(key, str)}
        apart = {name: _unlike(texts, name) for name in others}
        names = [key if isinstance(key, str) else apart[spelled(key)] for key, _ in pairs.items]
        named = {name: value for name, (_, value) in zip(names, pairs.items, strict=True)}
        if len(named) < len(names):
            twice = next(name for name, count in Counter(names).items() if count > 1)
            repeated = len(names) - len(named)
            self.findings.append(kinds.duplicate_name.of_file(repeated, _path(heading, twice)))
        return named

    def _as_paddle_loads(self, named: dict[str, object]) -> dict[str, object]:
        """The file's own dict without the two entries that paddle.load follows there, and there only, and takes out."""
        joined = self._join_slices(named)
        self._drop_name_table(joined)
        return joined

    def _fill(self, items: Iterable[tuple[str, object]], heading: tuple[str, ...]) -> None:
        """Make the section of a heading, in front of those nested in it."""
        place = len(self.parts)
        stored: list[Stored] = []
        values: list[tuple[str, str]] = []
        for name, value in items:
            if (array := _array(value)) is not None:
                stored.append((name, array.shape, array.dtype.name, self._tie(array, name)))
            elif (text := self._shown(value)) is not None:
                self._machine.take(_MEMORY_PER_VALUE)
                values.append((name, text))
            else:
                self.enter(value, (*heading, name))
        if stored or values:
            self.parts.insert(place, Part(heading=heading, stored=tuple(stored), values=tuple(values)))

    def _tie(self, array: Array, name: str) -> str | None:
        """The name under which the same array stood before."""
        _, first = self._first_names.setdefault(id(array), (array, name))
        return None if first == name else first

    def _shown(self, value: object) -> str | None:
        """A value without tensors in it as short text; None for a value that needs a section of its own."""
        if isinstance(value, Pairs):
            return None if value.items else "{}"
        parts = _parts(value)
        if parts is None:
            return _plain(value)
        self._charge(len(parts))
        if any(isinstance(part, (Pairs, Bag, list, tuple, Array)) for part in parts):
            return None
        if len(parts) > _MAX_SHOWN_ITEMS:
            return f"({len(parts):,} values)"
        return f"[{', '.join(map(_plain, parts))}]"

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
        for name, description in self._named(info, (SLICES,)).items():
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
        entries = self._named(description, (SLICES,)) if isinstance(description, Pairs) else {}
        shape, names = entries.get("OriginShape"), entries.get("slices")
        if entries.keys() != {"OriginShape", "slices"} or not isinstance(names, list) or not is_shape(shape):
            return [], None
        self._charge(len(names))
        parts = [name for name in names if isinstance(name, str)]
        arrays = [array for part in parts if isinstance(array := named.get(part), Array) and len(array.shape) == 1]
        dtypes = {array.dtype.name for array in arrays}
        elements = sum(math.prod(array.shape) for array in arrays)
        if not len(arrays) == len(names) == len(set(parts)) or len(dtypes) != 1 or elements != math.prod(shape):
            return parts, None
        return parts, Array(shape, arrays[0].dtype)


def _array(value: object) -> Array | None:
    """The array that a value stands for: itself, or the second of `(parameter name, array)`."""
    match value:
        case (str(), Array() as array) if isinstance(value, tuple):
            return array
    return value if isinstance(value, Array) else None


def _parameter_name(value: object) -> str | None:
    return value[0] if isinstance(value, tuple) else None


def _parts(value: object) -> Sequence[object] | None:
    """The items of a list, a tuple or a set."""
    if isinstance(value, Bag):
        return value.distinct()
    return value if isinstance(value, (list, tuple)) else None


def _unlike(texts: Collection[str], name: str) -> str:
    """A name for a key that is no text, unlike those that are: `key 1` when there is a text `1`."""
    while name in texts:
        name = f"key {name}"
    return name


def _path(heading: tuple[str, ...], name: str) -> str:
    return " / ".join((*heading, name))


def _plain(value: object) -> str:
    """A text, a number, True, False or None as it is written in Python; of anything else what it is."""
    if isinstance(value, str):
        return repr(value if len(value) <= _MAX_SHOWN_TEXT else value[:_MAX_SHOWN_TEXT] + "...")
    if value is None or isinstance(value, (bool, int, float, complex)):
        return repr(value)
    return f"({value.most:,} bytes)" if isinstance(value, Blob) else f"({type(value).__name__.lower()})"
