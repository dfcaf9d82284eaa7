"""What CPython's own unpickler makes of a file, held against what our machine makes of it.

Every global is an inert stub that only notes what it is called with and what it is built with, so that nothing of a
file is executed, and numpy is not needed. `difference` says where the two values part, or None.
"""

from __future__ import annotations

import io
import pickle
import re
import struct
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from paddle_inspect.checkpoints.pickles.values import (
    Array,
    Attributes,
    Bag,
    Blob,
    Deque,
    DType,
    Global,
    Pairs,
    Payload,
    Unread,
    ValueDType,
)

#: numpy's codes, as numpy's manual gives them, and what Paddle calls these dtypes.
DTYPES = {
    "b1": "bool", "i1": "int8", "u1": "uint8", "i2": "int16", "u2": "bfloat16", "f2": "float16", "i4": "int32",
    "u4": "uint32", "f4": "float32", "i8": "int64", "u8": "uint64", "f8": "float64", "c8": "complex64",
    "c16": "complex128",
}  # fmt: skip

#: The same as Python's struct module gives them.
STRUCT_CODES = {
    "b1": "?", "i1": "b", "u1": "B", "i2": "h", "u2": "H", "f2": "e", "i4": "i", "u4": "I", "f4": "f", "i8": "q",
    "u8": "Q", "f8": "d",
}  # fmt: skip


@dataclass(eq=False)
class Made:
    """What a stub gives when it is called: by which name, with what, and the states that it was given since."""

    name: str
    arguments: tuple[Any, ...]
    states: list[Any] = field(default_factory=list)

    def __setstate__(self, state: Any) -> None:
        self.states.append(state)


@dataclass(frozen=True)
class Stub:
    """A global that is not looked up."""

    name: str

    def __call__(self, *arguments: Any) -> Any:
        function = HARMLESS.get(self.name)
        return function(*arguments) if function else Made(self.name, arguments)


class Attributed:
    """An object of a class without a `__setstate__` of its own: CPython sets its attributes."""

    name = ""


def _attributed(name: str) -> type[Attributed]:
    return type(name, (Attributed,), {"name": name})


def _made(name: str) -> type:
    return type(name, (), {"name": name, "__new__": lambda cls, *arguments: Made(cls.name, arguments)})


#: Classes, and no stubs, because pickle makes objects of them without a call: NEWOBJ takes nothing but a class.
CLASSES: dict[str, type] = {
    **{name: _attributed(name) for name in ("argparse.Namespace", "types.SimpleNamespace")},
    **{name: _made(name) for name in ("uuid.UUID", "paddle.dtype", "paddle.base.libpaddle.VarDesc.VarType")},
}


class Unpickler(pickle.Unpickler):
    """CPython's, in C, as paddle.load calls it."""

    def __init__(self, content: bytes) -> None:
        # Buffered as an open file is: the unpickler looks ahead in one, and in nothing else.
        super().__init__(io.BufferedReader(io.BytesIO(content)), encoding="latin1")
        self._protocol = content[1]

    def find_class(self, module: str, name: str) -> Stub | type:
        """A stub, or a class, by the name that Python 3 and numpy below 2 give the global."""
        module = module.replace("numpy._core.", "numpy.core.").replace("pathlib._local", "pathlib")
        if module == "__builtin__":  # below protocol 3, the original `find_class` maps it
            if self._protocol > 2:
                raise ModuleNotFoundError(module)
            module, name = "builtins", {"long": "int", "unicode": "str", "xrange": "range"}.get(name, name)
        full = f"{module}.{name}"
        return CLASSES.get(full) or Stub(full)


def difference(ours: object, theirs: object) -> str | None:
    """Where our value differs from CPython's; None where it is the same.

    Shared arrays have to be shared alike, which is what ties are told by. Pairs that were compared are not compared
    again, so that values that contain themselves end.
    """
    seen: set[tuple[int, int]] = set()
    partners: dict[int, int] = {}
    waiting: list[tuple[object, object, str]] = [(ours, theirs, "value")]
    while waiting:
        mine, other, where = waiting.pop()
        if (id(mine), id(other)) in seen:
            continue
        seen.add((id(mine), id(other)))
        if isinstance(mine, Array) and partners.setdefault(id(mine), id(other)) != id(other):
            return f"{where}: one array here, two there"
        problem = _step(mine, other, where, waiting)
        if problem:
            return f"{where}: {problem}: {mine!r:.200} is not {other!r:.200}"
    if len(set(partners.values())) < len(partners):
        return "one array there, two here"
    return None


