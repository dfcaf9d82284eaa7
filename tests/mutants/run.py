"""Draw mutants, try them, and print those that no test notices.

Exit code 1 when less than nine in ten are noticed of those that change anything, or when equivalent.json is no longer
true.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import resource
import sys
import tempfile
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from itertools import chain, zip_longest
from pathlib import Path

from tests.mutants import __doc__ as about
from tests.mutants.breaks import Mutant, mutants
from tests.mutants.covering import Covering, Record, record
from tests.mutants.trial import in_processes, passes

ROOT = Path(__file__).parent.parent.parent
#: The modules that are tried, and the tests that hold them.
SCOPE = {
    "paddle_inspect/base/figures.py": ("tests/base", "tests/models", "tests/pages", "tests/views"),
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


def modules() -> dict[str, tuple[str, ...]]:
    """Every module that is tried, with the folders of tests that hold it."""
    return {
        path.relative_to(ROOT).as_posix(): rooms
        for pattern, rooms in SCOPE.items()
        for path in sorted(ROOT.glob(pattern))
    }


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


def gone() -> list[tuple[str, str, str, str]]:
    """What is listed as equivalent, and is no mutant of the code as it stands."""
    listed = equivalents().keys()
    named = modules().keys() & {path for path, *_ in listed}
    there = {one.key for path in named for one in mutants(path, (ROOT / path).read_bytes())}
    return sorted(listed - there)


def covering(rooms: Sequence[str], scratch: Path) -> Covering:
    """Which tests of these folders execute what.

    Raises:
        RuntimeError: one of them fails.
    """
    files = [path.relative_to(ROOT).as_posix() for room in rooms for path in sorted(ROOT.glob(f"{room}/test_*.py"))]

    def remember(file: str) -> bool:
        (scratch / file.replace("/", ".")).write_bytes(pickle.dumps(record(ROOT, file)))
        return True

    for file, recorded in in_processes(remember, files):
        if not recorded:
            raise RuntimeError(f"without any mutant, {file} fails")
    records: list[Record] = [pickle.loads((scratch / file.replace("/", ".")).read_bytes()) for file in files]
    return Covering(records)


def tried(sample: Sequence[Mutant], tests: Covering) -> Iterator[tuple[Mutant, bool]]:
    """Each mutant, and whether it is noticed, as they come; on all processors at once."""

    def survives(mutant: Mutant) -> bool:
        source = (ROOT / mutant.path).read_bytes()
        return passes(ROOT, mutant, tests.chosen(mutant.path, source, mutant.line))

    for number, (mutant, survived) in enumerate(in_processes(survives, sample), 1):
        print(f"{number} of {len(sample)}", end="\r", file=sys.stderr, flush=True)
        yield mutant, not survived


def main(arguments: Sequence[str] | None = None) -> int:
    """Try, print, and return the exit code."""
    options = _options(arguments)
    rooms = {path: found for path, found in modules().items() if fnmatch(path, options.only)}
    every = {path: mutants(path, (ROOT / path).read_bytes()) for path in rooms}
    listed, missing = equivalents(), gone()
    for path, function, was, becomes in missing:
        print(f"{path} {function}: listed as equivalent, but not there: {was}  ->  {becomes}")
    sample = drawn(every, None if options.number == "all" else int(options.number), options.seed)
    killed = survived = equivalent = untrue = 0
    with tempfile.TemporaryDirectory() as scratch:
        tests = covering(sorted({room for one in sample for room in rooms[one.path]}), Path(scratch))
        for mutant, noticed in tried(sample, tests):
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
    return int(share < _ENOUGH or untrue + len(missing) > 0)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=about)
    parser.add_argument("number", nargs="?", default="120", help="how many mutants, or all")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--only", default="*", metavar="GLOB", help="of these modules alone")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    sys.exit(main())
