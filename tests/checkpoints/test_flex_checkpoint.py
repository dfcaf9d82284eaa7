"""A FlexCheckpoint is one checkpoint of whole tensors, put together from its metadata and held against its files."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from paddle_inspect import checkpoints
from paddle_inspect.base.errors import InputError
from paddle_inspect.checkpoints.contents import Checkpoint
from paddle_inspect.checkpoints.pickles import flex
from tests import flex_files as ff
from tests import flex_hostile
from tests import weight_files as wf
from tests.flex_differential import good_metadata

ROOT = Path(__file__).parent.parent.parent
#: For the fuzz tests, in `FUZZ_CASES` of the environment more or less.
CASES = int(os.environ.get("FUZZ_CASES", "3000"))


def tensors(found: Checkpoint) -> list[tuple[str, tuple[int, ...], str]]:
    return [(" / ".join((*part.heading, n)), s, d) for part in found.parts for n, s, d, _ in part.stored]


def findings(found: Checkpoint) -> list[tuple[str, str]]:
    return [(one.code, one.message) for one in found.findings]


@pytest.fixture(scope="module")
def paddle() -> Any:
    return pytest.importorskip("paddle")


@pytest.mark.parametrize("count", [1, 2, 8])
@pytest.mark.parametrize("replicas", [False, True])
def test_shards_of_ranks_are_whole_tensors(tmp_path: Path, count: int, replicas: bool) -> None:
    path = ff.write(tmp_path, ff.rows(count), replicas=replicas)
    for one in (path, tmp_path):
        found = checkpoints.read(one)
        assert tensors(found) == [("w", (16, 6), "float32"), ("b", (6,), "bfloat16")]
        assert findings(found) == []
        assert len(found.files) == 1 + count


@pytest.mark.parametrize("way", ff.WAYS)
def test_blocks_and_ranges_that_make_a_tensor_are_one(tmp_path: Path, way: str) -> None:
    found = checkpoints.read(ff.write(tmp_path, ff.WAYS[way]()))
    assert tensors(found) == [("w", (3, 3) if way == "pinwheel" else (4, 6), "float32")]
    assert findings(found) == []


@pytest.mark.parametrize("way", ff.WAYS)
def test_a_shard_that_is_not_there_leaves_elements_out(tmp_path: Path, way: str) -> None:
    for absent, one in enumerate(ranks := ff.WAYS[way]()):
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
    found = checkpoints.read(ff.write(tmp_path, [*ff.grid(), {"w": more}]))
    assert tensors(found) == [("w", (4, 6), "float32")]
    assert findings(found) == [("tensor-shards", OVERLAPS)]


def test_as_many_elements_in_the_wrong_places_are_found(tmp_path: Path) -> None:
    """Two blocks of 2 x 6 make 4 x 6, but not when both are the upper one, or are laid a row apart."""
    ranks = [{"w": ff.shard((4, 6), (0, 0), (2, 6))}, {"w": ff.shard((4, 6), (1, 0), (2, 6))}]
    assert findings(checkpoints.read(ff.write(tmp_path, ranks))) == [("tensor-shards", OVERLAPS)]


@pytest.mark.parametrize("other", [{"dtype": "float16"}, {"global_shape": (4, 7)}])
def test_shards_of_one_tensor_agree(tmp_path: Path, other: dict[str, Any]) -> None:
    ranks = ff.rows(2)
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
    ff.write(tmp_path, ff.rows(2))
    (tmp_path / "1_0.distcp").unlink()
    found = checkpoints.read(tmp_path)
    assert tensors(found) == [("w", (16, 6), "float32"), ("b", (6,), "bfloat16")]
    assert findings(found) == [("missing-shard", "the metadata names 1_0.distcp, which is not there")]


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
    ff.write(tmp_path, ff.rows(2))
    wf.write_pickle(tmp_path / "1_0.distcp", held)
    first = "x" if "x" in held else "w"
    message = f"1 tensor is {says}; the first is {first}, 1_0.distcp"
    assert findings(checkpoints.read(tmp_path)) == [("index-disagrees", message)]


def test_a_rank_without_tensors_of_its_own_is_fine(tmp_path: Path) -> None:
    found = checkpoints.read(ff.write(tmp_path, [{"w": ff.shard((2, 3))}] * 2))
    assert findings(found) == []
    assert len(found.files) == 3


def test_two_shards_in_one_file_are_one_too_many(tmp_path: Path) -> None:
    metadata = ff.described(ff.rows(2))
    ff.write(tmp_path, ff.rows(2))
    metadata.storage_metadata = dict.fromkeys(metadata.storage_metadata, "0_0.distcp")
    says = [message for _, message in findings(checkpoints.read(ff.write_metadata(tmp_path, metadata)))]
    assert says[0] == "the shards of 1 tensor are several in one file, which holds one of each name; the first is w"


def test_tables_that_do_not_belong_together_are_found(tmp_path: Path) -> None:
    metadata = ff.described(ff.rows(2))
    ff.write(tmp_path, ff.rows(2))
    *kept, last = metadata.storage_metadata.items()
    metadata.storage_metadata = {**dict(kept), ff.index("other", ff.shard((1,))): last[1]}
    says = [message for _, message in findings(checkpoints.read(ff.write_metadata(tmp_path, metadata)))]
    assert says[:2] == [
        "the shards of 1 tensor are partly in no file; the first is w",
        "the shards of 1 tensor are in a file and not described; the first is other",
    ]


def test_a_shard_that_is_in_a_file_alone_is_found(tmp_path: Path) -> None:
    path = ff.write(tmp_path, ff.rows(2))
    metadata = ff.described(ff.rows(2))
    metadata.storage_metadata[ff.index("w", ff.shard((16, 6), (3, 0), (1, 6)))] = "0_0.distcp"
    ff.write_metadata(tmp_path, metadata)
    says = "the shards of 1 tensor are in a file and not described; the first is w"
    assert findings(checkpoints.read(path)) == [("tensor-shards", says)]


def test_shards_are_together_in_any_order(tmp_path: Path) -> None:
    """Ranges of two blocks, one of each in turn."""
    first, second, third, empty = ff.flattened()
    assert findings(checkpoints.read(ff.write(tmp_path, [second, third, first, empty]))) == []


def test_thousands_of_shards_are_read_in_little_more_memory_than_they_take(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What fields take is counted once, not in the dict that they come in, too."""
    monkeypatch.setattr("paddle_inspect.checkpoints.pickles.cost.SPARE", 6_000_000)
    ranks = [{"w": ff.shard((4096,), (rank,), (1,))} for rank in range(4096)]
    metadata = ff.described(ranks)
    metadata.storage_metadata = dict.fromkeys(metadata.storage_metadata, "0_0.distcp")
    found = checkpoints.read(ff.write_metadata(tmp_path, metadata))
    assert tensors(found) == [("w", (4096,), "float32")]


