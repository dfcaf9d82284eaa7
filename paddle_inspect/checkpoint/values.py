"""What a pickle is read into: inert stand-ins that describe values and can do nothing."""

from __future__ import annotations

from dataclasses import dataclass, field


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


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes, or text, that were passed over: at least `least` and at most `most` of them; `data` where they are few.

    The number is not exact for bytes that protocol 2 wrote as text: each takes one or two bytes in the file.
    """

    least: int
    most: int
    data: bytes | None = None


@dataclass(slots=True, eq=False)
class DType:
    """A numpy dtype by the name that Paddle gives it."""

    name: str
    item_size: int
    code: str
    big_endian: bool = False


@dataclass(slots=True, eq=False)
class Array:
    """A numpy array without its data; shape and dtype stand in the BUILD that follows its creation."""

    shape: tuple[int, ...] = ()
    dtype: DType | None = None


@dataclass(slots=True, eq=False)
class Pairs:
    """A dict as the list of its items: nothing is hashed, so no chosen keys can make it slow."""

    items: list[tuple[object, object]] = field(default_factory=list)
