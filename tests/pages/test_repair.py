"""Whole pages from text to text: the page that the project began with, what stays as it is, references."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from paddle_inspect.base.errors import BrokenPromise, NotCounted
from paddle_inspect.base.records import Inventory, Severity, WeightSpec
from paddle_inspect.models.catalogue import load
from paddle_inspect.pages.read.reader import read_page
from paddle_inspect.pages.records import Evidence, Report, Verdict
from paddle_inspect.pages.repair import Repairer, report_on_family
from paddle_inspect.pages.rewrite import Repaired
from tests import judge
from tests.fakes import ALBERT_PAGE, GivenCounts, inventory, repairer

#: Figures of upstream's pages, which alone may change in a page that is whole.
_FIGURE = re.compile(r"(?:[\d.,]+[KMB]?|_M)(?=[ -](?:layer|repeating|embedding|hidden|heads|parameters))")
SHARED = os.environ.get("PADDLE_INSPECT_SHARED")
BENCH = repairer()


def repair(text: str, family: str | None = "ALBERT", reference: str | None = None) -> Repaired:
    return BENCH.repair(
        read_page(text),
        family=BENCH.catalogue.family(family) if family else None,
        reference=read_page(reference) if reference else None,
    )


@cache
def published() -> str:
    return ALBERT_PAGE.read_text(encoding="utf-8")


@cache
def canonical() -> Repaired:
    return repair(published())


def codes_of_the_page(report: Report) -> set[str]:
    return {finding.code for finding in report.findings if finding.weight is None}


def codes(report: Report, weight: str) -> set[str]:
    return {finding.code for finding in report.findings if finding.weight == weight}


# The page that the project began with: what is in it was found by reading it, what it should say by arithmetic


def test_the_published_page_comes_back_with_every_weight_in_order() -> None:
    sizes = ("base", "large", "xlarge", "xxlarge")
    english = [f"albert-{size}-v{version}" for version in (1, 2) for size in sizes]
    chinese = [f"albert-chinese-{size}" for size in ("tiny", "small", *sizes)]
    assert [row.name for row in canonical().report.rows] == english + chinese


DETAILS = {
    "albert-large-v1": (
        "24 repeating layers, 128 embedding, 1024-hidden, 16-heads, 17.7M parameters. ALBERT large model"
    ),
    "albert-xxlarge-v1": (
        "12 repeating layers, 128 embedding, 4096-hidden, 64-heads, 223M parameters. ALBERT xxlarge model"
    ),
    "albert-large-v2": (
        "24 repeating layers, 128 embedding, 1024-hidden, 16-heads, 17.7M parameters. ALBERT large model (version2)"
    ),
    "albert-chinese-tiny": (
        "4 repeating layers, 128 embedding, 312-hidden, 12-heads, 4.08M parameters. ALBERT tiny model (Chinese)"
    ),
    "albert-chinese-base": (
        "12 repeating layers, 128 embedding, 768-hidden, 12-heads, 10.5M parameters. ALBERT base model (Chinese)"
    ),
}


@pytest.mark.parametrize("name", DETAILS)
def test_rows_read_in_upstreams_phrase(name: str) -> None:
    row = next(row for row in canonical().report.rows if row.name == name)
    assert " ".join(row.details) == DETAILS[name]
    assert row.details_evidence is Evidence.CATALOGUE


CORRECTED = {
    "albert-chinese-base": ("12M", "10,547,968"),
    "albert-chinese-large": ("18M", "16,548,352"),
    "albert-chinese-xlarge": ("60M", "57,589,248"),
    "albert-chinese-xxlarge": ("235M", "221,459,968"),
}


@pytest.mark.parametrize("name", CORRECTED)
def test_a_contradicted_figure_is_reported_with_both_numbers_and_the_difference(name: str) -> None:
    documented, counted = CORRECTED[name]
    (message,) = (
        finding.message
        for finding in canonical().report.findings
        if (finding.code, finding.weight) == ("contradicted-figure", name)
    )
    assert f"documented {documented}, counted {counted} (+" in message


@pytest.mark.parametrize(("name", "rejected"), [("albert-chinese-base", "103M"), ("albert-chinese-small", "12M")])
def test_invented_rows_are_rejected_with_both_places(name: str, rejected: str) -> None:
    lines = published().splitlines()
    places = [number for number, line in enumerate(lines, 1) if f"``{name}``" in line]
    (finding,) = (
        finding
        for finding in canonical().report.findings
        if (finding.code, finding.weight) == ("contradictory-rows", name)
    )
    assert rejected in finding.message
    assert finding.span is not None
    assert finding.span.first == places[0]
    assert f"lines {places[1]}-" in finding.message


def test_lost_rows_are_back_and_say_so() -> None:
    verdicts = {row.name: row.verdict for row in canonical().report.rows}
    for name in ("albert-large-v1", "albert-xlarge-v1"):
        assert verdicts[name] is Verdict.RESTORED
        assert "restored-weight" in codes(canonical().report, name)
    assert "placeholder-figure" in codes(canonical().report, "albert-chinese-small")


def test_findings_stand_in_the_order_of_their_lines_and_those_without_one_last() -> None:
    places = [finding.span.first if finding.span else 10**6 for finding in canonical().report.findings]
    assert places == sorted(places)
    assert places[-1] == 10**6


# Around the table

TABLE = """\
+---------------------+---------+-----------------------+
| Pretrained Weight   | Language| Details of the model  |
+=====================+=========+=======================+
|``foo/bar``          | English | 12-layer, 768-hidden, |
|                     |         | 12-heads, 1M parameters. |
+---------------------+---------+-----------------------+
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("above", ["", "\ufeffTitle\n=====\n\nText  with   spaces \n\n"])
@pytest.mark.parametrize("below", ["", "\n.. note:: kept\n\n   also kept\t\n\n\n"])
def test_everything_outside_the_table_stays_to_the_byte(newline: str, above: str, below: str) -> None:
    text = (above + TABLE + below).replace("\n", newline)
    repaired = repair(text, family=None).text
    assert repaired.startswith(above.replace("\n", newline))
    assert repaired.endswith(below.replace("\n", newline))
    assert repaired.count("\n") == repaired.count(newline)


