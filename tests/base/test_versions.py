"""Versions without imports."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from paddle_inspect import __version__
from paddle_inspect.base.versions import installed, versions


def test_versions_import_neither_paddle_nor_paddlenlp() -> None:
    program = (
        "import sys; from paddle_inspect.base.versions import versions; print(versions().paddle_inspect);"
        "print(sorted({'paddle', 'paddlenlp'} & sys.modules.keys()))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines() == [__version__, "[]"]


@pytest.mark.paddle
def test_what_is_installed_has_a_version() -> None:
    assert versions().paddlepaddle
    assert versions().paddlenlp


@pytest.mark.paddle
def test_it_is_the_version_that_the_metadata_give() -> None:
    assert versions().paddlepaddle == version("paddlepaddle")
    assert versions().paddlenlp == version("paddlenlp")


def test_an_installed_package_is_found_by_its_folder_or_its_metadata(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "some_package-1.2.3.post1.dist-info").mkdir()
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    assert installed("some-package") == "1.2.3.post1"
    assert installed("no-such-package") is None
