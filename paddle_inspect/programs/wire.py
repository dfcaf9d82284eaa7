"""Protobuf messages as fields, without a schema and without copies: a walk that ends with the first field that is none.

Source: https://protobuf.dev/programming-guides/encoding
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import TypeAlias

from paddle_inspect.programs.records import LONGEST_NAME

#: Number of a field, and its value: a number, or the bytes of a text, a message or packed numbers.
Field: TypeAlias = tuple[int, int | memoryview]

_VARINT, _EIGHT_BYTES, _LENGTH, _FOUR_BYTES = 0, 1, 2, 5
_LONGEST_VARINT, _LAST_BYTE = 10, 0x80
_MOST_FIELDS = 65_536


class Malformed(ValueError):
    """No protobuf message; says where."""


def fields(message: memoryview) -> Iterator[Field]:
    """The fields of a message in their order; those of fixed width as the bytes that they are.

    Raises:
        Malformed: it is none.
    """
    place, end = 0, len(message)
    while place < end:
        tag, place = _varint(message, place)
        number, kind = tag >> 3, tag & 7
        if not number:
            raise Malformed("has a field of number 0")
        if kind == _VARINT:
            value, place = _varint(message, place)
            yield number, value
            continue
        if kind == _LENGTH:
            length, place = _varint(message, place)
        elif kind in (_EIGHT_BYTES, _FOUR_BYTES):
            length = 8 if kind == _EIGHT_BYTES else 4
        else:
            raise Malformed(f"has a field of the unknown type {kind}")
        if length > end - place:
            raise Malformed(f"is truncated: a field of {length:,} bytes, of which {end - place:,} are there")
        yield number, message[place : place + length]
        place += length


def _varint(message: memoryview, place: int) -> tuple[int, int]:
    """A number, and where it ends."""
    value = shift = 0
    for byte in message[place : place + _LONGEST_VARINT]:
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < _LAST_BYTE:
            return value, place
    raise Malformed("is truncated, or has a number that does not end")


class Message:
    """A small message, whose fields are all looked at: each by its number, 0 or empty where it is not there."""

    def __init__(self, data: memoryview) -> None:
        """Raises Malformed: it is none, or has more than 65,536 fields."""
        self._fields: dict[int, list[int | memoryview]] = {}
        for count, (number, value) in enumerate(fields(data)):
            if count >= _MOST_FIELDS:
                raise Malformed(f"has a part of more than {_MOST_FIELDS:,} fields")
            self._fields.setdefault(number, []).append(value)

    def __contains__(self, number: int) -> bool:
        return number in self._fields

    def numbers(self, number: int) -> list[int]:
        """Repeated int32 or int64, each a field of its own, or packed."""
        return [one for value in self._fields.get(number, ()) for one in _integers(value)]

    def number(self, number: int) -> int:
        """One int32 or int64; of several the last, as protobuf has it."""
        return next(reversed(self.numbers(number)), 0)

    def reals(self, number: int, code: str) -> list[float]:
        """Repeated float (`f`) or double (`d`)."""
        data = b"".join(self.parts(number))
        if len(data) % struct.calcsize(code):
            raise Malformed("has numbers that are cut off")
        return [one for (one,) in struct.iter_unpack(f"<{code}", data)]

    def real(self, number: int, code: str) -> float:
        """One float or double."""
        return next(reversed(self.reals(number, code)), 0.0)

    def parts(self, number: int) -> list[memoryview]:
        """The messages, texts or numbers of fixed width in a field."""
        return [part(value) for value in self._fields.get(number, ())]

    def part(self, number: int) -> memoryview:
        """One message."""
        return next(reversed(self.parts(number)), memoryview(b""))

    def texts(self, number: int) -> list[str]:
        """Repeated texts."""
        return [text(value) for value in self.parts(number)]

    def text(self, number: int) -> str:
        """One text."""
        return next(reversed(self.texts(number)), "")


def part(value: int | memoryview) -> memoryview:
    """The bytes of a field that is a message or a text."""
    if not isinstance(value, memoryview):
        raise Malformed("has a number where a message belongs")
    return value


def text(data: memoryview) -> str:
    """A name in a field."""
    if len(data) > LONGEST_NAME:
        raise Malformed(f"has a name of {len(data):,} bytes")
    return str(data, "utf-8", "backslashreplace")


def _integers(value: int | memoryview) -> Iterator[int]:
    if isinstance(value, int):
        yield _signed(value)
        return
    place = 0
    while place < len(value):
        number, place = _varint(value, place)
        yield _signed(number)


def _signed(number: int) -> int:
    number &= 2**64 - 1
    return number - 2**64 if number >= 2**63 else number
