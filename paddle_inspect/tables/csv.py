"""CSV as spreadsheets read it."""

from __future__ import annotations

import csv
import io

from paddle_inspect.tables.table import Table


def comma_separated(table: Table) -> str:
    """CSV as spreadsheets read it (RFC 4180, but with bare line feeds)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.title for column in table.columns])
    writer.writerows(table.rows)
    return text.getvalue()
