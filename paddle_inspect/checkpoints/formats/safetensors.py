"""The header of a .safetensors file: eight bytes of length, that much JSON, and offsets that are checked, not followed.

    {"__metadata__": {"format": "pt"}, "encoder.weight": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}

The format's own rules (https://huggingface.co/docs/safetensors) are enforced: the offsets cover the rest of the file
without a gap or an overlap, sizes are the shape's times the dtype's, no key stands twice. Reading costs the header,
whatever the file's size.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from paddle_inspect.base import collector
from paddle_inspect.base.dtypes import ITEM_SIZES
from paddle_inspect.base.errors import InputError
from paddle_inspect.base.figures import many
from paddle_inspect.base.source import Source
from paddle_inspect.checkpoints.contents import TOO_LARGE, Contents, Part, Stored

SUFFIXES = (".safetensors",)

#: The length of the header stands in front of it.
_LENGTH_BYTES = 8
#: The safetensors library refuses longer headers too.
MAX_HEADER_BYTES = 100_000_000

#: The format's names of the dtypes.
DTYPES = {
    "BOOL": "bool",
    "U8": "uint8",
    "I8": "int8",
    "F8_E4M3": "float8_e4m3fn",
    "F8_E5M2": "float8_e5m2",
    "F8_E8M0": "float8_e8m0fnu",
    "F8_E4M3FNUZ": "float8_e4m3fnuz",
    "F8_E5M2FNUZ": "float8_e5m2fnuz",
    "U16": "uint16",
    "I16": "int16",
    "F16": "float16",
    "BF16": "bfloat16",
    "U32": "uint32",
    "I32": "int32",
    "F32": "float32",
    "U64": "uint64",
    "I64": "int64",
    "F64": "float64",
    "C64": "complex64",
}
#: Those of less than a byte per element, of which a number of bytes says little.
_BELOW_A_BYTE = ("F4", "F6_E2M3", "F6_E3M2")
_KNOWN = {code: (dtype, ITEM_SIZES[dtype]) for code, dtype in DTYPES.items()}
_METADATA = "__metadata__"
#: The library multiplies sizes from left to right, and refuses what does not fit on the way, even in front of a zero.
_OVERFLOW = 2**64


class _Broken(Exception):
    """What is wrong with the header; `read` adds the file."""


def recognises(start: bytes) -> bool:
    """Whether a file that begins so is a safetensors file: a length below 2**40, then an opening brace."""
    return start[5:9] == b"\0\0\0{"


def read(source: Source) -> Contents:
    """The tensors and the metadata of an open safetensors file.

    Raises:
        InputError: the header breaks a rule of the format; the message says which.
    """
    length = _header_length(source)
    try:
        with collector.paused():
            tree = _parse(source.take(length))
            metadata = _metadata(tree.pop(_METADATA, None))
            stored = _tensors(tree, source.size - _LENGTH_BYTES - length)
    except _Broken as error:
        raise InputError(source.path, f"is no valid safetensors file: {error}") from None
    source.check_unchanged()
    return Contents(layout="safetensors", parts=(Part(heading=(), stored=stored),), metadata=metadata)


def _header_length(source: Source) -> int:
    if source.size < _LENGTH_BYTES:
        raise InputError(
            source.path, f"is no safetensors file: {many(source.size, 'byte is', 'bytes are')} too few for a header"
        )
    length = int.from_bytes(source.take(_LENGTH_BYTES), "little")
    if length > source.remaining:
        problem = f"announces a header of {many(length, 'byte')}, {many(source.remaining, 'remains', 'remain')}"
    elif length > MAX_HEADER_BYTES:
        problem = f"announces a header of {many(length, 'byte')}, more than the format's {MAX_HEADER_BYTES:,}"
    else:
        return length
    raise InputError(source.path, f"is no valid safetensors file: {problem}")


def _parse(raw: bytes) -> dict[str, Any]:
    try:
        tree = json.loads(raw.decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant, parse_float=_float)
        if _SUSPECT.search(raw):
            json.loads(raw.decode("utf-8"), object_pairs_hook=_text_alone, parse_int=_integer)
    except UnicodeDecodeError as error:
        raise _Broken(
            f"its header is not UTF-8 (byte 0x{raw[error.start]:02x} at offset {_LENGTH_BYTES + error.start})"
        ) from None
    except json.JSONDecodeError as error:
        offset = _LENGTH_BYTES + len(error.doc[: error.pos].encode())
        raise _Broken(f"its header is not JSON ({error.msg} at offset {offset})") from None
    except (RecursionError, ValueError):  # nesting without end, a number of thousands of digits
        raise _Broken("its header is not JSON of sensible depth and numbers") from None
    if not isinstance(tree, dict):
        raise _Broken("its header is not a JSON object")
    return tree


def _object(pairs: list[tuple[str, Any]]) -> object:
    """An object of the header: a tensor's entry as a tuple, which takes a third of a dict's memory; others as dicts."""
    try:
        (first, code), (second, shape), (third, (begin, end)) = pairs
    except (TypeError, ValueError):
        pass
    else:
        if first == "dtype" and second == "shape" and third == "data_offsets":
            return code, shape, begin, end
    made = dict(pairs)
    if len(made) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _Broken(f"the key {key!r:.80} stands twice")
            seen.add(key)
    return made


# What Python reads and the safetensors library does not.

#: What may stand in a text that is none, and in a number that is none. Both are rare, so they are looked for first.
_SUSPECT = re.compile(rb"\\u[dD][89a-fA-F]|-0|[0-9]{300}")
#: Numbers of more digits can be beyond a float, which is what the library reads them as.
_MAX_DIGITS = 300


def _constant(text: str) -> object:
    raise _Broken(f"{text} is no JSON")


def _float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise _Broken(f"the number {text:.40} is out of range")
    return number


def _integer(text: str) -> int:
    """A number of any part of the header; `-0` is a fraction to the library."""
    if text == "-0" or len(text) > _MAX_DIGITS:
        raise _Broken(f"the number {text:.40} is no size")
    return 0


def _text_alone(pairs: list[tuple[str, Any]]) -> None:
    """Refuse half of a surrogate pair, in keys and in values."""
    for pair in pairs:
        for text in pair:
            if isinstance(text, str) and not text.isascii():
                try:
                    text.encode()
                except UnicodeEncodeError:
                    raise _Broken(f"{text!r:.80} is no Unicode") from None


def _metadata(entry: object) -> tuple[tuple[str, str], ...]:
    if entry is None:
        return ()
    if not isinstance(entry, dict) or not all(isinstance(value, str) for value in entry.values()):
        raise _Broken(f"{_METADATA} is not a map of texts")
    return tuple(entry.items())


def _tensors(tree: dict[str, Any], data_size: int) -> tuple[Stored, ...]:
    """Every entry checked, and their offsets against the bytes behind the header.

    Most files list their tensors in the order of their data: then nothing has to be sorted.
    """
    stored: list[Stored] = []
    reached = 0
    for tensor, begin, end in _checked(tree):
        stored.append(tensor)
        reached = end if begin == reached else _OUT_OF_ORDER
    if reached != data_size:
        _require_seamless([(begin, end, tensor[0]) for tensor, begin, end in _checked(tree)], data_size)
    return tuple(stored)


#: Where no tensor begins.
_OUT_OF_ORDER = -1


def _checked(tree: dict[str, Any]) -> Iterator[tuple[Stored, int, int]]:
    """Each tensor with the begin and end of its data, once every part of its entry is as it must be.

    A call for each tensor, or a test in front of each step, would take as long as the step: what is wrong raises where
    it is found, also what Python itself finds.
    """
    shapes: dict[tuple[int, ...], tuple[int, ...]] = {}  # of many tensors few differ
    for name, entry in tree.items():
        code, shape, begin, end = entry if type(entry) is tuple else _entry(name, entry)
        try:
            dtype, size = _KNOWN[code]
        except (KeyError, TypeError):
            raise _unknown(name, code) from None
        try:
            if type(shape) is not list:
                raise ValueError
            elements = 1
            for length in shape:
                if type(length) is not int or not 0 <= length < TOO_LARGE:
                    raise ValueError
                elements *= length
                if elements >= _OVERFLOW:
                    raise ValueError
        except ValueError:
            raise _wrong(name, f"has a shape that is no list of sizes below 2**63: {shape!r:.40}") from None
        if type(begin) is not int or type(end) is not int or not 0 <= begin <= end < TOO_LARGE:
            raise _wrong(name, f"has data_offsets that are not a begin and an end: {[begin, end]!r:.40}")
        if end - begin != elements * size:
            held = f"takes {many(elements * size, 'byte')}, its offsets [{begin}, {end}] hold {end - begin:,}"
            raise _wrong(name, f"of shape {shape!r:.80} and dtype {code} {held}")
        sizes = tuple(shape)
        yield (name, shapes.setdefault(sizes, sizes), dtype, None), begin, end


def _entry(name: str, entry: object) -> tuple[Any, Any, Any, Any]:
    """The parts of an entry that is written in another order, or with more than the library reads."""
    if not isinstance(entry, dict) or not entry.keys() >= {"dtype", "shape", "data_offsets"}:
        raise _wrong(name, "does not have a dtype, a shape and data_offsets")
    try:
        begin, end = entry["data_offsets"]
    except (TypeError, ValueError):
        offsets = entry["data_offsets"]
        raise _wrong(name, f"has data_offsets that are not a begin and an end: {offsets!r:.40}") from None
    return entry["dtype"], entry["shape"], begin, end


def _unknown(name: str, code: object) -> _Broken:
    if code in _BELOW_A_BYTE:
        return _wrong(name, f"has the dtype {code}, whose elements take less than a byte; such tensors are not read")
    return _wrong(name, f"has the unknown dtype {code!r:.40}")


def _wrong(name: str, problem: str) -> _Broken:
    return _Broken(f"tensor {name!r:.80} {problem}")


def _require_seamless(spans: list[tuple[int, int, str]], data_size: int) -> None:
    """The offsets, sorted, follow on each other from 0 to the end of the file."""
    reached, before = 0, "the header"
    for begin, end, name in sorted(spans):
        if begin != reached:
            problem = "overlaps with" if begin < reached else f"leaves {many(begin - reached, 'byte')} unused behind"
            raise _Broken(f"tensor {name!r:.80} at offsets [{begin}, {end}] {problem} {before}")
        reached, before = end, f"tensor {name!r:.80}"
    if reached > data_size:
        raise _Broken(
            f"{before} ends at offset {reached:,} of {many(data_size, 'byte')} of data: the file is truncated"
        )
    if reached < data_size:
        surplus = many(data_size - reached, f"byte behind {before} belongs", f"bytes behind {before} belong")
        raise _Broken(f"{surplus} to no tensor")
