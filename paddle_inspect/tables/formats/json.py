"""JSON for scripts. The keys are a contract; a number that is not known is null."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Iterator, Mapping

from paddle_inspect.tables.document import Document

SUFFIX = ".json"
LACKING = "paddle_inspect.json"
_LINE = json.JSONEncoder(ensure_ascii=False).encode


def pieces(document: Document) -> Iterator[str]:
    """The document's tree in pieces: of a list that is an iterator, one item after the other is made and forgotten."""
    yield from _pieces(document.tree, " " * 2, "\n")
    yield "\n"


def dump(tree: object, indent: int = 2) -> str:
    """Indented JSON with a final line break: text as it is, but control and format characters escaped."""
    return "".join(_pieces(tree, " " * indent, "\n")) + "\n"


def _pieces(value: object, step: str, margin: str) -> Iterator[str]:
    """A value as `json.dumps` lays it out; the items of an iterator, which may be a million, take one line each."""
    inner = margin + step
    if isinstance(value, Mapping):
        before = "{"
        for key, item in value.items():
            yield f"{before}{inner}{_line(key)}: "
            yield from _pieces(item, step, inner)
            before = ","
        yield "{}" if before == "{" else margin + "}"
    elif isinstance(value, Iterable) and not isinstance(value, str):
        before, is_long = "[", isinstance(value, Iterator)
        for item in value:
            yield before + inner
            if is_long:
                yield _line(item)
            else:
                yield from _pieces(item, step, inner)
            before = ","
        yield "[]" if before == "[" else margin + "]"
    else:
        yield _line(value)


def _line(value: object) -> str:
    text = _LINE(value)
    return text if text.isprintable() else "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """Characters that an encoding lacks, as JSON writes them; they stand in strings alone."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


codecs.register_error(LACKING, _escaped)
