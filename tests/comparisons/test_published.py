"""A file that lacks parameters without which the model may be published, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest

import paddle_inspect as pi
from paddle_inspect.base.errors import NotTraced
from paddle_inspect.base.records import Inventory, Operator, TensorInfo, Trace, WeightSpec
from tests import weight_files as wf

TENSORS = tuple(
    TensorInfo(name=name, shape=shape, dtype="float32", trainable=name != "sines")
    for name, shape in (
        ("words", (50, 8)),
        ("layer", (8, 8)),
        ("fit", (8, 100)),
        ("fit_bias", (100,)),
        ("sines", (9, 8)),
    )
)
SAYS = "missing: not used by a pass of input_ids; the file may be a published form of the weight"


@pytest.fixture(autouse=True)
def zoo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every weight has these tensors, and a pass of it uses all but `fit` and `fit_bias`."""

    def count(spec: WeightSpec, *, doubts: bool = True) -> Inventory:
        return Inventory(weight=spec.name, architecture=spec.architecture, tensors=TENSORS)

    def forward_pass(spec: WeightSpec, *, batch: int, seq_len: int) -> Trace:
        used = ("words", "layer", "sines")
        operators = tuple(Operator(name="matmul", inputs=(), outputs=((1, 8),), parameters=(name,)) for name in used)
        inputs = (("input_ids", (batch, seq_len)),)
        return Trace(
            weight=spec.name,
            architecture=spec.architecture,
            batch=batch,
            seq_len=seq_len,
            inputs=inputs,
            operators=operators,
        )

    monkeypatch.setattr("paddle_inspect.zoos.paddlenlp.count", count)
    monkeypatch.setattr("paddle_inspect.zoos.paddlenlp.forward_pass", forward_pass)
    monkeypatch.setattr("paddle_inspect.zoos.paddlenlp.names_in_torch", lambda _: None)


def verified(
    tmp_path: Path, lacks: Sequence[str], dtype: str = "float32", more: Mapping[str, np.ndarray] = MappingProxyType({})
) -> pi.Comparison:
    held = {one.name: np.zeros(one.shape, dtype) for one in TENSORS if one.name not in lacks}
    path = wf.write_pickle(tmp_path / "model.pdparams", {**held, **more})
    return pi.verify("albert-base-v2", path)


@pytest.mark.parametrize("lacks", [("fit", "fit_bias"), ("fit_bias",)])
def test_what_no_pass_uses_is_said_and_still_a_difference(tmp_path: Path, lacks: Sequence[str]) -> None:
    found = verified(tmp_path, lacks)
    assert [tensor.name for tensor in found.differences.only_left] == [*lacks]
    assert not found.is_same
    assert SAYS in str(found)
    assert SAYS in str(verified(tmp_path, lacks, "float16"))


def test_what_nothing_trains_is_said(tmp_path: Path) -> None:
    assert "missing: held as parameters and never trained; the file" in str(verified(tmp_path, ("sines",)))


@pytest.mark.parametrize(
    ("lacks", "more"),
    [
        ((), {}),
        (("layer",), {}),
        (("fit", "layer"), {}),
        (("fit",), {"other": np.zeros(3, "float32")}),
        (("fit",), {"layer": np.zeros((8, 9), "float32")}),
    ],
)
def test_nothing_is_said_of_a_file_that_differs_otherwise(
    tmp_path: Path, lacks: Sequence[str], more: dict[str, np.ndarray]
) -> None:
    assert "published form" not in str(verified(tmp_path, lacks, more=more))


def test_what_cannot_be_traced_is_not_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forward_pass(spec: WeightSpec, **_: int) -> Trace:
        raise NotTraced(spec.name, "has no pass")

    monkeypatch.setattr("paddle_inspect.zoos.paddlenlp.forward_pass", forward_pass)
    assert "different: 2 missing; 3 tensors are the same" in str(verified(tmp_path, ("fit", "fit_bias")))
    assert "published form" not in str(verified(tmp_path, ("fit", "fit_bias")))
