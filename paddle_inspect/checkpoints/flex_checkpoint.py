"""A FlexCheckpoint, as paddle.distributed.save_state_dict writes it: metadata, and a file of shards for each rank.

    0.metadata                      which shards each tensor has, where in it they lie, and which file holds each
    0_0.distcp, 1_0.distcp, ...     the shards of ranks 0, 1, ... by paddle.save, or as safetensors

A shard is a block of the tensor, or a range of the elements of such a block in a row (flattened). The tensors are put
together from the metadata; the files are held against it. Source: paddle/distributed/flex_checkpoint/dcp.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, product
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple, TypeAlias

from paddle_inspect.base import collector
from paddle_inspect.base.dtypes import ITEM_SIZES
from paddle_inspect.base.figures import many
from paddle_inspect.base.records import Finding
from paddle_inspect.base.source import Source
from paddle_inspect.checkpoints import kinds
from paddle_inspect.checkpoints.contents import Checkpoint, Part, Stored
from paddle_inspect.checkpoints.file import read_file
from paddle_inspect.checkpoints.pickles import flex
from paddle_inspect.checkpoints.pickles.machine import Machine
from paddle_inspect.checkpoints.pickles.values import Pairs, Record, Refusal
from paddle_inspect.checkpoints.shards import is_file_name

METADATA_SUFFIX = ".metadata"
#: Paddle writes it beside safetensors that it loads, of which it says nothing but what they say themselves.
GENERATED_SUFFIX = ".auto_generated.metadata"
#: `3_0.distcp`: what rank 3 has of the checkpoint 0.
_OF_RANK = re.compile(r"\d{1,9}_(?P<number>\d{1,9})[.](distcp|safetensors)")

#: No tensor has more shards, none is divided along more axes, and none lies deeper in a nested state_dict.
_MAX_SHARDS = 32_768
_MAX_DIVIDED_AXES = 4
_MAX_DEPTH = 16
#: Each shard is spelled out, in more opcodes than this; a list of shards that stands for many tensors is not.
_OPCODES_PER_SHARD = 10
_SPARE_VISITS = 1000

#: What paddle.save writes in place of dtypes that numpy does not have.
_SAVED_AS = {"float8_e4m3fn": "int8", "float8_e5m2": "int8"}

_Shape: TypeAlias = tuple[int, ...]
#: From where to where something reaches along each axis.
_Box: TypeAlias = tuple[tuple[int, int], ...]


class _Shard(NamedTuple):
    """A block of a tensor, and the range of the block's elements, in a row, that is held; sorts by block and range."""

    offset: _Shape
    shape: _Shape
    held: tuple[int, int]
    is_flattened: bool
    whole: _Shape
    dtype: str

    @property
    def stored_shape(self) -> _Shape:
        """The shape that it has in its file."""
        return (self.held[1] - self.held[0],) if self.is_flattened else self.shape


@dataclass
class _Described:
    """What the metadata says: tensors by heading, shape and dtype of what each file has to hold, what is odd."""

    visits: int
    protocol: int
    drafts: dict[tuple[str, ...], list[Stored]] = field(default_factory=dict)
    expected: dict[str, dict[str, tuple[_Shape, str]]] = field(default_factory=dict)
    odd: dict[str, list[str]] = field(default_factory=dict)

    def charge(self, count: int) -> None:
        """Count shards of one tensor that are looked at."""
        self.visits -= count
        if count > _MAX_SHARDS or self.visits < 0:
            raise Refusal(f"ends a value with more than {_MAX_SHARDS:,} shards of a tensor, or more than it spells out")


def metadata_of(name: str) -> str | None:
    """The name of the metadata that the file of a rank belongs to, by its own name; None for any other file."""
    match = _OF_RANK.fullmatch(name)
    return f"{match['number']}{METADATA_SUFFIX}" if match else None


def read_flex(path: Path) -> Checkpoint:
    """The tensors that the metadata of a FlexCheckpoint describes, held against the files of all ranks beside it.

    Raises:
        InputError: the metadata or one of the files cannot be read, or must not be.
    """
    described = _read_metadata(path)
    named = described.expected.keys()
    beside = {entry.name for entry in path.parent.iterdir() if metadata_of(entry.name) == path.name}
    absent = {name for name in named if not os.path.exists(path.parent / name)}
    files = [read_file(path.parent / name) for name in sorted((beside | named) - absent)]
    layouts = ", ".join(dict.fromkeys(file.layout for file in files)) or "nothing"
    return Checkpoint(
        path=str(path),
        layout=f"FlexCheckpoint, pickle protocol {described.protocol}; {layouts} in {many(len(files), 'file')}",
        files=(str(path), *(name for file in files for name in file.files)),
        size=os.path.getsize(path) + sum(file.size for file in files),
        parts=tuple(Part(heading=heading, stored=tuple(stored)) for heading, stored in described.drafts.items()),
        metadata=tuple(dict(item for file in files for item in file.metadata).items()),
        findings=(
            *(kinds.missing_shard.of_file(name, by="metadata") for name in sorted(absent)),
            *(kinds.tensor_shards.of_file(len(names), how, names[0]) for how, names in described.odd.items()),
            *_disagreements(described.expected, files),
            *(finding for file in files for finding in file.findings),
        ),
    )


