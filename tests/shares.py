"""How much of a damaged page comes back: the rows of the page before the damage against those of the repair."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from paddle_inspect.base.figures import PARAMETERS, Figure, agrees
from paddle_inspect.pages.read.phrase import figures
from paddle_inspect.pages.records import CanonicalRow, Report
from tests.damage import Healthy, Row

_SIZES = ("num_hidden_layers", "hidden_size", "num_attention_heads")


@dataclass(slots=True)
class Shares:
    """Weights of the healthy page, and of how many the repaired one has the row, its language and its figures."""

    totals: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def add(self, healthy: Healthy, report: Report, truth: dict[str, dict[str, int]], place: str) -> None:
        """Score one repaired page.

        Args:
            healthy: the page before the damage.
            report: what its repair found.
            truth: counted figures by weight, as in the corpus' truth.json.
            place: where it came from, for the failures.
        """
        rows = {row.name: row for row in report.rows}
        self.totals["gold"] += len(healthy.rows)
        self.totals["extra"] += sum(name not in truth for name in rows.keys() - {row.name for row in healthy.rows})
        self.totals["repeated"] += len(report.rows) - len(rows)
        for gold in healthy.rows:
            self._add_row(gold, rows.get(gold.name), truth.get(gold.name), place)

    def _add_row(self, gold: Row, row: CanonicalRow | None, truth: dict[str, int] | None, place: str) -> None:
        if row is None:
            self.failures.append(f"{place}: {gold.name}: lost")
            return
        self.totals["names"] += 1
        if row.language == gold.language:
            self.totals["lang"] += 1
        else:
            self.failures.append(f"{place}: {gold.name}: language {row.language!r}, was {gold.language!r}")
        if right_figures(row.details, gold.details, truth):
            self.totals["figures"] += 1
        else:
            stated = ", ".join(figure.text for figure in figures(row.details))
            was = ", ".join(figure.text for figure in figures(gold.details))
            self.failures.append(f"{place}: {gold.name}: figures {stated}; were {was}")

    def share(self, what: str) -> float:
        """The part of the healthy pages' weights that `what` is right of."""
        return self.totals[what] / max(self.totals["gold"], 1)

    def __str__(self) -> str:
        shares = ", ".join(f"{what} {self.share(what):.1%}" for what in ("names", "lang", "figures"))
        return f"{self.totals['gold']} weights: {shares}; {self.totals['extra']} invented"


def right_figures(details: tuple[str, ...], gold: tuple[str, ...], truth: dict[str, int] | None) -> bool:
    """Whether layers, hidden size, heads and parameters are the counted ones, or else those of the healthy page."""
    mine = {figure.name: figure for figure in figures(details)}
    theirs = {figure.name: figure for figure in figures(gold)}
    for name in _SIZES:
        if name in theirs and not _same_size(mine.get(name), theirs[name], truth, name):
            return False
    stated, was = mine.get(PARAMETERS), theirs.get(PARAMETERS)
    if truth is not None:
        return stated is not None and stated.value is not None and _counted(stated, truth["parameters"])
    if was is None or was.value is None:
        return stated is None or stated.value is None
    return stated is not None and stated.text == was.text


def _same_size(mine: Figure | None, gold: Figure, truth: dict[str, int] | None, name: str) -> bool:
    short = {"num_hidden_layers": "layers", "hidden_size": "hidden", "num_attention_heads": "heads"}[name]
    accepted = {gold.value} if truth is None or short == "layers" else set()
    if truth is not None and short in truth:
        accepted.add(truth[short])
    return mine is not None and mine.value in (accepted or {gold.value})


def _counted(figure: Figure, count: int) -> bool:
    return figure.value is not None and agrees(figure.value, figure.unit, figure.decimals, count)
