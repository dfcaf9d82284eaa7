"""The records that the steps of repairing a page hand to each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from paddle_inspect.base.figures import Figure
from paddle_inspect.base.records import Finding, Inventory, SourceSpan, WeightSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """Text of the source that stands in no row of the result, so that nothing disappears without a line saying so."""

    text: str
    span: SourceSpan


class Evidence(Enum):
    """Where a printed cell comes from, best first."""

    COUNTED = "counted"
    CATALOGUE = "catalogue"
    REFERENCE = "reference"
    PAGE = "page"
    DOUBTFUL = "doubtful"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one place of a page says about one weight. `doubts` says why it may be somebody else's data."""

    weight: str
    span: SourceSpan
    language: str = ""
    details: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    links: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether only the name was left."""
        return not self.language and not any(self.details)

    def figure(self, name: str) -> Figure | None:
        """Its figure of that name, or None."""
        return next((figure for figure in self.figures if figure.name == name), None)


class Verdict(Enum):
    """What the evidence says of a weight's documentation, in one word."""

    CONFIRMED = "confirmed"
    EXPLAINED = "explained"
    CORRECTED = "corrected"
    COMPLETED = "completed"
    RESTORED = "restored"
    DOCUMENTED = "documented"
    NOT_COUNTED = "not counted"
    UNDOCUMENTED = "undocumented"


@dataclass(frozen=True, slots=True, kw_only=True)
class CanonicalRow:
    """One row to print, with the evidence of its cells and of its parameters and what the page said before.

    `spec` is None for a weight that the catalogue does not know, `inventory` None for one that was not counted;
    `uncounted` is then the reason.
    """

    name: str
    language: str
    details: tuple[str, ...]
    language_evidence: Evidence
    details_evidence: Evidence
    verdict: Verdict
    spec: WeightSpec | None = None
    inventory: Inventory | None = None
    uncounted: str | None = None
    documented: tuple[Claim, ...] = ()

    @property
    def parameters_evidence(self) -> Evidence:
        """Where its number of parameters comes from."""
        if self.inventory is not None:
            return Evidence.COUNTED
        return Evidence.PAGE if self.documented else Evidence.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The table as it ought to be, and everything that a reader should know of how it came about."""

    rows: tuple[CanonicalRow, ...]
    findings: tuple[Finding, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    family: str | None = None

    def narrowed(self, findings: tuple[Finding, ...]) -> Report:
        """The report with some of its findings, and of the dropped text that which one of these is about."""
        if len(findings) == len(self.findings):
            return replace(self, findings=findings)
        spans = [finding.span for finding in findings if finding.span is not None]
        dropped = tuple(one for one in self.dropped if any(one.span.overlaps(span) for span in spans))
        return replace(self, findings=findings, dropped=dropped)
