"""Rows that a whole table has lost: put where a reference lists them, in a table of upstream's form alone."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest

from paddle_inspect.pages.read.reader import read_page
from paddle_inspect.pages.rewrite import Repaired
from tests import judge
from tests.fakes import repairer

BENCH = repairer()
BORDER = "+------------------------+----------+------------------------------+"
HEADER = "| Pretrained Weight      | Language | Details                      |"
ROWS = {
    "bert-base-uncased": (
        "| ``bert-base-uncased``  | English  | 12-layer, 768-hidden,        |",
        "|                        |          | 12-heads, 109M parameters.   |",
    ),
    "bert-large-uncased": (
        "| ``bert-large-uncased`` | English  | 24-layer, 1024-hidden,       |",
        "|                        |          | 16-heads, 335M parameters.   |",
    ),
    "bert-base-chinese": (
        "| ``bert-base-chinese``  | Chinese  | 12-layer, 768-hidden,        |",
        "|                        |          | 12-heads, 102M parameters.   |",
    ),
}


def table(*left_out: str) -> str:
    rows = [line for name, lines in ROWS.items() if name not in left_out for line in (*lines, BORDER)]
    return "\n".join([BORDER, HEADER, BORDER.replace("-", "="), *rows, ""])


def repair(text: str, path: str = "BERT/contents.rst") -> Repaired:
    return BENCH.repair(
        read_page(text, path),
        family=BENCH.catalogue.family("BERT"),
        reference=read_page(table(), "reference.rst"),
    )


def indented(text: str) -> str:
    return "".join(f"   {line}" for line in text.splitlines(keepends=True))


@pytest.mark.parametrize("lost", [lost for number in (1, 2) for lost in combinations(ROWS, number)])
@pytest.mark.parametrize(
    ("above", "around"), [("", str), ("Title\n=====\n\n", str), (".. note::\n\n", indented)], ids=["", "title", "note"]
)
def test_a_lost_row_comes_back_where_the_reference_has_it(
    above: str, around: Callable[[str], str], lost: tuple[str, ...]
) -> None:
    repaired = repair(above + around(table(*lost)))
    assert repaired.text == above + around(table())
    assert [found.weight for found in repaired.report.findings if found.code == "restored-weight"] == [*lost]


def test_a_row_of_a_table_without_titles_comes_back() -> None:
    head = f"{HEADER}\n{BORDER.replace('-', '=')}\n"
    text = table("bert-base-chinese").replace(head, "")
    assert repair(text).text == table().replace(head, "")


def test_names_stand_as_far_from_their_bar_as_in_the_other_rows() -> None:
    near = (
        table()
        .replace("| ``bert", "|``bert")
        .replace("``  |", "``   |")
        .replace("large-uncased`` |", "large-uncased``  |")
    )
    assert judge.errors(near) == []
    lost = "".join(near.splitlines(keepends=True)[:-3])
    assert repair(lost).text == near


#: Tables of another form, which lack one weight.
OTHERS = {
    "of Markdown": (
        "| Pretrained Weight | Language | Details |\n|---|---|---|\n"
        "| `bert-base-uncased` | English | 12-layer, 768-hidden, 12-heads |\n"
        "| `bert-base-chinese` | Chinese | 12-layer, 768-hidden, 12-heads |\n",
        "BERT/contents.md",
    ),
    "with other titles": (
        table("bert-large-uncased").replace("Language", "Licence ").replace("| English ", "| MIT     "),
        "BERT/contents.rst",
    ),
    "in a list": ("-  " + indented(table("bert-large-uncased"))[3:], "BERT/contents.rst"),
}


@pytest.mark.parametrize(("text", "path"), OTHERS.values(), ids=OTHERS.keys())
def test_a_table_of_another_form_gets_no_row(text: str, path: str) -> None:
    assert repair(text, path).text == text
