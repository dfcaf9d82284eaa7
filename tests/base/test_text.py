"""Text for a terminal: nothing in it that a terminal obeys, all of it as wide as docutils says."""

from __future__ import annotations

import unicodedata

import pytest
from docutils.utils import column_width
from hypothesis import given
from hypothesis import strategies as st

from paddle_inspect.base.text import display_width, excerpt, harmless, one_line, printable

TEXTS = st.text(alphabet=st.characters())
#: Written out, so that a change of either side is noticed: control characters but for tabs and the ends of lines,
#: everything that turns the direction of text, and halves of characters.
HARMFUL = {
    *map(chr, (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20))),  # C0
    *map(chr, range(0x7F, 0xA0)),  # DEL and C1
    *"\u061c\u200e\u200f",  # marks of direction
    *"\u202a\u202b\u202c\u202d\u202e",  # embeddings and overrides
    *"\u2066\u2067\u2068\u2069",  # isolates
    *map(chr, range(0xD800, 0xE000)),  # surrogates
}


@given(TEXTS)
def test_nothing_that_a_terminal_obeys_survives(text: str) -> None:
    assert printable(text).isprintable()
    assert printable(printable(text)) == printable(text)


@pytest.mark.parametrize("text", ["plain", "ALBERT模型", "naïve — ñ", "[bold]markup is data[/bold]"])
def test_what_can_be_shown_is_not_changed(text: str) -> None:
    assert printable(text) == harmless(text) == text


def test_escape_sequences_are_shown_as_text() -> None:
    assert printable("\x1b[31mred\u202e") == "\\x1b[31mred\\u202e"


def test_a_message_is_one_line() -> None:
    assert one_line("a\n  b\r\nc\x07") == "a b c\\x07"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("\x9b2J", "\\x9b2J"),  # the same as \x1b[2J in one character
        ("a\x85b", "a\\x85b"),
        ("user\u202eexe.txt\u2066", "user\\u202eexe.txt\\u2066"),
        ("\u200fright\u061c", "\\u200fright\\u061c"),
        ("50%\r100%", "50%\\r100%"),
        ("a\r\r\nb\r", "a\\r\r\nb\\r"),
        ("\ud800", "\\ud800"),
    ],
)
def test_a_text_shows_what_a_terminal_would_obey(text: str, shown: str) -> None:
    assert harmless(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "a\tb\n",
        "a\r\nb\r\n",
        "a\u00a0b",
        "模\u3000型",
        "zero\u200bwidth\u200d\u200c",
        "\ufeff# page\n",
        "a\u2028b\u2029c",
        "\\x1b[31m",
        "",
    ],
    ids=ascii,
)
def test_a_text_keeps_everything_else_so_that_a_diff_fits_its_file(text: str) -> None:
    assert harmless(text) == text


def test_of_all_characters_the_harmful_alone_are_escaped() -> None:
    escaped = {chr(code) for code in range(0x110000) if harmless(chr(code)) != chr(code)}
    assert escaped == {*HARMFUL, "\r"}  # a carriage return that ends no line


@given(st.one_of(TEXTS, st.text(alphabet=st.sampled_from("a\n\r\t\x1b\x9b\u202e\u200b\ufeff\u00a0模"))))
def test_nothing_harmful_is_left_and_nothing_else_is_touched(text: str) -> None:
    shown = harmless(text)
    assert not HARMFUL & set(shown)
    assert "\r" not in shown.replace("\r\n", "")
    if not HARMFUL & set(text) and "\r" not in text.replace("\r\n", ""):
        assert shown == text


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_text_is_as_wide_as_docutils_says(text: str) -> None:
    assert display_width(text) == column_width(text)


def test_every_kind_of_character_is_as_wide_as_docutils_says() -> None:
    """One of each category, width and way of combining in each block of 256 characters."""
    sample = {
        (code >> 8, unicodedata.category(c), unicodedata.east_asian_width(c), unicodedata.combining(c) > 0): c
        for code in range(0x110000)
        if (c := chr(code))
    }
    assert len(sample) > 5000
    assert [c for c in sample.values() if display_width(c) != column_width(c)] == []


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("模型", 4), ("e\u0301", 1), ("naïve", 5), ("", 0), ("Ａ", 2)])
def test_wide_characters_take_two_columns_and_combining_ones_none(text: str, width: int) -> None:
    assert display_width(text) == width


EXCERPTS = [
    ("", ""),
    ("x" * 60, "x" * 60),  # a message has room for sixty characters
    ("x" * 61, "x" * 57 + "..."),
    ("two  spaces\n", "two  spaces\n"),
]


@pytest.mark.parametrize(("text", "beginning"), EXCERPTS)
def test_only_a_long_text_is_cut(text: str, beginning: str) -> None:
    assert excerpt(text) == beginning
