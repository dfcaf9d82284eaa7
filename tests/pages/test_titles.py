"""What columns are called, and the file that says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from paddle_inspect.base.errors import ConfigError
from paddle_inspect.pages.read.titles import is_of_weights, is_title, read_titles, role_of, unit_of

ROLES = [
    ("Pretrained Weight", "name"),
    ("**Model**", "name"),
    ("Model Name:", "name"),
    ("模型名称", "name"),
    ("Language", "language"),
    ("语言", "language"),
    ("#Layers", "num_hidden_layers"),
    ("Number of hidden layers", "num_hidden_layers"),
    ("层数", "num_hidden_layers"),
    ("Hidden size", "hidden_size"),
    ("Heads", "num_attention_heads"),
    ("Embedding dim", "embedding_size"),
    ("Params", "parameters"),
    ("#Params (M)", "parameters"),
    ("Parameters [B]", "parameters"),
    ("参数量（亿）", "parameters"),
    ("Details of the model", None),
    ("Licence", None),
    ("Model size", None),
    ("Parameters of the optimizer", None),
    ("", None),
]
UNITS = [
    ("Params (M)", "M"),
    ("Parameters [B]", "B"),
    ("Params / M", "M"),
    ("参数量（亿）", "亿"),
    ("Params (million)", "million"),
    ("Parameters", ""),
    ("Size (MB)", ""),
    ("M", ""),
]
OF_WEIGHTS = ["Pretrained Weight", "pre-trained models", "**Pretrained Weights**", "预训练权重", "Weight name"]
NOT_OF_WEIGHTS = ["", "Model", "Weight decay", "Language", "Name", "pretrained"]


@pytest.mark.parametrize(("title", "role"), ROLES)
def test_the_role_of_a_column(title: str, role: str | None) -> None:
    assert role_of(title) == role


@pytest.mark.parametrize(("title", "unit"), UNITS)
def test_the_unit_of_a_column(title: str, unit: str) -> None:
    assert unit_of(title) == unit


@pytest.mark.parametrize("title", OF_WEIGHTS)
def test_a_title_of_a_table_of_weights(title: str) -> None:
    assert is_of_weights(title)


@pytest.mark.parametrize("title", NOT_OF_WEIGHTS)
def test_a_title_of_any_other_table(title: str) -> None:
    assert not is_of_weights(title)


def test_without_a_file_nothing_is_a_title(tmp_path: Path) -> None:
    titles = read_titles(tmp_path / "titles.json")
    assert titles.of_weights.fullmatch("") is None
    assert (titles.roles, titles.words) == ({}, frozenset())


def test_a_file_says_what_titles_there_are(tmp_path: Path) -> None:
    path = tmp_path / "titles.json"
    path.write_text('{"about": "x", "of_weights": ["poids"], "roles": {"name": ["nom"]}, "words": ["nom"]}')
    titles = read_titles(path)
    assert titles.of_weights.fullmatch("Poids") is not None
    assert titles.roles["name"].fullmatch("NOM") is not None
    assert titles.words == {"nom"}


BROKEN = [
    ('{"roles": {"name": ["("]}}', "roles.name"),
    ('{"roles": {}, "of_weights": ["("]}', "of_weights"),
    ('{"roles": {"name": "x"}}', "roles"),
    ('{"of_weights": []}', "roles"),
]


@pytest.mark.parametrize(("text", "key"), BROKEN)
def test_a_file_of_another_form_is_refused_with_its_key(text: str, key: str, tmp_path: Path) -> None:
    path = tmp_path / "titles.json"
    path.write_text(text)
    with pytest.raises(ConfigError, match=key.replace(".", r"\.")):
        read_titles(path)


def test_every_word_of_upstreams_titles_is_one() -> None:
    assert all(map(is_title, ("Pretrained Weight", "Language", "Details of the model")))
