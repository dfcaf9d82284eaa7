"""One page from text to text: read, reconcile, rewrite, verify. No files; counting is handed in.

text ──> page ──> whole tables ──> held against counts ──> characters exchanged ─────────┐
             └──> torn tables ──> pieces ──> report ──> grid + surroundings ──> new text ┴──> read again: as meant?
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from paddle_inspect.base.errors import BrokenPromise, InputError, NotCounted
from paddle_inspect.base.records import Inventory, SourceSpan, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.models.catalogue import Catalogue, Family, fold
from paddle_inspect.models.counting import count
from paddle_inspect.models.explain import judge
from paddle_inspect.models.judgement import Judge, judged_by_count
from paddle_inspect.pages import kinds
from paddle_inspect.pages.read.comments import comments
from paddle_inspect.pages.read.conflicts import conflicts
from paddle_inspect.pages.read.lines import split_lines
from paddle_inspect.pages.read.reader import Page, read_page
from paddle_inspect.pages.reconcile.evidence import Known
from paddle_inspect.pages.reconcile.pairing import pair
from paddle_inspect.pages.reconcile.rows import reconcile
from paddle_inspect.pages.records import Claim, Report
from paddle_inspect.pages.write.grid import misdrawn

if TYPE_CHECKING:  # what only a repair needs is imported for one: a summary reads a page and changes none
    from paddle_inspect.pages.rewrite import Repaired

#: Passes that may change a page until one changes nothing. None of the 44 pages at hand takes more than one, of 5,033
#: texts drawn at random twelve took two; what takes more than this does not settle, which is a defect of ours.
_MOST_PASSES = 3

Counter_ = Callable[[Sequence[WeightSpec]], Mapping[str, Inventory | NotCounted]]


@dataclass(frozen=True, slots=True)
class Repairer:
    """What every page of a run is repaired with; `heeds` says whether figures stay that a page's comments are about."""

    catalogue: Catalogue
    count: Counter_
    judge: Judge = judged_by_count
    heeds: bool = True

    @classmethod
    def of(cls, catalogue: Catalogue, run: Run) -> Repairer:
        """The repairer of a run."""
        return cls(catalogue, lambda specs: count(specs, run), judge(run))

    def report(self, page: Page, *, family: Family, canonical: bool = False) -> Report:
        """The true table of a family, of everything that a page of it says."""
        known = self.known(page, family, None)
        report = reconcile(page.pieces, known, canonical=canonical, family=family.name)
        drawn = [finding for region in page.regions for finding in misdrawn(region, page.path)]
        return replace(report, findings=(*drawn, *report.findings))

    def repair(self, page: Page, *, family: Family | None, reference: Page | None = None) -> Repaired:
        """The page with its tables of weights mended, and around torn ones its surroundings; not yet verified.

        Repairing the result changes nothing. Where mending one thing shows another, that is mended here, too.

        Raises:
            BrokenPromise: the result does not settle, so that repairing it would change it again and again.
            InputError: the reference has no rows.
        """
        repaired = self._repair_once(page, family, reference)
        if not repaired.changed:
            return repaired
        for _ in range(_MOST_PASSES):
            again = self._repair_once(read_page(repaired.text, page.path, page.folder), family, reference)
            if not again.changed and not repaired.respaced:
                return repaired
            repaired = _one_after_the_other(page, repaired, again)
            if not again.changed:
                return repaired
        raise BrokenPromise(page.path, "repairing the new page would change it again")

    def is_about_weights(self, page: Page) -> bool:
        """Whether a page has a table of weights, whole, torn or unreadable; nothing is counted for it."""
        from paddle_inspect.pages.scope import scope_of, without_prefixes
        from paddle_inspect.pages.unread import unread_rows

        names = self.catalogue.weight_names
        scope = scope_of(page, names)
        unread = scope.is_empty and (unread_rows(page, scope, names) or without_prefixes(page, names))
        return not scope.is_empty or bool(unread)

    def _repair_once(self, page: Page, family: Family | None, reference: Page | None) -> Repaired:
        from paddle_inspect.pages.rewrite import Pass, Repaired, bared
        from paddle_inspect.pages.scope import scope_of, without_prefixes
        from paddle_inspect.pages.unread import unread_rows

        curated = frozenset(spec.name for spec in family.weights) if family and family.lists_all else frozenset()
        names = self.catalogue.weight_names | frozenset(reference.names if reference else ())
        scope = scope_of(page, names, curated)
        name = family.name if family else None
        spans = [SourceSpan(first=first, last=last, path=page.path) for first, last in conflicts(page.lines)]
        if not spans and (bare := without_prefixes(page, names)) is not None:
            return bared(page, *bare, name)
        unread = unread_rows(page, scope, self.catalogue.weight_names)
        if scope.is_empty:
            findings = unread or (kinds.no_weights(None, None, len(page.tables)),)
            return Repaired(text=page.text, report=Report(rows=(), findings=findings, family=name), changed=False)
        if spans:
            told = tuple(kinds.merge_conflict(span, None) for span in spans)
            return Repaired(text=page.text, report=Report(rows=(), findings=told, family=name), changed=False)
        known = self.known(page, family, reference, [name for table in scope.whole for name in table.names])
        return Pass(page, scope, known, reference, name, findings=[*unread]).rewrite()

    def known(self, page: Page, family: Family | None, reference: Page | None, further: Iterable[str] = ()) -> Known:
        """The evidence for every weight that a page or its reference names."""
        names = dict.fromkeys((*page.names, *further, *(reference.names if reference else ())))
        specs = {spec.name: spec for spec in family.weights} if family else {}
        specs |= self.catalogue.find_weights([name for name in names if name not in specs])
        targets = {target.label: target.url for target in page.targets}
        known = Known(
            family=tuple(spec.name for spec in family.weights) if family else (),
            lists_all=bool(family and family.lists_all),
            internal=family.internal if family else frozenset(),
            wording=family.wording if family else {},
            specs=specs,
            counts=self.count(tuple(specs.values())),
            targets=targets,
            judge=self.judge,
            comments=tuple(comments(page)) if self.heeds else (),
        )
        if reference is None:
            return known
        reference_targets = {target.label: target.url for target in reference.targets}
        rows = _reference_rows(reference, replace(known, targets=reference_targets))
        if not rows:
            raise InputError(
                Path(reference.path or "the reference"), "has no rows of weights, so it cannot be a reference"
            )
        return replace(known, reference=rows, reference_targets=reference_targets)

    def match_family(self, page: Page, override: str | None = None) -> Family | None:
        """The family of a page: by the folder it is in, else by its title, else by its weights.

        Raises:
            UnknownName: `override` names no family.
            InputError: folder, title and weights of the page, as far as they say anything, say another family than
                `override`.
        """
        if override is None:
            return self.family_of_page(page)
        family = self.catalogue.family(override)
        said = [
            self.catalogue.find_family(page.folder) if page.folder else None,
            self._family_of_title(page.title),
            self._family_of_weights(page.names),
        ]
        others = [other.name for other in said if other is not None and other.name != family.name]
        if others and len(others) == sum(other is not None for other in said):
            raise InputError(Path(page.path or "page"), f"is a page of {others[-1]}, not of {family.name}")
        return family

    def refuse_stranger(self, page: Page, reference: Page) -> None:
        """Refuse a reference that is another family's page.

        Raises:
            InputError: the two have no weight in common, and the reference's are another family's.
        """
        own, other = self._family_of_weights(page.names), self._family_of_weights(reference.names)
        shared = set(page.names) & set(reference.names)
        if own is not None and other is not None and own.name != other.name and not shared:
            raise InputError(
                Path(reference.path or "the reference"),
                f"is a page of {other.name}, {page.path or 'the page'} of {own.name}",
            )

    def family_of_page(self, page: Page) -> Family | None:
        """The family that a page itself speaks of, None when nothing says it."""
        return (
            (self.catalogue.find_family(page.folder) if page.folder else None)
            or self._family_of_title(page.title)
            or self._family_of_weights(page.names)
        )

    def _family_of_title(self, title: str) -> Family | None:
        words = title.replace("模型", " ").split()
        return self.catalogue.find_family(words[0]) if words and fold(words[0]) else None

    def _family_of_weights(self, names: Sequence[str]) -> Family | None:
        families = Counter(spec.family for spec in self.catalogue.find_weights(names).values())
        return self.catalogue.family(families.most_common(1)[0][0]) if families else None


