"""Files under transformers' names: recognised for every family and head that has such a layout.

What torch's files hold is written out here, from the classes of transformers (modeling_bert.py and its like): the names
of heads, of which PaddleNLP's tables for converting have few, and of ERNIE and TinyBERT, of which it has none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paddle_inspect.base.keep import Keep
from paddle_inspect.base.records import Inventory, TensorInfo, TensorKind, TorchName, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.comparisons.identify import identify
from paddle_inspect.comparisons.sides import Side, compare_sides
from paddle_inspect.comparisons.torch_layout import names_of
from paddle_inspect.models import catalogue
from paddle_inspect.models.counting import count, count_one
from paddle_inspect.models.heads import chosen

pytestmark = pytest.mark.paddle

KNOWN = catalogue.load()
#: Part of a name in PaddleNLP, and the same in transformers; in their order, all of them.
Rules = Sequence[tuple[str, str]]
LAYERS: Rules = (
    (r"encoder\.layers\.(\d+)\.self_attn\.q_proj", r"encoder.layer.\1.attention.self.query"),
    (r"encoder\.layers\.(\d+)\.self_attn\.k_proj", r"encoder.layer.\1.attention.self.key"),
    (r"encoder\.layers\.(\d+)\.self_attn\.v_proj", r"encoder.layer.\1.attention.self.value"),
    (r"encoder\.layers\.(\d+)\.self_attn\.out_proj", r"encoder.layer.\1.attention.output.dense"),
    (r"encoder\.layers\.(\d+)\.linear1", r"encoder.layer.\1.intermediate.dense"),
    (r"encoder\.layers\.(\d+)\.linear2", r"encoder.layer.\1.output.dense"),
    (r"encoder\.layers\.(\d+)\.norm1", r"encoder.layer.\1.attention.output.LayerNorm"),
    (r"encoder\.layers\.(\d+)\.norm2", r"encoder.layer.\1.output.LayerNorm"),
    (r"embeddings\.layer_norm", "embeddings.LayerNorm"),
)
BERT: Rules = (
    *LAYERS,
    (r"^cls\.predictions\.transform\.", "cls.predictions.transform.dense."),
    (r"^cls\.predictions\.layer_norm\.", "cls.predictions.transform.LayerNorm."),
    (r"^cls\.predictions\.decoder_bias", "cls.predictions.bias"),
)
ALBERT: Rules = (
    (r"^transformer\.", "albert."),
    (r"attention\.layer_norm", "attention.LayerNorm"),
    (r"(embeddings|predictions)\.layer_norm", r"\1.LayerNorm"),
)
ELECTRA: Rules = (
    *LAYERS,
    (r"generator_predictions\.layer_norm", "generator_predictions.LayerNorm"),
    (r"generator_lm_head_bias", "generator_lm_head.bias"),
)
DISTILBERT: Rules = (
    (r"encoder\.layers\.(\d+)\.self_attn\.([qkv])_proj", r"transformer.layer.\1.attention.\2_lin"),
    (r"encoder\.layers\.(\d+)\.self_attn\.out_proj", r"transformer.layer.\1.attention.out_lin"),
    (r"encoder\.layers\.(\d+)\.linear([12])", r"transformer.layer.\1.ffn.lin\2"),
    (r"encoder\.layers\.(\d+)\.norm1", r"transformer.layer.\1.sa_layer_norm"),
    (r"encoder\.layers\.(\d+)\.norm2", r"transformer.layer.\1.output_layer_norm"),
    (r"embeddings\.layer_norm", "embeddings.LayerNorm"),
)
ANSWERS = (r"^classifier\.", "qa_outputs.")
CASES: Sequence[tuple[str, str, Rules]] = [
    *(("bert-base-uncased", head, BERT) for head in ("masked-lm", "pretraining", "sequence-classification")),
    ("bert-base-uncased", "question-answering", [*BERT, ANSWERS]),
    *(("albert-base-v1", head, ALBERT) for head in ("base", "masked-lm", "pretraining", "sequence-classification")),
    *(("distilbert-base-uncased", head, DISTILBERT) for head in ("base", "masked-lm", "token-classification")),
    ("distilbert-base-uncased", "question-answering", [*DISTILBERT, ANSWERS]),
    *(("electra-small", head, ELECTRA) for head in ("base", "masked-lm", "discriminator")),
    ("electra-small", "question-answering", [*ELECTRA, ANSWERS]),
    *(("ernie-1.0", head, BERT) for head in ("base", "masked-lm", "pretraining", "multiple-choice")),
    ("ernie-1.0", "question-answering", [*BERT, ANSWERS]),
    *(("tinybert-4l-312d", head, BERT) for head in ("base", "pretraining", "sequence-classification")),
    ("tinybert-4l-312d", "question-answering", [*BERT, ANSWERS]),
    *(("hfl/roberta-wwm-ext", head, LAYERS) for head in ("masked-lm", "sequence-classification")),
]
WRAPPERS = st.lists(st.sampled_from(["module", "model", "base_model", "_orig_mod"]), max_size=3)
SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Each model is built once."""
    return Run(keep=Keep(tmp_path_factory.mktemp("kept")))


