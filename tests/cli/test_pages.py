"""The `pages` command: what it writes, what it leaves alone, and what `--check` says."""

from __future__ import annotations

from pathlib import Path

import pytest

from paddle_inspect.cli import main

pytestmark = pytest.mark.usefixtures("arithmetic_zoo")


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file with its time and content."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_second_run_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "new" / "zoo"
    assert main(["pages", "--output", str(folder), "ALBERT"]) == 0
    assert capsys.readouterr().out == "16 files: 16 written, 0 as they were\n"
    before = state(folder)
    assert len(before) == 14 + 2
    assert main(["pages", "--output", str(folder), "ALBERT"]) == 0
    assert capsys.readouterr().out == "16 files: 0 written, 16 as they were\n"
    assert state(folder) == before


def test_only_what_differs_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["pages", "--output", str(tmp_path), "ALBERT"])
    before = state(tmp_path)
    (tmp_path / "ALBERT" / "albert-base-v1.md").write_text("edited")
    (tmp_path / "ALBERT" / "albert-base-v2.md").unlink()
    main(["pages", "--output", str(tmp_path), "ALBERT"])
    after = state(tmp_path)
    assert {path for path in after if after[path][0] != before[path][0]} == {
        "ALBERT/albert-base-v1.md",
        "ALBERT/albert-base-v2.md",
    }
    assert {path: content for path, (_, content) in after.items()} == {p: content for p, (_, content) in before.items()}


def test_check_writes_nothing_and_names_what_would_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["pages", "--output", str(tmp_path / "zoo"), "ALBERT"]
    assert main([*arguments, "--check"]) == 1
    assert not (tmp_path / "zoo").exists()
    main(arguments)
    assert main([*arguments, "--check"]) == 0
    page = tmp_path / "zoo" / "ALBERT" / "albert-base-v1.md"
    page.write_bytes(page.read_bytes() + b"\xff")
    capsys.readouterr()
    assert main([*arguments, "--check"]) == 1
    assert capsys.readouterr().out == (
        "would change: ALBERT/albert-base-v1.md\n16 files: 1 would change, 15 as they were\n"
    )
    assert page.read_bytes().endswith(b"\xff")


def test_a_page_of_a_weight_that_is_gone_is_named_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["pages", "--output", str(tmp_path), "ALBERT"]
    main(arguments)
    gone = tmp_path / "ALBERT" / "albert-gone.md"
    gone.write_text("# albert-gone\n")
    (tmp_path / "BERT").mkdir()
    (tmp_path / "BERT" / "of-another-run.md").write_text("")
    capsys.readouterr()
    assert main([*arguments, "--check"]) == 1
    assert capsys.readouterr().out.startswith("left over: ALBERT/albert-gone.md\n16 files: 0 would change")
    assert main(arguments) == 0
    assert gone.exists()


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("in the way")
    assert main(["pages", "--output", str(tmp_path / "file"), "ALBERT"]) == 2
    error = capsys.readouterr().err
    assert "file" in error
    assert error.count("\n") == 1


def test_an_unknown_family_offers_the_nearest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pages", "--output", str(tmp_path), "ALBRT"]) == 2
    assert "did you mean ALBERT" in capsys.readouterr().err


def test_rst_pages_are_what_docutils_reads(tmp_path: Path) -> None:
    import docutils.core

    main(["pages", "--output", str(tmp_path), "--format", "rst", "ALBERT"])
    text = (tmp_path / "ALBERT" / "albert-large-v2.rst").read_text().replace(":doc:", "     ")
    document = docutils.core.publish_doctree(text, settings_overrides={"halt_level": 2})
    assert "17,683,968" in document.astext()
