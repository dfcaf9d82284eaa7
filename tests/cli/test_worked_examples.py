"""The worked examples of docs/design.md: each put where the page says, as it stands, into a copy of the program."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes import ROOT

DESIGN = (ROOT / "docs" / "design.md").read_text(encoding="utf-8").partition("## Adding things")[2]
EXAMPLE = re.compile(
    r"^\*\*An? ([\w ]+)\*\* is a [\w ]+ of `([\w/]+)/`.*?^```python\n(.*?)^```", re.MULTILINE | re.DOTALL
)
#: What each example is called; a zoo goes by the name of its package, a command by its own.
NAMES = {"output format": "tsv", "command": "weigh", "zoo": "paddleformers", "checkpoint format": "plain"}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program that has the four new files, and nothing else that is new."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "paddle_inspect", folder / "paddle_inspect", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "configs").symlink_to(ROOT / "configs")
    examples = EXAMPLE.findall(DESIGN)
    assert [what for what, _, _ in examples] == list(NAMES)
    for what, room, source in examples:
        file = folder / "paddle_inspect" / room / f"{NAMES[what]}.py"
        assert not file.exists()
        file.write_text(source, encoding="utf-8")
    return folder


def printed(copy: Path, *arguments: str) -> str:
    """What Python prints that is started in the copy."""
    result = subprocess.run([sys.executable, *arguments], cwd=copy, capture_output=True, text=True, check=False)
    assert (result.stderr, result.returncode) == ("", 0)
    return result.stdout


def test_the_format_is_one_of_every_command(copy: Path) -> None:
    lines = printed(copy, "-m", "paddle_inspect", "configs", "list", "ALBERT", "--format", "tsv").splitlines()
    assert [line.split("\t")[0] for line in lines[:3]] == ["weight", "albert-base-v1", "albert-large-v1"]
    assert len({line.count("\t") for line in lines}) == 1


@pytest.mark.paddle
def test_the_command_is_run(copy: Path) -> None:
    assert printed(copy, "-m", "paddle_inspect", "weigh", "albert-base-v2") == "11,683,584\n"


def test_the_zoo_is_asked_and_has_what_a_zoo_has(copy: Path) -> None:
    program = """
from paddle_inspect.zoos import Zoo, versions, zoo, zoo_names
print(*zoo_names(), "paddleformers" in versions())
print([name for name in vars(Zoo) if not name.startswith("_") and not hasattr(zoo("paddleformers"), name)])
"""
    assert printed(copy, "-c", program) == "paddleformers paddlenlp True\n[]\n"


def test_the_checkpoint_format_is_read(copy: Path) -> None:
    (copy / "model.plain").write_bytes(b"plain 1\nfc.bias 4\nfc.scale 2\n")
    lines = printed(copy, "-m", "paddle_inspect", "checkpoint", "model.plain", "--format", "csv").splitlines()
    column = lines[0].split(",").index("name")
    assert [line.split(",")[column] for line in lines[1:]] == ["fc.bias", "fc.scale"]
