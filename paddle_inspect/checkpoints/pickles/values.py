"""What a pickle is read into: inert stand-ins that describe values and can do nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from paddle_inspect.checkpoints.pickles.limits import MAX_KEY_PARTS, MAX_KEY_TEXT, MAX_TEXT_BYTES


class Refusal(Exception):
    """Something that a weight file has no reason to hold; the machine adds file, opcode and offset."""

    def __init__(self, reason: str, global_name: str | None = None) -> None:
        self.reason, self.global_name = reason, global_name
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Global:
    """The name of an allowed function or class; never looked up."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


class Payload(Enum):
    """What Python makes of a payload: only bytes can be a key, only text can be encoded."""

    BYTES = auto()
    BYTEARRAY = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes, or text, that were passed over: at least `least` and at most `most` of them; `data` where they are few.

    The number is not exact for bytes that protocol 2 wrote as text: each takes one or two bytes in the file.
    """

    least: int
    most: int
    data: bytes | None = None
    kind: Payload = Payload.BYTES


@dataclass(slots=True, eq=False)
class DType:
    """A numpy dtype by the name that Paddle gives it."""

    name: str
    item_size: int
    code: str
    big_endian: bool = False


@dataclass(slots=True, eq=False)
class Array:
    """A numpy array without its data; `_reconstruct` makes an empty one, which the BUILD behind it fills."""

    shape: tuple[int, ...]
    dtype: DType


@dataclass(slots=True, eq=False)
class Unread:
    """A value that is no tensor and holds none, known by the name of its class alone: a date, a path."""

    kind: str

    def __str__(self) -> str:
        return self.kind


@dataclass(slots=True, eq=False)
class ValueDType:
    """A numpy dtype that a single value may have and no tensor: texts (`U`), bytes (`S`), times (`M8`, `m8`)."""

    code: str
    size: int


@dataclass(slots=True, eq=False)
class Pairs:
    """A dict as the list of its items: nothing is hashed, so no chosen keys can make it slow.

    One that is passed over, because it is empty or a UUID's number, stays as it is: `is_closed`.
    """

    items: list[tuple[object, object]] = field(default_factory=list)
    is_closed: bool = False

    def close(self) -> None:
        """Pass it over: nothing is shown of it, and nothing may be added from now on.

        Raises:
            Refusal: it holds something.
        """
        if self.items:
            raise Refusal("something in a dict that has to be empty")
        self.is_closed = True


@dataclass(slots=True, eq=False)
class Attributes:
    """An object of a class that only holds attributes: a namespace."""

    kind: str
    pairs: Pairs = field(default_factory=Pairs)


class _Spent(list[tuple[object, object]]):
    """No items: whoever looks for some is refused."""

    def _refuse(self, *_: object) -> Any:
        raise Refusal("uses a dict again whose items have become the fields of a record")

    __iter__ = append = extend = _refuse


#: In place of a dict's items that a record has taken over: a pickle holds such a dict in the memo, and never uses it.
SPENT = _Spent()


@dataclass(slots=True, eq=False)
class Record:
    """An object of a class with fields, None until they are set; of a class that can be a key these are what it is."""

    kind: str
    fields: tuple[object, ...] | None = None
    is_key: bool = False


class Deque(list[object]):
    """A deque, of so many items at most; Python would drop the first ones."""

    def __init__(self, most: int | None = None) -> None:
        super().__init__()
        self._most = most

    def append(self, item: object) -> None:
        """Add one.

        Raises:
            Refusal: it is one too many.
        """
        self.extend([item])

    def extend(self, items: Iterable[object]) -> None:
        """Add some.

        Raises:
            Refusal: they are too many.
        """
        super().extend(items)
        if self._most is not None and len(self) > self._most:
            raise Refusal(f"adds more to a deque than the {self._most:,} items that it may have")


@dataclass(slots=True, eq=False)
class Bag:
    """A set, or a frozen one, as the list of its items, some perhaps more than once; nothing is hashed here either."""

    items: list[object] = field(default_factory=list)
    frozen: bool = False

    def distinct(self) -> list[object]:
        """The items, of equal ones the first; drops the others, so that a set that stands in many places costs once."""
        first: dict[object, object] = {}
        for item in self.items:
            first.setdefault(item if type(item) is str else (spelled(item),), item)
        self.items[:] = first.values()
        return self.items


def require_keys(items: list[object]) -> list[object]:
    """The items, when all can be keys of a dict or items of a set here: CPython can hash them, and each is known.

    Text and bytes that were passed over are not known. A tuple of tuples of tuples can be hashed, too, but in a time
    that grows with what it unfolds to; and NaN is a key that nothing equals.

    Raises:
        Refusal: one cannot.
    """
    for item in items:
        if type(item) is not str:
            require_key(item)
    return items


def require_key(item: object) -> object:
    """One of them."""
    if not _is_key(item):
        raise Refusal(
            f"has a key or an item of a set that is neither a text of at most {MAX_TEXT_BYTES:,} bytes nor a number"
            " nor a few of these together"
        )
    return item


def _is_key(value: object) -> bool:
    if isinstance(value, tuple):
        return len(value) <= MAX_KEY_PARTS and all(map(_is_part_of_key, value))
    return value.is_key if isinstance(value, Record) else _is_plain_key(value)


def _is_part_of_key(value: object) -> bool:
    return len(value) <= MAX_KEY_TEXT if isinstance(value, str) else _is_plain_key(value)


def _is_plain_key(value: object) -> bool:
    if isinstance(value, Blob):
        return value.kind is Payload.BYTES and value.data is not None
    return value is None or (isinstance(value, (str, int, float)) and value == value)


def spelled(key: object) -> str:
    """A key as Python writes it, alike for those that Python takes for one: 1, True and 1.0."""
    if isinstance(key, tuple):
        return f"({', '.join(map(spelled, key))})"
    if isinstance(key, Blob):
        return repr(key.data)
    if isinstance(key, Record):
        return f"{key.kind}{key.fields}"
    whole = isinstance(key, int) or (isinstance(key, float) and key.is_integer())
    return repr(int(key) if whole else key)  # type: ignore[call-overload]
