"""What the value of a pickle holds, part by part: tensors under their headings, plain values, findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from hashlib import sha256

from paddle_inspect.base.figures import many
from paddle_inspect.base.records import Finding
from paddle_inspect.checkpoints import kinds
from paddle_inspect.checkpoints.contents import Part, Stored
from paddle_inspect.checkpoints.pickles.machine import Machine
from paddle_inspect.checkpoints.pickles.values import (
    Array,
    Attributes,
    Bag,
    Blob,
    DType,
    Global,
    Pairs,
    Refusal,
    Unread,
    ValueDType,
    spelled,
)

#: A state_dict inside an optimizer's inside a trainer's is three.
MAX_DEPTH = 16
#: A value that the file holds once may stand in several places, but not so often that showing it would take longer
#: than reading it.
_SPARE_VISITS = 1000
#: A name, a text, and the tuple of both.
_MEMORY_PER_VALUE = 200
#: What is shown of a plain value, so that it takes about a line.
_MAX_SHOWN_ITEMS = 8
_MAX_SHOWN_TEXT = 80
#: Longer names are shown by how they begin.
_MAX_SHOWN_NAME = 1024
#: What has parts of its own, which are shown.
_WITH_PARTS = (Pairs, Attributes, Bag, list, tuple, Array)


class Walk:
    """Collects the parts, those at the top level first; looks at no more values than the machine had opcodes, and some
    to spare.
    """

    def __init__(self, machine: Machine) -> None:
        self.parts: list[Part] = []
        self.findings: list[Finding] = []
        self._machine, self._visits = machine, _SPARE_VISITS
        self._first_names: dict[int, tuple[Array, str]] = {}  # with the array, so that no other takes over its id
        self._short = cache(_short)  # a name may stand in many dicts

    def go_through(self, value: object) -> None:
        """Collect the parts of the machine's value.

        Raises:
            RefusedPickle: it unfolds to more than the file spells out, or contains itself.
        """
        self._visits += self._machine.opcodes
        try:
            self.enter(value, ())
        except Refusal as refusal:
            raise self._machine.refuse_result(refusal) from None

    def enter(self, value: object, heading: tuple[str, ...]) -> None:
        """Make parts of a value that stands under a heading, and of what is nested in it."""
        if len(heading) > MAX_DEPTH:
            raise Refusal(f"ends a value that is nested deeper than {MAX_DEPTH} levels, or contains itself")
        if (array := _array(value)) is not None:  # paddle.save(tensor)
            items: Iterable[tuple[str, object]] = [(self._short(_parameter_name(value) or "tensor"), array)]
        elif isinstance(value, Pairs):
            named = self.named(value, heading)
            items = self._short_names(named if heading else self.as_loaded(named))
        elif isinstance(value, Attributes):
            items = self._short_names(self.named(value.pairs, heading))
        elif (parts := _parts(value)) is not None:
            self.charge(len(parts))
            items = ((str(place), part) for place, part in enumerate(parts))
        else:
            items = [("value", value)]
        self._fill(items, heading)

    def charge(self, values: int) -> None:
        """Count values that are looked at; a list that stands in many places is looked at in each."""
        self._visits -= values
        if self._visits < 0:
            raise Refusal("ends a value that unfolds to more values than the file has opcodes")

    def named(self, pairs: Pairs, heading: tuple[str, ...]) -> dict[str, object]:
        """The values of a dict by names that keep its keys apart; of two with the same key the last counts."""
        self.charge(len(pairs.items))
        texts = {key for key, _ in pairs.items if isinstance(key, str)}
        others = {spelled(key) for key, _ in pairs.items if not isinstance(key, str)}
        apart = {name: _unlike(texts, name) for name in others}
        names = [key if isinstance(key, str) else apart[spelled(key)] for key, _ in pairs.items]
        named = {name: value for name, (_, value) in zip(names, pairs.items, strict=True)}
        if len(named) < len(names):
            twice = next(name for name, count in Counter(names).items() if count > 1)
            repeated = len(names) - len(named)
            self.findings.append(kinds.duplicate_name.of_file(repeated, _path(heading, self._short(twice))))
        return named

    def as_loaded(self, named: dict[str, object]) -> dict[str, object]:
        """The file's own dict as its framework gives it to who loads it; a format may know more of it."""
        return named

    def _short_names(self, named: dict[str, object]) -> Iterator[tuple[str, object]]:
        """The values by the names that are shown, which are as different as the whole ones."""
        for name, value in named.items():
            yield (name if len(name) <= _MAX_SHOWN_NAME else _unlike(named, self._short(name))), value

    def _fill(self, items: Iterable[tuple[str, object]], heading: tuple[str, ...]) -> None:
        """Make the section of a heading, in front of those nested in it."""
        place = len(self.parts)
        stored: list[Stored] = []
        values: list[tuple[str, str]] = []
        for name, value in items:
            if (array := _array(value)) is not None:
                stored.append((name, array.shape, array.dtype.name, self._tie(array, name)))
            elif (text := self._shown(value)) is not None:
                self._machine.memory.take(_MEMORY_PER_VALUE)
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
        if isinstance(value, (Pairs, Attributes)):
            pairs = value if isinstance(value, Pairs) else value.pairs
            return None if pairs.items else "{}"
        parts = _parts(value)
        if parts is None:
            return _plain(value)
        self.charge(len(parts))
        if any(isinstance(part, _WITH_PARTS) for part in parts):
            return None
        if len(parts) > _MAX_SHOWN_ITEMS:
            return f"({many(len(parts), 'value')})"
        return f"[{', '.join(map(_plain, parts))}]"


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


def _short(name: str) -> str:
    """A long name by how it begins, how long it is and its SHA-256, which no two names have in common."""
    if len(name) <= _MAX_SHOWN_NAME:
        return name
    digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{name[:_MAX_SHOWN_TEXT]}... ({many(len(name), 'character')}, SHA-256 {digest})"


def _path(heading: tuple[str, ...], name: str) -> str:
    return " / ".join((*heading, name))


def _plain(value: object) -> str:
    """A text, a number, True, False or None as it is written in Python; of anything else what it is."""
    if isinstance(value, str):
        return repr(value if len(value) <= _MAX_SHOWN_TEXT else value[:_MAX_SHOWN_TEXT] + "...")
    if value is None or isinstance(value, (bool, int, float, complex)):
        return repr(value)
    if isinstance(value, (Unread, Global)):
        return f"({value}, not read)"
    if isinstance(value, (DType, ValueDType)):
        return "(numpy.dtype, not read)"
    return f"({many(value.most, 'byte')})" if isinstance(value, Blob) else f"({type(value).__name__.lower()})"
