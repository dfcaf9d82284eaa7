"""Weight files read from their headers alone: nothing in them is executed, no tensor data is loaded.

A folder of them is one checkpoint: sharded weights, single files, optimizer state beside them.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from paddle_inspect.base.errors import InputError
from paddle_inspect.base.files import reason
from paddle_inspect.checkpoints.contents import Checkpoint
from paddle_inspect.checkpoints.file import read_file, suffixes
from paddle_inspect.checkpoints.shards import INDEX_SUFFIX, join, read_index, read_unindexed, shard_group


def read(path: Path) -> Checkpoint:
    """What a weight file, the index of a sharded one, or a folder holds.

    Raises:
        InputError: there is nothing that can be read, or something that must not be.
        ConfigError: an index that is none.
    """
    is_folder = os.path.isdir(path)
    if path.name.endswith(INDEX_SUFFIX) and not is_folder:
        return read_index(path)
    if is_folder and path.suffix not in suffixes():
        return _read_folder(path)
    return read_file(path)


def _read_folder(folder: Path) -> Checkpoint:
    """Every weight file of a folder; when they are several checkpoints, each under its name as heading."""
    parts = _parts(folder)
    if not parts:
        raise InputError(folder, f"holds no weight file ({', '.join(suffixes())})")
    if len(parts) == 1:
        (part,) = parts.values()
        return replace(part, path=str(folder))
    headed = [
        replace(part, parts=tuple(replace(s, heading=(name, *s.heading)) for s in part.parts))
        for name, part in parts.items()
    ]
    whole = join(folder, headed, ())
    return replace(whole, layout=f"{len(parts):,} checkpoints")


def _parts(folder: Path) -> dict[str, Checkpoint]:
    """The checkpoints of a folder by name: those with an index, shards without one, single files."""
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except OSError as error:
        raise InputError(folder, reason(error)) from None
    known = suffixes()
    indexes = [name for name in names if name.endswith(tuple(suffix + INDEX_SUFFIX for suffix in known))]
    parts = {name.removesuffix(INDEX_SUFFIX): read_index(folder / name) for name in indexes}
    groups: dict[str, list[str]] = {}
    for name in names:
        if name.endswith(known) and (group := _group(name)) not in parts:
            groups.setdefault(group, []).append(name)
    for group, members in groups.items():
        sharded = shard_group(members[0]) is not None
        parts[group] = read_unindexed(folder, group, members) if sharded else read_file(folder / members[0])
    return parts


def _group(name: str) -> str:
    """The name that a shard shares with the others of its set; of any other file its own."""
    shard = shard_group(name)
    return name if shard is None else shard[0]
