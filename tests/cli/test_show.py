"""The `show` command, first of all against the facts of a published page of albert-large-v2."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from paddle_inspect.cli import main
from paddle_inspect.zoos import paddlenlp

pytestmark = pytest.mark.paddle

# The published page's table, in its order: name, shape as torch has it, elements, form.
LAYER = "albert.encoder.albert_layer_groups.0.albert_layers.0"
PUBLISHED = [
    ("albert.embeddings.word_embeddings.weight", (30000, 128), 3840000, "matrix"),
    ("albert.embeddings.position_embeddings.weight", (512, 128), 65536, "matrix"),
    ("albert.embeddings.token_type_embeddings.weight", (2, 128), 256, "matrix"),
    ("albert.embeddings.LayerNorm.weight", (128,), 128, "vector"),
    ("albert.embeddings.LayerNorm.bias", (128,), 128, "vector"),
    ("albert.encoder.embedding_hidden_mapping_in.weight", (1024, 128), 131072, "matrix"),
    ("albert.encoder.embedding_hidden_mapping_in.bias", (1024,), 1024, "vector"),
    (f"{LAYER}.full_layer_layer_norm.weight", (1024,), 1024, "vector"),
    (f"{LAYER}.full_layer_layer_norm.bias", (1024,), 1024, "vector"),
    (f"{LAYER}.attention.query.weight", (1024, 1024), 1048576, "matrix"),
    (f"{LAYER}.attention.query.bias", (1024,), 1024, "vector"),
    (f"{LAYER}.attention.key.weight", (1024, 1024), 1048576, "matrix"),
    (f"{LAYER}.attention.key.bias", (1024,), 1024, "vector"),
    (f"{LAYER}.attention.value.weight", (1024, 1024), 1048576, "matrix"),
    (f"{LAYER}.attention.value.bias", (1024,), 1024, "vector"),
    (f"{LAYER}.attention.dense.weight", (1024, 1024), 1048576, "matrix"),
    (f"{LAYER}.attention.dense.bias", (1024,), 1024, "vector"),
    (f"{LAYER}.attention.LayerNorm.weight", (1024,), 1024, "vector"),
    (f"{LAYER}.attention.LayerNorm.bias", (1024,), 1024, "vector"),
    (f"{LAYER}.ffn.weight", (4096, 1024), 4194304, "matrix"),
    (f"{LAYER}.ffn.bias", (4096,), 4096, "vector"),
    (f"{LAYER}.ffn_output.weight", (1024, 4096), 4194304, "matrix"),
    (f"{LAYER}.ffn_output.bias", (1024,), 1024, "vector"),
    ("albert.pooler.weight", (1024, 1024), 1048576, "matrix"),
    ("albert.pooler.bias", (1024,), 1024, "vector"),
    ("classifier.weight", (2, 1024), 2048, "matrix"),
    ("classifier.bias", (2,), 2, "vector"),
]
COMMAND = "show albert-large-v2 --head sequence-classification --names torch --format markdown --no-buffers".split()


def tables(text: str) -> dict[str, list[list[str]]]:
    """The rows of each section's table in a Markdown page, without titles and rules."""
    found: dict[str, list[list[str]]] = {}
    for line in text.splitlines():
        if line.startswith("## "):
            rows = found.setdefault(line.removeprefix("## "), [])
        elif line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return {title: rows[2:] for title, rows in found.items()}


