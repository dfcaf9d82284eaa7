"""One page from text to text: read, reconcile, rewrite, verify. No files; counting is handed in.

text ──> page ──> pieces ──┐
catalogue ──> counts ──────┼──> report ──> grid + surroundings ──> new text ──> docutils agrees?
reference text ──> rows ───┘
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from paddle_inspect.base.errors import BrokenPromise, NotCounted
from paddle_inspect.base.records import Finding, Inventory, SourceSpan, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.models.catalogue import Catalogue, Family, fold
from paddle_inspect.models.counting import count
from paddle_inspect.pages import kinds
from paddle_inspect.pages.read.lines import LineKind, bars, classify, parse_target
from paddle_inspect.pages.read.links import links
from paddle_inspect.pages.read.page import Page, read_page
from paddle_inspect.pages.reconcile.evidence import Known
from paddle_inspect.pages.reconcile.pairing import pair
from paddle_inspect.pages.reconcile.roster import is_damaged
from paddle_inspect.pages.reconcile.rows import reconcile
from paddle_inspect.pages.records import CanonicalRow, Claim, Report
from paddle_inspect.pages.write.around import repair_surroundings
from paddle_inspect.pages.write.grid import grid, grid_style, misdrawn
from paddle_inspect.pages.write.judge import check_page, valid_rows

#: Passes that may change a page until one changes nothing. None of the 44 pages at hand takes more than one, of 5,033
#: texts drawn at random twelve took two; what takes more than this does not settle, which is a defect of ours.
_MOST_PASSES = 3

Counter_ = Callable[[Sequence[WeightSpec]], Mapping[str, Inventory | NotCounted]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """A page's new text and the report that explains it; `text` is the old one when there is no table of weights."""

    text: str
    report: Report
    changed: bool
    table: tuple[int, int] = (0, 0)

    def verify(self, path: str | None) -> tuple[str, ...]:
        """Check the new text with docutils, as the last step before it is written.

        Returns:
            What docutils still rejects outside the table, one line each; empty for a clean page.

        Raises:
            BrokenPromise: docutils finds an error in the table, or its rows are not the report's.
        """
        return check_page(self.text, self.table, self.report.rows, path)


@dataclass(frozen=True, slots=True)
class Repairer:
    """What every page of a run is repaired with."""

    catalogue: Catalogue
    count: Counter_

    @classmethod
    def of(cls, catalogue: Catalogue, run: Run) -> Repairer:
        """The repairer of a run."""
        return cls(catalogue, lambda specs: count(specs, run))

    def report(
        self, page: Page, *, family: Family | None, reference: Page | None = None, canonical: bool = False
    ) -> Report:
        """The true table of a page that has been read."""
        known = self.known(page, family, reference)
        name = family.name if family else None
        report = reconcile(page.pieces, known, canonical=canonical, family=name)
        return replace(report, findings=(*misdrawn(page), *report.findings))

    def repair(self, page: Page, *, family: Family | None, reference: Page | None = None) -> Repaired:
        """The page with its table rewritten and its surroundings mended; not yet verified.

        Repairing the result changes nothing. Where mending one thing shows another, that is mended here, too.

        Raises:
            BrokenPromise: the result does not settle, so that repairing it would change it again and again.
        """
        repaired = self._repair_once(page, family, reference)
        if not repaired.changed:
            return repaired
        for _ in range(_MOST_PASSES):
            again = self._repair_once(read_page(repaired.text, page.path), family, reference)
            if not again.changed:
                return repaired
            repaired = _one_after_the_other(page, repaired, again)
        raise BrokenPromise(page.path, "repairing the new page would change it again")

    def _repair_once(self, page: Page, family: Family | None, reference: Page | None) -> Repaired:
        report = self.report(page, family=family, reference=reference)
        if page.region is None or not report.rows or (reference is None and not any(p.name for p in page.pieces)):
            report = Report(rows=(), findings=(kinds.no_table(None, None),), family=report.family)
            return Repaired(text=page.text, report=report, changed=False)
        return _rewrite(page, report, reference)

    def known(self, page: Page, family: Family | None, reference: Page | None) -> Known:
        """The evidence for every weight that a page or its reference names."""
        names = dict.fromkeys((*page.names, *(reference.names if reference else ())))
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
        )
        if reference is None:
            return known
        reference_targets = {target.label: target.url for target in reference.targets}
        rows = _reference_rows(reference, replace(known, targets=reference_targets))
        return replace(known, reference=rows or None, reference_targets=reference_targets)

    def match_family(self, page: Page, override: str | None = None) -> Family | None:
        """The family of a page: by the folder it is in, else by its title, else by its weights.

        Raises:
            UnknownName: `override` names no family.
        """
        if override is not None:
            return self.catalogue.family(override)
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


