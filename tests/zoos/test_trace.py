"""Traces of real models, against arithmetic written out from the architecture."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from paddle_inspect.base.errors import NotTraced
from paddle_inspect.base.operators import VIEWS
from paddle_inspect.base.records import Inventory, Trace, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.models import catalogue
from paddle_inspect.models.cost import execution, flops
from paddle_inspect.models.counting import count_one
from paddle_inspect.models.heads import find_head, heads_of, with_head
from paddle_inspect.zoos.paddlenlp.build import model_class
from paddle_inspect.zoos.paddlenlp.trace import trace

pytestmark = pytest.mark.paddle


def spec(name: str, head: str | None = None, num_labels: int | None = None) -> WeightSpec:
    found = catalogue.load().weight(name)
    if head is None:
        return found
    return with_head(found, find_head(heads_of(found, Run()), head, found.architecture), num_labels)


def counted(model: WeightSpec) -> Inventory:
    return count_one(model, Run())


def encoder_multiply_adds(c: Mapping[str, Any], batch: int, s: int) -> int:
    """Every layer: four projections, scores and their sum of values (all heads together), up and down."""
    h, i = c["hidden_size"], c["intermediate_size"]
    return int(batch * c["num_hidden_layers"] * (4 * s * h * h + 2 * s * s * h + 2 * s * h * i))


def pooler_multiply_adds(c: Mapping[str, Any], batch: int) -> int:
    """One token of each text."""
    return int(batch * c["hidden_size"] ** 2)


@pytest.mark.parametrize(
    ("name", "batch", "seq_len"),
    [("albert-large-v2", 1, 128), ("albert-base-v1", 3, 17), ("albert-chinese-tiny", 2, 512)],
)
def test_flops_of_albert(name: str, batch: int, seq_len: int) -> None:
    model = spec(name)
    c: Mapping[str, Any] = model.config
    mapping = batch * seq_len * c["embedding_size"] * c["hidden_size"]
    expected = mapping + encoder_multiply_adds(c, batch, seq_len) + pooler_multiply_adds(c, batch)
    assert flops(trace(model, batch=batch, seq_len=seq_len)) == 2 * expected


@pytest.mark.parametrize(("name", "batch", "seq_len"), [("bert-base-uncased", 1, 128), ("bert-large-cased", 2, 64)])
def test_flops_of_bert(name: str, batch: int, seq_len: int) -> None:
    model = spec(name)
    expected = encoder_multiply_adds(model.config, batch, seq_len) + pooler_multiply_adds(model.config, batch)
    assert flops(trace(model, batch=batch, seq_len=seq_len)) == 2 * expected


def test_flops_of_gpt_include_every_head_once() -> None:
    model = spec("gpt3-1.3B-en")
    c: Mapping[str, Any] = {**model.config, "intermediate_size": 4 * model.config["hidden_size"]}  # type: ignore[operator]
    assert flops(trace(model, batch=1, seq_len=64)) == 2 * encoder_multiply_adds(c, 1, 64)


def test_a_classifier_adds_its_own_product() -> None:
    base = flops(trace(spec("bert-base-uncased"), batch=2, seq_len=16))
    head = flops(trace(spec("bert-base-uncased", "token-classification", 7), batch=2, seq_len=16))
    assert base is not None
    assert head == base + 2 * (2 * 16 * 768 * 7)


def test_albert_runs_one_layer_as_often_as_it_has_layers() -> None:
    model = spec("albert-large-v2")
    found = execution(counted(model), trace(model, batch=1, seq_len=128))
    [reused] = found.reused
    assert (reused.part, reused.passes, reused.tensors) == ("encoder.albert_layer_groups.0.albert_layers.0", 24, 16)
    h, i = 1024, 4096
    layer = 4 * (h * h + h) + (h * i + i) + (i * h + h) + 4 * h
    assert reused.elements == layer
    assert (found.stored, found.executed) == (17_683_968, 17_683_968 + 23 * layer)
    assert found.unused == ()


@pytest.mark.parametrize("name", ["bert-base-uncased", "ernie-1.0", "gpt3-1.3B-en", "squeezebert-uncased"])
def test_without_sharing_the_two_numbers_agree(name: str) -> None:
    model = spec(name)
    found = execution(counted(model), trace(model, batch=1, seq_len=32))
    assert found.executed == found.stored == counted(model).parameters
    assert found.reused == ()
    assert found.unused == ()


def test_a_tied_embedding_runs_where_words_are_looked_up_and_where_they_are_predicted() -> None:
    model = spec("albert-base-v2", "masked-lm")
    found = execution(counted(model), trace(model, batch=1, seq_len=32))
    parts = {one.part: one.passes for one in found.reused}
    assert parts["transformer.embeddings.word_embeddings.weight"] == 2


def test_bart_looks_its_words_up_on_both_sides() -> None:
    model = spec("bart-base")
    one_pass = trace(model, batch=1, seq_len=32)
    assert [name for name, _ in one_pass.inputs] == ["input_ids", "decoder_input_ids"]
    [reused] = execution(counted(model), one_pass).reused
    assert (reused.part, reused.passes) == ("shared.weight", 2)


def test_a_multiple_choice_head_is_given_choices() -> None:
    one_pass = trace(spec("bert-base-uncased", "multiple-choice"), batch=3, seq_len=16)
    assert dict(one_pass.inputs)["input_ids"] == (3, 2, 16)


def test_an_einsum_keeps_the_shapes_of_its_operands() -> None:
    one_pass = trace(spec("xlnet-base-cased"), batch=1, seq_len=16)
    sums = [operator for operator in one_pass.operators if operator.name == "einsum"]
    assert sums
    assert all(len(operator.inputs) == 2 and all(operator.inputs) for operator in sums)


def test_a_parameter_is_used_by_what_computes_with_it_not_by_what_reshapes_it() -> None:
    one_pass = trace(spec("squeezebert-uncased"), batch=1, seq_len=16)
    convolutions = [operator for operator in one_pass.operators if operator.name == "conv2d"]
    assert len(convolutions) == 12 * 6  # query, key, value and three more of each layer, one-dimensional in PaddleNLP
    assert all(any(name.endswith("weight") for name in operator.parameters) for operator in convolutions)
    assert not VIEWS & {operator.name for operator in one_pass.operators}


def test_deberta_makes_keys_and_queries_of_one_table_in_every_layer() -> None:
    model = spec("deberta-base")
    [reused] = execution(counted(model), trace(model, batch=1, seq_len=16)).reused
    assert (reused.part, reused.passes) == ("encoder.rel_embeddings.weight", 2 * 12)


def test_no_paddle_type_leaves_the_framework() -> None:
    def plain(value: object) -> bool:
        if isinstance(value, tuple):
            return all(map(plain, value))
        return type(value) in (str, int, bool)

    one_pass: Trace = trace(spec("albert-chinese-tiny"), batch=1, seq_len=8)
    for one in one_pass.operators:
        assert plain((one.name, one.inputs, one.outputs, one.parameters, one.attributes))
    assert Counter(type(one) for one in one_pass.operators).keys() == {type(one_pass.operators[0])}


@pytest.mark.parametrize(
    ("name", "reason"),
    [("ernie-doc-base-en", "needs memories"), ("prophetnet-large-uncased", "fails while it is traced")],
)
def test_what_cannot_be_traced_says_why(name: str, reason: str) -> None:
    with pytest.raises(NotTraced, match=reason) as caught:
        trace(spec(name), batch=1, seq_len=16)
    assert caught.value.lasting


@pytest.mark.parametrize("error", [MemoryError("bad allocation"), ImportError("yacs"), OSError(24, "too many files")])
def test_a_reason_of_the_machine_does_not_last(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """One attempt of four is enough: with more memory it might have worked."""
    model, errors = spec("bert-base-uncased"), [ValueError("no"), error, TypeError("no"), ValueError("no")]

    def forward(self: Any, input_ids: Any) -> None:
        raise errors.pop()

    monkeypatch.setattr(model_class(model), "forward", forward)
    with pytest.raises(NotTraced, match="fails while it is traced: ValueError: no") as caught:
        trace(model, batch=1, seq_len=16)
    assert (errors, caught.value.lasting) == ([], False)


def test_the_first_attempt_says_why_and_the_others_are_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    model = spec("bert-base-uncased")
    attempts: list[int] = []

    def forward(self: Any, input_ids: Any) -> None:
        attempts.append(1)
        raise ValueError(f"for the time {len(attempts)}")

    monkeypatch.setattr(model_class(model), "forward", forward)
    with (
        caplog.at_level("DEBUG", logger="paddle_inspect"),
        pytest.raises(NotTraced, match=r"BertModel\.forward fails while it is traced: ValueError: for the time 1"),
    ):
        trace(model, batch=1, seq_len=16)
    logged = [record.message for record in caplog.records if record.name.startswith("paddle_inspect")]
    # shapes known or not, and without the optional inputs or with them
    assert logged == [
        f"bert-base-uncased, attempt {number}: ValueError: for the time {number}" for number in range(1, 2 * 2 + 1)
    ]


def test_opt_keeps_names_of_results_that_have_none() -> None:
    """24 layers of 128 tokens: four matrices of 2048 x 2048, two of 2048 x 8192, scores and values; two FLOPs each."""
    layer = 128 * (4 * 2048 * 2048 + 2 * 2048 * 8192) + 2 * 128 * 128 * 2048
    assert flops(trace(spec("facebook/opt-1.3b"), batch=1, seq_len=128)) == 2 * 24 * layer == 312_458_870_784


def test_tracing_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    trace(spec("ChineseBERT-base"), batch=1, seq_len=16)
    assert capfd.readouterr() == ("", "")


def test_a_model_of_175_billion_parameters_takes_no_weight_memory() -> None:
    script = """
import json, resource
from paddle_inspect.models import catalogue
from paddle_inspect.zoos.paddlenlp.environment import import_framework
from paddle_inspect.zoos.paddlenlp.trace import trace
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
import_framework()
before = peak()
operators = trace(catalogue.load().weight("gpt3-175B-en"), batch=1, seq_len=128).operators
print(json.dumps([before, peak(), sum(one.name == "matmul" for one in operators)]))
"""
    before, after, products = json.loads(subprocess.check_output([sys.executable, "-c", script], text=True))
    assert products == 96 * 8  # query, key, value, scores, values, output, up, down
    assert after - before < 200  # MiB; its weights would be 650 GiB
