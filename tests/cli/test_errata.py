"""The `errata` command: from pages or from facts taken earlier, printed, written or checked."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from paddle_inspect.cli import main
from paddle_inspect.models import catalogue
from tests.arithmetic import albert
from tests.fakes import ALBERT_PAGE

pytestmark = pytest.mark.usefixtures("arithmetic_zoo")

XLARGE = albert(catalogue.load().weight("albert-chinese-xlarge").config)


def out(capsys: pytest.CaptureFixture[str]) -> str:
    printed = capsys.readouterr()
    assert printed.err == ""
    return printed.out


def test_a_contradicted_figure_stands_beside_the_count(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["errata", str(ALBERT_PAGE), "--format", "json"]) == 0
    tree = json.loads(out(capsys))
    erratum = {
        "page": "ALBERT",
        "weight": "albert-chinese-xlarge",
        "figure": "parameters",
        "documented": "60M",
        "counted": XLARGE,
        "origin": None,
    }
    assert erratum in tree["contradicted"]
    assert main(["errata", str(ALBERT_PAGE), "--format", "markdown"]) == 0
    printed = out(capsys)
    assert f"| ALBERT | albert-chinese-xlarge | parameters | 60M | {XLARGE:,} | +4.2 % |  |" in printed
    assert (
        "| albert-chinese-large | parameters | 18M | 16,548,352 | +8.8 % | parameters of albert-large-v1: " in printed
    )


def test_a_spreadsheet_has_every_erratum_whatever_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    main(["errata", str(ALBERT_PAGE), "--format", "json"])
    tree = json.loads(out(capsys))
    main(["errata", str(ALBERT_PAGE), "--format", "csv"])
    assert tree["contradicted"]
    assert tree["not_stated"]
    listed = len(tree["contradicted"]) + len(tree["placeholders"]) + len(tree["not_stated"])
    rows = list(csv.DictReader(out(capsys).splitlines()))
    assert len(rows) == listed + len(tree["undocumented"])
    assert Counter(row["kind"] for row in rows) == {
        "contradicted": len(tree["contradicted"]),
        "not stated": len(tree["not_stated"]),
        "on no page": len(tree["undocumented"]),
    }
    assert all(row["counted"].isdigit() for row in rows if row["figure"])


def test_one_page_is_no_pages(capsys: pytest.CaptureFixture[str]) -> None:
    main(["errata", str(ALBERT_PAGE), "--format", "markdown"])
    assert "1 page with 13 weights" in out(capsys)


def test_facts_taken_from_pages_give_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = tmp_path / "facts.json"
    assert main(["errata", str(ALBERT_PAGE), "--write-facts", str(facts)]) == 0
    printed = out(capsys)
    assert main(["errata", "--facts", str(facts)]) == 0
    assert out(capsys) == printed
    assert json.loads(facts.read_text(encoding="utf-8"))["ALBERT"]["albert-chinese-xlarge"]["parameters"] == "60M"


@pytest.mark.parametrize("name", ["errata.md", "errata.rst", "errata.json", "errata.csv", "errata.txt"])
def test_check_says_whether_the_file_is_up_to_date(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    command = ["errata", str(ALBERT_PAGE), "--output", str(path)]
    stale = f"paddle-inspect: {path}: is not up to date; run the same command without --check\n"
    assert main([*command, "--check"]) == 1
    assert not path.exists()
    assert main(command) == 0
    assert main([*command, "--check"]) == 0
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    before = path.read_bytes()
    assert capsys.readouterr().err == stale
    assert main([*command, "--check"]) == 1
    assert capsys.readouterr().err == stale
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "give either pages or --facts"),
        (["PAGE", "--facts", "facts.json"], "give either pages or --facts"),
        (["PAGE", "--check"], "--check needs the --output that it is to check"),
        (["--facts", "absent.json"], "absent.json"),
        (["absent.rst"], "absent.rst"),
    ],
)
def test_bad_input_is_one_line(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["errata", *(argument.replace("PAGE", str(ALBERT_PAGE)) for argument in arguments)]) == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err.count("\n")) == ("", 1)
    assert says in printed.err