def test_every_fact_of_the_published_page_is_on_ours(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(COMMAND) == 0
    page = tables(capsys.readouterr().out)
    listed = [
        (name, tuple(json.loads(shape)), tuple(json.loads(squeezed)), int(elements.replace(",", "")), form)
        for name, shape, squeezed, _, elements, _, form, _, _ in page["Tensors"]
    ]
    assert listed == [(name, shape, shape, elements, form) for name, shape, elements, form in PUBLISHED]
    totals = {what: (tensors, size) for what, tensors, _, _, size in page["Totals"]}
    assert totals["parameters, each once"] == ("27", "67.467 MiB")
    assert totals["trainable parameters"] == ("27", "67.467 MiB")
    shares = {form: (tensors, elements) for form, _, tensors, _, elements, _ in page["By form"]}
    assert shares == {"vector": ("55.56", "0.09"), "matrix": ("44.44", "99.91")}


def test_json_has_the_facts_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*COMMAND, "--format", "json"]) == 0
    tree = json.loads(capsys.readouterr().out)
    assert [(t["name"], tuple(t["shape"]), t["elements"], t["form"]) for t in tree["tensors"]] == PUBLISHED
    assert tree["names"] == "torch"
    assert tree["totals"]["parameters"] == sum(elements for _, _, elements, _ in PUBLISHED)
    assert tree["totals"]["parameter_bytes"] == 4 * tree["totals"]["parameters"]
    assert tree["totals"]["buffer_elements"] == 512
    assert tree["versions"]["paddlenlp"]


def test_csv_has_a_line_for_each_tensor_with_bare_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "albert-large-v2", "--format", "csv"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert len(rows) == 26
    assert sum(int(row["elements"]) for row in rows) == 17_683_968 + 512
    assert (rows[0]["name"], rows[0]["kind"]) == ("embeddings.position_ids", "buffer")
    assert (rows[1]["name"], rows[1]["kind"]) == ("embeddings.word_embeddings.weight", "parameter")


def test_paddle_stores_linear_weights_the_other_way_round(capsys: pytest.CaptureFixture[str]) -> None:
    main(["show", "albert-large-v2", "--filter", "*.ffn.weight", "--format", "json"])
    paddle = json.loads(capsys.readouterr().out)["tensors"]
    main(["show", "albert-large-v2", "--names", "torch", "--filter", "*.ffn.weight", "--format", "json"])
    torch = json.loads(capsys.readouterr().out)["tensors"]
    assert [tensor["shape"] for tensor in (*paddle, *torch)] == [[1024, 4096], [4096, 1024]]


def test_depth_groups_and_loses_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    main(["show", "albert-large-v2", "--depth", "1", "--format", "json"])
    groups = {group["prefix"]: group for group in json.loads(capsys.readouterr().out)["groups"]}
    assert set(groups) == {"embeddings.*", "encoder.*", "pooler.*"}
    assert sum(group["tensors"] for group in groups.values()) == 26
    assert groups["pooler.*"]["elements"] == 1024 * 1024 + 1024


def test_num_labels_changes_the_classifier_alone(capsys: pytest.CaptureFixture[str]) -> None:
    main(["show", "albert-base-v2", "--head", "sequence-classification", "--num-labels", "5", "--format", "json"])
    tensors = {t["name"]: t["shape"] for t in json.loads(capsys.readouterr().out)["tensors"]}
    assert (tensors["classifier.weight"], tensors["classifier.bias"]) == ([768, 5], [5])


def test_a_base_model_has_no_labels(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["show", "albert-base-v2", "--num-labels", "5"])
    assert exit_.value.code == 2
    assert "--num-labels is for a head" in capsys.readouterr().err


def test_the_matrix_says_what_each_head_adds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "albert-base-v2", "--heads", "--format", "json"]) == 0
    heads = {head["head"]: head for head in json.loads(capsys.readouterr().out)["heads"]}
    assert heads["base"]["parameters"] == 11_683_584
    assert heads["base"]["more_than_base"] == 0
    assert heads["sequence-classification"]["more_than_base"] == 768 * 2 + 2
    assert heads["multiple-choice"]["more_than_base"] == 768 + 1
    # A projection to the embedding's size, a norm, one bias for each word; the decoder's weight is the embedding's own.
    assert heads["masked-lm"]["more_than_base"] == (768 * 128 + 128) + 2 * 128 + 30000


