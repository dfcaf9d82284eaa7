"""What a few PaddleNLP constructors compute that no count needs, replaced while a layer is built.

Each shortcut leaves every state_dict entry as it is; the tests compare them with builds that take none.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

#: (owner of the attribute, its name, what stands in for it)
Replacement = tuple[Any, str, Callable[..., Any]]


@contextlib.contextmanager
def taken(module: ModuleType) -> Iterator[None]:
    """Build with the shortcuts that concern the classes of one PaddleNLP modelling module."""
    replacements = [*_relative_positions(module), *_sinusoidal_positions(module), *_backbone_config(module)]
    originals = [(owner, name, vars(owner)[name]) for owner, name, _ in replacements]
    for owner, name, stand_in in replacements:
        setattr(owner, name, stand_in)
    try:
        yield
    finally:
        for owner, name, original in originals:
            setattr(owner, name, original)


def _relative_positions(module: ModuleType) -> Iterator[Replacement]:
    """NeZha computes a constant table of 67 MB in every layer (two seconds and 1.6 GB for a large model).

    The table is no state_dict entry but an attribute that the forward pass reads; see `make_runnable`.
    """
    attention = getattr(module, "NeZhaAttention", None)
    if attention is not None:
        yield attention, "generate_relative_positions_embeddings", lambda self, *args, **kwargs: None


def make_runnable(layer: Any) -> None:
    """Give a layer what its forward pass needs and its constructor left out.

    NeZha's table is one for all layers. RoFormerV2's norm is made with the whole config for an epsilon, which the
    initialisation of weights puts right.
    """
    tables: dict[tuple[int, int], Any] = {}
    for part in layer.sublayers():
        if type(part).__name__ == "Norm" and type(part).__module__.endswith(".roformerv2.modeling"):
            part._epsilon = 1e-12
        if type(part).__name__ == "NeZhaAttention" and part.relative_positions_embeddings is None:
            size = (part.attention_head_size, layer.config.max_relative_position)
            if size not in tables:
                tables[size] = part.generate_relative_positions_embeddings(512, *size)
            part.relative_positions_embeddings = tables[size]


def as_initialised(layer: Any) -> None:
    """Do what PaddleNLP's weight initialisation does to a model's structure, since a lazy build skips it.

    RoFormerV2 and GAU-alpha build every Linear with a bias, and take the biases out while they initialise.
    """
    from paddle.nn import Linear

    without_bias = type(layer).__module__.endswith((".roformerv2.modeling", ".gau_alpha.modeling"))
    if without_bias and not layer.config.use_bias:
        for part in layer.sublayers():
            if isinstance(part, Linear):
                part.bias = None


def _sinusoidal_positions(module: ModuleType) -> Iterator[Replacement]:
    """CTRL and XLM fill their position embedding with sines, which a parameter without memory cannot take."""

    def freeze(weight: Any) -> Any:
        weight.stop_gradient = True  # as the original does
        return weight

    embedding = getattr(module, "SinusoidalPositionalEmbedding", None)
    if embedding is not None and "_init_weight" in vars(embedding):
        yield embedding, "_init_weight", staticmethod(freeze)


def _backbone_config(module: ModuleType) -> Iterator[Replacement]:
    """LayoutLMv2 and LayoutXLM read their visual backbone's YAML file through yacs, which PaddleNLP does not require.

    Only plain values of that file are used, so a YAML reader does as well.
    """
    if hasattr(module, "read_config") and not _installed("yacs.config"):
        from paddlenlp.transformers.layoutxlm import visual_backbone

        default = Path(visual_backbone.__file__).with_name("visual_backbone.yaml")
        yield module, "read_config", lambda fp=None: _read_yaml(Path(fp or default))


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
