"""Which tables are tables of weights, and what their rows state, whatever the columns are."""

from __future__ import annotations

import pytest

from paddle_inspect.pages.read.cells import Cell, Segment, Table
from paddle_inspect.pages.read.markdown import tables_of
from paddle_inspect.pages.read.weights import WeightTable, name_in, weights_of

KNOWN = {"bert-base", "bert-large", "org/tiny"}


def is_known(name: str) -> bool:
    return name in KNOWN


def cell(text: str) -> Cell:
    lines = tuple(text.split("\n"))
    segments = tuple(Segment(number, 0, len(line)) for number, line in enumerate(lines, 1))
    return Cell(row=0, column=0, segments=segments, lines=lines)


def table(titles: str, *rows: str) -> Table:
    rule = "|".join("---" for _ in titles.split("|"))
    ((found,), _) = tables_of("\n".join([f"| {titles} |", f"|{rule}|", *(f"| {row} |" for row in rows)]))
    return found


def weights(titles: str, *rows: str) -> WeightTable:
    found = weights_of(table(titles, *rows), is_known)
    assert found is not None
    return found


NAMES = [
    ("``bert-base``", "bert-base", False),
    ("`bert-base`", "bert-base", False),
    ("bert-base", "bert-base", False),
    ("**bert-base**", "bert-base", False),
    ("`org/tiny`_", "org/tiny", False),
    ("``bert-base`` [1]_", "bert-base", False),
    ("``bert-base`` (new)", "bert-base", False),
    ("[`bert-base`](https://e.org)", "bert-base", False),
    ("`bert-base <https://e.org>`__", "bert-base", False),
    (":ref:`bert-base`", "bert-base", False),
    ("<code>bert-base</code>", "bert-base", False),
    ('[bert-base](https://e.org "a title")', "bert-base", False),
    ("<a title='a > b'>&nbsp;bert-base</a>", "bert-base", False),
    ("bert-base¹", "bert-base", False),
    ("``bert-base``:sup:`1`", "bert-base", False),
    ("``bert-base`` **(new)** (beta)", "bert-base", False),
    ("bert-base（推荐）", "bert-base", False),
    ("`bert-base`<br>the smallest", "bert-base", False),
    ("![new](new.png) bert-base", "bert-base", False),
    ("⭐ ~~bert-base~~", "bert-base", False),
    ("[x] bert-base:", "bert-base", False),
    ("1. ``bert-base``", "bert-base", False),
    ("|new| ``bert-base``", "bert-base", False),
    ("https://huggingface.co/org/tiny", "org/tiny", False),
    ("“bert-base”", "bert-base", True),
    ("‘bert-base’", "bert-base", True),
    ("``bert-\nbase``", "bert-base", True),
]
NO_NAMES = ["", "bert", "``bert-huge``", "bert-base and bert-large", "the bert-base model", "x" * 500]
NO_NAMES += ["bert-base (bert-large)x", "(bert-base)", "bert-base+CRF", "bert-base fine-tuned", "my_bert-base.bin"]


@pytest.mark.parametrize(("text", "name", "broken"), NAMES)
def test_a_cell_that_names_a_weight(text: str, name: str, broken: bool) -> None:
    assert name_in(cell(text), is_known) == (name, broken)


@pytest.mark.parametrize("text", NO_NAMES)
def test_a_cell_that_names_no_weight_or_more_than_one(text: str) -> None:
    assert name_in(cell(text), is_known) is None


FIGURES = [
    ("Model | Details", "`bert-base` | 12-layer, 110M parameters", {"num_hidden_layers": 12, "parameters": 110.0}),
    ("Layers | Model | Params (M)", "12 | `bert-base` | 110", {"num_hidden_layers": 12, "parameters": 110.0}),
    ("Model | Params", "`bert-base` | 109,482,240", {"parameters": 109_482_240}),
    ("Model | Params", "`bert-base` | 110", {}),
    ("Model | Licence", "`bert-base` | 12", {}),
    ("Model | Layers", "`bert-base` | many", {}),
]


@pytest.mark.parametrize(("titles", "row", "figures"), FIGURES)
def test_a_row_states_figures_in_words_or_in_a_column_of_their_own(
    titles: str, row: str, figures: dict[str, float]
) -> None:
    (found,) = weights(titles, row).rows
    assert found.name == "bert-base"
    assert {name: place.figure.value for name, place in found.figures.items()} == figures
    for place in found.figures.values():
        assert place.cell.text[place.start : place.end] == place.figure.text


def test_names_may_stand_in_any_column_and_what_nobody_knows_is_no_row() -> None:
    found = weights("Family | Model | Language", "BERT | `bert-base` | English", "BERT | `bert-huge` | Dutch")
    assert (found.column, found.names) == (1, ("bert-base",))
    assert found.rows[0].language == "English"
    assert found.rows[0].details == ("BERT",)


def test_a_row_that_names_two_weights_states_nothing_of_either() -> None:
    (row,) = weights("Teacher | Student | Details", "`bert-large` | `bert-base` | 12-layer").rows
    assert row.figures == {}


def test_without_a_known_name_a_title_may_say_that_it_lists_weights() -> None:
    assert weights("Pretrained Weight | Details", "`bert-huge` | x").rows == ()
    assert weights_of(table("Option | Details", "`bert-huge` | x"), is_known) is None


def test_a_cell_of_two_rows_is_nobodys() -> None:
    lines = ["<table><tr><th>Model</th><th>Layers</th></tr>", "<tr><td>bert-base</td><td rowspan=2>12</td></tr>"]
    ((found,), _) = tables_of("\n".join([*lines, "<tr><td>bert-large</td></tr></table>"]))
    read = weights_of(found, is_known)
    assert read is not None
    assert [(row.name, dict(row.figures)) for row in read.rows] == [("bert-base", {}), ("bert-large", {})]
