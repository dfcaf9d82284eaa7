"""Keys that a count rests on without its config's word, against what was published and arithmetic written out."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from paddle_inspect.base.records import Doubt, DoubtKind, WeightSpec
from paddle_inspect.models import catalogue
from paddle_inspect.zoos.paddlenlp.doubts import count_with_doubts

pytestmark = pytest.mark.paddle

KNOWN = catalogue.load()
#: The LayoutXLM paper's 369M: transformer, visual backbone and all.
LAYOUTXLM_PUBLISHED = 369_057_216


def doubts(weight: str, **config: object) -> tuple[int, dict[str, Doubt]]:
    spec: WeightSpec = KNOWN.weight(weight)
    found = count_with_doubts(replace(spec, config={**spec.config, **config}))
    return found.parameters, {doubt.key: doubt for doubt in found.doubts}


def test_a_switch_that_the_config_leaves_to_the_class() -> None:
    counted, found = doubts("layoutxlm-base-uncased")
    assert found == {
        "use_visual_backbone": Doubt(
            key="use_visual_backbone",
            kind=DoubtKind.SWITCH,
            built="false",
            other="true",
            parameters=LAYOUTXLM_PUBLISHED,
        )
    }
    assert counted < LAYOUTXLM_PUBLISHED


@pytest.mark.parametrize("stated", [False, True])
def test_a_switch_that_the_config_states_is_in_no_doubt(stated: bool) -> None:
    counted, found = doubts("layoutxlm-base-uncased", use_visual_backbone=stated)
    assert found == {}
    assert (counted == LAYOUTXLM_PUBLISHED) is stated


def test_a_size_that_the_config_leaves_to_the_class() -> None:
    counted, found = doubts("ernie-3.0-base-zh")
    doubt = found.pop("intermediate_size")
    assert (doubt.kind, doubt.built, found) == (DoubtKind.SIZE, "3072", {})
    twelve_layers = 12 * (768 + 768 + 1)  # of each unit a column of one matrix, a row of the other, and a bias
    assert doubt.parameters - counted == twelve_layers * (json.loads(doubt.other) - 3072)


def test_a_switch_may_be_called_like_an_id() -> None:
    counted, found = doubts("ernie-2.0-large-en")
    assert found["use_task_id"].parameters - counted == 3 * 1024  # a table of three tasks


def test_something_that_is_not_there_by_default() -> None:
    counted, found = doubts("plato-mini")
    assert (found["role_type_size"].kind, found["role_type_size"].built) == (DoubtKind.SIZE, "null")
    assert found["role_type_size"].parameters - counted == 768 * json.loads(found["role_type_size"].other)


@pytest.mark.parametrize(("weight", "languages"), [("xlm-mlm-17-1280", 17), ("xlm-mlm-100-1280", 100)])
def test_a_false_that_is_lost_behind_another_name_for_its_key(weight: str, languages: int) -> None:
    counted, found = doubts(weight)
    doubt = found["use_lang_embeddings"]
    assert (doubt.kind, doubt.built, doubt.other) == (DoubtKind.LOST, "true", "false")
    assert counted - doubt.parameters == languages * 1280


NOTHING_IN_DOUBT = [
    "bert-base-uncased",
    "bart-large",  # states its layers under the names of an older release
    "facebook/opt-1.3b",  # states everything one level down
    "reformer-enwik8",  # states lists, which become tuples
    "ernie-gen-base-en",  # has no config class
    "t5-small",
]


@pytest.mark.parametrize("weight", NOTHING_IN_DOUBT)
def test_a_config_that_decides_everything_leaves_nothing_in_doubt(weight: str) -> None:
    assert doubts(weight)[1] == {}


def test_a_doubt_costs_the_inventory_nothing() -> None:
    from paddle_inspect.zoos.paddlenlp.build import count_one

    spec = KNOWN.weight("layoutxlm-base-uncased")
    assert replace(count_with_doubts(spec), doubts=()) == count_one(spec)
