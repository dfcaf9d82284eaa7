"""The `explain` command, on figures whose origin is known from arithmetic."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from paddle_inspect.cli import main
from paddle_inspect.models import catalogue
from tests.arithmetic import albert

pytestmark = pytest.mark.paddle


def explained(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["explain", *arguments, "--format", "json"]) == 0
    tree: dict[str, Any] = json.loads(capsys.readouterr().out)
    return tree


def matches(tree: dict[str, Any]) -> dict[str, list[str]]:
    return {one["text"]: one["matches"] for one in tree["documented"]}


def test_bart_base_is_documented_with_its_embedding_three_times(capsys: pytest.CaptureFixture[str]) -> None:
    tree = explained(capsys, "bart-base", "--figure", "217M")
    config: Mapping[str, Any] = catalogue.load().weight("bart-base").config
    counts = {one["code"]: one["count"] for one in tree["conventions"]}
    assert counts["state-dict"] - counts["base"] == 2 * config["vocab_size"] * config["d_model"]
    assert matches(tree)["217M"][0] == "state-dict"
    assert "base" not in matches(tree)["217M"]


def test_mbart_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert matches(explained(capsys, "mbart-large-cc25", "--figure", "1123M"))["1123M"][0] == "state-dict"


def test_layoutlm_base_is_documented_with_layoutlm_larges_figure(capsys: pytest.CaptureFixture[str]) -> None:
    tree = explained(capsys, "layoutlm-base-uncased", "--figure", "339M")
    assert matches(tree) == {"339M": ["weight:layoutlm-large-uncased"]}


def test_the_bundled_page_documents_albert(capsys: pytest.CaptureFixture[str]) -> None:
    tree = explained(capsys, "albert-chinese-xlarge")
    assert [one["text"] for one in tree["documented"]] == ["60M"]
    assert matches(tree)["60M"][0] == "head:pretraining"
    [base] = [one["count"] for one in tree["conventions"] if one["code"] == "base"]
    assert base == albert(catalogue.load().weight("albert-chinese-xlarge").config)


def test_another_page_can_be_handed_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.rst"
    page.write_text(
        "ALBERT\n======\n\n"
        "+--------------------+----------+--------------------------------------------------------------+\n"
        "| Pretrained Weight  | Language | Details of the model                                         |\n"
        "+====================+==========+==============================================================+\n"
        "|``albert-base-v1``  | English  | 12 repeating layers, 128 embedding, 768-hidden, 12-heads,    |\n"
        "|                    |          | 12M parameters. ALBERT base model                            |\n"
        "+--------------------+----------+--------------------------------------------------------------+\n"
    )
    tree = explained(capsys, "albert-base-v1", "--docs", str(page))
    [documented] = tree["documented"]
    assert documented["text"] == "12M"
    assert documented["where"] == f"{page}: lines 7-8"
    assert documented["matches"][0] == "base"


def test_what_nothing_gives_is_said_to_agree_with_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "albert-base-v1", "--figure", "999T"]) == 0
    output = capsys.readouterr().out
    assert "999T agrees with none of these counts." in output
    assert "in the family ALBERT" in output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["albert-bas-v1"], "did you mean albert-base-v1"),
        (["albert-base-v1", "--docs", "missing.rst"], "missing.rst"),
        (["gpt2-en"], "not counted"),
    ],
)
def test_errors_are_one_line(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", *arguments]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_summary_has_a_column_of_explanations(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", "--explain", "--format", "json"]) == 0
    explained_by = {one["name"]: one["explained_by"] for one in json.loads(capsys.readouterr().out)["weights"]}
    assert explained_by["albert-base-v2"]["11M"][0] == "base"
    assert explained_by["albert-chinese-xlarge"]["60M"][0] == "head:pretraining"
    assert main(["summary", "--explain", "--format", "csv"]) == 0
    header, *rows = capsys.readouterr().out.splitlines()
    assert header.endswith(",explained by")
    assert [row.rsplit(",", 1)[1] for row in rows if row.startswith("albert-chinese-xlarge")] == ["head:pretraining"]


def test_an_rst_page_has_no_place_for_explanations(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["summary", "--explain", "--format", "rst"])
    assert exit_.value.code == 2
    assert "--explain" in capsys.readouterr().err


@pytest.mark.paddle
@pytest.mark.parametrize(
    ("weight", "published", "code"),
    [
        ("blenderbot-400M-distill", f"{385_303_040 - 2 * 8008 * 1280:,}", "tied-as-published"),  # words once
        ("tinybert-6l-768d", "67M", "without-unused"),  # Jiao et al. 2020, table 1
        ("layoutxlm-base-uncased", "369,057,216", "config:use_visual_backbone=true"),
        ("xlm-mlm-17-1280", f"{571_518_720 - 17 * 1280:,}", "config:use_lang_embeddings=false"),
    ],
)
def test_a_figure_of_the_published_model(
    capsys: pytest.CaptureFixture[str], weight: str, published: str, code: str
) -> None:
    assert main(["explain", weight, "--figure", published, "--format", "json"]) == 0
    [documented] = json.loads(capsys.readouterr().out)["documented"]
    assert code in documented["matches"]
