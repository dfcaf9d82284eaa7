"""The header of a .safetensors file: eight bytes of length, that much JSON, and offsets that are checked, not followed.

    {"__metadata__": {"format": "pt"}, "encoder.weight": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}

The format's own rules (https://huggingface.co/docs/safetensors) are enforced: the offsets cover the rest of the file
without a gap or an overlap, sizes are the shape's times the dtype's, no key stands twice. Reading costs the header,
whatever the file's size.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from paddle_inspect.base import collector
from paddle_inspect.base.errors import InputError
from paddle_inspect.base.records import ITEM_SIZES
from paddle_inspect.checkpoints.contents import Contents, Part, Stored
from paddle_inspect.checkpoints.source import Source

SUFFIXES = (".safetensors",)

#: The length of the header stands in front of it.
_LENGTH_BYTES = 8
#: The safetensors library refuses longer headers too.
MAX_HEADER_BYTES = 100_000_000

#: The format's names of the dtypes. Those of less than a byte per element have no name here and are refused.
DTYPES = {
    "BOOL": "bool",
    "U8": "uint8",
    "I8": "int8",
    "F8_E4M3": "float8_e4m3fn",
    "F8_E5M2": "float8_e5m2",
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
_KNOWN = {code: (dtype, ITEM_SIZES[dtype]) for code, dtype in DTYPES.items()}
_METADATA = "__metadata__"
#: numpy's own limit.
MAX_RANK = 64
#: No length of an axis and no offset in a file takes more than 63 bits.
_TOO_LARGE = 2**63


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
    raw = source.take(length)
    try:
        with collector.paused():
            tree = _parse(raw)
            metadata = _metadata(tree.pop(_METADATA, {}))
            stored = _tensors(tree, source.size - _LENGTH_BYTES - length)
        _require_unique_keys(raw, len(stored), metadata)
    except _Broken as error:
        raise InputError(source.path, f"is no valid safetensors file: {error}") from None
    source.check_unchanged()
    return Contents(layout="safetensors", parts=(Part(heading=(), stored=stored),), metadata=metadata)


def _header_length(source: Source) -> int:
    if source.size < _LENGTH_BYTES:
        raise InputError(source.path, f"is no safetensors file: {source.size} bytes are too few for a header")
    length = int.from_bytes(source.take(_LENGTH_BYTES), "little")
    if length > source.remaining:
        problem = f"announces a header of {length:,} bytes, {source.remaining:,} remain"
    elif length > MAX_HEADER_BYTES:
        problem = f"announces a header of {length:,} bytes, more than the format's {MAX_HEADER_BYTES:,}"
    else:
        return length
    raise InputError(source.path, f"is no valid safetensors file: {problem}")


def _parse(raw: bytes) -> dict[str, Any]:
    try:
        tree = json.loads(raw.decode("utf-8"))
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


def _metadata(entry: object) -> tuple[tuple[str, str], ...]:
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
        _require_seamless(tree, data_size)
    return tuple(stored)


_PARTS = itemgetter("dtype", "shape", "data_offsets")
_ENTRY_PARTS = 3
#: Where no tensor begins.
_OUT_OF_ORDER = -1


def _checked(tree: dict[str, Any]) -> Iterator[tuple[Stored, int, int]]:  # noqa: C901 - a call a tensor costs its time
    """Each tensor with the begin and end of its data, once every part of its entry is as it must be.

    A call for each tensor, or a test in front of each step, would take as long as the step: what is wrong raises where
    it is found, also what Python itself finds.
    """
    for name, entry in tree.items():
        try:
            code, shape, offsets = _PARTS(entry)
            if len(entry) != _ENTRY_PARTS:
                raise KeyError
        except (KeyError, TypeError):
            raise _wrong(name, "does not have exactly a dtype, a shape and data_offsets") from None
        try:
            dtype, size = _KNOWN[code]
        except (KeyError, TypeError):
            raise _wrong(name, f"has the unknown dtype {code!r:.40}") from None
        try:
            if type(shape) is not list or len(shape) > MAX_RANK:
                raise ValueError
            for length in shape:
                if type(length) is not int or not 0 <= length < _TOO_LARGE:
                    raise ValueError
                size *= length
        except ValueError:
            what = f"not a list of at most {MAX_RANK} sizes"
            raise _wrong(name, f"has a shape that is {what}: {shape!r:.40}") from None
        try:
            begin, end = offsets
            if type(begin) is not int or type(end) is not int or not 0 <= begin <= end < _TOO_LARGE:
                raise ValueError
        except (TypeError, ValueError):
            raise _wrong(name, f"has data_offsets that are not a begin and an end: {offsets!r:.40}") from None
        if end - begin != size:
            held = f"takes {size:,} bytes, its offsets {offsets} hold {end - begin:,}"
            raise _wrong(name, f"of shape {shape} and dtype {code} {held}")
        yield (name, tuple(shape), dtype, None), begin, end


def _wrong(name: str, problem: str) -> _Broken:
    return _Broken(f"tensor {name!r:.80} {problem}")


def _require_seamless(tree: dict[str, Any], data_size: int) -> None:
    """The offsets, sorted, follow on each other from 0 to the end of the file."""
    spans = sorted((*entry["data_offsets"], name) for name, entry in tree.items())
    reached, before = 0, "the header"
    for begin, end, name in spans:
        if begin != reached:
            problem = "overlaps with" if begin < reached else f"leaves {begin - reached:,} bytes unused behind"
            raise _Broken(f"tensor {name!r:.80} at offsets [{begin}, {end}] {problem} {before}")
        reached, before = end, f"tensor {name!r:.80}"
    if reached > data_size:
        raise _Broken(f"{before} ends at offset {reached:,} of {data_size:,} bytes of data: the file is truncated")
    if reached < data_size:
        raise _Broken(f"{data_size - reached:,} bytes behind {before} belong to no tensor")


def _require_unique_keys(raw: bytes, tensors: int, metadata: tuple[tuple[str, str], ...]) -> None:
    """Refuse a key that stands twice in one object, of which `json` keeps only the last.

    Every text of the header has two quotes, or more when it contains some: counting them shows whether all texts
    arrived in the result, at a fraction of the cost of looking at each object.
    """
    texts = 5 * tensors + (2 * len(metadata) + 1 if metadata else 0)
    if raw.count(b'"') != 2 * texts:
        json.loads(raw, object_pairs_hook=_require_unique)


def _require_unique(pairs: list[tuple[str, object]]) -> None:
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise _Broken(f"the key {key!r:.80} stands twice")
        seen.add(key)
