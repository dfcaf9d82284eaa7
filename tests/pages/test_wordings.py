"""Figures in whatever words: what is right stays, what is wrong is exchanged in its own wording, the rest is told."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from paddle_inspect.base.errors import ConfigError
from paddle_inspect.base.figures import read_units
from paddle_inspect.pages.read.markdown import tables_of
from paddle_inspect.pages.read.weights import weights_of
from paddle_inspect.pages.read.wordings import read_wordings
from paddle_inspect.pages.reconcile.rows import reconcile
from paddle_inspect.pages.reconcile.whole import judge
from tests.claims import SIZES, known, pieces, spec

ROOT = Path(__file__).parents[2]
LAYERS, HIDDEN, HEADS, COUNT = SIZES["toy-base"]


def repaired(said: str, title: str = "Details") -> tuple[str, set[str]]:
    """What becomes of the words of a cell, and the codes of what is told."""
    row = f"toy-base | {said}"
    ((table,), _) = tables_of(f"Model | {title}\n--- | ---\n{row}")
    weights = weights_of(table, SIZES.__contains__)
    assert weights is not None
    judged = judge(weights, known(spec("toy-base")), None)
    for each in sorted(judged.exchanges, key=lambda each: -each.start):
        row = row[: each.start] + each.texts[0] + row[each.end :]
    return row.removeprefix("toy-base | "), {finding.code for finding in judged.findings}


# The table of the documentation


def documented() -> list[tuple[str, str]]:
    text = (ROOT / "docs" / "repairing-pages.md").read_text(encoding="utf-8")
    table = text.partition("<!-- wordings: begin -->")[2].partition("<!-- wordings: end -->")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| `")]
    return [(said.strip("`"), becomes.strip("`")) for said, becomes in rows]


def test_the_documentation_has_a_table_of_wordings() -> None:
    assert len(documented()) > 20


@pytest.mark.parametrize(("said", "becomes"), documented())
def test_the_documented_wordings_become_what_the_documentation_says(said: str, becomes: str) -> None:
    text, codes = repaired(said)
    assert text == (said if becomes.startswith("stays") else becomes)
    if becomes.startswith("stays"):
        assert ("unproved-figure" in codes) == becomes.endswith("told")
    assert "contradicted-figure" not in repaired(text)[1]


# Columns

COLUMNS = [
    ("Params (M)", "340", "109"),
    ("Params (M)", "~340", "~109"),
    ("Params (M)", "340.5", "109.5"),
    ("Params (M)", "**340**", "**109**"),
    ("Params (M)", "1,340", "109"),
    ("参数量(百万)", "340", "109"),
    ("参数量（亿）", "3.4", "1.1"),
    ("Parameters, in millions", "340", "109"),
    ("Parameters (10^6)", "340", "109"),
    ("Params/M", "340", "109"),
    ("Params [B]", "0.34", "0.11"),
    ("Paramètres (M)", "340", "109"),
    ("パラメータ数", "3.4億", "1.1億"),
    ("Params", "340,482,240", "109,482,240"),
    ("Params", "340 482 240", "109 482 240"),
    ("Params", "３４０，４８２，２４０", "109,482,240"),
    ("Params", "`340M`", "`109M`"),
    ("Params", "[340M](http://e.org)", "[109M](http://e.org)"),
    ("Params", "340M (total)", "109M (total)"),
    ("Params", "0,34 Mrd", "0,11 Mrd"),
    ("#layers", "24", "12"),
    ("#layers", "six", "twelve"),
    ("n_layers", "24 layers", "12 layers"),
    ("Layers (L)", "24", "12"),
    ("Couches", "24", "12"),
    ("Schichten", "24", "12"),
    ("層数", "24", "12"),
    ("Hidden size", "1,024", "768"),
    ("d_model", "512", "768"),
    ("隐藏维度", "1024", "768"),
    ("头数", "16", "12"),
    ("Köpfe", "16", "12"),
]
NOT_COMPARED = [
    ("Params (M)", "440MB"),
    ("Params (M)", "109,482,240"),
    ("Params", "340"),
    ("Params", "110M-340M"),
    ("Params", "340M+"),
    ("Params", "440 MB"),
    ("#layers", "6+6"),
    ("#layers", "24 (6 of them shared)"),
    ("Size", "440M"),
    ("Model size", "440MB"),
    ("Vocab", "30522"),
    ("Seq length", "512"),
    ("Training data", "3.3B words"),
    ("Year", "2019"),
]


@pytest.mark.parametrize(("title", "said", "becomes"), COLUMNS)
def test_a_wrong_figure_in_its_column_is_exchanged_at_its_own_precision(title: str, said: str, becomes: str) -> None:
    assert repaired(said, title) == (becomes, {"contradicted-figure"})
    assert repaired(becomes, title) == (becomes, set())


@pytest.mark.parametrize(("title", "said"), NOT_COMPARED)
def test_what_cannot_be_compared_stays(title: str, said: str) -> None:
    text, codes = repaired(said, title)
    assert text == said
    assert codes <= {"unproved-figure"}


# In prose

PROSE = [
    "Trained on 16GB of text",
    "Trained for 40 epochs in 2019",
    "the first 3 layers of another model",
    "第24层",
    "Top K parameters",
    "Distilled from big-24-layer",
    "440MB of parameters",
    "12隐藏层",
    "768-hidden layers",
    "12 hidden layers",
    "layers: 12,768-hidden",
    "hidden size 768,109 million parameters",
    "hidden size 768,109.5M parameters",
    "layers: 24/6, 768-hidden",
    "layers: 24+6, 768-hidden",
    "6 or 24 layers, 768-hidden",
]


@pytest.mark.parametrize("said", PROSE)
def test_what_is_no_figure_of_the_weight_stays(said: str) -> None:
    assert repaired(said)[0] == said


# All figures, in words drawn at random

SHAPES = {
    "layers": ["{}-layer", "{} layers", "{}层", "layers: {}", "{} transformer blocks", "层数{}", "**{}** layers"],
    "hidden": ["{}-hidden", "hidden size {}", "{}隐藏单元", "hidden: {}", "d_model={}", "隐藏层大小为{}"],
    "heads": ["{}-heads", "{} attention heads", "{}个注意力头", "heads: {}", "头数 {}"],
}
#: A form of a count, and how many parameters make one in its last place.
COUNTS = [
    ("{:.0f}M parameters", 10**6, 0),
    ("{:.1f}M parameters", 10**6, 1),
    ("{:.0f} million parameters", 10**6, 0),
    ("{:.2f}B params", 10**9, 2),
    ("{:.2f}亿参数", 10**8, 2),
    ("{:.1f}亿个参数", 10**8, 1),
    ("~{:.0f} M trainable parameters", 10**6, 0),
    ("parameters: {:.0f}M", 10**6, 0),
    ("{:,.0f} parameters", 1, 0),
    ("{:.3f}e8 parameters", 10**8, 3),
]
SEPARATORS = st.sampled_from([", ", ",", "; ", " ", "，", " and ", " / "])
WORDINGS = st.tuples(
    *(st.sampled_from(SHAPES[name]) for name in ("layers", "hidden", "heads")), st.sampled_from(COUNTS)
)


def row_of(sizes: tuple[int, int, int], count: int, wording: tuple[str, str, str, tuple[str, int, int]]) -> list[str]:
    form, unit, _ = wording[3]
    words = [shape.format(size) for shape, size in zip(wording[:3], sizes, strict=True)]
    return [*words, form.format(count / unit)]


@given(WORDINGS, SEPARATORS, st.permutations(range(4)))
@example(("{}-layer", "d_model={}", "heads: {}", COUNTS[0]), ",", [0, 1, 2, 3])
def test_right_figures_stay_in_any_wording(
    wording: tuple[str, str, str, tuple[str, int, int]], separator: str, order: list[int]
) -> None:
    words = row_of((LAYERS, HIDDEN, HEADS), COUNT, wording)
    said = separator.join(words[index] for index in order)
    assert repaired(said)[0] == said


@given(
    WORDINGS,
    st.sampled_from([", ", "; ", " ", "，", ", and "]),
    st.sampled_from([2 * 10**7, 334 * 10**6, 1_557 * 10**6]),
    st.sampled_from([2, 24, 48]),
)
def test_wrong_figures_become_right_ones_and_then_stay(
    wording: tuple[str, str, str, tuple[str, int, int]], separator: str, count: int, layers: int
) -> None:
    said = separator.join(row_of((layers, HIDDEN, HEADS), count, wording))
    text, codes = repaired(said)
    assert codes == {"contradicted-figure"}
    assert repaired(text) == (text, set())
    assert re.sub(r"[0-9.,]+", "", text) == re.sub(r"[0-9.,]+", "", said)


# Torn tables follow the same rule


def torn(details: str) -> str:
    report = reconcile(pieces(f"|``toy-base`` | English | {details} |"), known(spec("toy-base")), canonical=True)
    return " ".join(report.rows[0].details)


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        ("24层，768隐藏单元，12头，3.4亿参数", "12层，768隐藏单元，12头，1.1亿参数"),
        ("12-layer, 768-hidden, 12-heads, 6+6 million parameters", None),
        (
            "12-layer, 768-hidden, 12-heads, over 100M parameters",
            "12-layer, 768-hidden, 12-heads, over 100M parameters",
        ),
    ],
)
def test_no_second_figure_stands_beside_the_first(said: str, becomes: str | None) -> None:
    assert torn(said) == (said if becomes is None else becomes)


def test_a_teachers_figure_stays_and_nothing_is_put_into_its_sentence() -> None:
    assert torn("Distilled from a 24-layer teacher.").endswith("Distilled from a 24-layer teacher.")


# The files


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ({"figures": {"depth": ["{}"]}}, "figures.depth"),
        ({"figures": {"hidden_size": ["{} hidden", "({}"]}}, "figures.hidden_size[1]"),
        ({"figures": {"hidden_size": ["hidden"]}}, "figures.hidden_size[0]"),
        ({"bounds": ["("]}, "bounds"),
        ({"numerals": {"two": "2"}}, "numerals"),
    ],
)
def test_a_file_of_wordings_that_cannot_be_used_is_refused(
    content: dict[str, object], key: str, tmp_path: Path
) -> None:
    path = tmp_path / "phrases.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ConfigError, match=re.escape(key)):
        read_wordings(path)


@pytest.mark.parametrize("units", [{"dozen": 0}, {"dozen": "12"}, {"": 12}])
def test_a_unit_that_is_none_is_refused(units: dict[str, object], tmp_path: Path) -> None:
    path = tmp_path / "units.json"
    path.write_text(json.dumps({"units": units}), encoding="utf-8")
    with pytest.raises(ConfigError, match="units"):
        read_units(path)


def test_without_the_files_there_are_no_words(tmp_path: Path) -> None:
    assert read_units(tmp_path / "none.json") == {}
    assert read_wordings(tmp_path / "none.json").grammar.search("12-layer") is None
