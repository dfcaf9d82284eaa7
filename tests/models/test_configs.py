"""Broken configs: one line that names file and key path."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from paddle_inspect.base.disk import read_json_object
from paddle_inspect.base.errors import ConfigError
from paddle_inspect.base.records import KnownKeys
from paddle_inspect.models.configs import check_config

PATH = Path("config.json")
KNOWN = KnownKeys(
    sizes=frozenset({"hidden_size", "num_attention_heads", "num_hidden_layers"}),
    required=frozenset({"hidden_size", "num_attention_heads"}),
    others=frozenset({"hidden_act", "d_kv"}),
)
GENERAL = frozenset({"dtype", "init_args"})
GOOD = {"hidden_size": 768, "num_attention_heads": 12, "hidden_act": "gelu", "dtype": "float32"}


def test_a_good_config_passes() -> None:
    check_config(PATH, GOOD, KNOWN, GENERAL)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"hidden_size": -768}, "config.json: hidden_size: is -768, expected a positive integer"),
        ({"hidden_size": 0}, "config.json: hidden_size: is 0, expected a positive integer"),
        ({"hidden_size": "768"}, 'config.json: hidden_size: is the string "768", expected an integer'),
        ({"hidden_size": 768.0}, "config.json: hidden_size: is the number 768.0, expected an integer"),
        ({"hidden_size": True}, "config.json: hidden_size: is the boolean true, expected an integer"),
        ({"hidden_size": None}, "config.json: hidden_size: is the null null, expected an integer"),
        ({"hidden_size": 770}, "config.json: hidden_size: is 770, not divisible by num_attention_heads (12)"),
        (
            {"hidden_size": 12 * 10**400},
            "config.json: hidden_size: is a number of 402 digits, more than any model has (10,000,000 at most)",
        ),
        (
            {"num_hidden_layers": 10**6},
            "config.json: num_hidden_layers: is 1,000,000, more than any model has (10,000 at most)",
        ),
        ({"hiden_size": 768}, "config.json: hiden_size: is no key that PaddleNLP knows for this family"),
    ],
)
def test_a_wrong_value_is_named(change: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        check_config(PATH, {**GOOD, **change}, KNOWN, GENERAL)
    assert str(caught.value) == message


def test_a_missing_key_is_named() -> None:
    with pytest.raises(ConfigError, match=r"^config\.json: num_attention_heads: is missing$"):
        check_config(PATH, {"hidden_size": 768}, KNOWN, GENERAL)


def test_heads_of_their_own_width_need_not_divide_the_hidden_size() -> None:
    check_config(PATH, {**GOOD, "hidden_size": 770, "d_kv": 64}, KNOWN, GENERAL)


def test_a_key_path_leads_into_the_old_layout() -> None:
    config = {"init_args": [{**GOOD, "hidden_size": "wide"}]}
    with pytest.raises(ConfigError, match=r"init_args\[0\]\.hidden_size"):
        check_config(PATH, config, KNOWN, GENERAL)


def test_without_known_keys_everything_is_allowed() -> None:
    check_config(PATH, {"anything": "goes"}, KnownKeys(), frozenset())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"hidden_size": 76', "is not JSON: .*line 1, column"),
        ("", "is not JSON"),
        ("[1]", "is a JSON array, expected an object"),
        ("null", "is a JSON null, expected an object"),
        ('{"a": 1, "a": 2}', "key 'a' stands twice"),
        ('{"a": NaN}', "NaN is no number"),
        ("[" * 100_000, "is not usable JSON"),
        ("\0", "is a binary file"),
    ],
)
def test_a_file_that_is_no_object_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "config.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=message) as caught:
        read_json_object(path)
    assert str(caught.value).startswith(str(path))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        read_json_object(tmp_path / "config.json")


def test_a_byte_order_mark_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text("\ufeff" + json.dumps(GOOD), encoding="utf-8")
    assert read_json_object(path) == GOOD
