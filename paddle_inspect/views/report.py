"""Reports on pages and families: the table of `summary`, and what `check` says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from paddle_inspect.base.figures import format_bytes, format_exact, many
from paddle_inspect.base.records import Dimensions, Finding, Severity
from paddle_inspect.models.rank import language_of
from paddle_inspect.pages.read.phrase import description
from paddle_inspect.pages.records import CanonicalRow, Claim, Dropped, Report
from paddle_inspect.tables.document import Column, Document, Section, Table
from paddle_inspect.views import keys
from paddle_inspect.views.findings import dropped_parts, finding_parts, findings_table, findings_total, told, wrong

if TYPE_CHECKING:
    from paddle_inspect.models.ways import Explanation

UNKNOWN = "-"
COLUMNS = (
    Column("weight", gives="middle"),
    Column("language", spare=2),
    Column("layers", right=True, spare=4),
    Column("embedding", right=True, spare=8),
    Column("hidden", right=True, spare=6),
    Column("heads", right=True, spare=5),
    Column("tensors", right=True, spare=7),
    Column("parameters", right=True),
    Column("size", right=True, spare=3),
    Column("documented", right=True, spare=1),
    Column("verdict"),
)
#: Column titles of the listing: the keys of the JSON form where there is one.
EXACT_COLUMNS = (
    "name",
    "language",
    "num_hidden_layers",
    "embedding_size",
    "hidden_size",
    "num_attention_heads",
    "state_dict_tensors",
    "parameters",
    "parameter_bytes",
    "documented",
    "verdict",
)
#: More findings than this are counted, not listed: `check` lists them all.
_LISTED = 30


def summary(
    reports: Sequence[Report], versions: Mapping[str, str | None], explained: Mapping[str, Explanation] | None = None
) -> Document:
    """The true tables of some families, and what is wrong with the documented ones.

    Args:
        reports: one for each family.
        versions: the releases that the counts depend on.
        explained: by weight, which ways of counting give its documented figures; None for no such column.
    """
    rows = [row for report in reports for row in report.rows]
    findings = [finding for report in reports for finding in report.findings if _is_told(finding)]
    return Document(
        sections_of=lambda: (
            Section(table=_with_ways(summary_table(rows), explained, UNKNOWN)),
            *_told(findings),
            Section(conclusion=total_line(reports)),
        ),
        tree_of=lambda: _summary_tree(reports, explained),
        versions=versions,
        listing_of=lambda: _with_ways(exact_table(rows), explained, ""),
        findings=tuple((_path(finding, None), finding) for report in reports for finding in report.findings),
    )


def _told(findings: Sequence[Finding]) -> Iterator[Section]:
    """The first findings, by the page that they are about, and where the others are told."""
    paths = {path for finding in findings if (path := _path(finding, None))}
    page = paths.pop() if len(paths) == 1 else None  # a row that is gone has no lines, and a page all the same
    listed, rest = findings[:_LISTED], findings[_LISTED:]
    for path, some in groupby(listed, lambda finding: _path(finding, page)):
        yield Section(title=path or "Of no page", table=findings_table(some))
    if rest:
        pages = " ".join(dict.fromkeys(filter(None, (_path(finding, page) for finding in rest))))
        yield Section(notes=(f"... and {many(len(rest), 'more finding')}: paddle-inspect check {pages}".rstrip(),))


def _is_told(finding: Finding) -> bool:
    """Whatever is wrong, and why a weight was not counted; other notes are for `check`."""
    return finding.severity is not Severity.NOTE or finding.code == "not-counted"


def _path(finding: Finding, path: str | None) -> str:
    return (finding.span.path if finding.span else None) or path or ""


def _with_ways(table: Table, explained: Mapping[str, Explanation] | None, unknown: str) -> Table:
    if explained is None:
        return table
    brief = {name: found.brief for name, found in explained.items()}
    rows = tuple((*row, brief.get(row[0], unknown)) for row in table.rows)
    return Table((*table.columns, Column("explained by", gives="words")), rows)


def summary_table(rows: Sequence[CanonicalRow]) -> Table:
    """The rows of one or more reports; an unknown number is shown as `-`, never as 0."""
    return Table(COLUMNS, tuple(map(_cells, rows)))


def _cells(row: CanonicalRow) -> tuple[str, ...]:
    dimensions = row.spec.dimensions if row.spec else None
    inventory = row.inventory
    return (
        row.name,
        keys.language_cell(row.spec, row.language) or UNKNOWN,
        _number(dimensions and dimensions.num_hidden_layers),
        _number(dimensions and dimensions.embedding_size),
        _number(dimensions and dimensions.hidden_size),
        _number(dimensions and dimensions.num_attention_heads),
        _number(inventory and inventory.state_dict_tensors),
        format_exact(inventory.parameters) if inventory else UNKNOWN,
        format_bytes(inventory.parameter_bytes) if inventory else UNKNOWN,
        documented_figures(row) or UNKNOWN,
        row.verdict.value,
    )


def _number(value: object) -> str:
    return str(value) if isinstance(value, int) else UNKNOWN


def exact_table(rows: Sequence[CanonicalRow]) -> Table:
    """The same rows for a spreadsheet: plain numbers without separators or units, unknown ones empty."""
    return Table(tuple(map(Column, EXACT_COLUMNS)), tuple(map(_exact_cells, rows)))


def _exact_cells(row: CanonicalRow) -> tuple[str, ...]:
    dimensions = row.spec.dimensions if row.spec else Dimensions()
    numbers: list[int | None] = [getattr(dimensions, name) for name in EXACT_COLUMNS[2:6]]
    numbers += [getattr(row.inventory, name) if row.inventory else None for name in EXACT_COLUMNS[6:9]]
    texts = ["" if number is None else str(number) for number in numbers]
    return (row.name, _language(row) or "", *texts, documented_figures(row), row.verdict.value)


def documented_figures(row: CanonicalRow) -> str:
    """The parameter figures that the page states for a weight, in page order: `12M`, `103M, 12M`."""
    figures = [claim.figure("parameters") for claim in row.documented]
    return ", ".join(dict.fromkeys(figure.text for figure in figures if figure))


def total_line(reports: Sequence[Report]) -> str:
    """`14 weights: 6 confirmed, 6 corrected, 2 restored; 22 findings (14 errors, 8 warnings), 2 notes`."""
    rows = [row for report in reports for row in report.rows]
    verdicts = Counter(row.verdict.value for row in rows)
    text = f"{many(len(rows), 'weight')}: " + ", ".join(f"{count} {verdict}" for verdict, count in verdicts.items())
    return f"{text}; {findings_total(finding for report in reports for finding in report.findings)}"


def check(
    pages: Sequence[tuple[str, Report]],
    errors: Sequence[tuple[str, str]],
    versions: Mapping[str, str | None],
    *,
    notes: bool = True,
    ignored: int = 0,
    others: int = 0,
) -> Document:
    """What is wrong with some pages.

    Args:
        pages: path and report of each page that could be read.
        errors: path and reason of each page that could not.
        versions: the releases that the counts depend on.
        notes: list for people notes, too, and not only how many they are.
        ignored: so many findings more were left out because somebody asked for it.
        others: so many files of the folders are no pages of weights.
    """
    lines: list[tuple[str, ...]] = []
    for path, report in pages:
        lines += [finding_parts(one, path) for one in told(report.findings, notes=notes)]
        lines += [dropped_parts(dropped, path) for dropped in report.dropped]
    found = [finding for _, report in pages for finding in report.findings]
    total = f"{many(len(pages), 'page')}: {findings_total(found)}" + (f", {ignored:,} ignored" if ignored else "")
    total += f", {many(others, 'other file')} without weights" if others else ""
    good = None if not pages else not wrong(found)
    columns = ("path", "line", "end_line", "severity", "code", "weight", "message")
    return Document(
        sections_of=lambda: (Section(lines=tuple(lines), conclusion=total, good=good),),
        versions=versions,
        tree_of=lambda: {
            "pages": [_page_tree(path, report) for path, report in pages],
            "errors": [{"path": path, "message": message} for path, message in errors],
        },
        listing_of=lambda: Table(
            tuple(map(Column, columns)), tuple(_finding_cells(p, f) for p, report in pages for f in report.findings)
        ),
        findings=tuple((path, finding) for path, report in pages for finding in report.findings),
    )


def statistics(checked: Document) -> Document:
    """How often there is what on some pages: one line a code, the most frequent first, of what `check` has found."""
    times = Counter((finding.code, finding.severity.value) for _, finding in checked.findings).most_common()
    table = Table(
        (Column("findings", right=True), Column("severity"), Column("code")),
        tuple((str(number), severity, code) for (code, severity), number in times),
    )
    return replace(
        checked,
        sections_of=lambda: (Section(table=table), *(replace(section, lines=()) for section in checked.sections_of())),
        tree_of=lambda: {
            "statistics": [{"code": code, "severity": severity, "findings": n} for (code, severity), n in times],
        },
        listing_of=lambda: table,
    )


def failed(path: str, error: str, versions: Mapping[str, str | None]) -> Document:
    """Why a page is left as it is."""
    return replace(check((), ((path, error),), versions), sections_of=lambda: (Section(conclusion=error, good=False),))


def _finding_cells(path: str, finding: Finding) -> tuple[str, ...]:
    first, last = (str(finding.span.first), str(finding.span.last)) if finding.span else ("", "")
    return path, first, last, finding.severity.value, finding.code, finding.weight or "", finding.message


def _page_tree(path: str, report: Report) -> dict[str, object]:
    return {
        "path": path,
        "family": report.family,
        "weights": [_weight(row, report.family) for row in report.rows],
        "findings": keys.findings(report.findings),
        "dropped": list(map(_dropped, report.dropped)),
    }


def _summary_tree(reports: Sequence[Report], explained: Mapping[str, Explanation] | None) -> dict[str, object]:
    weights = [_weight(row, report.family) for report in reports for row in report.rows]
    if explained is not None:
        codes = {name: found.codes for name, found in explained.items()}
        weights = [{**weight, "explained_by": codes.get(str(weight["name"]), {})} for weight in weights]
    return {
        "weights": weights,
        "findings": keys.findings(finding for report in reports for finding in report.findings),
        "dropped": [_dropped(dropped) for report in reports for dropped in report.dropped],
    }


def _weight(row: CanonicalRow, family: str | None) -> dict[str, object]:
    spec, inventory = row.spec, row.inventory
    return {
        "name": row.name,
        "family": spec.family if spec else family,
        "language": _language(row),
        "architecture": spec.architecture if spec else None,
        "description": description(row.details) or None,
        "details": "\n".join(row.details),
        "evidence": {
            "language": row.language_evidence.value,
            "details": row.details_evidence.value,
            "parameters": row.parameters_evidence.value,
        },
        **keys.sizes(spec),
        **keys.numbers(inventory),
        "not_counted": row.uncounted,
        "documented": list(map(_documented, row.documented)),
        "verdict": row.verdict.value,
    }


def _language(row: CanonicalRow) -> str | None:
    """The documented language, else the one that the weight's name mentions."""
    return row.language or (language_of(row.spec) if row.spec else None)


def _documented(claim: Claim) -> dict[str, object]:
    return {
        "line": claim.span.first,
        "text": " ".join(" ".join(claim.details).split()),
        "parameters": keys.figure_value(claim.figure("parameters")),
    }


def _dropped(dropped: Dropped) -> dict[str, object]:
    """Text of the page that stands in no row, with its lines."""
    return {"line": dropped.span.first, "end_line": dropped.span.last, "text": dropped.text}
