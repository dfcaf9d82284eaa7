"""Heads: what they are called, how they are found, and what a weight with one is."""

from __future__ import annotations

from pathlib import Path

import pytest

from paddle_inspect.base.errors import UnknownName
from paddle_inspect.base.keep import Store
from paddle_inspect.base.records import WeightSpec
from paddle_inspect.models.heads import Head, find_head, heads_of, named, purpose, with_head

SPEC = WeightSpec(
    name="albert-base-v2",
    family="ALBERT",
    architecture="AlbertModel",
    module="paddlenlp.transformers.albert.modeling",
    config={"hidden_size": 768},
    source="config.json",
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
        Head(name="masked-lm", architecture="ConvBertGenerator", aliases=("generator",)),
        Head(name="discriminator", architecture="ConvBertDiscriminator"),
    )


HEADS = named("BertModel", [("BertModel",), ("BertForMaskedLM",), ("BertGenerator", "BertForPretraining")])


@pytest.mark.parametrize("name", ["masked-lm", "BertForMaskedLM", "MASKED-LM", "bertformaskedlm"])
def test_a_head_is_found_by_name_and_by_class(name: str) -> None:
    assert find_head(HEADS, name, "BertModel").architecture == "BertForMaskedLM"


def test_a_head_is_found_by_its_alias() -> None:
    assert find_head(HEADS, "generator", "BertModel").name == "pretraining"


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
    heads = heads_of(SPEC, store=Store(tmp_path))
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
        source="config.json",
    )
    names = [head.name for head in heads_of(spec, store=Store(tmp_path))]
    assert names == ["base", "sequence-classification", "question-answering", "conditional-generation"]


@pytest.mark.paddle
def test_a_kept_list_is_read_and_a_damaged_one_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)
    found = heads_of(SPEC, store=store)

    def refuse(_: WeightSpec) -> list[tuple[str, ...]]:
        raise AssertionError("asked PaddleNLP")

    with monkeypatch.context() as patch:
        patch.setattr("paddle_inspect.zoos.paddlenlp.classes.read_classes", refuse)
        assert heads_of(SPEC, store=store) == found
        with pytest.raises(AssertionError):
            heads_of(SPEC, store=store, fresh=True)
    for path in tmp_path.rglob("*.json"):
        path.write_text("damaged")
    assert heads_of(SPEC, store=store) == found
