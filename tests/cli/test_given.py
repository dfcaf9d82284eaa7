"""Commands that take a weight take a config.json, or a folder with one, in its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from numpy import zeros
from safetensors.numpy import save_file

from paddle_inspect.cli import main
from tests.given_zoo import GivenZoo

pytestmark = pytest.mark.usefixtures("tiny_zoo")

CONFIG = {
    "architectures": ["AlbertForSequenceClassification"],
    "hidden_size": 8,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "vocab_size": 50,
    "num_labels": 3,
}
#: The tiny zoo's base model, and its classifier of three labels.
BASE = 50 * 8 + 8 * 32 + 32
HEADED = BASE + 8 * 3 + 3


@pytest.fixture(autouse=True)
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("mine").mkdir()
    Path("mine/config.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    return Path("mine")


def weights(labels: int = 3) -> None:
    tensors = {
        "transformer.embeddings.weight": zeros((50, 8), dtype="float32"),
        "transformer.embeddings.ids": zeros((1, 9), dtype="int64"),
        "transformer.encoder.0.weight": zeros((8, 32), dtype="float32"),
        "transformer.encoder.0.bias": zeros(32, dtype="float32"),
        "classifier.weight": zeros((8, labels), dtype="float32"),
        "classifier.bias": zeros(labels, dtype="float32"),
    }
    save_file(tensors, "mine/model.safetensors")


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    code = main([*arguments, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("text", ["mine", "mine/config.json"])
def test_the_first_line_says_which_class_and_from_which_file(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", text]) == 0
    assert capsys.readouterr().out.startswith("AlbertForSequenceClassification of mine/config.json\n")


def test_the_class_that_the_config_names_is_counted_and_base_is_without_its_head(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for arguments, parameters, head in ((), HEADED, "sequence-classification"), (("--head", "base"), BASE, "base"):
        code, found = answer(capsys, "show", "mine", *arguments)
        assert (code, found["head"], found["totals"]["parameters"]) == (0, head, parameters)
        assert found["config_file"] == "mine/config.json"


def test_an_edited_config_is_another_model(tiny_zoo: GivenZoo, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "show", "mine")[1]["totals"]["parameters"] == HEADED
    answer(capsys, "show", "mine")
    assert tiny_zoo.asked == ["mine"]  # the second time it was kept
    Path("mine/config.json").write_text(json.dumps({**CONFIG, "num_labels": 5}), encoding="utf-8")
    assert answer(capsys, "show", "mine")[1]["totals"]["parameters"] == BASE + 8 * 5 + 5


def test_a_pass_is_traced_where_its_size_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--seq-len 128" in answer(capsys, "show", "mine")[1]["not_traced"]
    assert main(["show", "mine", "--seq-len", "8"]) == 2  # the tiny zoo traces nothing, and now says so
    assert "not in this test" in capsys.readouterr().err


def test_show_says_what_the_weight_files_beside_the_config_are(capsys: pytest.CaptureFixture[str]) -> None:
    weights()
    [note] = answer(capsys, "show", "mine")[1]["notes"]
    assert "the same" in note
    weights(labels=4)
    [note] = answer(capsys, "show", "mine")[1]["notes"]
    assert "different: 2 of another shape" in note


@pytest.mark.parametrize("text", ["mine", "./mine", "mine/config.json"])
def test_a_folder_is_verified_without_a_name(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    weights()
    assert answer(capsys, "verify", text)[0] == 0
    weights(labels=4)
    code, found = answer(capsys, "verify", text)
    assert (code, len(found["shape_differs"])) == (1, 2)


def test_a_folder_without_weights_and_a_name_alone_have_nothing_to_verify(capsys: pytest.CaptureFixture[str]) -> None:
    for text, reason in (("mine", "holds no weight file"), ("albert-base-v2", "is a name alone")):
        assert main(["verify", text]) == 2
        assert reason in capsys.readouterr().err


def test_a_config_is_verified_with_files_elsewhere(tmp_path: Path) -> None:
    weights()
    Path("mine/model.safetensors").rename("elsewhere.safetensors")
    assert main(["verify", "mine/config.json", "elsewhere.safetensors"]) == 0


def test_a_side_is_the_model_of_a_config_or_else_the_files_of_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = answer(capsys, "diff", "albert-base-v2", "mine")
    assert (code, found["right"]["what"]) == (1, "mine (AlbertForSequenceClassification)")
    assert [tensor["name"] for tensor in found["only_right"]] == ["classifier.weight", "classifier.bias"]
    assert answer(capsys, "diff", "albert-base-v2", "mine", "--right-head", "base")[0] == 0
    weights(labels=4)
    assert answer(capsys, "diff", "mine", "mine/config.json")[1]["left"]["what"] == "mine"


def test_catalogued_and_described_weights_are_ranked_together(capsys: pytest.CaptureFixture[str]) -> None:
    Path("junk").mkdir()
    code, found = answer(capsys, "rank", "albert-base-v2", "albert-large-v2", "mine", "junk")
    assert code == 0
    assert [one["name"] for one in found["weights"]] == ["albert-large-v2", "mine", "albert-base-v2"]
    [refused] = found["not_counted"]
    assert refused["name"] == "junk"
    assert "without config.json" in refused["reason"]


def test_what_cannot_be_ranked(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["nowhere/"], ["albert-base-v3", "mine"]):
        assert main(["rank", *arguments]) == 2
        assert capsys.readouterr().out == ""
    with pytest.raises(SystemExit, match="2"):
        main(["rank", "mine", "--family", "ALBERT"])


def test_heads_and_explanations_of_a_config(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = answer(capsys, "show", "mine", "--heads")
    assert code == 0
    assert {head["head"]: head["parameters"] for head in found["heads"]} == {
        "base": BASE,
        "sequence-classification": HEADED,
    }
    assert main(["explain", "mine", "--figure", "688"]) == 0
    assert "parameters of the base model" in capsys.readouterr().out


def test_a_config_is_identified_among_the_catalogued(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = answer(capsys, "identify", "mine/config.json", "--family", "ALBERT")
    assert code == 0
    assert found["fits"][0]["head"] == "sequence-classification"


def test_what_describes_no_model_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine/config.json").write_text(json.dumps({**CONFIG, "architectures": ["WhisperModel"]}), encoding="utf-8")
    for command in (["show"], ["verify"], ["diff", "albert-base-v2"], ["rank"], ["explain"], ["show", "--heads"]):
        assert main([*command, "mine/config.json"]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.count("\n") == 1 or "holds no weight" in captured.err
