"""Metadata of a FlexCheckpoint that no reader should go along with: what is wrong, and a part of what refuses it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from tests import flex_files as ff
from tests import weight_files as wf


def record(name: str, *state: bytes) -> bytes:
    return wf.global_(ff.MODULE, name) + b")\x81" + b"".join(state)


SHAPE = wf.tuple_(wf.number(2))
INDEX = wf.dict_(("tensor_key", wf.text("w")), ("global_offset", SHAPE))
REPLICA = wf.dict_(("tensor_key", wf.text("w")), ("global_offset", SHAPE), ("replica_id", b"J\xff\xff\xff\xff"))
#: The name of a tensor that lies in 16 dicts.
DEEP = ".".join("w" * 17)
NO_SIZES = wf.dict_(("tensor_key", wf.text("w")), ("global_offset", wf.tuple_(wf.text("1"))))
LOCAL = wf.dict_(("global_offset", SHAPE), ("local_shape", SHAPE), ("dtype", wf.text("int8")))
WHAT_PICKLE_DOES_NOT_WRITE = {
    "a function": (wf.call(wf.global_("os", "system"), wf.text("true")), "names os.system"),
    "an array": (wf.array(SHAPE, wf.binbytes(b"\0" * 8)), "names numpy"),
    "another class of the module": (wf.global_(ff.MODULE, "dataclass"), "dcp.metadata.dataclass"),
    "a class of the same name": (wf.global_("os", "Metadata"), "names os.Metadata"),
    "a path below the class": (wf.stack_global(ff.MODULE, "Metadata.__init__"), "Metadata.__init__"),
    "a call of the class": (wf.call(wf.global_(ff.MODULE, "Metadata")), "calls something"),
    "an argument": (wf.global_(ff.MODULE, "Metadata") + wf.tuple_(b"N") + b"\x81", "creates an object"),
    "an object of no class": (b"N)\x81", "creates an object"),
    "a state that is no dict": (record("Metadata", b"Nb"), "sets the fields"),
    "a state in slots": (record("Metadata", wf.tuple_(b"N", b"}"), b"b"), "sets the fields"),
    "an attribute": (record("Metadata", wf.dict_(("__setstate__", b"N")), b"b"), "no field"),
    "an attribute that is no text": (record("Metadata", b"}", wf.number(1), b"Nsb"), "no field"),
    "a class as an attribute": (record("Metadata", wf.dict_(("__class__", b"N")), b"b"), "no field"),
    "two states": (record("LocalTensorIndex", INDEX, b"b", INDEX, b"b"), "sets the fields"),
    "a state of two": (
        record("LocalTensorIndex") + INDEX + b"q\0b0" + record("LocalTensorIndex") + b"h\0b",
        "uses a dict again",
    ),
    "a state as a table": (
        wf.global_(ff.MODULE, "Metadata") + b")\x81q\1" + wf.dict_(("storage_metadata", b"N")) + b"q\0b0"
        + record("Metadata", wf.dict_(("state_dict_metadata", b"h\0"), ("storage_metadata", b"}")), b"b"),
        "uses a dict again",
    ),
    "a state that grows": (record("LocalTensorIndex") + INDEX + b"q\0b0h\0NNs", "uses a dict again"),
    "a state that grows by two": (
        record("LocalTensorIndex") + INDEX + b"q\0b0h\0(" + wf.text("a") + b"N" + wf.text("b") + b"Nu",
        "uses a dict again",
    ),
    "a state of a dict": (b"}" + INDEX + b"b", "sets the fields"),
    "no shape": (record("LocalTensorMetadata", wf.dict_(("dtype", wf.text("int8"))), b"b"), "without its"),
    "no name": (record("LocalTensorIndex", wf.dict_(("global_offset", SHAPE)), b"b"), "without its tensor_key"),
    "a replica that is none": (record("LocalTensorIndex", REPLICA, b"b"), "whose replica_id"),
    "a shape of texts": (record("LocalTensorIndex", NO_SIZES, b"b"), "whose global_offset"),
    "a key without fields": (b"}" + record("LocalTensorIndex") + b"Ns", "has a key"),
    "a key of a class that has no hash": (b"}" + record("Metadata", b"}b") + b"Ns", "has a key"),
    "a key that is not one here": (b"}" + record("LocalTensorMetadata", LOCAL, b"b") + b"Ns", "has a key"),
    "no metadata": (b"}", "no Metadata"),
    "metadata without fields": (record("Metadata"), "no Metadata"),
    "metadata without tables": (record("Metadata", b"}b"), "a table"),
    "an extension": (b"\x82\x01", "EXT1"),
    "something outside": (wf.text("x") + b"Q", "BINPERSID"),
}  # fmt: skip


Change = Callable[[ff.Metadata], object]
WRONG: dict[str, tuple[Change, str]] = {
    "a file elsewhere": (lambda m: m.storage_metadata.update(dict.fromkeys(m.storage_metadata, "../x")), "no file"),
    "a file that is none": (lambda m: m.storage_metadata.update(dict.fromkeys(m.storage_metadata, 1)), "no file"),
    "a key that is no index": (lambda m: m.storage_metadata.update({"w": "0_0.distcp"}), "no LocalTensorIndex"),
    "no list of shards": (lambda m: m.state_dict_metadata.update(w=None), "no shards"),
    "an empty list of shards": (lambda m: m.state_dict_metadata.update(w=[]), "no shards"),
    "something among the shards": (lambda m: m.state_dict_metadata["w"].append(None), "no LocalTensorMetadata"),
    "a name that is no text": (lambda m: m.state_dict_metadata.update({1: []}), "no text"),
    "another name": (lambda m: m.flat_mapping.update(w=("model", "v")), "another name"),
    "a deep name": (
        lambda m: (m.state_dict_metadata.update({DEEP: [ff.shard((1,))]}), m.flat_mapping.update({DEEP: ("w",) * 17})),
        "another name",
    ),
    "no dtype of a tensor": (lambda m: m.state_dict_metadata.update(w=[ff.shard((2,), dtype="text")]), "'text'"),
    "a shape of another rank": (lambda m: m.state_dict_metadata.update(w=[ff.shard((2, 3), shape=(2,))]), "the whole"),
    "no whole": (lambda m: m.state_dict_metadata.update(w=[replace(ff.shard((2,)), global_shape=None)]), "the whole"),
    "no range": (lambda m: m.state_dict_metadata.update(w=[replace(ff.shard((2,)), is_flattened=True)]), "a range"),
    "a range backwards": (lambda m: m.state_dict_metadata.update(w=[ff.shard((2,), flat=(2, 1))]), "flattened_range"),
    "a negative size": (lambda m: m.state_dict_metadata.update(w=[ff.shard((-2,))]), "is none"),
    "a size of 64 bits": (lambda m: m.state_dict_metadata.update(w=[ff.shard((2**63,))]), "is none"),
    "more axes than are divided": (
        lambda m: m.state_dict_metadata.update(w=[ff.shard((2,) * 5, (1,) * 5, (1,) * 5)]),
        "more than 4 axes",
    ),
    "more shards than a tensor has": (
        lambda m: m.state_dict_metadata.update(w=[ff.shard((40_000,), (i,), (1,)) for i in range(32_769)]),
        "32,768",
    ),
    "the same shards for many": (
        lambda m: m.state_dict_metadata.update(dict.fromkeys(map(str, range(99)), [ff.shard((2,))] * 9000)),
        "than it spells out",
    ),
}


def kinds() -> Iterator[tuple[str, bytes, str]]:
    """What is wrong, the file, and what its refusal says."""
    for protocol in (2, 4):
        for what, (pieces, says) in WHAT_PICKLE_DOES_NOT_WRITE.items():
            yield f"{what}, protocol {protocol}", wf.program(pieces, protocol=protocol), says
    for what, (change, says) in WRONG.items():
        metadata = ff.described(ff.rows(2))
        change(metadata)
        yield what, ff.dumped(metadata), says
