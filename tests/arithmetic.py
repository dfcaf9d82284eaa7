"""Parameter counts written out from the architectures: an independent source for what the builds are compared with.

Every function takes a config in PaddleNLP's own terms and adds up what the paper (or the reference code) describes:
embeddings, attention, feed-forward, norms, pooler. Nothing here imports PaddlePaddle or looks at a built layer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Config = Mapping[str, Any]


def linear(inputs: int, outputs: int, *, bias: bool = True) -> int:
    """A weight matrix and, unless the architecture does without, a bias vector."""
    return inputs * outputs + (outputs if bias else 0)


def norm(size: int) -> int:
    """LayerNorm: a scale and a shift."""
    return 2 * size


def attention(hidden: int, *, bias: bool = True) -> int:
    """Query, key, value and output projections."""
    return 4 * linear(hidden, hidden, bias=bias)


def feed_forward(hidden: int, inner: int, *, bias: bool = True) -> int:
    """Up and down."""
    return linear(hidden, inner, bias=bias) + linear(inner, hidden, bias=bias)


def encoder_layer(hidden: int, inner: int) -> int:
    """Attention and feed-forward, each with its norm (Vaswani et al. 2017)."""
    return attention(hidden) + norm(hidden) + feed_forward(hidden, inner) + norm(hidden)


def decoder_layer(hidden: int, inner: int) -> int:
    """An encoder layer with cross-attention and its norm."""
    return encoder_layer(hidden, inner) + attention(hidden) + norm(hidden)


def albert(c: Config) -> int:
    """Lan et al. 2019: factorized embeddings, one layer shared by all, pooler."""
    e, h = c["embedding_size"], c["hidden_size"]
    embeddings = (c["vocab_size"] + c["max_position_embeddings"] + c["type_vocab_size"]) * e + norm(e)
    shared = c["num_hidden_groups"] * c["inner_group_num"] * encoder_layer(h, c["intermediate_size"])
    return int(embeddings + linear(e, h) + shared + linear(h, h))


def bert_embeddings(c: Config, width: int) -> int:
    """Words, positions, segments, and their norm (Devlin et al. 2018)."""
    return int((c["vocab_size"] + c["max_position_embeddings"] + c["type_vocab_size"]) * width + norm(width))


def encoder(c: Config) -> int:
    """The stack of encoder layers."""
    return int(c["num_hidden_layers"]) * encoder_layer(c["hidden_size"], c["intermediate_size"])


def bert(c: Config) -> int:
    """Devlin et al. 2018; RoBERTa, SKEP and PP-MiniLM share it."""
    h = c["hidden_size"]
    return bert_embeddings(c, h) + encoder(c) + linear(h, h)


def ernie(c: Config) -> int:
    """BERT with the usual four-fold feed-forward, and from ERNIE 2.0 on an embedding of the (3) tasks."""
    tasks = c.get("task_type_vocab_size", 3) if c.get("use_task_id") else 0
    return bert({"intermediate_size": 4 * c["hidden_size"], **c}) + tasks * int(c["hidden_size"])


def tinybert(c: Config) -> int:
    """Jiao et al. 2019: BERT, and projections to the teacher's 768: for each layer, the embeddings, and one more."""
    return bert(c) + (int(c["num_hidden_layers"]) + 2) * linear(c["hidden_size"], 768)


def distilbert(c: Config) -> int:
    """Sanh et al. 2019: BERT without segments and pooler."""
    h = c["hidden_size"]
    return int((c["vocab_size"] + c["max_position_embeddings"]) * h + norm(h) + encoder(c))


def electra(c: Config) -> int:
    """Clark et al. 2020: BERT without pooler, its embeddings projected where they are narrower."""
    e, h = c["embedding_size"], c["hidden_size"]
    return bert_embeddings(c, e) + (linear(e, h) if e != h else 0) + encoder(c)


def layoutlm(c: Config) -> int:
    """Xu et al. 2019: BERT with four tables for x, y, height and width."""
    return bert(c) + 4 * int(c["max_2d_position_embeddings"]) * int(c["hidden_size"])


def nezha(c: Config) -> int:
    """Wei et al. 2019: BERT with functional relative positions, so no table of positions."""
    return bert(c) - int(c["max_position_embeddings"]) * int(c["hidden_size"])


def gpt(c: Config) -> int:
    """Radford et al. 2019: words and positions, pre-norm layers, a last norm."""
    h = c["hidden_size"]
    return int((c["vocab_size"] + c["max_position_embeddings"]) * h + encoder(c) + norm(h))


def bart_stacks(c: Config, h: int) -> int:
    """The encoder and decoder stacks of BART's kin."""
    encoders = c["num_encoder_layers"] * encoder_layer(h, c["encoder_ffn_dim"])
    return int(encoders + c["num_decoder_layers"] * decoder_layer(h, c["decoder_ffn_dim"]))


