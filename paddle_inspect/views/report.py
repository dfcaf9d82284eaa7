"""A report as the table of `summary`: one row a weight, the same cells in every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from paddle_inspect.base.figures import format_bytes, format_exact
from paddle_inspect.base.records import Dimensions
from paddle_inspect.pages.records import CanonicalRow, Report
from paddle_inspect.tables.table import Column, Table

UNKNOWN = "-"
COLUMNS = (
    Column("weight"),
    Column("language", spare=3),
    Column("layers", right=True, spare=4),
    Column("embedding", right=True, spare=8),
    Column("hidden", right=True, spare=6),
    Column("heads", right=True, spare=5),
    Column("tensors", right=True, spare=7),
    Column("parameters", right=True),
    Column("size", right=True, spare=2),
    Column("documented", right=True),
    Column("verdict"),
)


def summary_table(rows: Sequence[CanonicalRow], explained: Mapping[str, str] | None = None) -> Table:
    """The rows of one or more reports; an unknown number is shown as `-`, never as 0.

    Args:
        rows: what to print.
        explained: by weight, which way of counting gives its documented figures; None for no such column.
    """
    return _with_explanations(Table(COLUMNS, tuple(map(_cells, rows))), explained, UNKNOWN)


def _with_explanations(table: Table, explained: Mapping[str, str] | None, unknown: str) -> Table:
    if explained is None:
        return table
    rows = tuple((*row, explained.get(row[0], unknown)) for row in table.rows)
    return Table((*table.columns, Column("explained by")), rows)


def _cells(row: CanonicalRow) -> tuple[str, ...]:
    dimensions = row.spec.dimensions if row.spec else None
    inventory = row.inventory
    return (
        row.name,
        row.language or UNKNOWN,
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


#: Column titles of `exact_table`: the keys of the JSON form where there is one.
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


def exact_table(rows: Sequence[CanonicalRow], explained: Mapping[str, str] | None = None) -> Table:
    """The same rows for a spreadsheet: plain numbers without separators or units, unknown ones empty."""
    return _with_explanations(Table(tuple(map(Column, EXACT_COLUMNS)), tuple(map(_exact_cells, rows))), explained, "")


def _exact_cells(row: CanonicalRow) -> tuple[str, ...]:
    dimensions = row.spec.dimensions if row.spec else Dimensions()
    numbers: list[int | None] = [getattr(dimensions, name) for name in EXACT_COLUMNS[2:6]]
    numbers += [getattr(row.inventory, name) if row.inventory else None for name in EXACT_COLUMNS[6:9]]
    texts = ["" if number is None else str(number) for number in numbers]
    return (row.name, row.language, *texts, documented_figures(row), row.verdict.value)


def _number(value: object) -> str:
    return str(value) if isinstance(value, int) else UNKNOWN


def documented_figures(row: CanonicalRow) -> str:
    """The parameter figures that the page states for a weight, in page order: `12M`, `103M, 12M`."""
    figures = [claim.figure("parameters") for claim in row.documented]
    return ", ".join(dict.fromkeys(figure.text for figure in figures if figure))


def total_line(reports: Sequence[Report]) -> str:
    """`14 weights: 6 confirmed, 6 corrected, 2 restored; 24 findings (14 errors, 8 warnings, 2 notes)`."""
    rows = [row for report in reports for row in report.rows]
    verdicts = Counter(row.verdict.value for row in rows)
    text = f"{_many(len(rows), 'weight')}: " + ", ".join(f"{count} {verdict}" for verdict, count in verdicts.items())
    return f"{text}; {findings_total(reports)}"


def findings_total(reports: Sequence[Report]) -> str:
    """`24 findings (14 errors, 8 warnings, 2 notes)`."""
    severities = Counter(finding.severity.value for report in reports for finding in report.findings)
    parts = [_many(severities[name], name) for name in ("error", "warning", "note") if severities[name]]
    total = _many(severities.total(), "finding")
    return f"{total} ({', '.join(parts)})" if parts else total


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
