"""Findings, dropped text and their manual, as lines and as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from paddle_inspect.base.figures import many
from paddle_inspect.base.findings import Kind
from paddle_inspect.base.records import Finding, Severity, SourceSpan
from paddle_inspect.base.text import one_line
from paddle_inspect.pages.kinds import no_weights
from paddle_inspect.pages.records import Dropped
from paddle_inspect.tables.document import Column, Table

NOTE = Severity.NOTE.value


def wrong(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without notes."""
    return [finding for finding in findings if finding.severity is not Severity.NOTE]


def told(findings: Iterable[Finding], *, notes: bool) -> list[Finding]:
    """The findings that people are shown: without notes, but for the one that says that there was nothing to check."""
    return [one for one in findings if notes or one.severity is not Severity.NOTE or one.code == no_weights.code]


def text_line(finding: Finding, path: str | None = None) -> str:
    """`contents.rst:59-61: error: contradicted-figure: albert-chinese-base: parameters: documented 12M, ...`."""
    return "".join(finding_parts(finding, path))


def finding_parts(finding: Finding, path: str | None = None) -> tuple[str, ...]:
    """The same in parts: the place, how bad it is, and what is said."""
    weight = f"{finding.weight}: " if finding.weight else ""
    said = one_line(f"{finding.code}: {weight}{finding.message}")
    return _place(finding.span, path), finding.severity.value, f": {said}"


def dropped_parts(dropped: Dropped, path: str | None = None) -> tuple[str, ...]:
    """`contents.rst:61: dropped: (Note: The translation ...` in parts, line breaks shown as spaces."""
    return _place(dropped.span, path), "dropped", one_line(f": {dropped.text}")


def _place(span: SourceSpan | None, path: str | None) -> str:
    path = (span.path if span else None) or path
    if span is None:
        return f"{one_line(path)}: " if path else ""
    return f"{one_line(path)}:{_lines(span)}: " if path else f"line {_lines(span)}: "


def _lines(span: SourceSpan | None) -> str:
    if span is None:
        return ""
    return str(span.first) if span.first == span.last else f"{span.first}-{span.last}"


def findings_table(findings: Iterable[Finding]) -> Table:
    """Findings in short: where, how bad, which weight, what; the code is left to `check`."""
    columns = (
        Column("lines", right=True),
        Column("severity"),
        Column("weight", gives="middle"),
        Column("finding", gives="words"),
    )
    rows = ((_lines(one.span), one.severity.value, one.weight or "", one.message) for one in findings)
    return Table(columns, tuple(rows))


def findings_total(findings: Iterable[Finding]) -> str:
    """`22 findings (14 errors, 8 warnings), 2 notes`; notes inform, and nothing is wrong with what they are about."""
    severities = Counter(finding.severity.value for finding in findings)
    notes = f", {many(severities.pop(NOTE, 0), NOTE)}" if severities[NOTE] else ""
    parts = [many(severities[name], name) for name in ("error", "warning") if severities[name]]
    total = many(severities.total(), "finding")
    return f"{total} ({', '.join(parts)}){notes}" if parts else f"{total}{notes}"


def manual(kinds: Sequence[Kind[...]]) -> str:
    """Every kind of finding with its explanation and examples, as `check --list` prints it."""
    return "\n".join(f"{kind.code} ({kind.severity.value})\n\n{_indented(kind.manual)}\n" for kind in kinds)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())
