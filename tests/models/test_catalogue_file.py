"""catalogue.json: typed reading with key paths, deterministic writing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from paddle_inspect.base.records import KnownKeys
from paddle_inspect.models.catalogue_file import (
    Header,
    WeightEntry,
    read_general_keys,
    read_header,
    render_config,
    render_general_keys,
    render_header,
)

HEADER = Header(
    title="Exämple",
    module="paddlenlp.transformers.example.modeling",
    synced_from="paddlenlp 1.0",
    aliases=("Sample",),
    lists_all=True,
    wording={"num_hidden_layers": "{} blocks", "embedding_size": "{} embedding"},
    internal=("testing/*",),
    keys=KnownKeys(sizes=frozenset("abc"), required=frozenset("b"), others=frozenset("xy")),
    weights=(
        WeightEntry(name="who/b", architecture="ExampleModel", language="English", description="with ``role``"),
        WeightEntry(name="a", architecture="ExampleModel", undescribed="nobody knows"),
    ),
)
GOOD = {
    "title": "T",
    "module": "m",
    "synced_from": "s",
    "weights": [{"name": "w", "architecture": "A"}, {"name": "v", "architecture": "A"}],
}


def written(tmp_path: Path, content: object) -> Path:
    path = tmp_path / "catalogue.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.json"
    path.write_text(render_header(HEADER), encoding="utf-8")
    assert read_header(path) == HEADER


def test_one_line_per_weight() -> None:
    lines = render_header(HEADER).splitlines()
    assert '    {"name": "a", "architecture": "ExampleModel", "undescribed": "nobody knows"}' in lines


def test_an_empty_header_is_valid_json(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.json"
    path.write_text(render_header(Header(title="Nothing")), encoding="utf-8")
    assert read_header(path) == Header(title="Nothing")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": 1}, "title: expected str, got int"),
        ({"lists_all": "yes"}, "lists_all: expected bool, got str"),
        ({"wording": ["{}-layer"]}, "wording: expected object, got array"),
        ({"wording": {"hidden_size": 1}}, "wording.hidden_size: expected str, got int"),
        (
            {"wording": {"depth": "{} deep"}},
            "wording.depth: is none of num_hidden_layers, embedding_size, hidden_size, num_attention_heads, parameters",
        ),
        ({"wording": {"hidden_size": "wide"}}, "wording.hidden_size: 'wide' has not one {} for the number"),
        ({"wording": {"hidden_size": "{} {}"}}, "wording.hidden_size: '{} {}' has not one {} for the number"),
        ({"wording": {"hidden_size": "{} {x}"}}, "wording.hidden_size: '{} {x}' has not one {} for the number"),
        ({"internal": "testing/*"}, "internal: expected array, got str"),
        ({"weights": {}}, "weights: expected array, got object"),
        ({"weights": ["w"]}, "weights[0]: expected object, got str"),
        ({"weights": [{"name": "w"}]}, "weights[0].architecture: is missing"),
        ({"weights": [*GOOD["weights"], *GOOD["weights"]]}, "weights[2].name: w stands twice"),
        (
            {"weights": [{"name": "../w", "architecture": "A"}]},
            "weights[0].name: '../w' cannot name a folder",
        ),
        ({"weights": [{"name": "/w", "architecture": "A"}]}, "weights[0].name: '/w' cannot name a folder"),
        ({"aliases": [None]}, "aliases[0]: expected str, got null"),
        ({"keys": {"others": [1]}}, "keys.others[0]: expected str, got int"),
    ],
)
def test_a_wrong_value_is_a_problem_with_its_key_path(tmp_path: Path, change: dict[str, object], message: str) -> None:
    path = written(tmp_path, {**GOOD, **change})
    header = read_header(path)
    assert header.weights == ()
    assert str(header.problem) == f"{path}: {message}"


def test_a_config_is_written_with_sorted_keys_one_a_line() -> None:
    assert render_config({"b": [1, 2], "a": None}) == '{\n  "a": null,\n  "b": [1, 2]\n}\n'


def test_general_keys_come_back(tmp_path: Path) -> None:
    path = tmp_path / "general_keys.json"
    path.write_text(render_general_keys("paddlenlp 1.0", {"b", "a"}), encoding="utf-8")
    assert read_general_keys(path) == {"a", "b"}
    assert read_general_keys(tmp_path / "absent.json") == frozenset()
