"""Pages that were once harmed, where the folder of them is at hand: each comes out as its sentence there demands.

Their classes stand in healthy/ and in damage_kinds.py as pages of our own, which need no such folder.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path

import pytest

import paddle_inspect as pi
from paddle_inspect.api.pages import Checked, Repaired
from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.records import Inventory, WeightSpec
from paddle_inspect.cli import main
from tests import judge
from tests.fakes import inventory
from tests.given_zoo import GivenZoo, by_arithmetic, in_place_of_all
from tests.stated import HEADS, HIDDEN, LAYERS, PARAMETERS, plain, stated

pytestmark = pytest.mark.skipif("PADDLE_INSPECT_SHARED" not in os.environ, reason="PADDLE_INSPECT_SHARED is not set")

SHARED = Path(os.environ.get("PADDLE_INSPECT_SHARED", ""))
CASES = SHARED / "cases"


@cache
def truth() -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = json.loads((SHARED / "corpus" / "truth.json").read_text(encoding="utf-8"))
    return found


def counted(spec: WeightSpec) -> Inventory | NotCounted:
    """By the table; weights that are alike are built once, under a name that the table may not have."""
    if spec.name not in truth():
        return by_arithmetic(spec)
    return inventory(spec.name, truth()[spec.name]["parameters"], spec.architecture)


@pytest.fixture(autouse=True)
def true_zoo(monkeypatch: pytest.MonkeyPatch) -> GivenZoo:
    """Counts as they are, without building anything."""
    return in_place_of_all(monkeypatch, GivenZoo(counted))


def page_of(number: str) -> Path:
    """The page of a case: below its family folder, beside which a reference may stand."""
    [folder] = CASES.glob(f"{number}-*")
    [page] = [path for path in folder.rglob("contents.rst") if path.parent.name != "ref"]
    return page


def reference_of(number: str) -> Path | None:
    path = page_of(number).parent.parent / "ref" / "contents.rst"
    return path if path.exists() else None


def text_of(number: str) -> str:
    return page_of(number).read_bytes().decode("utf-8")


def fixed(number: str) -> Repaired:
    """The repaired page, after which nothing is left to repair."""
    result = pi.fix(page_of(number), reference=reference_of(number))
    again = pi.fix(result.text, reference=reference_of(number), family=result.report.family)
    assert again.text == result.text
    return result


def codes(result: Repaired | Checked) -> set[str]:
    return {finding.code for finding in result.findings}


def names(text: str, column: int = 0) -> list[str]:
    """What stands in the column of names, row by row, as docutils reads the page's tables."""
    return [row[column] for row in judge.rows(text) if len(row) > column]


#: README's "unchanged", by folder: true and healthy, or nobody's business.
UNCHANGED = (
    *("01", "02", "03", "04", "05", "06", "07", "09", "10", "11", "12", "13", "14", "16", "17", "18", "23"),
    *("28", "29", "30", "31", "32", "33", "34", "35", "39"),
)
#: The others: what stands there instead, and the figure's characters are all that changes.
CORRECTED = {
    "15": [("199M", ["139M"])],
    "19": [("2.17亿", ["1.39亿"])],
    "21": [("768", ["256"]), ("14M", ["14M", "13.5M"])],
    "22": [("217 million", ["139 million"])],
    "27": [("999M", ["406M"])],
    "36": [("110M", ["116M", "117M"]), ("340M", ["360M"])],
    "37": [("499M", ["406M"])],
}
#: Those with a test of their own.
OTHERS = ("08", "20", "24", "25", "26", "38", "40")


def test_every_folder_has_an_expectation() -> None:
    assert sorted(path.name[:2] for path in CASES.iterdir() if path.is_dir()) == sorted(
        [*UNCHANGED, *CORRECTED, *OTHERS]
    )


@pytest.mark.parametrize("number", UNCHANGED)
def test_a_healthy_page_is_left_alone(number: str) -> None:
    result = fixed(number)
    assert result.text == text_of(number)
    assert result.report.dropped == ()


@pytest.mark.parametrize("number", UNCHANGED)
def test_a_page_that_is_left_alone_has_no_finding(number: str) -> None:
    checked = pi.check(page_of(number), reference=reference_of(number))
    assert [finding for finding in checked.findings if finding.severity.value != "note"] == []
    assert checked.is_clean


@pytest.mark.parametrize("number", CORRECTED)
def test_a_wrong_figure_is_replaced_in_its_own_wording(number: str) -> None:
    expected = {text_of(number)}
    for wrong, right in CORRECTED[number]:
        expected = {text.replace(wrong, one) for text in expected for one in right}
    result = fixed(number)
    assert spaced(result.text) in set(map(spaced, expected))
    assert "contradicted-figure" in codes(result) | codes(pi.check(page_of(number)))


