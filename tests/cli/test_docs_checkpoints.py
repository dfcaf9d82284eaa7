"""docs/checkpoints.md says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from paddle_inspect.checkpoints.formats.paddle_save import MAX_DEPTH
from paddle_inspect.checkpoints.formats.paddle_save.allowed import _MAKERS

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "docs" / "checkpoints.md").read_text(encoding="utf-8")


def test_every_finding_is_explained_and_no_other() -> None:
    source = "".join(path.read_text() for path in (ROOT / "paddle_inspect" / "checkpoints").rglob("*.py"))
    raised = set(re.findall(r'(?:_finding|note)\(\s*"([a-z-]+)"', source))
    section = TEXT.partition("## Findings")[2].partition("## ")[0]
    explained = set(re.findall(r"^\| `([a-z-]+)` \|", section, re.MULTILINE))
    assert len(raised) >= 8
    assert explained == raised


def test_the_allow_list_is_documented() -> None:
    section = TEXT.partition("**An allow-list.**")[2].partition("Any other name")[0]
    for module, name in _MAKERS:
        assert name in section or module == "builtins"


def test_the_depth_limit_is_documented() -> None:
    assert f"deeper than {MAX_DEPTH} levels" in TEXT
