"""One page from text to text: read, reconcile, rewrite, verify. No files; counting is handed in.

text ──> page ──> whole tables ──> held against counts ──> characters exchanged ─────────┐
             └──> torn tables ──> pieces ──> report ──> grid + surroundings ──> new text ┴──> read again: as meant?
"""

from __future__ import annotations

import itertools
from collections import Counter, deque
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from paddle_inspect.base.errors import BrokenPromise, InputError, NotCounted
from paddle_inspect.base.records import Finding, Inventory, SourceSpan, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.models.catalogue import Catalogue, Family, fold
from paddle_inspect.models.counting import count
from paddle_inspect.pages import kinds
from paddle_inspect.pages.read.cells import Syntax
from paddle_inspect.pages.read.drawing import redrawn
from paddle_inspect.pages.read.grids import read_grid
from paddle_inspect.pages.read.lines import LineKind, bars, classify, parse_target, split_lines
from paddle_inspect.pages.read.links import links
from paddle_inspect.pages.read.page import Page, read_page
from paddle_inspect.pages.read.pieces import COLUMNS
from paddle_inspect.pages.read.region import Region, as_region
from paddle_inspect.pages.read.titles import is_of_weights
from paddle_inspect.pages.read.weights import WeightTable, weights_of
from paddle_inspect.pages.reconcile.evidence import Known
from paddle_inspect.pages.reconcile.pairing import pair
from paddle_inspect.pages.reconcile.roster import is_damaged
from paddle_inspect.pages.reconcile.rows import reconcile
from paddle_inspect.pages.reconcile.whole import Judged, judge, unknown_names
from paddle_inspect.pages.records import CanonicalRow, Claim, Dropped, Report
from paddle_inspect.pages.write.around import is_damaged_around, repair_surroundings
from paddle_inspect.pages.write.grid import GridStyle, grid, grid_style, misdrawn
from paddle_inspect.pages.write.inplace import exchanged
from paddle_inspect.pages.write.judge import check_page, check_same_around, dangling_targets, valid_rows
from paddle_inspect.pages.write.pipes import pipes, pipes_of

#: Passes that may change a page until one changes nothing. None of the 44 pages at hand takes more than one, of 5,033
#: texts drawn at random twelve took two; what takes more than this does not settle, which is a defect of ours.
_MOST_PASSES = 3

