"""docutils as judge of a page before it is written: no error in the table, and the rows are the ones we meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from docutils import nodes
from docutils.core import publish_doctree

_SETTINGS = {"report_level": 5, "halt_level": 6, "file_insertion_enabled": False, "raw_enabled": False}
#: docutils' level of an error; below it are warnings and remarks.
_ERROR = 3
_LIST_MARK = re.compile(r"(?:^|(?<=\s))(?:[-*+•]|\(?(?:\d+|[A-Za-z#])[.)])(?=\s)")

#: The address in `` `text <address>`__ ``, which a reader does not see.
_ADDRESS = re.compile(r"\s*<[^`<>]*>`(?=_)")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What docutils makes of a page: its errors with their lines, and the rows of each of its tables as plain text."""

    errors: tuple[tuple[int, str], ...]
    tables: tuple[tuple[tuple[str, ...], ...], ...]


def parse(text: str) -> Parsed:
    """Parse a whole page as docutils does when it builds the documentation; includes nothing, runs nothing."""
    try:
        tree = publish_doctree(text.removeprefix("\ufeff"), settings_overrides=_SETTINGS)
    except RecursionError:
        return Parsed(((0, "docutils cannot read it: it is nested too deeply"),), ())
    messages = list(tree.findall(nodes.system_message))
    for message in messages:  # not text of the cell that it is about
        message.parent.remove(message)
    messages += tree.transform_messages  # references that lead nowhere; `report_level` keeps them out of the tree
    errors = tuple((int(m.get("line", 0)), m.astext()) for m in messages if m["level"] >= _ERROR)
    return Parsed(errors, tuple(_rows(table) for table in tree.findall(nodes.table)))


def _rows(table: nodes.table) -> tuple[tuple[str, ...], ...]:
    """The rows of a table's body."""
    return tuple(
        tuple(" ".join(cell.astext().split()) for cell in row.findall(nodes.entry))
        for body in table.findall(nodes.tbody)
        for row in body.findall(nodes.row)
    )


def same_text(details: Sequence[str], parsed: str) -> bool:
    """Whether a parsed cell has the letters and digits of its source: markup, addresses and list marks are not text."""
    return _essence(_LIST_MARK.sub("", _ADDRESS.sub("`", "\n".join(details)))) == _essence(_LIST_MARK.sub("", parsed))


def _essence(text: str) -> str:
    return "".join(character for character in text if character.isalnum())
