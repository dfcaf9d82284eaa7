"""Tensor-parallel parts as PaddleNLP saves them, one file a rank: read as one checkpoint whose sections are the ranks.

    model_state.tp00.pdparams, model_state.tp01.pdparams

A tensor is split along one axis, or whole in each part. The files do not say which: a part's matrix of 768 x 384 can be
half of 1536 x 384, half of 768 x 768, or all of it. So the tensors stand as each part has them; `comparisons.together`
joins them where the shape of a model proves how.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from paddle_inspect.base.figures import many
from paddle_inspect.base.records import Finding
from paddle_inspect.checkpoints import kinds
from paddle_inspect.checkpoints.contents import Checkpoint, Part, Stored
from paddle_inspect.checkpoints.file import read_file
from paddle_inspect.checkpoints.shards import join

_PART = re.compile(r"(?P<stem>.+)[.]tp(?P<rank>\d{2,4})(?P<suffix>[.]\w+)")
#: `model_state.tp00_pp01.pdparams`, `model_state.pp01.pdparams`
_PIPELINE_PART = re.compile(r".+[._]pp\d{2,4}[._].+")


def is_pipeline_part(name: str) -> bool:
    """Whether a file's name says that it holds the layers of one rank of a pipeline."""
    return _PIPELINE_PART.fullmatch(name) is not None


def parallel_group(name: str) -> tuple[str, int] | None:
    """What the name of a part's file says: the name without its rank, and the rank."""
    match = _PART.fullmatch(name)
    return (match["stem"] + match["suffix"], int(match["rank"])) if match else None


def read_parallel(folder: Path, group: str, names: Sequence[str]) -> Checkpoint:
    """The parts of one model, under the rank of each as heading.

    Raises:
        InputError: one cannot be read.
    """
    ranks = {rank: name for name in names if (found := parallel_group(name)) for rank in found[1:]}
    parts = [_of_rank(read_file(folder / name), rank) for rank, name in sorted(ranks.items())]
    findings = list(_disagreements([section for part in parts for section in part.parts], len(parts)))
    if absent := 1 + max(ranks) - len(ranks):
        findings.insert(0, kinds.missing_shard.of_file(group, absent=absent, count=1 + max(ranks)))
    joined = join(folder / group, parts, findings)
    layouts = ", ".join(dict.fromkeys(part.layout for part in parts))
    return replace(joined, layout=f"{layouts} in {many(len(parts), 'tensor-parallel part')}")


def _of_rank(part: Checkpoint, rank: int) -> Checkpoint:
    return replace(
        part, parts=tuple(replace(one, heading=(f"tp{rank:02}", *one.heading), rank=rank) for one in part.parts)
    )


def _disagreements(sections: Sequence[Part], count: int) -> Iterator[Finding]:
    """Tensors that cannot be parts of one: not in each part, of several dtypes, or of shapes that differ in more."""
    by_heading: dict[tuple[str, ...], list[Part]] = {}
    for section in sections:
        by_heading.setdefault(section.whole_heading, []).append(section)
    for same in by_heading.values():
        stored: dict[str, list[Stored]] = {}
        for section in same:
            for entry in section.stored:
                stored.setdefault(entry[0], []).append(entry)
        odd = [name for name, entries in stored.items() if not _can_be_one(entries, count)]
        if odd:
            yield kinds.parts_disagree.of_file(len(odd), odd[0])


def _can_be_one(entries: Sequence[Stored], count: int) -> bool:
    shapes = [shape for _, shape, _, _ in entries]
    return len(entries) == count and len({dtype for _, _, dtype, _ in entries}) == 1 and differing_axes(shapes) <= 1


def differing_axes(shapes: Sequence[tuple[int, ...]]) -> int:
    """Along how many axes the shapes of a tensor's parts differ; more than any tensor has when their ranks do."""
    if len({len(shape) for shape in shapes}) > 1:
        return 1 + max(map(len, shapes))
    return sum(len(set(sizes)) > 1 for sizes in zip(*shapes, strict=True))
