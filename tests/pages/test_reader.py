"""A page as read: title, names, targets, line endings."""

from __future__ import annotations

import pytest

from paddle_inspect.pages.read.phrase import figures
from paddle_inspect.pages.read.reader import read_page

TITLES = [
    ("ALBERT Models Summary\n-----\n\ntext", "ALBERT Models Summary"),
    ("----\nALBERT模型汇总\n----\n", "ALBERT模型汇总"),
    ("# DeBERTaV2 Model Summary\n\ntext", "DeBERTaV2 Model Summary"),
    ("\n\n.. comment\n\nTitle\n", "Title"),
    ("```markdown\nSKEP Model Summary\n----\n", "SKEP Model Summary"),
    ("\ufeffTitle\n=====\n", "\ufeffTitle"),
    ("| ``a`` | English | x |\n", ""),
    ("| ``a`` | English | x |\n\nBelow the table\n---------------\n", ""),
    ("====\n\n| ``a`` | English | x |\n\nBelow the table\n", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "title"), TITLES)
def test_title(text: str, title: str) -> None:
    assert read_page(text).title == title


def test_names_are_those_of_rows_and_links_once_each() -> None:
    page = read_page("| ``a-b`` | English | see `org/x`_ |\n| ``a-b`` | English | y |\n|``c-d``\n")
    assert page.names == ("a-b", "c-d", "org/x")


def test_targets_with_their_lines() -> None:
    page = read_page("text\n\n.. _org/x: https://e.org/x\n.. _`a: b`: https://e.org/ab\n")
    assert [(target.label, target.url, target.line) for target in page.targets] == [
        ("org/x", "https://e.org/x", 3),
        ("a: b", "https://e.org/ab", 4),
    ]


ENDINGS = [("a\nb\n", "\n"), ("a\r\nb\r\nc\n", "\r\n"), ("a\rb\r", "\r"), ("a", "\n"), ("", "\n")]


@pytest.mark.parametrize(("text", "newline"), ENDINGS)
def test_the_line_ending_of_most_lines(text: str, newline: str) -> None:
    assert read_page(text).newline == newline


def test_endings_line_by_line() -> None:
    assert read_page("a\nb\r\nc\rd").endings == ["\n", "\r\n", "\r"]


def test_rows_of_any_columns_are_pieces_with_the_name_the_language_and_the_rest() -> None:
    text = (
        "Models\n\n| Layers | Model | Language | Notes |\n|---|---|---|---|\n"
        "| 12 | `bert-base` | English | good |\n| 24 | `bert-large` | | |\n| 6 | and others | | |\n"
    )
    found = read_page(text, "BERT/contents.md").pieces
    assert [(piece.first, piece.last, piece.name, piece.language, piece.details) for piece in found] == [
        (5, 5, "bert-base", "English", ("12-layer,", "good")),
        (6, 6, "bert-large", "", ("24-layer,",)),
    ]


def test_what_a_title_says_of_a_figure_is_said_beside_it() -> None:
    page = read_page(
        "| Language | Layers | Model | Params (M) | Notes |\n|---|---|---|---|---|\n"
        "| English | 12 | `bert-base-uncased` | 110 | 768-hidden |\n",
        "page.md",
    )
    (piece,) = page.pieces
    assert (piece.name, piece.language) == ("bert-base-uncased", "English")
    assert {figure.name: figure.text for figure in figures(piece.details)} == {
        "num_hidden_layers": "12",
        "hidden_size": "768",
        "parameters": "110M",
    }
