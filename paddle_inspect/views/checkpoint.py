"""What weight files hold."""

from __future__ import annotations

from collections.abc import Sequence

from paddle_inspect.base.figures import format_bytes
from paddle_inspect.base.records import Finding, TensorInfo
from paddle_inspect.checkpoints.contents import Checkpoint
from paddle_inspect.tables.table import Column, Document, Section, Table, pairs_table
from paddle_inspect.views import keys
from paddle_inspect.views.tensors import EVERYTHING, Selection, totals_table


def document(
    checkpoints: Sequence[Checkpoint],
    selection: Selection = EVERYTHING,
    errors: Sequence[tuple[str, str]] = (),
) -> Document:
    """The tensors and plain values of files by heading, totals and findings; one list of tensors for spreadsheets."""
    return Document(
        sections_of=lambda: tuple(section for one in checkpoints for section in _sections(one, selection)),
        tree_of=lambda: {
            "checkpoints": [_tree(one, selection) for one in checkpoints],
            "errors": [{"path": path, "message": message} for path, message in errors],
        },
        listing_of=lambda: _listing(checkpoints, selection),
        findings=tuple((one.path, finding) for one in checkpoints for finding in one.findings),
    )


def _sections(checkpoint: Checkpoint, selection: Selection) -> list[Section]:
    parts = [Section(title=f"{checkpoint.path} ({checkpoint.layout}, {format_bytes(checkpoint.size)})", level=1)]
    for section in checkpoint.parts:
        if section.stored:
            parts.append(Section(title=section.title or "Tensors", table=selection.table(section.tensors)))
        if section.values:
            title = f"{section.title} / values" if section.stored and section.title else section.title or "Values"
            parts.append(Section(title=title, table=pairs_table(section.values, ("name", "value"))))
    parts.append(Section(title="Totals", table=totals_table(_tensors(checkpoint))))
    if checkpoint.findings:
        parts.append(Section(title="Findings", table=_findings(checkpoint.findings)))
    return parts


def _findings(findings: Sequence[Finding]) -> Table:
    columns = (Column("severity"), Column("code"), Column("finding"))
    return Table(columns, tuple((one.severity.value, one.code, one.message) for one in findings))


def _listing(checkpoints: Sequence[Checkpoint], selection: Selection) -> Table:
    """One table for all files, with the file and the heading in front of each tensor."""
    columns: tuple[Column, ...] = selection.table((), exact=True).columns
    rows: list[tuple[str, ...]] = []
    for checkpoint in checkpoints:
        for section in checkpoint.parts:
            table = selection.table(section.tensors, exact=True)
            rows += [(checkpoint.path, section.title, *row) for row in table.rows]
    return Table((Column("file"), Column("heading"), *columns), tuple(rows))


def _tree(checkpoint: Checkpoint, selection: Selection) -> dict[str, object]:
    return {
        "path": checkpoint.path,
        "layout": checkpoint.layout,
        "files": list(checkpoint.files),
        "file_bytes": checkpoint.size,
        "metadata": dict(checkpoint.metadata),
        "sections": [
            {"heading": list(section.heading), **selection.tree(section.tensors), "values": dict(section.values)}
            for section in checkpoint.parts
        ],
        "totals": [
            dict(zip(("dtype", "tensors", "elements", "bytes"), (row[0], *map(int, row[1:])), strict=True))
            for row in totals_table(_tensors(checkpoint), exact=True).rows
        ],
        "findings": keys.findings(checkpoint.findings),
    }


def _tensors(checkpoint: Checkpoint) -> tuple[TensorInfo, ...]:
    return tuple(tensor for section in checkpoint.parts for tensor in section.tensors)
