"""fix and check on files that nobody should hand them: one line each, the right exit code, nothing written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from paddle_inspect.base.disk import MAX_TEXT_BYTES
from paddle_inspect.cli import main
from tests.fakes import ALBERT_PAGE, ROOT

pytestmark = pytest.mark.usefixtures("arithmetic_zoo")

COMMANDS = ("fix", "check")


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "ALBERT" / "contents.rst"
    path.parent.mkdir()
    path.write_bytes(ALBERT_PAGE.read_bytes())
    return path


BYTES = {
    "binary": (b"a\0b\n", "binary"),
    "latin-1": ("| ``a`` | Français |\n".encode("latin-1"), "UTF-8"),
    "utf-16": ("| a |".encode("utf-16"), ""),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("content", "reason"), BYTES.values(), ids=BYTES.keys())
def test_a_file_that_is_no_text(
    command: str, content: bytes, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "page.rst"
    path.write_bytes(content)
    assert main([command, str(path)]) == 2
    printed = capsys.readouterr()
    assert printed.err.count("\n") == 1
    assert f"{path}:1: " in printed.err
    assert reason in printed.err
    assert path.read_bytes() == content


@pytest.mark.parametrize("command", COMMANDS)
def test_a_huge_file(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "page.rst"
    with path.open("wb") as file:
        file.truncate(MAX_TEXT_BYTES + 1)
    assert main([command, str(path)]) == 2
    assert "is larger than 64 MiB" in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS)
def test_a_name_that_no_file_can_have(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "a\0b.rst"]) == 2
    printed = capsys.readouterr().err
    assert printed.count("\n") == 1
    assert "\0" not in printed


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("text", ["", "\n", "no table\n", "|\n", "| a line block\n"])
def test_a_page_without_a_table_of_weights_is_left_alone(
    command: str, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "page.rst"
    path.write_text(text, encoding="utf-8")
    assert main([command, str(path)]) == 0
    assert path.read_text(encoding="utf-8") == text
    if command == "check":
        assert capsys.readouterr().out.count(": note: no-weights: ") == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_an_unknown_family_offers_the_nearest(command: str, page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, str(page), "--family", "ALBRT"]) == 2
    assert "did you mean ALBERT" in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS)
def test_a_reference_that_is_not_there(command: str, page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = page.read_bytes()
    assert main([command, str(page), "--reference", str(page.parent / "missing.rst")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert page.read_bytes() == before


def test_a_tree_with_its_tree_of_references(page: Path, tmp_path: Path) -> None:
    reference = tmp_path / "reference" / "ALBERT" / "contents.rst"
    reference.parent.mkdir(parents=True)
    assert main(["fix", str(page), "--output", str(reference.parent)]) == 0
    output = tmp_path / "out"
    docs = page.parent.parent / "docs" / "ALBERT"
    docs.mkdir(parents=True)
    (docs / "contents.rst").write_bytes(page.read_bytes())
    assert main(["fix", str(docs.parent), "--reference", str(tmp_path / "reference"), "--output", str(output)]) == 0
    assert (output / "ALBERT" / "contents.rst").read_bytes() == reference.read_bytes()


def test_two_pages_of_one_name_do_not_overwrite_each_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [tmp_path / name / "contents.rst" for name in ("a", "b")]
    for path in paths:
        path.parent.mkdir()
        path.write_bytes(ALBERT_PAGE.read_bytes())
    assert main(["fix", *map(str, paths), "--output", str(tmp_path / "out")]) == 2
    assert "two pages" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_an_output_folder_that_is_a_file(page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    assert main(["fix", str(page), "--output", str(tmp_path / "out")]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert (tmp_path / "out").read_text(encoding="utf-8") == "a file"


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="the system has no folder that nobody can write to")
def test_a_folder_that_nobody_can_write_to(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = page.read_bytes()
    assert main(["fix", str(page), "--output", "/proc/self"]) == 2
    errors = [line for line in capsys.readouterr().err.splitlines() if "/proc/self" in line]
    assert len(errors) == 1
    assert page.read_bytes() == before


@pytest.mark.parametrize(("option", "code"), [("--check", 1), ("--diff", 1)])
def test_looking_writes_nothing_and_says_so_by_its_code(option: str, code: int, page: Path) -> None:
    before = page.read_bytes(), page.stat().st_mtime_ns
    assert main(["fix", option, str(page)]) == code
    assert (page.read_bytes(), page.stat().st_mtime_ns) == before
    assert main(["fix", str(page)]) == 0
    assert main(["fix", option, str(page)]) == 0


@pytest.mark.paddle
def test_colours_and_width_are_the_readers_choice(page: Path) -> None:
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "60", "TERM": "xterm-256color"}
    command = [sys.executable, "-m", "paddle_inspect", "check", str(page)]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
    assert "\x1b" not in ended.stdout + ended.stderr


@pytest.mark.paddle
def test_a_standard_output_that_knows_no_chinese(page: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    text = page.read_text(encoding="utf-8").replace("English", "中文")
    page.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "paddle_inspect", "fix", "--diff", str(page), "--family", "ALBERT"]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
    assert ended.returncode == 1
    assert "\\u4e2d\\u6587" in ended.stdout
    assert page.read_text(encoding="utf-8") == text


@pytest.mark.paddle
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
def test_a_full_disk_under_stdout_is_one_line(page: Path) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        command = [sys.executable, "-m", "paddle_inspect", "check", "--format", "json", str(page)]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT, check=False)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
