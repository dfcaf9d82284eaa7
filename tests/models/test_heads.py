"""Heads: what they are called, how they are found, and what a weight with one is."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from paddle_inspect.base.errors import BadArgument, ConfigError, UnknownName
from paddle_inspect.base.keep import Keep
from paddle_inspect.base.records import Dimensions, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.models.heads import Head, chosen, find_head, heads_of, named, purpose, with_head
from tests.keeping import kept_file, put

SPEC = WeightSpec(
    name="albert-base-v2",
    family="ALBERT",
    architecture="AlbertModel",
    module="paddlenlp.transformers.albert.modeling",
    config={"hidden_size": 768},
)


@pytest.mark.parametrize(
    ("architecture", "base", "name"),
    [
        ("AlbertModel", "AlbertModel", "base"),
        ("AlbertForSequenceClassification", "AlbertModel", "sequence-classification"),
        ("AlbertForMaskedLM", "AlbertModel", "masked-lm"),
        ("FNetForPreTraining", "FNetModel", "pretraining"),
        ("BertForPretraining", "BertModel", "pretraining"),
        ("XLNetLMHeadModel", "XLNetModel", "lm-head"),
        ("XLMWithLMHeadModel", "XLMModel", "lm-head"),
        ("FunnelBaseModel", "FunnelModel", "base-model"),
        ("SkepCrfForTokenClassification", "SkepModel", "crf-token-classification"),
        ("UIEX", "ErnieLayoutModel", "uiex"),
    ],
)
def test_a_class_is_called_by_what_it_is_for(architecture: str, base: str, name: str) -> None:
    assert purpose(architecture, base) == name


def test_the_base_model_comes_first_and_the_telling_alias_names_a_head() -> None:
    classes = [("ConvBertGenerator", "ConvBertForMaskedLM"), ("ConvBertModel",), ("ConvBertDiscriminator",)]
    assert named("ConvBertModel", classes) == (
        Head(name="base", architecture="ConvBertModel"),
        Head(name="masked-lm", architecture="ConvBertGenerator", aliases=("generator", "ConvBertForMaskedLM")),
        Head(name="discriminator", architecture="ConvBertDiscriminator"),
    )


HEADS = named("BertModel", [("BertModel",), ("BertForMaskedLM",), ("BertGenerator", "BertForPretraining")])


@pytest.mark.parametrize("name", ["masked-lm", "BertForMaskedLM", "MASKED-LM", "bertformaskedlm"])
def test_a_head_is_found_by_name_and_by_class(name: str) -> None:
    assert find_head(HEADS, name, "BertModel").architecture == "BertForMaskedLM"


def test_a_head_is_found_by_its_alias() -> None:
    assert find_head(HEADS, "generator", "BertModel").name == "pretraining"


@pytest.mark.parametrize("name", ["BertGenerator", "BertForPretraining", "bertforpretraining"])
def test_a_head_is_found_by_every_name_of_its_class(name: str) -> None:
    assert find_head(HEADS, name, "BertModel").architecture == "BertGenerator"


def test_an_unknown_head_offers_the_nearest() -> None:
    with pytest.raises(UnknownName, match="unknown head of BertModel 'mask-lm'; did you mean masked-lm"):
        find_head(HEADS, "mask-lm", "BertModel")


def test_a_weight_with_a_head_is_another_architecture_of_the_same_weight() -> None:
    head = Head(name="sequence-classification", architecture="AlbertForSequenceClassification")
    with_labels = with_head(SPEC, head, 5)
    assert (with_labels.name, with_labels.architecture) == ("albert-base-v2", "AlbertForSequenceClassification")
    assert with_labels.config == {"hidden_size": 768, "num_labels": 5}
    assert with_head(SPEC, head).config == {"hidden_size": 768}


def test_a_base_model_has_no_labels() -> None:
    assert with_head(SPEC, Head(name="base", architecture="AlbertModel"), 5) == SPEC


@pytest.mark.paddle
def test_albert_has_the_heads_that_its_module_defines(tmp_path: Path) -> None:
    heads = heads_of(SPEC, Run(keep=Keep(tmp_path)))
    assert [head.name for head in heads] == [
        "base",
        "pretraining",
        "masked-lm",
        "sequence-classification",
        "token-classification",
        "question-answering",
        "multiple-choice",
    ]
    assert "AlbertPretrainedModel" not in [head.architecture for head in heads]


@pytest.mark.paddle
def test_halves_of_an_encoder_decoder_are_no_heads(tmp_path: Path) -> None:
    spec = WeightSpec(
        name="bart-base",
        family="BART",
        architecture="BartModel",
        module="paddlenlp.transformers.bart.modeling",
        config={},
    )
    names = [head.name for head in heads_of(spec, Run(keep=Keep(tmp_path)))]
    assert names == ["base", "sequence-classification", "question-answering", "conditional-generation"]


# --- what is kept, and which model is meant -------------------------------------------------------------------------

CLASSES: list[tuple[str, ...]] = [("AlbertModel",), ("AlbertForMaskedLM",), ("AlbertForSequenceClassification",)]
ALBERT_HEADS = named("AlbertModel", CLASSES)


class Library:
    """Stands in for PaddleNLP's list of classes, and counts who asks for it."""

    def __init__(self) -> None:
        self.asked = 0

    def head_classes(self, _: WeightSpec) -> list[tuple[str, ...]]:
        self.asked += 1
        return CLASSES


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Library:
    library = Library()
    monkeypatch.setattr("paddle_inspect.zoos.paddlenlp.head_classes", library.head_classes)
    return library


