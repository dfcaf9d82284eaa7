from __future__ import annotations

import json
from pathlib import Path

import pytest

from paddle_inspect.base.errors import ConfigError
from paddle_inspect.base.languages import is_language, language_in_name, read_vocabulary

LANGUAGES = ["English", "chinese", "Multilingual", "Chinese and English", "English, Russian", "Code", "Indian"]


@pytest.mark.parametrize("text", LANGUAGES)
def test_languages(text: str) -> None:
    assert is_language(text)


@pytest.mark.parametrize("text", ["", "Discriminator", "Language", "English text", "12-layer", "Model"])
def test_no_languages(text: str) -> None:
    assert not is_language(text)


NAMES = [
    ("GroNLP/bert-base-dutch-cased", "Dutch"),
    ("tinybert-4l-312d-zh", "Chinese"),
    ("skep_ernie_1.0_large_ch", "Chinese"),
    ("gpt-cpm-large-cn", "Chinese"),
    ("ernie-2.0-base-en", "English"),
    ("bert-base-multilingual-cased", "Multilingual"),
    ("albert-base-v1", None),
    ("cointegrated/LaBSE-zh-en", None),  # two languages are none
    ("microsoft/CodeGPT-code-py", None),
]


@pytest.mark.parametrize(("name", "language"), NAMES)
def test_the_language_that_a_name_mentions(name: str, language: str | None) -> None:
    assert language_in_name(name) == language


def written(tmp_path: Path, content: object) -> Path:
    path = tmp_path / "languages.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_a_file_adds_groups_and_short_forms(tmp_path: Path) -> None:
    content = {"groups": ["Alien", "Music"], "short_forms": {"xx": "Alien"}, "only_in_cells": ["Music"]}
    words = read_vocabulary(written(tmp_path, content))
    assert (words.cells["alien"], words.cells["music"], words.cells["dutch"]) == ("Alien", "Music", "Dutch")
    assert (words.names["xx"], words.names["alien"], words.names["dutch"]) == ("Alien", "Alien", "Dutch")
    assert "xx" not in words.cells
    assert "music" not in words.names


def test_without_the_file_there_are_the_languages_alone(tmp_path: Path) -> None:
    words = read_vocabulary(tmp_path / "absent.json")
    assert words.cells == words.names
    assert words.cells["dutch"] == "Dutch"
    assert "multilingual" not in words.cells


WRONG = [
    ({"groups": "Alien"}, "groups: expected array, got str"),
    ({"groups": [1]}, "groups[0]: expected str, got int"),
    ({"short_forms": []}, "short_forms: expected object, got array"),
    ({"short_forms": {"xx": None}}, "short_forms.xx: expected str, got null"),
    ({"only_in_cells": {}}, "only_in_cells: expected array, got object"),
]


@pytest.mark.parametrize(("content", "message"), WRONG)
def test_a_wrong_value_is_named_with_its_key(tmp_path: Path, content: object, message: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(ConfigError) as caught:
        read_vocabulary(path)
    assert str(caught.value) == f"{path}: {message}"
