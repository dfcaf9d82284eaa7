"""CSV as spreadsheets read it (RFC 4180, but with bare line feeds): one table, plain numbers."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from paddle_inspect.tables.document import Document

SUFFIX = ".csv"
LISTING_ONLY = True


class _Line:
    """Where a writer writes to that gives back each line, as `writerow` returns what `write` does."""

    def write(self, line: str) -> str:
        """The line."""
        return line


def pieces(document: Document) -> Iterator[str]:
    """The document's listing, line by line."""
    table = document.listing
    writer = csv.writer(_Line(), lineterminator="\n")
    yield str(writer.writerow([column.title for column in table.columns]))
    for row in table.rows:
        yield str(writer.writerow(row))
