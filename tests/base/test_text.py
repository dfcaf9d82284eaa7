"""What is cut from a long text, and what is not."""

from __future__ import annotations

import pytest

from paddle_inspect.base.text import excerpt

EXCERPTS = [
    ("", ""),
    ("x" * 60, "x" * 60),  # a message has room for sixty characters
    ("x" * 61, "x" * 57 + "..."),
    ("two  spaces\n", "two  spaces\n"),
]


@pytest.mark.parametrize(("text", "beginning"), EXCERPTS)
def test_only_a_long_text_is_cut(text: str, beginning: str) -> None:
    assert excerpt(text) == beginning
