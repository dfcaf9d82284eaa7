"""Ways of counting: what each gives, and that a figure is matched within its own precision and no further."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from paddle_inspect.base.figures import Figure, parse_count
from paddle_inspect.base.records import Doubt, DoubtKind, Inventory, TensorInfo, TensorKind, WeightSpec
from paddle_inspect.models.heads import Head
from paddle_inspect.models.ways import (
    Documented,
    Explanation,
    Way,
    in_words,
    is_embedding,
    is_pooler,
    of_other_weights,
    unexplained,
    ways_of,
)
from tests.fakes import inventory

SPEC = WeightSpec(name="bart-ish", family="BART", architecture="Model", config={})
BASE = Inventory(
    weight="bart-ish",
    architecture="Model",
    tensors=(
        TensorInfo(name="ids", shape=(1, 500), dtype="int64", kind=TensorKind.BUFFER),
        TensorInfo(name="shared.weight", shape=(1000, 100), dtype="float32"),
        TensorInfo(name="encoder.embed_tokens.weight", shape=(1000, 100), dtype="float32", tied_to="shared.weight"),
        TensorInfo(name="layer.linear.weight", shape=(100, 400), dtype="float32"),
        TensorInfo(name="pooler.dense.weight", shape=(100, 100), dtype="float32"),
    ),
)
CLASSIFIER = (Head(name="sequence-classification", architecture="C"), inventory("bart-ish", 150_200))
MASKED_LM = (Head(name="masked-lm", architecture="L"), inventory("bart-ish", 181_000))


def figure(text: str) -> Figure:
    value, unit, decimals = parse_count(text)
    return Figure(name="parameters", text=text, value=value, unit=unit, decimals=decimals)


def codes(text: str) -> list[str]:
    others = [inventory("bart-ish", 150_000), inventory("other", 777_000)]
    return [one.code for one in matches(figure(text), [CLASSIFIER, MASKED_LM], others)]


def matches(
    documented: Figure, heads: Iterable[tuple[Head, Inventory]] = (), others: Iterable[Inventory] = ()
) -> list[Way]:
    """The ways of counting that give a figure, the most plausible first."""
    explanation = Explanation(
        spec=SPEC,
        documented=(Documented(figure=documented, where="a test"),),
        own=tuple(ways_of(BASE, heads)),
        others=tuple(of_other_weights(BASE, others)),
    )
    return explanation.matches(documented)


def test_each_way_gives_its_own_number_the_most_plausible_first() -> None:
    assert {one.code: one.count for one in ways_of(BASE, [CLASSIFIER, MASKED_LM])} == {
        "base": 100_000 + 40_000 + 10_000,
        "head:masked-lm": 181_000,
        "head:sequence-classification": 150_200,
        "state-dict": 150_000 + 100_000 + 500,
        "buffers": 150_500,
        "without-pooler": 140_000,
        "without-embeddings": 50_000,
    }
    assert [one.code for one in ways_of(BASE, [CLASSIFIER, MASKED_LM])][:3] == [
        "base",
        "head:masked-lm",
        "head:sequence-classification",
    ]


def test_ways_that_change_nothing_are_left_out() -> None:
    plain = inventory("plain", 100)
    assert [one.code for one in ways_of(plain)] == ["base"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("150K", ["base", "head:sequence-classification", "buffers"]),
        ("150.0K", ["base"]),
        ("150,200", ["head:sequence-classification"]),
        ("181K", ["head:masked-lm"]),
        ("250K", ["state-dict"]),
        ("251K", ["state-dict"]),  # 250,500 rounded up
        ("150.5K", ["buffers"]),
        ("140K", ["without-pooler"]),
        ("50K", ["without-embeddings"]),
        ("777K", ["weight:other"]),
        ("0.18M", ["head:masked-lm"]),
        ("999K", []),
    ],
)
def test_a_figure_matches_what_gives_it_at_its_own_precision(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_a_placeholder_matches_nothing() -> None:
    assert matches(Figure(name="parameters", text="_M", value=None)) == []


def test_words_claim_a_match_and_no_more() -> None:
    assert in_words(figure("250K"), matches(figure("250K"))) == (
        "250K agrees with: state_dict of the base model, ties repeated (250,500), and with nothing else that was tried."
    )
    assert in_words(figure("9K"), []) == "9K agrees with none of these counts."
    assert in_words(Figure(name="parameters", text="_M", value=None), []) == "_M is a placeholder."
    many = matches(figure("150K"), [CLASSIFIER])
    assert in_words(figure("150K"), many).startswith("150K agrees with: parameters of the base model (150,000). At its")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("embeddings.word_embeddings.weight", True),
        ("shared.weight", True),
        ("embeddings.position_embeddings.weights.0", True),
        ("word_emb.weight", True),
        ("encoder.embedding_hidden_mapping_in.weight", False),
        ("embeddings_project.weight", False),
        ("entity_embeddings.entity_embedding_dense.weight", False),
        ("decoder.layers.0.self_attn.relative_pos_embeddings.weight", False),
        ("encoder.layers.0.linear1.weight", False),
        ("weight", False),
    ],
)
def test_embeddings_are_tables_not_projections(name: str, expected: bool) -> None:
    assert is_embedding(TensorInfo(name=name, shape=(10, 4), dtype="float32")) is expected


def test_a_norm_of_embeddings_is_no_embedding() -> None:
    assert not is_embedding(TensorInfo(name="layernorm_embedding.weight", shape=(10,), dtype="float32"))


def test_poolers_are_known_by_any_part_of_their_name() -> None:
    assert is_pooler(TensorInfo(name="bert.pooler.dense.bias", shape=(4,), dtype="float32"))
    assert not is_pooler(TensorInfo(name="bert.dense.bias", shape=(4,), dtype="float32"))


@pytest.mark.parametrize(("shape", "expected"), [((10,), False), ((10, 4), True), ((2, 10, 4), True)])
def test_a_table_has_two_axes_or_more(shape: tuple[int, ...], expected: bool) -> None:
    assert is_embedding(TensorInfo(name="word_embeddings.weight", shape=shape, dtype="float32")) is expected


@pytest.mark.parametrize("name", ["pretraining", "masked-lm", "question-generation"])
def test_a_head_that_a_model_is_pretrained_with_comes_first(name: str) -> None:
    usual = Head(name=name, architecture="L")
    other = Head(name="film-classification", architecture="C")  # not `lm`, though these letters stand in it
    found = ways_of(inventory("w", 10), [(other, inventory("w", 12)), (usual, inventory("w", 11))])
    assert [one.code for one in found] == ["base", f"head:{name}", "head:film-classification"]


def test_a_head_is_known_by_its_further_names_too() -> None:
    usual = Head(name="special", architecture="L", aliases=("other", "masked-lm"))
    other = Head(name="sequence-classification", architecture="C", aliases=("multi-label",))
    found = ways_of(inventory("w", 10), [(other, inventory("w", 12)), (usual, inventory("w", 11))])
    assert [one.code for one in found] == ["base", "head:special", "head:sequence-classification"]


def test_a_head_repeats_ties_as_the_base_model_does() -> None:
    tied = Inventory(
        weight="w",
        architecture="L",
        tensors=(
            TensorInfo(name="shared.weight", shape=(10, 10), dtype="float32"),
            TensorInfo(name="decoder.weight", shape=(10, 10), dtype="float32", tied_to="shared.weight"),
        ),
    )
    found = ways_of(inventory("w", 90), [(Head(name="masked-lm", architecture="L"), tied)])
    assert {one.code: one.count for one in found} == {"base": 90, "head:masked-lm": 100, "state-dict:masked-lm": 200}


def test_further_matches_are_named_up_to_four_and_then_counted() -> None:
    found = [Way(code=f"way:{n}", text=f"way {n}", count=150_000) for n in range(7)]
    said = [in_words(figure("150K"), found[:number]).split("also with: ")[1] for number in (5, 6, 7)]
    assert said == [
        "way 1; way 2; way 3; way 4.",
        "way 1; way 2; way 3; way 4; and 1 more.",
        "way 1; way 2; way 3; way 4; and 2 more.",
    ]


def test_unexplained_is_what_no_way_gives_and_no_placeholder() -> None:
    blank = Figure(name="parameters", text="_M", value=None)
    found = [Way(code="a", text="a", count=10), Way(code="b", text="b", count=20)]
    assert unexplained([figure("10"), figure("20"), figure("30"), blank], found) == [figure("30")]
    assert unexplained([blank], []) == []


def test_a_key_that_the_config_does_not_decide_is_a_way_of_counting() -> None:
    def doubt(key: str, kind: DoubtKind, parameters: int) -> Doubt:
        return Doubt(key=key, kind=kind, built="true", other="false", parameters=parameters)

    doubts = (
        doubt("use_bias", DoubtKind.LOST, 149_600),
        doubt("use_pooler", DoubtKind.SWITCH, 140_000),
        doubt("vocab_size", DoubtKind.SIZE, 1),
        doubt("use_cache", DoubtKind.SWITCH, BASE.parameters),  # makes no difference
    )
    found = {way.code: (way.count, way.text) for way in ways_of(replace(BASE, doubts=doubts), [])}
    assert {code: way for code, way in found.items() if code.startswith("config:")} == {
        "config:use_bias=false": (149_600, "parameters of the base model with use_bias false, which its config says"),
        "config:use_pooler=false": (
            140_000,
            "parameters of the base model with use_pooler false, which its config leaves open",
        ),
    }
