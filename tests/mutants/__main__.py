"""`python -m tests.mutants [NUMBER|all] [--seed N] [--only GLOB]`: break the code, and see whether a test notices.

Prints one line for each mutant that no test notices. Exit code 1 when less than nine in ten are noticed of those that
change anything, or when equivalent.json is not true any more.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from fnmatch import fnmatch
from itertools import chain, zip_longest
from pathlib import Path

from tests.mutants.breaks import Mutant, mutants
from tests.mutants.trial import ROOT, Trial

#: The modules that are tried, and the tests that hold them beside those of the module's own name: tests/ROOM/test_NAME.
#: These run only when a module's own tests have noticed nothing.
SCOPE = {
    "paddle_inspect/base/figures.py": ("tests/base", "tests/models", "tests/views"),
    "paddle_inspect/models/cost.py": ("tests/models", "tests/views"),
    "paddle_inspect/models/explain.py": ("tests/models", "tests/views"),
    "paddle_inspect/models/ways.py": ("tests/models", "tests/views"),
    "paddle_inspect/pages/*.py": ("tests/pages", "tests/api"),
    "paddle_inspect/pages/read/*.py": ("tests/pages",),
    "paddle_inspect/pages/reconcile/*.py": ("tests/pages",),
    "paddle_inspect/pages/write/*.py": ("tests/pages",),
    "paddle_inspect/checkpoints/formats/**/*.py": ("tests/checkpoints",),
    "paddle_inspect/checkpoints/pickles/*.py": ("tests/checkpoints",),
}
#: Mutants that change nothing that anybody could see: file, function, both lines and the reason of each.
EQUIVALENT = Path(__file__).parent / "equivalent.json"
_ENOUGH = 0.9
#: Some mutants ask for all the memory there is.
_MEMORY = 8 * 2**30

Stages = tuple[tuple[str, ...], ...]


def modules() -> dict[str, Stages]:
    """Every module that is tried, with the sets of tests that hold it in the order in which they run."""
    return {
        path.relative_to(ROOT).as_posix(): _stages(path.relative_to(ROOT), wide)
        for pattern, wide in SCOPE.items()
        for path in sorted(ROOT.glob(pattern))
    }


def _stages(path: Path, wide: tuple[str, ...]) -> Stages:
    name = path.parent.name if path.stem == "__init__" else path.stem
    own = Path("tests", path.parts[1], f"test_{name}.py")
    return ((own.as_posix(),), wide) if (ROOT / own).exists() else (wide,)


def equivalents() -> dict[tuple[str, str, str, str], str]:
    """The reasons of the mutants that are known to change nothing, by `Mutant.key`."""
    entries = json.loads(EQUIVALENT.read_text(encoding="utf-8"))
    return {(one["path"], one["function"], one["was"], one["becomes"]): one["reason"] for one in entries}


def drawn(every: dict[str, list[Mutant]], number: int | None, seed: int) -> list[Mutant]:
    """So many mutants, evenly over the modules, or all of them; the same ones for the same seed."""
    shuffled = []
    for path, found in every.items():
        mixed = found.copy()
        random.Random(f"{seed} {path}").shuffle(mixed)
        shuffled.append(mixed)
    turns = chain.from_iterable(zip_longest(*shuffled))
    return [mutant for mutant in turns if mutant is not None][:number]


def tried(sample: Sequence[Mutant], stages: dict[str, Stages], scratch: Path) -> Iterator[tuple[Mutant, bool]]:
    """Each mutant, and whether it is noticed, as they come; on all processors at once, each with its own checkout."""
    mine = threading.local()

    def start() -> None:
        mine.trial = Trial(Path(tempfile.mkdtemp(dir=scratch)))

    def clean_seconds(tests: tuple[str, ...]) -> float:
        return float(mine.trial.clean_seconds(tests))

    def is_noticed(mutant: Mutant) -> bool:
        return bool(mine.trial.is_noticed(mutant, {tests: clean[tests] for tests in stages[mutant.path]}))

    with ThreadPoolExecutor(os.cpu_count(), initializer=start) as pool:
        sets = sorted({tests for mutant in sample for tests in stages[mutant.path]})
        clean = dict(zip(sets, pool.map(clean_seconds, sets), strict=True))
        running = {pool.submit(is_noticed, mutant): mutant for mutant in sample}
        for number, done in enumerate(as_completed(running), 1):
            print(f"{number} of {len(sample)}", end="\r", file=sys.stderr, flush=True)
            yield running[done], done.result()


def main(arguments: Sequence[str] | None = None) -> int:
    """Try, print, and return the exit code."""
    options = _options(arguments)
    stages = modules()
    every = {path: mutants(path, (ROOT / path).read_bytes()) for path in stages}
    listed = equivalents()
    gone = listed.keys() - {mutant.key for found in every.values() for mutant in found}
    for path, function, was, becomes in sorted(gone):
        print(f"{path} {function}: listed as equivalent, but not there: {was}  ->  {becomes}")
    chosen = {path: found for path, found in every.items() if fnmatch(path, options.only)}
    sample = drawn(chosen, None if options.number == "all" else int(options.number), options.seed)
    killed = survived = equivalent = untrue = 0
    with tempfile.TemporaryDirectory() as scratch:
        for mutant, noticed in tried(sample, stages, Path(scratch)):
            if noticed and mutant.key in listed:
                print(f"{mutant}: listed as equivalent, but noticed", flush=True)
            elif not noticed and mutant.key not in listed:
                print(mutant, flush=True)
            killed += noticed
            untrue += noticed and mutant.key in listed
            equivalent += not noticed and mutant.key in listed
            survived += not noticed and mutant.key not in listed
    share = killed / max(killed + survived, 1)
    print(f"{killed} killed, {survived} survived, {equivalent} equivalent: {share:.1%} noticed")
    return int(share < _ENOUGH or untrue + len(gone) > 0)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("number", nargs="?", default="120", help="how many mutants, or all")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--only", default="*", metavar="GLOB", help="of these modules alone")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    sys.exit(main())
