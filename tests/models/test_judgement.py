"""What a documented number of parameters is: the count, another way of counting, inexact, or wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from paddle_inspect.base.errors import FrameworkMissing, NotTraced
from paddle_inspect.base.figures import Figure, parse_count
from paddle_inspect.base.records import Inventory, TensorInfo, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.models import catalogue, explain
from paddle_inspect.models.counting import count_one
from paddle_inspect.models.heads import Head
from paddle_inspect.models.judgement import Says, judged
from paddle_inspect.models.ways import Way, base_way, ways_of
from tests.fakes import inventory

BASE = 109_482_240
#: BERT's pretraining head: a dense layer with its norm, a bias for each of 30,522 words, and two classes.
PRETRAINING = BASE + 768 * 768 + 768 + 2 * 768 + 30_522 + 2 * 768 + 2
WAYS = (
    base_way(inventory("bert", BASE)),
    Way(code="head:pretraining", text="with its head", count=PRETRAINING, published=True),
    Way(code="state-dict", text="ties repeated", count=133_000_000),
    Way(code="without-embeddings", text="without embeddings", count=85_054_464, published=True),
)


def figure(text: str) -> Figure:
    value, unit, decimals = parse_count(text)
    return Figure(name="parameters", text=text, value=value, unit=unit, decimals=decimals)


JUDGED = [
    ("109M", Says.AGREES, "base"),
    ("109.48M", Says.AGREES, "base"),
    ("110M", Says.BY_WAY, "head:pretraining"),  # Devlin et al. 2019
    ("110.1M", Says.BY_WAY, "head:pretraining"),
    ("108.9M", Says.ROUGH, None),  # 0.53 % off
    ("108.4M", Says.ROUGH, None),  # 0.99 %
    ("108.3M", Says.CONTRADICTS, None),  # 1.08 %
    ("111M", Says.CONTRADICTS, None),  # near the head's count, and as near the other
    ("133M", Says.CONTRADICTS, None),  # nobody publishes that
    ("85M", Says.BY_WAY, "without-embeddings"),
    ("86M", Says.BY_WAY, "without-embeddings"),  # 1.1 % off, where the count is off by 21 %
    ("87M", Says.CONTRADICTS, None),  # 2.3 %
    ("_M", Says.PLACEHOLDER, None),
]


@pytest.mark.parametrize(("text", "says", "code"), JUDGED)
def test_a_figure_is_the_count_or_another_or_wrong(text: str, says: Says, code: str | None) -> None:
    stated = figure(text) if text != "_M" else Figure(name="parameters", text=text, value=None)
    found = judged(stated, "bert-base-uncased", WAYS)
    assert (found.says, found.way and found.way.code) == (says, code)


CALLED = [
    ("blenderbot-400M-distill", 385_303_040, "400M", True),  # 3.8 % off
    ("toy-345m-en", 354_823_168, "345M", True),  # 2.8 %
    ("toy-345m-en", 354_823_168, "345 million", True),
    ("toy-1.5b", 1_557_611_200, "1.5B", True),
    ("toy-400m", 370_000_000, "400M", False),  # 8.1 %
    ("toy-1345m", 354_823_168, "345M", False),  # another number ends in it
    ("toy-345mx", 354_823_168, "345M", False),
    ("toy", 354_823_168, "345M", False),
    ("deberta-v2-xlarge", 884_593_152, "900M", True),  # one digit and noughts, 1.7 %
    ("toy", 880_000_000, "900M", False),  # 2.3 %
    ("toy", 884_593_152, "901M", False),
    ("toy", 108_000_000, "110M", False),  # two digits
]


@pytest.mark.parametrize(("weight", "count", "text", "expected"), CALLED)
def test_what_a_size_is_called_is_no_error(weight: str, count: int, text: str, expected: bool) -> None:
    found = judged(figure(text), weight, [base_way(inventory(weight, count))])
    assert (found.says in (Says.BY_WAY, Says.AGREES)) is expected


def test_ways_are_asked_for_no_further_than_needed() -> None:
    def ways() -> Iterator[Way]:
        yield WAYS[0]
        raise AssertionError("the count gives it")

    assert judged(figure("109M"), "bert-base-uncased", ways()).says is Says.AGREES


def test_a_head_with_its_own_table_of_words_is_published_tied() -> None:
    """DistilBERT, cased: 66M are 65,190,912 with a layer, a norm and a bias, and not with 28,996 x 768 more."""
    words, width = 28_996, 768
    table = TensorInfo(name="word_embeddings", shape=(words, width), dtype="float32")
    rest = TensorInfo(name="rest", shape=(65_190_912 - words * width,), dtype="float32")
    copy = TensorInfo(name="projector", shape=(width, words), dtype="float32")
    head = TensorInfo(name="head", shape=(width * width + width + 2 * width + words,), dtype="float32")
    base = Inventory(weight="toy", architecture="Model", tensors=(table, rest))
    with_head = Inventory(weight="toy", architecture="LM", tensors=(table, rest, head, copy))
    ways = ways_of(base, [(Head(name="masked-lm", architecture="LM"), with_head)], words=words)
    assert {way.code: (way.count, way.published) for way in ways} == {
        "base": (65_190_912, True),
        "head:masked-lm": (65_812_036 + words * width, False),
        "head:masked-lm:tied": (65_812_036, True),
        "without-embeddings": (65_190_912 - words * width, True),
    }
    assert judged(figure("66M"), "toy", ways).says is Says.BY_WAY
    assert judged(figure("88M"), "toy", ways).says is Says.CONTRADICTS


def test_where_no_framework_is_nothing_more_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> tuple[Head, ...]:
        raise FrameworkMissing("paddle")

    monkeypatch.setattr(explain, "heads_of", missing)
    spec = WeightSpec(name="toy", family="BERT", architecture="BertModel", config={})
    assert explain.judge(Run())(spec, inventory("toy", BASE), figure("111M")).says is Says.CONTRADICTS


def test_nothing_is_traced_for_a_figure_above_the_count(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def trace(spec: WeightSpec, run: Run) -> NotTraced:
        asked.append("trace")
        return NotTraced(spec.name, "nobody runs here")

    def heads(spec: WeightSpec, run: Run) -> tuple[Head, ...]:
        asked.append("heads")
        return ()

    monkeypatch.setattr(explain, "trace_of", trace)
    monkeypatch.setattr(explain, "heads_of", heads)
    spec = WeightSpec(name="toy", family="BERT", architecture="BertModel", config={})
    judge = explain.judge(Run())
    for text in ("150M", "150M", "50M", "109M"):
        judge(spec, inventory("toy", BASE), figure(text))
    assert asked == ["heads", "trace"]  # each once, and for the count itself neither


@pytest.mark.paddle
@pytest.mark.parametrize(
    ("weight", "text", "code"),
    [
        ("bert-base-uncased", "110M", "head:pretraining"),  # Devlin et al. 2019
        ("bert-large-uncased", "336M", "head:pretraining"),
        ("distilbert-base-cased", "66M", "head:masked-lm:tied"),
        ("electra-small", "14M", "head:discriminator"),  # Clark et al. 2020, table 1
        ("microsoft/deberta-v3-base", "86M", "without-embeddings"),  # its backbone
        ("tinybert-4l-312d", "14.5M", "without-unused"),  # Jiao et al. 2020, table 1
        ("tinybert-6l-768d", "67M", "without-unused"),
        ("blenderbot-400M-distill", "400M", "nominal"),
        ("layoutxlm-base-uncased", "369M", "config:use_visual_backbone=true"),
        ("blenderbot-1B-distill", "1B", None),  # 1.92 billion as built, 1.37 as published
        ("bert-base-chinese", "108M", None),  # the English model's
        ("bart-base", "217M", None),  # its words three times
        ("albert-chinese-xlarge", "60M", None),  # a second table of words in the library's class alone
        ("tinybert-4l-312d-zh", "14.5M", None),
    ],
)
def test_what_authors_would_defend_is_no_error(weight: str, text: str, code: str | None) -> None:
    run, spec = Run(), catalogue.load().weight(weight)
    found = explain.judge(run)(spec, count_one(spec, run), figure(text))
    assert (found.says, found.way and found.way.code) == (Says.BY_WAY if code else Says.CONTRADICTS, code)