def _step(mine: object, other: object, where: str, waiting: list[tuple[object, object, str]]) -> str | None:  # noqa: C901 - one case for each kind of value
    if isinstance(mine, Pairs):
        keys = {_key(key): value for key, value in mine.items}
        if not isinstance(other, dict) or [*keys] != [*other]:
            return "other keys"
        waiting += [(value, other[key], f"{where}[{key!r:.40}]") for key, value in keys.items()]
    elif isinstance(mine, Attributes):
        if not isinstance(other, Attributed) or other.name != mine.kind:
            return "another object"
        waiting.append((mine.pairs, vars(other), f"{where}.__dict__"))
    elif isinstance(mine, Bag):
        if type(other) is not (frozenset if mine.frozen else set) or {_key(item) for item in mine.items} != other:
            return "another set"
    elif isinstance(mine, (list, tuple)):
        kind = deque if isinstance(mine, Deque) else type(mine)
        if not isinstance(other, (list, tuple, deque)) or type(other) is not kind or len(mine) != len(other):
            return "another sequence"
        waiting += [(a, b, f"{where}[{n}]") for n, (a, b) in enumerate(zip(mine, other, strict=True))]
    elif isinstance(mine, Unread):
        return None if isinstance(other, Made) and other.name == mine.kind else "another object"
    elif isinstance(mine, Blob):
        return _blob(mine, other)
    elif isinstance(mine, Global):
        return None if other in (Stub(str(mine)), CLASSES.get(str(mine))) else "another global"
    elif isinstance(mine, ValueDType):
        return None if _value_bytes(other) == mine.size else "another dtype"
    elif isinstance(mine, DType):
        return None if _dtype(other) == mine.name else "another dtype"
    elif isinstance(mine, Array):
        return None if _array(other) == (mine.shape, mine.dtype.name) else "another array"
    elif type(mine) is not type(other) or (mine != other and mine == mine):
        return "another value"
    return None


def _blob(mine: Blob, other: object) -> str | None:
    if mine.kind is Payload.TEXT:
        size = len(other.encode("utf-8", "surrogatepass")) if isinstance(other, str) else -1
        latin = len(other) if isinstance(other, str) else -1
        return None if mine.most in (size, latin) else "another text"
    if type(other) is not (bytes if mine.kind is Payload.BYTES else bytearray):
        return "no bytes"
    assert isinstance(other, (bytes, bytearray))
    if not mine.least <= len(other) <= mine.most:
        return "another length"
    return None if mine.data in (None, bytes(other)) else "other bytes"


def _dtype(made: object) -> str | None:
    if not isinstance(made, Made) or made.name != "numpy.dtype":
        return None
    return DTYPES.get(made.arguments[0])


def _value_bytes(made: object) -> int | None:
    """How many bytes a text has of the dtype `U3` (four a character) or `S3`, and a time of `M8` or `m8`."""
    code = made.arguments[0] if isinstance(made, Made) and made.name == "numpy.dtype" else ""
    found = re.fullmatch(r"([USMm])([0-9]+)", code) if isinstance(code, str) else None
    return int(found[2]) * (4 if found[1] == "U" else 1) if found else None


def _scalar(dtype: Made, data: bytes | str) -> object:
    """The number that numpy.core.multiarray.scalar makes, as Python's own; a text or a time by its class."""
    code = dtype.arguments[0]
    raw = data.encode("latin1") if isinstance(data, str) else data
    if (size := _value_bytes(dtype)) is not None:
        assert len(raw) == size
        names = {"U": "str_", "S": "bytes_", "M": "datetime64", "m": "timedelta64"}
        return Made(f"numpy.{names[code[0]]}", ())
    order = ">" if any(state[1] == ">" for state in dtype.states[-1:]) else "<"
    if code in ("c8", "c16"):
        return complex(*struct.unpack(order + ("2f" if code == "c8" else "2d"), raw))
    (number,) = struct.unpack(order + STRUCT_CODES[code], raw)
    return number


def _latin1(text: str, encoding: str) -> bytes:
    assert encoding == "latin1", encoding
    return text.encode(encoding)


#: What is called, because it only makes a value of its arguments.
HARMLESS: dict[str, Callable[..., object]] = {
    "collections.OrderedDict": dict, "builtins.set": set, "builtins.frozenset": frozenset, "builtins.tuple": tuple,
    "builtins.bytes": bytes, "builtins.bytearray": bytearray, "builtins.complex": complex, "_codecs.encode": _latin1,
    "numpy.core.multiarray.scalar": _scalar, "collections.Counter": dict, "collections.deque": deque,
    "collections.defaultdict": defaultdict,
}  # fmt: skip


def _array(made: object) -> tuple[tuple[int, ...], str | None] | None:
    """Shape and dtype of what numpy would make, as its arguments say and its last state after them."""
    if not isinstance(made, Made):
        return None
    if made.name == "numpy.core.numeric._frombuffer":
        _, dtype, shape, _ = made.arguments
        found = shape, _dtype(dtype)
    elif made.name == "numpy.core.multiarray._reconstruct" and made.arguments[1:] in (((0,), b"b"), ((0,), "b")):
        found = (0,), "int8"
    else:
        return None
    for _, shape, dtype, _, _ in made.states[-1:]:
        found = shape, _dtype(dtype)
    return found


def _key(key: object) -> Any:
    if isinstance(key, tuple):
        return tuple(map(_key, key))
    return key.data if isinstance(key, Blob) else key


def arrays(value: object) -> list[tuple[tuple[int, ...], str | None]] | None:
    """Every array that can be reached in CPython's value, once for each way to it; None where they are too many."""
    found: list[tuple[tuple[int, ...], str | None]] = []
    waiting, steps = [value], 0
    while waiting:
        part, steps = waiting.pop(), steps + 1
        if steps > 100_000:
            return None
        if (array := _array(part)) is not None:
            found.append(array)
        elif isinstance(part, dict):
            waiting += part.values()
        elif isinstance(part, (list, tuple, deque)):
            waiting += part
        elif isinstance(part, Attributed):
            waiting += vars(part).values()
        elif isinstance(part, Made):  # what it was given, it may hold
            waiting += [*part.arguments, *part.states]
    return found
