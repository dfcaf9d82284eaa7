"""Asking about documentation pages: what is wrong with them, and what they ought to say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from paddle_inspect.api.models import families as families_of
from paddle_inspect.api.results import Checked, Errata, Repaired, Summary, shown
from paddle_inspect.base.errors import InspectError
from paddle_inspect.base.findings import kinds_of
from paddle_inspect.base.run import Run
from paddle_inspect.base.text import one_line
from paddle_inspect.checkpoints import kinds as of_checkpoints
from paddle_inspect.models import catalogue
from paddle_inspect.models.counting import count
from paddle_inspect.models.ways import Explanation, explained
from paddle_inspect.pages import kinds as of_pages
from paddle_inspect.pages.errata import Facts, contradictions, facts_of
from paddle_inspect.pages.find import PagePath, References, find_pages, is_model_page, load_page, page_of
from paddle_inspect.pages.read.page import Page, read_page
from paddle_inspect.pages.reconcile.evidence import Known
from paddle_inspect.pages.reconcile.pairing import pair
from paddle_inspect.pages.records import Report
from paddle_inspect.pages.repair import Bench, report_on_family
from paddle_inspect.views.findings import manual as manual_of
from paddle_inspect.views.ways import documented_in

#: The family that the project began with.
DEFAULT_FAMILY = "ALBERT"


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
    pages = tuple(page_of(family, path, families=len(chosen)) for family in chosen)
    count([spec for family in chosen for spec in family.weights], run)  # at once, behind one line of progress
    bench = Bench.of(known, run)
    reports = tuple(report_on_family(bench, family, page) for family, page in zip(chosen, pages, strict=True))
    return Summary(
        families=tuple(chosen),
        pages=pages,
        reports=reports,
        explained=_explained(reports, known, run) if explain else None,
    )


def _explained(reports: Sequence[Report], known: catalogue.Catalogue, run: Run) -> dict[str, Explanation]:
    """Explanations of the figures that the pages document of counted weights."""
    rows = [row for report in reports for row in report.rows if row.inventory is not None and row.spec is not None]
    return {
        row.name: explained(row.spec, documented, known, run, briefly=True)
        for row in rows
        if row.spec is not None and (documented := documented_in(row))
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one of several pages: the repaired page, or the error that stopped it."""

    source: PagePath
    repaired: Repaired | None = None
    error: InspectError | None = None


def repairs(
    paths: Iterable[str | Path],
    *,
    reference: str | Path | None = None,
    family: str | None = None,
    verified: bool = True,
    run: Run | None = None,
) -> Iterator[Outcome]:
    """Pages, and those below folders, as they ought to be, one after the other; one that fails stops no other.

    Args:
        paths: pages and folders. In a folder whatever is no page of weights is passed over.
        reference: a page that is known to list the right weights, or a folder of them matched by family.
        family: the pages' family, when neither folder nor title tells it.
        verified: let docutils read each new page.
        run: what is kept.

    Raises:
        UnknownName: there is no such family.
        InputError: a path does not exist, or one page is to be the reference of several.
    """
    known = catalogue.load()
    if family is not None:
        known.family(family)
    sources = find_pages([Path(path) for path in paths])
    references = References(None if reference is None else Path(reference), len(sources))
    bench = Bench.of(known, run or Run())
    return _outcomes(sources, references, bench, family, verified)


def _outcomes(
    sources: Sequence[PagePath], references: References, bench: Bench, family: str | None, verified: bool
) -> Iterator[Outcome]:
    for source in sources:
        try:
            page = load_page(source.path)
            if source.named or is_model_page(page):
                yield Outcome(source=source, repaired=_repair(page, bench, references, family, verified))
        except InspectError as error:
            yield Outcome(source=source, error=error)


def _repair(page: Page, bench: Bench, references: References, family: str | None, verified: bool) -> Repaired:
    whose = bench.match_family(page, family)
    found = bench.repair(page, family=whose, reference=references.of(page, whose.name if whose else None))
    outside = found.verify(page.path) if verified and found.changed else ()
    return Repaired(page=page, text=found.text, report=found.report, outside=outside)


def fix(
    page: str | Path, *, reference: str | Path | None = None, family: str | None = None, run: Run | None = None
) -> Repaired:
    """A page as it ought to be; nothing is written.

    Args:
        page: its text, or its path.
        reference: as in `repairs`.
        family: as in `repairs`.
        run: what is kept.

    Raises:
        BrokenPromise: docutils does not read the new page the way it was meant.
        UnknownName: there is no such family.
        InputError: a file cannot be read.
    """
    references = References(None if reference is None else Path(reference))
    return _repair(_page(page), Bench.of(catalogue.load(), run or Run()), references, family, verified=True)


def _page(page: str | Path) -> Page:
    """A page from its path, or from its text, which has line breaks."""
    return read_page(page) if isinstance(page, str) and "\n" in page else load_page(Path(page))


def check(
    *pages: str | Path, reference: str | Path | None = None, family: str | None = None, run: Run | None = None
) -> Checked:
    """What is wrong with pages: paths of pages and of folders, or the text of one page.

    Raises:
        UnknownName: there is no such family.
        InputError: a path does not exist, or one page is to be the reference of several.
    """
    if len(pages) == 1 and isinstance(pages[0], str) and "\n" in pages[0]:
        bench = Bench.of(catalogue.load(), run or Run())
        references = References(None if reference is None else Path(reference))
        return Checked(pages=(("page", _repair(_page(pages[0]), bench, references, family, verified=False).report),))
    reports: list[tuple[str, Report]] = []
    errors: list[tuple[str, str]] = []
    for outcome in repairs(pages, reference=reference, family=family, verified=False, run=run):
        if outcome.repaired is not None:
            reports.append((str(outcome.source.path), outcome.repaired.report))
        else:
            errors.append((str(outcome.source.path), one_line(str(outcome.error))))
    return Checked(pages=tuple(reports), errors=tuple(errors))


def facts(*paths: str | Path) -> Facts:
    """The figures that pages document, by family and weight.

    Raises:
        InputError: a page cannot be read.
    """
    bench = Bench.of(catalogue.load(), Run())
    found: dict[str, dict[str, dict[str, str]]] = {}
    for source in find_pages([Path(path) for path in paths]):
        page = load_page(source.path)
        if source.named or is_model_page(page):
            family = bench.match_family(page)
            name = family.name if family else page.folder
            found.setdefault(name, {}).update(facts_of(pair(page.pieces, Known()).claims))
    return found


def errata(*paths: str | Path, run: Run | None = None) -> Errata:
    """Every documented figure that the count contradicts, over many pages.

    Raises:
        InputError: a page cannot be read.
    """
    return errata_of_facts(facts(*paths), run=run)


def errata_of_facts(documented: Facts, *, run: Run | None = None) -> Errata:
    """The same for figures that were taken from pages earlier (see `facts`)."""
    run = run or Run()
    return shown(Errata, contradictions(documented, catalogue.load(), lambda specs: count(specs, run)))


def manual() -> str:
    """Every kind of finding: what it means and why it matters, with a bad and a good example."""
    return manual_of([*kinds_of(of_pages), *kinds_of(of_checkpoints)])