def test_the_heads_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "albert-base-v2", "--head", "list"]) == 0
    output = capsys.readouterr().out
    assert "sequence-classification" in output
    assert "AlbertForSequenceClassification" in output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["albert-lage-v2"], "unknown weight 'albert-lage-v2'; did you mean albert-large-v2"),
        (["albert-large-v2", "--head", "sequence-clasification"], "did you mean sequence-classification"),
    ],
)
def test_unknown_names_offer_the_nearest(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", *arguments]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_a_tensor_without_a_name_in_torch_is_said_to_have_none(capsys: pytest.CaptureFixture[str]) -> None:
    main(["show", "albert-base-v2", "--names", "torch"])
    assert "so under Paddle's names: embeddings.position_ids." in capsys.readouterr().out


def test_a_class_without_a_mapping_says_so(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paddlenlp, "names_in_torch", lambda _: None)
    main(["show", "albert-base-v2", "--names", "torch", "--format", "json"])
    tree = json.loads(capsys.readouterr().out)
    assert tree["names"] == "paddle"
    assert tree["notes"] == [
        "PaddleNLP has no mapping to torch's names for AlbertModel: names and shapes are Paddle's."
    ]


def test_output_goes_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "page.md"
    assert main(["show", "albert-base-v2", "--format", "markdown", "--output", str(path)]) == 0
    assert capsys.readouterr().out == ""
    assert path.read_text().startswith("# albert-base-v2\n")


@pytest.mark.parametrize("extra", [[], ["--head", "sequence-classification", "--names", "torch"], ["--heads"]])
def test_a_warm_show_imports_no_framework(extra: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["show", "albert-base-v2", *extra]
    main(arguments)
    expected = capsys.readouterr().out
    script = (
        "import sys; from paddle_inspect.cli import main; "
        f"main({arguments!r}); assert not {{'paddle', 'paddlenlp'}} & set(sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == expected


def test_sharing_and_compute_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "albert-large-v2", "--format", "json"]) == 0
    tree = json.loads(capsys.readouterr().out)
    assert tree["execution"]["stored_parameters"] == tree["totals"]["parameters"] == 17_683_968
    [reused] = tree["execution"]["reused"]
    assert (reused["part"], reused["passes"]) == ("encoder.albert_layer_groups.0.albert_layers.0", 24)
    assert tree["compute"]["flops"] == 78_955_675_648  # at batch 1 and 128 tokens; test_framework_trace has the sum
    assert (tree["compute"]["batch"], tree["compute"]["seq_len"]) == (1, 128)


def test_the_pass_can_be_of_any_size_that_fits(capsys: pytest.CaptureFixture[str]) -> None:
    main(["show", "albert-base-v2", "--batch", "2", "--seq-len", "64", "--format", "json"])
    two = json.loads(capsys.readouterr().out)["compute"]
    main(["show", "albert-base-v2", "--seq-len", "64", "--format", "json"])
    assert two["flops"] == 2 * json.loads(capsys.readouterr().out)["compute"]["flops"]
    assert main(["show", "albert-base-v2", "--seq-len", "513"]) == 2
    assert "513 tokens are more than the 512" in capsys.readouterr().err


def test_what_cannot_be_traced_still_has_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "ernie-doc-base-en"]) == 0
    output = capsys.readouterr().out
    assert "Not traced, so what runs is not known: ErnieDocModel.forward needs memories" in output
    assert "training with Adam" in output
    assert main(["show", "ernie-doc-base-en", "--batch", "2"]) == 2


@pytest.mark.paddle
def test_the_encoder_alone_is_a_head_that_users_load(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "t5-small", "--head", "encoder", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    layer = 4 * 512 * 512 + 2 * 512 * 2048 + 2 * 512  # attention, feed-forward, two norms without bias
    positions, words, last_norm = 32 * 8, 32_128 * 512, 512
    assert found["architecture"] == "T5EncoderModel"
    assert found["totals"]["parameters"] == words + 6 * layer + positions + last_norm