Counter_ = Callable[[Sequence[WeightSpec]], Mapping[str, Inventory | NotCounted]]


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
    exchanges: int | None = None  # how many places of whole tables were exchanged, where nothing else was changed
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
        if not self.drawn and self.exchanges is not None:
            check_same_around(self.before, self.text, self.exchanges, path)
        return check_page(self.text, tables, path)

    def _verify_markdown(self, path: str | None) -> tuple[str, ...]:
        """Every table that was drawn anew is one that markdown-it reads, with as many rows."""
        heights = [len(table.body) for table in read_page(self.text, path).tables]
        for drawn in self.drawn:
            if drawn.rows and len(drawn.rows) not in heights:
                raise BrokenPromise(path, f"no table of the new page has the {len(drawn.rows)} rows that were meant")
        return ()


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What of a page is about weights: whole tables of them, torn ones, and what is known of all."""

    whole: tuple[WeightTable, ...]
    torn: tuple[Region, ...]
    known: Known

    @property
    def names(self) -> list[tuple[str, ...]]:
        """The weights of each table, the whole ones first."""
        torn = [tuple(piece.name for piece in region.pieces if piece.name) for region in self.torn]
        return [*(table.names for table in self.whole), *torn]


@dataclass(frozen=True, slots=True)
class Repairer:
    """What every page of a run is repaired with."""

    catalogue: Catalogue
    count: Counter_

    @classmethod
    def of(cls, catalogue: Catalogue, run: Run) -> Repairer:
        """The repairer of a run."""
        return cls(catalogue, lambda specs: count(specs, run))

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
        """Whether a page has a table of weights, whole or torn; nothing is counted for it."""
        whole, torn = self._tables(page, self.catalogue.weight_names)
        return any(table.rows for table in whole) or bool(torn)

    def _repair_once(self, page: Page, family: Family | None, reference: Page | None) -> Repaired:
        weighed = self._weigh(page, family, reference)
        name = family.name if family else None
        if not weighed.torn and not any(table.rows for table in weighed.whole):
            findings = (kinds.no_weights(None, None, len(page.tables)),)
            return Repaired(text=page.text, report=Report(rows=(), findings=findings, family=name), changed=False)
        return _Rewriting(page, weighed, reference, name).rewrite()

    def _weigh(self, page: Page, family: Family | None, reference: Page | None) -> _Weighed:
        further = frozenset(reference.names) if reference else frozenset()
        whole, torn = self._tables(page, self.catalogue.weight_names | further)
        if not torn and any(table.rows for table in whole) and is_damaged_around(page):
            torn = tuple(as_region(table.table, page.lines, page.path) for table in whole if _stands_alone(table, page))
            whole = tuple(table for table in whole if not _stands_alone(table, page))
        known = self.known(page, family, reference, [name for table in whole for name in table.names])
        return _Weighed(whole, torn, known)

    @staticmethod
    def _tables(page: Page, names: Container[str]) -> tuple[tuple[WeightTable, ...], tuple[Region, ...]]:
        """The tables of weights on a page, whole and torn."""

        def is_known(name: str) -> bool:
            return name in names

        torn = tuple(region for region in page.regions if _is_about_weights(region, is_known))
        pieces = {number for region in torn for number in range(region.first, region.last + 1)}
        tables = [table for table in page.tables if table.first not in pieces]
        return tuple(found for table in tables if (found := weights_of(table, is_known)) is not None), torn

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


def _is_about_weights(region: Region, is_known: Callable[[str], bool]) -> bool:
    """Whether lines that look like a torn table list weights: known names, or names below a title that says so."""
    names = [piece.name for piece in region.pieces if piece.name]
    if any(map(is_known, names)) or _lists_weights(region, is_known):
        return True
    return bool(names) and (bool(region.header) or any(map(is_of_weights, _first_cells(region))))


def _stands_alone(table: WeightTable, page: Page) -> bool:
    """Whether a whole table of weights is a grid in no other block, so that it can be put back as it is."""
    line = page.lines[table.table.first - 1].text
    return table.table.syntax is Syntax.GRID and not table.table.nested and line[:1] == "+" and bool(table.rows)


def _lists_weights(region: Region, is_known: Callable[[str], bool]) -> bool:
    """Whether lines that are only badly drawn list weights in whatever column."""
    if not any(is_known(cell.strip("`* ")) for line in region.lines for cell in line.cells):
        return False
    drawn = redrawn(region.lines)
    table = read_grid(drawn, 1) if drawn is not None else None
    weights = weights_of(table, is_known) if table is not None else None
    return weights is not None and bool(weights.rows)


def _first_cells(region: Region) -> Iterable[str]:
    return next((line.cells for line in region.lines if line.kind is LineKind.ROW), ())


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


@dataclass(slots=True)
class _Rewriting:
    """One pass over a page that has tables of weights."""

    page: Page
    weighed: _Weighed
    reference: Page | None
    family: str | None
    findings: list[Finding] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    rows: list[tuple[int, Sequence[CanonicalRow]]] = field(default_factory=list)
    exchanges: int = 0

    def rewrite(self) -> Repaired:
        page, weighed = self.page, self.weighed
        shares = _shares(weighed)
        lines = self._with_exchanges(page, shares)
        drawn: tuple[Drawn, ...] = ()
        exchanges: int | None = None
        if not weighed.torn:
            height = len(lines)
            lines = self._with_lost_rows(lines, shares)
            exchanges = self.exchanges if len(lines) == height else None
            text = _joined(page, lines) if lines != page.text_lines else page.text
        else:
            changed = (replace(old, text=new) for old, new in zip(page.lines, lines, strict=True))
            text, drawn = self._redrawn(replace(page, lines=tuple(changed)), shares[len(weighed.whole) :])
        respaced = any(_redrawn(region) is not None for region in weighed.torn)
        if not respaced:
            self._note_undocumented()
        report = Report(
            rows=tuple(row for _, rows in sorted(self.rows, key=lambda part: part[0]) for row in rows),
            findings=tuple(sorted(self.findings, key=_place)),
            dropped=tuple(sorted(self.dropped, key=lambda text: text.span.first)),
            family=self.family,
        )
        return Repaired(
            text=text,
            report=report,
            changed=text != page.text,
            drawn=drawn,
            respaced=respaced,
            exchanges=exchanges,
            before=page.text,
        )

    def _note_undocumented(self) -> None:
        known = self.weighed.known
        if known.reference is not None or known.lists_all:
            return
        listed = {row.name for _, rows in self.rows for row in rows}
        if 2 * len(listed & set(known.family)) < len(known.family):
            return  # a selection, as the pages of other projects have it
        said = {finding.weight for finding in self.findings if finding.code == kinds.undocumented_weight.code}
        for name in known.family:
            if name not in listed | said | known.internal:
                self.findings.append(kinds.undocumented_weight(None, name))

    # Whole tables

    def _with_exchanges(self, page: Page, shares: Sequence[Known]) -> list[str]:
        lines: list[str] = page.text_lines
        for table, known in zip(self.weighed.whole, shares, strict=False):
            judged = judge(table, self.weighed.known, page.path)
            self.findings += judged.findings
            self.rows.append((table.table.first, judged.rows))
            for name, cell in unknown_names(table):
                if table.rows and not known.exists(name):
                    span = SourceSpan(first=cell.segments[0].line, last=cell.segments[-1].line, path=page.path)
                    self.findings.append(kinds.unknown_weight(span, name, True))
            lines, failed = exchanged(lines, table.table, judged.exchanges)
            self.exchanges += len(judged.exchanges) - len(failed)
            for exchange, why in failed:
                span = SourceSpan(first=exchange.segment.line, last=exchange.segment.line, path=page.path)
                self.findings.append(kinds.not_exchanged(span, exchange.weight, exchange.what, why))
            self._report_dangling(judged)
        return lines

    def _report_dangling(self, judged: Judged) -> None:
        """Links of a whole table that lead nowhere: docutils says which."""
        if not judged.dangling or self.page.is_markdown:
            return
        unknown = dangling_targets(self.page.text)
        for span, weight, label in judged.dangling:
            if " ".join(label.split()).casefold() in unknown:
                self.findings.append(kinds.missing_target(span, weight, label))

    def _with_lost_rows(self, lines: list[str], shares: Sequence[Known]) -> list[str]:
        """The lines with the rows that a reference, or a family that is listed whole, says were lost."""
        for table, known in reversed(list(zip(self.weighed.whole, shares, strict=False))):
            lost = [name for name in _owed(known, table.names) if name not in table.names]
            if not lost:
                continue
            rows = _rows_of(lost, known)
            source = "the reference" if known.reference is not None else "the catalogue"
            found = [kinds.restored_weight(None, row.name, source) for row in rows]
            style = _style_of(table, lines)
            if style is None:
                self.findings += found
                self.findings += [
                    kinds.not_exchanged(None, row.name, "the table", "a row cannot be added to it safely")
                    for row in rows
                ]
                continue
            self.findings += found
            self.rows.append((table.table.last, rows))
            lines = _with_rows(lines, table, rows, style, _owed(known, table.names), self.page)
        return lines

    # Torn tables

    def _redrawn(self, page: Page, shares: Sequence[Known]) -> tuple[str, tuple[Drawn, ...]]:
        torn = self.weighed.torn
        redrawn = [_redrawn(region) for region in torn]
        reports = [
            Report(rows=())
            if whole is not None
            else reconcile(region.pieces, known, canonical=known.reference is not None, family=self.family)
            for region, known, whole in zip(torn, shares, redrawn, strict=True)
        ]
        used = [label for report in reports for row in report.rows for label in links("\n".join(row.details))]
        targets = {target.label: target.url for target in self.reference.targets} if self.reference else {}
        around = repair_surroundings(page, torn, used, targets)
        self.findings += around.findings
        self.dropped += around.dropped
        labels = _labels(list(itertools.chain(*around.chunks)))
        lines, drawn = list(around.chunks[0]), []
        for region, report, whole, chunk in zip(torn, reports, redrawn, around.chunks[1:], strict=True):
            if region.drawn:
                span = SourceSpan(first=region.first, last=region.last, path=page.path)
                self.findings.append(kinds.other_drawing(span, None, region.drawn))
            if whole is not None:
                self.findings += misdrawn(region, page.path)
                lines += [*(_as_pipes(whole) if page.is_markdown else whole), *chunk]
                continue
            style = grid_style(region)
            rows, escaped = (report.rows, []) if page.is_markdown else valid_rows(report.rows, style, labels)
            self.findings += [*misdrawn(region, page.path), *report.findings]
            self.findings += [kinds.broken_markup(_documented_at(row), row.name) for row in escaped]
            self.dropped += report.dropped
            self.rows.append((region.first, rows))
            drawn_rows = pipes(rows, style.header) if page.is_markdown else _as_before(region, grid(rows, style))
            table = [" " * region.indent + line for line in drawn_rows] if rows else []
            drawn.append(Drawn(first=len(lines) + 1, last=len(lines) + len(table), rows=tuple(rows)))
            lines += [*table, *chunk]
        if lines[-1]:  # the text ended without a line break, or with the table
            lines.append("")
        if not page.text.endswith(("\n", "\r")):
            self.findings.append(kinds.final_newline(_last_line(page), None))
        return _joined(page, lines), tuple(drawn)


def _as_pipes(lines: Sequence[str]) -> list[str]:
    table = read_grid(lines, 1)
    assert table is not None
    return pipes_of(table)


def _redrawn(region: Region) -> list[str] | None:
    """The lines of a table that is whole and only badly drawn; None for a torn one."""
    if region.whole:
        return [line.text for line in region.lines]
    upstreams = all(len(line.cells) in (0, COLUMNS) for line in region.lines)
    named_first = any(piece.name for piece in region.pieces)
    if upstreams and named_first and is_damaged(region.pieces):
        return None
    return redrawn(region.lines)


def _shares(weighed: _Weighed) -> list[Known]:
    """What is known, for each table of a page: names that another one lists are not owed by this one."""
    names, known = weighed.names, weighed.known
    if len(names) == 1:
        return [known]
    reference = known.reference
    owed = _homes(names, (*known.family, *(reference or ())))
    shares = []
    for place in range(len(names)):
        rows = None if reference is None else {n: row for n, row in reference.items() if owed.get(n, 0) == place}
        family = tuple(name for name in known.family if owed.get(name, 0) == place)
        shares.append(replace(known, family=family, reference=rows))
    return shares


def _homes(names: Sequence[Sequence[str]], order: Iterable[str]) -> dict[str, int]:
    """The table of each name: the one that lists it, else that of the name before it in the order."""
    listed = {name: place for place, own in reversed(list(enumerate(names))) for name in own}
    homes: dict[str, int] = {}
    last = 0
    for name in order:
        last = listed.get(name, last)
        homes.setdefault(name, last)
    return homes


def _owed(known: Known, listed: Sequence[str]) -> Sequence[str]:
    """The weights that a whole table has to list: the reference's, or those of a family that is listed whole.

    A table with less than half of such a family is another selection of it.
    """
    if known.reference is not None:
        return tuple(known.reference)
    if not known.lists_all or 2 * len(set(listed) & set(known.family)) < len(known.family):
        return ()
    return tuple(name for name in known.family if name not in known.internal)


def _rows_of(names: Sequence[str], known: Known) -> list[CanonicalRow]:
    """Rows that nothing on the page says anything of."""
    reference = None if known.reference is None else {name: known.reference[name] for name in names}
    alone = replace(known, family=tuple(names), reference=reference, lists_all=False)
    return list(reconcile((), alone, canonical=True).rows)


def _style_of(table: WeightTable, lines: Sequence[str]) -> GridStyle | None:
    """How rows of a whole table are drawn, None where they are not of upstream's form."""
    cells = table.table.cells
    spanned = any(cell.rows > 1 or cell.columns > 1 for cell in cells)
    if table.table.syntax is not Syntax.GRID or spanned or len(table.table.rows[0]) != len(GridStyle().widths):
        return None
    if table.column or any("\t" in line for line in lines[table.table.first - 1 : table.table.last]):
        return None
    border = lines[table.table.first - 1].strip()
    if not border.startswith("+"):  # the marks of a list item stand before it
        return None
    before = " " if table.rows and table.rows[0].cell.lines[0].startswith(" ") else ""
    return GridStyle(widths=tuple(map(len, border.strip("+").split("+"))), before_name=before)


