"""An explanation as sections, as JSON and in brief."""

from __future__ import annotations

import pytest

from paddle_inspect.base.figures import Figure, parse_count
from paddle_inspect.base.records import WeightSpec
from paddle_inspect.models.ways import Documented, Explanation, Way, unexplained
from paddle_inspect.views.explain import document, sections

SPEC = WeightSpec(name="w", family="F", architecture="M", config={})
TWELVE = Figure(name="parameters", text="12M", value=12.0, unit=10**6)
BIG = Figure(name="parameters", text="103M", value=103.0, unit=10**6)
BLANK = Figure(name="parameters", text="_M", value=None)
OWN = (
    Way(code="base", text="parameters of the base model", count=11_700_000),
    Way(code="buffers", text="parameters and buffers of the base model", count=12_400_000),
)
OTHER = Way(code="weight:x", text="parameters of x", count=103_200_000)


def explanation(*figures: Figure, others: tuple[Way, ...] = ()) -> Explanation:
    documented = tuple(Documented(figure=figure, where=f"page: line {n}") for n, figure in enumerate(figures, 1))
    return Explanation(spec=SPEC, documented=documented, own=OWN, others=others, searched="the family F")


def test_each_figure_has_a_column_that_says_where_it_agrees() -> None:
    _, ways, said = sections(explanation(TWELVE, BIG, others=(OTHER,)))
    assert ways.table is not None
    assert [column.title for column in ways.table.columns] == ["convention", "count", "exact", "12M", "103M"]
    assert ways.table.rows[0] == ("parameters of the base model", "11.7M", "11,700,000", "agrees", "+780.3 %")
    assert ways.table.rows[2][3:] == ("-88.4 %", "agrees")
    assert said.notes[1].startswith("103M agrees with: parameters of x (103,200,000), and with nothing else that was ")
    assert said.notes[1].endswith("tried. The count contradicts it.")
    assert "not that it was made so" in said.notes[-1]


def test_a_figure_that_stands_twice_is_explained_once() -> None:
    found = explanation(TWELVE, TWELVE)
    assert found.figures == (TWELVE,)
    assert len(sections(found)[0].notes) == 2


def test_without_a_figure_the_counts_stand_alone() -> None:
    documented, ways = sections(explanation())
    assert "--figure" in documented.notes[0]
    assert ways.table is not None
    assert len(ways.table.columns) == 3


def test_brief_names_the_first_match() -> None:
    assert explanation(TWELVE).brief == "base"
    assert explanation(BIG).brief == "none"
    assert explanation(BLANK).brief == "placeholder"
    assert explanation(TWELVE, BIG).brief == "12M base, 103M none"


def test_json_lists_all_matches() -> None:
    tree = document(explanation(TWELVE, BLANK), {}).tree
    assert isinstance(tree, dict)
    assert tree["documented"] == [
        {
            "text": "12M",
            "parameters": 12_000_000,
            "where": "page: line 1",
            "judgement": "agrees",
            "matches": ["base", "buffers"],
        },
        {"text": "_M", "parameters": None, "where": "page: line 2", "judgement": "placeholder", "matches": []},
    ]


JUDGED = [
    ("12.4M", " The count contradicts it."),  # with its buffers, and nobody publishes those
    ("11.6M", " It is off by less than 1 %."),  # by 0.85 %
    ("15.0M", " That is no error: parameters with the lm head (15,000,000)."),
]


@pytest.mark.parametrize(("text", "ending"), JUDGED)
def test_an_explanation_says_what_a_page_is_told(text: str, ending: str) -> None:
    head = Way(code="head:lm", text="parameters with the lm head", count=15_000_000, published=True)
    value, unit, decimals = parse_count(text)
    figure = Figure(name="parameters", text=text, value=value, unit=unit, decimals=decimals)
    documented = (Documented(figure=figure, where="page: line 1"),)
    found = sections(Explanation(spec=SPEC, documented=documented, own=(*OWN, head)))[-1]
    assert found.notes[0].endswith(ending)


def test_placeholders_need_no_explanation() -> None:
    assert unexplained([TWELVE, BIG, BLANK], OWN) == [BIG]