HEALTHY = TABLE.replace("12-heads, 1M parameters. |", "12-heads, 1M params.  |")


def test_a_healthy_page_is_not_touched() -> None:
    repaired = repair(HEALTHY, family=None)
    assert repaired.text == HEALTHY
    assert not repaired.changed


WITH_BARS = """\
+---------------------+---------+----------------------------+
| Pretrained Weight   | Language| Details of the model       |
+=====================+=========+============================+
|``foo/bar``          | English | 12-layer,   768-hidden,    |
|                     |         | ends with  ``<|end|>``  .  |
+---------------------+---------+----------------------------+
|``foo/one``          | Chinese |   以 ``<|end|>`` 结尾。    |
+---------------------+---------+----------------------------+
"""


def test_bars_in_the_text_of_a_healthy_page_are_neither_reported_nor_moved() -> None:
    assert judge.errors(WITH_BARS) == []
    repaired = repair(WITH_BARS, family=None)
    assert repaired.text == WITH_BARS
    assert {finding.code for finding in repaired.report.findings} == {"unknown-weight"}
    known = WITH_BARS.replace("``foo/bar``          |", "``bert-base-cased``  |")
    repaired = repair(known, family=None)
    assert repaired.text == known
    assert {finding.code for finding in repaired.report.findings} == {"unknown-weight"}


def test_a_line_keeps_its_own_spacing_only_where_its_bars_stand_right() -> None:
    shifted = HEALTHY.replace("1M params.  |", "1M params. |")
    assert judge.errors(shifted) != []
    assert repair(shifted, family=None).text == HEALTHY


def test_a_bar_that_stands_where_no_border_does_is_still_reported() -> None:
    shifted = WITH_BARS.replace("ends with  ``<|end|>``  .  |", "ends with  ``<|end|>``  . |")
    assert {"shifted-bars"} == codes_of_the_page(repair(shifted, family=None).report)


PROSE = """\
This input contains at most 512 tokens.

The input contains two segments and their masks.

See the links below; weights are unchanged since v2.0.

All links in the table are kept up to date by the community.
"""


def test_prose_about_inputs_and_links_stays_above_and_below_the_table() -> None:
    text = f"Title\n=====\n\n{PROSE}\n{HEALTHY}\n{PROSE}"
    repaired = repair(text, family=None)
    assert repaired.text == text
    assert repaired.report.dropped == ()
    assert "translator-note" not in codes_of_the_page(repaired.report)


