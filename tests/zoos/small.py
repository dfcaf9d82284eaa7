"""Weights of the catalogue made small enough for builds with tensor memory."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

from paddle_inspect.base.records import WeightSpec

LAYERS = ("num_hidden_layers", "num_layers", "n_layer", "num_encoder_layers", "num_decoder_layers")


def shrunk(weight: WeightSpec) -> WeightSpec:
    """The weight with at most two layers and a thousand words, so that an eager build is cheap."""
    config: dict[str, Any] = copy.deepcopy(dict(weight.config))
    sizes = config["init_args"][0] if "init_args" in config else config
    for key in LAYERS:
        if key in sizes:
            sizes[key] = min(2, sizes[key])
    if "attn_layers" in sizes:
        sizes["attn_layers"] = sizes["attn_layers"][:2]
    highest_id = max([value for key, value in sizes.items() if key.endswith("_id") and isinstance(value, int)] or [0])
    for key in ("vocab_size", "text_vocab_size"):
        if key in sizes:
            sizes[key] = max(1000, highest_id + 1)
    if weight.family == "Luke":  # half a million entities of their own, which the config does not state
        config["entity_vocab_size"] = 1000
    return replace(weight, config=config)
