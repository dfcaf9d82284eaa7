"""Reading a config.json: whether it describes a model, in one line that names file and key path, and its sizes.

Only what the config itself states counts: a size that it leaves to the class's default stays None, because a default
describes the class and not the weight.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from paddle_inspect.base.disk import json_type
from paddle_inspect.base.errors import ConfigError
from paddle_inspect.base.records import Dimensions, KnownKeys

LAYERS = ("num_hidden_layers", "num_layers", "n_layer", "n_layers")
ENCODER_LAYERS = ("num_encoder_layers", "encoder_layers")
DECODER_LAYERS = ("num_decoder_layers", "decoder_layers")
HIDDEN = ("hidden_size", "d_model", "n_embd", "dim")
EMBEDDING = ("embedding_size", "emb_size", "input_embedding_size", "word_embed_proj_dim")
HEADS = ("num_attention_heads", "num_heads", "n_head", "n_heads", "nhead")
ENCODER_HEADS = ("encoder_attention_heads", "num_encoder_attention_heads")
DECODER_HEADS = ("decoder_attention_heads", "num_decoder_attention_heads")


def flatten(config: Mapping[str, object]) -> Iterator[tuple[str, str, object]]:
    """`(key path, key, value)` of every entry, with those of the old layout's `init_args` lifted to the top.

    PaddleNLP 2.8 still carries such a config for OPT: `{"init_class": ..., "init_args": [{"hidden_size": ...}]}`.
    """
    for key, value in config.items():
        if key != "init_args" or not isinstance(value, list):
            yield key, key, value
            continue
        for index, arguments in enumerate(value):
            if isinstance(arguments, Mapping):
                for inner, inner_value in arguments.items():
                    yield f"init_args[{index}].{inner}", inner, inner_value


def dimensions(config: Mapping[str, object]) -> Dimensions:
    """The four sizes that a model page prints, from a config in PaddleNLP's own terms.

    An encoder-decoder that states its two halves has the sum of their layers and, when they agree, their heads; the
    halves are accepted too. One that states a `num_layers` of its own (T5) has that, and the sum is accepted.
    """
    values = {key: value for _, key, value in flatten(config)}
    layers, halves = first_size(values, LAYERS), _halves(values, ENCODER_LAYERS, DECODER_LAYERS)
    if layers is not None and not halves:
        halves = tuple(size for size in (layers, first_size(values, DECODER_LAYERS)) if size is not None)
    layers_accepted = (*halves, sum(halves)) if len(halves) > 1 else ()
    heads, heads_accepted = first_size(values, HEADS), _halves(values, ENCODER_HEADS, DECODER_HEADS)
    if heads is None and len(set(heads_accepted)) == 1:
        heads = heads_accepted[0]
    return Dimensions(
        num_hidden_layers=layers if layers is not None or not layers_accepted else layers_accepted[-1],
        embedding_size=first_size(values, EMBEDDING),
        hidden_size=first_size(values, HIDDEN),
        num_attention_heads=heads,
        layers_accepted=layers_accepted,
        heads_accepted=heads_accepted,
    )


def first_size(values: Mapping[str, object], keys: Sequence[str]) -> int | None:
    """The first of the keys that holds an integer."""
    for key in keys:
        value = values.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    return None


def _halves(values: Mapping[str, object], encoder: Sequence[str], decoder: Sequence[str]) -> tuple[int, ...]:
    """The encoder's and the decoder's size, or nothing when one is not stated."""
    sizes = first_size(values, encoder), first_size(values, decoder)
    return () if None in sizes else tuple(size for size in sizes if size is not None)


#: No model comes near; a config beyond it would be built for hours or fill the memory.
LARGEST_SIZE, MOST_LAYERS = 10_000_000, 10_000

_LAYER_KEYS = frozenset(LAYERS + ENCODER_LAYERS + DECODER_LAYERS)

#: How keys end or begin whose values are numbers of things, whatever the class's default is.
_SIZE = re.compile(r"(_size|_dim|_rank|_heads|_layers?|_embeddings|_experts)$|^(num|n)_")
#: Without these nothing is built; of others there may be none (0), or as many as the class takes for null.
_NEEDED = frozenset((*LAYERS, *ENCODER_LAYERS, *DECODER_LAYERS, *HIDDEN, *EMBEDDING, *HEADS, "vocab_size"))
#: Experts of each layer, which are layers themselves.
EXPERTS = ("num_local_experts", "n_routed_experts", "num_experts", "moe_num_experts")
_MOST_EXPERTS = 100_000

#: Keys that give an attention head a width of its own, so that heads need not divide hidden_size.
HEAD_WIDTHS = frozenset({"d_kv", "d_head", "head_dim", "attention_head_size", "kv_channels", "true_hidden_size"})


def check_config(path: Path, config: Mapping[str, object], known: KnownKeys, general: frozenset[str]) -> None:
    """Tell whether a config describes a model of its family.

    Args:
        path: the file, for the message.
        config: its content.
        known: the family's keys; an empty set of them allows every key.
        general: keys that PaddleNLP takes in every config.

    Raises:
        ConfigError: a missing, unknown or unusable key; the first in the order of the file.
    """
    entries = list(flatten(config))
    values = {key: value for _, key, value in entries}
    for key in sorted(known.required - values.keys()):
        raise ConfigError(path, key, "is missing")
    for key_path, key, value in entries:
        if key in known.sizes:
            _check_size(path, key_path, value, MOST_LAYERS if key in _LAYER_KEYS else LARGEST_SIZE)
        elif known.others and key not in known.others and key not in general:
            raise ConfigError(path, key_path, "is no key that PaddleNLP knows for this family")
    _check_split_heads(path, {key: key_path for key_path, key, _ in entries}, values)


def check_sizes(path: Path, config: Mapping[str, object], known: KnownKeys, architecture: str) -> None:
    """Tell whether a config that no catalogue has describes a model of a class.

    Args:
        path: the file, for the message.
        config: its content.
        known: the keys of the class's configs; what it does not know is not looked at, but for the width of a head.
        architecture: the class, for the message.

    Raises:
        ConfigError: a size that is none; the first in the order of the file.
    """
    entries = list(flatten(config))
    values = {key: value for _, key, value in entries}
    for key_path, key, value in entries:
        named = _SIZE.search(key) is not None
        if not (key in known.sizes or (named and key in known.others)) or (not named and not isinstance(value, int)):
            continue
        if isinstance(value, bool) and key not in known.sizes:
            continue
        if key in _NEEDED or value not in (None, 0):
            _check_size(path, key_path, value, MOST_LAYERS if key in _LAYER_KEYS | set(EXPERTS) else LARGEST_SIZE)
    paths = {key: key_path for key_path, key, _ in entries}
    experts, layers = first_size(values, EXPERTS), first_size(values, LAYERS)
    if experts and layers and experts * layers > _MOST_EXPERTS:
        key = _first_present(EXPERTS, values) or ""
        raise ConfigError(path, paths[key], f"is {experts:,} in {layers:,} layers, more than any model has")
    _check_head_width(path, values, known, architecture)
    _check_split_heads(path, paths, values)


def _check_head_width(path: Path, values: Mapping[str, object], known: KnownKeys, architecture: str) -> None:
    """A width of heads that the class does not know, and that is not the one that it builds."""
    width, hidden, heads = values.get("head_dim"), first_size(values, HIDDEN), first_size(values, HEADS)
    if not known.others or "head_dim" in known.sizes | known.others or not (hidden and heads and width):
        return
    if width != hidden // heads:
        raise ConfigError(
            path, "head_dim", f"is {json.dumps(width)[:40]}, and {architecture} builds {hidden // heads} whatever it is"
        )


def _check_size(path: Path, key_path: str, value: object, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ConfigError(path, key_path, f"is the {json_type(value)} {json.dumps(value)[:40]}, expected an integer")
    if value <= 0:
        raise ConfigError(path, key_path, f"is {value}, expected a positive integer")
    if value > most:
        shown = f"{value:,}" if value < 10**15 else f"a number of {len(str(value))} digits"
        raise ConfigError(path, key_path, f"is {shown}, more than any model has ({most:,} at most)")


def _check_split_heads(path: Path, paths: Mapping[str, str], values: Mapping[str, object]) -> None:
    """Where attention splits hidden_size among its heads, the heads have to divide it."""
    hidden_key = _first_present(HIDDEN, values)
    if hidden_key is None or HEAD_WIDTHS & values.keys():
        return
    hidden = values[hidden_key]
    for heads_key in (HEADS, ENCODER_HEADS, DECODER_HEADS):
        key = _first_present(heads_key, values)
        heads = values.get(key) if key else None
        if isinstance(hidden, int) and isinstance(heads, int) and heads > 0 and hidden % heads:
            raise ConfigError(path, paths[hidden_key], f"is {hidden}, not divisible by {key} ({heads})")


def _first_present(keys: Iterable[str], values: Mapping[str, object]) -> str | None:
    return next((key for key in keys if key in values), None)
