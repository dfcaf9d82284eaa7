"""Traces kept between runs, refusals too."""

from __future__ import annotations

from pathlib import Path

import pytest

from paddle_inspect.base.errors import NotTraced
from paddle_inspect.base.keep import Keep
from paddle_inspect.base.records import Operator, Trace, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.models.passes import default_seq_len, trace_of
from tests.keeping import kept_file, kept_files, put


def spec(name: str = "w", positions: int = 64) -> WeightSpec:
    return WeightSpec(
        name=name,
        family="F",
        architecture="Model",
        module="paddlenlp.no.such.module",
        config={"max_position_embeddings": positions, "layers": 2},
    )


def traced(model: WeightSpec, *, batch: int, seq_len: int) -> Trace:
    product = Operator(
        name="matmul",
        inputs=((batch, seq_len, 4), (4, 8)),
        outputs=((batch, seq_len, 8),),
        parameters=("a.weight",),
        attributes=(("transpose_x", False), ("transpose_y", True)),
    )
    return Trace(
        weight=model.name,
        architecture=model.architecture,
        batch=batch,
        seq_len=seq_len,
        inputs=(("input_ids", (batch, seq_len)),),
        operators=(product, product, Operator(name="add", inputs=((), (1,)), outputs=((1,),))),
    )


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The weights that were traced, by something that stands in for the framework."""
    made: list[str] = []

    def trace(model: WeightSpec, *, batch: int, seq_len: int) -> Trace:
        made.append(model.name)
        if model.name in ("broken", "short of memory"):
            raise NotTraced(model.name, "its Python fails", lasting=model.name == "broken")
        return traced(model, batch=batch, seq_len=seq_len)

    monkeypatch.setattr("paddle_inspect.zoos.paddlenlp.forward_pass", trace)
    return made


def test_a_trace_comes_back_as_it_was(calls: list[str]) -> None:
    first = trace_of(spec(), Run(), batch=2, seq_len=16)
    assert first == trace_of(spec(), Run(), batch=2, seq_len=16) == traced(spec(), batch=2, seq_len=16)
    assert calls == ["w"]


def test_weights_of_one_architecture_and_config_share_a_trace(calls: list[str]) -> None:
    run = Run()
    trace_of(spec(), run, batch=1, seq_len=16)
    for again in (run, Run()):
        assert trace_of(spec("twin"), again, batch=1, seq_len=16) == traced(spec("twin"), batch=1, seq_len=16)
    assert calls == ["w"]


@pytest.mark.parametrize(("batch", "seq_len"), [(2, 16), (1, 17)])
def test_another_size_is_another_trace(calls: list[str], batch: int, seq_len: int) -> None:
    trace_of(spec(), Run(), batch=1, seq_len=16)
    trace_of(spec(), Run(), batch=batch, seq_len=seq_len)
    assert len(calls) == 2


def test_a_fresh_run_traces_anew_and_once(calls: list[str]) -> None:
    trace_of(spec(), Run(), batch=1, seq_len=16)
    fresh = Run(keep=Keep(fresh=True))
    for _ in range(2):
        trace_of(spec(), fresh, batch=1, seq_len=16)
    assert len(calls) == 2


def test_the_reason_why_there_is_none_is_kept(calls: list[str]) -> None:
    for _ in range(2):
        found = trace_of(spec("broken"), Run(), batch=1, seq_len=16)
        assert isinstance(found, NotTraced)
        assert str(found) == "broken: not traced: its Python fails"
    assert calls == ["broken"]
    assert str(trace_of(spec("twin"), Run(), batch=1, seq_len=16)) == "twin: not traced: its Python fails"


def test_a_reason_that_may_pass_is_for_one_run(calls: list[str], own_cache: Path) -> None:
    run = Run()
    for again in (run, run, Run()):
        assert isinstance(trace_of(spec("short of memory"), again, batch=1, seq_len=16), NotTraced)
    assert calls == ["short of memory"] * 2
    assert kept_files(own_cache) == []
    assert trace_of(spec("in another run"), Run(), batch=1, seq_len=16) == traced(
        spec("in another run"), batch=1, seq_len=16
    )


def test_a_text_longer_than_the_positions_is_refused_without_a_trace(calls: list[str]) -> None:
    found = trace_of(spec(positions=64), Run(), batch=1, seq_len=65)
    assert isinstance(found, NotTraced)
    assert found.reason == "65 tokens are more than the 64 that it has positions for"
    assert calls == []


def test_the_default_length_fits(calls: list[str]) -> None:
    assert default_seq_len(spec(positions=512)) == 128
    assert default_seq_len(spec(positions=64)) == 64
    found = trace_of(spec(positions=64), Run())
    assert found == traced(spec(positions=64), batch=1, seq_len=64)


@pytest.mark.parametrize("content", [[], {"kinds": []}, {"inputs": 1, "kinds": [], "operators": []}, "x", 5])
def test_what_is_no_trace_is_made_anew(calls: list[str], own_cache: Path, content: object) -> None:
    expected = trace_of(spec(), Run(), batch=1, seq_len=16)
    put(kept_file(own_cache), content)
    assert trace_of(spec(), Run(), batch=1, seq_len=16) == expected
    assert calls == ["w", "w"]
