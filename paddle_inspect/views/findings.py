"""Findings, dropped text and their manual, as lines and as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from paddle_inspect.base.figures import many
from paddle_inspect.base.findings import Kind
from paddle_inspect.base.records import Finding, SourceSpan
from paddle_inspect.base.text import one_line
from paddle_inspect.pages.records import Dropped
from paddle_inspect.tables.table import Column, Table


def text_line(finding: Finding, path: str | None = None) -> str:
    """`contents.rst:59-61: error: contradicted-figure: albert-chinese-base: parameters: documented 12M, ...`."""
    weight = f"{finding.weight}: " if finding.weight else ""
    place = _place(finding.span, path)
    return one_line(f"{place}{finding.severity.value}: {finding.code}: {weight}{finding.message}")


def dropped_line(dropped: Dropped, path: str | None = None) -> str:
    """`contents.rst:61: dropped: (Note: The translation ...`, line breaks shown as spaces."""
    return one_line(f"{_place(dropped.span, path)}dropped: {dropped.text}")


def _place(span: SourceSpan | None, path: str | None) -> str:
    path = (span.path if span else None) or path
    if span is None:
        return f"{path}: " if path else ""
    return f"{path}:{_lines(span)}: " if path else f"line {_lines(span)}: "


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
    """`24 findings (14 errors, 8 warnings, 2 notes)`."""
    severities = Counter(finding.severity.value for finding in findings)
    parts = [many(severities[name], name) for name in ("error", "warning", "note") if severities[name]]
    total = many(severities.total(), "finding")
    return f"{total} ({', '.join(parts)})" if parts else total


def manual(kinds: Sequence[Kind[...]]) -> str:
    """Every kind of finding with its explanation and examples, as `check --list` prints it."""
    return "\n".join(f"{kind.code} ({kind.severity.value})\n\n{_indented(kind.manual)}\n" for kind in kinds)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())
