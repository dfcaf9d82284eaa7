"""The releases that a report depends on, read from package metadata without importing anything heavy."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version

from paddle_inspect._version import __version__
from paddle_inspect.records import Versions


@cache
def versions() -> Versions:
    """The versions of this package, PaddlePaddle and PaddleNLP; None for what is not installed."""
    return Versions(
        paddle_inspect=__version__,
        paddlepaddle=_installed("paddlepaddle") or _installed("paddlepaddle-gpu"),
        paddlenlp=_installed("paddlenlp"),
    )


def _installed(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