def model(weight: str, head: str, run: Run) -> tuple[WeightSpec, Inventory]:
    spec = chosen(KNOWN.weight(weight), run, head=head, num_labels=None)
    return spec, count_one(spec, run)


def file(inventory: Inventory, named: Callable[[TensorInfo], TorchName], prefix: str, turned: bool) -> Side:
    """What torch saves: every tensor under its name there, the weights of Linear layers turned or not."""
    tensors = []
    for tensor in inventory.tensors:
        if tensor.kind is not TensorKind.BUFFER:
            torch = named(tensor)
            shape = tensor.shape[::-1] if turned and torch.transposed else tensor.shape
            tensors.append(replace(tensor, name=prefix + torch.name, shape=shape, tied_to=None))
    return Side(label="file", tensors=tuple(tensors))


def by_rules(rules: Rules) -> Callable[[TensorInfo], TorchName]:
    """Names by rules; matrices are turned but for embeddings, and decoders that have their layout in Paddle."""

    def named(tensor: TensorInfo) -> TorchName:
        name = tensor.name
        for own, other in rules:
            name = re.sub(own, other, name)
        is_embedding = "embeddings." in name and "embeddings_project" not in name
        is_turned = len(tensor.shape) == 2 and not is_embedding and not name.endswith("decoder.weight")
        return TorchName(name=name, transposed=is_turned)

    return named


@pytest.mark.parametrize(("weight", "head", "rules"), CASES, ids=[f"{weight}:{head}" for weight, head, _ in CASES])
@given(wrappers=WRAPPERS, turned=st.booleans())
@SLOW
def test_transformers_files_are_recognised(
    weight: str, head: str, rules: Rules, wrappers: list[str], turned: bool, run: Run
) -> None:
    spec, inventory = model(weight, head, run)
    found = file(inventory, by_rules(rules), "".join(f"{part}." for part in wrappers), turned)
    compared = compare_sides(Side(label="model", tensors=inventory.tensors, spec=spec), found, run)
    assert compared.is_same
    assert (compared.naming.transposed > 0) == turned
    assert compared.naming.torch_names


def test_a_head_of_another_kind_is_no_match(run: Run) -> None:
    """A file for question answering has as many tensors of the same shapes as a classifier of two labels."""
    answers, inventory = model("ernie-1.0", "question-answering", run)
    found = file(inventory, by_rules([*BERT, ANSWERS]), "", turned=True)
    spec, other = model("ernie-1.0", "sequence-classification", run)
    compared = compare_sides(Side(label="model", tensors=other.tensors, spec=spec), found, run)
    assert [tensor.name for tensor in compared.only_left] == ["classifier.weight", "classifier.bias"]
    assert [tensor.name for tensor in compared.only_right] == ["qa_outputs.weight", "qa_outputs.bias"]
    assert compare_sides(Side(label="model", tensors=inventory.tensors, spec=answers), found, run).is_same


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("weight", ["ernie-1.0", "tinybert-4l-312d", "bert-base-uncased", "albert-base-v1"])
def test_two_files_with_heads_are_compared_across_frameworks(weight: str, turned: bool, run: Run) -> None:
    """Their model is given without a head, or with another."""
    _, inventory = model(weight, "sequence-classification", run)
    paddle = Side(label="paddle", tensors=inventory.tensors)
    torch = file(inventory, by_rules(ALBERT if weight.startswith("albert") else BERT), "module.", turned=True)
    left, right = (torch, paddle) if turned else (paddle, torch)
    compared = compare_sides(left, right, run, model=KNOWN.weight(weight))
    only = {tensor.name for tensor in (*compared.only_left, *compared.only_right)}
    assert only <= {"transformer.embeddings.position_ids"}  # a buffer, which the file does not say
    assert not compared.shape_differs


@pytest.mark.parametrize(("weight", "rules"), [("ernie-1.0", BERT), ("tinybert-4l-312d", BERT)])
def test_identify_knows_them(weight: str, rules: Rules, run: Run) -> None:
    _, inventory = model(weight, "question-answering", run)
    found = file(inventory, by_rules([*rules, ANSWERS]), "", turned=True)
    specs = [spec for spec in KNOWN.weights if spec.family == KNOWN.weight(weight).family]
    best = identify(found, specs, run)[0]
    assert (best.head, best.misfits, best.differences.is_same) == ("question-answering", 0, True)


