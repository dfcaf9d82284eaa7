"""What torch.save writes: tensors whose pickle describes them, and storages beside it, which are never read.

    model/data.pkl, model/data/0, model/data/1, ...    a zip archive, since torch 1.6
    magic number, 1001, system, the value, ["0", ...]  five pickles in a row, then each storage: 8 bytes of length, data

A file under one of torch's names that holds a single pickle is one that paddle.save wrote (`rng_state.pth`).
Source of the layouts: torch/serialization.py and torch/_utils.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from paddle_inspect.base import collector
from paddle_inspect.base.dtypes import ITEM_SIZES
from paddle_inspect.base.errors import InputError
from paddle_inspect.base.figures import many
from paddle_inspect.base.source import Source
from paddle_inspect.checkpoints import archive
from paddle_inspect.checkpoints.contents import Contents
from paddle_inspect.checkpoints.formats import paddle_save
from paddle_inspect.checkpoints.pickles import allowed
from paddle_inspect.checkpoints.pickles.allowed import is_shape
from paddle_inspect.checkpoints.pickles.machine import Machine
from paddle_inspect.checkpoints.pickles.values import Array, DType, Global, Pairs, Refusal
from paddle_inspect.checkpoints.pickles.walk import Walk

SUFFIXES = (".bin", ".pt", ".pth")

#: A pickle of protocol 2 that holds the magic number 0x1950a86a20f9469cfc6c: torch.save's first one.
_MAGIC = bytes.fromhex("80028a0a6cfc9c46f9206aa850192e")
_PROTOCOL = 1001
#: Each storage of the older layout has its length in front of it.
_LENGTH_BYTES = 8

_STORAGES = {
    "FloatStorage": "float32",
    "DoubleStorage": "float64",
    "HalfStorage": "float16",
    "BFloat16Storage": "bfloat16",
    "LongStorage": "int64",
    "IntStorage": "int32",
    "ShortStorage": "int16",
    "CharStorage": "int8",
    "ByteStorage": "uint8",
    "BoolStorage": "bool",
    "ComplexFloatStorage": "complex64",
    "ComplexDoubleStorage": "complex128",
}
#: Storages without a dtype; the tensor has it.
_UNTYPED = Global("torch.storage", "UntypedStorage")
_DTYPES = {
    **{name: name for name in ITEM_SIZES if not name.startswith("float8_e8")},
    "float": "float32",
    "double": "float64",
    "half": "float16",
    "long": "int64",
    "int": "int32",
    "short": "int16",
}
_REBUILT = ("_rebuild_tensor", "_rebuild_tensor_v2", "_rebuild_tensor_v3", "_rebuild_parameter")
#: What a state_dict's own attribute may say of each module: {"": {"version": 1}}.
_METADATA = "_metadata"


def recognises(start: bytes) -> bool:
    """Whether a file that begins so is a zip archive whose first member is in a folder, or an older file of torch's."""
    if start.startswith(archive.SIGNATURE):
        return b"/" in archive.first_name(start)
    return start.startswith(_MAGIC)


def read(source: Source) -> Contents:
    """The tensors of an open file of torch.save.

    Raises:
        InputError: it is damaged or refused.
    """
    start = source.peek(len(_MAGIC))
    if start.startswith(archive.SIGNATURE):
        return _read_archive(source)
    if start == _MAGIC:
        return _read_row(source)
    return paddle_save.read(source)


@dataclass(frozen=True, slots=True)
class Storage:
    """Elements that stand beside the pickle, described by it."""

    key: str
    dtype: str | None
    size: int

    @property
    def nbytes(self) -> int:
        """Bytes of its elements; one without a dtype counts bytes."""
        return self.size * (1 if self.dtype is None else ITEM_SIZES[self.dtype])


