"""The rows of a whole table against the evidence: which characters of it are wrong, and what there is to say.

Only what is proved is exchanged: a figure that the count or the config contradicts, a placeholder, the name of a
weight in quotes that no reader takes off, a link that lost its underscore. Everything else stays as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.figures import FIGURE_NAMES, Figure
from paddle_inspect.base.languages import is_language
from paddle_inspect.base.records import Finding, Inventory, SourceSpan
from paddle_inspect.base.text import excerpt
from paddle_inspect.models.judgement import Judgement, Says
from paddle_inspect.pages import kinds
from paddle_inspect.pages.read.cells import Cell, Segment, Syntax
from paddle_inspect.pages.read.lines import INVISIBLE, otherwise_quoted
from paddle_inspect.pages.read.links import folded
from paddle_inspect.pages.read.phrase import FIGURE_LABELS, forms, stated_figures
from paddle_inspect.pages.read.weights import Place, WeightRow, WeightTable
from paddle_inspect.pages.reconcile.evidence import Expected, Known, held_against, ignored
from paddle_inspect.pages.reconcile.figures import hold, verdict
from paddle_inspect.pages.records import CanonicalRow, Claim, Evidence, Verdict

#: A name between single backticks that is no role, and lost the underscore that made it a link.
_HALF_LINK = re.compile(r"(?<![`\w:\\])`(?P<label>[^`<>\n]+)`(?![`_\w])")
_LINK = re.compile(r"(?<![`\w:\\])`(?P<label>[^`<>\n]+)`_(?![`_\w])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Characters `start` to `end` of a line, and what ought to stand there, the best text first.

    `segment` is the room that the cell has in this line. `what` it is, for messages.
    """

    segment: Segment
    start: int
    end: int
    texts: tuple[str, ...]
    weight: str
    what: str


