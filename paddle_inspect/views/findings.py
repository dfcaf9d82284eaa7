"""Findings as lines: for a person, and as GitHub's annotations."""

from __future__ import annotations

from collections.abc import Sequence

from paddle_inspect.base.findings import Kind
from paddle_inspect.base.records import Finding
from paddle_inspect.base.text import one_line
from paddle_inspect.pages.records import Dropped
from paddle_inspect.tables.table import Column, Table


def text_line(finding: Finding, path: str | None = None) -> str:
    """`contents.rst:59-61: error: contradicted-figure: albert-chinese-base: parameters: documented 12M, ...`."""
    place = _place(finding, path)
    weight = f"{finding.weight}: " if finding.weight else ""
    return one_line(f"{place}{finding.severity.value}: {finding.code}: {weight}{finding.message}")


def _place(finding: Finding, path: str | None) -> str:
    path = (finding.span.path if finding.span else None) or path
    if finding.span is None:
        return f"{path}: " if path else ""
    return f"{path}:{_lines(finding)}: " if path else f"line {_lines(finding)}: "


def findings_table(findings: Sequence[Finding]) -> Table:
    """Findings in short: where, how bad, which weight, what; the code is left to `check`."""
    columns = (Column("lines", right=True), Column("severity"), Column("weight"), Column("finding"))
    rows = ((_lines(finding), finding.severity.value, finding.weight or "", finding.message) for finding in findings)
    return Table(columns, tuple(rows))


def _lines(finding: Finding) -> str:
    if finding.span is None:
        return ""
    first, last = finding.span.first, finding.span.last
    return str(first) if first == last else f"{first}-{last}"


def dropped_line(dropped: Dropped, path: str | None = None) -> str:
    """`contents.rst:61: dropped: (Note: The translation ...`, line breaks shown as spaces."""
    path = dropped.span.path or path
    first, last = dropped.span.first, dropped.span.last
    lines = str(first) if first == last else f"{first}-{last}"
    place = f"{path}:{lines}" if path else f"line {lines}"
    return one_line(f"{place}: dropped: {dropped.text}")


def manual(kinds: Sequence[Kind[...]]) -> str:
    """Every kind of finding with its explanation and examples, as `check --list` prints it."""
    return "\n".join(f"{kind.code} ({kind.severity.value})\n\n{_indented(kind.manual)}\n" for kind in kinds)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())
