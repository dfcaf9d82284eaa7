"""The directory of a zip archive as torch.save writes it: members stored one behind the other, nothing packed.

    local header, name, padding, data; ...; central directory; [zip64 end, its locator;] end of central directory

What a zip file holds depends on who reads it: by its directory, or from its beginning. Here both have to say the same,
and every byte has to belong to something, so that all readers find the same members. Source: PKWARE's APPNOTE.TXT.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from paddle_inspect.base.errors import InputError
from paddle_inspect.base.figures import many
from paddle_inspect.base.source import Source

SIGNATURE = b"PK\x03\x04"
#: torch.load refuses archives of more records than this by time alone; a checkpoint has a record a tensor.
MAX_DIRECTORY_BYTES = 100_000_000

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_END64 = struct.Struct("<4sQ2H2I4Q")
_LOCATOR = struct.Struct("<4sIQI")
#: Behind the data of a member whose length was not known when its header was written: signature, checksum, two sizes.
_DESCRIPTORS = (16, 24)
_LENGTH_FOLLOWS = 0x08
_ENCRYPTED = 0x01
_SEE_ZIP64 = 2**32 - 1
_ZIP64 = 1


@dataclass(frozen=True, slots=True)
class Member:
    """Where the bytes of a member stand in the file."""

    begin: int
    size: int


def members(source: Source) -> Mapping[str, Member]:
    """The members of an archive by name, in the order of the file.

    Raises:
        InputError: it is not laid out as torch.save does it, or two ways to read it differ.
    """
    directory, count, begin = _directory(source)
    found: dict[str, Member] = {}
    folded: set[str] = set()
    place = expected = 0
    for _ in range(count):
        name, member, header, place = _entry(source, directory, place)
        if name.lower() in folded:  # torch's own reader does not tell capitals apart
            raise _broken(source, f"holds {name!r:.80} twice")
        folded.add(name.lower())
        expected = _local(source, name, member, header, expected)
        found[name] = Member(expected - member.size, member.size)
        expected = _behind(source, found[name], begin, header)
    if place != len(directory) or expected != begin:
        raise _broken(source, "has bytes that belong to no member")
    return found


def first_name(start: bytes) -> bytes:
    """The name of the member that an archive begins with, as far as it can be seen."""
    if len(start) < _LOCAL.size:
        return b""
    length = int(_LOCAL.unpack_from(start)[9])
    return start[_LOCAL.size : _LOCAL.size + length]


def _broken(source: Source, problem: str) -> InputError:
    return InputError(source.path, f"is no zip archive as torch.save writes it: {problem}")


def _at(source: Source, begin: int, size: int) -> bytes:
    return source.part(begin, size).take(size)


def _directory(source: Source) -> tuple[bytes, int, int]:
    """The central directory, the number of its entries, and its offset; nothing stands behind its end."""
    if source.size < _END.size:
        raise _broken(source, "it is too short")
    at = source.size - _END.size
    signature, disk, other, here, count, size, begin, comment = _END.unpack(_at(source, at, _END.size))
    if signature != b"PK\x05\x06" or comment or disk or other or here != count:
        raise _broken(source, "its end is not that of one archive without a comment")
    end = at
    if at >= _LOCATOR.size and (locator := _at(source, at - _LOCATOR.size, _LOCATOR.size)).startswith(b"PK\x06\x07"):
        end = _LOCATOR.unpack(locator)[2]
        if end + _END64.size + _LOCATOR.size != at:
            raise _broken(source, "its zip64 end stands elsewhere")
        large = _END64.unpack(_at(source, end, _END64.size))
        if large[0] != b"PK\x06\x06" or large[4] or large[5] or large[6] != large[7]:
            raise _broken(source, "its zip64 end is none")
        for small, whole, limit in (
            (count, large[7], 2**16 - 1),
            (size, large[8], _SEE_ZIP64),
            (begin, large[9], _SEE_ZIP64),
        ):
            if small not in (whole, limit):
                raise _broken(source, "its two ends differ")
        count, size, begin = large[7:10]
    if begin + size != end:
        raise _broken(source, "its directory does not stand in front of its end")
    if size > MAX_DIRECTORY_BYTES:
        raise _broken(source, f"its directory takes {many(size, 'byte')}")
    return _at(source, begin, size), count, begin


def _entry(source: Source, directory: bytes, place: int) -> tuple[str, Member, tuple[int, ...], int]:
    """A member's name, what the directory says of it, and the place of the next entry."""
    if place + _CENTRAL.size > len(directory):
        raise _broken(source, "its directory ends too early")
    signature, _, _, flags, method, _, _, checksum, packed, size, names, extra, comment, disk, _, _, begin = (
        _CENTRAL.unpack_from(directory, place)
    )
    after = place + _CENTRAL.size + names
    if signature != b"PK\x01\x02" or after + extra + comment > len(directory) or disk or comment:
        raise _broken(source, "its directory is damaged")
    raw = directory[place + _CENTRAL.size : after]
    name = raw.decode("latin-1")
    if not (name.isascii() and name.isprintable()) or "\\" in name or ".." in name:
        raise _broken(source, f"the name {raw!r:.80} is not one of torch's")
    if method or flags & _ENCRYPTED:
        raise _broken(source, f"{name!r:.80} is packed or encrypted")
    size, packed, begin = _long(source, directory[after : after + extra], (size, packed, begin))
    if size != packed:
        raise _broken(source, f"{name!r:.80} has two sizes")
    return name, Member(begin, size), (flags, checksum), after + extra + comment


