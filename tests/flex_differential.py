"""Holds the reading of a FlexCheckpoint's metadata against CPython's own unpickler, in a confined process: a program.

    python -m tests.flex_differential CASES [SEED]

As `pickle_differential`, whose opcodes it changes in good metadata: what our machine accepts, CPython has to make the
same of, and `checkpoints.read` has to show every tensor that CPython's value describes.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from paddle_inspect import checkpoints
from paddle_inspect.base.errors import InspectError
from paddle_inspect.base.source import Source
from paddle_inspect.checkpoints.pickles import flex
from paddle_inspect.checkpoints.pickles.machine import Machine
from paddle_inspect.checkpoints.pickles.values import Bag, Blob, Global, Pairs, Payload, Record, Refusal
from tests import flex_files as ff
from tests.pickle_differential import framed, mutated, opcodes, program, tried

CLASSES = {one.__name__: one for one in ff.CLASSES}


def good_metadata() -> list[bytes]:
    """Blocks, ranges, replicas and headings, in every protocol."""
    nested = ff.described(ff.rows(1, "model.w"))
    nested.flat_mapping = {"model.w": ("model", "w"), "b": ("b",)}
    described = [nested, *(ff.described(way(), replicas=True) for way in ff.WAYS.values()), ff.described(ff.rows(2))]
    return [ff.dumped(one, protocol) for one in described for protocol in (2, 3, 4, 5)]


def cases(seed: int, count: int) -> Iterator[bytes]:
    """Metadata to try, the same for the same seed."""
    rng, good = random.Random(seed), [opcodes(one) for one in good_metadata()]
    for _ in range(count):
        yield framed(rng, mutated(rng, rng.choice(good)))


def known(value: object) -> Any:
    """What our machine makes, as the objects that CPython makes.

    Raises:
        Refusal, RecursionError: it holds a dict that was used up, a record without fields, or itself.
    """
    match value:
        case Record(fields=None):
            raise Refusal("holds a record without fields")
        case Record(kind=kind, fields=fields):
            return CLASSES[kind](*map(known, fields or ()))
        case Global(name=name):
            return CLASSES[name]
        case Pairs(items=items):
            return {known(key): known(part) for key, part in items}
        case Bag(items=members, frozen=frozen):
            return (frozenset if frozen else set)(map(known, members))
        case Blob(data=data, kind=kind) if data is not None:
            return bytearray(data) if kind is Payload.BYTEARRAY else data
        case list() | tuple():
            return type(value)(map(known, value))
    return value


def verdict(path: Path, content: bytes) -> str:
    """`refused` by our machine, `same`, `not shown` where only the reading refuses it, or what is different."""
    try:
        with Source(path) as source:
            made = Machine(source, flex).run()
    except InspectError:
        return "refused"
    try:
        shown = Counter(
            (".".join((*part.heading, name)), s, d)
            for part in checkpoints.read(path).parts
            for name, s, d, _ in part.stored
        )
    except InspectError:
        shown = None
    try:
        ours = repr(known(made))
    except (Refusal, RecursionError) as error:
        return "not shown" if shown is None else f"shown, and {error}"
    try:
        theirs: Any = ff.loaded(content)
    except Exception as error:  # noqa: BLE001 - an unpickler may raise anything
        return f"CPython raises {type(error).__name__}: {error}"
    if ours != repr(theirs):
        return f"{ours} and {theirs!r}"
    if shown is None:
        return "not shown"
    held = {name: shards[0] for name, shards in theirs.state_dict_metadata.items()}
    described = Counter((name, one.global_shape, one.dtype) for name, one in held.items())
    return "same" if shown == described else f"hidden: {described} is shown as {shown}"


def main(folder: Path, seed: int, count: int) -> dict[str, object]:
    """Try every case."""
    return tried(folder / "0.metadata", good_metadata()[0], cases(seed, count), verdict)


if __name__ == "__main__":
    program(main)