class TorchNames:
    """torch's globals, beside numpy's and Python's own; `storages` are those that tensors refer to, by key."""

    def __init__(self) -> None:
        self.storages: dict[str, Storage] = {}
        self._arrays: dict[tuple[object, ...], Array] = {}
        self._metadata: list[Pairs] = []

    def find_global(self, module: str, name: str, protocol: int) -> Global:
        """The stand-in for a name of torch's, or of any pickle's."""
        known = (
            (module == "torch._utils" and name in _REBUILT)
            or (module == "torch" and (name in _STORAGES or name in _DTYPES or name in ("Size", "device")))
            or (module, name) == (_UNTYPED.module, _UNTYPED.name)
        )
        return Global(module, name) if known else allowed.find_global(module, name, protocol)

    def call(self, function: object, arguments: object) -> object:
        """A tensor as an array without data; torch's sizes are tuples."""
        if not isinstance(function, Global) or not function.module.startswith("torch"):
            return allowed.call(function, arguments)
        makers: dict[str, Callable[..., object]] = {
            "Size": self._size,
            "device": self._device,
            "_rebuild_parameter": self._parameter,
            "_rebuild_tensor": self._tensor,
            "_rebuild_tensor_v2": self._tensor,
            "_rebuild_tensor_v3": self._tensor_v3,
        }
        made = makers.get(function.name)
        if made is None or not isinstance(arguments, tuple):
            raise Refusal(f"calls {function} in a way that torch.save does not", str(function))
        try:
            return made(*arguments)
        except TypeError:
            raise Refusal(f"calls {function} with {many(len(arguments), 'argument')}", str(function)) from None
        except Refusal as refusal:
            raise Refusal(f"calls {function} with {refusal.reason}", str(function)) from None

    def new(self, kind: object, arguments: object) -> object:
        """As any pickle has it."""
        return allowed.new(kind, arguments)

    def set_state(self, target: object, state: object) -> None:
        """The versions of modules, which a state_dict has as an attribute; anything else as numpy has it."""
        if not isinstance(target, Pairs):
            allowed.set_state(target, state)
            return
        [(key, value)] = state.items if isinstance(state, Pairs) and len(state.items) == 1 else [(None, None)]
        if key != _METADATA or not isinstance(value, Pairs):
            raise Refusal("sets attributes of a dict that torch.save does not")
        self._metadata.append(value)

    def outside(self, identifier: object) -> Storage:
        """The storage that a tensor refers to: ("storage", class, key, device, elements)."""
        match identifier:
            case ("storage", Global() as kind, str(key), str(), int(size), *rest) if type(size) is int and size >= 0:
                dtype = _STORAGES.get(kind.name) if kind.module == "torch" else None
                if (dtype is None and kind != _UNTYPED) or rest not in ([], [None]):
                    raise Refusal("refers to a storage that is none, or to a part of one")
            case _:
                raise Refusal("refers to something outside that is no storage")
        found = self.storages.setdefault(key, Storage(key, dtype, size))
        if found != Storage(key, dtype, size):
            raise Refusal(f"refers to storage {key!r:.40} in two ways")
        return found

    def require_nothing_hidden(self) -> None:
        """Raise a Refusal when what is passed over as numbers has got something else in it since."""
        plain = (str, int, type(None))
        for entry in self._metadata:
            for _, versions in entry.items:
                if not isinstance(versions, Pairs) or not all(isinstance(v, plain) for _, v in versions.items):
                    raise Refusal("ends a value with attributes that are no versions of modules")

    def _size(self, sizes: object) -> object:
        if not is_shape(sizes):
            raise Refusal("no sizes")
        return sizes

    def _device(self, *name: object) -> object:
        if not all(type(part) in (str, int) for part in name):
            raise Refusal("no name")
        return ":".join(map(str, name))

    def _parameter(self, data: object, grad: object, hooks: object) -> Array:
        if not isinstance(data, Array):
            raise Refusal("no tensor")
        self._pass_over(grad, hooks)
        return data

    def _tensor(
        self,
        storage: object,
        offset: object,
        shape: object,
        stride: object,
        grad: object = False,
        hooks: object = None,
        metadata: object = None,
    ) -> Array:
        if not isinstance(storage, Storage) or storage.dtype is None:
            raise Refusal("no storage with a dtype")
        return self._made(storage, storage.dtype, offset, shape, stride, grad, hooks, metadata)

    def _tensor_v3(
        self,
        storage: object,
        offset: object,
        shape: object,
        stride: object,
        grad: object,
        hooks: object,
        dtype: object,
        metadata: object = None,
    ) -> Array:
        if not isinstance(storage, Storage) or not isinstance(dtype, Global) or dtype.name not in _DTYPES:
            raise Refusal("no storage, or no dtype")
        return self._made(storage, _DTYPES[dtype.name], offset, shape, stride, grad, hooks, metadata)

    def _made(
        self,
        storage: Storage,
        dtype: str,
        offset: object,
        shape: object,
        stride: object,
        grad: object,
        hooks: object,
        metadata: object,
    ) -> Array:
        """The array, one object for tensors that are the same elements, so that these count as tied."""
        self._pass_over(grad, hooks)
        if metadata not in (None, "") and not (isinstance(metadata, Pairs) and not metadata.items):
            raise Refusal("metadata of a tensor")
        if not is_shape(shape) or not is_shape(stride) or len(shape) != len(stride) or type(offset) is not int:
            raise Refusal("a shape, a stride or an offset that is none")
        reach = 0 if 0 in shape else 1 + sum((n - 1) * step for n, step in zip(shape, stride, strict=True))
        if offset < 0 or (offset + reach) * ITEM_SIZES[dtype] > storage.nbytes:
            raise Refusal(f"a tensor of shape {shape} beyond the {many(storage.nbytes, 'byte')} of its storage")
        same = (storage.key, dtype, offset, shape, stride)
        kind = DType(dtype, ITEM_SIZES[dtype], "")
        return self._arrays.setdefault(same, Array(shape, kind)) if math.prod(shape) else Array(shape, kind)

    def _pass_over(self, grad: object, hooks: object) -> None:
        if type(grad) is not bool or not (hooks is None or isinstance(hooks, Pairs)):
            raise Refusal("hooks, or a gradient that is no truth")
        if hooks is not None:
            hooks.close()


