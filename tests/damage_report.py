"""What comes back of pages of eight families after every kind of damage.

    python -m tests.damage_report                 print the table; exit 1 when a kind is below its bars
    python -m tests.damage_report --write         and put it between the markers of docs/repairing-pages.md
    python -m tests.damage_report --kinds tabs    of some kinds only; `--seeds 3` for three pages of each family
    python -m tests.damage_report --keep DIR      leave the damaged and the repaired pages there

The program is asked as a user asks it: a file in, `paddle_inspect.fix` and `paddle_inspect.check`. What the undamaged
page said is known; the count is arithmetic, so that nothing is built.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Container, Iterable, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import paddle_inspect as pi
from paddle_inspect.base.errors import InspectError
from paddle_inspect.base.keep import ENVIRONMENT
from tests import judge
from tests.accounting import lost_words
from tests.damage_kinds import KINDS, Kind
from tests.fakes import ROOT
from tests.given_zoo import GivenZoo, by_arithmetic, in_place_of_all
from tests.result_rows import rows_of
from tests.stated import NAMES, is_right, plain, stated
from tests.zoo_pages import FAMILIES, Weight, healthy, weights_of

PAGE = ROOT / "docs" / "repairing-pages.md"
BEGIN, END = "<!-- damage: begin, `make damage` writes this -->", "<!-- damage: end -->"
TITLES = ("kind", "names", "figures right", "wrong figures left", "text lost silently", "clean", "stable")


@dataclass(slots=True)
class Score:
    """What came back of all pages of one kind of damage; `failures` says what did not."""

    names: int = 0
    of_names: int = 0
    figures: int = 0
    of_figures: int = 0
    wrong: int = 0
    lost: int = 0
    surplus: int = 0
    clean: int = 0
    stable: int = 0
    pages: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def names_share(self) -> float:
        return 100 * self.names / max(self.of_names, 1)

    @property
    def figures_share(self) -> float:
        return 100 * self.figures / max(self.of_figures, 1)

    def below(self, kind: Kind) -> list[str]:
        """Which of the kind's bars do not hold."""
        short = {
            f"names {self.names_share:.1f} %, at least {kind.names}": self.names_share < kind.names,
            f"figures {self.figures_share:.1f} %, at least {kind.figures}": self.figures_share < kind.figures,
            f"{self.wrong} wrong figures left": self.wrong > 0,
            f"{self.lost} words lost silently": self.lost > 0,
            f"{self.surplus} surplus rows": self.surplus > 0,
            f"{self.pages - self.clean} of {self.pages} pages not clean": self.clean < self.pages,
            f"{self.pages - self.stable} of {self.pages} pages not stable": self.stable < self.pages,
        }
        return [what for what, is_short in short.items() if is_short]

    def cells(self, name: str) -> tuple[str, ...]:
        shares = (f"{self.names_share:.1f} %", f"{self.figures_share:.1f} %")
        whole = (f"{self.clean} of {self.pages}", f"{self.stable} of {self.pages}")
        return (name, *shares, str(self.wrong), str(self.lost), *whole)


def measure(name: str, folder: Path, *, families: Iterable[str] = FAMILIES, seeds: Iterable[int] = (1,)) -> Score:
    """Damage pages, repair them, and hold the result against what they said.

    Args:
        name: of a kind.
        folder: where the pages are put.
        families: whose pages.
        seeds: one damaged page of each family for each.
    """
    score, kind = Score(), KINDS[name]
    for seed in seeds:
        for family in families:
            text = kind.damage(healthy(family).text(), random.Random(f"{name} {family} {seed}"))
            path = folder / name.replace(" ", "-").replace("/", "-") / str(seed) / family / f"contents{kind.suffix}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))
            _add(score, kind, family, path)
    return score


def _add(score: Score, kind: Kind, family: str, path: Path) -> None:
    damaged = path.read_bytes().decode("utf-8")
    gold = _left(kind, family, damaged)
    score.pages += 1
    score.of_names += len(gold)
    try:
        result = pi.fix(path)
    except InspectError as error:
        score.failures.append(f"{family}: {error}")
        score.of_figures += len(gold) * len(NAMES)
        return
    path.with_name(f"repaired{kind.suffix}").write_bytes(result.text.encode("utf-8"))
    # Where rows are gone, the catalogue's come back at the tears, also those of weights that the page never listed.
    may_be_listed = {*weights_of(family), *(weight.name for weight in pi.weights(family) if kind.loses)}
    rows = rows_of(result.text, kind.suffix)
    score.surplus += _surplus(score, rows, may_be_listed, family)
    _add_rows(score, gold, weights_of(family), rows, family)
    lost = lost_words(damaged, result)
    score.lost += len(lost)
    score.failures += [f"{family}: lost: {word}" for word in lost]
    _add_again(score, kind, family, path, result.text)


