"""What this zoo changes in PaddlePaddle and PaddleNLP, and what it knows of single models of theirs.

A patch stands in for something upstream while a model is built or traced, for a reason that was measured: with
paddlenlp 2.8.1 on paddlepaddle 3.3.1, on two cores. It is for every release that has what it looks for. Where that is
not there, nothing is replaced and upstream's own way is taken; where that way fails without tensor memory, `build`
takes it again with memory. No patch changes an entry of a state_dict: the tests compare every class with an eager build
that has none.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from paddle_inspect.base.records import Shape


class Replacement(NamedTuple):
    """An attribute of somebody else's, and what stands in for it."""

    owner: Any
    attribute: str
    stand_in: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """Attributes to replace, and why.

    Attributes:
        name: what it is called.
        why: what happens without it, measured.
        find: the replacements for a subject; none where there is nothing to replace. A subject is the modelling module
            of a model's class, the `paddle` module, or a layer, as the list of patches says.
    """

    name: str
    why: str
    find: Callable[[Any], Iterable[Replacement]]


@contextlib.contextmanager
def applied(patches: Iterable[Patch], subject: Any) -> Iterator[None]:
    """Replace for a while what the patches find in a subject, but nothing that its owner does not have itself."""
    with contextlib.ExitStack() as originals:
        for patch in patches:
            for owner, attribute, stand_in in patch.find(subject):
                if attribute in vars(owner):
                    originals.callback(setattr, owner, attribute, vars(owner)[attribute])
                    setattr(owner, attribute, stand_in)
        yield


def complete(layer: Any, patches: Iterable[Patch]) -> None:
    """Set for good what the patches find that a lazily built layer lacks."""
    for patch in patches:
        for owner, attribute, value in patch.find(layer):
            setattr(owner, attribute, value)


# --- importing --------------------------------------------------------------------------------------------------------


class _OnDemand(ModuleType):
    """A `paddlenlp` that runs its own `__init__` as soon as something that it defines is asked for.

    Should that fail, it stays as it is: the error is passed on, and who asks again tries again.
    """

    def __getattr__(self, name: str) -> object:
        spec = self.__spec__
        if name.startswith("__") or spec is None or spec.loader is None:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        self.__class__ = ModuleType  # type: ignore[assignment]
        try:
            spec.loader.exec_module(self)
        except BaseException:
            self.__class__ = _OnDemand
            raise
        return getattr(self, name)


def import_transformers() -> None:
    """Import `paddlenlp.transformers` without the rest of its package, below a placeholder for `paddlenlp`.

    Why: `import paddlenlp` takes five seconds of a processor and 506 MB; this takes two and 346 MB, of which
    PaddlePaddle's own import is 1.3 s and 287 MB. The rest is the trainer, task flows, data sets.

    A package that is imported already is used as it is, and a release that needs more of itself is imported whole.

    Raises:
        Exception: whatever PaddleNLP raises while it is imported.
    """
    spec = find_spec("paddlenlp")
    if "paddlenlp" in sys.modules or spec is None or spec.loader is None:
        importlib.import_module("paddlenlp.transformers")
        return
    try:
        _import_in_part(spec)
    except Exception:  # noqa: BLE001 - what a package lacks shows as any error; its own way says whether it is one
        importlib.import_module("paddlenlp")


def _import_in_part(spec: ModuleSpec) -> None:
    sys.modules["paddlenlp"] = placeholder = _placeholder(spec)
    try:
        # paddlenlp/__init__.py imports `data` before `transformers`; the other way round they import in a circle.
        importlib.import_module("paddlenlp.data")
        importlib.import_module("paddlenlp.transformers")
    except BaseException:
        for name in [name for name in sys.modules if name.split(".")[0] == "paddlenlp"]:
            del sys.modules[name]
        raise
    placeholder.__class__ = _OnDemand


def _placeholder(spec: ModuleSpec) -> ModuleType:
    """A `paddlenlp` that has nothing but its version and the way to its submodules."""
    module = ModuleType("paddlenlp")
    module.__spec__, module.__loader__, module.__file__ = spec, spec.loader, spec.origin
    module.__path__ = spec.submodule_search_locations or []
    module.__dict__["__version__"] = version("paddlenlp")
    return module


# --- building ---------------------------------------------------------------------------------------------------------


def _relative_positions(module: ModuleType) -> Iterator[Replacement]:
    if attention := getattr(module, "NeZhaAttention", None):
        yield Replacement(attention, "generate_relative_positions_embeddings", lambda self, *args, **kwargs: None)


def _sines(module: ModuleType) -> Iterator[Replacement]:
    def freeze(weight: Any) -> Any:
        weight.stop_gradient = True  # as the original does
        return weight

    if embedding := getattr(module, "SinusoidalPositionalEmbedding", None):
        yield Replacement(embedding, "_init_weight", staticmethod(freeze))