def _rewrite(page: Page, report: Report, reference: Page | None) -> Repaired:
    used = [label for row in report.rows for label in links("\n".join(row.details))]
    targets = {target.label: target.url for target in reference.targets} if reference else {}
    around = repair_surroundings(page, used, targets)
    found = [*report.findings, *around.findings]
    style = grid_style(page)
    rows, escaped = valid_rows(report.rows, style, _labels([*around.above, *around.below]))
    found += [kinds.broken_markup(_documented_at(row), row.name) for row in escaped]
    table = _as_before(page, grid(rows, style))
    lines = [*around.above, *table, *around.below]
    if lines[-1]:  # the text ended without a line break, or with the table
        lines.append("")
    if not page.text.endswith(("\n", "\r")):
        found.append(kinds.final_newline(_last_line(page), None))
    found.sort(key=_place)
    dropped = sorted([*report.dropped, *around.dropped], key=lambda text: text.span.first)
    text = _joined(page, lines)
    first = len(around.above) + 1
    return Repaired(
        text=text,
        report=replace(report, rows=tuple(rows), findings=tuple(found), dropped=tuple(dropped)),
        changed=text != page.text,
        table=(first, first + len(table) - 1),
    )


def _place(finding: Finding) -> tuple[bool, int, str]:
    """The order of findings: by their lines, those without one last."""
    return finding.span is None, finding.span.first if finding.span else 0, finding.code


def _joined(page: Page, lines: Sequence[str]) -> str:
    """The lines as one text: those that the page had end as they did there, new ones as most of its lines."""
    endings, newline = page.endings, page.newline
    if len(set(endings)) <= 1:
        return newline.join(lines)
    places: dict[str, deque[int]] = {}
    for place, line in enumerate(page.lines[: len(endings)]):
        places.setdefault(line.text, deque()).append(place)
    joined, reached = [], 0
    for text in lines[:-1]:
        left = places.get(text, deque())
        while left and left[0] < reached:
            left.popleft()
        reached = left[0] + 1 if left else reached
        joined += [text, endings[left[0]] if left else newline]
    return "".join([*joined, lines[-1]])


def _one_after_the_other(page: Page, first: Repaired, second: Repaired) -> Repaired:
    """Two repairs as one; what only the second found has no line of its own in the page."""
    assert page.region is not None
    known = {(finding.code, finding.weight, finding.message) for finding in first.report.findings}
    later = [replace(finding, span=None) for finding in second.report.findings]
    found = [finding for finding in later if (finding.code, finding.weight, finding.message) not in known]
    span = SourceSpan(first=page.region.first, last=page.region.last, path=page.path)
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
        findings=(*first.report.findings, *found),
        dropped=(*first.report.dropped, *(replace(dropped, span=span) for dropped in second.report.dropped)),
    )
    return replace(second, report=report, changed=True)


def _labels(lines: Sequence[str]) -> set[str]:
    """The link targets among the lines of a page."""
    return {target.label for line in classify("\n".join(lines)) if (target := parse_target(line))}


def _documented_at(row: CanonicalRow) -> SourceSpan | None:
    return row.documented[0].span if row.documented else None


def _as_before(page: Page, table: list[str]) -> list[str]:
    """Lines of an intact table that say the same keep their own spacing: what is no damage is not touched."""
    assert page.region is not None
    if is_damaged(page.pieces):
        return table
    before: dict[str, list[str]] = {}
    for line in reversed(page.lines[page.region.first - 1 : page.region.last]):
        if line.kind is LineKind.ROW and not any(c.isspace() and c != " " for c in line.text):
            before.setdefault("".join(line.text.split()), []).append(line.text)
    corners = list(bars(table[0].replace("+", "|")))
    return [_same_line(before.get("".join(line.split())), line, corners) for line in table]


def _same_line(before: list[str] | None, line: str, corners: Sequence[int]) -> str:
    """The next old line with the same words, when its bars stand where those of the new line do."""
    same = before and list(bars(before[-1], corners)) == list(bars(line, corners))
    return before.pop() if before and same else line


def _last_line(page: Page) -> SourceSpan:
    return SourceSpan(first=len(page.lines), last=len(page.lines), path=page.path)
