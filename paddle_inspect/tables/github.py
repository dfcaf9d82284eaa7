"""Findings as GitHub's annotations."""

from __future__ import annotations

from paddle_inspect.base.records import Finding, Severity
from paddle_inspect.base.text import one_line

_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def github_line(finding: Finding, path: str) -> str:
    """A workflow command that GitHub shows beside the line; data and properties escaped as it demands."""
    properties = {"file": path, "title": finding.code}
    if finding.span is not None:
        properties |= {"line": str(finding.span.first), "endLine": str(finding.span.last)}
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    weight = f"{finding.weight}: " if finding.weight else ""
    return f"::{_GITHUB[finding.severity]} {listed}::{_data(one_line(weight + finding.message))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
