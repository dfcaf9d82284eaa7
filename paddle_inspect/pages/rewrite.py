"""One pass over a page that has tables of weights: characters exchanged in whole tables, torn ones drawn anew."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from paddle_inspect.base.errors import BrokenPromise
from paddle_inspect.base.figures import many
from paddle_inspect.base.records import Finding, SourceSpan
from paddle_inspect.pages import kinds
from paddle_inspect.pages.read.docutils_tables import read_grid
from paddle_inspect.pages.read.drawing import redrawn
from paddle_inspect.pages.read.lines import LineKind, bars, classify, odd_names, parse_target
from paddle_inspect.pages.read.links import folded, links
from paddle_inspect.pages.read.pieces import COLUMNS
from paddle_inspect.pages.read.reader import Page, read_page
from paddle_inspect.pages.read.region import Region
from paddle_inspect.pages.read.titles import role_of
from paddle_inspect.pages.read.weights import WeightTable
from paddle_inspect.pages.reconcile.evidence import Known
from paddle_inspect.pages.reconcile.roster import is_damaged
from paddle_inspect.pages.reconcile.rows import reconcile
from paddle_inspect.pages.reconcile.whole import Judged, disagreements, judge, unknown_names
from paddle_inspect.pages.records import CanonicalRow, Dropped, Report
from paddle_inspect.pages.scope import Scope, owed, shares
from paddle_inspect.pages.write.added import added_rows
from paddle_inspect.pages.write.around import repair_surroundings
from paddle_inspect.pages.write.grid import grid, grid_style, misdrawn
from paddle_inspect.pages.write.inplace import exchanged, needless_rows
from paddle_inspect.pages.write.judge import (
    Edits,
    check_page,
    check_rows,
    check_same_around,
    dangling_targets,
    valid_rows,
)
from paddle_inspect.pages.write.pipes import pipes, pipes_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A table that was drawn anew: its lines in the new page, and the rows that it was meant to have."""

    first: int
    last: int
    rows: tuple[CanonicalRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """A page's new text and the report that explains it; `text` is the old one when there is no table of weights."""

    text: str
    report: Report
    changed: bool
    drawn: tuple[Drawn, ...] = ()
    respaced: bool = False  # a table was drawn again and has yet to be held against the evidence
    edits: Edits | None = None  # what was done to whole tables, where nothing else was changed
    before: str = ""

    def verify(self, path: str | None) -> tuple[str, ...]:
        """Check the new text with docutils, as the last step before it is written.

        Returns:
            What docutils still rejects outside the tables, one line each; empty for a clean page.

        Raises:
            BrokenPromise: docutils finds an error in a new table, or its rows are not the report's.
        """
        if read_page("", path).is_markdown:
            return self._verify_markdown(path)
        tables = [((table.first, table.last), table.rows) for table in self.drawn]
        if not self.drawn and self.edits is not None:
            return check_same_around(self.before, self.text, self.edits, path)
        return check_page(self.text, tables, path)

    def _verify_markdown(self, path: str | None) -> tuple[str, ...]:
        """Every table that was drawn anew is one that markdown-it reads, with as many rows; all else is as it was."""
        page, old = read_page(self.text, path), read_page(self.before, path)
        heights = [len(table.body) for table in page.tables]
        for drawn in self.drawn:
            if drawn.rows and len(drawn.rows) not in heights:
                raise BrokenPromise(
                    path,
                    f"no table of the new page has the {many(len(drawn.rows), 'row that was', 'rows that were')} meant",
                )
        if not self.drawn and self.edits is not None:
            if _beside_tables(page) != _beside_tables(old):
                raise BrokenPromise(path, "the new page has other text beside its tables")
            check_rows(_rows_on(old), _rows_on(page), self.edits, path)
        return ()


def bared(page: Page, bare: Page, runs: Iterable[range], family: str | None) -> Repaired:
    """A page without what stands around each line of its tables, which are yet to be looked at."""
    found = []
    for places in runs:
        span = SourceSpan(first=places.start + 1, last=places.stop, path=page.path)
        found.append(kinds.other_drawing(span, None, "written with marks or numbers around each line"))
    report = Report(rows=(), findings=tuple(found), family=family)
    return Repaired(text=bare.text, report=report, changed=True, respaced=True, before=page.text)


def _beside_tables(page: Page) -> list[str]:
    inside = {number for table in page.tables for number in range(table.first, table.last + 1)}
    return [line.text for line in page.lines if line.number not in inside]


def _rows_on(page: Page) -> list[tuple[str, ...]]:
    return [tuple(cell.words if cell else "" for cell in row) for table in page.tables for row in table.rows]


@dataclass(slots=True)
class Pass:
    """One pass over a page that has tables of weights."""

    page: Page
    scope: Scope
    known: Known
    reference: Page | None
    family: str | None
    findings: list[Finding] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    rows: list[tuple[int, Sequence[CanonicalRow]]] = field(default_factory=list)
    edits: Edits = field(default_factory=Edits)

    def rewrite(self) -> Repaired:
        page, scope = self.page, self.scope
        owed_by = shares(scope, self.known)
        lines = self._with_exchanges(page, owed_by)
        drawn: tuple[Drawn, ...] = ()
        if not scope.torn:
            lines = self._with_other_rows(lines, owed_by)
            text = joined(page, lines) if lines != page.text_lines else page.text
        else:
            changed = (replace(old, text=new) for old, new in zip(page.lines, lines, strict=True))
            text, drawn = self._draw_torn(replace(page, lines=tuple(changed)), owed_by[len(scope.whole) :])
        respaced = any(_redrawn(region) is not None for region in scope.torn)
        if not respaced:
            self._note_undocumented()
        report = Report(
            rows=tuple(row for _, rows in sorted(self.rows, key=lambda part: part[0]) for row in rows),
            findings=tuple(sorted(self.findings, key=in_order)),
            dropped=tuple(sorted(self.dropped, key=lambda text: text.span.first)),
            family=self.family,
        )
        return Repaired(
            text=text,
            report=report,
            changed=text != page.text,
            drawn=drawn,
            respaced=respaced,
            edits=None if scope.torn else self.edits,
            before=page.text,
        )

    def _note_undocumented(self) -> None:
        known = self.known
        if known.reference is not None or known.lists_all:
            return
        listed = {row.name for _, rows in self.rows for row in rows}
        if not known.lists_most(listed):
            return  # a selection, as the pages of other projects have it
        said = {finding.weight for finding in self.findings if finding.code == kinds.undocumented_weight.code}
        for name in known.family:
            if name not in listed | said | known.internal:
                self.findings.append(kinds.undocumented_weight(None, name))

    # Whole tables

    def _with_exchanges(self, page: Page, owed_by: Sequence[Known]) -> list[str]:
        lines: list[str] = page.text_lines
        for table, known in zip(self.scope.whole, owed_by, strict=False):
            judged = judge(table, self.known, page.path)
            self.findings += judged.findings
            self.rows.append((table.table.first, judged.rows))
            for name, cell in unknown_names(table):
                if not known.exists(name):
                    span = SourceSpan(first=cell.segments[0].line, last=cell.segments[-1].line, path=page.path)
                    self.findings.append(kinds.unknown_weight(span, name, True))
            lines, failed = exchanged(lines, table.table, judged.exchanges)
            self.edits += Edits(exchanged=len(judged.exchanges) - len(failed))
            for exchange, why in failed:
                span = SourceSpan(first=exchange.segment.line, last=exchange.segment.line, path=page.path)
                self.findings.append(kinds.not_exchanged(span, exchange.weight or None, exchange.what, why))
            self._report_dangling(judged)
        self.findings += disagreements(self.scope.whole, self.known, page.path)
        return lines

    def _with_other_rows(self, lines: Sequence[str], owed_by: Sequence[Known]) -> list[str]:
        """The lines without rows that repeat others word by word, and with those that were lost."""
        gone: set[int] = set()
        added: dict[int, list[str]] = {}
        for table, known in zip(self.scope.whole, owed_by, strict=False):
            gone |= self._needless_lines(table)
            added |= self._lost_rows(table, known, lines)
        return [
            new
            for number, line in enumerate(["", *lines])
            for new in ([line] if number and number not in gone else []) + added.get(number, [])
        ]

    def _needless_lines(self, table: WeightTable) -> set[int]:
        gone: set[int] = set()
        for first, last, weight, other in needless_rows(table):
            span = SourceSpan(first=first, last=last, path=self.page.path)
            before = SourceSpan(first=other, last=other + last - first, path=self.page.path)
            repeated = kinds.repeated_header(span, None)
            self.findings.append(repeated if weight is None else kinds.repeated_row(span, weight, before))
            gone |= {*range(first, last + 1)}
            self.edits += Edits(gone=1)
        return gone

    def _lost_rows(self, table: WeightTable, known: Known, lines: Sequence[str]) -> Mapping[int, list[str]]:
        """The lines of rows that a reference, or a family that is listed whole, says were lost."""
        order = owed(known, table.names)
        lost = [name for name in order if name not in table.names]
        if not lost:
            return {}
        added = added_rows(table, _rows_of(lost, known), lines, order, self.page)
        source = "the reference" if known.reference is not None else "the catalogue"
        self.findings += [kinds.restored_weight(None, row.name, source) for row in added.placed]
        why = f"the row of {source} cannot be added to it safely"
        self.findings += [kinds.not_exchanged(None, row.name, "the table", why) for row in added.failed]
        self.rows.append((table.table.last, added.placed))
        self.edits += Edits(added=len(added.placed))
        return added.lines

    def _report_dangling(self, judged: Judged) -> None:
        """Links of a whole table that lead nowhere: docutils says which."""
        if not judged.dangling or self.page.is_markdown:
            return
        unknown = dangling_targets(self.page.text)
        for span, weight, label in judged.dangling:
            if folded(label) in unknown:
                self.findings.append(kinds.missing_target(span, weight or None, label))

    # Torn tables

    def _draw_torn(self, page: Page, owed_by: Sequence[Known]) -> tuple[str, tuple[Drawn, ...]]:
        torn = self.scope.torn
        again = [_redrawn(region) for region in torn]
        reports = [
            Report(rows=())
            if whole is not None
            else reconcile(region.pieces, known, canonical=known.reference is not None, family=self.family)
            for region, known, whole in zip(torn, owed_by, again, strict=True)
        ]
        used = [label for report in reports for row in report.rows for label in links("\n".join(row.details))]
        targets = {target.label: target.url for target in self.reference.targets} if self.reference else {}
        around = repair_surroundings(page, torn, used, targets)
        self.findings += around.findings
        self.dropped += around.dropped
        labels = _labels(list(itertools.chain(*around.chunks)))
        lines, drawn = list(around.chunks[0]), []
        for region, report, whole, chunk in zip(torn, reports, again, around.chunks[1:], strict=True):
            if region.drawn:
                span = SourceSpan(first=region.first, last=region.last, path=page.path)
                self.findings.append(kinds.other_drawing(span, None, region.drawn))
            names = [*region.names, *((line.number, shown) for line in region.lines for shown in odd_names(line))]
            for number, shown in names:
                place = SourceSpan(first=number, last=number, path=page.path)
                self.findings.append(kinds.broken_name(place, None, shown))
            if whole is not None:
                self.findings += misdrawn(region, page.path)
                indented = [" " * region.indent + line for line in _as_pipes(whole)] if page.is_markdown else whole
                lines += [*indented, *chunk]
                continue
            style = grid_style(region)
            rows, escaped = (report.rows, []) if page.is_markdown else valid_rows(report.rows, style, labels)
            self.findings += [*misdrawn(region, page.path), *report.findings]
            self.findings += [kinds.broken_markup(_documented_at(row), row.name) for row in escaped]
            self.dropped += report.dropped
            self.rows.append((region.first, rows))
            drawn_rows = pipes(rows, style.header) if page.is_markdown else as_before(region, grid(rows, style))
            table = [" " * region.indent + line for line in drawn_rows] if rows else []
            drawn.append(Drawn(first=len(lines) + 1, last=len(lines) + len(table), rows=tuple(rows)))
            lines += [*table, *chunk]
        if lines[-1]:  # the text ended without a line break, or with the table
            lines.append("")
        if not page.text.endswith(("\n", "\r")):
            self.findings.append(kinds.final_newline(_last_line(page), None))
        return joined(page, lines), tuple(drawn)


def _rows_of(names: Sequence[str], known: Known) -> list[CanonicalRow]:
    """Rows that nothing on the page says anything of."""
    reference = None if known.reference is None else {name: known.reference[name] for name in names}
    alone = replace(known, family=tuple(names), reference=reference, lists_all=False)
    return list(reconcile((), alone, canonical=True).rows)


def _as_pipes(lines: Sequence[str]) -> list[str]:
    table = read_grid(lines, 1)
    assert table is not None
    return pipes_of(table)


def _redrawn(region: Region) -> list[str] | None:
    """The lines of a table that is whole and only badly drawn; None for a torn one."""
    if region.whole:
        return [line.text for line in region.lines]
    titles = next((line.cells for line in region.lines if line.kind is LineKind.ROW), ())
    roles = [role_of(title) for title in titles]
    if "language" in roles and roles[1:2] != ["language"]:  # not where the reader of torn tables looks for it
        return redrawn(region.lines)
    upstreams = all(len(line.cells) in (0, COLUMNS) for line in region.lines)
    named_first = any(piece.name for piece in region.pieces)
    if upstreams and named_first and is_damaged(region.pieces):
        return None
    return redrawn(region.lines)


def in_order(finding: Finding) -> tuple[bool, int, str]:
    """The order of findings: by their lines, those without one last."""
    return finding.span is None, finding.span.first if finding.span else 0, finding.code


def joined(page: Page, lines: Sequence[str]) -> str:
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


def _labels(lines: Sequence[str]) -> set[str]:
    """The link targets among the lines of a page."""
    return {target.label for line in classify("\n".join(lines)) if (target := parse_target(line))}


def _documented_at(row: CanonicalRow) -> SourceSpan | None:
    return row.documented[0].span if row.documented else None


def as_before(region: Region, table: list[str]) -> list[str]:
    """Lines of a table that is merely badly drawn keep their own spacing: what is no damage is not touched."""
    if is_damaged(region.pieces):
        return table
    before: dict[str, list[str]] = {}
    for line in reversed(region.lines):
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
