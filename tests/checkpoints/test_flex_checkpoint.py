"""A FlexCheckpoint is one checkpoint of whole tensors, put together from its metadata and held against its files."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from paddle_inspect import checkpoints
from paddle_inspect.base.errors import InputError
from paddle_inspect.base.source import Source
from paddle_inspect.checkpoints.contents import Checkpoint
from paddle_inspect.checkpoints.pickles import flex
from paddle_inspect.checkpoints.pickles.machine import Machine
from paddle_inspect.checkpoints.pickles.values import Pairs, Record, Refusal
from tests import flex_files as ff
from tests import weight_files as wf
from tests.pickle_differential import framed, mutated, opcodes

Ranks = list[dict[str, ff.LocalTensorMetadata]]


def tensors(found: Checkpoint) -> list[tuple[str, tuple[int, ...], str]]:
    return [(" / ".join((*part.heading, n)), s, d) for part in found.parts for n, s, d, _ in part.stored]


def findings(found: Checkpoint) -> list[tuple[str, str]]:
    return [(one.code, one.message) for one in found.findings]


def rows(count: int, name: str = "w", *, whole: tuple[int, int] = (16, 6)) -> Ranks:
    """A tensor that is divided by its rows, and one that every rank has."""
    size = whole[0] // count
    return [
        {name: ff.shard(whole, (rank * size, 0), (size, whole[1])), "b": ff.shard((6,), dtype="bfloat16")}
        for rank in range(count)
    ]


@pytest.fixture(scope="module")
def paddle() -> Any:
    return pytest.importorskip("paddle")


@pytest.mark.parametrize("count", [1, 2, 8])
@pytest.mark.parametrize("replicas", [False, True])
def test_shards_of_ranks_are_whole_tensors(tmp_path: Path, count: int, replicas: bool) -> None:
    path = ff.write(tmp_path, rows(count), replicas=replicas)
    for one in (path, tmp_path):
        found = checkpoints.read(one)
        assert tensors(found) == [("w", (16, 6), "float32"), ("b", (6,), "bfloat16")]
        assert findings(found) == []
        assert len(found.files) == 1 + count


def grid() -> Ranks:
    """4 x 6 in two rows of two and three columns."""
    return [
        {"w": ff.shard((4, 6), (top, left), (2, width))}
        for top, lefts in ((0, (0, 3)), (2, (0, 2, 4)))
        for left, width in zip(lefts, (3, 3) if top == 0 else (2, 2, 2), strict=True)
    ]


def pinwheel() -> Ranks:
    """Five blocks of which no two make a larger one: 3 x 3 around its middle."""
    blocks = [((0, 0), (1, 2)), ((0, 2), (2, 1)), ((2, 1), (1, 2)), ((1, 0), (2, 1)), ((1, 1), (1, 1))]
    return [{"w": ff.shard((3, 3), *block)} for block in blocks]


def flattened() -> Ranks:
    """Two rows, each of which three ranks share by its elements; the last has none of the second."""
    ranges = [((0, 0), (0, 5)), ((0, 0), (5, 12)), ((2, 0), (0, 12)), ((2, 0), (12, 12))]
    return [{"w": ff.shard((4, 6), offset, (2, 6), flat)} for offset, flat in ranges]


WAYS: dict[str, Callable[[], Ranks]] = {"grid": grid, "pinwheel": pinwheel, "flattened": flattened}


@pytest.mark.parametrize("way", WAYS)
def test_blocks_and_ranges_that_make_a_tensor_are_one(tmp_path: Path, way: str) -> None:
    found = checkpoints.read(ff.write(tmp_path, WAYS[way]()))
    assert tensors(found) == [("w", (3, 3) if way == "pinwheel" else (4, 6), "float32")]
    assert findings(found) == []


@pytest.mark.parametrize("way", WAYS)
def test_a_shard_that_is_not_there_leaves_elements_out(tmp_path: Path, way: str) -> None:
    for absent, one in enumerate(ranks := WAYS[way]()):
        folder = tmp_path / str(absent)
        found = checkpoints.read(ff.write(folder, [rank for rank in ranks if rank is not one]))
        is_empty = one["w"].flattened_range == (12, 12)
        says = [("tensor-shards", "the shards of 1 tensor leave elements out; the first is w")]
        assert findings(found) == ([] if is_empty else says)


OVERLAPS = "the shards of 1 tensor hold elements twice, or that the whole does not have; the first is w"


@pytest.mark.parametrize(
    "more",
    [
        ff.shard((4, 6), (1, 1), (1, 1)),
        ff.shard((4, 6), (0, 0), (4, 6)),
        ff.shard((4, 6), (4, 0), (1, 6)),
        ff.shard((4, 6), (0, 0), (2, 3), (0, 2)),
    ],
)
def test_a_shard_too_many_is_found(tmp_path: Path, more: ff.LocalTensorMetadata) -> None:
    found = checkpoints.read(ff.write(tmp_path, [*grid(), {"w": more}]))
    assert tensors(found) == [("w", (4, 6), "float32")]
    assert findings(found) == [("tensor-shards", OVERLAPS)]


def test_as_many_elements_in_the_wrong_places_are_found(tmp_path: Path) -> None:
    """Two blocks of 2 x 6 make 4 x 6, but not when both are the upper one, or are laid a row apart."""
    ranks = [{"w": ff.shard((4, 6), (0, 0), (2, 6))}, {"w": ff.shard((4, 6), (1, 0), (2, 6))}]
    assert findings(checkpoints.read(ff.write(tmp_path, ranks))) == [("tensor-shards", OVERLAPS)]


@pytest.mark.parametrize("other", [{"dtype": "float16"}, {"global_shape": (4, 7)}])
def test_shards_of_one_tensor_agree(tmp_path: Path, other: dict[str, Any]) -> None:
    ranks = rows(2)
    ranks[1]["w"] = replace(ranks[1]["w"], **other)
    says = "the shards of 1 tensor differ in their dtype or in the shape of the whole; the first is w"
    assert findings(checkpoints.read(ff.write(tmp_path, ranks))) == [("tensor-shards", says)]


def test_a_scalar_and_an_empty_tensor_are_tensors(tmp_path: Path) -> None:
    found = checkpoints.read(ff.write(tmp_path, [{"s": ff.shard(()), "e": ff.shard((0, 3))}]))
    assert tensors(found) == [("s", (), "float32"), ("e", (0, 3), "float32")]
    assert findings(found) == []


def test_eight_bit_floats_are_what_the_metadata_says(tmp_path: Path) -> None:
    found = checkpoints.read(ff.write(tmp_path, [{"w": ff.shard((2, 3), dtype="float8_e4m3fn")}]))
    assert tensors(found) == [("w", (2, 3), "float8_e4m3fn")]
    assert findings(found) == []


def test_a_nested_state_dict_has_headings(tmp_path: Path) -> None:
    ff.write(tmp_path, [{"model.fc.w": ff.shard((2, 3)), "lr": ff.shard(())}])
    metadata = ff.described([{"model.fc.w": ff.shard((2, 3)), "lr": ff.shard(())}])
    metadata.flat_mapping = {"model.fc.w": ("model", "fc.w"), "lr": ("lr",)}
    found = checkpoints.read(ff.write_metadata(tmp_path, metadata))
    assert tensors(found) == [("model / fc.w", (2, 3), "float32"), ("lr", (), "float32")]


# What the files of the ranks hold


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    ff.write(tmp_path, rows(2))
    (tmp_path / "1_0.distcp").unlink()
    found = checkpoints.read(tmp_path)
    assert tensors(found) == [("w", (16, 6), "float32"), ("b", (6,), "bfloat16")]
    assert findings(found) == [("missing-shard", "the index names 1_0.distcp, which is not there")]


@pytest.mark.parametrize(
    ("held", "says"),
    [
        ({}, "not in the file that the metadata names"),
        ({"w": ff.array(ff.shard((8, 5)))}, "of another shape or dtype in a file than in the metadata"),
        ({"w": ff.array(ff.shard((8, 6), dtype="int32"))}, "of another shape or dtype in a file than in the metadata"),
        ({"w": ff.array(ff.shard((8, 6))), "x": ff.array(ff.shard((1,)))}, "in a file and not in the metadata"),
    ],
)
def test_files_are_held_against_the_metadata(tmp_path: Path, held: dict[str, object], says: str) -> None:
    ff.write(tmp_path, rows(2))
    wf.write_pickle(tmp_path / "1_0.distcp", held)
    first = "x" if "x" in held else "w"
    message = f"1 tensor is {says}; the first is {first}, 1_0.distcp"
    assert findings(checkpoints.read(tmp_path)) == [("index-disagrees", message)]


def test_a_rank_without_tensors_of_its_own_is_fine(tmp_path: Path) -> None:
    found = checkpoints.read(ff.write(tmp_path, [{"w": ff.shard((2, 3))}] * 2))
    assert findings(found) == []
    assert len(found.files) == 3


def test_two_shards_in_one_file_are_one_too_many(tmp_path: Path) -> None:
    metadata = ff.described(rows(2))
    ff.write(tmp_path, rows(2))
    metadata.storage_metadata = dict.fromkeys(metadata.storage_metadata, "0_0.distcp")
    says = [message for _, message in findings(checkpoints.read(ff.write_metadata(tmp_path, metadata)))]
    assert says[0] == "the shards of 1 tensor are several in one file, which holds one of each name; the first is w"


def test_tables_that_do_not_belong_together_are_found(tmp_path: Path) -> None:
    metadata = ff.described(rows(2))
    ff.write(tmp_path, rows(2))
    *kept, last = metadata.storage_metadata.items()
    metadata.storage_metadata = {**dict(kept), ff.index("other", ff.shard((1,))): last[1]}
    says = [message for _, message in findings(checkpoints.read(ff.write_metadata(tmp_path, metadata)))]
    assert says[:2] == [
        "the shards of 1 tensor are partly in no file; the first is w",
        "the shards of 1 tensor are in a file and not described; the first is other",
    ]


# Folders


def test_the_folders_of_a_trainer_are_a_checkpoint_each(tmp_path: Path) -> None:
    ff.write(tmp_path / "model_state", rows(2))
    ff.write(tmp_path / "optimizer_state", rows(2, "w.moment1_0"))
    ff.write(tmp_path / "master_weight", rows(2, "w.w_0"))
    found = checkpoints.read(tmp_path)
    assert [part.title for part in found.parts] == [
        "master_weight/0.metadata",
        "model_state/0.metadata",
        "optimizer_state/0.metadata",
    ]
    assert found.weights.title == "model_state/0.metadata"
    assert findings(found) == []


def test_of_a_checkpoint_with_a_refused_file_the_others_are_listed(tmp_path: Path) -> None:
    ff.write(tmp_path, rows(2))
    (tmp_path / "1_0.distcp").write_bytes(wf.program(wf.call(wf.global_("os", "system"), wf.text("true"))))
    found = checkpoints.read(tmp_path)
    assert tensors(found) == [("w", (8, 6), "float32"), ("b", (6,), "bfloat16")]
    assert [Path(one.path).name for one in found.refused] == ["1_0.distcp"]
    assert found.skipped == ("0.metadata",)


def test_of_a_checkpoint_with_refused_metadata_the_files_are_listed(tmp_path: Path) -> None:
    ff.write(tmp_path, rows(2))
    (tmp_path / "0.metadata").write_bytes(wf.program(wf.call(wf.global_("os", "system"), wf.text("true"))))
    found = checkpoints.read(tmp_path)
    assert sorted(part.title for part in found.parts) == ["0_0.distcp", "1_0.distcp"]
    assert [Path(one.path).name for one in found.refused] == ["0.metadata"]


def test_what_paddle_notes_beside_safetensors_says_nothing_more(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(wf.safetensors_bytes(wf.safetensors_header(), b"\0" * 40))
    note = tmp_path / "flex-ckpt.auto_generated.metadata"
    note.write_bytes(ff.dumped(ff.described([{"w": ff.shard((2, 3))}])))
    alone = checkpoints.read(tmp_path / "model.safetensors")
    assert tensors(checkpoints.read(tmp_path)) == tensors(alone)
    note.write_bytes(wf.program(wf.call(wf.global_("os", "system"), wf.text("true"))))
    assert [Path(one.path).name for one in checkpoints.read(tmp_path).refused] == [note.name]


def test_metadata_that_are_no_pickle_are_passed_over(tmp_path: Path) -> None:
    ff.write(tmp_path, rows(1))
    (tmp_path / "model.bin.metadata").write_text("0a1b\netag\n")
    found = checkpoints.read(tmp_path)
    assert found.refused == ()
    assert found.skipped == ("model.bin.metadata",)


# What is refused


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        checkpoints.read(path)
    return str(caught.value)


def record(name: str, *state: bytes) -> bytes:
    return wf.global_(ff.MODULE, name) + b")\x81" + b"".join(state)


SHAPE = wf.tuple_(wf.number(2))
INDEX = wf.dict_(("tensor_key", wf.text("w")), ("global_offset", SHAPE))
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
    "a state of a dict": (b"}" + INDEX + b"b", "sets the fields"),
    "no shape": (record("LocalTensorMetadata", wf.dict_(("dtype", wf.text("int8"))), b"b"), "without its"),
    "no name": (record("LocalTensorIndex", wf.dict_(("global_offset", SHAPE)), b"b"), "without its tensor_key"),
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


@pytest.mark.parametrize("what", WHAT_PICKLE_DOES_NOT_WRITE)
@pytest.mark.parametrize("protocol", [2, 4])
def test_metadata_that_pickle_does_not_write_are_refused(tmp_path: Path, what: str, protocol: int) -> None:
    pieces, says = WHAT_PICKLE_DOES_NOT_WRITE[what]
    path = tmp_path / "0.metadata"
    path.write_bytes(wf.program(pieces, protocol=protocol))
    assert says in refusal(path)


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
    "a deep name": (lambda m: m.flat_mapping.update(w=("w",) * 99), "another name"),
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
    "more shards than there are": (lambda m: m.state_dict_metadata.update(w=[ff.shard((2,))] * 40_000), "32,768"),
    "the same shards for many": (
        lambda m: m.state_dict_metadata.update(dict.fromkeys(map(str, range(99)), [ff.shard((2,))] * 9000)),
        "than it spells out",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_metadata_that_describe_no_tensors_are_refused(tmp_path: Path, what: str) -> None:
    change, says = WRONG[what]
    metadata = ff.described(rows(2))
    change(metadata)
    assert says in refusal(ff.write_metadata(tmp_path, metadata))


@pytest.mark.parametrize("name", ["model.pdparams", "model.bin", "0_0.distcp"])
def test_the_classes_are_known_in_metadata_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(ff.dumped(ff.described(rows(1))))
    assert "not on the allow-list" in refusal(tmp_path / name)


# Held against CPython and against Paddle


def known(value: object) -> object:
    """What our machine makes, as the classes that CPython makes of it."""
    match value:
        case Record(kind=kind, fields=fields) if fields is not None:
            made: Any = next(one for one in ff.CLASSES if one.__name__ == kind)
            return made(*map(known, fields))
        case Record():
            raise AssertionError("an object without fields has no value of its own")
        case Pairs(items=items):
            return {known(key): known(part) for key, part in items}
        case list() | tuple():
            return type(value)(map(known, value))
    return value


def test_what_is_accepted_is_what_cpython_makes_of_it(tmp_path: Path) -> None:
    """Good metadata with opcodes put in, left out, moved and changed."""
    rng = random.Random(12)
    path = tmp_path / "0.metadata"
    ranks = [*(way() for way in WAYS.values()), rows(2)]
    good = [opcodes(ff.dumped(ff.described(one, replicas=True))) for one in ranks]
    accepted = 0
    for _ in range(3000):
        content = framed(rng, mutated(rng, rng.choice(good)))
        path.write_bytes(content)
        try:
            with Source(path) as source:
                ours = Machine(source, flex).run()
            ours = known(ours)
        except (InputError, Refusal, AssertionError, TypeError):  # refused, or a whole that is no metadata
            continue
        assert ours == ff.loaded(content)
        accepted += 1
    assert accepted > 1000


def test_mutated_metadata_are_read_or_refused(tmp_path: Path) -> None:
    rng = random.Random(13)
    path = ff.write(tmp_path, rows(2))
    good = path.read_bytes()
    for _ in range(1500):
        content = bytearray(good)
        for _ in range(rng.randint(1, 4)):
            content[rng.randrange(len(content))] = rng.randrange(256)
        path.write_bytes(content[: rng.choice((len(content), rng.randrange(len(content))))])
        with suppress(InputError):
            checkpoints.read(path)


@pytest.mark.paddle
def test_the_classes_are_paddles(paddle: Any) -> None:
    module = pytest.importorskip(ff.MODULE)
    for one in ff.CLASSES:
        theirs = [(field.name, field.default) for field in dataclasses.fields(getattr(module, one.__name__))]
        assert [(field.name, field.default) for field in dataclasses.fields(one)] == theirs
        assert list(flex.FIELDS[one.__name__]) == [name for name, _ in theirs]


@pytest.mark.paddle
@pytest.mark.parametrize("safetensors", [False, True])
def test_what_paddle_writes_is_read(paddle: Any, tmp_path: Path, safetensors: bool) -> None:
    paddle.device.set_device("cpu")
    state = {
        "model": {"fc.weight": paddle.zeros([4, 8]), "fc.bias": paddle.zeros([8], "float16")},
        "step": paddle.zeros([]),
    }
    paddle.distributed.save_state_dict(state, str(tmp_path), safetensors=safetensors)
    found = checkpoints.read(tmp_path)
    assert tensors(found) == [
        ("model / fc.weight", (4, 8), "float32"),
        ("model / fc.bias", (8,), "float16"),
        ("step", (), "float32"),
    ]
    assert findings(found) == []


@pytest.mark.paddle
@pytest.mark.parametrize("count", [2, 8])
@pytest.mark.parametrize("replicas", [False, True])
def test_what_paddle_writes_of_several_ranks_is_read(paddle: Any, tmp_path: Path, count: int, replicas: bool) -> None:
    """With the functions of the library that make the metadata and drop what several ranks have, for each rank."""
    save = pytest.importorskip("paddle.distributed.flex_checkpoint.dcp.save_state_dict")
    utils = pytest.importorskip("paddle.distributed.flex_checkpoint.dcp.utils")
    weight = utils.ShardedWeight
    states, storages = [], []
    for rank in range(count):
        size, flat = 16 // count, slice(rank * 96 // count, (rank + 1) * 96 // count)
        states.append(
            {
                "rows": weight("rows", paddle.zeros([size, 6]), (size, 6), (16, 6), (rank * size, 0)),
                "flat": weight("flat", paddle.zeros([96 // count]), (16, 6), (16, 6), (0, 0), True, flat),
                "same": weight("same", paddle.zeros([3]), (3,), (3,), (0,)),
            }
        )
    described = [{name: utils.extract_tensor_metadata(one)[1] for name, one in state.items()} for state in states]
    for rank, one in enumerate(described):
        storages.append(
            {
                utils.LocalTensorIndex(
                    name, m.global_offset, m.is_flattened, m.flattened_range, local_shape=m.local_shape
                ): f"{rank}_0.distcp"
                for name, m in one.items()
            }
        )
    metadata = utils.Metadata(
        utils.merge_state_dict_metadata(described),
        save.balanced_dedup_key_in_dict(storages, save_replicas=replicas),
        {name: (name,) for name in states[0]},
    )
    paddle.save(metadata, str(tmp_path / "0.metadata"))
    for rank, state in enumerate(states):
        file = f"{rank}_0.distcp"
        own = {index.tensor_key for index, name in metadata.storage_metadata.items() if name == file}
        paddle.save({name: one.local_tensor for name, one in state.items() if name in own}, str(tmp_path / file))
    found = checkpoints.read(tmp_path)
    assert tensors(found) == [
        (name, shape, "float32") for name, shape in (("rows", (16, 6)), ("flat", (16, 6)), ("same", (3,)))
    ]
    assert findings(found) == []