def _covers(names: Mapping[str, TorchName], inventory: Inventory) -> bool:
    """Whether each parameter has one of its own in torch; GPT's query, key and value are one matrix there."""
    own = {name for name, torch in names.items() if torch.third is None}
    return all(one.name in own for one in inventory.tensors if one.kind is not TensorKind.BUFFER and not one.tied_to)


def gpt2(prefix: str, layers: int, width: int, words: int, places: int) -> tuple[TensorInfo, ...]:
    """GPT-2 as transformers has it: Conv1D matrices, [in, out], with query, key and value in one."""
    norm: dict[str, tuple[int, ...]] = {"weight": (width,), "bias": (width,)}

    def conv(first: int, last: int) -> dict[str, tuple[int, ...]]:
        return {"weight": (first, last), "bias": (last,)}

    layer = {
        "ln_1": norm,
        "attn.c_attn": conv(width, 3 * width),
        "attn.c_proj": conv(width, width),
        "ln_2": norm,
        "mlp.c_fc": conv(width, 4 * width),
        "mlp.c_proj": conv(4 * width, width),
    }
    modules: dict[str, dict[str, tuple[int, ...]]] = {
        "wte": {"weight": (words, width)},
        "wpe": {"weight": (places, width)},
        "ln_f": norm,
    }
    modules |= {f"h.{number}.{name}": shapes for number in range(layers) for name, shapes in layer.items()}
    return tuple(
        TensorInfo(name=f"{prefix}{name}.{kind}", shape=shape, dtype="float32")
        for name, shapes in modules.items()
        for kind, shape in shapes.items()
    )


@pytest.mark.parametrize("prefix", ["", "transformer."])
def test_gpt_is_recognised_with_query_key_and_value_in_one_matrix(prefix: str, run: Run) -> None:
    spec, inventory = model("gpt-cpm-small-cn-distill", "base", run)
    tensors = gpt2(prefix, 12, 768, 30_000, 1024)
    side = Side(label="model", tensors=inventory.tensors, spec=spec)
    found = compare_sides(side, Side(label="file", tensors=tensors), run)
    assert found.is_same
    assert found.same == len(tensors) == 4 + 12 * 12
    assert found.left.elements == found.right.elements
    paddle, torch = Side(label="paddle", tensors=inventory.tensors), Side(label="torch", tensors=tensors)
    for left, right in ((paddle, torch), (torch, paddle)):
        assert compare_sides(left, right, run, model=spec).is_same
    narrow = [
        replace(one, shape=(768, 2303)) if one.name == f"{prefix}h.3.attn.c_attn.weight" else one for one in tensors
    ]
    found = compare_sides(side, Side(label="file", tensors=tuple(narrow)), run)
    assert [pair.left.shape for pair in found.shape_differs] == [(768, 2304)]
    specs = [one for one in KNOWN.weights if one.family == spec.family]
    best = identify(Side(label="file", tensors=tensors), specs, run)[0]
    assert (best.weight, best.misfits) == (spec.name, 0)


@pytest.fixture(scope="module")
def tabled(run: Run) -> list[tuple[WeightSpec, Inventory, Mapping[str, TorchName]]]:
    """One base model of each family of which PaddleNLP has a whole table for converting."""
    firsts = list({spec.family: spec for spec in KNOWN.weights}.values())
    counted = count(firsts, run)
    models = [(spec, counted[spec.name]) for spec in firsts]
    found = [(spec, one, names_of(spec, run)) for spec, one in models if isinstance(one, Inventory)]
    return [(spec, one, names) for spec, one, names in found if names and _covers(names, one)]


@given(data=st.data(), wrappers=WRAPPERS, turned=st.booleans())
@settings(SLOW, max_examples=60)
def test_every_base_model_with_a_table_is_recognised(
    data: st.DataObject,
    wrappers: list[str],
    turned: bool,
    tabled: list[tuple[WeightSpec, Inventory, Mapping[str, TorchName]]],
    run: Run,
) -> None:
    """By the names that PaddleNLP converts."""
    assert {"ALBERT", "BERT", "DistilBert", "ELECTRA", "T5"} <= {spec.family for spec, _, _ in tabled}
    spec, inventory, names = data.draw(st.sampled_from(tabled))
    found = file(
        inventory,
        lambda tensor: names.get(tensor.name, TorchName(name=tensor.name)),
        "".join(f"{part}." for part in wrappers),
        turned,
    )
    compared = compare_sides(Side(label="model", tensors=inventory.tensors, spec=spec), found, run)
    assert compared.is_same
    assert not compared.naming.transposed or turned
