"""Asking about documentation pages: what is wrong with them, and what they ought to say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard

from paddle_inspect import programs
from paddle_inspect.api.shown import Shown, fail
from paddle_inspect.base.errors import InspectError, UnknownName
from paddle_inspect.base.figures import many
from paddle_inspect.base.findings import kinds_of
from paddle_inspect.base.records import Finding
from paddle_inspect.base.run import Run
from paddle_inspect.base.text import one_line
from paddle_inspect.models import catalogue
from paddle_inspect.pages import kinds as of_pages
from paddle_inspect.pages.paths import PagePath, References, find_pages, load_page
from paddle_inspect.pages.read.reader import Page, read_page
from paddle_inspect.pages.records import Report
from paddle_inspect.pages.repair import Repairer
from paddle_inspect.tables.document import Document
from paddle_inspect.views import report as report_view
from paddle_inspect.views.findings import dropped_parts, finding_parts, findings_total, told
from paddle_inspect.views.findings import manual as manual_of
from paddle_inspect.zoos import versions

if TYPE_CHECKING:
    from paddle_inspect.pages.policy import Policy

#: A line with its ending, where an editor and `patch` see one.
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Checked(Shown):
    """What is wrong with some pages: each with its report, and those that could not be read with the reason."""

    pages: tuple[tuple[str, Report], ...]
    errors: tuple[tuple[str, str], ...] = ()
    #: Findings that the policy leaves out, or that a page asks to be ignored.
    ignored: int = 0
    #: Files of the folders that are no pages of weights.
    others: int = 0

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all pages."""
        return tuple(finding for _, report in self.pages for finding in report.findings)

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing but notes."""
        return not self.errors and not fail(self.findings)

    def document(self, *, notes: bool = True, total: bool = True) -> Document:
        """One line a finding; without `notes` those that merely inform are counted for people, not listed.

        Without `total` people are not told how many there are.
        """
        document = report_view.check(
            self.pages, self.errors, versions(), notes=notes, ignored=self.ignored, others=self.others
        )
        if total:
            return document
        return replace(
            document, sections_of=lambda: tuple(replace(one, conclusion="") for one in document.sections_of())
        )

    def statistics(self) -> Document:
        """One line a code, the most frequent first."""
        return report_view.statistics(self.document())


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Repaired(Shown):
    """A page as it was, and as it ought to be: `text`, and the report that explains every change.

    docutils has read the new text and agrees; `outside` is what it still rejects around the table.
    """

    page: Page
    text: str
    report: Report
    outside: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the page is another one."""
        return self.text != self.page.text

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was wrong."""
        return self.report.findings

    def finding_lines(self, *, notes: bool = True) -> list[tuple[str, ...]]:
        """One line, in parts, for each thing that was wrong, with its place; `notes` merely inform."""
        return [finding_parts(one, self.page.path) for one in told(self.findings, notes=notes)]

    @property
    def total(self) -> str:
        """What was wrong in numbers: `3 rows, 2 findings (1 error, 1 warning), 1 passage dropped`."""
        dropped = [f"{many(len(self.report.dropped), 'passage')} dropped"] if self.report.dropped else []
        return ", ".join([many(len(self.report.rows), "row"), findings_total(self.findings), *dropped])

    def dropped_lines(self) -> list[tuple[str, ...]]:
        """One line, in parts, for each text that stands on the new page no longer, with its place."""
        return [dropped_parts(dropped, self.page.path) for dropped in self.report.dropped]

    def diff(self) -> str:
        """The change as a unified diff, with the line endings of the page."""
        import difflib

        old, new = _LINE.findall(self.page.text), _LINE.findall(self.text)
        path = self.page.path or "page"
        lines = difflib.unified_diff(old, new, path, f"{path} (fixed)")
        whole = (line if line.endswith(("\n", "\r")) else f"{line}\n\\ No newline at end of file\n" for line in lines)
        return "".join(whole)

    def document(self) -> Document:
        """One line a finding."""
        return report_view.check(((self.page.path or "page", self.report),), (), versions())


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Outcome(Shown):
    """What became of one of several pages: the repaired page, or the error that stopped it."""

    source: PagePath
    repaired: Repaired | None = None
    error: InspectError | None = None

    def document(self) -> Document:
        """One line a finding, or the error."""
        if self.repaired is not None:
            return self.repaired.document()
        return report_view.failed(str(self.source.path), one_line(str(self.error)), versions())


def repairs(
    *paths: str | Path,
    reference: str | Path | None = None,
    family: str | None = None,
    verified: bool = True,
    exclude: Sequence[str] = (),
    run: Run | None = None,
) -> Iterator[Outcome]:
    """Pages, and those below folders, as they ought to be, one after the other; one that fails stops no other.

    Args:
        paths: pages and folders. In a folder whatever is no page of weights is passed over.
        reference: a page that is known to list the right weights, or a folder of them matched by family.
        family: the pages' family, when neither folder nor title tells it.
        verified: let docutils read each new page.
        exclude: patterns (`drafts`, `*/old/*`) of what is passed over below folders.
        run: what is kept.

    Raises:
        UnknownName: there is no such family.
        InputError: a path does not exist, or one page is to be the reference of several.
    """
    return _outcomes(*_prepared(paths, reference, family, exclude, run or Run()), family, verified)


def _prepared(
    paths: Sequence[str | Path],
    reference: str | Path | None,
    family: str | None,
    exclude: Sequence[str],
    run: Run,
) -> tuple[list[PagePath], References, Repairer]:
    known = catalogue.load()
    if family is not None:
        known.family(family)
    sources = find_pages([Path(path) for path in paths], exclude)
    repairer = Repairer.of(known, run)
    path = None if reference is None else Path(reference)
    several = path is not None and not path.is_dir() and len(sources) > 1
    pages = sum(_is_of_weights(source, repairer) for source in sources) if several else len(sources)
    return sources, References(path, repairer.is_about_weights, pages), repairer


def _is_of_weights(source: PagePath, repairer: Repairer) -> bool:
    """Whether a file is repaired: one that was named is, and of a folder those that are pages of weights."""
    try:
        return source.named or repairer.is_about_weights(load_page(source.path))
    except InspectError:  # said when its turn comes
        return False


def _outcomes(
    sources: Iterable[PagePath], references: References, repairer: Repairer, family: str | None, verified: bool
) -> Iterator[Outcome]:
    for source in sources:
        try:
            page = load_page(source.path)
            if source.named or repairer.is_about_weights(page):
                yield Outcome(source=source, repaired=_repair(page, repairer, references, family, verified))
        except InspectError as error:
            yield Outcome(source=source, error=error)


def _repair(page: Page, repairer: Repairer, references: References, family: str | None, verified: bool) -> Repaired:
    whose = repairer.match_family(page, family)
    model = references.of(page, whose.name if whose else None)
    if model is not None:
        repairer.refuse_stranger(page, model)
    found = repairer.repair(page, family=whose, reference=model)
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
    repairer = Repairer.of(catalogue.load(), run or Run())
    references = References(None if reference is None else Path(reference), repairer.is_about_weights)
    return _repair(_page(page), repairer, references, family, verified=True)


def _is_text(page: str | Path) -> TypeGuard[str]:
    """Whether it is the text of a page: no path is empty or has line breaks."""
    return isinstance(page, str) and (not page or "\n" in page)


def _page(page: str | Path) -> Page:
    """A page from its path, or from its text, which has line breaks."""
    return read_page(page) if _is_text(page) else load_page(Path(page))


def check(
    *pages: str | Path,
    reference: str | Path | None = None,
    family: str | None = None,
    policy: Policy | None = None,
    exclude: Sequence[str] = (),
    run: Run | None = None,
) -> Checked:
    """What is wrong with pages: paths of pages and of folders, or the text of one page; and with exported programs.

    Args:
        pages: as in `repairs`, or one text, or the files of exported programs.
        reference: as in `repairs`.
        family: as in `repairs`.
        policy: which findings are reported; by default all that the pages do not ignore themselves.
        exclude: as in `repairs`.
        run: what is kept.

    Raises:
        UnknownName: there is no such family.
        InputError: a path does not exist, or one page is to be the reference of several.
    """
    from paddle_inspect.pages.policy import Policy  # nothing else here asks for one

    policy, run = policy or Policy(), run or Run()
    found: list[tuple[str, Page | None, Report]] = []
    errors: list[tuple[str, str]] = []
    others = 0
    if len(pages) == 1 and _is_text(pages[0]):
        repairer = replace(Repairer.of(catalogue.load(), run), heeds=False)  # here, the policy does
        references = References(None if reference is None else Path(reference), repairer.is_about_weights)
        one = _repair(_page(pages[0]), repairer, references, family, verified=False)
        found.append(("page", one.page, one.report))
    else:
        files = [path for path in dict.fromkeys(map(Path, pages)) if path.is_file() and programs.is_program(path)]
        for path in files:
            try:
                found.append((str(path), None, Report(rows=(), findings=programs.read(path).findings)))
            except InspectError as error:
                errors.append((str(path), one_line(str(error))))
        named = [page for page in pages if Path(page) not in files]
        sources, references, repairer = _prepared(named, reference, family, exclude, run)
        repairer = replace(repairer, heeds=False)
        # Of a single page there is nothing to tell but what takes long within it.
        followed = run.follow(sources, "checking pages") if len(sources) > 1 else sources
        others = len(sources)
        for outcome in _outcomes(followed, references, repairer, family, False):
            others -= 1
            if outcome.repaired is not None:
                found.append((str(outcome.source.path), outcome.repaired.page, outcome.repaired.report))
            else:
                errors.append((str(outcome.source.path), one_line(str(outcome.error))))
    reported = [(path, report, policy.reported(path, page, report.findings)) for path, page, report in found]
    return Checked(
        pages=tuple((path, report.narrowed(findings)) for path, report, findings in reported),
        errors=tuple(errors),
        ignored=sum(len({*map(id, report.findings)} - {*map(id, findings)}) for _, report, findings in reported),
        others=others,
    )


def manual(*only: str) -> str:
    """Every kind of finding, or those of some codes: what it means and why it matters, with a bad and a good example.

    Raises:
        UnknownName: there is no such code.
    """
    from paddle_inspect.checkpoints import kinds as of_checkpoints  # nothing else here reads weight files
    from paddle_inspect.programs import kinds as of_programs  # or programs

    every = {kind.code: kind for kind in kinds_of(*of_pages.MODULES, of_checkpoints, of_programs)}
    for code in only:
        if code not in every:
            raise UnknownName("code", code, every)
    return manual_of([every[code] for code in only or every])
