"""What the installed PaddleNLP describes, and the traps in how it does."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from paddle_inspect.base.records import BuiltIn
from paddle_inspect.models import catalogue
from paddle_inspect.zoos.paddlenlp.registry import ADDRESS_ONLY, EMPTY, general_keys, read_registry

pytestmark = pytest.mark.paddle


@pytest.fixture(scope="module")
def registry() -> Mapping[str, BuiltIn]:
    return {family.folder: family for family in read_registry()}


def test_every_weight_belongs_to_one_family(registry: Mapping[str, BuiltIn]) -> None:
    names = [name for family in registry.values() for name in family.names]
    assert len(names) == len(set(names))


def test_a_merged_table_gives_a_family_only_its_own_weights(registry: Mapping[str, BuiltIn]) -> None:
    assert registry["ERNIE-GEN"].names == ("ernie-gen-base-en", "ernie-gen-large-en", "ernie-gen-large-en-430g")
    assert "bert-base-uncased" in registry["BERT"].names
    assert "electra-base" in registry["ELECTRA"].names


def test_twins_are_not_the_architecture(registry: Mapping[str, BuiltIn]) -> None:
    assert registry["T5"].architecture == "T5Model"
    assert registry["GPT"].architecture == "GPTModel"
    assert registry["ERNIE-CODE"].architecture == "ErnieCodeModel"
    modules = [family.module for family in registry.values()]
    assert all(module.endswith(".modeling") and "experimental" not in module for module in modules)


def test_a_family_without_a_registered_base_model_has_its_plainest_one(registry: Mapping[str, BuiltIn]) -> None:
    assert registry["ARTIST"].architecture == "ArtistModel"
    assert len(registry["ARTIST"].configs) == 5


def test_an_empty_config_describes_nothing(registry: Mapping[str, BuiltIn]) -> None:
    funnel = registry["Funnel"]
    assert funnel.configs == {}
    assert len(funnel.undescribed) == 10
    assert set(funnel.undescribed.values()) == {EMPTY}


def test_a_key_for_a_kind_of_file_is_no_weight(registry: Mapping[str, BuiltIn]) -> None:
    assert "model_state" not in registry["RW"].names
    assert registry["RW"].undescribed["tiiuae/falcon-7b"] == ADDRESS_ONLY


def test_an_address_is_no_config(registry: Mapping[str, BuiltIn]) -> None:
    assert registry["BLOOM"].undescribed["bigscience/bloom-560m"] == ADDRESS_ONLY
    assert registry["GPT"].undescribed["gpt2-medium-en"] == ADDRESS_ONLY


@pytest.mark.parametrize(
    ("family", "name", "other"),
    [
        ("DeBERTa", "microsoft/deberta-base", "deberta-base"),
        (
            "UNIMO",
            "unimo-text-1.0-question-generation-v2",
            "unimo-text-1.0-question-generation-full_domain",
        ),
    ],
)
def test_an_address_that_names_a_weight_with_a_config_is_evidence(
    registry: Mapping[str, BuiltIn], family: str, name: str, other: str
) -> None:
    assert registry[family].configs[name] == registry[family].configs[other]
    assert name not in registry[family].undescribed


def test_a_class_without_a_config_class_has_the_keys_of_its_configs(registry: Mapping[str, BuiltIn]) -> None:
    keys = registry["ERNIE-GEN"].keys
    assert "hidden_size" in keys.required
    assert "hidden_act" in keys.others


def test_sizes_and_other_keys_are_told_apart(registry: Mapping[str, BuiltIn]) -> None:
    keys = registry["ALBERT"].keys
    assert {"hidden_size", "vocab_size", "num_hidden_layers"} <= keys.required
    assert {"bos_token_id", "hidden_act", "hidden_dropout_prob"} <= keys.others
    assert keys.required <= keys.sizes
    assert not keys.sizes & keys.others


def test_general_keys_are_what_every_config_takes() -> None:
    assert {"dtype", "tie_word_embeddings", "num_labels", "architectures"} <= general_keys()
    assert "hidden_size" not in general_keys()


def test_the_catalogue_has_every_family_of_the_version_it_was_synced_from(registry: Mapping[str, BuiltIn]) -> None:
    assert set(catalogue.load().names) <= set(registry)


def test_a_family_stands_in_the_folder_of_upstreams_documentation(registry: Mapping[str, BuiltIn]) -> None:
    folders = {family.module: family.folder for family in registry.values()}
    families = catalogue.load().families.values()
    assert {family.module: family.name for family in families}.items() <= folders.items()
    assert folders["paddlenlp.transformers.ernie_ctm.modeling"] == "ERNIE-CTM"  # ErnieCtmModel
    assert folders["paddlenlp.transformers.luke.modeling"] == "Luke"
