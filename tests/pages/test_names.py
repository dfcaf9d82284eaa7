"""Names of weights that stand on two lines, or are spelled otherwise, in a torn table."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from paddle_inspect.pages.read.lines import classify
from paddle_inspect.pages.read.names import with_whole_names
from paddle_inspect.pages.read.pieces import read_pieces
from paddle_inspect.pages.read.region import Region

KNOWN = {"bert-base-uncased", "bert-base", "ernie-2.0-base-en", "ernie-2.0-base-en-finetuned-squad", "uer/roberta"}


def names(*rows: str) -> tuple[Sequence[str | None], Sequence[str]]:
    """The names of a torn table's pieces, and what stood there otherwise."""
    lines = tuple(classify("\n".join(rows)))
    region = Region(first=1, last=len(rows), pieces=read_pieces(lines), lines=lines)
    whole = with_whole_names(region, KNOWN.__contains__)
    return [piece.name for piece in whole.pieces], [shown for _, shown in whole.names]


@pytest.mark.parametrize(
    "rows",
    [
        ["| ``bert-base-", "uncased`` | English | 12-layer |"],
        ["| ``bert-base- | English | 12-layer |", "| uncased`` | | 768-hidden |"],
        ["| ``bert-base-`` | English | 12-layer |", "| ``uncased`` | | |"],
        ["| ``bert-base- | English | 12-layer |", "| uncased`` | | |", "+---+---+---+"],
        ["| bert-base- | English | 12-layer |", "| uncased | | |"],
        ["| ``bert-ba", "se-unc", "ased`` | English | 12-layer |"],
        ["| ``bert-base", "-uncased`` | English | 12-layer |"],
        ["| ``bert–base–uncased`` | English | 12-layer |"],
        ["| ``bert - base - uncased`` | English | 12-layer |"],
        ["| ``BERT-Base-Uncased`` | English | 12-layer |"],
        [r"| bert\-base\-uncased | English | 12-layer |"],
    ],
)
def test_a_name_that_proves_to_be_a_weights_is_whole(rows: list[str]) -> None:
    found, shown = names(*rows)
    assert found == ["bert-base-uncased"]
    assert len(shown) == 1


def test_all_that_the_lines_of_a_split_name_say_is_kept() -> None:
    lines = tuple(classify("| ``bert-base- | English | 12-layer, |\n| uncased`` | | 768-hidden |"))
    region = Region(first=1, last=2, pieces=read_pieces(lines), lines=lines)
    (piece,) = with_whole_names(region, KNOWN.__contains__).pieces
    assert (piece.language, piece.details, piece.first, piece.last) == ("English", ("12-layer,", "768-hidden"), 1, 2)


def test_marks_that_open_and_close_join_a_name_that_nobody_knows() -> None:
    assert names("| ``npl4/a-", "b`` | English | 12-layer |")[0] == ["npl4/a-b"]
    assert names("| npl4/a- | English | 12-layer |", "| b | | |")[0] == ["npl4/a-b"]
    assert names("| ``npl4/a- b`` | English | 12-layer |")[0] == ["npl4/a-b"]


@pytest.mark.parametrize(
    "rows",
    [
        ["| ``bert-base`` | English | 12-layer |", "| ``bert-base-uncased`` | English | 12-layer |"],
        ["| ``ernie-2.0-base-en`` | English | 12-layer |", "| ``npl4/x`` | English | 12-layer |"],
        ["| ``npl4/a`` | English | 12-layer |", "| ``npl4/b`` | English | 12-layer |"],
        ["| ``NPL4/A`` | English | 12-layer |"],
    ],
)
def test_names_that_are_whole_stay(rows: list[str]) -> None:
    found, shown = names(*rows)
    assert found == [row.split("``")[1] for row in rows]
    assert shown == []


def test_a_known_name_is_no_first_half_unless_its_marks_are_open() -> None:
    rows = ["| ``ernie-2.0-base-en`` | English | 12-layer |", "| ``-finetuned-squad`` | | |"]
    assert names(*rows)[0][0] == "ernie-2.0-base-en"
    assert names("| ``ernie-2.0-base-en", "-finetuned-squad`` | English | 12-layer |")[0] == [
        "ernie-2.0-base-en-finetuned-squad"
    ]


def test_the_link_that_ends_a_row_is_no_name_to_spell() -> None:
    rows = ["| ``npl4/a`` | English | See: |", "| | | `uer/roberta`_ |", "| `uer/roberta`_ |"]
    assert names(*rows)[1] == []
