"""Building and counting, against arithmetic from the architectures, eager builds, and the corpus' counts."""

from __future__ import annotations

import copy
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.keep import Keep
from paddle_inspect.base.records import Inventory, TensorInfo, TensorKind, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.models import catalogue
from paddle_inspect.models.counting import count
from paddle_inspect.zoos.paddlenlp import build, quirks
from paddle_inspect.zoos.paddlenlp.build import take_inventory
from paddle_inspect.zoos.paddlenlp.environment import quiet
from tests.arithmetic import PARAMETERS
from tests.zoos.small import shrunk

pytestmark = pytest.mark.paddle

KNOWN = catalogue.load()
DESCRIBED = tuple(weight for weight in KNOWN.weights if weight.undescribed is None)
ALBERT = KNOWN.family("ALBERT").weights


@pytest.fixture(scope="module")
def zoo(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Inventory | NotCounted]:
    """Every weight of the catalogue, counted anew."""
    return count(KNOWN.weights, Run(keep=Keep(tmp_path_factory.mktemp("zoo"), fresh=True)))


def inventory(zoo: Mapping[str, Inventory | NotCounted], name: str) -> Inventory:
    result = zoo[name]
    assert isinstance(result, Inventory), result
    return result


@pytest.mark.parametrize("weight", ALBERT, ids=lambda weight: weight.name)
def test_every_albert_weight_has_the_tensors_of_its_architecture(
    zoo: Mapping[str, Inventory | NotCounted], weight: WeightSpec
) -> None:
    counted = inventory(zoo, weight.name)
    # 3 embeddings and their norm, the projection, a layer of 4 projections, 2 feed-forwards and 2 norms, the pooler
    assert counted.parameter_tensors == 3 + 2 + 2 + 2 * (4 + 2 + 2) + 2
    assert counted.state_dict_tensors == 26
    assert counted.parameters == counted.trainable_parameters == PARAMETERS["ALBERT"](weight.config)
    positions = counted.buffers
    assert [(tensor.name, tensor.shape, tensor.dtype) for tensor in positions] == [
        ("embeddings.position_ids", (1, 512), "int64")
    ]
    assert counted.stored_elements == counted.parameters + 512
    assert counted.bytes_by_dtype == {"float32": 4 * counted.parameters, "int64": 8 * 512}
    assert counted.ties == ()
    assert counted.built == "lazily"


@pytest.mark.parametrize("family", sorted(PARAMETERS))
def test_a_family_has_the_parameters_of_its_architecture(
    zoo: Mapping[str, Inventory | NotCounted], family: str
) -> None:
    weights = [weight for weight in KNOWN.family(family).weights if weight.undescribed is None]
    assert weights
    expected = {weight.name: PARAMETERS[family](weight.config) for weight in weights}
    assert {weight.name: inventory(zoo, weight.name).parameters for weight in weights} == expected


def test_no_weight_disappears(zoo: Mapping[str, Inventory | NotCounted]) -> None:
    counted = {name for name, result in zoo.items() if isinstance(result, Inventory)}
    refused = {name for name, result in zoo.items() if isinstance(result, NotCounted)}
    assert counted | refused == {weight.name for weight in KNOWN.weights}
    assert refused == {weight.name for weight in KNOWN.weights if weight.undescribed is not None}


def test_ties_count_once_as_parameters_and_under_each_name_as_stored(
    zoo: Mapping[str, Inventory | NotCounted],
) -> None:
    bart = inventory(zoo, "bart-base")
    words = 50265 * 768
    assert [(tensor.name, tensor.tied_to) for tensor in bart.ties] == [
        ("encoder.embed_tokens.weight", "shared.weight"),
        ("decoder.embed_tokens.weight", "shared.weight"),
    ]
    assert bart.stored_elements == bart.parameters + 2 * words


def test_a_fixed_table_is_a_parameter_that_is_not_trained(zoo: Mapping[str, Inventory | NotCounted]) -> None:
    ctrl = inventory(zoo, "sshleifer-tiny-ctrl")
    config: Mapping[str, Any] = KNOWN.weight("sshleifer-tiny-ctrl").config
    assert ctrl.parameters - ctrl.trainable_parameters == config["max_position_embeddings"] * config["hidden_size"]


# --- eager builds -----------------------------------------------------------------------------------------------------

#: Families whose visual backbone PaddleNLP configures with yacs.
READS_YACS = ("LayoutLMV2", "LayoutXLM")


