"""Shards and the index that says which tensor is in which: read as one checkpoint, disagreements as findings.

{"metadata": {"total_size": 48}, "weight_map": {"fc.weight": "model-00001-of-00002.safetensors", ...}}
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from paddle_inspect.base.disk import read_json_object, typed
from paddle_inspect.base.errors import ConfigError
from paddle_inspect.base.figures import many
from paddle_inspect.base.records import Finding
from paddle_inspect.checkpoints import kinds
from paddle_inspect.checkpoints.contents import Checkpoint, Part
from paddle_inspect.checkpoints.file import read_file

INDEX_SUFFIX = ".index.json"
#: `model-00001-of-00003.safetensors`, `model_state-00001-of-00003.pdparams`
_SHARD = re.compile(
    r"""
    (?P<stem> .+ ) -
    (?P<number> \d{1,9} ) -of- (?P<count> \d{1,9} )
    (?P<suffix> \.\w+ )
    """,
    re.VERBOSE,
)


def shard_group(name: str) -> tuple[str, int, int] | None:
    """What a shard's file name says: the name without its numbers, its own number, how many there are."""
    match = _SHARD.fullmatch(name)
    return (match["stem"] + match["suffix"], int(match["number"]), int(match["count"])) if match else None


def is_file_name(name: str) -> bool:
    """Whether a text is the name of a file, and no path that leads elsewhere."""
    return bool(name) and name == Path(name).name and "\0" not in name and "\\" not in name


def read_index(path: Path) -> Checkpoint:
    """The shards that an index names, as one checkpoint.

    Raises:
        ConfigError: the index is none, or names a file outside of its folder.
        InputError: a shard cannot be read.
    """
    weight_map, total_size = _parse_index(path)
    names = sorted(set(weight_map.values()))
    present = [name for name in names if os.path.exists(path.parent / name)]
    shards = [read_file(path.parent / name) for name in present]
    findings = [
        *_missing(set(names) - set(present)),
        *_surplus(path, set(names)),
        *_disagreements(weight_map, shards, set(present)),
    ]
    whole = join(path, shards, findings)
    if not findings and total_size is not None and total_size != (actual := _bytes(whole)):
        whole = join(path, shards, [kinds.index_total_size.of_file(total_size, actual)])
    return whole


def read_unindexed(folder: Path, group: str, names: Sequence[str]) -> Checkpoint:
    """Shards without an index, told by their names."""
    numbered = [part for name in names if (part := shard_group(name))]
    counts = {count for _, _, count in numbered}
    count = max(counts)
    absent = count - len({number for _, number, _ in numbered if 1 <= number <= count})
    shards = [read_file(folder / name) for name in sorted(names)]
    findings = list(_repeated(shards))
    if absent:
        findings.append(kinds.missing_shard.of_file(group, absent=absent, count=count))
    if len(counts) > 1:
        findings.append(kinds.surplus_shard.of_file(group, sets=len(counts)))
    return join(folder / group, shards, findings)


def join(path: Path, parts: Sequence[Checkpoint], findings: Iterable[Finding]) -> Checkpoint:
    """Several files as one checkpoint: parts of the same heading become one."""
    drafts: dict[tuple[str, ...], list[Part]] = {}
    for part in parts:
        for section in part.parts:
            drafts.setdefault(section.heading, []).append(section)
    joined = [
        Part(
            heading=heading,
            stored=tuple(entry for section in same for entry in section.stored),
            values=tuple(value for section in same for value in section.values),
            rank=same[0].rank,
        )
        for heading, same in drafts.items()
    ]
    layouts = list(dict.fromkeys(part.layout for part in parts))
    return Checkpoint(
        path=str(path),
        layout=f"{', '.join(layouts) or 'nothing'} in {many(len(parts), 'shard')}",
        files=tuple(file for part in parts for file in part.files),
        size=sum(part.size for part in parts),
        parts=tuple(joined),
        metadata=tuple(dict(item for part in parts for item in part.metadata).items()),
        findings=(*findings, *(finding for part in parts for finding in part.findings)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Index:
    """What an index must have, and what it may have in any form: some state a size that is none."""

    weight_map: dict[str, str]
    metadata: object = None


def _parse_index(path: Path) -> tuple[dict[str, str], int | None]:
    """The map from tensor to shard and the size in bytes that the index states."""
    index = typed(read_json_object(path), _Index, path)
    for name, shard in index.weight_map.items():
        if not is_file_name(shard):
            raise ConfigError(path, f"weight_map.{name:.80}", f"is no file of the index's folder: {shard!r:.80}")
    total = index.metadata.get("total_size") if isinstance(index.metadata, dict) else None
    return index.weight_map, total if isinstance(total, int) else None


def _missing(names: set[str]) -> list[Finding]:
    return [kinds.missing_shard.of_file(name) for name in sorted(names)]


def _surplus(index: Path, named: set[str]) -> list[Finding]:
    """Files that look like shards of this index, or like the whole of it, and are not in it."""
    whole = index.name.removesuffix(INDEX_SUFFIX)
    found = [
        entry.name
        for entry in sorted(index.parent.iterdir())
        if entry.name not in named and (entry.name == whole or (shard_group(entry.name) or ("",))[0] == whole)
    ]
    return [kinds.surplus_shard.of_file(name) for name in found]


def _disagreements(weight_map: Mapping[str, str], shards: Sequence[Checkpoint], present: set[str]) -> list[Finding]:
    """What the index and the shards that are there say differently."""
    placed: dict[str, set[str]] = {}
    for shard in shards:
        for name, *_ in shard.stored:
            placed.setdefault(name, set()).add(Path(shard.path).name)
    absent = [name for name, shard in weight_map.items() if shard in present and shard not in placed.get(name, ())]
    unlisted = [name for name in placed if name not in weight_map]
    findings = list(_repeated(shards))
    if absent:
        first = f"{absent[0]}, {weight_map[absent[0]]}"
        where = "not in the shard that the index names"
        findings.append(kinds.index_disagrees.of_file(len(absent), where, first))
    if unlisted:
        where = "in the shards and not in the index"
        findings.append(kinds.index_disagrees.of_file(len(unlisted), where, unlisted[0]))
    return findings


def _repeated(shards: Sequence[Checkpoint]) -> Iterable[Finding]:
    """Tensors that stand in more than one shard."""
    first: dict[str, str] = {}
    for shard in shards:
        for name, *_ in shard.stored:
            other = first.setdefault(name, shard.path)
            if other != shard.path:
                yield kinds.tensor_in_two_shards.of_file(name, Path(other).name, Path(shard.path).name)


def _bytes(checkpoint: Checkpoint) -> int:
    return sum(tensor.nbytes for section in checkpoint.parts for tensor in section.tensors)