def _backbone_config(module: ModuleType) -> Iterator[Replacement]:
    original = getattr(module, "read_config", None)
    if original is not None and not _installed("yacs.config"):
        default = Path(original.__code__.co_filename).with_name("visual_backbone.yaml")
        yield Replacement(module, "read_config", lambda fp=None: _read_yaml(Path(fp or default)))


def _installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # not even its parent
        return False


class _Node(dict[str, Any]):
    """A mapping whose keys are attributes too."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


def _read_yaml(path: Path) -> Any:
    import yaml

    def nodes(value: Any) -> Any:
        return _Node({key: nodes(child) for key, child in value.items()}) if isinstance(value, dict) else value

    return nodes(yaml.safe_load(path.read_text(encoding="utf-8")))


def _padded_bias(module: ModuleType) -> Iterator[Replacement]:
    classes = getattr(module, "BigBirdPretrainedModel", object).__mro__
    model = next((cls for cls in classes if "tie_weights" in vars(cls)), None)
    if model is None:
        return
    original = vars(model)["tie_weights"]

    def tie_weights(self: Any) -> None:
        try:
            original(self)
        except RuntimeError:  # behind the making of a longer bias comes the filling of it
            embeddings = self.get_output_embeddings()
            if embeddings.bias.shape != embeddings.weight.shape[:1]:
                raise

    yield Replacement(model, "tie_weights", tie_weights)


def _filled_weights(module: ModuleType) -> Iterator[Replacement]:
    model = getattr(module, "DebertaV2PreTrainedModel", None)
    original = getattr(model, "init_weights", None)
    if original is None:
        return
    from paddle.nn import Embedding, Linear

    def init_weights(self: Any, layer: Any) -> None:
        if not isinstance(layer, (Linear, Embedding)):
            original(self, layer)

    yield Replacement(model, "init_weights", init_weights)


#: While a model is built lazily; the subject is the module of its class.
LAZY_BUILD = (
    Patch(
        name="NeZha's table of relative positions",
        why="Each layer computes the same 67 MB, which are no entry of the state_dict: nezha-large-chinese takes 6.8 s "
        "and 1.6 GB in place of 0.2 s and 2 MB. The forward pass reads it: see `TO_RUN`.",
        find=_relative_positions,
    ),
    Patch(
        name="sines in a position embedding",
        why="CTRL fills its position embedding while it is built, and so does XLM where its config asks for sines (no "
        "published one does). A parameter without memory cannot take them, so the model would be built with memory: "
        "an XLM of 667 million parameters takes 14 s and 2.8 GB in place of 0.1 s and 2 MB.",
        find=_sines,
    ),
    Patch(
        name="the visual backbone's YAML file",
        why="LayoutLMv2 and LayoutXLM read it through yacs, which PaddleNLP does not require, and cannot be built "
        "where that is not installed. Only plain values of the file are used, so a YAML reader does as well.",
        find=_backbone_config,
    ),
    Patch(
        name="a bias that is made longer",
        why="BigBird ties the weights of its language models to a longer table, pads the bias and copies the old one. "
        "Without memory there is nothing to copy, so they would be built with memory: 0.5 GB.",
        find=_padded_bias,
    ),
    Patch(
        name="weights that a constructor fills",
        why="DebertaV2ForMultipleChoice initialises its weights while it is built, which gives them memory: "
        "microsoft/deberta-v2-xlarge takes 3.4 GB in place of 2 MB.",
        find=_filled_weights,
    ),
)


def _flat_weights(module: ModuleType) -> Iterator[Replacement]:
    if rnn := sys.modules.get("paddle.nn.layer.rnn"):
        yield Replacement(rnn.RNNBase, "flatten_parameters", lambda self: None)


#: While a model is built lazily that is not going to run; the subject is the module of its class.
LAZY_COUNT = (
    Patch(
        name="the weights of a GRU, once more in one piece",
        why="Paddle copies them for cuDNN into a tensor that is no entry of the state_dict. Without memory it cannot, "
        "so SKEP's SkepCrfForTokenClassification would be built with memory: 1.3 GB. A forward pass reads the copy.",
        find=_flat_weights,
    ),
)


def _biases(layer: Any) -> Iterator[Replacement]:
    from paddle.nn import Linear

    initialise = getattr(layer, "_init_weights", None)
    if initialise is None:
        return
    sample = Linear(1, 1)
    initialise(sample)
    if sample.bias is None:
        yield from (Replacement(part, "bias", None) for part in layer.sublayers() if isinstance(part, Linear))


#: What initialising a model's weights would have done to its structure; the subject is the layer.
STRUCTURE = (
    Patch(
        name="biases that initialisation takes out",
        why="RoFormerV2 and the heads of GAU-alpha build a Linear with a bias and take it out while they initialise; "
        "left in, it would be counted. To initialise needs memory (roformer_v2_chinese_char_large: 8 s and 1.2 GB in "
        "place of 0.4 s and 12 MB), so each model's own initialisation is asked what it does to a Linear of one weight "
        "(0.5 ms).",
        find=_biases,
    ),
)

#: Positions that NeZha's constructor makes its table for, and the epsilon that RoFormerV2's initialisation sets.
_TABLE_LENGTH, _EPSILON = 512, 1e-12


def _missing_tables(layer: Any) -> Iterator[Replacement]:
    tables: dict[tuple[int, int], Any] = {}
    for part in layer.sublayers():
        if type(part).__name__ == "NeZhaAttention" and part.relative_positions_embeddings is None:
            size = (part.attention_head_size, layer.config.max_relative_position)
            if size not in tables:
                tables[size] = part.generate_relative_positions_embeddings(_TABLE_LENGTH, *size)
            yield Replacement(part, "relative_positions_embeddings", tables[size])


def _missing_epsilon(layer: Any) -> Iterator[Replacement]:
    for part in layer.sublayers():
        if not isinstance(getattr(part, "_epsilon", _EPSILON), int | float):
            yield Replacement(part, "_epsilon", _EPSILON)


#: What a forward pass, or a trace of it, needs and a lazy build leaves out; the subject is the layer.
TO_RUN = (
    Patch(
        name="NeZha's table, once",
        why="`LAZY_BUILD` leaves it out of every layer, and the forward pass cannot do without: one for all layers.",
        find=_missing_tables,
    ),
    Patch(
        name="RoFormerV2's epsilon",
        why="Its last norm is made with the whole config for an epsilon, which initialisation puts right; without "
        "that, the forward pass adds a config to a tensor and fails.",
        find=_missing_epsilon,
    ),
)

# --- tracing ----------------------------------------------------------------------------------------------------------


def _shape_function(paddle: ModuleType) -> Iterator[Replacement]:
    yield Replacement(paddle, "shape", lambda input: list(input.shape))


def _layer_paths(paddle: ModuleType) -> Iterator[Replacement]:
    if layers := sys.modules.get(f"{paddle.__name__}.nn.layer.layers"):
        yield Replacement(layers, "name_struct", lambda prefix: contextlib.nullcontext())


def _call_stacks(paddle: ModuleType) -> Iterator[Replacement]:
    yield Replacement(traceback, "extract_stack", lambda f=None, limit=None: traceback.StackSummary())
    if translator := sys.modules.get(f"{paddle.__name__}.jit.dy2static.program_translator"):
        yield Replacement(translator, "update_op_callstack_with_origin_info", lambda program: program)


#: While a forward pass is traced, where it works so; the subject is `paddle`.
KNOWN_SHAPES = Patch(
    name="paddle.shape gives numbers",
    why="Every shape of a trace is known, but `paddle.shape` gives a tensor of unknown content. What GPT and T5 "
    "reshape by it has unknown sizes, and so has what comes behind it: 535 of 538 operators of gpt3-1.3B-en, whose "
    "cost would not be known.",
    find=_shape_function,
)

#: While a forward pass is traced; the subject is `paddle`.
LAYER_PATHS = Patch(
    name="no operator notes the layers that it stands in",
    why="Paddle walks the whole program for each layer to note them: gpt3-175B-en takes 16 s in place of 7.5 s, "
    "albert-large-v2 1.0 s in place of 0.7 s.",
    find=_layer_paths,
)

#: While a forward pass is traced; the subject is `paddle`.
CALL_STACKS = Patch(
    name="no operator notes the lines of Python that it was made by",
    why="Walking up the stack for each operator and parameter is two thirds of a trace: ten models up to gpt3-13B-en "
    "take 11.2 s in place of 3.7 s.",
    find=_call_stacks,
)

# --- what forward passes are given ------------------------------------------------------------------------------------

#: Channels, height and width of the image, and coordinates of a box, as the models that take them do.
_IMAGE, _BOX = (3, 224, 224), 4
#: Letters of a syllable in ChineseBERT.
_PINYIN = 8
#: Choices of a multiple-choice question, which PaddleNLP's heads are told when they are built.
CHOICES = 2

#: The shape of each input that a forward pass is given where the model takes it, by batch size and sequence length.
INPUTS: Mapping[str, Callable[[int, int], Shape]] = {
    "input_ids": lambda batch, length: (batch, length),
    "src_ids": lambda batch, length: (batch, length),
    "decoder_input_ids": lambda batch, length: (batch, length),
    "token_type_ids": lambda batch, length: (batch, length),
    "position_ids": lambda batch, length: (batch, length),
    "pinyin_ids": lambda batch, length: (batch, length, _PINYIN),
    "bbox": lambda batch, length: (batch, length, _BOX),
    "image": lambda batch, length: (batch, *_IMAGE),
}
#: Inputs that are no whole numbers.
REAL_INPUTS = frozenset({"image"})
#: Inputs that most models make up themselves, and better than we can.
OPTIONAL = frozenset({"position_ids"})
#: Inputs that a model takes and is not given: CTRL looks token types up among its words, and a text without types has
#: none to look up.
NOT_GIVEN: Mapping[str, frozenset[str]] = {"paddlenlp.transformers.ctrl.modeling": frozenset({"token_type_ids"})}