def _long(source: Source, extra: bytes, numbers: tuple[int, int, int]) -> tuple[int, int, int]:
    """Size, packed size and offset, those that do not fit into 32 bits from the extra field."""
    place, field = 0, b""
    while place + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, place)
        if kind == _ZIP64:
            field = extra[place + 4 : place + 4 + length]
        place += 4 + length
    found = []
    for number in numbers:
        if number == _SEE_ZIP64:
            if len(field) < 8:  # noqa: PLR2004 - a number of 64 bits
                raise _broken(source, "a long size is missing")
            number, field = int.from_bytes(field[:8], "little"), field[8:]
        found.append(number)
    return found[0], found[1], found[2]


def _local(source: Source, name: str, member: Member, header: tuple[int, ...], expected: int) -> int:
    """The offset behind a member's data, once its own header says what the directory does, and where it does."""
    if member.begin != expected:
        raise _broken(source, f"{name!r:.80} does not stand behind the member before it")
    signature, _, flags, method, _, _, checksum, packed, size, names, extra = _LOCAL.unpack(
        _at(source, member.begin, _LOCAL.size)
    )
    rest = _at(source, member.begin + _LOCAL.size, names + extra)
    if signature != SIGNATURE or rest[:names] != name.encode() or method or flags != header[0]:
        raise _broken(source, f"{name!r:.80} has a header that the directory contradicts")
    size, packed, _ = _long(source, rest[names:], (size, packed, 0))
    stated, later = (size, packed, checksum), bool(flags & _LENGTH_FOLLOWS)
    if stated != (member.size, member.size, header[1]) and not (later and stated == (0, 0, 0)):
        raise _broken(source, f"{name!r:.80} has a header that the directory contradicts")
    behind: int = member.begin + _LOCAL.size + names + extra + member.size
    return behind


def _behind(source: Source, member: Member, directory: int, header: tuple[int, ...]) -> int:
    """The offset behind a member and the sizes that may follow its data."""
    end = member.begin + member.size
    if header[0] & _LENGTH_FOLLOWS:
        for size in _DESCRIPTORS:
            raw = _at(source, end, min(size, directory - end))
            numbers = struct.unpack("<4s3I" if size == _DESCRIPTORS[0] else "<4sI2Q", raw) if len(raw) == size else ()
            if numbers == (b"PK\x07\x08", header[1], member.size, member.size):
                following = _at(source, end + size, 4)
                if following in (SIGNATURE, b"PK\x01\x02"):
                    return end + size
        raise _broken(source, "a member's sizes do not follow its data")
    return end
