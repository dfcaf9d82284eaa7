"""Generated pages in English and Chinese."""

from __future__ import annotations

import pytest

from paddle_inspect.api.canonical import PAGE_LANGUAGES
from paddle_inspect.pages.write.family import page
from tests import judge
from tests.pages.test_grid import row

TARGETS = {"org/a": "https://e.org/a", "org/unused": "https://e.org/u"}


@pytest.mark.parametrize("language", PAGE_LANGUAGES)
def test_a_page_is_valid_and_has_every_row_and_link(language: str) -> None:
    text = page("模型 Toy", [row("a", "English", "see", "`org/a`_"), row("b", "Chinese", "中文")], TARGETS, language)
    assert judge.errors(text) == []
    assert judge.rows(text) == [["a", "English", "see org/a"], ["b", "Chinese", "中文"]]
    assert text.endswith("\n.. _org/a: https://e.org/a\n")
    assert "unused" not in text


def test_the_words_around_the_table_are_in_the_pages_language() -> None:
    assert "下表" in page("Toy", [row("a")], {}, "zh")
    assert page("Toy", [row("a")], {}, "en").isascii()
