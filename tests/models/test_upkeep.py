"""What a sync would write, and what counts as drift."""

from __future__ import annotations

import json
from dataclasses import replace

from paddle_inspect.base.records import BuiltIn, KnownKeys
from paddle_inspect.models.catalogue_file import Header, WeightEntry
from paddle_inspect.models.upkeep import config_drift, drift, render_family

BUILT_IN = BuiltIn(
    folder="Example",
    module="paddlenlp.transformers.example.modeling",
    architecture="ExampleModel",
    keys=KnownKeys(),
    configs={"base": {"hidden_size": 768}, "who/large": {"hidden_size": 1024}},
    undescribed={"mystery": "empty"},
)
WRITTEN = Header(
    title="An Example",
    aliases=("Sample",),
    lists_all=True,
    wording={"num_hidden_layers": "{} blocks"},
    internal=("testing/*",),
    module="paddlenlp.transformers.example.modeling",
    weights=(
        WeightEntry(name="who/large", architecture="OldModel", language="English", description="the large one"),
        WeightEntry(name="gone", architecture="OldModel"),
    ),
)


def test_a_new_family_is_written_in_paddlenlps_order() -> None:
    files = render_family(BUILT_IN, None, "paddlenlp 9.9")
    catalogue = json.loads(files.pop("catalogue.json"))
    assert catalogue["title"] == "Example"
    assert catalogue["synced_from"] == "paddlenlp 9.9"
    assert [weight["name"] for weight in catalogue["weights"]] == ["base", "who/large", "mystery"]
    assert catalogue["weights"][2]["undescribed"] == "empty"
    assert {name: json.loads(text) for name, text in files.items()} == {
        "base/config.json": {"hidden_size": 768},
        "who/large/config.json": {"hidden_size": 1024},
    }


def test_what_people_wrote_stays() -> None:
    catalogue = json.loads(render_family(BUILT_IN, WRITTEN, "paddlenlp 9.9")["catalogue.json"])
    assert (catalogue["title"], catalogue["aliases"], catalogue["lists_all"]) == ("An Example", ["Sample"], True)
    assert (catalogue["wording"], catalogue["internal"]) == ({"num_hidden_layers": "{} blocks"}, ["testing/*"])
    assert catalogue["weights"][0] == {
        "name": "who/large",
        "architecture": "ExampleModel",
        "language": "English",
        "description": "the large one",
    }
    assert [weight["name"] for weight in catalogue["weights"]] == ["who/large", "base", "mystery"]


def test_a_sync_is_stable() -> None:
    assert render_family(BUILT_IN, WRITTEN, "x") == render_family(BUILT_IN, WRITTEN, "x")


def test_no_drift_after_a_sync() -> None:
    entries = tuple(
        WeightEntry(name=name, architecture="ExampleModel", undescribed=BUILT_IN.undescribed.get(name))
        for name in BUILT_IN.names
    )
    assert list(drift(BUILT_IN, replace(WRITTEN, weights=entries), BUILT_IN.configs, "paddlenlp 9.9")) == []


def test_drift_names_file_key_and_both_values() -> None:
    found = list(drift(BUILT_IN, WRITTEN, {"who/large": {"hidden_size": 1000}}, "paddlenlp 9.9"))
    assert found == [
        ("catalogue.json", "base: is missing, but paddlenlp 9.9 has it"),
        ("catalogue.json", "mystery: is missing, but paddlenlp 9.9 has it"),
        ("catalogue.json", "who/large: architecture is OldModel here, ExampleModel in paddlenlp 9.9"),
        ("who/large/config.json", "hidden_size: 1000 here, 1024 in paddlenlp 9.9"),
        ("catalogue.json", "gone: is unknown to paddlenlp 9.9"),
    ]


def test_a_weight_that_lost_or_gained_its_config_is_drift() -> None:
    entries = (
        WeightEntry(name="base", architecture="ExampleModel", undescribed="was empty"),
        WeightEntry(name="who/large", architecture="ExampleModel"),
        WeightEntry(name="mystery", architecture="ExampleModel"),
    )
    found = list(drift(BUILT_IN, replace(WRITTEN, weights=entries), {}, "paddlenlp 9.9"))
    assert found == [
        ("catalogue.json", "base: paddlenlp 9.9 has a config of it"),
        ("catalogue.json", "mystery: paddlenlp 9.9 has no config of it"),
    ]


def test_values_are_compared_key_by_key() -> None:
    ours = {"same": 1, "zero": 0, "flag": True, "ours": None, "list": [1]}
    theirs = {"same": 1, "zero": 0.0, "flag": 1, "theirs": "x" * 100, "list": [2]}
    assert list(config_drift(ours, theirs, "it")) == [
        "flag: true here, 1 in it",
        "list: [1] here, [2] in it",
        "ours: null here, absent in it",
        f'theirs: absent here, "{"x" * 56}... in it',
    ]
