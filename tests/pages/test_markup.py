"""Markup that docutils would reject or read otherwise is escaped; nothing else is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from paddle_inspect.pages.write.markup import is_plain, made_valid

PLAIN = [
    "12-layer, 768-hidden,",
    "The ``mbart-large-cc25`` model.",
    "`uer/gpt2-chinese`_",
    "(trained on snake_case names)",
    "Trained on 22 million pairs; see [1] and <b>.",
    "蒸馏自BERT模型。",
    r"escaped \*text\* and \`more",
    "ALBERT. A model",  # longer than any number of a list
    "",
]
DOUBTFUL = [
    "a *word",
    "half `a link",
    "name_",
    "name__",
    "__",
    "* an item",
    "1. an item",
    "(a) an item",
    "xviii. an item",
    "#. an item",
    "=====",
    ".. note:: this",
    ":field: list",
    "as follows::",
    "`nowhere/to/go`_",
    "由``bert``蒸馏",
    "a|b",
]


@pytest.mark.parametrize("line", PLAIN)
def test_docutils_need_not_be_asked(line: str) -> None:
    assert is_plain([line], {"uer/gpt2-chinese"})


@pytest.mark.parametrize("line", DOUBTFUL)
def test_docutils_has_to_be_asked(line: str) -> None:
    assert not is_plain([line], {"uer/gpt2-chinese"})


def never(_: Sequence[str]) -> bool:
    return False


def always(_: Sequence[str]) -> bool:
    return True


@pytest.mark.parametrize("line", DOUBTFUL)
def test_what_docutils_accepts_stays(line: str) -> None:
    assert made_valid([line], (), always) == [line]


ESCAPED = [
    ("a *word", r"a \*word"),
    ("name_ and snake_case", r"name\_ and snake_case"),
    ("=====", r"\ ====="),
    ("* an item", r"\* an item"),
    ("1. an item", r"\1. an item"),
    ("xviii. an item", r"\xviii. an item"),
    (".. note:: this", r"\.. note:\: this"),
    ("``whole`` and ``half", r"\`\`whole\`\` and \`\`half"),
    ("a\\b*", r"a\\b\*"),
]


@pytest.mark.parametrize(("line", "escaped"), ESCAPED)
def test_what_docutils_rejects_is_escaped(line: str, escaped: str) -> None:
    assert made_valid([line], (), never) == [escaped]


def test_whole_literals_and_links_are_spared_where_that_is_enough() -> None:
    accepted: list[Sequence[str]] = [["``whole`` and `a/b`_ and \\`\\`half \\`b/c\\`\\_"]]
    line = "``whole`` and `a/b`_ and ``half `b/c`_"
    assert made_valid([line], {"a/b"}, lambda lines: lines in accepted) == accepted[0]


@pytest.mark.parametrize("line", [escaped for _, escaped in ESCAPED])
def test_what_was_escaped_once_is_plain(line: str) -> None:
    assert is_plain([line], ())
    assert made_valid([line], (), never) == [line]


def test_a_cell_of_any_length_that_somebody_may_have_written_is_kept_where_docutils_accepts_it() -> None:
    cell = ["*a* " * 500, "*b* " * 750]  # 2000 and 3000 characters
    assert made_valid(cell, (), always) == cell
    assert made_valid([*cell, "*"], (), always) != [*cell, "*"]


def test_no_page_of_markup_keeps_docutils_busy() -> None:
    def impatient(_: Sequence[str]) -> bool:
        raise AssertionError("docutils was asked")

    (escaped,) = made_valid(["*a " * 5000], (), impatient)
    assert is_plain([escaped], ())
