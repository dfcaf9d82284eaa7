"""What a pickle is read into: inert stand-ins that describe values and can do nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

#: Keys of a checkpoint are names, numbers, or a few of them together.
MAX_KEY_PARTS = 8


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
class Pairs:
    """A dict as the list of its items: nothing is hashed, so no chosen keys can make it slow."""

    items: list[tuple[object, object]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Bag:
    """A set, or a frozen one, as the list of its items; nothing is hashed here either."""

    items: list[object] = field(default_factory=list)
    frozen: bool = False


def is_hashable(value: object) -> bool:
    """Whether a value can be an item of a set here: CPython can hash it, and at once.

    A tuple of tuples of tuples can be hashed, too, but in a time that grows with what it unfolds to.
    """
    return _is_plain(value) or (isinstance(value, tuple) and len(value) <= MAX_KEY_PARTS and all(map(_is_plain, value)))


def is_key(value: object) -> bool:
    """Whether a value can be a key of a dict here: it can be hashed, and it is known which key it is.

    It is not known of text and bytes that were passed over; and of fractions, which no checkpoint has for keys, some
    are equal to none and some to whole numbers.
    """
    parts = value if isinstance(value, tuple) else (value,)
    return is_hashable(value) and all(map(_is_known, parts))


def _is_plain(value: object) -> bool:
    if isinstance(value, Blob):
        return value.kind is not Payload.BYTEARRAY
    return value is None or isinstance(value, (str, int, float, complex))


def _is_known(value: object) -> bool:
    return value.data is not None if isinstance(value, Blob) else not isinstance(value, (float, complex))