def _left(kind: Kind, family: str, damaged: str) -> dict[str, Weight]:
    """The weights of a page that can still be told: where the damage takes names away, those that are left."""
    weights = weights_of(family)
    whole = "".join(plain(damaged).split())
    return {name: weight for name, weight in weights.items() if not kind.loses or f"`{name}`" in whole}


def _add_rows(
    score: Score, gold: dict[str, Weight], known: dict[str, Weight], rows: Sequence[Sequence[str]], family: str
) -> None:
    seen: dict[str, str] = {}
    for row in filter(any, rows):
        name, text = _name(row, known), " ".join(row)
        seen.setdefault(name, text)
        score.wrong += _wrong(known[name], text, score, family) if name in known and known[name].is_known else 0
    for name, weight in gold.items():
        found = stated(seen.get(name, ""))
        right = [figure for figure in NAMES if is_right(found[figure], weight.accepted[figure])]
        score.names += name in seen
        score.figures += len(right)
        score.of_figures += len(NAMES)
        if name not in seen or len(right) < len(NAMES):
            score.failures.append(
                f"{family}: {name}: {sorted({*NAMES} - {*right})} of {seen.get(name, 'no row')!r:.120}"
            )


def _surplus(score: Score, rows: Sequence[Sequence[str]], may_be_listed: Set[str], family: str) -> int:
    """How many rows are of no weight that may be listed, or of one that is listed already."""
    names = [_name(row, may_be_listed) for row in rows if any(row)]
    surplus = [name for place, name in enumerate(names) if name not in may_be_listed or name in names[:place]]
    score.failures += [f"{family}: surplus row {name!r}" for name in surplus]
    return len(surplus)


def _name(row: Sequence[str], known: Container[str]) -> str:
    """The cell that is a known name, wherever its column stands; else the first."""
    cells = [cell.strip("`*\"'") for cell in row]
    return next((cell for cell in cells if cell in known), cells[0] if cells else "")


def _wrong(weight: Weight, text: str, score: Score, family: str) -> int:
    found = stated(text)
    wrong = [
        f"{figure} {number.value}"
        for figure in NAMES
        for number in found[figure]
        if not any(map(number.is_of, weight.accepted[figure]))
    ]
    score.failures += [f"{family}: {weight.name}: wrong {figure}" for figure in wrong]
    return len(wrong)


def _add_again(score: Score, kind: Kind, family: str, path: Path, text: str) -> None:
    """Whether the repaired page is left alone, and nothing is found on it; what was taken away may still be missed."""
    path.write_bytes(text.encode("utf-8"))
    complaints = judge.errors(text) if kind.suffix == ".rst" else []
    found = [finding for finding in pi.check(path).findings if finding.severity.value != "note"]
    said = [*(one.split("\n")[0] for one in complaints), *(f"{one.code}: {one.message}" for one in found)]
    score.failures += [f"{family}: not clean: {one}" for one in said]
    score.clean += not complaints and (kind.loses or not found)
    try:
        stable = pi.fix(path).text == text
    except InspectError:
        stable = False
    score.stable += stable


def table(scores: dict[str, Score]) -> str:
    """The scores as Markdown."""
    lines = [f"| {' | '.join(TITLES)} |", f"| --- |{' ---: |' * (len(TITLES) - 1)}"]
    lines += [f"| {' | '.join(score.cells(name))} |" for name, score in scores.items()]
    return "\n".join(lines) + "\n"


def write(path: Path, text: str) -> None:
    """Put a text between the markers of a page."""
    before, begin, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"{path} has no markers {BEGIN} and {END}")
    path.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", encoding="utf-8")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--kinds", nargs="+", choices=[*KINDS], default=[*KINDS], metavar="KIND")
    parser.add_argument("--seeds", type=int, default=1, help="pages of each family")
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.name}")
    parser.add_argument("--keep", type=Path, help="leave the pages there")
    parser.add_argument("--verbose", action="store_true", help="what did not come back")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as scratch, pytest.MonkeyPatch.context() as patch:
        patch.setenv(ENVIRONMENT, str(Path(scratch) / "cache"))
        in_place_of_all(patch, GivenZoo(by_arithmetic))
        folder = args.keep or Path(scratch)
        scores = {name: measure(name, folder, seeds=range(1, args.seeds + 1)) for name in args.kinds}
    print(table(scores), end="")
    if args.write:
        write(PAGE, table(scores))
    short = {name: below for name, score in scores.items() if (below := score.below(KINDS[name]))}
    for name, below in short.items():
        print(f"{name}: {'; '.join(below)}", file=sys.stderr)
        for failure in scores[name].failures if args.verbose else ():
            print(f"    {failure}", file=sys.stderr)
    print(f"{len(scores)} kinds, {len(scores) - len(short)} hold", file=sys.stderr)
    return bool(short)


if __name__ == "__main__":
    sys.exit(main())
