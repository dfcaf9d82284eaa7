"""Versions without imports."""

from __future__ import annotations

import subprocess
import sys

import pytest

from paddle_inspect import __version__
from paddle_inspect.versions import versions


def test_versions_import_neither_paddle_nor_paddlenlp() -> None:
    program = (
        "import sys; from paddle_inspect.versions import versions; print(versions().paddle_inspect);"
        "print(sorted({'paddle', 'paddlenlp'} & sys.modules.keys()))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines() == [__version__, "[]"]


@pytest.mark.paddle
def test_what_is_installed_has_a_version() -> None:
    assert versions().paddlepaddle
    assert versions().paddlenlp