@pytest.mark.parametrize("number", ["06", "07"])
def test_a_page_without_weights_is_said_to_have_none(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = page_of(number).read_bytes()
    assert main(["check", str(page_of(number))]) == 0
    assert "none of pretrained weights" in capsys.readouterr().out
    assert main(["fix", str(page_of(number)), "--diff"]) == 0
    assert main(["fix", str(page_of(number).parent.parent), "--check"]) == 0
    assert page_of(number).read_bytes() == before


# The old single page


def row_of(cells: Sequence[str]) -> tuple[str, str, str]:
    """Name, language and details of a row whose family may stand in a cell above: the last three cells."""
    return (cells[-3], cells[-2], cells[-1])


def without_figures(text: str) -> str:
    return re.sub(r"\d[\d.,]*|_(?=M parameters)", "0", spaced(plain(text)))


def spaced(text: str) -> str:
    """A text whose cells have no room to fill."""
    return re.sub(r" *\| *", "|", text)


def test_the_old_single_page_keeps_every_row_and_drops_nothing() -> None:
    before, result = text_of("08"), fixed("08")
    named = set(re.findall(r"\|``([^`]+)``", before))
    rows = [row_of(row) for row in judge.rows(before) if row[-3] in named]
    after = [row_of(row) for row in judge.rows(result.text) if row[-3] in named]
    assert len(rows) == 132
    assert [row[:2] for row in after] == [row[:2] for row in rows]
    assert [len(row) for row in judge.rows(result.text)] == [len(row) for row in judge.rows(before)]
    assert result.report.dropped == ()
    assert [line for line in before.splitlines() if line[:1] not in "|+"] == [
        line for line in result.text.splitlines() if line[:1] not in "|+"
    ]
    assert without_figures(result.text) == without_figures(before)


def test_the_figures_of_the_old_single_page_are_checked_row_by_row() -> None:
    rows = map(row_of, judge.rows(fixed("08").text))
    wrong = {name: wrong_figures(name, details) for name, _, details in rows if name in truth()}
    left = {name: figures for name, figures in wrong.items() if figures}
    assert left == {"blenderbot-400M-distill": ["parameters"]}  # 400M is what its size is called, and stays


def wrong_figures(name: str, details: str) -> list[str]:
    """The figures of a row that a counted weight has not; a model of two stacks may be said to have either's layers."""
    known = truth().get(name, {})
    found = stated(details)
    accepted: dict[str, Collection[int]] = {
        key: {known[key]} for key in (HIDDEN, HEADS, PARAMETERS) if known.get(key) is not None
    }
    if known.get("layers") is not None:
        accepted[LAYERS] = {known["layers"], known["layers"] // 2}
    return [key for key, ones in accepted.items() for number in found[key] if not any(map(number.is_of, ones))]


# Those whose table is damaged


def test_a_thin_space_in_a_figure_is_a_space() -> None:
    assert "".join(fixed("20").text.split()) == "".join(text_of("20").split())
    assert pi.check(page_of("20")).is_clean


def test_a_border_that_is_glued_to_a_row_parts_two_rows() -> None:
    result = fixed("24")
    assert [row[:2] for row in judge.rows(result.text)] == [["bert-a", "English"], ["bert-b", "Chinese"]]
    assert "+--" not in " ".join(cell for row in judge.rows(result.text) for cell in row)
    assert [row[2].rpartition(" ")[2] for row in judge.rows(result.text)] == ["base", "large"]
    assert judge.errors(result.text) == []


def test_a_name_in_two_pieces_is_one_name() -> None:
    result = fixed("25")
    assert names(result.text) == ["bart-base"]
    assert judge.errors(result.text) == []


def test_smart_quotes_are_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    """Also in a tree, which must not call itself clean."""
    assert main(["check", str(page_of("26").parent.parent)]) == 1
    assert "contents.rst" in capsys.readouterr().out
    result = fixed("26")
    assert names(result.text) == ["bart-base", "bart-large"]
    assert result.text.count("``bart-") == 2


def test_a_thousand_wrong_rows_keep_their_names() -> None:
    result = fixed("38")
    assert set(names(result.text)) == set(names(text_of("38")))
    told = {found.weight for found in result.findings if found.code == "contradictory-rows"}
    wrong = {row[0] for row in judge.rows(result.text) if wrong_figures(row[0], row[2])}
    assert wrong <= told
    assert len(told) <= 4  # of 324, whose rows differ so much that one of them may be another weight's


def test_hard_wrapped_borders_bring_no_rows() -> None:
    named = re.findall(r"^\|\s*``([^`]+)``", text_of("40"), re.MULTILINE)
    assert names(fixed("40").text) == named