def report_on_family(repairer: Repairer, family: Family, page: Page | None) -> Report:
    """A family's whole table: reconciled with a page, or the catalogue and the counts alone."""
    return repairer.report(page or read_page(""), family=family, canonical=True)


def _reference_rows(reference: Page, known: Known) -> dict[str, Claim]:
    """A reference's rows by name, the first one of each; names without data are not rows."""
    rows: dict[str, Claim] = {}
    for claim in pair(reference.pieces, known).claims:
        if not claim.empty:
            rows.setdefault(claim.weight, claim)
    return rows


def _one_after_the_other(page: Page, first: Repaired, second: Repaired) -> Repaired:
    """Two repairs as one; what only the second found stands where the lines that it is about stood in the page."""
    from paddle_inspect.pages.rewrite import in_order

    known = {(finding.code, finding.weight, finding.message) for finding in first.report.findings}
    origin = _origins(page, first.text)

    def moved(span: SourceSpan | None) -> SourceSpan | None:
        if span is None:
            return None
        lines = origin[span.first - 1], origin[min(span.last, len(origin)) - 1]
        return SourceSpan(first=min(lines), last=max(lines), path=page.path)

    later = [replace(finding, span=moved(finding.span)) for finding in second.report.findings]
    found = [finding for finding in later if (finding.code, finding.weight, finding.message) not in known]
    whole = SourceSpan(first=1, last=len(page.lines), path=page.path)
    documented = {row.name: row for row in first.report.rows}
    rows = (
        replace(row, documented=documented[row.name].documented, verdict=documented[row.name].verdict)
        if row.name in documented
        else row
        for row in second.report.rows
    )
    report = replace(
        first.report,
        rows=tuple(rows),
        findings=tuple(sorted((*first.report.findings, *found), key=in_order)),
        dropped=(*first.report.dropped, *(replace(text, span=whole) for text in second.report.dropped)),
    )
    text = second.text if second.changed else first.text
    return replace(
        second,
        text=text,
        report=report,
        changed=True,
        drawn=second.drawn or first.drawn,
        edits=None if first.edits is None or second.edits is None else first.edits + second.edits,
        before=page.text,
    )


def _origins(page: Page, text: str) -> list[int]:
    """For each line of a new text the line of the page that it was, or that it stands closest behind."""
    places: dict[str, deque[int]] = {}
    for line in page.lines:
        places.setdefault(line.text, deque()).append(line.number)
    origins, reached = [], 0
    for text_line in split_lines(text):
        left = places.get(text_line, deque())
        while left and left[0] <= reached:
            left.popleft()
        reached = left[0] if left and left[0] - reached <= _FAR else min(reached + 1, len(page.lines))
        origins.append(reached)
    return origins


#: Lines that a repair moves a line by, at most, when it is taken for the same line. Of 214 pages, good ones and ones
#: with every kind of damage, none has other findings with 100 or 400.
_FAR = 200