@dataclass(slots=True)
class Judged:
    """A whole table as the evidence sees it: its rows, findings, and what has to be exchanged."""

    rows: list[CanonicalRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    dangling: list[tuple[SourceSpan, str, str]] = field(default_factory=list)


def judge(table: WeightTable, known: Known, path: str | None) -> Judged:
    """Hold every row of a table of weights against the evidence.

    Args:
        table: the table.
        known: all evidence for its weights.
        path: the page's, for spans.
    """
    judged = Judged()
    stated = {name for row in table.rows for name in row.figures}
    rows = _without_strangers(table, known, path, judged)
    for row in rows:
        _Judge(row, table.table.syntax, known, path, judged, stated).judge()
    if table.table.syntax not in (Syntax.PIPE, Syntax.HTML):
        owners = {id(cell): row.name for row in table.rows for cell in row.cells}
        labels = set(map(folded, known.targets))
        for cell in table.table.cells:
            if cell.row >= table.table.header and "`" in cell.text:
                _mend_links(judged, cell, owners.get(id(cell)), known, labels, path)
    judged.findings += _nameless(table, path)
    if any(row.broken_name or otherwise_quoted(row.cell.words) for row in table.rows):
        for cell in _other_names(table):  # whose weights nothing knows, and whose names are broken like the others
            name = otherwise_quoted(cell.words) or _in_two_lines(cell)
            if name is not None and table.table.syntax not in (Syntax.PIPE, Syntax.HTML):
                span = SourceSpan(first=cell.segments[0].line, last=cell.segments[-1].line, path=path)
                _mend_name(judged, name, cell, table.table.syntax, span)
    return judged


def _mend_name(judged: Judged, name: str, cell: Cell, syntax: Syntax, span: SourceSpan) -> None:
    """Put a name where a cell shows it in other quotes or in two lines."""
    judged.findings.append(kinds.broken_name(span, name, cell.words))
    text = f"`{name}`" if syntax in (Syntax.PIPE, Syntax.HTML) else f"``{name}``"
    for segment, line in zip(cell.segments, cell.lines, strict=True):
        if line.strip():
            start = segment.start + len(line) - len(line.lstrip())
            end = segment.start + len(line.rstrip())
            judged.exchanges.append(
                Exchange(segment=segment, start=start, end=end, texts=(text,), weight=name, what="the name")
            )
            text = ""


def _without_strangers(table: WeightTable, known: Known, path: str | None, judged: Judged) -> list[WeightRow]:
    """The rows without those whose figures cannot be their weight's, where another row of the name has such as can.

    Such a row may be another weight's under a wrong name, so it is left as it is and told.
    """
    times = Counter(row.name for row in table.rows)
    bad = {id(row) for row in table.rows if times[row.name] > 1 and _is_bad(row, known)}
    sound: dict[str, WeightRow] = {}
    for row in table.rows:
        if id(row) not in bad:
            sound.setdefault(row.name, row)
    kept = []
    for row in table.rows:
        if id(row) in bad and row.name in sound:
            said = ", ".join(f"{FIGURE_LABELS[name]} {text}" for name, text in _figures(row).items())
            why = "its figures agree with the model's config and count"
            found = kinds.contradictory_rows(_span(row, path), row.name, said, _span(sound[row.name], path), why)
            judged.findings.append(found)
        else:
            kept.append(row)
    return kept


def _is_bad(row: WeightRow, known: Known) -> bool:
    """Whether a row's figures cannot be its weight's."""
    return known.fit(row.name, _stated(row.figures)).bad


def disagreements(tables: Iterable[WeightTable], known: Known, path: str | None) -> Iterator[Finding]:
    """What two rows of one weight say differently and nothing can settle: their languages, and figures not counted."""
    first: dict[str, WeightRow] = {}
    for row in (row for table in tables for row in table.rows if not _is_bad(row, known)):
        other = first.setdefault(row.name, row)
        expected = known.expected(row.name)
        said = [("language", other.language, row.language)] if other.language and row.language else []
        said += [
            (FIGURE_LABELS[name], other.figures[name].figure.text, place.figure.text)
            for name, place in row.figures.items()
            if name in other.figures and (expected is None or expected.value(name) is None)
        ]
        differing = [f"{what} {there!r} there, {here!r} here" for what, there, here in said if there != here]
        if differing:
            yield kinds.disagreeing_rows(_span(row, path), row.name, _span(other, path), ", ".join(differing))


def _nameless(table: WeightTable, path: str | None) -> Iterator[Finding]:
    """The rows without a name that say what a row of weights says: a language and a figure, or several figures."""
    for row in table.table.body if table.rows else ():
        named = row[table.column] if table.column < len(row) else None
        if named is None or any(map(str.isalnum, named.words)):
            continue
        cells = [cell for cell in dict.fromkeys(row) if cell is not None and cell.rows == 1]
        stated = [stated_figures(cell.text) for cell in cells]
        said = sum(map(len, stated)) + any(is_language(cell.words) for cell in cells)
        lines = [part.line for cell in cells for part in cell.segments]
        if any(stated) and said > 1 and lines:
            span = SourceSpan(first=min(lines), last=max(lines), path=path)
            yield kinds.orphaned_data(span, None, repr(excerpt(" ".join(cell.words for cell in cells if cell.words))))


def _figures(row: WeightRow) -> dict[str, str]:
    return {name: place.figure.text for name, place in row.figures.items()}


def _span(row: WeightRow, path: str | None) -> SourceSpan:
    lines = [part.line for cell in (row.cell, *row.cells) for part in cell.segments]
    return SourceSpan(first=min(lines), last=max(lines), path=path)


def _mend_links(
    judged: Judged, cell: Cell, weight: str | None, known: Known, labels: Container[str], path: str | None
) -> None:
    """Links of a cell that lost their underscore, or whose label has characters that nobody sees.

    `labels` are those of all targets, as docutils compares them.
    """
    span = SourceSpan(first=cell.segments[0].line, last=cell.segments[-1].line, path=path)

    def exchange(start: int, end: int, text: str, label: str) -> None:
        judged.findings.append(kinds.broken_link(span, weight, label))
        place = cell.place(start, end)
        if place is not None:
            line, first, last = place
            segment = next(part for part in cell.segments if part.line == line)
            what = f"the link to {label}"
            judged.exchanges.append(
                Exchange(segment=segment, start=first, end=last, texts=(text,), weight=weight or "", what=what)
            )

    for match in _HALF_LINK.finditer(cell.text):
        label = match["label"]
        if label in known.targets and ("/" in label or "-" in label):
            exchange(match.end(), match.end(), "_", label)
    for match in _LINK.finditer(cell.text):
        seen = match["label"].translate(INVISIBLE)
        if seen != match["label"] and seen in known.targets:
            exchange(match.start("label"), match.end("label"), seen, seen)
        elif folded(match["label"]) not in labels:
            judged.dangling.append((span, weight or "", match["label"]))


class _Judge:
    """One row."""

    def __init__(
        self, row: WeightRow, syntax: Syntax, known: Known, path: str | None, judged: Judged, stated: set[str]
    ) -> None:
        self.row, self.syntax, self.known, self.judged, self.stated = row, syntax, known, judged, stated
        self.span = _span(row, path)
        self.begun = len(judged.exchanges)

    def judge(self) -> None:
        row, known = self.row, self.known
        expected = known.expected(row.name)
        is_rst = self.syntax not in (Syntax.PIPE, Syntax.HTML)
        if row.broken_name or (is_rst and otherwise_quoted(row.cell.words)):
            _mend_name(self.judged, row.name, row.cell, self.syntax, self.span)
        if expected is not None:
            self._hold_against_count(expected)
        if known.reference is not None:
            self._hold_against_reference(expected)
        self.judged.rows.append(self._record(expected))

    def _report(self, finding: Finding) -> None:
        self.judged.findings.append(finding)

    def _exchange(self, segment: Segment, start: int, end: int, texts: tuple[str, ...], what: str) -> None:
        self.judged.exchanges.append(
            Exchange(segment=segment, start=start, end=end, texts=texts, weight=self.row.name, what=what)
        )

    def _exchange_in(self, cell: Cell, start: int, end: int, texts: tuple[str, ...], what: str) -> None:
        place = cell.place(start, end)
        if place is None:
            self._report(kinds.not_exchanged(self.span, self.row.name, what, "it stands in two lines"))
            return
        line, first, last = place
        segment = next(part for part in cell.segments if part.line == line)
        self._exchange(segment, first, last, texts, what)

    # Figures

    def _hold_against_count(self, expected: Expected) -> None:
        places = self.row.figures
        held = hold(self.row.name, self.span, _stated(places), expected, FIGURE_NAMES, self.stated)
        self.judged.findings += held.findings
        for name, (figure, value) in held.wrong.items():
            self._exchange_figure(places[name], figure, value)
        for place in self.row.again:
            self._hold_again(place, expected)

    def _hold_again(self, place: Place, expected: Expected) -> None:
        """A further statement of a figure is the weight's own only at a cell's beginning, beside one that agrees."""
        beside = [
            replace(other.figure, run=1)
            for other in self.row.figures.values()
            if other.cell is place.cell and other.figure.run == place.figure.run == 0
        ]
        name = place.figure.name
        if place.figure.value is None:
            text, counted = place.figure.text, expected.exact(name)
            self._report(kinds.unproved_figure(self.span, self.row.name, FIGURE_LABELS[name], text, counted))
            return
        held = hold(self.row.name, self.span, [*beside, replace(place.figure, run=1)], expected, (name,), ())
        self.judged.findings += held.findings
        for figure, value in held.wrong.values():
            self._exchange_figure(place, figure, value)

    def _exchange_figure(self, place: Place, figure: Figure, value: int) -> None:
        texts = forms(figure, value, place.unit_of_column)
        self._exchange_in(place.cell, place.start, place.end, texts, f"the figure {figure.text}")

    def _hold_against_reference(self, expected: Expected | None) -> None:
        """What was not counted, as the reference has it; a language is never changed."""
        known = self.known
        claim = (known.reference or {}).get(self.row.name)
        if claim is None:
            return
        if claim.language and self.row.language and claim.language != self.row.language:
            self._report(
                kinds.corrected_language(self.span, self.row.name, self.row.language, claim.language, "the reference")
            )

        def judge(figure: Figure) -> Judgement:
            right = claim.figure(figure.name)
            if right is None:
                return Judgement(Says.UNKNOWN)
            return Judgement(Says.AGREES if _same_figure(right, figure) else Says.CONTRADICTS)

        for figure, found in held_against(_stated(self.row.figures), judge):
            name, right = figure.name, claim.figure(figure.name)
            counted = expected is not None and expected.value(name) is not None
            if right is None or counted or found.says not in (Says.CONTRADICTS, Says.PLACEHOLDER):
                continue
            if ignored(known.comments, kinds.corrected_figure, self.row.name):
                continue
            label, place = FIGURE_LABELS[name], self.row.figures[name]
            self._report(kinds.corrected_figure(self.span, self.row.name, label, place.figure.text, right.text))
            self._exchange_in(place.cell, place.start, place.end, (right.text,), f"the figure {place.figure.text}")

    # The record

    def _record(self, expected: Expected | None) -> CanonicalRow:
        row, known = self.row, self.known
        count = known.counts.get(row.name)
        uncounted = count.reason if isinstance(count, NotCounted) else None
        if uncounted is not None:
            self._report(kinds.not_counted(None, row.name, uncounted))
        return CanonicalRow(
            name=row.name,
            language=row.language,
            details=_after(row, self.judged.exchanges[self.begun :]),
            language_evidence=Evidence.PAGE if row.language else Evidence.NONE,
            details_evidence=Evidence.PAGE if row.details else Evidence.NONE,
            verdict=verdict(
                _stated(row.figures), expected, without_count=Verdict.DOCUMENTED, none=Verdict.UNDOCUMENTED
            ),
            spec=known.specs.get(row.name),
            inventory=count if isinstance(count, Inventory) else None,
            uncounted=uncounted,
            documented=(claim_of(row, self.span),),
        )


def _after(row: WeightRow, exchanges: Sequence[Exchange]) -> tuple[str, ...]:
    """What the cells of a row say once its own exchanges are made."""
    by_segment: dict[Segment, list[Exchange]] = {}
    for exchange in exchanges:
        by_segment.setdefault(exchange.segment, []).append(exchange)
    if not by_segment:
        return row.details
    cells = []
    for cell in row.cells:
        lines = []
        for segment, line in zip(cell.segments, cell.lines, strict=True):
            for exchange in sorted(by_segment.get(segment, ()), key=lambda exchange: -exchange.start):
                start, end = exchange.start - segment.start, exchange.end - segment.start
                line = line[:start] + exchange.texts[0] + line[end:]
            lines.append(line)
        cells.append(replace(cell, lines=tuple(lines)))
    return replace(row, cells=tuple(cells)).details


def claim_of(row: WeightRow, span: SourceSpan) -> Claim:
    """What a row says of its weight."""
    figures = tuple(row.figures[name].figure for name in FIGURE_NAMES if name in row.figures)
    return Claim(weight=row.name, span=span, language=row.language, details=row.details, figures=figures)


def _same_figure(one: Figure, other: Figure) -> bool:
    return one.text == other.text or (one.value is not None and one.value == other.value and one.unit == other.unit)


def _stated(places: Mapping[str, Place]) -> list[Figure]:
    return [place.figure for place in places.values()]


def unknown_names(table: WeightTable) -> Iterator[tuple[str, Cell]]:
    """Names in literals that stand where the names of the table stand, and that nothing knows."""
    for cell in _other_names(table):
        match = re.fullmatch(r"`{1,2}([^`\s]+)`{1,2}", cell.words)
        if match is not None:
            yield match[1], cell


def _in_two_lines(cell: Cell) -> str | None:
    """The name whose parts stand in several lines of a cell, each with marks of its own or none."""
    parts = [line.strip() for line in cell.lines if line.strip()]
    whole = "".join(parts)
    if len(parts) < 2 or not whole.startswith("`") or not whole.endswith("`"):  # noqa: PLR2004 - lines
        return None
    name = whole.replace("`", "")
    return name if re.fullmatch(r"\S+[-/_.]\S*", name) and parts[0].rstrip("`")[-1:] in "-/_." else None


def _other_names(table: WeightTable) -> Iterator[Cell]:
    """The cells in the column of names that name no weight that is known."""
    named = {id(row.cell) for row in table.rows}
    for line in table.table.body:
        cell = line[table.column] if table.column < len(line) else None
        if cell is not None and id(cell) not in named and cell.columns == 1 and cell.segments:
            named.add(id(cell))
            yield cell
