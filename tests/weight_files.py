"""Weight files for the tests: good ones, and pickles spelled out opcode by opcode."""

from __future__ import annotations

import io
import json
import math
import pickle
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

NAME_TABLE = "StructuredToParameterName@@"
SLICES = "UnpackBigParamInfor@@"


def state_dict() -> dict[str, object]:
    """A flat state_dict as `paddle.save` pickles it: every dtype that numpy has for a tensor, and the name table."""
    arrays: dict[str, object] = {
        "embeddings.weight": np.zeros((7, 3), "float32"),
        "encoder.0.weight": np.arange(12, dtype="float32").reshape(3, 4),
        "encoder.0.bias": np.zeros(4, "float16"),
        "half": np.zeros((2, 2), "uint16"),  # how paddle.save writes bfloat16
        "ids": np.arange(5, dtype="int64").reshape(1, 5),
        "mask": np.zeros((2, 3), "bool"),
        "scale": np.array(0.5, "float64"),
        "empty": np.zeros((0, 3), "float32"),
        "waves": np.zeros(2, "complex64"),
        "bytes": np.zeros(300, "uint8"),
    }
    return {**arrays, NAME_TABLE: {name: f"param_{number}" for number, name in enumerate(arrays)}}


#: What a reader finds in `state_dict()`: name, shape, dtype.
STATE_DICT_TENSORS = [
    ("embeddings.weight", (7, 3), "float32"),
    ("encoder.0.weight", (3, 4), "float32"),
    ("encoder.0.bias", (4,), "float16"),
    ("half", (2, 2), "bfloat16"),
    ("ids", (1, 5), "int64"),
    ("mask", (2, 3), "bool"),
    ("scale", (), "float64"),
    ("empty", (0, 3), "float32"),
    ("waves", (2,), "complex64"),
    ("bytes", (300,), "uint8"),
]


def nested() -> dict[str, object]:
    """A trainer's state as Paddle 2.1 and later save it: tensors as (parameter name, array), and plain values."""

    def tensor(name: str, *shape: int) -> object:
        return (name, np.ones(shape, "float32"))

    return {
        "model": {"fc.weight": tensor("linear_0.w_0", 3, 4), "fc.bias": tensor("linear_0.b_0", 4)},
        "opt": {
            "linear_0.w_0_moment1_0": tensor("linear_0.w_0_moment1_0", 3, 4),
            "master_weights": {"linear_0.w_0": tensor("linear_0.w_0_fp32_master_0", 3, 4)},
            "LR_Scheduler": {"last_epoch": 3, "last_lr": 0.001, "milestones": [10, 20], "np": np.float64(0.25)},
        },
        "epoch": 7,
    }


def sliced() -> dict[str, object]:
    """A tensor above 1 GiB as protocols 2 and 3 split it, but small."""
    parts = {f"big@@.{number}": np.zeros(8, "float32") for number in range(3)}
    info = {"big": {"OriginShape": (4, 6), "slices": list(parts)}}
    return {"small": np.zeros(2, "float32"), **parts, SLICES: info}


def write_pickle(path: Path, value: object, protocol: int = 4) -> Path:
    """Pickle a value; no Paddle needed."""
    path.write_bytes(pickle.dumps(value, protocol))
    return path


def safetensors_bytes(header: Mapping[str, object] | bytes, data: bytes = b"") -> bytes:
    """A safetensors file with any header."""
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(raw)) + raw + data


def safetensors_header() -> dict[str, object]:
    """A good header, of 40 bytes of data."""
    return {
        "__metadata__": {"format": "pt"},
        "fc.weight": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
        "fc.bias": {"dtype": "BF16", "shape": [4], "data_offsets": [24, 32]},
        "ids": {"dtype": "I64", "shape": [1], "data_offsets": [32, 40]},
    }


# torch.save's files, spelled out as torch/serialization.py and torch/_utils.py have them.


def torch_tensor(
    key: str = "0",
    shape: tuple[int, ...] = (2, 3),
    *,
    storage: str = "FloatStorage",
    size: int | None = None,
    stride: tuple[int, ...] | None = None,
    offset: int = 0,
) -> bytes:
    """_rebuild_tensor_v2(storage, offset, shape, stride, False, OrderedDict())"""
    if stride is None:
        stride = tuple(math.prod(shape[axis + 1 :]) for axis in range(len(shape)))
    outside = (text("storage"), global_("torch", storage), text(key), text("cpu"))
    return call(
        global_("torch._utils", "_rebuild_tensor_v2"),
        tuple_(*outside, number(math.prod(shape) if size is None else size)) + b"Q",
        number(offset),
        tuple_(*map(number, shape)),
        tuple_(*map(number, stride)),
        b"\x89",
        call(global_("collections", "OrderedDict")),
    )


