"""How reading and reconciling a page grow with it, and what wrong figures cost beside true ones.

python -m tests.bench.reader
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from docutils.core import publish_doctree

from paddle_inspect.pages.read.reader import read_page
from paddle_inspect.pages.repair import Repairer
from tests.bench.harness import Bar, Comparison, python
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


#: A page whose every figure is wrong, beside the same page with true ones.
WRONG = 4
#: Peak memory of repairing a page, beside docutils' tree of it.
MEMORY = 3
#: A weight that the catalogue knows, with its figures: https://arxiv.org/abs/1810.04805 counts 12, 768, 12 and 110M.
TRUE = ("``bert-base-uncased``", "12-layer, 768-hidden,", "12-heads, 109M parameters.")


def stated(*, right: bool) -> Callable[[int], str]:
    """Rows of a catalogued weight, with its figures or others; each says something of its own."""
    name, first, second = TRUE
    figures = (first, second) if right else ("24-layer, 1024-hidden,", "16-heads, 335M parameters.")

    def row(number: int) -> str:
        lines = line(name, " English", f" {figures[0]}") + line("", "", f" {figures[1]}")
        return f"{lines}{line('', '', f' Trained on corpus {number}.')}{RULE}"

    return row


def page_of(row: Callable[[int], str], rows: int) -> str:
    head = line("Pretrained Weight", " Language", " Details of the model")
    return f"Title\n-----\n\n{RULE}{head}{RULE.replace('-', '=')}{''.join(map(row, range(rows)))}"


def seconds(workbench: Repairer, text: str) -> float:
    start = time.perf_counter()
    workbench.repair(read_page(text), family=None)
    return time.perf_counter() - start


def long_line(size: int) -> str:
    """A page with one cell as long as that, next to a healthy table."""
    return f"{page_of(stated(right=True), 2)}\n|``org/long`` | English | {'word ' * (size // 5)}|\n"


def many_links(count: int) -> str:
    """A page with one cell of that many links, each with its target."""
    links = "".join(line("", "", f" `org/x-{number}`_") for number in range(count))
    targets = "".join(f".. _org/x-{number}: https://example.com/{number}\n" for number in range(count))
    first = line("``bert-base-uncased``", " English", " Please refer to:")
    return f"{page_of(stated(right=True), 1)}{first}{links}{RULE}\n{targets}"


def many_lines(count: int) -> str:
    """A page with one torn row of that many lines, each with a figure."""
    lines = "".join(f"| | | corpus {number} of {number % 7}-heads |\n" for number in range(count))
    return f"{page_of(stated(right=True), 1)}\n|``bert-large-uncased`` | English | 24-layer, |\n{lines}"


#: What grows tenfold, at its two sizes.
GROWING: dict[str, tuple[Callable[[int], str], int, int]] = {
    "a line of 1 MB against 100 kB": (long_line, 100_000, 1_000_000),
    "a cell of 20,000 links against 2,000": (many_links, 2_000, 20_000),
    "a torn row of 20,000 lines against 2,000": (many_lines, 2_000, 20_000),
}


def figures() -> Iterator[Bar]:
    """Ten thousand rows of wrong figures beside as many true ones, and the memory that they take."""
    workbench = repairer()
    right, wrong = (page_of(stated(right=one), 10_000) for one in (True, False))
    ours, theirs = seconds(workbench, wrong), seconds(workbench, right)
    yield Bar(
        "10,000 rows of wrong figures against true ones", f"{ours:.1f} s", f"{theirs:.1f} s", ours / theirs, WRONG
    )


def growing() -> Iterator[Bar]:
    """What a longer line and more links cost, each byte and link of it."""
    workbench = repairer()
    for what, (page, less, more) in GROWING.items():
        small, large = seconds(workbench, page(less)), seconds(workbench, page(more))
        each = large / small * less / more
        yield Bar(f"{what}, each", f"{large:.2f} s", f"{small:.2f} s", each, LINEAR)


def memory() -> Iterator[Bar]:
    """The most that repairing a page takes above what is imported, beside docutils reading it, each by itself."""
    ours, tree = (
        Comparison(name="", command=python("-m", "tests.bench.reader", what), baseline=python("-c", "pass"), rounds=1)
        for what in ("repair", "tree")
    )
    with tempfile.TemporaryDirectory() as scratch:
        mine, theirs = ours.measure(Path(scratch))[0], tree.measure(Path(scratch))[0]
    megabytes = mine.megabytes, theirs.megabytes
    shown = f"{megabytes[0]:.0f} MB", f"{megabytes[1]:.0f} MB"
    yield Bar("memory of 10,000 wrong rows against docutils' tree", *shown, megabytes[0] / megabytes[1], MEMORY)


def bars() -> Iterator[Bar]:
    """For each kind of row, the cost of a row among ten times as many; and what wrong figures, lines and links cost."""
    yield from figures()
    yield from growing()
    yield from memory()
    workbench = repairer()
    for kind in KINDS:
        costs = [seconds_per_row(workbench, kind, rows) for rows in ROWS]
        for rows, fewer, more in zip(ROWS[1:], costs, costs[1:], strict=False):
            times = f"{more * 1e6:.0f} us", f"{fewer * 1e6:.0f} us"
            yield Bar(f"a {kind} row among {rows:,} against {rows // 10:,}", *times, more / fewer, LINEAR)


def main(what: str = "") -> int:
    """Print every ratio; 1 when one misses its bar. With `repair` or `tree`, do that once, for its memory."""
    wrong = page_of(stated(right=False), 10_000)
    if what == "repair":
        repairer().repair(read_page(wrong), family=None)
        return 0
    if what == "tree":
        publish_doctree(wrong, settings_overrides={"report_level": 5})
        return 0
    met = True
    for bar in bars():
        print(bar, flush=True)
        met = met and bar.is_met
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
