"""The header of a GGUF file, which llama.cpp reads: what it says about the model, and its tensors.

    "GGUF", version, number of tensors, number of facts; facts: key, type, value; tensors: name, shape, type, offset

Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. Shapes stand there with the last axis first.
"""

from __future__ import annotations

import math
import struct

from paddle_inspect.base import collector
from paddle_inspect.base.dtypes import BLOCKS
from paddle_inspect.base.errors import InputError
from paddle_inspect.base.figures import many
from paddle_inspect.base.records import TensorInfo
from paddle_inspect.base.source import Source
from paddle_inspect.checkpoints.contents import TOO_LARGE, Contents, Part, Stored

SUFFIXES = (".gguf",)
_MAGIC = b"GGUF"
_VERSIONS = (2, 3)

#: The types of facts by number, as struct writes them; 8 is a text, 9 an array.
_NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_TEXT, _ARRAY = 8, 9

#: The types of tensors by number.
_DTYPES = {
    0: "float32", 1: "float16", 2: "q4_0", 3: "q4_1", 6: "q5_0", 7: "q5_1", 8: "q8_0", 9: "q8_1", 10: "q2_k",
    11: "q3_k", 12: "q4_k", 13: "q5_k", 14: "q6_k", 15: "q8_k", 16: "iq2_xxs", 17: "iq2_xs", 18: "iq3_xxs", 19: "iq1_s",
    20: "iq4_nl", 21: "iq3_s", 22: "iq2_s", 23: "iq4_xs", 24: "int8", 25: "int16", 26: "int32", 27: "int64",
    28: "float64", 29: "iq1_m", 30: "bfloat16", 34: "tq1_0", 35: "tq2_0", 39: "mxfp4",
}  # fmt: skip
#: What llama.cpp itself allows.
_MAX_AXES, _MAX_NAME = 4, 64
_MAX_KEY, _MAX_SHOWN = 65_535, 80
_ALIGNMENT = "general.alignment"
#: So many bytes does a fact or a tensor take at least: more are not announced by a file of that size.
_LEAST = 13
#: A fact as a name and a text, a tensor as a tuple: so many at a time are no matter of memory.
MAX_ENTRIES = 1_000_000


def recognises(start: bytes) -> bool:
    """Whether a file that begins so is a GGUF file."""
    return start.startswith(_MAGIC)


def read(source: Source) -> Contents:
    """The tensors and the facts of an open GGUF file.

    Raises:
        InputError: its header is damaged, or its tensors are not all there.
    """
    if source.take(len(_MAGIC)) != _MAGIC:
        raise InputError(source.path, "is no GGUF file")
    version, tensors, facts = struct.unpack("<IQQ", source.take(20))
    if version not in _VERSIONS:
        raise InputError(source.path, f"is a GGUF file of version {version}, versions 2 and 3 are read")
    if max(tensors, facts) > min(MAX_ENTRIES, source.remaining // _LEAST):
        raise InputError(
            source.path, f"announces {many(tensors, 'tensor')} and {many(facts, 'fact')}, more than it can hold"
        )
    with collector.paused():
        metadata = [_fact(source) for _ in range(facts)]
        listed = [_tensor(source) for _ in range(tensors)]
    stated = next((value for key, value in metadata if key == _ALIGNMENT), "32")
    alignment = int(stated) if stated.isdecimal() else 0
    if alignment.bit_count() != 1:
        raise InputError(source.path, f"is no valid GGUF file: its alignment is {stated:.40}, and no power of two")
    _require_data(source, [(offset, _nbytes(stored)) for stored, offset in listed], alignment)
    for names in ([key for key, _ in metadata], [stored[0] for stored, _ in listed]):
        if len(set(names)) < len(names):
            raise InputError(source.path, "is no valid GGUF file: a name stands twice")
    source.check_unchanged()
    part = Part(heading=(), stored=tuple(stored for stored, _ in listed))
    return Contents(layout=f"GGUF version {version}", parts=(part,), metadata=tuple(metadata))


def _number(source: Source, code: str) -> int:
    (number,) = struct.unpack(f"<{code}", source.take(struct.calcsize(f"<{code}")))
    return int(number)


def _text(source: Source, longest: int) -> str:
    length = _number(source, "Q")
    if length > longest:
        raise InputError(source.path, f"has a name of {many(length, 'byte')} at offset {source.offset}")
    return source.take(length).decode("utf-8", "backslashreplace")


def _fact(source: Source) -> tuple[str, str]:
    key, kind = _text(source, _MAX_KEY), _number(source, "I")
    return key, _value(source, kind)


def _value(source: Source, kind: int) -> str:
    """A fact as it is shown; long texts and arrays are passed over."""
    if kind in _NUMBERS:
        (value,) = struct.unpack(f"<{_NUMBERS[kind]}", source.take(struct.calcsize(_NUMBERS[kind])))
        return str(value)
    if kind == _TEXT:
        length = _number(source, "Q")
        shown = source.take(min(length, _MAX_SHOWN)).decode("utf-8", "backslashreplace")
        source.skip(max(0, length - _MAX_SHOWN))
        return shown if length <= _MAX_SHOWN else f"{shown}..."
    if kind != _ARRAY:
        raise InputError(source.path, f"has a fact of the unknown type {kind} at offset {source.offset}")
    of, length = _number(source, "I"), _number(source, "Q")
    if of in _NUMBERS:
        source.skip(length * struct.calcsize(_NUMBERS[of]))
    elif of == _TEXT and length <= source.remaining // 8:  # each has its length in front
        for _ in range(length):
            source.skip(_number(source, "Q"))
    else:
        raise InputError(source.path, f"has an array of {length:,} of type {of} at offset {source.offset}")
    return f"({many(length, 'value')})"


def _tensor(source: Source) -> tuple[Stored, int]:
    """A tensor and the offset of its data behind the header."""
    name, axes = _text(source, _MAX_NAME), _number(source, "I")
    if axes > _MAX_AXES:
        raise InputError(source.path, f"has a tensor of {axes:,} axes: {name!r:.80}")
    sizes = [_number(source, "Q") for _ in range(axes)]
    kind, offset = _number(source, "I"), _number(source, "Q")
    if kind not in _DTYPES:
        raise InputError(source.path, f"has a tensor of the unknown type {kind}: {name!r:.80}")
    dtype, shape = _DTYPES[kind], tuple(reversed(sizes))
    if max((1, *sizes)) >= TOO_LARGE or (dtype in BLOCKS and (not sizes or sizes[0] % BLOCKS[dtype][0])):
        raise InputError(source.path, f"has a tensor of type {dtype} of shape {shape}, which is none: {name!r:.80}")
    return (name, shape, dtype, None), offset


def _nbytes(stored: Stored) -> int:
    return TensorInfo(name="", shape=stored[1], dtype=stored[2]).nbytes


def _require_data(source: Source, spans: list[tuple[int, int]], alignment: int) -> None:
    """The data of the tensors stand behind the header, each behind the one before it, all within the file."""
    data, reached = source.size - math.ceil(source.offset / alignment) * alignment, 0
    for begin, size in sorted(spans):
        if begin < reached:
            raise InputError(source.path, f"is no valid GGUF file: the data at offset {begin:,} overlap with others")
        reached = begin + size
    if reached > data:
        raise InputError(
            source.path, f"is truncated: its tensors take {many(reached, 'byte')}, {max(0, data):,} remain"
        )
