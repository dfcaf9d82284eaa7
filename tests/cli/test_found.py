"""A new format and a new command are one new file each, found by being there."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

from paddle_inspect import cli
from paddle_inspect.cli import main
from paddle_inspect.tables import formats

pytestmark = pytest.mark.usefixtures("arithmetic_zoo")

FORMAT = '''"""Tab separated values."""

SUFFIX = ".tsv"
ALIASES = ("tabs",)


def render(document):
    table = document.listing
    rows = ([column.title for column in table.columns], *table.rows)
    return "".join("\\t".join(row) + "\\n" for row in rows)
'''
FINDINGS = '''"""Findings, one code a line."""

FINDINGS_ONLY = True


def render(document):
    return "".join(f"{path} {finding.code}\\n" for path, finding in document.findings)
'''
COMMAND = '''"""Say how large a weight is.

examples:
  paddle_inspect weigh albert-base-v2
"""

from paddle_inspect import api
from paddle_inspect.cli._options import run_of, add_fresh


def configure(parser):
    parser.add_argument("weight")
    add_fresh(parser)


def run(args):
    print(api.count(args.weight, run=run_of(args)).parameters)
    return 7
'''


@contextmanager
def one_more(package: ModuleType, name: str, source: str, folder: Path) -> Iterator[None]:
    """A package that has one more module, whose file is in another folder."""
    (folder / f"{name}.py").write_text(source, encoding="utf-8")
    importlib.invalidate_caches()
    package.__path__.append(str(folder))
    try:
        yield
    finally:
        package.__path__.remove(str(folder))
        sys.modules.pop(f"{package.__name__}.{name}", None)
        vars(package).pop(name, None)


@pytest.fixture
def tsv(tmp_path: Path) -> Iterator[None]:
    with one_more(formats, "tsv", FORMAT, tmp_path):
        yield


def help_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--help"])
    assert ended.value.code == 0
    return " ".join(capsys.readouterr().out.split())


@pytest.mark.usefixtures("tsv")
def test_a_new_format_is_offered_and_printed(capsys: pytest.CaptureFixture[str]) -> None:
    said = help_of(capsys, "rank")
    assert "terminal,tsv}" in said
    printed = []
    for name in ("tsv", "tabs"):
        assert main(["rank", "--family", "ALBERT", "--format", name]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]
    header, *rows = [line.split("\t") for line in printed[0].splitlines()]
    assert header[:3] == ["place", "weight", "family"]
    assert (len(rows), {row[2] for row in rows}) == (14, {"ALBERT"})


@pytest.mark.usefixtures("tsv")
def test_a_new_format_is_what_its_suffix_means(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rank", "--family", "ALBERT", "--output", str(tmp_path / "r.tsv")]) == 0
    main(["rank", "--family", "ALBERT", "--format", "tsv"])
    assert (tmp_path / "r.tsv").read_text(encoding="utf-8") == capsys.readouterr().out


def test_without_its_file_there_is_no_such_format(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["rank", "--format", "tsv"])
    assert ended.value.code == 2
    assert "invalid choice: 'tsv'" in capsys.readouterr().err


def test_a_format_of_findings_is_for_where_there_are_some(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.rst"
    page.write_text("no table\n", encoding="utf-8")
    with one_more(formats, "codes", FINDINGS, tmp_path):
        assert "codes" in help_of(capsys, "check")
        assert main(["check", str(page), "--format", "codes"]) == 0
        assert capsys.readouterr().out == f"{page} no-weights\n"
        with pytest.raises(SystemExit) as ended:
            main(["rank", "--family", "ALBERT", "--format", "codes"])
        assert ended.value.code == 2
        assert "shows findings, and there are none here" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["diff x y", "verify x y", "show x", "rank --family x", "explain x", "identify x"])
def test_a_format_that_cannot_be_is_refused_before_anything_is_done(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command.split(), "--format", "github"])
    assert ended.value.code == 2
    assert "--format github shows findings, and there are none here" in capsys.readouterr().err


def test_a_new_command_is_found_helped_and_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with one_more(cli, "weigh", COMMAND, tmp_path):
        assert "weigh" in cli.command_names()
        assert "weigh say how large a weight is" in help_of(capsys)
        assert "examples: paddle_inspect weigh albert-base-v2" in help_of(capsys, "weigh")
        assert main(["weigh", "albert-base-v2"]) == 7
        assert capsys.readouterr().out == "11683584\n"
    assert "weigh" not in cli.command_names()


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("out.md", "# Weights by parameters\n"),
        ("out.rst", "Weights by parameters\n====="),
        ("out.csv", "place,weight,"),
        ("out.html", "<div "),
        ("out.txt", "Weights by parameters\n\nRanking\n"),
        ("out", "Weights by parameters\n\nRanking\n"),
        ("out.log", "Weights by parameters\n\nRanking\n"),
    ],
)
def test_the_format_follows_the_name_of_the_file(name: str, begins: str, tmp_path: Path) -> None:
    assert main(["rank", "--family", "ALBERT", "--output", str(tmp_path / name)]) == 0
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


def test_a_json_file_is_json_and_a_format_that_is_named_comes_first(tmp_path: Path) -> None:
    assert main(["rank", "--family", "ALBERT", "--output", str(tmp_path / "out.json")]) == 0
    assert len(json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["weights"]) == 14
    assert main(["rank", "--family", "ALBERT", "--format", "csv", "--output", str(tmp_path / "out.json")]) == 0
    assert (tmp_path / "out.json").read_text(encoding="utf-8").startswith("place,weight,")
