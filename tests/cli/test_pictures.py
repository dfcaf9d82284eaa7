"""The pictures in docs/pictures are what commands print on a terminal of 100 columns; `make pictures` draws them."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest
from rich.console import Console
from rich.text import Text

from paddle_inspect.cli import main
from tests.fakes import ALBERT_PAGE, ROOT

PICTURES = ROOT / "docs" / "pictures"
COLUMNS = 100
#: rich has viewers fetch a font; those of a README may not, and others have one.
FETCHED = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def drawn(command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """What a command prints on a terminal, as SVG."""
    for name, value in {"FORCE_COLOR": "1", "COLUMNS": str(COLUMNS), "TERM": "xterm-256color"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NO_COLOR", raising=False)
    main(command.split())
    shown = capsys.readouterr().out
    # Two columns of room: a viewer whose font is wider shows the end of a full line, too.
    console = Console(record=True, file=io.StringIO(), width=COLUMNS + 2, force_terminal=True, legacy_windows=False)
    console.print(Text.from_ansi(shown))
    svg = console.export_svg(title=f"paddle-inspect {command}", unique_id=command.split()[0])
    return FETCHED.sub("", svg) + "\n"


def hold(name: str, svg: str, config: pytest.Config) -> None:
    path = PICTURES / f"{name}.svg"
    if config.getoption("--overwrite-golden"):
        path.write_text(svg, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == svg


@pytest.mark.usefixtures("arithmetic_zoo")
def test_pictures_of_a_summary_and_a_check(
    tmp_path: Path, pytestconfig: pytest.Config, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(ALBERT_PAGE, tmp_path / "contents.rst")
    monkeypatch.chdir(tmp_path)
    hold("summary", drawn("summary", capsys, monkeypatch), pytestconfig)
    hold("check", drawn("check contents.rst --family ALBERT", capsys, monkeypatch), pytestconfig)


@pytest.mark.paddle
def test_a_picture_of_a_model(
    pytestconfig: pytest.Config, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hold("show", drawn("show albert-base-v2 --depth 2", capsys, monkeypatch), pytestconfig)
