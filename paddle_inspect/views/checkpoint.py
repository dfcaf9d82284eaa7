"""What weight files hold."""

from __future__ import annotations

from collections.abc import Sequence

from paddle_inspect.base.figures import format_bytes
from paddle_inspect.base.records import Finding, TensorInfo
from paddle_inspect.base.text import one_line
from paddle_inspect.checkpoints import kinds
from paddle_inspect.checkpoints.contents import Checkpoint, Refused
from paddle_inspect.tables.document import Column, Document, Section, Table, pairs_table
from paddle_inspect.views import keys
from paddle_inspect.views.tensors import EVERYTHING, Selection, tensors_section, totals_table

#: Refused files have a list of their own.
_REFUSED = kinds.refused_file.code


def document(
    checkpoints: Sequence[Checkpoint],
    selection: Selection = EVERYTHING,
    errors: Sequence[Refused] = (),
) -> Document:
    """The tensors and plain values of files by heading, totals and findings; one list of tensors for spreadsheets."""
    return Document(
        sections_of=lambda: (
            *(section for one in checkpoints for section in _sections(one, selection)),
            *_ending(checkpoints, errors),
        ),
        tree_of=lambda: {
            "checkpoints": [_tree(one, selection) for one in checkpoints],
            "errors": [_refused_tree(one) for one in errors],
        },
        listing_of=lambda: _listing(checkpoints, selection),
        findings=(
            *((one.path, finding) for one in checkpoints for finding in one.findings if finding.code != _REFUSED),
            *((one.path, one.finding) for one in (*errors, *(two for each in checkpoints for two in each.refused))),
        ),
    )


def _sections(checkpoint: Checkpoint, selection: Selection) -> list[Section]:
    parts = [Section(title=f"{checkpoint.path} ({checkpoint.layout}, {format_bytes(checkpoint.size)})", level=1)]
    if checkpoint.metadata:
        parts.append(Section(title="Metadata", table=pairs_table(checkpoint.metadata, ("name", "value"))))
    for section in checkpoint.parts:
        if section.stored:
            parts.append(tensors_section(section.title or "Tensors", section.tensors, selection))
        if section.note:
            parts.append(Section(notes=(f"{section.title or checkpoint.path} is {section.note}",)))
        if section.values:
            title = f"{section.title} / values" if section.stored and section.title else section.title or "Values"
            parts.append(Section(title=title, table=pairs_table(section.values, ("name", "value"))))
    parts.append(Section(title="Totals", table=totals_table(_tensors(checkpoint))))
    if findings := [one for one in checkpoint.findings if one.code != _REFUSED]:
        parts.append(Section(title="Findings", table=_findings(findings)))
    return parts


def _ending(checkpoints: Sequence[Checkpoint], errors: Sequence[Refused]) -> list[Section]:
    """What was not read, and, of several files or a folder, how many were and were not."""
    refused = [*errors, *(one for each in checkpoints for one in each.refused)]
    skipped = [name for one in checkpoints for name in one.skipped]
    parts = []
    if refused and (checkpoints or any(one.global_names is not None for one in refused)):
        rows = tuple((one.path, one.message.removeprefix(f"{one.path}: ")) for one in refused)
        parts.append(
            Section(
                title="Refused",
                level=1,
                table=Table((Column("file", gives="middle"), Column("reason", gives="words")), rows),
            )
        )
    named = tuple((one.path, name) for one in refused for name in one.global_names or ())
    if named:
        parts.append(
            Section(
                title="Globals", table=Table((Column("file", gives="middle"), Column("global", gives="middle")), named)
            )
        )
    if refused or skipped or len(checkpoints) > 1:
        read = sum(len(one.files) for one in checkpoints)
        counts = f"{read:,} read, {len(refused):,} refused, {len(skipped):,} skipped"
        notes = (f"skipped: {', '.join(skipped)}",) if skipped else ()
        parts.append(Section(notes=notes, conclusion=counts, good=not refused))
    return parts if checkpoints or named else []


def _refused_tree(refused: Refused) -> dict[str, object]:
    return {
        "path": refused.path,
        "message": one_line(refused.message),
        "opcode": refused.opcode,
        "offset": refused.offset,
        "global": refused.global_name,
        "globals": None if refused.global_names is None else list(refused.global_names),
    }


def _findings(findings: Sequence[Finding]) -> Table:
    columns = (Column("severity"), Column("code", spare=1), Column("finding", gives="words"))
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
        "refused": [_refused_tree(one) for one in checkpoint.refused],
        "skipped": list(checkpoint.skipped),
    }


def _tensors(checkpoint: Checkpoint) -> tuple[TensorInfo, ...]:
    return tuple(tensor for section in checkpoint.parts for tensor in section.tensors)
