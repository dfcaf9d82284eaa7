"""Commands whose results are kept already, against the import of rich's tables: what any program with a table costs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.bench.harness import ROOT, Bar, Command, Comparison, compiling, python

IMPORT = python("-c", "import rich.table")
COMMANDS: tuple[tuple[str, ...], ...] = (("summary", "ALBERT"), ("rank",), ("show", "albert-base-v2"))
#: The most of a warm command as a multiple of that.
WARM = 2.5


def command(words: tuple[str, ...]) -> Command:
    """The command line of a command."""
    return python("-m", "paddle_inspect", *words)


def fill_cache(words: tuple[str, ...], scratch: Path) -> None:
    """Run the command once, with the scratch folder's cache, and with Python's own of compiled modules."""
    environment = compiling({**os.environ, "PADDLE_INSPECT_CACHE": str(scratch / "cache")})
    subprocess.run(command(words), cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def bars() -> Iterator[Bar]:
    """One for each command."""
    for words in COMMANDS:
        yield from Comparison(
            name=f"{' '.join(words)}, warm / import rich.table, CPU",
            command=command(words),
            baseline=IMPORT,
            time_bar=WARM,
            rounds=15,
            cpu=True,
            prepare=partial(fill_cache, words),
        ).bars()
