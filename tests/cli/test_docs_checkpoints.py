"""docs/checkpoints.md says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from paddle_inspect.base.findings import kinds_of
from paddle_inspect.checkpoints import kinds
from paddle_inspect.checkpoints.pickles.allowed import ALLOWED
from paddle_inspect.checkpoints.pickles.walk import MAX_DEPTH
from paddle_inspect.cli import main
from paddle_inspect.pages import kinds as of_pages
from paddle_inspect.programs import kinds as of_programs

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "docs" / "checkpoints.md").read_text(encoding="utf-8")


def test_every_finding_is_explained_and_no_other() -> None:
    section = TEXT.partition("## Findings")[2].partition("## ")[0]
    explained = re.findall(r"^\| `([a-z-]+)` \|", section, re.MULTILINE)
    assert explained == [kind.code for kind in kinds_of(kinds)]


def test_the_allow_list_is_documented() -> None:
    section = TEXT.partition("**An allow-list.**")[2].partition("Any other name")[0]
    names = [name for module, name in ALLOWED if module != "builtins"]  # those are said in a word
    assert names
    assert [name for name in names if name not in section] == []


def test_the_depth_limit_is_documented() -> None:
    assert f"deeper than {MAX_DEPTH} levels" in TEXT


def test_check_lists_the_kinds_of_pages_and_of_checkpoints(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--list"]) == 0
    listed = re.findall(r"^([a-z-]+) \((error|warning|note)\)$", capsys.readouterr().out, re.MULTILINE)
    assert listed == [(kind.code, kind.severity.value) for kind in kinds_of(*of_pages.MODULES, kinds, of_programs)]
    assert len({code for code, _ in listed}) == len(listed)
