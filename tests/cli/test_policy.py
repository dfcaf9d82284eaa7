"""`check` as those know it who use a linter: which findings, which exit code, and what a repository settles."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from paddle_inspect.cli import main
from tests.fakes import ALBERT_PAGE

pytestmark = pytest.mark.usefixtures("arithmetic_zoo")

PAGE = "docs/ALBERT/contents.rst"


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a damaged page in docs/ALBERT."""
    page = tmp_path / PAGE
    page.parent.mkdir(parents=True)
    page.write_bytes(ALBERT_PAGE.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, list[dict[str, object]]]:
    """The exit code, and the findings."""
    code = main(["check", *argv, "--format", "json"])
    [page] = json.loads(capsys.readouterr().out)["pages"]
    return code, page["findings"]


def codes(capsys: pytest.CaptureFixture[str], *argv: str) -> set[object]:
    return {one["code"] for one in found(capsys, *argv)[1]}


def test_codes_are_selected_and_ignored(capsys: pytest.CaptureFixture[str]) -> None:
    every = codes(capsys, "docs")
    assert {"contradicted-figure", "restored-weight", "shifted-bars"} <= every
    assert codes(capsys, "docs", "--select", "contradict") == {"contradicted-figure", "contradictory-rows"}
    assert codes(capsys, "docs", "--ignore", "contradicted-figure,shifted") == every - {
        "contradicted-figure",
        "shifted-bars",
    }
    severities = {one["severity"] for one in found(capsys, "docs", "--min-severity", "error")[1]}
    assert severities == {"error"}


def test_an_unknown_code_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "docs", "--ignore", "shifted-barz"]) == 2
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)
    assert "did you mean shifted-bars" in captured.err


def test_a_baseline_leaves_what_is_new(capsys: pytest.CaptureFixture[str], repository: Path) -> None:
    assert main(["check", "docs", "--format", "json", "--output", "known.json"]) == 1
    page = repository / PAGE
    assert found(capsys, "docs", "--baseline", "known.json") == (0, [])
    page.write_text("A paragraph above.\n\n" + page.read_text().replace("12M", "14M", 1))
    code, new = found(capsys, "docs", "--baseline", "known.json")
    assert code == 1
    assert new
    assert all("14M" in str(one["message"]) for one in new)
    assert main(["check", "docs", "--baseline", "docs/ALBERT/contents.rst"]) == 2
    assert main(["check", "docs", "--baseline", "nothing.json"]) == 2


def test_what_was_left_out_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    number = len(found(capsys, "docs")[1])
    assert main(["check", "docs", "--select", "useless-comment"]) == 0
    assert capsys.readouterr().out == f"1 page: 0 findings, {number} ignored\n"


def test_findings_alone_or_their_numbers_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "docs", "--select", "shifted-bars"]) == 1
    *lines, total = capsys.readouterr().out.splitlines()
    assert main(["check", "docs", "--select", "shifted-bars", "--quiet"]) == 1
    assert capsys.readouterr().out.splitlines() == lines
    assert main(["check", "docs", "--select", "shifted-bars", "--statistics", "--format", "csv"]) == 1
    number = sum("shifted-bars" in line for line in lines)
    assert capsys.readouterr().out.splitlines() == ["findings,severity,code", f"{number},error,shifted-bars"]
    assert total.startswith("1 page: ")


def test_exit_zero_is_for_findings_and_not_for_bad_input() -> None:
    assert main(["check", "docs"]) == 1
    assert main(["check", "docs", "--exit-zero"]) == 0
    assert main(["check", "nowhere", "--exit-zero"]) == 2


def test_a_code_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--explain", "shifted-bars"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("shifted-bars (error)\n")
    assert ("Bad:" in said, "Good:" in said, "contradicted-figure" in said) == (True, True, False)
    assert main(["check", "--explain", "shifted"]) == 2
    with pytest.raises(SystemExit, match="2"):
        main(["check", "docs", "--explain", "shifted-bars"])


@pytest.mark.parametrize("pattern", ["ALBERT", "docs/ALBERT", "ALB*", "*/contents.rst", "contents.rst", "ALBERT/"])
def test_what_is_excluded_is_passed_over_below_a_folder_alone(pattern: str, capsys: pytest.CaptureFixture[str]) -> None:
    pattern = pattern.removeprefix("docs/")
    assert main(["check", "docs", "--exclude", pattern]) == 0
    assert capsys.readouterr().out.startswith("0 pages: 0 findings")
    assert main(["check", PAGE, "--exclude", pattern]) == 1
    assert main(["fix", "--check", "docs", "--exclude", pattern]) == 0
    assert main(["check", "docs", "--exclude", "BERT", "--exclude", "other"]) == 1


