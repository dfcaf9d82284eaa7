"""JSON for scripts. The keys are a contract; a number that is not known is null."""

from __future__ import annotations

import json

from paddle_inspect.tables.table import Document

SUFFIX = ".json"


def render(document: Document) -> str:
    """The document's tree."""
    return dump(document.tree)


def dump(tree: object, indent: int = 2) -> str:
    """Indented JSON with a final line break: text as it is, but control and format characters escaped."""
    text = json.dumps(tree, indent=indent, ensure_ascii=False)
    if not text.replace("\n", "").isprintable():
        text = "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)
    return text + "\n"
