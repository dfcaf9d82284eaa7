"""A .pdiparams file by the headers of its records; the data are passed over.

A record is a tensor without its name: version 0, the number of LoD levels and each level's bytes behind their length,
version 0, the length of a TensorDesc and that, the data. Which tensor is which, only the order says: `save_combine`
writes them sorted by name.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Sequence

from paddle_inspect.base.dtypes import ITEM_SIZES
from paddle_inspect.base.errors import InputError
from paddle_inspect.base.figures import many
from paddle_inspect.base.records import Shape, TensorInfo
from paddle_inspect.base.source import Source
from paddle_inspect.programs import wire
from paddle_inspect.programs.dtypes import DTYPES

#: What Paddle writes takes some thirty bytes.
_LONGEST_DESC, _MOST_LEVELS = 1024, 16
#: The fields of a TensorDesc.
_DATA_TYPE, _DIMS = 1, 2


def disagreement(source: Source, tensors: Sequence[TensorInfo]) -> str | None:
    """What is wrong with an open file of so many tensors as the end of a sentence, None where nothing is.

    Raises:
        InputError: it is no such file, or a truncated one.
    """
    expected = sorted(tensors, key=lambda tensor: tensor.name)
    wrong: list[str] = []
    count = 0
    for shape, dtype in _records(source):
        count += 1
        if count > len(expected):
            continue
        tensor = expected[count - 1]
        if (shape, dtype) != (tensor.shape, tensor.dtype):
            here, there = f"{dtype} {list(shape)}", f"{tensor.dtype} {list(tensor.shape)}"
            wrong.append(f"{tensor.name} is {here} there and {there} in the program")
    if count != len(expected):
        return f"has {many(count, 'tensor')}, the program has {len(expected):,}"
    others = f"; {many(len(wrong) - 1, 'other differs', 'others differ')} as well" if len(wrong) > 1 else ""
    return f"does not fit the program: {wrong[0]}{others}" if wrong else None


def tensors(source: Source, expected: Sequence[TensorInfo]) -> tuple[TensorInfo, ...]:
    """The tensors of an open file under the names that a program has for so many; those beyond go by their place.

    Raises:
        InputError: it is no such file, or a truncated one.
    """
    names = sorted(tensor.name for tensor in expected)
    found = list(_records(source))
    names += [f"tensor {place:,}" for place in range(len(names) + 1, len(found) + 1)]
    return tuple(
        TensorInfo(name=name, shape=shape, dtype=dtype) for name, (shape, dtype) in zip(names, found, strict=False)
    )


def _records(source: Source) -> Iterator[tuple[Shape, str]]:
    """The shape and dtype of each tensor."""
    while source.remaining:
        begin = source.offset
        version, levels = struct.unpack("<IQ", source.take(12))
        if version or levels > _MOST_LEVELS:
            raise InputError(source.path, f"has no tensor of Paddle at offset {begin:,}")
        for _ in range(levels):
            (length,) = struct.unpack("<Q", source.take(8))
            source.skip(length)
        version, length = struct.unpack("<Ii", source.take(8))
        if version or not 0 <= length <= _LONGEST_DESC:
            raise InputError(source.path, f"has no tensor of Paddle at offset {begin:,}")
        try:
            shape, code = tensor_desc(memoryview(source.take(length)))
        except wire.Malformed as error:
            raise InputError(source.path, f"at offset {begin:,} {error}") from None
        dtype = DTYPES.get(code)
        if dtype is None or min(shape, default=0) < 0:
            raise InputError(source.path, f"has a tensor of type {code} and shape {list(shape)} at offset {begin:,}")
        source.skip(math.prod(shape) * ITEM_SIZES[dtype])
        yield shape, dtype


def tensor_desc(message: memoryview) -> tuple[Shape, int]:
    """The shape of a TensorDesc, and the number of its dtype."""
    found = wire.Message(message)
    return tuple(found.numbers(_DIMS)), found.number(_DATA_TYPE) if _DATA_TYPE in found else -1
