"""A model's document, with its traced pass: against the import of PaddleNLP, for a small and for a huge model."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.bench.harness import ROOT, Bar, Command, Comparison, python

IMPORT = python("-W", "ignore", "-c", "import paddlenlp")
HUGE = "gpt3-175B-en"


def show(*arguments: str) -> Command:
    """The command line of a page."""
    return python("-m", "paddle_inspect", "show", *arguments)


def fill_cache(scratch: Path) -> None:
    """Show the huge model once, with the scratch folder's cache."""
    environment = {**os.environ, "PADDLE_INSPECT_CACHE": str(scratch / "cache")}
    subprocess.run(show(HUGE), cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def bars() -> Iterator[Bar]:
    """Cold and warm; the trace of 175 billion parameters fits into less memory than the import takes."""
    head = ("albert-large-v2", "--head", "sequence-classification", "--names", "torch", "--fresh")
    yield from Comparison(
        name="show --fresh, ALBERT with a head / import paddlenlp",
        command=show(*head),
        baseline=IMPORT,
        time_bar=1.3,
    ).bars()
    yield from Comparison(
        name="show --fresh, GPT-3 175B / import paddlenlp",
        command=show(HUGE, "--fresh"),
        baseline=IMPORT,
        time_bar=1.3,
        memory_bar=1.0,
    ).bars()
    yield from Comparison(
        name="show, warm, GPT-3 175B / import paddlenlp",
        command=show(HUGE),
        baseline=IMPORT,
        time_bar=0.1,
        prepare=fill_cache,
    ).bars()
