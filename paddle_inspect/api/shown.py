"""Results: records that show themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, TypeVar

from paddle_inspect import tables
from paddle_inspect.base.records import Finding, Severity
from paddle_inspect.tables.document import Document

Record = TypeVar("Record")
#: Rows of each table that a notebook shows of a result: about a screen; `to("html")` has all of them.
NOTEBOOK_ROWS = 20


class Shown:
    """A result that prints as plain text, and shows as small tables in a notebook."""

    __slots__ = ()

    def document(self) -> Document:
        """What there is to say, for every format."""
        raise NotImplementedError

    def to(self, format: str) -> str:
        """The result as text in one of the formats that `--format` takes: `json`, `csv`, `markdown`, `rst`, `html`."""
        return tables.render(self.document(), format)

    def __str__(self) -> str:
        return self.to(tables.DEFAULT).rstrip("\n")

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return tables.render(self.document().shortened(NOTEBOOK_ROWS), "html")


def shown(kind: type[Record], record: Any) -> Record:
    """A record as the result that shows it."""
    return kind(**{field.name: getattr(record, field.name) for field in fields(record)})


def fail(findings: Sequence[Finding]) -> bool:
    """Whether there is anything but notes."""
    return any(finding.severity is not Severity.NOTE for finding in findings)