def _with_rows(
    lines: list[str],
    table: WeightTable,
    rows: Sequence[CanonicalRow],
    style: GridStyle,
    order: Sequence[str],
    page: Page,
) -> list[str]:
    """The lines with rows added, each behind the one that precedes it in the order; they are drawn as wide as needed."""
    border = lines[table.table.first - 1]
    indent = border[: len(border) - len(border.lstrip())]
    checked, _ = valid_rows(rows, style, {target.label for target in page.targets})
    ends = {row.name: max(part.line for part in row.cell.segments) + 1 for row in table.rows}
    head = table.table.rows[table.table.header - 1][0] if table.table.header else None
    top = head.segments[-1].line + 1 if head is not None else table.table.first
    places: dict[str, int] = {}
    last = top
    for name in order:
        last = ends.get(name, last)
        places[name] = last
    new = list(lines)
    for row in reversed(checked):
        drawn = grid([row], style)
        if len(drawn[0]) != len(border.strip()):
            continue
        body = drawn[drawn.index(drawn[0].replace("-", "=")) + 1 :]
        at = places[row.name]
        new[at:at] = [indent + line for line in body]
    return new


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
    """Two repairs as one; what only the second found stands where the lines that it is about stood in the page."""
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
        findings=tuple(sorted((*first.report.findings, *found), key=_place)),
        dropped=(*first.report.dropped, *(replace(text, span=whole) for text in second.report.dropped)),
    )
    text = second.text if second.changed else first.text
    return replace(
        second,
        text=text,
        report=report,
        changed=True,
        drawn=second.drawn or first.drawn,
        exchanges=None,
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


#: Lines that a repair moves a line by, at most, when it is taken for the same line.
_FAR = 200


def _labels(lines: Sequence[str]) -> set[str]:
    """The link targets among the lines of a page."""
    return {target.label for line in classify("\n".join(lines)) if (target := parse_target(line))}


def _documented_at(row: CanonicalRow) -> SourceSpan | None:
    return row.documented[0].span if row.documented else None


def _as_before(region: Region, table: list[str]) -> list[str]:
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
