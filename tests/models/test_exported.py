"""An exported program as a model: what `show` needs of one, and what is said beside the numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from paddle_inspect.api.models import Model
from paddle_inspect.api.shown import shown
from paddle_inspect.base.errors import BadArgument, NotTraced
from paddle_inspect.base.records import Trace
from paddle_inspect.models.cost import flops
from paddle_inspect.models.exported import model_of, sizes_of
from tests.programs import made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A small program beside its parameters."""
    (tmp_path / "small.json").write_bytes(made.text(made.small_pir()))
    (tmp_path / "small.pdiparams").write_bytes(made.small_params())
    return tmp_path / "small.json"


def test_a_program_is_shown_as_a_model(path: Path) -> None:
    model = model_of(path, batch=1)
    assert model.spec.name == "small"
    assert model.title == f"PIR program, version 4, of {path}"
    assert model.notes == ("It takes x (float32 ?x3x6x6) and gives fetch_name_19 (float32 ?x18x2).",)
    assert isinstance(model.trace, Trace)
    assert flops(model.trace) == 2 * 36 * 8 * (3 * 9 + 2)
    page = str(shown(Model, model))
    assert "exported program" in page
    assert "One forward pass with x [1, 3, 6, 6]." in page
    assert "config, without trained weights" not in page


def test_no_size_is_assumed(path: Path) -> None:
    trace = model_of(path).trace
    assert isinstance(trace, NotTraced)
    assert "x (?x3x6x6)" in trace.reason
    [(_, shape)] = model_of(path, batch=4).trace.inputs  # type: ignore[union-attr]
    assert shape == (4, 3, 6, 6)


def test_what_is_not_known_is_said(tmp_path: Path) -> None:
    ops = [made.data(1, "x", [-1, 3, -1, -1]), made.op("1.someones_own", [1], {2: made.typed([-1, 5])}), made.fetch(2)]
    (tmp_path / "a.json").write_bytes(made.text(made.pir(*ops)))
    model = model_of(tmp_path)
    assert isinstance(model.trace, NotTraced)
    assert "x (?x3x?x?)" in model.trace.reason
    with pytest.raises(NotTraced):
        model_of(tmp_path, batch=2)
    found = model_of(tmp_path, inputs={"x": (1, 3, 4, 4)})
    assert found.notes[-1] == "Sizes are not known of what these operators give: someones_own (1)."


def test_branches_and_loops_are_said(tmp_path: Path) -> None:
    branch = {**made.op("1.if", [1], {3: made.typed([2])}), "regions": [{"blocks": [{"ops": [
        made.op("1.matmul", [1, 2], {4: made.typed([2])})]}]}]}  # fmt: skip
    ops = [made.parameter(2, "w", [2, 2]), made.data(1, "x", [2]), branch, made.fetch(3)]
    (tmp_path / "a.json").write_bytes(made.text(made.pir(*ops)))
    model = model_of(tmp_path)
    assert "It has branches or loops: what runs in them, and how often, is not known, and counted once." in model.notes
    assert isinstance(model.trace, Trace)
    assert flops(model.trace) is None


def test_sizes_of_an_input() -> None:
    assert sizes_of("x=1x3x224x224") == ("x", (1, 3, 224, 224))
    assert sizes_of("ids=7") == ("ids", (7,))


@pytest.mark.parametrize("text", ["x", "x=", "=1x2", "x=1x", "x=1xax2", "x=-1x2", "x=1×2", "x=1x" + "9" * 5000])
def test_what_are_no_sizes_is_a_bad_argument(text: str) -> None:
    with pytest.raises(BadArgument, match="does not say the sizes of an input"):
        sizes_of(text)
