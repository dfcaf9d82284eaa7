"""The allow-list: every function and class that a pickle of weights may name, and the stand-in that it gives.

A name that is not here is refused where it stands, before anything refers to it. A name that is here is not looked
up either: the functions below compute stand-ins from arguments, and never touch numpy, `builtins` or `_codecs`.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeGuard

from paddle_inspect.base.figures import many
from paddle_inspect.checkpoints.contents import TOO_LARGE
from paddle_inspect.checkpoints.pickles import harmless
from paddle_inspect.checkpoints.pickles.opcodes import REFUSED, Op
from paddle_inspect.checkpoints.pickles.values import (
    Array,
    Bag,
    Blob,
    DType,
    Global,
    Pairs,
    Payload,
    Refusal,
    Unread,
    ValueDType,
    require_keys,
)

#: numpy's own limit.
MAX_RANK = 64
#: Payloads as short as a number are kept, so that a learning rate can be shown.
KEPT_BYTES = 16
#: The protocols that Python 2 wrote, whose names of modules Python 3 translates.
_LAST_OF_PYTHON_2 = 2
#: Parts of the state that numpy gives an array: version, shape, dtype, order, data.
_ARRAY_STATE = 5

#: numpy's codes of the dtypes that a tensor can have: the name in Paddle, bytes per element, struct's code.
#: numpy has no bfloat16: paddle.save writes it as uint16, and paddle.load reads every uint16 as bfloat16.
_DTYPES = {
    "b1": ("bool", 1, "?"),
    "i1": ("int8", 1, "b"),
    "u1": ("uint8", 1, "B"),
    "i2": ("int16", 2, "h"),
    "u2": ("bfloat16", 2, "H"),
    "f2": ("float16", 2, "e"),
    "i4": ("int32", 4, "i"),
    "u4": ("uint32", 4, "I"),
    "f4": ("float32", 4, "f"),
    "i8": ("int64", 8, "q"),
    "u8": ("uint64", 8, "Q"),
    "f8": ("float64", 8, "d"),
    "c8": ("complex64", 8, "2f"),
    "c16": ("complex128", 16, "2d"),
}
#: numpy's codes of texts and of bytes of one length.
_TEXT_DTYPE = re.compile(r"([US])(\d{1,6})")
#: numpy's codes of points in time and of spans, of 64 bits.
_TIMES = ("M8", "m8")
#: What each code of a single value is the class of.
_VALUES = {"U": "numpy.str_", "S": "numpy.bytes_", "M8": "numpy.datetime64", "m8": "numpy.timedelta64"}
#: What numpy counts times in.
_UNITS = (
    b"generic", b"Y", b"M", b"W", b"D", b"h", b"m", b"s", b"ms", b"us", b"ns", b"ps", b"fs", b"as",
)  # fmt: skip


def find_global(module: str, name: str, protocol: int) -> Global:
    """The stand-in for a name on the allow-list, as a pickle of that protocol means it.

    Raises:
        Refusal: it is not on the list.
    """
    is_python_2 = protocol <= _LAST_OF_PYTHON_2
    canonical = (_PYTHON_2 if is_python_2 else _ALIASES).get(module, module)
    named = _PYTHON_2_NAMES.get(name, name) if is_python_2 and module == "__builtin__" else name
    if (canonical, named) not in ALLOWED and not harmless.knows(canonical, named):
        full = f"{module}.{name}"
        raise Refusal(f"names {full:.200}, which is not on the allow-list{_hint(canonical, name)}", full)
    return Global(canonical, named)


def _hint(module: str, name: str) -> str:
    if (module, name) == ("builtins", "eval"):
        return " (paddle.save writes a static graph's DenseTensor inside a dict so: save its numpy array instead)"
    return ""


def call(function: object, arguments: object) -> object:
    """What a REDUCE gives: the stand-in for the value that the call would make.

    Raises:
        Refusal: not a call that paddle.save writes.
    """
    if not isinstance(function, Global):
        raise Refusal("calls something that is no name on the allow-list")
    maker = ALLOWED.get((function.module, function.name), partial(harmless.call, function))
    if maker is None or not isinstance(arguments, tuple):
        raise Refusal(f"calls {function} in a way that paddle.save does not", str(function))
    try:
        return maker(*arguments)
    except TypeError:  # as many arguments as numpy never gives it
        raise Refusal(f"calls {function} with {many(len(arguments), 'argument')}", str(function)) from None
    except Refusal as refusal:
        raise Refusal(f"calls {function} with {refusal.reason}", str(function)) from None


def new(kind: object, arguments: object) -> object:
    """What a NEWOBJ gives: the stand-in for an object without a state.

    Raises:
        Refusal: not of a class that is harmless.
    """
    return harmless.new(kind, arguments)


def set_state(target: object, state: object) -> None:
    """What a BUILD does: fills in a dtype's byte order, an array's shape and dtype, or what is harmless.

    Raises:
        Refusal: the target is none of these, or the state does not describe one.
    """
    if isinstance(target, DType):
        _set_byte_order(target, state)
    elif isinstance(target, ValueDType):
        _set_value_order(target, state)
    elif isinstance(target, Array):
        if not isinstance(state, tuple) or len(state) != _ARRAY_STATE:
            raise Refusal("sets an array to something that is not (version, shape, dtype, order, data)")
        version, shape, dtype, order, data = state
        if type(version) is not int or version != 1 or type(order) not in (bool, int):
            raise Refusal("sets an array in another version, or to an order that is none")
        if isinstance(data, Blob) and data.kind is Payload.BYTEARRAY:
            raise Refusal("sets an array to a bytearray, which numpy does not take")
        try:
            filled = _array(shape, dtype, data)
        except Refusal as refusal:
            raise Refusal(f"makes {refusal.reason}") from None
        target.shape, target.dtype = filled.shape, filled.dtype
    elif not harmless.set_state(target, state):
        raise Refusal("sets the state of something that is neither an array nor a dtype")


def outside(identifier: object) -> object:
    """What a BINPERSID gives: nothing, in a file that stands alone."""
    raise Refusal(REFUSED[Op.BINPERSID])


def _set_byte_order(dtype: DType, state: object) -> None:
    dtype.big_endian = _byte_order(state, (3, -1, -1, 0)) == ">"


def _set_value_order(dtype: ValueDType, state: object) -> None:
    if dtype.code in _TIMES:
        if not isinstance(state, tuple):
            raise Refusal("sets a dtype of times to something that is no unit")
        _require_unit(state[-1:])
        _byte_order(state[:-1], (4, -1, -1, 0))
    else:
        _byte_order(state, (3, dtype.size, 4, 8) if dtype.code == "U" else (3, dtype.size, 1, 0))


def _require_unit(ending: tuple[object, ...]) -> None:
    """A state has to end with no metadata and a unit: `(None, (b"s", 25, 1, 1))`, 25 seconds; numpy 1 has `{}`."""
    match ending:
        case ((None | Pairs(items=[]) as metadata, (unit, int() as number, int() as divisor, int() as event)),):
            numbers = (number, divisor, event)
            is_whole = all(type(one) is int for one in numbers) and 0 < number < 2**31 and numbers[1:] == (1, 1)
            if is_whole and _few_bytes(unit) in _UNITS:
                if metadata is not None:
                    metadata.close()
                return
    raise Refusal("sets a dtype of times to something that is no unit")


def _byte_order(state: object, layout: tuple[int, int, int, int]) -> object:
    """The order in (version, byte order, subdtype, names, fields, size, alignment, flags[, metadata]).

    Version, size, alignment and flags have to be those of the layout. Flags are taken by numpy as they are, and can
    make it see Python objects where numbers stand; metadata can hold anything. The dtype of a tensor has neither.
    """
    if not isinstance(state, tuple) or len(state) <= 1 or state[1] not in ("<", ">", "=", "|"):
        raise Refusal("sets a dtype to something that is no byte order")
    if any(part is not None for part in state[2:5]):
        raise Refusal("sets a dtype to a structure of fields, which no tensor has")
    numbers = (state[0], *state[5:])
    if numbers != layout or not all(type(number) is int for number in numbers):
        raise Refusal("sets a dtype to a version, a size, flags or metadata that no tensor has")
    return state[1]


def _array(shape: object, dtype: object, data: object) -> Array:
    """The array of that shape and dtype, once the bytes that come with it are as many as these need."""
    if isinstance(dtype, ValueDType):
        raise Refusal("an array of texts or times, which no tensor is")
    if not isinstance(dtype, DType):
        raise Refusal("an array whose dtype is none")
    if not is_shape(shape):
        raise Refusal("an array whose shape is no tuple of sizes")
    least, most = _length(data)
    needed = math.prod(shape) * dtype.item_size
    if not least <= needed <= most:
        held = many(most, "byte") if least == most else f"between {least:,} and {most:,} bytes"
        raise Refusal(f"an array of shape {shape} and dtype {dtype.name}, {many(needed, 'byte')}, that has {held}")
    return Array(shape, dtype)


def is_shape(value: object) -> TypeGuard[tuple[int, ...]]:
    """Whether a value is a tuple of at most 64 sizes."""
    if not isinstance(value, tuple) or len(value) > MAX_RANK:
        return False
    for size in value:  # noqa: SIM110 - a generator for each array takes longer than the rest
        if type(size) is not int or not 0 <= size < TOO_LARGE:
            return False
    return True


def _length(data: object) -> tuple[int, int]:
    """The least and the most bytes that a payload holds; Python 2 wrote payloads as text of one byte a character."""
    if isinstance(data, Blob):
        return data.least, data.most
    if isinstance(data, str):
        size = len(_latin1(data))
        return size, size
    raise Refusal("an array whose data are no bytes")


_NDARRAY = Global("numpy", "ndarray")


def _reconstruct(kind: object, shape: object, code: object) -> Array:
    """`numpy.core.multiarray._reconstruct(ndarray, (0,), b"b")`: an empty array of int8 that a BUILD fills."""
    if kind != _NDARRAY:
        raise Refusal("something that is not numpy.ndarray")
    if not is_shape(shape) or shape != (0,) or _few_bytes(code) != b"b":
        raise Refusal("something that is not an empty array of int8")
    return Array((0,), DType(*_DTYPES["i1"]))


def _frombuffer(data: object, dtype: object, shape: object, order: object) -> Array:
    """`numpy.core.numeric._frombuffer(bytes, dtype, shape, "C")`, as protocol 5 writes an array."""
    if isinstance(data, str) or (isinstance(data, Blob) and data.kind is Payload.TEXT):
        raise Refusal("text in place of bytes")
    if order not in ("C", "F"):
        raise Refusal("an order that is none")
    return _array(shape, dtype, data)


def _dtype(code: object, align: object, copy: object) -> DType | ValueDType:
    """`numpy.dtype("f4", False, True)`: a copy, because numpy's own dtype keeps its byte order whatever is set."""
    if type(align) not in (bool, int) or align or type(copy) not in (bool, int) or not copy:
        raise Refusal("a dtype that is no unaligned copy")
    if isinstance(code, str) and (text := _TEXT_DTYPE.fullmatch(code)):
        return ValueDType(text[1], int(text[2]) * (4 if text[1] == "U" else 1))
    if code in _TIMES:
        return ValueDType(str(code), 8)
    if not isinstance(code, str) or code not in _DTYPES:
        raise Refusal(f"the dtype {code!r:.40}, which no tensor has" if isinstance(code, str) else "no dtype")
    return DType(*_DTYPES[code])


