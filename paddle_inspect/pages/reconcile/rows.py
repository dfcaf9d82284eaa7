"""Claims against evidence: the rows of the true table, and a finding for every change.

Order of evidence: the count and the config it was built from; the catalogue; the reference; the page's own rows;
and doubtful rows only where nothing better contradicts them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.figures import COUNT_UNITS, FIGURE_NAMES, Figure
from paddle_inspect.base.records import Finding, Inventory
from paddle_inspect.base.text import EXCERPT
from paddle_inspect.models.judgement import Says
from paddle_inspect.pages import kinds
from paddle_inspect.pages.read.links import mend_links
from paddle_inspect.pages.read.phrase import (
    FIGURE_LABELS,
    description,
    figures,
    forms,
    phrase,
    usual_wording,
    with_figures,
)
from paddle_inspect.pages.read.pieces import Piece
from paddle_inspect.pages.reconcile.choosing import Choice, choose, likely_language, usual_language
from paddle_inspect.pages.reconcile.evidence import Expected, Known
from paddle_inspect.pages.reconcile.figures import hold, verdict
from paddle_inspect.pages.reconcile.pairing import pair
from paddle_inspect.pages.reconcile.roster import Roster, is_damaged, roster
from paddle_inspect.pages.records import CanonicalRow, Claim, Dropped, Evidence, Report, Verdict

#: Figures of a torn row in whose place the count is written.
_COUNTED_INSTEAD = (Says.BY_WAY, Says.ROUGH, Says.CONTRADICTS, Says.PLACEHOLDER)
_SOURCES = {Evidence.CATALOGUE: "the catalogue", Evidence.REFERENCE: "the reference", Evidence.PAGE: "another row"}


def reconcile(
    pieces: Sequence[Piece],
    known: Known,
    *,
    canonical: bool = False,
    family: str | None = None,
) -> Report:
    """The true table of a page.

    Args:
        pieces: the page's table as read.
        known: all evidence for the weights that it names.
        canonical: print every counted figure with three significant digits and the catalogue's description where it
            has one, as is done anyway with a reference and where the table is torn; otherwise a row keeps its own
            phrase and figures that are true.
        family: the family's name, for the report.
    """
    pairing = pair(pieces, known)
    canonical = canonical or known.reference is not None or is_damaged(pieces)
    rows_of = _Rows(known, pairing.claims, canonical=canonical)
    members = roster(pairing.claims, pieces, known)
    rows = rows_of.build(members)
    found = [*pairing.findings, *_roster_findings(members, pairing.claims), *rows_of.findings]
    dropped = [*pairing.dropped, *_left_out(members, pairing.claims), *rows_of.dropped]
    return Report(
        rows=tuple(rows),
        findings=tuple(sorted(found, key=_place)),
        dropped=tuple(sorted(dropped, key=lambda text: text.span.first)),
        family=family,
    )


def _place(finding: Finding) -> tuple[float, str]:
    return (finding.span.first if finding.span else math.inf, finding.code)


def _roster_findings(members: Roster, claims: Sequence[Claim]) -> list[Finding]:
    spans = {claim.weight: claim.span for claim in reversed(claims)}
    cut_off = dict.fromkeys((claim.weight for claim in claims if claim.empty), "its config and count")
    whole = {claim.weight for claim in claims if not claim.empty}.union(members.left_out)
    lost = members.restored | {name: source for name, source in cut_off.items() if name not in whole}
    found = [kinds.restored_weight(spans.get(name), name, source) for name, source in lost.items()]
    left_out = set(members.left_out)
    found += [kinds.unknown_weight(spans[name], name, name not in left_out) for name in members.unknown]
    found += [kinds.undocumented_weight(None, name) for name in members.undocumented]
    return found


def _left_out(members: Roster, claims: Sequence[Claim]) -> list[Dropped]:
    left_out = set(members.left_out)
    return [_as_dropped(claim) for claim in claims if claim.weight in left_out]


def _as_dropped(claim: Claim) -> Dropped:
    return Dropped(text="\n".join([claim.weight, claim.language, *claim.details]).strip(), span=claim.span)


@dataclass(slots=True)
class _Cell:
    """A language or a description with where it comes from."""

    text: tuple[str, ...]
    evidence: Evidence


class _Rows:
    """Builds the rows of one table and collects what there is to say about them."""

    def __init__(self, known: Known, claims: Sequence[Claim], *, canonical: bool) -> None:
        self.known, self.canonical = known, canonical
        self.findings: list[Finding] = []
        self.dropped: list[Dropped] = []
        self.targets = {**known.reference_targets, **known.targets}
        self.claims: dict[str, list[Claim]] = {}
        self.with_data: dict[str, dict[int, Claim]] = {}  # by place among the claims that are not empty
        for claim in claims:
            self.claims.setdefault(claim.weight, []).append(claim)
        for place, claim in enumerate(claim for claim in claims if not claim.empty):
            self.with_data.setdefault(claim.weight, {})[place] = claim
        self.wording = known.wording or usual_wording(claim.details for claim in claims)

    def build(self, members: Roster) -> list[CanonicalRow]:
        choices = {name: choose(name, self.with_data.get(name, {}), self.known) for name in members.listed}
        languages = {name: self._language(name, choice) for name, choice in choices.items()}
        had_rows = self.claims.keys() | members.restored.keys()
        self._infer_lost({name: cell for name, cell in languages.items() if name in had_rows})
        return [self._row(name, choices[name], languages[name], name in members.restored) for name in members.listed]

    # Languages

    def _language(self, name: str, choice: Choice) -> _Cell:
        spec, reference = self.known.specs.get(name), (self.known.reference or {}).get(name)
        own = _own_language(name, choice)
        if spec is not None and spec.language:
            cell = _Cell((spec.language,), Evidence.CATALOGUE)
        elif reference is not None and reference.language:
            cell = _Cell((reference.language,), Evidence.REFERENCE)
        elif own:
            return _Cell((own,), Evidence.PAGE)
        else:
            return _Cell((), Evidence.NONE)
        if own and own != cell.text[0] and choice.best is not None:
            source = _SOURCES[cell.evidence]
            self.findings.append(kinds.corrected_language(choice.best.span, name, own, cell.text[0], source))
        return cell

    def _infer_lost(self, languages: Mapping[str, _Cell]) -> None:
        usual = usual_language({name: cell.text[0] for name, cell in languages.items() if cell.text})
        for name, cell in languages.items():
            if cell.text:
                continue
            span = self.claims[name][0].span if name in self.claims else None
            likely = likely_language(name, usual)
            if likely is None:
                self.findings.append(kinds.missing_language(span, name))
            else:
                cell.text, cell.evidence = (likely[0],), Evidence.DOUBTFUL
                self.findings.append(kinds.doubtful_language(span, name, *likely))

    # Rows

    def _row(self, name: str, choice: Choice, language: _Cell, restored: bool) -> CanonicalRow:
        expected = self.known.expected(name)
        count = self.known.counts.get(name)
        self._report_others(name, choice)
        details = self._details(name, choice, expected)
        text = self._corrected(name, choice.best, details, expected)
        return CanonicalRow(
            name=name,
            language=language.text[0] if language.text else "",
            details=text,
            language_evidence=language.evidence,
            details_evidence=details.evidence,
            verdict=verdict(
                None if choice.best is None else choice.best.figures,
                expected,
                without_count=Verdict.COMPLETED,
                none=Verdict.RESTORED if restored or name in self.claims else Verdict.UNDOCUMENTED,
            ),
            spec=self.known.specs.get(name),
            inventory=count if isinstance(count, Inventory) else None,
            uncounted=self._uncounted(name, count),
            documented=tuple(self.with_data.get(name, {}).values()),
        )

    def _uncounted(self, name: str, count: Inventory | NotCounted | None) -> str | None:
        if not isinstance(count, NotCounted):
            return None
        self.findings.append(kinds.not_counted(None, name, count.reason))
        return count.reason

    def _report_others(self, name: str, choice: Choice) -> None:
        if choice.best is None:
            return
        for claim in choice.others:
            if _same_data(claim, choice.best):
                self.findings.append(kinds.repeated_row(claim.span, name, choice.best.span))
            else:
                rejected = _summary(claim, choice.best)
                self.dropped.append(_as_dropped(claim))
                self.findings.append(kinds.contradictory_rows(claim.span, name, rejected, choice.best.span, choice.why))

    def _details(self, name: str, choice: Choice, expected: Expected | None) -> _Cell:
        spec, reference = self.known.specs.get(name), (self.known.reference or {}).get(name)
        own = choice.best.details if choice.best is not None else ()
        doubtful = choice.best is None or bool(choice.best.doubts) or self.known.fit(name, choice.best.figures).bad
        described = spec.description if spec is not None and expected is not None else None
        if described and (self.canonical or doubtful or description(own) != described):
            self._report_description(name, choice.best, described, Evidence.CATALOGUE)
            return _Cell((described,), Evidence.CATALOGUE)
        if reference is not None and any(reference.details) and not (_has_cjk(reference.details) and own):
            self._report_description(name, choice.best, description(reference.details), Evidence.REFERENCE)
            self._report_reference(name, choice.best, reference, expected)
            return _Cell(reference.details, Evidence.REFERENCE)
        own, mended = mend_links(name, own, self.targets, choice.best.span if choice.best else None)
        self.findings += mended
        return _Cell(own, Evidence.NONE if not own else Evidence.DOUBTFUL if doubtful else Evidence.PAGE)

    def _report_description(self, name: str, claim: Claim | None, right: str, evidence: Evidence) -> None:
        if claim is None:
            return
        documented = description(claim.details)
        if documented != right:
            self.findings.append(kinds.corrected_description(claim.span, name, documented, right, _SOURCES[evidence]))

    def _report_reference(self, name: str, claim: Claim | None, reference: Claim, expected: Expected | None) -> None:
        """The figures that the reference alone knows better."""
        if claim is None:
            return
        for figure in claim.figures:
            right = reference.figure(figure.name)
            counted = expected is not None and expected.value(figure.name) is not None
            if right is not None and right.text != figure.text and not counted:
                label = FIGURE_LABELS[figure.name]
                self.findings.append(kinds.corrected_figure(claim.span, name, label, figure.text, right.text))

    # Figures

    def _corrected(self, name: str, claim: Claim | None, cell: _Cell, expected: Expected | None) -> tuple[str, ...]:
        """The details with every figure that the evidence contradicts replaced, and known ones filled in."""
        if expected is None:
            return cell.text
        self._report_figures(name, claim, expected)
        if cell.evidence is Evidence.CATALOGUE:
            meant = _left_alone(claim, expected)
            wanted = {
                figure: meant.get(figure, text)
                for figure in FIGURE_NAMES
                if (text := expected.printed(figure)) is not None
            }
            return (*phrase(wanted, self.wording), *cell.text)
        held = expected.verdicts(figures(cell.text))
        missing = expected.inventory is not None
        wanted = {
            figure: _worded(held[figure][0], value, text) if figure in held else text
            for figure in self._figure_names(held)
            if (text := expected.printed(figure)) is not None
            and (value := expected.value(figure)) is not None
            and (held[figure][1].says in _COUNTED_INSTEAD if figure in held else missing)
        }
        foreign = [figure for figure, (_, found) in held.items() if found.says is Says.UNPROVED]
        return with_figures(cell.text, wanted, self.wording, foreign)

    def _figure_names(self, stated: Iterable[str]) -> list[str]:
        """The figures that a row of this page states: the embedding only where its wording has one."""
        with_embedding = "embedding_size" in {*self.wording, *stated}
        return [name for name in FIGURE_NAMES if name != "embedding_size" or with_embedding]

    def _report_figures(self, name: str, claim: Claim | None, expected: Expected) -> None:
        if claim is None:
            return
        names = self._figure_names(figure.name for figure in claim.figures)
        self.findings += hold(name, claim.span, claim.figures, expected, names, names).findings


def _left_alone(claim: Claim | None, expected: Expected) -> dict[str, str]:
    """The figures of a row that are not as counted, and that the page says are meant."""
    held = expected.verdicts(claim.figures if claim else ())
    return {
        name: figure.text
        for name, (figure, found) in held.items()
        if found.says is Says.UNKNOWN and expected.value(name) is not None
    }


def _own_language(name: str, choice: Choice) -> str:
    """The language of the best claim, else of any other claim that has one."""
    if choice.best is None:
        return ""
    return next((claim.language for claim in (choice.best, *choice.others) if claim.language), "")


def _worded(documented: Figure, value: int, printed: str) -> str:
    """A true figure for a wrong one: as tables print it, else in the wording of a page that words it otherwise."""
    return printed if documented.text[-1:].upper() in COUNT_UNITS else forms(documented, value)[0]


def _same_data(one: Claim, other: Claim) -> bool:
    if one.language and other.language and one.language != other.language:
        return False
    return not any(one.details) or " ".join(one.details).split() == " ".join(other.details).split()


def _summary(claim: Claim, best: Claim) -> str:
    """What a rejected claim says otherwise: its figures that differ, or its language, or its words."""
    texts = {figure.name: figure.text for figure in best.figures}
    differing = [f"{FIGURE_LABELS[f.name]} {f.text}" for f in claim.figures if texts.get(f.name) != f.text]
    if claim.language and claim.language != best.language:
        differing.insert(0, claim.language)
    return ", ".join(differing) or repr(" ".join(claim.details)[:EXCERPT])


def _has_cjk(details: Sequence[str]) -> bool:
    """Whether a character is of Unicode's block CJK Unified Ideographs."""
    return any("\u4e00" <= character <= "\u9fff" for line in details for character in line)