def require_metadata(path: Path) -> None:
    """Do nothing, if it is the metadata of a FlexCheckpoint.

    Raises:
        InputError: it is not, or must not be read.
    """
    _read_metadata(path)


def _disagreements(
    expected: Mapping[str, Mapping[str, tuple[_Shape, str]]], files: Sequence[Checkpoint]
) -> Iterator[Finding]:
    """What the files hold and the metadata does not say, and the other way round."""
    absent, unlike, unlisted = [], [], []
    for file in files:
        name = Path(file.path).name
        stored = {tensor: (shape, dtype) for tensor, shape, dtype, _ in file.stored}
        wanted = expected.get(name, {})
        for tensor, (shape, dtype) in wanted.items():
            if tensor not in stored:
                absent.append(f"{tensor}, {name}")
            elif stored[tensor] not in ((shape, dtype), (shape, _SAVED_AS.get(dtype))):
                unlike.append(f"{tensor}, {name}")
        unlisted += [f"{tensor}, {name}" for tensor in stored if tensor not in wanted]
    for where, found in (
        ("not in the file that the metadata names", absent),
        ("of another shape or dtype in a file than in the metadata", unlike),
        ("in a file and not in the metadata", unlisted),
    ):
        if found:
            yield kinds.index_disagrees.of_file(len(found), where, found[0])


