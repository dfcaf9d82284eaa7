"""The formats of weight files: each is one module of this folder, found by being there.

A format is called what its module is called. It has

- `SUFFIXES`: what the names of its files end with, each a dot and letters; no two formats claim the same;
- `recognises(start)`: whether a file that begins so is one of its own; `START_BYTES` bytes of it are shown;
- `read(source)`: what the file holds, from its metadata alone, or an InputError that says what is wrong with it.

Which format reads a file is for its name to say (see `checkpoints.file`).
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Protocol, cast

from paddle_inspect.base import looks
from paddle_inspect.base.plugins import modules_in
from paddle_inspect.base.source import Source
from paddle_inspect.checkpoints.contents import Contents

#: How much of a file's beginning is enough to recognise it.
START_BYTES = looks.BYTES


class Format(Protocol):
    """What the module of a format provides."""

    @property
    def SUFFIXES(self) -> tuple[str, ...]:
        """What the names of its files end with."""

    def recognises(self, start: bytes) -> bool:
        """Whether a file that begins so is of this format."""

    def read(self, source: Source) -> Contents:
        """What an open file holds.

        Raises:
            InputError: it is damaged, malicious, or of another format.
        """


def formats() -> Mapping[str, Format]:
    """The formats that there are, by name, alphabetically."""
    return {name: cast(Format, import_module(f"{__name__}.{name}")) for name in modules_in(__path__)}
