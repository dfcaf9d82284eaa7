"""How reading and reconciling a page grow with it: ten times the rows may take little more than ten times as long.

python -m tests.bench.reader
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator

from paddle_inspect.pages.read.page import read_page
from paddle_inspect.pages.repair import Repairer
from tests.bench.harness import Bar
from tests.fakes import repairer

#: Seconds for each row among ten times as many: some more as memory fills; a quadratic cost would be 10.
LINEAR = 3
ROWS = (1_000, 10_000, 100_000)

WIDTHS = (82, 14, 82)
RULE = "+" + "+".join("-" * width for width in WIDTHS) + "+\n"


def line(*cells: str) -> str:
    return "|" + "|".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)) + "|\n"


def healthy(row: int) -> str:
    first = line(f"``org/model-{row}``", " English", " 12-layer, 768-hidden,")
    return f"{first}{line('', '', ' 12-heads, 110M parameters.')}{RULE}"


def torn(row: int) -> str:
    """Every other row is cut off, its data follows without a name."""
    data = line("", " English", " 12-layer, 768-hidden,") + RULE
    return f"|``org/model-{row}``\n{data if row % 2 else ''}"


def blank(_: int) -> str:
    return line("", "", "")


KINDS: dict[str, Callable[[int], str]] = {"healthy": healthy, "torn": torn, "blank": blank}


def seconds_per_row(workbench: Repairer, kind: str, rows: int) -> float:
    """Reading and reconciling a page of that many rows."""
    text = "Title\n-----\n\n" + RULE + "".join(map(KINDS[kind], range(rows))) + healthy(rows)
    start = time.perf_counter()
    workbench.repair(read_page(text), family=None)
    return (time.perf_counter() - start) / rows


def bars() -> Iterator[Bar]:
    """For each kind of row, the cost of a row among ten times as many."""
    workbench = repairer()
    for kind in KINDS:
        costs = [seconds_per_row(workbench, kind, rows) for rows in ROWS]
        for rows, fewer, more in zip(ROWS[1:], costs, costs[1:], strict=False):
            times = f"{more * 1e6:.0f} us", f"{fewer * 1e6:.0f} us"
            yield Bar(f"a {kind} row among {rows:,} against {rows // 10:,}", *times, more / fewer, LINEAR)


def main() -> int:
    """Print every ratio; 1 when one misses its bar."""
    met = True
    for bar in bars():
        print(bar, flush=True)
        met = met and bar.is_met
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
