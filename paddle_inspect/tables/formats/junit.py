"""Findings as JUnit's XML, which CI servers show among the tests: a suite a page, a failed case a finding."""

from __future__ import annotations

from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from paddle_inspect.base.records import Finding, Severity
from paddle_inspect.base.text import harmless, one_line
from paddle_inspect.tables.document import Document

SUFFIX = ".xml"
LACKING = "xmlcharrefreplace"
FINDINGS_ONLY = True
#: Control characters are shown as escapes by then; these are no characters of XML 1.0 at all.
_NO_CHARACTERS = dict.fromkeys((*range(55296, 57344), 65534, 65535), "�")


def render(document: Document) -> str:
    """All pages with findings; notes are cases that pass."""
    by_page = groupby(document.findings, key=lambda found: found[0])
    suites = "".join(_suite(path, [finding for _, finding in found]) for path, found in by_page)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<testsuites name="paddle_inspect">\n{suites}</testsuites>\n'


def _suite(path: str, findings: list[Finding]) -> str:
    failed = sum(finding.severity is not Severity.NOTE for finding in findings)
    cases = "".join(_case(path, finding) for finding in findings)
    counts = f'tests="{len(findings)}" failures="{failed}" errors="0" skipped="0"'
    return f"  <testsuite name={_quoted(path)} {counts}>\n{cases}  </testsuite>\n"


def _case(path: str, finding: Finding) -> str:
    lines = f":{finding.span.first}" if finding.span else ""
    weight = f"{finding.weight}: " if finding.weight else ""
    said = one_line(f"{weight}{finding.message}")
    opened = f"    <testcase classname={_quoted(path)} name={_quoted(finding.code + lines)}"
    if finding.severity is Severity.NOTE:
        return f"{opened}>\n      <system-out>{escape(_xml(said))}</system-out>\n    </testcase>\n"
    kind = f"type={_quoted(finding.severity.value)} message={_quoted(said)}"
    text = escape(_xml(one_line(f"{path}{lines}: {said}")))
    return f"{opened}>\n      <failure {kind}>{text}</failure>\n    </testcase>\n"


def _quoted(text: str) -> str:
    return quoteattr(_xml(harmless(text)))


def _xml(text: str) -> str:
    return text.translate(_NO_CHARACTERS)
