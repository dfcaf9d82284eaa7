"""A config's layers, embedding, hidden size and heads, whatever the architecture calls them.

Only what the config itself states counts: a size that it leaves to the class's default stays None, because a default
describes the class and not the weight.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from paddle_inspect.records import Dimensions

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
    layers_accepted = (*halves, sum(halves)) if len(halves) == 2 else ()
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
