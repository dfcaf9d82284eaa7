"""Versions of installed packages."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from paddle_inspect.base.versions import installed


def test_an_installed_package_is_found_by_its_folder_or_its_metadata(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "some_package-1.2.3.post1.dist-info").mkdir()
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    assert installed("some-package") == "1.2.3.post1"
    assert installed("no-such-package") is None


def test_it_is_the_version_that_the_metadata_give() -> None:
    assert installed("pytest") == version("pytest")