def _scalar(dtype: object, data: object) -> object:
    """`numpy.core.multiarray.scalar(dtype, bytes)`: a plain number, or a text or a time of numpy's."""
    if isinstance(dtype, ValueDType):
        least, most = _length(data)
        if (isinstance(data, Blob) and data.kind is not Payload.BYTES) or not least <= dtype.size <= most:
            raise Refusal(f"a text or a time that does not have {many(dtype.size, 'byte')}")
        return Unread(_VALUES[dtype.code])
    if not isinstance(dtype, DType):
        raise Refusal("no dtype")
    raw = _few_bytes(data)
    if raw is None or len(raw) != dtype.item_size:
        raise Refusal(f"a {dtype.name} that does not have {many(dtype.item_size, 'byte')}")
    if dtype.name == "bfloat16":  # a plain numpy uint16: only arrays stand for bfloat16
        return int.from_bytes(raw, "big" if dtype.big_endian else "little")
    parts = struct.unpack((">" if dtype.big_endian else "<") + dtype.code, raw)
    return complex(*parts) if len(parts) > 1 else parts[0]


def _few_bytes(data: object) -> bytes | None:
    """The bytes of a number: as such, or as Python 2 wrote them; None for anything else."""
    if isinstance(data, Blob) and data.kind is Payload.BYTES:
        return data.data
    return _latin1(data) if isinstance(data, str) else None


