"""Findings as workflow commands, which GitHub shows beside the lines of a pull request."""

from __future__ import annotations

from paddle_inspect.base.records import Finding, Severity
from paddle_inspect.base.text import harmless, one_line
from paddle_inspect.tables.document import Document

FINDINGS_ONLY = True
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(document: Document) -> str:
    """One command for each finding."""
    return "".join(f"{annotation(finding, path)}\n" for path, finding in document.findings)


def annotation(finding: Finding, path: str) -> str:
    """A finding as a command; its data and properties are escaped as GitHub demands."""
    properties = {"file": path, "title": finding.code}
    if finding.span is not None:
        properties |= {"line": str(finding.span.first), "endLine": str(finding.span.last)}
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    weight = f"{finding.weight}: " if finding.weight else ""
    return f"::{_LEVELS[finding.severity]} {listed}::{_data(one_line(weight + finding.message))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(harmless(text)).replace(":", "%3A").replace(",", "%2C")
