"""A folder as one checkpoint: every file of it that a framework would load is read, or listed as refused."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from paddle_inspect.base.disk import reason
from paddle_inspect.base.errors import InputError, InspectError
from paddle_inspect.base.figures import many
from paddle_inspect.base.records import Finding
from paddle_inspect.base.source import Source
from paddle_inspect.checkpoints import kinds
from paddle_inspect.checkpoints.contents import Checkpoint, Refused
from paddle_inspect.checkpoints.file import read_file, suffixes
from paddle_inspect.checkpoints.parallel import is_pipeline_part, parallel_group, read_parallel
from paddle_inspect.checkpoints.shards import INDEX_SUFFIX, join, read_index, read_unindexed, shard_group

#: Names of files that are loaded somewhere and that no format here claims: looked at, so that they are not passed over.
_LOADED = (
    ".ckpt", ".pkl", ".pickle", ".joblib", ".dill", ".npy", ".npz", ".h5", ".hdf5", ".keras", ".onnx", ".tar", ".nemo",
    ".msgpack", ".pdiparams", ".pdmodel", ".pdscaler", ".pdstates", ".pdema", ".pdexp",
)  # fmt: skip
#: How a pickle begins under any name.
_PICKLES = tuple(bytes((0x80, protocol)) for protocol in range(2, 6))


@dataclass
class _Looked:
    """What was made of the files of a folder so far; parts by their names below it."""

    folder: Path
    parts: dict[str, Checkpoint] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def add(self, path: Path, read: Callable[[], Checkpoint], members: Sequence[Path] = ()) -> None:
        """Read a part, or note why it is not; when one of its members is not, the others stand one by one."""
        try:
            self.parts[self.below(path).removesuffix(INDEX_SUFFIX)] = read()
        except InspectError as error:
            blamed = Path(getattr(error, "path", path))
            if blamed not in members:
                self.refused.append(Refused.of(blamed, error))
            elif path.name.endswith(INDEX_SUFFIX):
                self.skipped.append(self.below(path))
            for member in members:
                self.add(member, partial(read_file, member))

    def below(self, path: Path) -> str:
        """The name of a file as it stands in the folder."""
        return str(path.relative_to(self.folder))


def read_folder(folder: Path) -> Checkpoint:
    """Every weight file of a folder and below it; when they are several checkpoints, each under its name as heading.

    Raises:
        InputError: the folder cannot be listed, or holds no file that a framework would load.
    """
    looked = _Looked(folder)
    for place, names in _folders(folder, looked):
        _look(looked, place, names)
    if not looked.parts and not looked.refused:
        raise InputError(folder, f"holds no weight file ({', '.join(suffixes())})")
    if len(looked.parts) == 1:
        (whole,) = looked.parts.values()
    else:
        headed = [
            replace(part, parts=tuple(replace(one, heading=(name, *one.heading)) for one in part.parts))
            for name, part in looked.parts.items()
        ]
        whole = replace(join(folder, headed, ()), layout=f"{many(len(headed), 'checkpoint')}")
    return replace(
        whole,
        path=str(folder),
        findings=(*whole.findings, *looked.findings, *(one.finding for one in looked.refused)),
        refused=tuple(looked.refused),
        skipped=tuple(looked.skipped),
    )


def _folders(folder: Path, looked: _Looked) -> Iterator[tuple[Path, list[str]]]:
    """The folder and those below it, each with the names of its files; hidden and linked folders are skipped."""
    waiting = [folder]
    while waiting:
        place = waiting.pop()
        try:
            entries = sorted(place.iterdir())
        except OSError as error:
            if place == folder:
                raise InputError(folder, reason(error)) from None
            looked.refused.append(Refused.of(place, InputError(place, reason(error))))
            continue
        names, below = [], []
        for entry in entries:
            if not os.path.isdir(entry) or entry.suffix in suffixes():
                names.append(entry.name)
            elif entry.name.startswith(".") or entry.is_symlink():
                looked.skipped.append(f"{entry.relative_to(folder)}/")
            else:
                below.append(entry)
        waiting += reversed(below)
        yield place, names


def holds_weights(folder: Path) -> bool:
    """Whether it is a folder with a file, at its top or below, that is called as weight files are.

    Raises:
        InputError: the folder cannot be listed.
    """
    if not folder.is_dir():
        return False
    return any(name.endswith(suffixes()) for _, names in _folders(folder, _Looked(folder)) for name in names)


def _look(looked: _Looked, place: Path, names: list[str]) -> None:
    """The checkpoints of one folder: those with an index, shards without one, single files."""
    known = suffixes()
    groups: dict[str, list[str]] = {}
    ranks = Counter(part[0] for name in names if (part := _parallel(name)))
    parallel: dict[str, list[str]] = {}
    indexed = {name.removesuffix(INDEX_SUFFIX) for name in names if _is_index(name)}
    for name in names:
        path = place / name
        if _is_index(name):
            shards = [place / other for other in names if _group(other) == name.removesuffix(INDEX_SUFFIX)]
            looked.add(path, partial(read_index, path), shards)
        elif _group(name) in indexed:
            continue  # read by its index, which says so if it is one too many
        elif (part := _parallel(name)) and ranks[part[0]] > 1:
            parallel.setdefault(part[0], []).append(name)
        elif name.endswith(known) and (group := _group(name)) != name:
            groups.setdefault(group, []).append(name)
        elif name.endswith((*known, *_LOADED)) or _is_pickle(path):
            looked.add(path, partial(read_file, path))
        else:
            looked.skipped.append(looked.below(path))
    stages = [name for name in names if name.endswith(known) and is_pipeline_part(name)]
    if len(stages) > 1:
        looked.findings.append(kinds.pipeline_parts.of_file(len(stages), looked.below(place / stages[0])))
    for read, found in ((read_unindexed, groups), (read_parallel, parallel)):
        for group, members in found.items():
            looked.add(place / group, partial(read, place, group, members), [place / name for name in members])


def _is_index(name: str) -> bool:
    return name.endswith(tuple(suffix + INDEX_SUFFIX for suffix in suffixes()))


def _group(name: str) -> str:
    """The name that a shard shares with the others of its set; of any other file its own."""
    shard = shard_group(name)
    return name if shard is None else shard[0]


def _parallel(name: str) -> tuple[str, int] | None:
    """What the name of a tensor-parallel part of weights says."""
    return parallel_group(name) if name.endswith(suffixes()) else None


def _is_pickle(path: Path) -> bool:
    """Whether a file begins as a pickle, whatever it is called; one that cannot be opened is none."""
    try:
        with Source(path) as source:
            return source.peek(2) in _PICKLES
    except InputError:
        return False