# Folders


def test_the_folders_of_a_trainer_are_a_checkpoint_each(tmp_path: Path) -> None:
    ff.write(tmp_path / "model_state", ff.rows(2))
    ff.write(tmp_path / "optimizer_state", ff.rows(2, "w.moment1_0"))
    ff.write(tmp_path / "master_weight", ff.rows(2, "w.w_0"))
    found = checkpoints.read(tmp_path)
    assert [part.title for part in found.parts] == [
        "master_weight/0.metadata",
        "model_state/0.metadata",
        "optimizer_state/0.metadata",
    ]
    assert found.weights.title == "model_state/0.metadata"
    assert findings(found) == []


def test_of_a_checkpoint_with_a_refused_file_the_others_are_listed(tmp_path: Path) -> None:
    ff.write(tmp_path, ff.rows(2))
    (tmp_path / "1_0.distcp").write_bytes(wf.program(wf.call(wf.global_("os", "system"), wf.text("true"))))
    found = checkpoints.read(tmp_path)
    assert tensors(found) == [("w", (8, 6), "float32"), ("b", (6,), "bfloat16")]
    assert [Path(one.path).name for one in found.refused] == ["1_0.distcp"]
    assert found.skipped == ("0.metadata",)


def test_of_a_checkpoint_with_refused_metadata_the_files_are_listed(tmp_path: Path) -> None:
    ff.write(tmp_path, ff.rows(2))
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
    ff.write(tmp_path, ff.rows(1))
    (tmp_path / "model.bin.metadata").write_text("0a1b\netag\n")
    found = checkpoints.read(tmp_path)
    assert found.refused == ()
    assert found.skipped == ("model.bin.metadata",)


# What is refused


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        checkpoints.read(path)
    return str(caught.value)


KINDS = list(flex_hostile.kinds())


@pytest.mark.parametrize(("content", "says"), [pytest.param(*kind, id=what) for what, *kind in KINDS])
def test_metadata_that_no_paddle_writes_are_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "0.metadata"
    path.write_bytes(content)
    assert says in refusal(path)


@pytest.mark.parametrize("name", ["model.pdparams", "model.bin", "0_0.distcp"])
def test_the_classes_are_known_in_metadata_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(ff.dumped(ff.described(ff.rows(1))))
    assert "not on the allow-list" in refusal(tmp_path / name)


# Held against CPython and against Paddle


def reported(module: str, *arguments: str) -> dict[str, Any]:
    """What one of the programs that read in a confined process prints."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=1800, check=False)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["caught"] == []
    return found


def test_what_is_accepted_is_what_cpython_makes_of_it() -> None:
    """`make fuzz` tries more, and with every Python that is there."""
    found = reported("tests.flex_differential", str(CASES), "12")
    assert found["different"] == []
    assert sum(found["counts"].values()) == CASES
    assert found["counts"]["same"] > CASES / 5  # of files that are all refused nothing would be learned


def test_hostile_metadata_stay_within_fixed_memory_and_do_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    assert len({content for _, content, _ in KINDS}) >= 40
    for number, (_, content, _) in enumerate(KINDS):
        (folder / f"{number:03}.metadata").write_bytes(content)
    (folder / "good.metadata").write_bytes(ff.dumped(ff.described(ff.rows(2))))
    found = reported("tests.confined_reader", str(folder), "1", "0")
    assert [name for name, outcome in found["files"].items() if outcome == "read"] == ["good.metadata"]
    assert list(tmp_path.iterdir()) == [folder]


def test_mutated_metadata_are_read_or_refused(tmp_path: Path) -> None:
    for number, content in enumerate(good_metadata()):
        (tmp_path / f"{number}.metadata").write_bytes(content)
    found = reported("tests.confined_reader", str(tmp_path), "20261201", str(CASES))
    assert set(found["files"].values()) == {"read"}
    assert found["crashes"] == []
    assert sum(found["counts"].values()) == CASES
    assert found["counts"]["read"] > CASES / 500  # metadata have no payload, in which a change would be none
    assert found["counts"]["refused"] > CASES / 2


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
