"""CSV as spreadsheets read it (RFC 4180, but with bare line feeds): one table, plain numbers."""

from __future__ import annotations

import csv
import io

from paddle_inspect.tables.table import Document

SUFFIX = ".csv"
LISTING_ONLY = True


def render(document: Document) -> str:
    """The document's listing."""
    table = document.listing
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.title for column in table.columns])
    writer.writerows(table.rows)
    return text.getvalue()