def torch_state_dict(**tensors: bytes) -> bytes:
    """An OrderedDict of tensors with the attribute that nn.Module.state_dict gives it."""
    versions = dict_(("", dict_(("version", number(1)))))
    items = b"(" + b"".join(text(name) + tensor for name, tensor in tensors.items()) + b"u"
    return call(global_("collections", "OrderedDict")) + items + dict_(("_metadata", versions)) + b"b"


def torch_zip(value: bytes, storages: Mapping[str, bytes], *, folder: str = "model", streamed: bool = False) -> bytes:
    """A zip archive of a whole pickle and its storages; `streamed` as torch writes it, lengths behind the data."""
    members = {"data.pkl": value, "byteorder": b"little", **{f"data/{key}": raw for key, raw in storages.items()}}
    return zip_archive({f"{folder}/{name}": raw for name, raw in {**members, "version": b"3\n"}.items()}, streamed)


class _Forward(io.RawIOBase):
    """A stream that cannot go back."""

    def __init__(self) -> None:
        self.content = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.content += data
        return len(data)


def zip_archive(members: Mapping[str, bytes], streamed: bool = False, packed: bool = False) -> bytes:
    """Members stored one behind the other."""
    stream: Any = _Forward() if streamed else io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, raw in members.items():
            archive.writestr(zipfile.ZipInfo(name), raw, archive.compression)  # of one time, whenever it is written
    return bytes(stream.content) if streamed else stream.getvalue()


def torch_legacy(value: bytes, storages: Mapping[str, bytes], *, item_size: int = 4) -> bytes:
    """Five pickles in a row and the storages, as torch.save wrote them before 1.6."""
    system = {"protocol_version": 1001, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}}
    before = [pickle.dumps(part, 2) for part in (0x1950A86A20F9469CFC6C, 1001, system)]
    data = [struct.pack("<q", len(raw) // item_size) + raw for raw in storages.values()]
    return b"".join([*before, value, pickle.dumps(list(storages), 2), *data])


# Pickles by opcode. Each function gives the opcodes that push one value.


def program(*opcodes: bytes, protocol: int = 4) -> bytes:
    """A whole pickle."""
    return b"\x80" + bytes([protocol]) + b"".join(opcodes) + b"."


def text(value: str) -> bytes:
    """BINUNICODE"""
    raw = value.encode("utf-8", "surrogatepass")
    return b"X" + struct.pack("<I", len(raw)) + raw


def number(value: int) -> bytes:
    """BININT"""
    return b"J" + struct.pack("<i", value)


def global_(module: str, name: str) -> bytes:
    """GLOBAL"""
    return f"c{module}\n{name}\n".encode()


def stack_global(module: str, name: str) -> bytes:
    """STACK_GLOBAL"""
    return text(module) + text(name) + b"\x93"


def tuple_(*items: bytes) -> bytes:
    """MARK, the items, TUPLE"""
    return b"(" + b"".join(items) + b"t"


def call(function: bytes, *arguments: bytes) -> bytes:
    """REDUCE"""
    return function + tuple_(*arguments) + b"R"


def dtype(code: str = "f4") -> bytes:
    """numpy.dtype(code, False, True) with its BUILD"""
    made = call(global_("numpy", "dtype"), text(code), b"\x89", b"\x88")
    return made + tuple_(number(3), text("<"), b"N", b"N", b"N", number(-1), number(-1), number(0)) + b"b"


def array(shape: bytes, data: bytes, code: bytes | None = None) -> bytes:
    """A numpy array with its BUILD; `shape` and `data` are opcodes."""
    empty = call(
        global_("numpy.core.multiarray", "_reconstruct"),
        global_("numpy", "ndarray"),
        tuple_(number(0)),
        binbytes(b"b"),
    )
    return empty + tuple_(number(1), shape, code or dtype(), b"\x89", data) + b"b"


def binbytes(data: bytes) -> bytes:
    """BINBYTES"""
    return b"B" + struct.pack("<I", len(data)) + data


def dict_(*pairs: tuple[str, bytes]) -> bytes:
    """EMPTY_DICT, MARK, the pairs, SETITEMS"""
    return b"}(" + b"".join(text(key) + value for key, value in pairs) + b"u"
