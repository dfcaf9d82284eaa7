"""Findings as SARIF 2.1.0 (OASIS), which code-scanning services read."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

from paddle_inspect._version import __version__
from paddle_inspect.base.findings import fingerprint
from paddle_inspect.base.records import Finding, Severity
from paddle_inspect.base.text import one_line
from paddle_inspect.tables.document import Document
from paddle_inspect.tables.formats import json

SUFFIX = ".sarif"
LACKING = json.LACKING
FINDINGS_ONLY = True
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(document: Document) -> str:
    """One run with a result for each finding."""
    rules = [{"id": code} for code in dict.fromkeys(finding.code for _, finding in document.findings)]
    seen: Counter[str] = Counter()
    results = [_result(finding, path, seen) for path, finding in document.findings]
    driver = {"name": "paddle_inspect", "version": __version__, "rules": rules}
    return json.dump(
        {"$schema": _SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
    )


def _result(finding: Finding, path: str, seen: Counter[str]) -> dict[str, object]:
    """A finding with a fingerprint that stays where lines move: equal ones are told apart by their order."""
    weight = f"{finding.weight}: " if finding.weight else ""
    said = fingerprint(path, finding)
    seen[said] += 1
    digest = sha256(f"{said}\0{seen[said]}".encode("utf-8", "surrogatepass")).hexdigest()
    place: dict[str, object] = {"artifactLocation": {"uri": path.replace("\\", "/")}}
    if finding.span is not None:
        place["region"] = {"startLine": finding.span.first, "endLine": finding.span.last}
    elif (offset := dict(finding.details).get("offset")) is not None:
        place["region"] = {"byteOffset": offset}
    return {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": one_line(weight + finding.message)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"findingHash/v1": digest},
        **({"properties": dict(finding.details)} if finding.details else {}),
    }