def _read_archive(source: Source) -> Contents:
    found = archive.members(source)
    pickles = [name for name in found if name.count("/") == 1 and name.endswith("/data.pkl")]
    if len(pickles) != 1:
        raise InputError(source.path, "is a zip archive, and not one of torch.save: it has no data.pkl, or several")
    folder = pickles[0].removesuffix("data.pkl")
    if any(not name.startswith(folder) for name in found):
        raise InputError(source.path, f"is a zip archive with members beside {folder}, which torch.save does not write")
    if any(name.startswith((f"{folder}code/", f"{folder}constants.pkl")) for name in found):
        raise InputError(source.path, "is a TorchScript archive, which holds a program; it is not read")
    value = found[pickles[0]]
    names = TorchNames()
    contents = _contents(Machine(source.part(value.begin, value.size), names), names, "zip archive")
    stored = {
        name.removeprefix(f"{folder}data/"): at.size for name, at in found.items() if name.startswith(f"{folder}data/")
    }
    _require_storages(source, names.storages, stored)
    source.check_unchanged()
    return contents


def _require_storages(source: Source, storages: Mapping[str, Storage], stored: Mapping[str, int]) -> None:
    for key, storage in storages.items():
        if stored.get(key) != storage.nbytes:
            held = f"{many(stored[key], 'byte')}" if key in stored else "not there"
            raise InputError(
                source.path, f"storage {key!r:.40} ought to have {many(storage.nbytes, 'byte')} and is {held}"
            )


def _contents(machine: Machine, names: TorchNames, how: str, *, alone: bool = True) -> Contents:
    with collector.paused():
        walk = Walk(machine)
        value = machine.run(alone=alone)
        try:
            names.require_nothing_hidden()
        except Refusal as refusal:
            raise machine.refuse_result(refusal) from None
        walk.go_through(value)
    layout = f"torch.save, {how}"
    return Contents(layout=layout, parts=tuple(walk.parts), findings=tuple(walk.findings))


def _read_row(source: Source) -> Contents:
    """The older layout; what torch reads by five calls of its unpickler, in one file."""
    system = [Machine(source).run(alone=False) for _ in range(3)][1:]
    if system[0] != _PROTOCOL or not isinstance(system[1], Pairs):
        raise InputError(source.path, "is an older file of torch.save, of another version")
    if ("little_endian", True) not in system[1].items:
        raise InputError(source.path, "is an older file of torch.save, written on another kind of machine")
    names = TorchNames()
    contents = _contents(Machine(source, names), names, "older layout", alone=False)
    keys = Machine(source).run(alone=False)
    if not isinstance(keys, list) or {*map(type, keys)} - {str} or sorted(keys) != sorted(names.storages):
        raise InputError(source.path, "lists other storages than its tensors have")
    for key in keys:
        storage = names.storages[key]
        if int.from_bytes(source.take(_LENGTH_BYTES), "little") != storage.size:
            raise InputError(source.path, f"storage {key!r:.40} has another length than its tensors say")
        source.skip(storage.nbytes)
    if source.remaining:
        raise InputError(source.path, f"has {many(source.remaining, 'byte')} behind its last storage")
    source.check_unchanged()
    return contents