def _read_metadata(path: Path) -> _Described:
    with Source(path) as source, collector.paused():
        machine = Machine(source, flex)
        value = machine.run()
        source.check_unchanged()
        described = _Described(visits=machine.opcodes // _OPCODES_PER_SHARD + _SPARE_VISITS, protocol=machine.protocol)
        try:
            _describe(value, described)
        except Refusal as refusal:
            raise machine.refuse_result(refusal) from None
    return described


def _describe(value: object, described: _Described) -> None:
    """Go through the machine's value."""
    metadata = _fields(value, "Metadata")
    headings = dict(_named(metadata["flat_mapping"] or Pairs()))
    places: dict[object, list[tuple[Mapping[str, object], str]]] = {}
    for key, file in _items(metadata["storage_metadata"]):
        if not isinstance(file, str) or not is_file_name(file):
            raise Refusal(f"ends a value that names {file!r:.80}, which is no file of its folder")
        index = _fields(key, "LocalTensorIndex")
        places.setdefault(index["tensor_key"], []).append((index, file))
    for name, shards in dict(_named(metadata["state_dict_metadata"])).items():
        if not isinstance(shards, list) or not shards:
            raise Refusal(f"ends a value in which {name!r:.80} has no shards")
        files = places.pop(name, [])
        described.charge(max(len(shards), len(files)))
        _add(described, name, _path(name, headings), [_shard(one) for one in shards], files)
    if places:
        described.odd.setdefault("are in a file and not described", []).extend(map(str, places))


def _add(
    described: _Described,
    name: str,
    path: tuple[str, ...],
    shards: Sequence[_Shard],
    files: Sequence[tuple[Mapping[str, object], str]],
) -> None:
    """One tensor: what its shards make together, and in which files they are, replicas in several."""
    whole, dtype = shards[0].whole, shards[0].dtype
    described.drafts.setdefault(path[:-1], []).append((path[-1], whole, dtype, None))
    last = {(_spelled(index), index["replica_id"]): file for index, file in files}
    places: dict[str, list[str]] = {}
    for (spelled, _), file in last.items():
        places.setdefault(spelled, []).append(file)
    problems = []
    found = {f"{one.offset}{one.shape}{one.held if one.is_flattened else None}": one for one in shards}
    if found.keys() - places.keys():
        problems.append("are partly in no file")
    if places.keys() - found.keys():
        problems.append("are in a file and not described")
    for spelled, shard in found.items():
        for file in places.get(spelled, []):
            held = described.expected.setdefault(file, {})
            if name in held:
                problems.append("are several in one file, which holds one of each name")
            held[name] = shard.stored_shape, shard.dtype
    if any((shard.whole, shard.dtype) != (whole, dtype) for shard in shards):
        problems.append("differ in their dtype or in the shape of the whole")
    else:
        problems += _misfits(whole, shards)
    for problem in dict.fromkeys(problems):
        described.odd.setdefault(problem, []).append(name)


def _spelled(index: Mapping[str, object]) -> str:
    """Which shard of its tensor an index means."""
    held = index["flattened_range"] if index["is_flattened"] else None
    return f"{index['global_offset']}{index['local_shape']}{held}"


def _misfits(whole: _Shape, shards: Iterable[_Shard]) -> list[str]:
    """What keeps shards from being all elements of a tensor, each once; one that is described twice counts once."""
    held, boxes, fits = 0, [], True
    for (offset, shape), same in groupby(sorted(shards), itemgetter(0, 1)):
        ranges = [range_ for range_, _ in groupby(shard.held for shard in same)]
        held += sum(end - begin for begin, end in ranges)
        fits = fits and _is_tiled(((0, math.prod(shape)),), [(range_,) for range_ in ranges])
        boxes.append(tuple((begin, begin + size) for begin, size in zip(offset, shape, strict=True)))
    if fits and _is_tiled(tuple((0, size) for size in whole), boxes):
        return []
    return ["leave elements out" if held < math.prod(whole) else "hold elements twice, or that the whole does not have"]


def _is_tiled(whole: _Box, boxes: Sequence[_Box]) -> bool:
    """Whether boxes fill a whole one and no two overlap, wherever they lie.

    A box is the sum of its corners, each with a sign, as the integral over it is; so the sum of all boxes is the whole
    one if and only if all their corners add up to its corners.
    """
    divided = [axis for axis, reach in enumerate(whole) if any(box[axis] != reach for box in boxes)]
    if len(divided) > _MAX_DIVIDED_AXES:
        raise Refusal(f"ends a value with a tensor that is divided along more than {_MAX_DIVIDED_AXES} axes")
    corners = sorted(
        (tuple(box[axis][end] for axis, end in zip(divided, ends, strict=True)), sign * (-1) ** sum(ends))
        for box, sign in ((whole, -1), *((box, 1) for box in boxes))
        for ends in product((0, 1), repeat=len(divided))
    )
    return all(sum(sign for _, sign in same) == 0 for _, same in groupby(corners, itemgetter(0)))


def _shard(value: object) -> _Shard:
    fields = _fields(value, "LocalTensorMetadata")
    offset, shape, whole = (fields[name] for name in ("global_offset", "local_shape", "global_shape"))
    dtype, held, is_flattened = fields["dtype"], fields["flattened_range"], fields["is_flattened"]
    assert isinstance(offset, tuple)
    assert isinstance(shape, tuple)
    assert isinstance(dtype, str)
    if not isinstance(whole, tuple) or not len(offset) == len(shape) == len(whole):
        raise Refusal("ends a value with a shard that does not say the shape of the whole")
    if dtype not in ITEM_SIZES:
        raise Refusal(f"ends a value with a shard of the dtype {dtype!r:.40}, which no tensor has")
    if not is_flattened:
        held = (0, math.prod(shape))
    if not isinstance(held, tuple):
        raise Refusal("ends a value with a flattened shard without a range")
    return _Shard(offset, shape, held, is_flattened is True, whole, dtype)


def _path(name: str, headings: Mapping[str, object]) -> tuple[str, ...]:
    """Where a tensor stands in the nested state_dict: under headings, by the last of its names."""
    path = headings.get(name, (name,))
    if isinstance(path, tuple) and 0 < len(path) <= _MAX_DEPTH:
        parts = tuple(part for part in path if isinstance(part, str))
        if len(parts) == len(path) and ".".join(parts) == name:
            return parts
    raise Refusal(f"ends a value in which {name!r:.80} has another name in the nested state_dict")


def _fields(value: object, kind: str) -> Mapping[str, object]:
    if not isinstance(value, Record) or value.kind != kind or value.fields is None:
        raise Refusal(f"ends a value that has no {kind} where one ought to stand")
    return dict(zip(flex.FIELDS[kind], value.fields, strict=True))


def _items(value: object) -> list[tuple[object, object]]:
    if not isinstance(value, Pairs):
        raise Refusal("ends a value in which a table of a FlexCheckpoint is not there")
    return value.items


def _named(value: object) -> Iterator[tuple[str, object]]:
    for name, entry in _items(value):
        if not isinstance(name, str):
            raise Refusal("ends a value in which a tensor is named by something that is no text")
        yield name, entry
