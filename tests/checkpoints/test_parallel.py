"""Tensor-parallel parts in a folder: one checkpoint, a section for each rank, and what does not fit said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from paddle_inspect import checkpoints
from paddle_inspect.base.errors import InputError
from paddle_inspect.base.records import Severity
from paddle_inspect.checkpoints.contents import Checkpoint
from paddle_inspect.checkpoints.parallel import parallel_group
from tests import weight_files as wf


def write(
    folder: Path,
    rank: int,
    name: str = "model_state.tp{:02}.pdparams",
    dtype: str = "float32",
    **shapes: tuple[int, ...],
) -> None:
    tensors = {key: np.zeros(shape, dtype) for key, shape in shapes.items()}
    wf.write_pickle(folder / name.format(rank), tensors)


def sections(found: Checkpoint) -> dict[str, list[tuple[str, tuple[int, ...]]]]:
    return {part.title: [(name, shape) for name, shape, _, _ in part.stored] for part in found.parts}


def findings(found: Checkpoint) -> list[tuple[str, str]]:
    return [(finding.code, finding.message) for finding in found.findings]


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("model_state.tp00.pdparams", ("model_state.pdparams", 0)),
        ("optimizer.tp13.pdopt", ("optimizer.pdopt", 13)),
        ("model.tp100.safetensors", ("model.safetensors", 100)),
        ("model_state.pdparams", None),
        ("model_state.tp1.pdparams", None),
        ("model_state.tp00_pp00.pdparams", None),
        ("tp00.pdparams", None),
    ],
)
def test_the_rank_is_in_the_name(name: str, group: tuple[str, int] | None) -> None:
    assert parallel_group(name) == group


def test_parts_are_one_checkpoint_with_a_section_for_each_rank(tmp_path: Path) -> None:
    write(tmp_path, 1, w=(4, 3), b=(4,))
    write(tmp_path, 0, w=(4, 3), b=(4,))
    found = checkpoints.read(tmp_path)
    assert found.layout == "paddle.save, pickle protocol 4 in 2 tensor-parallel parts"
    assert sections(found) == {"tp00": [("w", (4, 3)), ("b", (4,))], "tp01": [("w", (4, 3)), ("b", (4,))]}
    assert findings(found) == []
    assert [Path(file).name for file in found.files] == ["model_state.tp00.pdparams", "model_state.tp01.pdparams"]
    assert found.of_all_ranks(found.weights) == found.parts


def test_parts_of_weights_and_of_an_optimizer_stay_apart(tmp_path: Path) -> None:
    for rank in (0, 1):
        write(tmp_path, rank, w=(4, 3))
        write(tmp_path, rank, "optimizer.tp{:02}.pdopt", w_moment1_0=(4, 3))
    found = checkpoints.read(tmp_path)
    assert found.weights.title == "model_state.pdparams / tp00"
    ranks = found.of_all_ranks(found.weights)
    assert [part.title for part in ranks] == ["model_state.pdparams / tp00", "model_state.pdparams / tp01"]


def test_a_missing_rank_is_told(tmp_path: Path) -> None:
    write(tmp_path, 0, w=(4, 3))
    write(tmp_path, 3, w=(4, 3))
    missing = ("missing-shard", "2 of the 4 shards of model_state.pdparams are not there")
    assert findings(checkpoints.read(tmp_path)) == [missing]


@pytest.mark.parametrize(
    ("second", "fits"),
    [
        ({"w": (4, 3)}, True),
        ({"w": (5, 3)}, True),
        ({"w": (4, 7)}, True),
        ({"w": (5, 7)}, False),
        ({"w": (4, 3, 1)}, False),
        ({"w": (4, 3), "v": (1,)}, False),
        ({}, False),
        ({"w": (4, 3), "dtype": "float16"}, False),
    ],
)
def test_parts_of_a_tensor_differ_along_one_axis_at_most(tmp_path: Path, second: dict[str, object], fits: bool) -> None:
    write(tmp_path, 0, w=(4, 3))
    write(tmp_path, 1, **second)  # type: ignore[arg-type]
    codes = [code for code, _ in findings(checkpoints.read(tmp_path))]
    assert codes == ([] if fits else ["parts-disagree"])


def test_a_part_that_is_alone_is_a_file_like_others(tmp_path: Path) -> None:
    write(tmp_path, 0, w=(4, 3))
    assert sections(checkpoints.read(tmp_path)) == {"": [("w", (4, 3))]}


def test_parts_of_a_pipeline_are_said_to_be_some(tmp_path: Path) -> None:
    for name in ("tp00_pp00", "tp00_pp01", "tp01_pp00", "tp01_pp01"):
        wf.write_pickle(tmp_path / f"model_state.{name}.pdparams", {"w": np.zeros(2)})
    found = checkpoints.read(tmp_path)
    assert [(one.code, one.severity) for one in found.findings] == [("pipeline-parts", Severity.NOTE)]
    assert found.findings[0].message.startswith("4 files are parts of a pipeline")
    assert len(found.files) == 4


@pytest.mark.parametrize("name", ["model_state.pp00.pdparams", "model.app00.pdparams", "pp00.pdparams"])
def test_one_file_is_no_pipeline(tmp_path: Path, name: str) -> None:
    wf.write_pickle(tmp_path / name, {"w": np.zeros(2)})
    wf.write_pickle(tmp_path / "mapp00.pdparams", {"w": np.zeros(2)})
    assert checkpoints.read(tmp_path).findings == ()


def test_beside_a_part_that_is_refused_the_others_stand_one_by_one(tmp_path: Path) -> None:
    write(tmp_path, 0, w=(4, 3))
    (tmp_path / "model_state.tp01.pdparams").write_bytes(wf.program(wf.global_("os", "system")))
    found = checkpoints.read(tmp_path)
    assert [(part.rank, part.stored) for part in found.parts] == [(None, (("w", (4, 3), "float32", None),))]
    assert "os.system" in found.refused[0].message
    with pytest.raises(InputError, match=r"os\.system"):
        checkpoints.read(tmp_path / "model_state.tp01.pdparams")
