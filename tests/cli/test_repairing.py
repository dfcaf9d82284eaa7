"""summary, fix and check as a user calls them; counting by arithmetic, so that no model is built."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest

from paddle_inspect.base.disk import configs_folder
from paddle_inspect.cli import main
from paddle_inspect.models import catalogue
from paddle_inspect.views import report
from tests.fakes import ALBERT_PAGE

pytestmark = pytest.mark.usefixtures("arithmetic_zoo")

WEIGHT_KEYS = set(
    "name family language architecture description evidence num_hidden_layers embedding_size hidden_size "
    "num_attention_heads state_dict_tensors parameter_tensors buffer_tensors parameters stored_elements "
    "parameter_bytes documented verdict".split()
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder with one damaged page, one healthy one, and files that are no pages of weights."""
    albert = tmp_path / "docs" / "ALBERT"
    albert.mkdir(parents=True)
    (albert / "contents.rst").write_bytes(ALBERT_PAGE.read_bytes())
    (tmp_path / "docs" / "index.rst").write_text("Index\n=====\n\n+---+---+\n| a | b |\n+---+---+\n")
    (tmp_path / "docs" / "notes.txt").write_text("no page")
    return tmp_path / "docs"


def out(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


# summary


def test_summary_is_plain_and_aligned_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary"]) == 0
    lines = out(capsys).splitlines()
    assert "\x1b" not in "".join(lines)
    assert lines[0].split() == [column.title for column in report.COLUMNS]
    row = next(line for line in lines if line.startswith("albert-chinese-base"))
    assert row.split()[:2] == ["albert-chinese-base", "Chinese"]
    assert row.index("10,547,968") + len("10,547,968") == lines[0].index("parameters") + len("parameters")
    assert lines[-1].startswith("14 weights: ")


def test_summary_as_json_has_the_keys_that_scripts_rely_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", "--format", "json"]) == 0
    summary = json.loads(out(capsys))
    assert set(summary) == {"versions", "weights", "findings", "dropped"}
    assert set(summary["versions"]) == {"paddle_inspect", "paddlepaddle", "paddlenlp"}
    assert len(summary["weights"]) == 14
    assert all(set(weight) >= WEIGHT_KEYS for weight in summary["weights"])
    assert set(summary["findings"][0]) == {"code", "severity", "weight", "line", "end_line", "message"}
    base = next(weight for weight in summary["weights"] if weight["name"] == "albert-chinese-base")
    assert [claim["parameters"] for claim in base["documented"]] == [103_000_000, 12_000_000]
    assert base["verdict"] == "corrected"


def test_what_is_not_known_is_null(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", "Funnel", "--format", "json"]) == 0
    for weight in json.loads(out(capsys))["weights"]:
        assert weight["parameters"] is None
        assert weight["verdict"] == "not counted"


@pytest.mark.parametrize(("language", "word"), [("en", "summary"), ("zh", "模型")])
def test_summary_as_rst_is_a_page_in_either_language(
    language: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["summary", "--format", "rst", "--lang", language]) == 0
    page = out(capsys)
    assert word in page.split("+--")[0]
    assert page.count("|``albert-") == 14


def test_formats_print_the_same_rows(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for format_ in ("markdown", "csv"):
        target = tmp_path / format_
        assert main(["summary", "--format", format_, "--output", str(target)]) == 0
        assert out(capsys) == ""
        assert sum("albert-" in line for line in target.read_text().splitlines()) == 14


@pytest.mark.parametrize("name", ["summary.txt", "summary.md", "summary.csv"])
def test_what_goes_to_a_file_is_the_table_alone(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", "--output", str(tmp_path / name)]) == 0
    assert out(capsys) == ""
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert len(text.splitlines()) == 14 + (2 if name.endswith(".md") else 1)
    assert "findings" not in text


def test_a_summary_that_goes_to_an_rst_file_is_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "contents.rst"
    assert main(["summary", "--output", str(path), "--lang", "zh"]) == 0
    assert main(["summary", "--format", "rst", "--lang", "zh"]) == 0
    assert out(capsys) == path.read_text(encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["summary", "--explain", "--output", str(path)])
    assert ended.value.code == 2


def test_the_summary_lists_thirty_findings_and_counts_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.rst"
    row = "| ``albert-base-v1`` | English | 3-layer, 5-hidden, 7-heads, 99M parameters. |\n+--+--+--+\n"
    page.write_text(f"+--+--+--+\n{row * 40}", encoding="utf-8")
    assert main(["summary", "--docs", str(page), "--format", "json"]) == 0
    findings = json.loads(out(capsys))["findings"]
    told = [one for one in findings if one["severity"] != "note"]
    assert len(told) > 30
    assert main(["summary", "--docs", str(page)]) == 0
    parts = out(capsys).split("\n\n")
    lines = parts[1].splitlines()
    assert len(lines) == 1 + 1 + 30
    assert lines[0] == str(page)
    assert parts[2] == f"... and {len(told) - 30} more findings: paddle-inspect check {page}"
    assert "note" not in {line.split()[1] for line in lines[2:]}


def test_notes_are_counted_and_listed_when_they_are_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.rst"
    rule = "+-------------------+----------+---------+"
    rows = ["| Pretrained Weight | Language | Details |", "| ``npl4/other``    | English  | a model |"]
    page.write_text("\n".join([rule, rows[0], rule.replace("-", "="), rows[1], rule, ""]), encoding="utf-8")
    assert main(["check", str(page)]) == 0
    assert out(capsys) == "1 page: 0 findings, 1 note\n"
    assert main(["check", str(page), "--verbose"]) == 0
    listed, total = out(capsys).splitlines()
    assert listed.startswith(f"{page}:4: note: unknown-weight: npl4/other: ")
    assert total == "1 page: 0 findings, 1 note"


def test_severities_have_colours_on_a_terminal_and_words_stay_whole(
    tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "40")
    main(["check", str(tree)])
    plain = out(capsys)
    monkeypatch.setenv("FORCE_COLOR", "1")
    main(["check", str(tree)])
    coloured = out(capsys)
    assert "\x1b[1;31merror\x1b[0m" in coloured
    assert "\x1b[33mwarning\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured).split() == plain.split()


def test_the_output_of_one_page_is_the_file_that_is_named(
    tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "fixed.rst"
    page = tree / "ALBERT" / "contents.rst"
    assert main(["fix", str(page), "--output", str(target)]) == 0
    assert f"{page}: fixed, written to {target}: 14 rows, " in out(capsys)
    assert main(["check", str(target), "--family", "ALBERT"]) == 0
    capsys.readouterr()
    assert main(["fix", str(page), "--output", "-"]) == 0
    printed = capsys.readouterr()
    assert printed.out == target.read_text(encoding="utf-8")
    assert "fixed" in printed.err
    assert page.read_bytes() == ALBERT_PAGE.read_bytes()


def test_several_pages_do_not_fit_into_one_file(tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "BERT").mkdir()
    (tree / "BERT" / "contents.rst").write_text("BERT\n", encoding="utf-8")
    assert main(["fix", str(tree), "--output", str(tmp_path / "x.rst")]) == 2
    assert "x.rst: is one file, and there are 3 pages: name a folder" in capsys.readouterr().err
    assert not (tmp_path / "x.rst").exists()


def test_a_quiet_run_says_which_pages_lost_text_and_how_much(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", str(tree), "--quiet"]) == 0
    printed = capsys.readouterr()
    assert printed.out == "1 page: 1 fixed, 1 other file without weights\n"
    assert [line.rsplit(", ", 1)[1] for line in printed.err.splitlines()] == ["2 passages dropped"]


def test_a_broken_config_is_named_and_exits_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "configs"
    shutil.copytree(configs_folder() / "ALBERT", root / "ALBERT")
    broken = root / "ALBERT" / "albert-base-v1" / "config.json"
    broken.write_text("{", encoding="utf-8")
    monkeypatch.setattr(catalogue, "configs_folder", lambda: root)
    assert main(["summary"]) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith(f"paddle-inspect: {broken}: is not JSON")
    assert printed.err.count("\n") == 1
    assert "14 weights: " in printed.out


def test_an_unknown_family_offers_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", "ALBRET"]) == 2
    assert "did you mean ALBERT" in capsys.readouterr().err


# fix


def test_fix_writes_once_and_then_never_again(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tree / "ALBERT" / "contents.rst"
    assert main(["fix", str(tree), "--check"]) == 1
    assert page.read_bytes() == ALBERT_PAGE.read_bytes()
    assert main(["fix", str(tree)]) == 0
    fixed = page.read_bytes()
    assert fixed != ALBERT_PAGE.read_bytes()
    before = page.stat().st_mtime_ns
    assert main(["fix", str(tree)]) == 0
    assert main(["fix", str(tree), "--check"]) == 0
    assert (page.read_bytes(), page.stat().st_mtime_ns) == (fixed, before)
    capsys.readouterr()


def test_a_diff_is_all_of_stdout_and_nothing_is_written(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tree / "ALBERT" / "contents.rst"
    assert main(["fix", str(page), "--diff"]) == 1
    printed = capsys.readouterr()
    assert printed.out.startswith(f"--- {page}\n+++ ")
    assert "would change" in printed.err
    assert page.read_bytes() == ALBERT_PAGE.read_bytes()


def test_output_keeps_the_shape_of_the_tree_and_the_source(tree: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    assert main(["fix", str(tree), "--output", str(target), "--quiet"]) == 0
    assert [str(path.relative_to(target)) for path in target.rglob("*.rst")] == ["ALBERT/contents.rst"]
    assert (tree / "ALBERT" / "contents.rst").read_bytes() == ALBERT_PAGE.read_bytes()


def test_a_page_that_fails_does_not_stop_the_others(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tree / "BERT" / "contents.rst"
    broken.parent.mkdir()
    broken.write_bytes("na\u00efve".encode("latin-1"))
    assert main(["fix", str(tree)]) == 2
    printed = capsys.readouterr()
    assert "ALBERT/contents.rst: fixed" in printed.out
    assert printed.out.splitlines()[-1] == "2 pages: 1 fixed, 1 failed, 1 other file without weights"
    errors = [line for line in printed.err.splitlines() if ": dropped: " not in line]
    assert errors == [f"{broken}:1: is not UTF-8 (byte 0xef)"]


def test_a_promise_that_breaks_leaves_the_page_alone(
    tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("paddle_inspect.pages.rewrite.grid", lambda *_: ["+-+", "|x|", "+-+"])
    page = tree / "ALBERT" / "contents.rst"
    assert main(["fix", str(page)]) == 3
    assert page.read_bytes() == ALBERT_PAGE.read_bytes()
    assert "not written" in capsys.readouterr().err


UNUSABLE = ["missing.rst", "empty folder", "fifo"]


@pytest.mark.parametrize("what", UNUSABLE)
@pytest.mark.parametrize("command", ["fix", "check"])
def test_input_that_cannot_be_used_is_one_line(
    what: str, command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    assert main([command, str(tmp_path / what)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


# check


def test_check_reports_and_changes_nothing(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tree / "ALBERT" / "contents.rst"
    assert main(["check", str(tree)]) == 1
    lines = out(capsys).splitlines()
    assert f"{page}:57-59: error: contradicted-figure: albert-chinese-base: parameters: documented 12M" in "\n".join(
        lines
    )
    assert lines[-1].startswith("1 page: ")
    assert page.read_bytes() == ALBERT_PAGE.read_bytes()


def test_a_fixed_page_checks_clean(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["fix", str(tree), "--quiet"])
    assert main(["check", str(tree)]) == 0
    assert out(capsys).splitlines()[-1] == "1 page: 0 findings, 1 other file without weights"


def test_check_as_json_names_every_page(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tree), "--format", "json"]) == 1
    checked = json.loads(out(capsys))
    assert set(checked) == {"versions", "pages", "errors"}
    (page,) = checked["pages"]
    assert page["family"] == "ALBERT"
    assert page["findings"]


def test_a_page_that_cannot_be_checked_fails_more_than_findings(
    tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tree / "BERT" / "contents.rst"
    broken.parent.mkdir()
    broken.write_bytes("na\u00efve".encode("latin-1"))
    report = tmp_path / "findings.json"
    assert main(["check", str(tree), "--output", str(report)]) == 2
    assert capsys.readouterr().err == f"paddle-inspect: {broken}:1: is not UTF-8 (byte 0xef)\n"
    checked = json.loads(report.read_text(encoding="utf-8"))
    assert [page["path"] for page in checked["pages"]] == [str(tree / "ALBERT" / "contents.rst")]
    assert checked["errors"] == [{"path": str(broken), "message": f"{broken}:1: is not UTF-8 (byte 0xef)"}]


def test_annotations_are_escaped_as_github_demands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "a,b:c%.rst"
    page.write_bytes(ALBERT_PAGE.read_bytes())
    assert main(["check", str(page), "--family", "ALBERT", "--format", "github"]) == 1
    lines = out(capsys).splitlines()
    assert all(line.startswith(("::error file=", "::warning file=", "::notice file=")) for line in lines)
    assert all("a%2Cb%3Ac%25.rst" in line for line in lines)
    assert any(line.endswith("(+13.8 %25)") for line in lines)


def test_escape_sequences_of_a_page_stay_in_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.rst"
    page.write_text("|``a/\x1b[31mb`` | English | \x1b]0;title\x07 [bold]12-layer |\n+---+---+---+\n| \x1b[2J |\n")
    main(["check", str(page)])
    main(["fix", "--check", str(page)])
    printed = capsys.readouterr()
    assert "\x1b" not in printed.out + printed.err
    assert "\x07" not in printed.out + printed.err


def test_the_list_explains_every_code_with_both_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--list"]) == 0
    text = out(capsys)
    assert text.count("Bad:") == text.count("Good:") > 25
    assert "contradicted-figure (error)" in text