def test_files_of_a_folder_without_weights_are_said(capsys: pytest.CaptureFixture[str], repository: Path) -> None:
    (repository / "prose").mkdir()
    for name in ("one.md", "two.rst"):
        (repository / "prose" / name).write_text("Nothing of models.\n", encoding="utf-8")
    assert main(["check", "prose"]) == main(["check", "prose", "--statistics"]) == 0
    assert capsys.readouterr().out.splitlines()[::3] == ["0 pages: 0 findings, 2 other files without weights"] * 2
    assert main(["fix", "--check", "prose"]) == 0
    assert capsys.readouterr().out == "0 pages: 2 other files without weights\n"
    main(["check", "docs", "prose/one.md"])
    assert "without weights" not in capsys.readouterr().out.splitlines()[-1]


def test_junit_has_a_suite_a_page_and_a_failure_for_each_finding_but_notes(capsys: pytest.CaptureFixture[str]) -> None:
    _, findings = found(capsys, "docs")
    assert main(["check", "docs", "--format", "junit"]) == 1
    [suite] = ET.fromstring(capsys.readouterr().out)
    wrong = [one for one in findings if one["severity"] != "note"]
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == (PAGE, str(len(findings)), str(len(wrong)))
    assert [failure.get("type") for failure in suite.iter("failure")] == [one["severity"] for one in wrong]


def test_fingerprints_of_sarif_survive_moved_lines_and_tell_equal_findings_apart(
    capsys: pytest.CaptureFixture[str], repository: Path
) -> None:
    def fingerprints() -> list[str]:
        main(["check", "docs", "--format", "sarif"])
        [run] = json.loads(capsys.readouterr().out)["runs"]
        return [one["partialFingerprints"]["findingHash/v1"] for one in run["results"]]

    before = fingerprints()
    page = repository / PAGE
    page.write_text("A paragraph above.\n\n" + page.read_text())
    assert fingerprints() == before
    assert len(set(before)) == len(before)


# settings


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", '[tool.paddle_inspect]\nselect = ["shifted-bars"]\nmin-severity = "error"\n'),
        ("setup.cfg", "[tool:paddle_inspect]\nselect = shifted-bars\nmin-severity = error\n"),
        ("setup.cfg", "[metadata]\nname = x\n\n[tool:paddle_inspect]\nselect =\n    shifted-bars\n    cut-row\n"),
    ],
)
def test_a_repository_settles_what_options_say(
    name: str, text: str, capsys: pytest.CaptureFixture[str], repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / name).write_text(text)
    settled = codes(capsys, "docs")
    assert {"shifted-bars"} <= settled <= {"shifted-bars", "cut-row"}
    assert codes(capsys, "docs", "--select", "contradicted-figure", "--min-severity", "note") == {"contradicted-figure"}
    assert len(codes(capsys, "docs", "--isolated")) > len(settled)
    monkeypatch.chdir("docs/ALBERT")
    assert codes(capsys, "contents.rst") == settled


def test_paths_of_settings_are_from_their_folder(
    capsys: pytest.CaptureFixture[str], repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "docs" / "ALBERT" / "known.json").write_text('{"pages": []}')
    (repository / "pyproject.toml").write_text('[tool.paddle_inspect]\nbaseline = "docs/ALBERT/known.json"\n')
    monkeypatch.chdir("docs")
    assert found(capsys, "ALBERT")[0] == 1
    (repository / "pyproject.toml").write_text('[tool.paddle_inspect]\nexclude = ["ALBERT"]\n')
    assert main(["fix", "--check", "."]) == 0


@pytest.mark.parametrize(
    ("name", "text", "key"),
    [
        ("pyproject.toml", '[tool.paddle_inspect]\nignoer = ["a"]\n', "ignoer"),
        ("pyproject.toml", '[tool.paddle_inspect]\nignore = "a"\n', "ignore"),
        ("pyproject.toml", '[tool.paddle_inspect]\nmin-severity = "bad"\n', "min_severity"),
        ("pyproject.toml", "[tool]\npaddle_inspect = 3\n", "tool.paddle_inspect"),
        ("pyproject.toml", "[tool.paddle_inspect\n", "is not TOML"),
        ("pyproject.toml", '[tool.paddle_inspect]\nignore = ["nothing-such"]\n', "nothing-such"),
        ("setup.cfg", "[tool:paddle_inspect]\nbaselin = x\n", "baselin"),
        ("setup.cfg", "[tool:paddle_inspect]\n  x\n=\n", "setup.cfg"),
    ],
)
def test_settings_that_say_nothing_are_one_line_and_exit_code_2(
    name: str, text: str, key: str, capsys: pytest.CaptureFixture[str], repository: Path
) -> None:
    (repository / name).write_text(text)
    assert main(["check", "docs"]) == 2
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)
    assert key in captured.err


def test_settings_of_other_tools_are_nobodys_business(repository: Path) -> None:
    (repository / "pyproject.toml").write_text("[tool.other\nnot TOML at all")
    (repository / "setup.cfg").write_text("not a cfg\n")
    assert main(["check", "docs"]) == 1
