from __future__ import annotations

import pytest

from paddle_inspect.base.languages import is_language, language_in_name


@pytest.mark.parametrize("text", ["English", "chinese", "Multilingual", "Chinese and English", "English, Russian"])
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
