"""A config of 70 billion parameters, cold and warm, and a mixture of experts, against the import of their zoo."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.bench.harness import ROOT, Bar, Command, Comparison, compiling, python

CONFIGS = ROOT / "tests" / "models" / "configs"
IMPORT = python("-c", "from paddle_inspect.zoos.paddlenlp.environment import import_framework as f; f()")


def show(name: str, *arguments: str) -> Command:
    """The command line that shows a config."""
    return python("-m", "paddle_inspect", "show", str(CONFIGS / f"{name}.json"), *arguments)


def fill_cache(command: Command, scratch: Path) -> None:
    """Run the command once, with the scratch folder's cache, and with Python's own of compiled modules."""
    environment = compiling({**os.environ, "PADDLE_INSPECT_CACHE": str(scratch / "cache")})
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def bars() -> Iterator[Bar]:
    """What a config costs beyond the import of its zoo."""
    warm = show("llama-3-70b")
    for comparison in (
        Comparison(
            name="show config of 70B, --fresh / import of its zoo, CPU",
            command=show("llama-3-70b", "--fresh"),
            baseline=IMPORT,
            time_bar=1.3,
            extra_mb=100,
            cpu=True,
        ),
        Comparison(
            name="show config of Mixtral-8x7B, --fresh / import of its zoo",
            command=show("mixtral-8x7b", "--fresh"),
            baseline=IMPORT,
            extra_mb=100,
        ),
        Comparison(
            name="show config of 70B, warm / import of its zoo, CPU",
            command=warm,
            baseline=IMPORT,
            time_bar=0.15,
            rounds=5,
            cpu=True,
            prepare=partial(fill_cache, warm),
        ),
    ):
        yield from comparison.bars()