def by_class() -> list[WeightSpec]:
    """The smallest weight of each class."""
    by_size = sorted(DESCRIBED, key=lambda weight: weight.dimensions.hidden_size or 0)
    return list({(weight.module, weight.architecture): weight for weight in reversed(by_size)}.values())


def built_eagerly(weight: WeightSpec) -> Inventory:
    """As PaddleNLP builds it by default: weights initialised, in memory, no shortcut taken."""
    cls = build.model_class(weight)
    with quiet():
        layer = cls(build.model_config(cls, weight.config))
    return take_inventory(weight.name, weight.architecture, layer)


@pytest.mark.parametrize("weight", by_class(), ids=lambda weight: weight.family)
def test_an_eager_build_of_every_class_has_the_same_tensors(
    weight: WeightSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = shrunk(weight)
    if weight.family in READS_YACS and weight.config.get("use_visual_backbone", True):
        pytest.importorskip("yacs")
    eagerly = built_eagerly(small)
    for module in ("yacs", "yacs.config"):  # the count does without, wherever it is installed
        monkeypatch.setitem(sys.modules, module, None)
    assert build.count_one(small).tensors == eagerly.tensors


@pytest.mark.parametrize("name", ["albert-chinese-tiny", "albert-chinese-small", "albert-base-v1", "albert-base-v2"])
def test_an_eager_build_of_a_small_albert_weight_has_the_same_tensors(name: str) -> None:
    weight = KNOWN.weight(name)
    assert build.count_one(weight).tensors == built_eagerly(weight).tensors


@pytest.mark.parametrize(
    ("name", "architecture"),
    [
        ("bigbird-base-uncased", "BigBirdForMaskedLM"),
        ("bigbird-base-uncased", "BigBirdForCausalLM"),
        ("skep_ernie_1.0_large_ch", "SkepCrfForTokenClassification"),
        ("microsoft/deberta-v3-base", "DebertaV2ForMultipleChoice"),
    ],
)
def test_a_head_that_copies_tensors_is_built_without_memory(name: str, architecture: str) -> None:
    weight = replace(shrunk(KNOWN.weight(name)), architecture=architecture)
    found = build.count_one(weight)
    assert found.built == "lazily"
    assert found.tensors == built_eagerly(weight).tensors
    layer = build.build(weight, runnable=False)
    assert not any(parameter._is_initialized() for parameter in layer.parameters())


@pytest.mark.parametrize(
    ("name", "architecture", "lacks"),
    [
        ("microsoft/deberta-v2-xlarge", "DebertaV2ForMaskedLM", "post_init"),
        ("deberta-base", "DebertaForSequenceClassification", "pooler_hidden_size"),
    ],
)
def test_a_head_that_lacks_an_attribute_is_not_tried_again_with_memory(
    name: str, architecture: str, lacks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_memory() -> None:
        pytest.fail("built with memory")

    monkeypatch.setattr(build, "at_most_half_of_what_is_free", with_memory)
    with pytest.raises(NotCounted, match=f"{architecture} cannot be built: .* has no attribute '{lacks}'"):
        build.count_one(replace(KNOWN.weight(name), architecture=architecture))


def test_a_class_that_fails_lazily_is_built_eagerly_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    weight = KNOWN.weight("sshleifer-tiny-ctrl")
    lazily = build.count_one(weight)
    monkeypatch.setattr(quirks, "LAZY_BUILD", ())
    eagerly = build.count_one(weight)
    assert (lazily.built, eagerly.built) == ("lazily", "eagerly")
    assert eagerly.tensors == lazily.tensors


def test_a_class_that_fits_into_no_memory_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    weight = KNOWN.weight("ctrl")
    monkeypatch.setattr(quirks, "LAZY_BUILD", ())
    huge = replace(weight, config={**weight.config, "vocab_size": 2_000_000_000})
    with pytest.raises(NotCounted, match="CTRLModel cannot be built: MemoryError"):
        build.count_one(huge)


def test_an_impossible_config_is_not_counted() -> None:
    weight = KNOWN.weight("bert-base-cased")
    with pytest.raises(NotCounted, match="BertModel cannot be built"):
        build.count_one(replace(weight, config={**weight.config, "vocab_size": -1}))


def test_a_class_that_is_gone_is_not_counted() -> None:
    weight = KNOWN.weight("bert-base-cased")
    with pytest.raises(NotCounted, match=r"no paddlenlp\.transformers\.bert\.modeling\.NoModel"):
        build.count_one(replace(weight, architecture="NoModel"))
    with pytest.raises(NotCounted, match="the installed PaddleNLP has no"):
        build.count_one(replace(weight, module="paddlenlp.transformers.nowhere.modeling"))


def test_building_changes_no_config() -> None:
    weight = KNOWN.weight("facebook/opt-1.3b")
    before = copy.deepcopy(dict(weight.config))
    build.count_one(weight)
    assert weight.config == before


def test_a_head_has_its_classifier_on_top() -> None:
    weight = KNOWN.weight("albert-chinese-tiny")
    base = build.count_one(weight)
    classifier = "AlbertForSequenceClassification"
    head = build.count_one(replace(weight, architecture=classifier, config={**weight.config, "num_labels": 5}))
    assert head.architecture == "AlbertForSequenceClassification"
    assert head.parameters == base.parameters + 312 * 5 + 5


def test_the_largest_model_takes_no_memory() -> None:
    resource = pytest.importorskip("resource")
    build.count_one(KNOWN.weight("albert-base-v1"))  # whatever the first build allocates for good
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    counted = build.count_one(KNOWN.weight("gpt3-175B-en"))
    assert counted.parameters > 174 * 10**9
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_a_table_left_out_of_the_count_is_there_to_run(tmp_path: Path) -> None:
    weight = shrunk(KNOWN.weight("nezha-base-chinese"))
    layer = build.build(weight)
    tables = [part.relative_positions_embeddings for part in layer.sublayers() if hasattr(part, "attention_head_size")]
    assert len(tables) == 2
    assert tables[0] is tables[1]
    assert tables[0].shape == [512, 512, 64]


# --- the corpus -------------------------------------------------------------------------------------------------------

SHARED = os.environ.get("PADDLE_INSPECT_SHARED")

#: Where the corpus' counts differ, and what its builds did differently; each is reproduced by the test below.
BUILT_FROM_DEFAULTS = ("bart-large", "dalle-", "xlm-")
BIASES_LEFT_IN = ("roformer_v2_",)


@pytest.mark.skipif(SHARED is None, reason="PADDLE_INSPECT_SHARED is not set")
def test_the_counts_agree_with_the_corpus(zoo: Mapping[str, Inventory | NotCounted]) -> None:
    truth = json.loads((Path(SHARED or "") / "corpus" / "truth.json").read_text(encoding="utf-8"))
    differing = []
    for name, expected in truth.items():
        counted = inventory(zoo, name)
        assert counted.architecture == expected["architecture"]
        if (counted.parameters, counted.state_dict_tensors) != (expected["parameters"], expected["state_dict_tensors"]):
            differing.append(name)
    for name in differing:
        assert name.startswith(BUILT_FROM_DEFAULTS + BIASES_LEFT_IN), name
        expected = truth[name]
        counted = corpus_build(KNOWN.weight(name))
        assert counted.parameters == expected["parameters"], name
        assert counted.state_dict_tensors == expected["state_dict_tensors"], name


def corpus_build(weight: WeightSpec) -> Inventory:
    """The build that gives the corpus' number where it differs.

    The config's keys passed to the config class as they are, so that those that it knows by another name give way to
    its defaults (bart-large with 6 layers for its 12), and the biases of RoFormerV2 left in that PaddleNLP takes out
    while it initialises the weights.
    """
    from paddle import LazyGuard
    from paddlenlp.transformers.model_utils import no_init_weights

    cls = build.model_class(weight)
    with quiet(), LazyGuard(), no_init_weights():
        layer = cls(cls.config_class(**copy.deepcopy(dict(weight.config))))
    return take_inventory(weight.name, weight.architecture, layer)


def test_bart_large_has_the_layers_that_its_config_states(zoo: Mapping[str, Inventory | NotCounted]) -> None:
    counted = inventory(zoo, "bart-large")
    names = {
        tensor.name.split(".")[3] for tensor in counted.tensors if tensor.name.startswith("decoder.decoder.layers")
    }
    assert len(names) == KNOWN.weight("bart-large").config["num_decoder_layers"] == 12


def test_the_kinds_are_told_apart(zoo: Mapping[str, Inventory | NotCounted]) -> None:
    def kinds(tensor: TensorInfo) -> tuple[str, TensorKind]:
        return tensor.dtype, tensor.kind

    seen = {kinds(tensor) for name in ("bert-base-cased", "ernie-1.0") for tensor in inventory(zoo, name).tensors}
    assert seen == {("float32", TensorKind.PARAMETER)}
