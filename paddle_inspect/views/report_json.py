"""Reports as JSON. The keys are a contract with scripts; a number that is not known is null."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from paddle_inspect.base.figures import Figure
from paddle_inspect.base.records import Finding, Versions
from paddle_inspect.pages.records import CanonicalRow, Claim, Dropped, Report
from paddle_inspect.tables.json import dump


def summary_json(
    reports: Sequence[Report],
    versions: Versions,
    explained: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
) -> str:
    """What `summary --format json` prints: versions, weights, findings, dropped text.

    Args:
        reports: one for each family.
        versions: the releases that the counts depend on.
        explained: by weight and documented figure, the codes of the conventions that give it; None for no such key.
    """
    weights = [_weight(row, report.family) for report in reports for row in report.rows]
    if explained is not None:
        weights = [{**weight, "explained_by": explained.get(str(weight["name"]), {})} for weight in weights]
    return dump(
        {
            "versions": versions.as_dict(),
            "weights": weights,
            "findings": [finding_json(finding) for report in reports for finding in report.findings],
            "dropped": [dropped_json(dropped) for report in reports for dropped in report.dropped],
        }
    )


def check_json(pages: Sequence[tuple[str, Report]], errors: Sequence[tuple[str, str]], versions: Versions) -> str:
    """What `check --format json` prints: for each page its family, findings and dropped text.

    Args:
        pages: path and report of each page that could be read.
        errors: path and reason of each page that could not.
        versions: the releases that the counts depend on.
    """
    return dump(
        {
            "versions": versions.as_dict(),
            "pages": [
                {
                    "path": path,
                    "family": report.family,
                    "weights": [_weight(row, report.family) for row in report.rows],
                    "findings": [finding_json(finding) for finding in report.findings],
                    "dropped": [dropped_json(dropped) for dropped in report.dropped],
                }
                for path, report in pages
            ],
            "errors": [{"path": path, "message": message} for path, message in errors],
        }
    )


def _weight(row: CanonicalRow, family: str | None) -> dict[str, object]:
    spec, inventory = row.spec, row.inventory
    dimensions = spec.dimensions if spec else None
    return {
        "name": row.name,
        "family": spec.family if spec else family,
        "language": row.language or None,
        "architecture": spec.architecture if spec else None,
        "description": _description(row),
        "details": "\n".join(row.details),
        "evidence": {
            "language": row.language_evidence.value,
            "details": row.details_evidence.value,
            "parameters": row.parameters_evidence.value,
        },
        "num_hidden_layers": dimensions.num_hidden_layers if dimensions else None,
        "embedding_size": dimensions.embedding_size if dimensions else None,
        "hidden_size": dimensions.hidden_size if dimensions else None,
        "num_attention_heads": dimensions.num_attention_heads if dimensions else None,
        "state_dict_tensors": inventory.state_dict_tensors if inventory else None,
        "parameter_tensors": inventory.parameter_tensors if inventory else None,
        "buffer_tensors": inventory.buffer_tensors if inventory else None,
        "parameters": inventory.parameters if inventory else None,
        "trainable_parameters": inventory.trainable_parameters if inventory else None,
        "stored_elements": inventory.stored_elements if inventory else None,
        "parameter_bytes": inventory.parameter_bytes if inventory else None,
        "bytes_by_dtype": inventory.bytes_by_dtype if inventory else None,
        "not_counted": row.uncounted,
        "documented": [_documented(claim) for claim in row.documented],
        "verdict": row.verdict.value,
    }


def _description(row: CanonicalRow) -> str | None:
    from paddle_inspect.pages.read.phrase import description

    return description(row.details) or None


def _documented(claim: Claim) -> dict[str, object]:
    figure = claim.figure("parameters")
    return {
        "line": claim.span.first,
        "text": " ".join(" ".join(claim.details).split()),
        "parameters": _value(figure) if figure else None,
    }


def _value(figure: Figure) -> int | None:
    return None if figure.value is None else round(figure.value * figure.unit)


def finding_json(finding: Finding) -> dict[str, object]:
    """A finding with the lines it is about, null when it is about the whole page."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "weight": finding.weight,
        "line": finding.span.first if finding.span else None,
        "end_line": finding.span.last if finding.span else None,
        "message": finding.message,
    }


def dropped_json(dropped: Dropped) -> dict[str, object]:
    """Text of the page that stands in no row, with its lines."""
    return {"line": dropped.span.first, "end_line": dropped.span.last, "text": dropped.text}
