"""Layers, embedding, hidden size and heads, by the names that the architectures give them."""

from __future__ import annotations

import pytest

from paddle_inspect.base.records import Dimensions
from paddle_inspect.models import catalogue
from paddle_inspect.models.configs import dimensions


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({}, Dimensions()),
        (
            {"num_hidden_layers": 12, "embedding_size": 128, "hidden_size": 768, "num_attention_heads": 12},
            Dimensions(num_hidden_layers=12, embedding_size=128, hidden_size=768, num_attention_heads=12),
        ),
        (
            {"n_layer": 24, "d_model": 1024, "n_head": 16},
            Dimensions(num_hidden_layers=24, hidden_size=1024, num_attention_heads=16),
        ),
        (
            {"num_layers": 12, "nhead": 8, "n_embd": 64, "input_embedding_size": 32},
            Dimensions(num_hidden_layers=12, embedding_size=32, hidden_size=64, num_attention_heads=8),
        ),
        (
            {"num_encoder_layers": 2, "num_decoder_layers": 12, "d_model": 64, "encoder_attention_heads": 4},
            Dimensions(num_hidden_layers=14, hidden_size=64, layers_accepted=(2, 12, 14)),
        ),
        (
            {"encoder_layers": 6, "decoder_layers": 6, "encoder_attention_heads": 4, "decoder_attention_heads": 4},
            Dimensions(num_hidden_layers=12, num_attention_heads=4, layers_accepted=(6, 6, 12), heads_accepted=(4, 4)),
        ),
        (
            {"encoder_attention_heads": 4, "decoder_attention_heads": 8},
            Dimensions(heads_accepted=(4, 8)),
        ),
        (
            {"num_layers": 24, "num_decoder_layers": 24, "num_heads": 128},
            Dimensions(num_hidden_layers=24, num_attention_heads=128, layers_accepted=(24, 24, 48)),
        ),
    ],
    ids=["nothing", "BERT", "XLNet", "rare names", "decoder longer", "BART", "heads differ", "T5"],
)
def test_an_architectures_names(config: dict[str, object], expected: Dimensions) -> None:
    assert dimensions(config) == expected


def test_the_old_layout_is_lifted_out_of_init_args() -> None:
    config = {"init_class": "OPTForCausalLM", "init_args": [{"hidden_size": 2048, "num_hidden_layers": 24}]}
    assert dimensions(config) == Dimensions(num_hidden_layers=24, hidden_size=2048)


@pytest.mark.parametrize("value", ["768", 768.0, None, True, [768]])
def test_only_an_integer_is_a_size(value: object) -> None:
    assert dimensions({"hidden_size": value}).hidden_size is None


#: What some configs leave to the class's default, or the architecture does not have.
UNSTATED = {
    "ERNIE-CTM": {"hidden_size"},
    "FNet": {"num_attention_heads"},
    "GAU-Alpha": {"num_attention_heads"},
}


def test_every_described_weight_states_its_dimensions() -> None:
    for weight in catalogue.load().weights:
        sizes = ("num_hidden_layers", "hidden_size", "num_attention_heads")
        missing = {size for size in sizes if getattr(weight.dimensions, size) is None}
        if weight.undescribed is None:
            assert missing == UNSTATED.get(weight.family, set()), weight.name
