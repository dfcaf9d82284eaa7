"""Asking about documented figures: which are wrong, over many pages, and which way of counting gives one."""

from __future__ import annotations

from pathlib import Path

from paddle_inspect.api.shown import Shown, shown
from paddle_inspect.base.figures import Figure, parse_count
from paddle_inspect.base.records import WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.models import catalogue, given, ways
from paddle_inspect.models.catalogue import Catalogue
from paddle_inspect.models.counting import count
from paddle_inspect.models.explain import explained, judge
from paddle_inspect.models.ways import Documented, Way
from paddle_inspect.pages import errata as whole_zoo
from paddle_inspect.pages.errata import Facts, contradictions, facts_of
from paddle_inspect.pages.paths import find_pages, load_page, page_of
from paddle_inspect.pages.reconcile.evidence import Known
from paddle_inspect.pages.reconcile.pairing import pair
from paddle_inspect.pages.repair import Repairer, report_on_family
from paddle_inspect.tables.document import Document
from paddle_inspect.views import errata as errata_view
from paddle_inspect.views import explain as explain_view
from paddle_inspect.views.explain import documented_in
from paddle_inspect.zoos import versions


class Errata(Shown, whole_zoo.Errata):
    """Documented figures that are wrong, placeholders or missing, over many pages."""

    __slots__ = ()

    def document(self) -> Document:
        """One line a figure."""
        return errata_view.document(self, versions())


class Explanation(Shown, ways.Explanation):
    """A weight's documented figures beside what each way of counting gives."""

    __slots__ = ()

    def document(self) -> Document:
        """One line for each way of counting."""
        return explain_view.document(self, versions())


def facts(*paths: str | Path) -> Facts:
    """The figures that pages document, by family and weight.

    Raises:
        InputError: a page cannot be read.
    """
    repairer = Repairer.of(catalogue.load(), Run())
    found: dict[str, dict[str, dict[str, str]]] = {}
    for source in find_pages([Path(path) for path in paths]):
        page = load_page(source.path)
        if source.named or repairer.is_about_weights(page):
            family = repairer.match_family(page)
            name = family.name if family else page.folder or source.path.stem
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
    known = catalogue.load()

    def ways_that_give(spec: WeightSpec, figure: Figure) -> list[Way]:
        stated = (Documented(figure=figure, where=""),)
        return explained(spec, stated, known, run, briefly=True).matches(figure)

    counted = contradictions(documented, known, lambda specs: count(specs, run), judge(run), ways_that_give)
    return shown(Errata, counted)


def explain(
    weight: str, figure: str | None = None, *, docs: str | Path | None = None, run: Run | None = None
) -> Explanation:
    """Which ways of counting give a documented figure.

    Args:
        weight: a catalogued name, or the path of a config.json or of a folder with one.
        figure: a parameter count as printed, such as `217M`; by default those of the family's page.
        docs: that page, or a folder of them; by default the bundled one.
        run: what is kept.

    Raises:
        BadArgument: the figure is no count.
        InputError: the page cannot be read.
        UnknownName, NotCounted, FrameworkMissing: as `count`.
    """
    run, known = run or Run(), catalogue.load()
    spec = given.find(weight, known, run)
    if figure is None:
        documented = () if spec.described else _documented(spec, known, None if docs is None else Path(docs), run)
    else:
        documented = (Documented(figure=_parameters(figure), where="given, not read from a page"),)
    return shown(Explanation, explained(spec, documented, known, run))


def _parameters(text: str) -> Figure:
    value, unit, decimals = parse_count(text)
    return Figure(name="parameters", text=text.strip(), value=value, unit=unit, decimals=decimals)


def _documented(spec: WeightSpec, known: Catalogue, docs: Path | None, run: Run) -> tuple[Documented, ...]:
    family = known.family(spec.family)
    repairer = Repairer.of(known, run)
    page = page_of(family, docs, repairer.is_about_weights)
    if page is None:
        return ()
    report = report_on_family(repairer, family, page)
    return tuple(one for row in report.rows if row.name == spec.name for one in documented_in(row))
