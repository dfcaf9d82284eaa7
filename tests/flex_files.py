"""FlexCheckpoints for the tests, written as paddle.distributed.save_state_dict writes them, without Paddle.

Metadata need nothing but the standard library, the files of ranks numpy. The classes are those of
paddle/distributed/flex_checkpoint/dcp/metadata.py, which a test holds them against.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

MODULE = "paddle.distributed.flex_checkpoint.dcp.metadata"
Sizes = tuple[int, ...]


@dataclass(frozen=True)
class LocalTensorMetadata:
    global_offset: Sizes
    local_shape: Sizes
    dtype: str
    global_shape: Sizes | None = None
    is_flattened: bool = False
    flattened_range: Sizes | None = None


@dataclass(frozen=True)
class LocalTensorIndex:
    tensor_key: str
    global_offset: Sizes
    is_flattened: bool = False
    flattened_range: Sizes | None = None
    replica_id: int | None = None
    local_shape: Sizes | None = None


@dataclass
class Metadata:
    state_dict_metadata: Any = None
    storage_metadata: Any = None
    flat_mapping: Any = None


CLASSES = (LocalTensorMetadata, LocalTensorIndex, Metadata)
#: What each rank has.
Ranks = list[dict[str, LocalTensorMetadata]]


class _Pickler(pickle._Pickler):
    """Names these classes as if they were Paddle's."""

    def save_global(self: Any, obj: type, name: str | None = None) -> None:
        if self.proto < 4:
            self.write(b"c" + f"{MODULE}\n{obj.__name__}\n".encode())
        else:
            self.save(MODULE)
            self.save(obj.__name__)
            self.write(pickle.STACK_GLOBAL)
        self.memoize(obj)


def dumped(value: object, protocol: int = 4) -> bytes:
    """The pickle of a value with these classes in it."""
    into = io.BytesIO()
    _Pickler(into, protocol).dump(value)
    return into.getvalue()


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> type:
        found = {one.__name__: one for one in CLASSES if module == MODULE}
        if name not in found:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return found[name]


def loaded(content: bytes) -> object:
    """What CPython's unpickler makes of it, with these classes and no others."""
    return _Unpickler(io.BytesIO(content)).load()


def shard(
    whole: Sizes,
    offset: Sizes | None = None,
    shape: Sizes | None = None,
    flat: Sizes | None = None,
    dtype: str = "float32",
) -> LocalTensorMetadata:
    """A block of a tensor, by default all of it, or a range of its elements."""
    offset = offset or (0,) * len(whole)
    return LocalTensorMetadata(offset, whole if shape is None else shape, dtype, whole, flat is not None, flat)


def index(name: str, one: LocalTensorMetadata, replica: int | None = None) -> LocalTensorIndex:
    """How the table of files names a shard."""
    return LocalTensorIndex(name, one.global_offset, one.is_flattened, one.flattened_range, replica, one.local_shape)


def array(one: LocalTensorMetadata) -> object:
    """What stands in the file of a rank."""
    import numpy as np

    shape = one.local_shape
    if one.flattened_range is not None:
        shape = (one.flattened_range[1] - one.flattened_range[0],)
    return np.zeros(shape, {"bfloat16": "uint16", "float8_e4m3fn": "int8"}.get(one.dtype, one.dtype))


def rows(count: int, name: str = "w", *, whole: tuple[int, int] = (16, 6)) -> Ranks:
    """A tensor that is divided by its rows, and one that every rank has."""
    size = whole[0] // count
    return [
        {name: shard(whole, (rank * size, 0), (size, whole[1])), "b": shard((6,), dtype="bfloat16")}
        for rank in range(count)
    ]


def grid() -> Ranks:
    """4 x 6 in two rows of two and three columns."""
    return [
        {"w": shard((4, 6), (top, left), (2, width))}
        for top, lefts in ((0, (0, 3)), (2, (0, 2, 4)))
        for left, width in zip(lefts, (3, 3) if top == 0 else (2, 2, 2), strict=True)
    ]


def pinwheel() -> Ranks:
    """Five blocks of which no two make a larger one: 3 x 3 around its middle."""
    blocks = [((0, 0), (1, 2)), ((0, 2), (2, 1)), ((2, 1), (1, 2)), ((1, 0), (2, 1)), ((1, 1), (1, 1))]
    return [{"w": shard((3, 3), *block)} for block in blocks]


def flattened() -> Ranks:
    """Two rows, each of which three ranks share by its elements; the last has none of the second."""
    ranges = [((0, 0), (0, 5)), ((0, 0), (5, 12)), ((2, 0), (0, 12)), ((2, 0), (12, 12))]
    return [{"w": shard((4, 6), offset, (2, 6), flat)} for offset, flat in ranges]


WAYS: dict[str, Callable[[], Ranks]] = {"grid": grid, "pinwheel": pinwheel, "flattened": flattened}


def described(ranks: Sequence[Mapping[str, LocalTensorMetadata]], *, replicas: bool = False) -> Metadata:
    """The metadata of the shards that ranks have; of a shard that several have, the first writes it, or all do."""
    state: dict[str, list[LocalTensorMetadata]] = {}
    storage: dict[LocalTensorIndex, str] = {}
    for rank, tensors in enumerate(ranks):
        for name, one in tensors.items():
            known = state.setdefault(name, [])
            if one not in known:
                known.append(one)
                storage[index(name, one, 0 if replicas else None)] = f"{rank}_0.distcp"
            elif replicas:
                storage[replace(index(name, one), replica_id=rank)] = f"{rank}_0.distcp"
    return Metadata(state, storage, {name: (name,) for name in state})


def write(folder: Path, ranks: Sequence[Mapping[str, LocalTensorMetadata]], *, replicas: bool = False) -> Path:
    """The files of all ranks and their metadata, whose path it gives."""
    from tests import weight_files as wf

    metadata = described(ranks, replicas=replicas)
    folder.mkdir(exist_ok=True)
    for rank, tensors in enumerate(ranks):
        file = f"{rank}_0.distcp"
        own = {found.tensor_key for found, name in metadata.storage_metadata.items() if name == file}
        wf.write_pickle(folder / file, {name: array(one) for name, one in tensors.items() if name in own})
    return write_metadata(folder, metadata)


def write_metadata(folder: Path, metadata: object, protocol: int = 4) -> Path:
    """The metadata alone."""
    path = folder / "0.metadata"
    path.write_bytes(dumped(metadata, protocol))
    return path
