"""Each patch of PaddlePaddle and PaddleNLP: still needed, skipped where there is nothing to replace, and undone.

The first part fails when upstream no longer needs a patch; then the patch may go.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from paddle_inspect.base.errors import NotCounted, NotTraced
from paddle_inspect.base.records import TensorKind, Trace, WeightSpec
from paddle_inspect.models import catalogue
from paddle_inspect.models.cost import flops
from paddle_inspect.zoos.paddlenlp import build, inputs, patching, quirks
from paddle_inspect.zoos.paddlenlp.environment import import_framework, quiet
from paddle_inspect.zoos.paddlenlp.trace import trace
from tests.zoos.small import shrunk

pytestmark = pytest.mark.paddle

KNOWN = catalogue.load()
#: Every patch that the module has, alone or in a list.
PATCHES = [
    patch
    for value in vars(quirks).values()
    for patch in (value if isinstance(value, tuple) else (value,))
    if isinstance(patch, patching.Patch)
]
NEZHA, CTRL, LAYOUT = "nezha-base-chinese", "sshleifer-tiny-ctrl", "layoutlmv2-base-uncased"
ROFORMER, GAU = "roformer_v2_chinese_char_small", "chinese_GAU-alpha-char_L-24_H-768"


def small(name: str) -> WeightSpec:
    return shrunk(KNOWN.weight(name))


def traced(name: str) -> Trace:
    return trace(small(name), batch=1, seq_len=8)


@pytest.fixture
def without_yacs(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("yacs", "yacs.config"):
        monkeypatch.setitem(sys.modules, module, None)


# --- still needed -----------------------------------------------------------------------------------------------------


def tables(layer: Any) -> list[Any]:
    attentions = [part for part in layer.sublayers() if type(part).__name__ == "NeZhaAttention"]
    return [part.relative_positions_embeddings for part in attentions]


def test_every_layer_of_nezha_still_computes_its_table(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tables(build.build(small(NEZHA), runnable=False)) == [None, None]
    monkeypatch.setattr(quirks, "LAZY_BUILD", ())
    first, second = tables(build.build(small(NEZHA), runnable=False))
    assert first is not second
    assert first.shape == second.shape == [512, 512, 64]  # positions by positions by the size of a head


def xlm_with_sines() -> WeightSpec:
    weight = small("xlm-mlm-xnli15-1024")
    return replace(weight, config={**weight.config, "use_sinusoidal_embeddings": True})


@pytest.mark.parametrize("weight", [small(CTRL), xlm_with_sines()], ids=["CTRL", "XLM"])
def test_sines_still_do_not_go_into_a_parameter_without_memory(
    weight: WeightSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    lazily = build.count_one(weight)
    monkeypatch.setattr(quirks, "LAZY_BUILD", ())
    with pytest.raises(RuntimeError):
        build.build(weight)
    eagerly = build.count_one(weight)
    assert (lazily.built, eagerly.built) == ("lazily", "eagerly")
    assert lazily.tensors == eagerly.tensors


def test_no_published_xlm_asks_for_sines() -> None:
    described = [weight for weight in KNOWN.family("XLM").weights if weight.undescribed is None]
    assert described
    assert not any(weight.config["use_sinusoidal_embeddings"] for weight in described)


@pytest.mark.usefixtures("without_yacs")
def test_the_visual_backbone_is_still_read_with_yacs(monkeypatch: pytest.MonkeyPatch) -> None:
    assert build.count_one(small(LAYOUT)).built == "lazily"
    monkeypatch.setattr(quirks, "LAZY_BUILD", ())
    with pytest.raises(ImportError, match="yacs"):
        build.build(small(LAYOUT))


def takes_memory(weight: WeightSpec) -> bool:
    """Whether a lazy build gives parameters memory, or fails for the lack of it."""
    try:
        layer = build.build(weight, runnable=False)
    except (RuntimeError, ValueError):
        return True
    return any(parameter._is_initialized() for parameter in layer.parameters())


@pytest.mark.parametrize(
    ("patch", "name", "architecture"),
    [
        ("a bias that is made longer", "bigbird-base-uncased", "BigBirdForMaskedLM"),
        ("a bias that is made longer", "bigbird-base-uncased", "BigBirdForCausalLM"),
        ("weights that a constructor fills", "microsoft/deberta-v2-xlarge", "DebertaV2ForMultipleChoice"),
        ("the weights of a GRU, once more in one piece", "skep_ernie_1.0_large_ch", "SkepCrfForTokenClassification"),
    ],
)
def test_heads_that_handle_their_weights_still_take_memory(
    patch: str, name: str, architecture: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    weight = replace(small(name), architecture=architecture)
    assert not takes_memory(weight)
    [needed] = [one.versions for one in PATCHES if one.name == patch]
    for patches in ("LAZY_BUILD", "LAZY_COUNT"):
        others = tuple(one for one in getattr(quirks, patches) if one.name != patch)
        monkeypatch.setattr(quirks, patches, others)
    assert takes_memory(weight) is (version("paddlenlp") in needed)


def test_a_forward_pass_still_reads_the_weights_of_a_gru_in_one_piece() -> None:
    """So they are left out of counts alone: without memory, no layer that has them can be built to run."""
    with pytest.raises(ValueError, match="coalesce_tensor"):
        build.build(replace(small("skep_ernie_1.0_large_ch"), architecture="SkepCrfForTokenClassification"))


def biases(layer: Any) -> int:
    from paddle.nn import Linear

    return sum(part.bias is not None for part in layer.sublayers() if isinstance(part, Linear))


@pytest.mark.parametrize(
    ("name", "architecture"), [(ROFORMER, "RoFormerv2Model"), (GAU, "GAUAlphaForSequenceClassification")]
)
def test_initialisation_still_takes_biases_out(name: str, architecture: str, monkeypatch: pytest.MonkeyPatch) -> None:
    weight = replace(small(name), architecture=architecture)
    cls = build.model_class(weight)
    with quiet():
        initialised = cls(build.model_config(cls, weight.config))
    assert biases(initialised) == biases(build.build(weight)) == 0
    monkeypatch.setattr(quirks, "STRUCTURE", ())
    assert biases(build.build(weight)) > 0


@pytest.mark.parametrize("name", [NEZHA, ROFORMER])
def test_a_forward_pass_still_needs_what_a_lazy_build_leaves_out(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert flops(traced(name))
    monkeypatch.setattr(quirks, "TO_RUN", ())
    with pytest.raises(NotTraced, match="fails while it is traced"):
        traced(name)


def unknown_shapes(one_pass: Trace) -> int:
    return sum(any(-1 in shape for shape in (*one.inputs, *one.outputs)) for one in one_pass.operators)


@pytest.mark.parametrize("name", ["gpt3-1.3B-en", "t5-small"])
def test_sizes_behind_paddle_shape_are_still_unknown(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert unknown_shapes(traced(name)) == 0
    known_shapes = quirks.KNOWN_SHAPES
    monkeypatch.setattr(quirks, "KNOWN_SHAPES", NOTHING)
    assert (unknown_shapes(traced(name)) > 0) is (version("paddlenlp") in known_shapes.versions)


NOTHING = patching.Patch(name="nothing", why="for tests", versions=(), find=lambda subject: ())


def test_paddle_still_walks_the_program_for_every_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    import_framework()
    import paddle

    original = paddle.static.default_main_program
    walks: list[int] = []

    def counted() -> object:
        walks.append(1)
        return original()

    monkeypatch.setattr(paddle.static, "default_main_program", counted)
    traced("bert-base-uncased")
    quick = len(walks)
    walks.clear()
    monkeypatch.setattr(quirks, "LAYER_PATHS", NOTHING)
    traced("bert-base-uncased")
    layers = len(build.build(small("bert-base-uncased")).sublayers())
    # Once before and once behind each of them, lists of layers left out, which are not called.
    assert len(walks) - quick > layers


def test_stacks_are_walked_for_no_operator_and_without_that_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    walks: list[int] = []

    def walk(*_: object, **__: object) -> traceback.StackSummary:
        walks.append(1)
        return traceback.StackSummary()

    monkeypatch.setattr(traceback, "extract_stack", walk)
    quick = traced("bert-base-uncased")
    assert walks == []
    monkeypatch.setattr(quirks, "CALL_STACKS", NOTHING)
    assert traced("bert-base-uncased") == quick
    assert len(walks) > len(quick.operators)


def test_ctrl_still_looks_types_up_among_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def lookups(one_pass: Trace) -> int:
        return sum("w.weight" in one.parameters for one in one_pass.operators)

    once = traced(CTRL)
    assert [name for name, _ in once.inputs] == ["input_ids"]
    monkeypatch.setattr(inputs, "NOT_GIVEN", {})
    assert lookups(traced(CTRL)) == 2 * lookups(once) == 2


@pytest.mark.parametrize("name", sorted(inputs.INPUTS))
def test_some_model_still_takes_each_input(name: str) -> None:
    takers = {
        "src_ids": "ernie-gen-base-en",
        "decoder_input_ids": "bart-base",
        "pinyin_ids": "ChineseBERT-base",
        "bbox": LAYOUT,
        "image": LAYOUT,
        "position_ids": "bert-base-uncased",
    }
    layer = build.build(small(takers.get(name, "bert-base-uncased")))
    import inspect

    assert name in inspect.signature(layer.forward).parameters


# --- where there is nothing to replace --------------------------------------------------------------------------------


def test_every_patch_says_what_it_is_for() -> None:
    assert all(patch.name and patch.why for patch in PATCHES)
    assert len({patch.name for patch in PATCHES}) == len(PATCHES)


def test_every_patch_is_for_a_release_that_was_tried_and_so_is_the_installed_one() -> None:
    assert version("paddlenlp") in patching.TRIED
    assert all(patch.versions and set(patch.versions) <= set(patching.TRIED) for patch in PATCHES)


@pytest.mark.parametrize("patch", [*quirks.LAZY_BUILD, quirks.LAYER_PATHS], ids=lambda patch: patch.name)
def test_a_module_that_has_none_of_it_is_left_alone(patch: patching.Patch) -> None:
    module = ModuleType("other")
    assert list(patch.find(module)) == []
    before = dict(vars(module))
    with patching.applied([patch], module):
        assert vars(module) == before


@pytest.mark.parametrize("patch", [*quirks.LAZY_BUILD, quirks.KNOWN_SHAPES], ids=lambda patch: patch.name)
@pytest.mark.usefixtures("without_yacs")
def test_what_its_owner_does_not_have_is_not_added(patch: patching.Patch) -> None:
    """A class that is still there, but has another way of doing it."""
    module = ModuleType("other")
    classes = {name: type(name, (), {}) for name in ("NeZhaAttention", "SinusoidalPositionalEmbedding")}
    vars(module).update(classes)
    before = {name: dict(vars(cls)) for name, cls in classes.items()}
    with patching.applied([patch], module):
        assert {name: dict(vars(cls)) for name, cls in classes.items()} == before
        assert not hasattr(module, "shape")
        assert not hasattr(module, "read_config")


def test_yacs_is_used_where_it_is_installed() -> None:
    pytest.importorskip("yacs")
    import_framework()
    from paddlenlp.transformers.layoutlmv2 import modeling

    original = modeling.read_config
    with patching.applied(quirks.LAZY_BUILD, modeling):
        assert modeling.read_config is original


class FakeLayer:
    def __init__(self, *parts: Any) -> None:
        self.parts = parts

    def sublayers(self) -> tuple[Any, ...]:
        return self.parts


def test_a_layer_that_lacks_nothing_is_left_alone() -> None:
    import_framework()
    norm, other = SimpleNamespace(_epsilon=1e-5), SimpleNamespace()
    patching.complete(FakeLayer(norm, other), (*quirks.STRUCTURE, *quirks.TO_RUN))
    assert (norm._epsilon, vars(other)) == (1e-5, {})


def test_initialisation_that_leaves_biases_in_takes_none_out() -> None:
    import_framework()
    from paddle.nn import Linear

    class Initialised(FakeLayer):
        takes_out = False

        def _init_weights(self, layer: Any) -> None:
            if self.takes_out:
                layer.bias = None

    linear = Linear(2, 2)
    layer = Initialised(linear)
    patching.complete(layer, quirks.STRUCTURE)
    assert linear.bias is not None
    layer.takes_out = True
    patching.complete(layer, quirks.STRUCTURE)
    assert linear.bias is None


@pytest.mark.parametrize("name", [NEZHA, CTRL, ROFORMER, GAU, LAYOUT, "bert-base-uncased"])
def test_without_any_shortcut_the_count_is_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if name == LAYOUT:
        pytest.importorskip("yacs")
    counted = build.count_one(small(name))
    monkeypatch.setattr(quirks, "LAZY_BUILD", ())
    assert build.count_one(small(name)).tensors == counted.tensors
    assert {tensor.kind for tensor in counted.tensors} <= set(TensorKind)


# --- undone -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def process() -> Iterator[None]:
    """What is set for the whole process has to be afterwards as it was before."""
    import_framework()
    before = process_wide()
    yield
    assert process_wide() == before


def process_wide() -> dict[str, object]:
    import gc
    import logging
    import warnings

    import paddle
    from paddle.nn.layer import layers
    from paddlenlp.transformers import model_utils
    from paddlenlp.transformers.ctrl import modeling as ctrl
    from paddlenlp.transformers.layoutlmv2 import modeling as layoutlm
    from paddlenlp.transformers.nezha import modeling as nezha

    resource = pytest.importorskip("resource")
    return {
        "collector": (gc.isenabled(), gc.get_threshold()),
        "memory limit": resource.getrlimit(resource.RLIMIT_AS),
        "log level": logging.getLogger("PaddleNLP").level,
        "warnings": list(warnings.filters),
        "stdout": sys.stdout,
        "initialisation": model_utils._init_weights,
        "tensors have memory": paddle.nn.Linear(1, 1).weight._is_initialized(),
        "mode": paddle.in_dynamic_mode(),
        "tables": vars(nezha.NeZhaAttention)["generate_relative_positions_embeddings"],
        "sines": vars(ctrl.SinusoidalPositionalEmbedding)["_init_weight"],
        "backbone": layoutlm.read_config,
        "shape": paddle.shape,
        "layer paths": layers.name_struct,
    }


def raising(error: BaseException) -> Any:
    def fail(*args: object, **kwargs: object) -> None:
        raise error

    return fail


ERRORS = (ValueError("no"), MemoryError("no"), KeyboardInterrupt("no"), SystemExit("no"))


@pytest.mark.usefixtures("process", "without_yacs")
@pytest.mark.parametrize("name", [NEZHA, CTRL, LAYOUT])
def test_a_count_leaves_the_process_as_it_was(name: str) -> None:
    build.count_one(small(name))


@pytest.mark.usefixtures("process", "without_yacs")
@pytest.mark.parametrize("name", [NEZHA, CTRL, LAYOUT])
@pytest.mark.parametrize("error", ERRORS, ids=repr)
def test_a_build_that_raises_leaves_the_process_as_it_was(
    name: str, error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    weight = small(name)
    monkeypatch.setattr(build.model_class(weight), "__init__", raising(error))
    expected = NotCounted if isinstance(error, Exception) else type(error)
    with pytest.raises(expected, match="no"):
        build.count_one(weight)


@pytest.mark.usefixtures("process")
@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit()], ids=repr)
def test_ctrl_c_in_an_eager_build_is_no_refusal(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    """It lifts the memory limit, too."""
    weight = small(CTRL)
    answers: list[BaseException] = [ValueError("not without memory"), error]

    def fail(*args: object, **kwargs: object) -> None:
        raise answers.pop(0)

    monkeypatch.setattr(build.model_class(weight), "__init__", fail)
    with pytest.raises(type(error)):
        build.count_one(weight)
    assert answers == []


@pytest.mark.usefixtures("process")
def test_a_trace_leaves_the_process_as_it_was() -> None:
    traced("gpt3-1.3B-en")


@pytest.mark.usefixtures("process")
@pytest.mark.parametrize("error", ERRORS, ids=repr)
def test_a_pass_that_raises_leaves_the_process_as_it_was(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    weight = small("bert-base-uncased")

    def forward(self: Any, input_ids: Any, token_type_ids: Any = None) -> None:
        raise error

    monkeypatch.setattr(build.model_class(weight), "forward", forward)
    with pytest.raises(NotTraced if isinstance(error, Exception) else type(error)):
        trace(weight, batch=1, seq_len=8)


def test_what_could_not_be_restored_is_not_half_replaced() -> None:
    """The second patch fails while it looks: the first is taken back."""

    class Owner:
        value = 1

    def broken(subject: object) -> Iterator[patching.Replacement]:
        yield patching.Replacement(Owner, "value", 3)
        raise RuntimeError("looks in vain")

    first = patching.Patch(
        name="first", why="for tests", versions=(), find=lambda owner: [patching.Replacement(owner, "value", 2)]
    )
    with (
        pytest.raises(RuntimeError, match="in vain"),
        patching.applied([first, patching.Patch(name="second", why="for tests", versions=(), find=broken)], Owner),
    ):
        pass
    assert Owner.value == 1


def test_quiet_is_over_when_something_raises() -> None:
    import logging

    logger = logging.getLogger("PaddleNLP")
    level = logger.level
    with pytest.raises(KeyboardInterrupt), quiet():
        raise KeyboardInterrupt
    assert logger.level == level