def bart(c: Config) -> int:
    """Lewis et al. 2019: shared words, positions on both sides (two more than said), a norm after each embedding."""
    h = c["d_model"]
    positions = 2 * (c["max_position_embeddings"] + 2) * h
    return int(c["vocab_size"] * h + positions + 2 * norm(h) + bart_stacks(c, h))


def mbart(c: Config) -> int:
    """Liu et al. 2020: BART with a last norm on both sides."""
    return bart(c) + 2 * norm(c["d_model"])


def blenderbot(c: Config) -> int:
    """Roller et al. 2020: pre-norm, no norm after the embeddings, a last norm on both sides.

    PaddleNLP holds the words three times: it builds the encoder and the decoder without handing them the shared ones.
    """
    h = c["d_model"]
    positions = 2 * c["max_position_embeddings"] * h
    return int(3 * c["vocab_size"] * h + positions + bart_stacks(c, h) + 2 * norm(h))


def t5(c: Config) -> int:
    """Raffel et al. 2019: no biases, norms without shift, relative positions in the first layer of each stack."""
    h, inner = c["d_model"], c["d_kv"] * c["num_heads"]
    attend = 4 * h * inner
    matrices = 3 if str(c["feed_forward_proj"]).startswith("gated-") else 2
    forward = matrices * h * c["d_ff"]
    encoders = c["num_layers"] * (attend + forward + 2 * h)
    decoders = c["num_decoder_layers"] * (2 * attend + forward + 3 * h)
    positions = 2 * c["relative_attention_num_buckets"] * c["num_heads"]
    return int(c["vocab_size"] * h + encoders + decoders + positions + 2 * h)


def xlnet(c: Config) -> int:
    """Yang et al. 2019: a fifth projection for relative positions, three biases and a segment table per layer."""
    h, heads, width = c["d_model"], c["n_head"], c["d_head"]
    attend = 5 * h * heads * width + 3 * heads * width + 2 * heads * width + norm(h)
    layer = attend + feed_forward(h, c["d_inner"]) + norm(h)
    mask = h
    return int(c["vocab_size"] * h + mask + c["n_layer"] * layer)


def xlm(c: Config) -> int:
    """Lample and Conneau 2019: words, positions, languages where there are several, four-fold feed-forward.

    PaddleNLP's loader takes the `false` of `use_lang_embeddings` for absent, so the languages are there all the same.
    """
    h = c["hidden_size"]
    languages = c["n_langs"] if c["n_langs"] > 1 else 0
    embeddings = (c["vocab_size"] + c["max_position_embeddings"] + languages) * h + norm(h)
    return int(embeddings + c["num_hidden_layers"] * encoder_layer(h, 4 * h))


def ctrl(c: Config) -> int:
    """Keskar et al. 2019: words, a fixed table of sinusoidal positions, pre-norm layers, a last norm."""
    h = c["hidden_size"]
    return int((c["vocab_size"] + c["max_position_embeddings"]) * h + encoder(c) + norm(h))


def llama(c: Config) -> int:
    """Touvron et al. 2023: no biases, norms without shift, three matrices in the feed-forward."""
    h = c["hidden_size"]
    layer = attention(h, bias=False) + 3 * h * c["intermediate_size"] + 2 * h
    return int(c["vocab_size"] * h + c["num_hidden_layers"] * layer + h)


def roformer_v2(c: Config) -> int:
    """Su 2022: rotary positions, no biases, norms without parameters."""
    h = c["hidden_size"]
    words = (c["vocab_size"] + c["type_vocab_size"]) * h
    layer = attention(h, bias=False) + feed_forward(h, c["intermediate_size"], bias=False)
    return int(words + c["num_hidden_layers"] * layer)


def unimo(c: Config) -> int:
    """Li et al. 2020: BERT without pooler."""
    return bert_embeddings(c, c["hidden_size"]) + encoder(c)


def fnet(c: Config) -> int:
    """Lee-Thorp et al. 2021: BERT with Fourier transforms in place of attention, and projected embeddings."""
    h = c["hidden_size"]
    layer = feed_forward(h, c["intermediate_size"]) + 2 * norm(h)
    return bert_embeddings(c, h) + linear(h, h) + int(c["num_hidden_layers"]) * layer + linear(h, h)


#: What each family's base model has, by its folder in configs/.
PARAMETERS: Mapping[str, Callable[[Config], int]] = {
    "ALBERT": albert,
    "BART": bart,
    "BERT": bert,
    "Blenderbot": blenderbot,
    "CTRL": ctrl,
    "DistilBert": distilbert,
    "ELECTRA": electra,
    "ERNIE": ernie,
    "FNet": fnet,
    "GPT": gpt,
    "LLaMA": llama,
    "LayoutLM": layoutlm,
    "MBart": mbart,
    "NeZha": nezha,
    "PPMiniLM": bert,
    "RoBERTa": bert,
    "RoFormerV2": roformer_v2,
    "SKEP": bert,
    "T5": t5,
    "TinyBert": tinybert,
    "UNIMO": unimo,
    "XLM": xlm,
    "XLNet": xlnet,
}