class Fickle:
    """Counts one weight, and says something else each time that it is asked, until its figures have come to an end."""

    def __init__(self, *millions: int) -> None:
        self.millions = list(millions)

    def __call__(self, specs: Sequence[WeightSpec]) -> dict[str, Inventory | NotCounted]:
        millions = self.millions.pop(0) if len(self.millions) > 1 else self.millions[0]
        return {spec.name: inventory(spec.name, millions * 10**6) for spec in specs}


def repair_with_counts(*millions: int) -> Repaired:
    fickle = Repairer(BENCH.catalogue, Fickle(*millions))
    text = TABLE.replace("foo/bar``          |", "bert-base-cased``  |")
    return fickle.repair(read_page(text, "BERT/contents.rst"), family=BENCH.catalogue.family("BERT"))


def test_a_page_that_settles_is_repaired_to_what_it_settles_at() -> None:
    repaired = repair_with_counts(101, 102, 103)
    assert "103M" in repaired.text
    assert repaired.changed


@pytest.mark.parametrize("most", [4, 5, 9])
def test_a_page_that_does_not_settle_breaks_the_promise(most: int) -> None:
    with pytest.raises(BrokenPromise, match=r"BERT/contents\.rst: not written: .* change it again"):
        repair_with_counts(*range(101, 101 + most))


def test_a_tab_in_a_row_is_redrawn_as_docutils_would_count_it_otherwise() -> None:
    tabbed = HEALTHY.replace("``foo/bar``          |", "``foo/bar``         \t|")  # reaches over two columns
    assert judge.errors(tabbed) != []
    repaired = repair(tabbed, family=None).text
    assert "\t" not in repaired
    assert judge.errors(repaired) == []
    assert judge.rows(repaired) == judge.rows(HEALTHY)


# Reference and evidence


def test_with_a_reference_it_decides_which_weights_there_are() -> None:
    reference = TABLE.replace("foo/bar", "real/one").replace("English ", "Finnish ")
    page = TABLE + TABLE.replace("foo/bar", "real/one")
    report = repair(page, family=None, reference=reference).report
    assert [(row.name, row.language) for row in report.rows] == [("real/one", "Finnish")]
    assert any("foo/bar" in dropped.text for dropped in report.dropped)
    assert {finding.code for finding in report.findings} >= {"unknown-weight", "corrected-language"}


def test_without_one_an_unknown_name_stays_and_is_reported() -> None:
    report = repair(TABLE + "|``foo/baz``\n", family="BERT").report
    assert [row.name for row in report.rows] == ["foo/bar", "foo/baz"]
    assert codes(report, "foo/bar") >= {"unknown-weight"}
    assert codes(report, "foo/baz") >= {"unknown-weight"}


def test_in_a_whole_table_an_unknown_name_stays_and_is_reported_beside_known_ones() -> None:
    row = "|``bert-base-cased``  | English | 12-layer, 768-hidden, |\n"
    border = HEALTHY.splitlines(keepends=True)[-1]
    repaired = repair(HEALTHY + row + border, family="BERT")
    assert repaired.text == HEALTHY + row + border
    assert codes(repaired.report, "foo/bar") == {"unknown-weight"}
    assert [row.name for row in repaired.report.rows] == ["bert-base-cased"]


@pytest.mark.skipif(SHARED is None, reason="PADDLE_INSPECT_SHARED is not set")
def test_the_good_pages_change_in_nothing_but_figures() -> None:
    pages = sorted(Path(SHARED or "", "corpus", "zh").glob("*/contents.rst"))
    assert pages
    for path in pages:
        page = read_page(path.read_bytes().decode(), str(path))
        repaired = BENCH.repair(page, family=BENCH.match_family(page))
        repaired.verify(str(path))
        before = {piece.name: piece for piece in page.pieces if piece.name}
        after = {piece.name: piece for piece in read_page(repaired.text, str(path)).pieces if piece.name}
        unknown = {finding.weight for finding in repaired.report.findings if finding.code == "unknown-weight"}
        assert list(after) == list(before)
        known = BENCH.catalogue.weight_names
        assert [row.name for row in repaired.report.rows] == [name for name in before if name in known]
        assert unknown.isdisjoint(known)
        for name, piece in after.items():
            assert piece.language == before[name or ""].language
            if name not in known:
                assert piece.details == before[name or ""].details
        without = [_FIGURE.sub("", " ".join(text.split())) for text in (page.text, repaired.text)]
        assert without[0] == without[1]


# What a catalogue says of a family's page: any family's


TOY = """\
+-----------+---------+-------------------------------------------------+
| ``toy-a`` | English | 4 layers, 312-hidden, 12-heads, 4.08M parameters|
+-----------+---------+-------------------------------------------------+
|``toy-b``
"""


