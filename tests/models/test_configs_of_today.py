"""Models of today from their published hyper-parameters, against arithmetic and what their authors published."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from paddle_inspect import api
from paddle_inspect.base.errors import ConfigError, NotCounted
from paddle_inspect.base.keep import Keep
from paddle_inspect.base.run import Run
from paddle_inspect.models.experts import experts_of
from tests.arithmetic import attention, feed_forward, linear, norm

pytestmark = pytest.mark.paddle

FOLDER = Path(__file__).with_name("configs")


def attended(c: dict[str, Any], *, bias: bool = False, head: int = 0) -> int:
    """Query, key, value (of which the last two may have fewer heads) and output, these without biases."""
    hidden, head = c["hidden_size"], head or c["hidden_size"] // c["num_attention_heads"]
    queries, keys = c["num_attention_heads"] * head, c["num_key_value_heads"] * head
    return int(linear(hidden, queries, bias=bias) + 2 * linear(hidden, keys, bias=bias) + queries * hidden)


def gated(hidden: int, inner: int) -> int:
    """SwiGLU without biases: gate, up and down (Shazeer 2020)."""
    return 3 * hidden * inner


def decoder(c: dict[str, Any], layer: int) -> int:
    """Words, equal layers that have two scales each, a last scale, and words once more where they are not tied."""
    hidden = c["hidden_size"]
    words = c["vocab_size"] * hidden * (1 if c.get("tie_word_embeddings", True) else 2)
    return int(words + c["num_hidden_layers"] * (layer + 2 * hidden) + hidden)


def llama(c: dict[str, Any]) -> int:
    return decoder(c, attended(c) + gated(c["hidden_size"], c["intermediate_size"]))


def gemma(c: dict[str, Any]) -> int:
    return decoder(c, attended(c, head=c["head_dim"]) + gated(c["hidden_size"], c["intermediate_size"]))


def qwen2(c: dict[str, Any]) -> int:
    return decoder(c, attended(c, bias=True) + gated(c["hidden_size"], c["intermediate_size"]))


def mixtral(c: dict[str, Any]) -> int:
    experts = c["num_local_experts"] * (c["hidden_size"] + gated(c["hidden_size"], c["intermediate_size"]))
    return decoder(c, attended(c) + experts)


def qwen2_moe(c: dict[str, Any]) -> int:
    hidden = c["hidden_size"]
    routed = c["num_experts"] * (hidden + gated(hidden, c["moe_intermediate_size"]))
    shared = gated(hidden, c["shared_expert_intermediate_size"]) + hidden
    return decoder(c, attended(c, bias=True) + routed + shared)


def deepseek_v2(c: dict[str, Any]) -> int:
    """DeepSeek-AI 2024: keys and values through a latent of 512, one dense layer, then experts."""
    hidden, heads, rank, rope = c["hidden_size"], c["num_attention_heads"], c["kv_lora_rank"], c["qk_rope_head_dim"]
    latent = hidden * (rank + rope) + rank + rank * heads * (c["qk_nope_head_dim"] + c["v_head_dim"])
    attention = hidden * heads * (c["qk_nope_head_dim"] + rope) + latent + heads * c["v_head_dim"] * hidden
    expert = gated(hidden, c["moe_intermediate_size"])
    sparse = c["n_routed_experts"] * (hidden + expert) + c["n_shared_experts"] * expert
    dense = gated(hidden, c["intermediate_size"])
    first = c["first_k_dense_replace"]
    return int(decoder(c, attention) + first * dense + (c["num_hidden_layers"] - first) * sparse)


def chatglm2(c: dict[str, Any]) -> int:
    hidden, keys = c["hidden_size"], c["multi_query_group_num"] * c["kv_channels"]
    layer = linear(hidden, hidden + 2 * keys) + hidden * hidden + gated(hidden, c["ffn_hidden_size"]) + 2 * hidden
    return int(2 * c["padded_vocab_size"] * hidden + c["num_layers"] * layer + hidden)


def qwen(c: dict[str, Any]) -> int:
    """One matrix for query, key and value, with biases; `intermediate_size` is that of gate and up together."""
    hidden = c["hidden_size"]
    return decoder(c, linear(hidden, 3 * hidden) + hidden * hidden + gated(hidden, c["intermediate_size"] // 2))


def mamba(c: dict[str, Any]) -> int:
    """Gu and Dao 2023: in, convolution, the selection, the time steps, A, D, out; one scale for each layer."""
    hidden, inner, state, rank = c["hidden_size"], c["intermediate_size"], c["state_size"], c["time_step_rank"]
    convolution = inner * c["conv_kernel"] + inner
    selection = inner * (rank + 2 * state) + linear(rank, inner) + inner * state + inner
    layer = hidden * 2 * inner + convolution + selection + inner * hidden + hidden
    return int(c["vocab_size"] * hidden + c["num_hidden_layers"] * layer + hidden)


def clip(c: dict[str, Any]) -> int:
    """Radford et al. 2021: two encoders, two projections, a temperature."""

    def encoder(part: dict[str, Any]) -> int:
        hidden = part["hidden_size"]
        layer = attention(hidden) + feed_forward(hidden, part["intermediate_size"]) + 2 * norm(hidden)
        return int(part["num_hidden_layers"] * layer)

    text, vision = c["text_config"], c["vision_config"]
    patches = (vision["image_size"] // vision["patch_size"]) ** 2
    words = (text["vocab_size"] + text["max_position_embeddings"]) * text["hidden_size"] + norm(text["hidden_size"])
    pixels = vision["num_channels"] * vision["patch_size"] ** 2 * vision["hidden_size"]
    places = (1 + patches + 1) * vision["hidden_size"] + 2 * norm(vision["hidden_size"])
    projections = (text["hidden_size"] + vision["hidden_size"]) * c["projection_dim"]
    return int(encoder(text) + encoder(vision) + words + pixels + places + projections + 1)


#: The arithmetic of each, and the exact number that its authors or the safetensors files that they publish state.
MODELS: dict[str, tuple[Callable[[dict[str, Any]], int] | None, int]] = {
    "llama-2-7b": (llama, 6_738_415_616),
    "llama-2-13b": (llama, 13_015_864_320),
    "llama-2-70b": (llama, 68_976_648_192),
    "llama-3-8b": (llama, 8_030_261_248),
    "llama-3-70b": (llama, 70_553_706_496),
    "llama-3.1-405b": (llama, 405_853_388_800),
    "tinyllama-1.1b": (llama, 1_100_048_384),
    "yi-6b": (llama, 6_061_035_520),
    "codellama-34b": (llama, 33_743_970_304),
    "deepseek-llm-7b": (llama, 6_910_365_696),
    "mixtral-8x7b": (mixtral, 46_702_792_704),
    "mixtral-8x22b": (mixtral, 140_620_634_112),
    "chatglm2-6b": (chatglm2, 6_243_584_000),
    "qwen-7b": (qwen, 7_721_324_544),
    "clip-vit-base-patch32": (clip, 151_277_313),
    "mistral-7b": (llama, 7_241_732_096),
    "qwen2-0.5b": (qwen2, 494_032_768),
    "qwen2.5-7b": (qwen2, 7_615_616_512),
    "qwen2-72b": (qwen2, 72_706_203_648),
    "qwen1.5-moe-a2.7b": (qwen2_moe, 14_315_784_192),
    "gemma-2b": (gemma, 2_506_172_416),
    "gemma-7b": (gemma, 8_537_680_896),
    "deepseek-v2-lite": (deepseek_v2, 15_706_484_224),
    "mamba-130m": (mamba, 129_135_360),
    "jamba-v0.1": (None, 51_570_323_328),
}
#: Those whose classes every supported release of PaddleNLP has.
EVERYWHERE = 15
#: Parameters that a token goes through: 12.9B, 39B, 2.7B and 2.4B in what their authors say.
ACTIVE = {
    "mixtral-8x7b": 46_702_792_704 - 32 * (8 - 2) * 3 * 4096 * 14336,
    "mixtral-8x22b": 140_620_634_112 - 56 * (8 - 2) * 3 * 6144 * 16384,
    "qwen1.5-moe-a2.7b": 14_315_784_192 - 24 * (60 - 4) * 3 * 2048 * 1408,
    "deepseek-v2-lite": 15_706_484_224 - 26 * (64 - 6) * 3 * 2048 * 1408,
}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Run(keep=Keep(tmp_path_factory.mktemp("results")))


def counted(name: str, run: Run) -> api.Model:
    """The model of a config, where the installed release has its class."""
    try:
        return api.count(str(FOLDER / f"{name}.json"), run=run)
    except ConfigError as error:
        if name in list(MODELS)[:EVERYWHERE] or "does not have" not in error.reason:
            raise
        pytest.skip(error.reason)


def test_every_config_is_one_of_these() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == MODELS.keys()


@pytest.mark.parametrize("name", MODELS)
def test_arithmetic_gives_what_was_published(name: str) -> None:
    formula, published = MODELS[name]
    content = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    assert formula is None or formula(content) == published


@pytest.mark.parametrize("name", MODELS)
def test_the_class_that_the_config_names_has_as_many(name: str, run: Run) -> None:
    found = counted(name, run)
    assert (found.parameters, found.inventory.built) == (MODELS[name][1], "lazily")
    stated = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")).get("torch_dtype", "float32")
    assert stated in {tensor.dtype for tensor in found.inventory.tensors}


@pytest.mark.parametrize("name", ACTIVE)
def test_a_token_goes_through_as_many_as_was_published(name: str, run: Run) -> None:
    model = counted(name, run)
    found = experts_of(model.spec, model.inventory)
    assert found is not None
    assert found.active == ACTIVE[name]


def test_a_traced_pass_routes_as_the_config_says(run: Run, tmp_path: Path) -> None:
    content = json.loads((FOLDER / "mixtral-8x7b.json").read_text(encoding="utf-8"))
    path = tmp_path / "config.json"
    path.write_text(json.dumps({**content, "num_hidden_layers": 2, "num_experts_per_tok": 3}), encoding="utf-8")
    model = api.show(str(path), seq_len=8, run=run)
    assert not isinstance(model.trace, Exception)
    found = experts_of(model.spec, model.inventory, model.trace)
    assert found is not None
    assert (found.per_token, found.traced) == (3, None)


REQUIRED = {
    "llama-3-8b": ("vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers"),
    "mixtral-8x7b": ("num_local_experts", "num_key_value_heads", "intermediate_size"),
    "chatglm2-6b": ("ffn_hidden_size",),
}


@pytest.mark.parametrize(("name", "key"), [(name, key) for name, keys in REQUIRED.items() for key in keys])
def test_a_size_that_the_config_lacks_is_named_and_not_made_up(name: str, key: str, run: Run, tmp_path: Path) -> None:
    content = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    path = tmp_path / "config.json"
    path.write_text(json.dumps({k: v for k, v in content.items() if k != key}), encoding="utf-8")
    with pytest.raises(NotCounted, match=f"requires what its config lacks: .*{key}"):
        api.count(str(path), run=run)


def test_a_size_in_a_config_in_a_config_is_not_made_up_either(run: Run, tmp_path: Path) -> None:
    content = json.loads((FOLDER / "clip-vit-base-patch32.json").read_text(encoding="utf-8"))
    del content["text_config"]["intermediate_size"]
    path = tmp_path / "config.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(NotCounted, match=r"lacks: text_config\.intermediate_size"):
        api.count(str(path), run=run)


def test_heads_of_keys_that_are_those_of_queries_are_no_missing_size(run: Run, tmp_path: Path) -> None:
    """LLaMA of 2023 has no `num_key_value_heads`: there are as many as of queries."""
    content = json.loads((FOLDER / "llama-2-7b.json").read_text(encoding="utf-8"))
    del content["num_key_value_heads"]
    path = tmp_path / "config.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    assert api.count(str(path), run=run).parameters == 6_738_415_616


def test_a_class_of_another_case_and_one_known_by_its_type(run: Run, tmp_path: Path) -> None:
    bert = {
        "architectures": ["BertForPretraining"],
        "model_type": "bert",
        **{"hidden_size": 8, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2},
        **{"vocab_size": 50, "max_position_embeddings": 16, "type_vocab_size": 2},
    }
    path = tmp_path / "config.json"
    path.write_text(json.dumps(bert), encoding="utf-8")
    assert api.count(str(path), run=run).spec.architecture == "BertForPretraining"
    path.write_text(json.dumps({**bert, "architectures": ["BertForPreTraining"]}), encoding="utf-8")
    assert api.count(str(path), run=run).spec.architecture == "BertForPretraining"
    path.write_text(json.dumps({**bert, "architectures": None}), encoding="utf-8")
    assert api.count(str(path), run=run).spec.architecture == "BertModel"


def test_which_layers_are_of_another_kind_is_no_default_either(run: Run, tmp_path: Path) -> None:
    """Every eighth layer of Jamba has attention: of the first eight, as many as with every sixteenth."""
    counted("jamba-v0.1", run)
    content = json.loads((FOLDER / "jamba-v0.1.json").read_text(encoding="utf-8"))
    del content["attn_layer_period"]
    path = tmp_path / "config.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(NotCounted, match="lacks: attn_layer_period"):
        api.count(str(path), run=run)
