"""The benchmark harness: what it measures, and what it calls missed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.bench.__main__ import main, topics
from tests.bench.harness import Bar, Comparison, Run, python

NOTHING = python("-c", "pass")
COMPARED = Comparison(name="a / b", command=NOTHING, baseline=NOTHING, time_bar=2, memory_bar=1.5, extra_mb=40)


def missed(ours: tuple[float, float], theirs: tuple[float, float]) -> list[str]:
    sides = [Run(seconds=seconds, megabytes=megabytes) for seconds, megabytes in (ours, theirs)]
    return [bar.what for bar in COMPARED.judge(*sides) if not bar.is_met]


def test_a_ratio_over_its_bar_is_missed() -> None:
    assert missed((2, 100), (1, 80)) == []
    assert missed((2.1, 100), (1, 80)) == ["a / b"]
    assert missed((2, 118), (1, 78)) == ["a / b, memory"]
    assert missed((2, 1041), (1, 1000)) == ["a / b, extra MB"]


def test_a_bar_may_be_a_least() -> None:
    assert Bar("faster", "1 s", "20 s", 20, 20, at_least=True).is_met
    assert "MISSED" in str(Bar("faster", "1 s", "19 s", 19, 20, at_least=True))


def test_both_sides_run_as_often_as_told_in_the_prepared_folder(tmp_path: Path) -> None:
    program = "import pathlib, sys; pathlib.Path(sys.argv[1], 'log').open('a').write(sys.argv[2]); print(0.25)"
    compared = Comparison(
        name="a / b",
        command=python("-c", program, "{scratch}", "c"),
        baseline=python("-c", program, "{scratch}", "b"),
        reported=True,
        prepare=lambda scratch: (scratch / "log").write_text("p"),
    )
    ours, theirs = compared.measure(tmp_path)
    assert (tmp_path / "log").read_text() == "pcbcbcb"
    assert ours.seconds == theirs.seconds == 0.25
    assert ours.megabytes > 1


def test_a_command_that_fails_is_no_measurement(tmp_path: Path) -> None:
    failing = Comparison(name="a / b", command=python("-c", "raise SystemExit(2)"), baseline=NOTHING)
    with pytest.raises(subprocess.CalledProcessError):
        failing.measure(tmp_path)


def test_every_topic_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert {"checkpoint", "counting"} <= topics().keys()
    assert main(["nonsense"]) == 2
    assert "no such topic: nonsense" in capsys.readouterr().err


def test_a_missed_bar_is_exit_code_1(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    bars = [Bar("good", "1", "1", 1, 2), Bar("bad", "3", "1", 3, 2)]
    monkeypatch.setattr("tests.bench.__main__.topics", lambda: {"topic": lambda: iter(bars)})
    assert main([]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "1 over a bar"
    del bars[1]
    assert main(["topic"]) == 0