def toys(folder: Path, **said: object) -> Repairer:
    """A repairer over a catalogue of one made-up family, of which these things are written."""
    names = ("toy-c", "toy-b", "toy-a", "testing/tiny")
    weights = [{"name": name, "architecture": "ToyModel"} for name in names]
    content = {"title": "Toy", "module": "m", "synced_from": "s", "weights": weights, **said}
    for name in names:
        (folder / "Toy" / name).mkdir(parents=True)
        config = {"num_hidden_layers": 4, "hidden_size": 312, "num_attention_heads": 12}
        (folder / "Toy" / name / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (folder / "Toy" / "catalogue.json").write_text(json.dumps(content), encoding="utf-8")
    return Repairer(load(folder), GivenCounts(dict.fromkeys(names, 4_080_520)))


def toy_report(folder: Path, **said: object) -> Report:
    """The page above, repaired with such a family."""
    ours = toys(folder, **said)
    return ours.repair(read_page(TOY), family=ours.catalogue.family("Toy")).report


def test_a_page_that_lists_all_of_a_made_up_family_gets_all_of_it_in_order(tmp_path: Path) -> None:
    report = toy_report(tmp_path, lists_all=True)
    assert [row.name for row in report.rows] == ["toy-c", "toy-b", "toy-a", "testing/tiny"]


def test_a_page_of_a_made_up_family_lists_what_it_lists(tmp_path: Path) -> None:
    report = toy_report(tmp_path, internal=["testing/*"])
    assert {row.name for row in report.rows} >= {"toy-a", "toy-b"}
    assert codes(report, "testing/tiny") == set()


def test_a_made_up_familys_wording_is_used(tmp_path: Path) -> None:
    (added,) = [row for row in toy_report(tmp_path, wording={"hidden_size": "{} hidden"}).rows if row.name == "toy-b"]
    assert " ".join(added.details) == "4-layer, 312 hidden, 12-heads, 4.08M parameters."


def test_a_familys_own_table_is_canonical_and_a_healthy_pages_row_stays(tmp_path: Path) -> None:
    described = {"name": "toy-a", "architecture": "ToyModel", "language": "English", "description": "The toy"}
    ours = toys(tmp_path, weights=[described])
    family = ours.catalogue.family("Toy")
    rule = "+-----------+---------+--------------------------------------------------------+\n"
    row = "| ``toy-a`` | English | 4-layer, 312-hidden, 12-heads, 4M parameters. The toy    |\n"
    page = read_page(f"{rule}{row}{rule}")
    (kept,) = ours.repair(page, family=family).report.rows
    assert kept.details == ("4-layer, 312-hidden, 12-heads, 4M parameters. The toy",)
    (printed,) = report_on_family(ours, family, page).rows
    assert printed.details == ("4-layer, 312-hidden,", "12-heads, 4.08M parameters.", "The toy")


NAMED_SIZE = """Blenderbot
==========

+-----------------------------+----------+--------------------------------------------------+
| Pretrained Weight           | Language | Details of the model                             |
+=============================+==========+==================================================+
| ``blenderbot-400M-distill`` | English  | 2-layer, 1280-hidden, 32-heads, {} parameters. |
+-----------------------------+----------+--------------------------------------------------+
"""


@pytest.mark.parametrize(
    ("figure", "code", "severity", "verdict", "after"),
    [
        ("400M", "explained-figure", Severity.NOTE, Verdict.EXPLAINED, "400M"),  # what its size is called
        ("388M", "rough-figure", Severity.WARNING, Verdict.CORRECTED, "385M"),  # 0.7 % off
        ("380M", "contradicted-figure", Severity.ERROR, Verdict.CORRECTED, "385M"),  # 1.4 %
    ],
)
def test_what_is_explained_stays_in_a_whole_table(
    figure: str, code: str, severity: Severity, verdict: Verdict, after: str
) -> None:
    bench = Repairer(load(), GivenCounts({"blenderbot-400M-distill": 385_303_040}))
    repaired = bench.repair(read_page(NAMED_SIZE.format(figure)), family=bench.catalogue.family("Blenderbot"))
    assert repaired.text == NAMED_SIZE.format(after)
    [row] = repaired.report.rows
    assert row.verdict is verdict
    told = {(found.code, found.severity) for found in repaired.report.findings if "parameters" in found.message}
    assert told == {(code, severity)}