def test_a_kept_list_is_read_and_a_fresh_run_asks_anew(library: Library, tmp_path: Path) -> None:
    for _ in range(2):
        assert heads_of(SPEC, Run(keep=Keep(tmp_path))) == ALBERT_HEADS
    assert library.asked == 1
    fresh = Run(keep=Keep(tmp_path, fresh=True))
    for _ in range(2):
        assert heads_of(SPEC, fresh) == ALBERT_HEADS
    assert library.asked == 2


def test_aliases_are_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("paddle_inspect.zoos.paddlenlp.head_classes", lambda _: [("A",), ("B", "AForC", "D")])
    spec = replace(SPEC, architecture="A")
    found = [heads_of(spec, Run(keep=Keep(tmp_path))) for _ in range(2)]
    assert found == [named("A", [("A",), ("B", "AForC", "D")])] * 2
    assert found[0][1].aliases


def test_a_damaged_list_is_made_anew(library: Library, tmp_path: Path) -> None:
    heads_of(SPEC, Run(keep=Keep(tmp_path)))
    kept_file(tmp_path).write_text("damaged")
    assert heads_of(SPEC, Run(keep=Keep(tmp_path))) == ALBERT_HEADS
    assert library.asked == 2


@pytest.mark.parametrize("content", [None, 5, [[]], [["masked-lm"]], ["masked-lm", 1], [1]], ids=str)
def test_what_is_no_list_of_heads_is_made_anew(library: Library, tmp_path: Path, content: object) -> None:
    heads_of(SPEC, Run(keep=Keep(tmp_path)))
    put(kept_file(tmp_path), content)
    assert heads_of(SPEC, Run(keep=Keep(tmp_path))) == ALBERT_HEADS
    assert library.asked == 2


def test_the_catalogued_model_is_meant_unless_something_else_is_said(library: Library) -> None:
    assert chosen(SPEC, Run()) == SPEC
    assert library.asked == 0


@pytest.mark.parametrize(("head", "labels"), [(None, 5), ("sequence-classification", 0), ("base", 5), ("base", -1)])
def test_labels_are_for_a_head_and_one_at_least(library: Library, head: str | None, labels: int) -> None:
    with pytest.raises(BadArgument, match="labels"):
        chosen(SPEC, Run(), head=head, num_labels=labels)


@pytest.mark.parametrize(
    ("head", "labels", "architecture", "config"),
    [
        ("masked-lm", None, "AlbertForMaskedLM", {"hidden_size": 768}),
        ("AlbertForMaskedLM", None, "AlbertForMaskedLM", {"hidden_size": 768}),
        ("sequence-classification", 5, "AlbertForSequenceClassification", {"hidden_size": 768, "num_labels": 5}),
        ("base", None, "AlbertModel", {"hidden_size": 768}),
    ],
)
def test_a_head_is_chosen_by_name(
    library: Library, head: str, labels: int | None, architecture: str, config: dict[str, object]
) -> None:
    found = chosen(SPEC, Run(), head=head, num_labels=labels)
    assert found == replace(SPEC, architecture=architecture, config=config)


@pytest.mark.parametrize(
    ("content", "head", "architecture"),
    [
        ({"hidden_size": 8}, None, "AlbertModel"),
        ({"hidden_size": 8, "architectures": ["AlbertForMaskedLM"]}, None, "AlbertForMaskedLM"),
        ({"architectures": ["AlbertForMaskedLM"]}, "sequence-classification", "AlbertForSequenceClassification"),
        ({"architectures": []}, None, "AlbertModel"),
        ({"architectures": None}, None, "AlbertModel"),
        ({"architectures": [5]}, None, "AlbertModel"),
    ],
    ids=str,
)
def test_a_config_takes_the_place_of_the_weights_own(
    library: Library, tmp_path: Path, content: dict[str, object], head: str | None, architecture: str
) -> None:
    path = tmp_path / "config.json"
    path.write_text(json.dumps(content))
    undescribed = replace(SPEC, undescribed="its config is empty")
    found = chosen(undescribed, Run(), head=head, config=path)
    size = Dimensions(hidden_size=8) if "hidden_size" in content else Dimensions()
    assert found == replace(SPEC, architecture=architecture, config=content, dimensions=size)


def test_a_config_of_an_unknown_class_or_none_at_all_is_an_error(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text(json.dumps({"architectures": ["AlbertForMaskedLMs"]}))
    with pytest.raises(UnknownName, match="did you mean AlbertForMaskedLM"):
        chosen(SPEC, Run(), config=path)
    path.write_text("[]")
    with pytest.raises(ConfigError, match="is a JSON array, expected an object"):
        chosen(SPEC, Run(), config=path)
