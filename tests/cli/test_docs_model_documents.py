"""The examples of docs/model-documents.md are what the commands print."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from paddle_inspect.cli import main

pytestmark = pytest.mark.paddle

TEXT = (Path(__file__).parent.parent.parent / "docs" / "model-documents.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n\$ paddle-inspect (.+)\n((?:(?!```).*\n)+)```", TEXT)


def test_there_are_examples() -> None:
    assert len(BLOCKS) >= 6


@pytest.mark.parametrize(("command", "expected"), BLOCKS, ids=[command for command, _ in BLOCKS])
def test_an_example_shows_what_is_printed(command: str, expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A line of `...` stands for any number of lines."""
    main(shlex.split(command))
    parts = (re.escape(part) for part in re.split(r"^\.\.\.\n", expected, flags=re.MULTILINE))
    output = capsys.readouterr().out
    assert re.fullmatch(r"(?:.*\n)*?".join(parts), output), output
