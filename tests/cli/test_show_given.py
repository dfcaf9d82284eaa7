"""The `show` command without PaddleNLP: what goes to which stream and format."""

from __future__ import annotations

import csv
import json

import pytest

from paddle_inspect.cli import main
from tests.given_zoo import TINY

pytestmark = pytest.mark.usefixtures("tiny_zoo")
NO_MAPPING = "PaddleNLP has no mapping to torch's names for AlbertModel: names and shapes are Paddle's."


def test_a_spreadsheet_has_tensors_alone_and_the_notes_go_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "albert-base-v2", "--names", "torch", "--format", "csv"]) == 0
    printed = capsys.readouterr()
    assert [row["name"] for row in csv.DictReader(printed.out.splitlines())] == [tensor.name for tensor in TINY]
    assert printed.err == f"paddle-inspect: {NO_MAPPING}\n"


def test_elsewhere_the_notes_are_a_part_of_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "albert-base-v2", "--names", "torch"]) == 0
    printed = capsys.readouterr()
    assert NO_MAPPING in printed.out.splitlines()
    assert printed.err == ""


def test_tensors_are_selected_and_grouped(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["show", "albert-base-v2", "--format", "json"]
    main([*arguments, "--filter", "encoder.*", "--no-buffers"])
    assert [tensor["name"] for tensor in json.loads(capsys.readouterr().out)["tensors"]] == [
        "encoder.0.weight",
        "encoder.0.bias",
    ]
    main([*arguments, "--depth", "1", "--no-buffers"])
    groups = json.loads(capsys.readouterr().out)["groups"]
    assert [(group["prefix"], group["tensors"]) for group in groups] == [("embeddings.*", 1), ("encoder.*", 2)]


@pytest.mark.parametrize("option", ["--batch", "--seq-len"])
def test_a_pass_of_some_size_that_cannot_be_traced_is_an_error(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "albert-base-v2", option, "2"]) == 2
    assert capsys.readouterr().err == "paddle-inspect: albert-base-v2: not traced: not in this test\n"


def test_the_heads_side_by_side_and_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "albert-base-v2", "--heads", "--num-labels", "5", "--format", "json"]) == 0
    heads = json.loads(capsys.readouterr().out)["heads"]
    assert [(head["head"], head["more_than_base"]) for head in heads] == [
        ("base", 0),
        ("sequence-classification", 8 * 5 + 5),
    ]
    assert main(["show", "albert-base-v2", "--head", "list", "--format", "csv"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "base,AlbertModel,",
        "sequence-classification,AlbertForSequenceClassification,",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--head", "base", "--num-labels", "3"], "base is the model without one"),
        (["--filter", "nothing.*"], "no tensor of albert-base-v2 has such a name"),
    ],
)
def test_options_that_mean_nothing_are_bad_usage(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "albert-base-v2", *arguments]) == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err.count("\n")) == ("", 1)
    assert said in printed.err


def test_a_name_is_found_whatever_its_case(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "ALBERT-Base-V2", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["weight"] == "albert-base-v2"


def test_a_summary_of_a_weight_points_to_its_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", "albert-base-v2"]) == 2
    assert capsys.readouterr().err.endswith("is a weight and no family: paddle-inspect show albert-base-v2\n")
