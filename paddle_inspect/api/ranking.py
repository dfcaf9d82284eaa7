"""Asking which weights are how large."""

from __future__ import annotations

from collections.abc import Sequence

from paddle_inspect.api.catalogue import weights
from paddle_inspect.api.shown import Shown, shown
from paddle_inspect.base.errors import UnknownName
from paddle_inspect.base.languages import language_in_name
from paddle_inspect.base.records import WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.models import ranking
from paddle_inspect.models.counting import totals
from paddle_inspect.models.ranking import language_of
from paddle_inspect.models.ranking import rank as rank_weights
from paddle_inspect.tables.table import Document
from paddle_inspect.views import ranking as ranking_view
from paddle_inspect.zoos import versions


class Ranking(Shown, ranking.Ranking):
    """Weights by size: `ranked`, and `uncounted` with the reasons."""

    __slots__ = ()

    def document(self) -> Document:
        """One line a weight."""
        return ranking_view.document(self, versions())


def rank(
    *names: str,
    language: str | None = None,
    least: int | None = None,
    most: int | None = None,
    sort: str = "parameters",
    reverse: bool = False,
    run: Run | None = None,
) -> Ranking:
    """Weights by their parameters.

    Args:
        names: families; all of the catalogue without any.
        language: only weights of it, by the catalogue or their name.
        least: only weights of at least so many parameters.
        most: only weights of at most so many parameters.
        sort: what they are listed by; places are by parameters all the same.
        reverse: the smallest, or the last name, first.
        run: what is kept.

    Raises:
        UnknownName: there is no such family or sort key, or no weight of such a language.
    """
    if sort not in ranking.SORT_KEYS:
        raise UnknownName("sort key", sort, ranking.SORT_KEYS)
    specs = _of_language(weights(*names), language)
    counts = totals(specs, run or Run())
    return shown(Ranking, rank_weights(specs, counts, least=least, most=most, sort=sort, reverse=reverse))


def _of_language(specs: Sequence[WeightSpec], language: str | None) -> Sequence[WeightSpec]:
    if language is None:
        return specs
    meant = (language_in_name(language) or language).casefold()  # zh is Chinese, in a name and here
    found = [spec for spec in specs if (language_of(spec) or "").casefold() == meant]
    if not found:
        raise UnknownName("language", language, filter(None, map(language_of, specs)), few=True)
    return found