def _latin1(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        raise Refusal("text that is not latin1") from None


def _encode(text: object, encoding: object) -> Blob:
    """`_codecs.encode(text, "latin1")`: how protocol 2 writes bytes."""
    if encoding != "latin1":
        raise Refusal("an encoding that is not latin1")
    if isinstance(text, Blob) and text.kind is Payload.TEXT:
        return Blob(text.least, text.most)
    if not isinstance(text, str):
        raise Refusal("no text")
    raw = _latin1(text)
    return Blob(len(raw), len(raw), raw if len(raw) <= KEPT_BYTES else None)


_NO_BYTES = Blob(0, 0, b"")


def _no_bytes() -> Blob:
    """`bytes()`: how protocol 2 writes the data of an array without elements."""
    return _NO_BYTES


def _bytearray(data: object = _NO_BYTES) -> Blob:
    """`bytearray()` or `bytearray(bytes)`, below protocol 5."""
    if not isinstance(data, Blob) or data.kind is Payload.TEXT:
        raise Refusal("no bytes")
    return replace(data, kind=Payload.BYTEARRAY)


def _tuple(items: object) -> tuple[object, ...]:
    """`tuple((name, array))`: how paddle.save writes a Tensor that it did not find in a flat state_dict."""
    if not isinstance(items, tuple):
        raise Refusal("no tuple")
    return items


def _set(items: object = ()) -> Bag:
    """`set([item, ...])`, below protocol 4."""
    if not isinstance(items, (list, tuple)):
        raise Refusal("no list")
    return Bag(require_keys(list(items)))


def _frozenset(items: object = ()) -> Bag:
    return replace(_set(items), frozen=True)


def _ordered_dict() -> Pairs:
    return Pairs()


def _counter(counts: object = None) -> Pairs:
    """`collections.Counter({"a": 1})`: a dict, of its own."""
    if counts is not None and not isinstance(counts, Pairs):
        raise Refusal("no dict")
    return Pairs([] if counts is None else [*counts.items])


def _complex(real: object, imaginary: object) -> complex:
    if not isinstance(real, float) or not isinstance(imaginary, float):
        raise Refusal("no numbers")
    return complex(real, imaginary)


#: numpy's modules since 2.0, and Python 3.13's of paths.
_ALIASES = {
    "numpy._core.multiarray": "numpy.core.multiarray",
    "numpy._core.numeric": "numpy.core.numeric",
    "pathlib._local": "pathlib",
}
#: Protocols 0 to 2 call builtins by its name in Python 2; for the others a module of that name is not there.
_PYTHON_2 = {**_ALIASES, "__builtin__": "builtins"}
_PYTHON_2_NAMES = {"long": "int", "unicode": "str", "xrange": "range"}

#: Every other name that a pickle may have, as `(module, name)`, and what makes the stand-in of a call of it; None for
#: one that is not called.
ALLOWED: dict[tuple[str, str], Callable[..., object] | None] = {
    ("numpy", "ndarray"): None,  # stands as an argument only
    ("numpy", "dtype"): _dtype,
    ("numpy.core.multiarray", "_reconstruct"): _reconstruct,
    ("numpy.core.multiarray", "scalar"): _scalar,
    ("numpy.core.numeric", "_frombuffer"): _frombuffer,
    ("_codecs", "encode"): _encode,
    ("builtins", "bytes"): _no_bytes,
    ("builtins", "bytearray"): _bytearray,
    ("builtins", "tuple"): _tuple,
    ("builtins", "set"): _set,
    ("builtins", "frozenset"): _frozenset,
    ("builtins", "complex"): _complex,
    ("collections", "OrderedDict"): _ordered_dict,
    ("collections", "Counter"): _counter,
}
