"""`python -m tests.bench [TOPIC...]`: measure the bars of these topics (modules of this folder), by default of all.

Exit code 1 when a bar is missed.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.bench.harness import Bar


def topics() -> dict[str, Callable[[], Iterator[Bar]]]:
    """The `bars` of every module beside this file that has them."""
    names = sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))
    modules = {name: importlib.import_module(f"tests.bench.{name}") for name in names if name != "__main__"}
    return {name: module.bars for name, module in modules.items() if hasattr(module, "bars")}


def main(names: Sequence[str]) -> int:
    """Measure and print line by line, and return the exit code."""
    known = topics()
    if unknown := set(names) - known.keys():
        print(f"no such topic: {', '.join(sorted(unknown))}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    print(f"{'what':58} {'ours':>12} {'theirs':>12} {'ratio':>9}    bar")
    missed = 0
    for name in names or known:
        for bar in known[name]():
            print(bar, flush=True)
            missed += not bar.is_met
    print(f"{missed} over a bar" if missed else "every bar held")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
