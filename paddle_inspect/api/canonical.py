"""Asking for the canonical tables of families, as tables or as whole pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from paddle_inspect.api.catalogue import families as families_of
from paddle_inspect.api.shown import Shown
from paddle_inspect.base.errors import UnknownName
from paddle_inspect.base.records import Finding
from paddle_inspect.base.run import Run
from paddle_inspect.models import catalogue
from paddle_inspect.models.counting import count
from paddle_inspect.pages.paths import page_of
from paddle_inspect.pages.read.reader import Page
from paddle_inspect.pages.records import CanonicalRow, Report
from paddle_inspect.pages.repair import Repairer, report_on_family
from paddle_inspect.tables.document import Document
from paddle_inspect.views import report as report_view
from paddle_inspect.zoos import versions

if TYPE_CHECKING:
    from paddle_inspect.models.ways import Explanation

#: Of the words around the table of a page that is made.
PAGE_LANGUAGES = ("en", "zh")
#: The family that the project began with.
DEFAULT_FAMILY = "ALBERT"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Summary(Shown):
    """The true tables of some families: a report for each, and which ways of counting give the documented figures."""

    families: tuple[catalogue.Family, ...]
    pages: tuple[Page | None, ...]
    reports: tuple[Report, ...]
    explained: Mapping[str, Explanation] | None = None

    @property
    def rows(self) -> tuple[CanonicalRow, ...]:
        """The rows of all tables."""
        return tuple(row for report in self.reports for row in report.rows)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the documented tables."""
        return tuple(finding for report in self.reports for finding in report.findings)

    def page(self, language: str = "en") -> str:
        """The tables as whole pages of documentation, in upstream's form, with words in `en` or `zh` around them."""
        if language not in PAGE_LANGUAGES:
            raise UnknownName("language of pages", language, PAGE_LANGUAGES)
        return "\n".join(map(partial(_text, language), self.families, self.reports, self.pages))

    def document(self, *, table_only: bool = False) -> Document:
        """One line a weight, and the findings, unless the table alone is asked for."""
        found = report_view.summary(self.reports, versions(), self.explained)
        return replace(found, sections_of=lambda: found.sections_of()[:1]) if table_only else found


def _text(language: str, family: catalogue.Family, report: Report, page: Page | None) -> str:
    from paddle_inspect.pages.write.family import page as page_text

    targets = {target.label: target.url for target in page.targets} if page else {}
    return page_text(family.title, report.rows, targets, language)


def summary(*names: str, docs: str | Path | None = None, explain: bool = False, run: Run | None = None) -> Summary:
    """The true tables of some families, reconciled with their documentation.

    Args:
        names: families; ALBERT without any.
        docs: a page of one family, or a folder with a page for each; by default the page that is bundled, if any.
        explain: say which ways of counting give the documented figures.
        run: what is kept.

    Raises:
        UnknownName: there is no such family.
        InputError: a page cannot be read.
        FrameworkMissing: something has to be built, and PaddlePaddle or PaddleNLP cannot be imported.
    """
    run, known = run or Run(), catalogue.load()
    chosen = families_of(*(names or (DEFAULT_FAMILY,)))
    path = None if docs is None else Path(docs)
    repairer = Repairer.of(known, run)
    pages = tuple(page_of(family, path, repairer.is_about_weights, families=len(chosen)) for family in chosen)
    count([spec for family in chosen for spec in family.weights], run)  # at once, behind one line of progress
    reports = tuple(report_on_family(repairer, family, page) for family, page in zip(chosen, pages, strict=True))
    return Summary(
        families=tuple(chosen),
        pages=pages,
        reports=reports,
        explained=_explained(reports, known, run) if explain else None,
    )


def _explained(reports: Sequence[Report], known: catalogue.Catalogue, run: Run) -> dict[str, Explanation]:
    """Explanations of the figures that the pages document of counted weights."""
    from paddle_inspect.models.explain import explained  # not needed for a plain summary
    from paddle_inspect.views.explain import documented_in

    rows = [row for report in reports for row in report.rows if row.inventory is not None and row.spec is not None]
    return {
        row.name: explained(row.spec, documented, known, run, briefly=True)
        for row in rows
        if row.spec is not None and (documented := documented_in(row))
    }
