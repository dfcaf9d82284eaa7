"""Counting: against the import of PaddleNLP, and against building as PaddleNLP does by default."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.bench.harness import ROOT, Bar, Comparison, python

IMPORT = python("-W", "ignore", "-c", "import paddlenlp")

#: Seconds of counting the 14 ALBERT weights, imports left out.
LAZILY = """
import time
from paddle_inspect.base.keep import Keep
from paddle_inspect.base.run import Run
from paddle_inspect.models import catalogue
from paddle_inspect.models.counting import count
from paddle_inspect.zoos.paddlenlp.environment import import_framework
weights = catalogue.load().family("ALBERT").weights
import_framework()
start = time.perf_counter()
count(weights, Run(keep=Keep(fresh=True)))
print(time.perf_counter() - start)
"""

#: Seconds of building them with PaddleNLP's defaults and asking for their parameters.
EAGERLY = """
import time
import paddlenlp
from paddlenlp.transformers import AlbertConfig, AlbertModel
start = time.perf_counter()
for name in AlbertConfig.pretrained_init_configuration:
    model = AlbertModel(AlbertConfig.from_pretrained(name))
    sum(parameter.numel().item() for parameter in model.parameters())
print(time.perf_counter() - start)
"""


def summary(*arguments: str) -> tuple[str, ...]:
    """The command line of a summary."""
    return python("-m", "paddle_inspect", "summary", *arguments)


def fill_cache(scratch: Path) -> None:
    """Count everything once, into the scratch folder's cache."""
    program = (
        "from paddle_inspect.base.run import Run; from paddle_inspect.models import catalogue;"
        "from paddle_inspect.models.counting import count; count(catalogue.load().weights, Run())"
    )
    environment = {**os.environ, "PADDLE_INSPECT_CACHE": str(scratch / "cache")}
    subprocess.run(python("-c", program), cwd=ROOT, env=environment, check=True)


def bars() -> Iterator[Bar]:
    """The cost of counting that the project promises."""
    for comparison in COMPARISONS:
        yield from comparison.bars()


COMPARISONS = [
    Comparison(
        name="count ALBERT without imports / eager builds",
        command=python("-c", LAZILY),
        baseline=python("-W", "ignore", "-c", EAGERLY),
        time_bar=1 / 100,
        reported=True,
        rounds=1,
    ),
    Comparison(
        name="summary --fresh / import paddlenlp",
        command=summary("--fresh"),
        baseline=IMPORT,
        time_bar=1.25,
        extra_mb=40,
    ),
    Comparison(
        name="summary, warm / summary --fresh",
        command=summary(),
        baseline=summary("--fresh"),
        time_bar=0.1,
        rounds=5,
        prepare=fill_cache,
    ),
    Comparison(
        name="summary --all --fresh / import paddlenlp",
        command=summary("--all", "--fresh"),
        baseline=IMPORT,
        time_bar=3,
        memory_bar=1.5,
    ),
    Comparison(
        name="summary --all, warm / summary --all --fresh",
        command=summary("--all"),
        baseline=summary("--all", "--fresh"),
        time_bar=0.1,
        prepare=fill_cache,
    ),
]
