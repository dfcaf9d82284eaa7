"""docutils' own view of a page, taken without the project's help."""

from __future__ import annotations

from docutils import nodes
from docutils.core import publish_doctree

_QUIET = {"report_level": 5, "halt_level": 6, "file_insertion_enabled": False, "raw_enabled": False}


def errors(text: str) -> list[str]:
    """What docutils says of a page with level 3 (error) or above."""
    tree = publish_doctree(text.removeprefix("\ufeff"), settings_overrides=_QUIET)
    messages = [*tree.findall(nodes.system_message), *tree.transform_messages]
    return [message.astext() for message in messages if message["level"] >= 3]


def rows(text: str) -> list[list[str]]:
    """The cells of every row in the bodies of a page's tables, as plain text with single spaces."""
    bodies = publish_doctree(text.removeprefix("\ufeff"), settings_overrides=_QUIET).findall(nodes.tbody)
    found = [row for body in bodies for row in body.findall(nodes.row)]
    return [[" ".join(cell.astext().split()) for cell in row.findall(nodes.entry)] for row in found]
