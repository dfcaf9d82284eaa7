"""`diff` of catalogued weights and of one weight under two heads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from paddle_inspect.cli import main

pytestmark = pytest.mark.paddle


def differences(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code = main(["diff", *arguments, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def test_weights_of_one_architecture_and_config_are_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = differences(capsys, "albert-base-v1", "albert-base-v2")
    assert (code, found["same"], found["same_tensors"]) == (0, True, 26)


def test_sizes_differ_in_shapes_alone(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = differences(capsys, "albert-base-v2", "albert-large-v2")
    assert code == 1
    assert found["only_left"] == found["only_right"] == found["dtype_differs"] == []
    # What has the embedding's size alone is the same: three tables, a norm, and the buffer of positions.
    assert (found["same_tensors"], len(found["shape_differs"])) == (6, 20)
    assert found["right"]["elements"] == 17_683_968 + 512


def test_a_head_adds_its_own_tensors(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("albert-base-v2", "albert-base-v2", "--right-head", "token-classification", "--num-labels", "7")
    code, found = differences(capsys, *arguments)
    assert code == 1
    assert [(tensor["name"], tensor["shape"]) for tensor in found["only_right"]] == [
        ("classifier.weight", [768, 7]),
        ("classifier.bias", [7]),
    ]
    assert found["only_left"] == []
    assert found["naming"]["right_prefix"] == "transformer"


def test_one_head_for_both_sides_and_another_for_one(capsys: pytest.CaptureFixture[str]) -> None:
    both = ("albert-base-v1", "albert-base-v2", "--head", "masked-lm")
    assert differences(capsys, *both)[0] == 0
    code, found = differences(capsys, *both, "--left-head", "base")
    assert code == 1
    assert found["left"]["what"] == "albert-base-v1 (AlbertModel)"


def test_a_file_takes_no_head(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from numpy import zeros
    from safetensors.numpy import save_file

    path = tmp_path / "model.safetensors"
    save_file({"a": zeros(3, dtype="float32")}, path)
    assert main(["diff", "albert-base-v2", str(path), "--right-head", "masked-lm"]) == 2
    assert "only a catalogued weight or a config takes a head" in capsys.readouterr().err
    assert main(["diff", "albert-base-v2", str(path), "--head", "masked-lm"]) == 1


def test_an_unknown_head_offers_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "albert-base-v2", "albert-base-v2", "--left-head", "mask-lm"]) == 2
    assert "did you mean masked-lm" in capsys.readouterr().err
