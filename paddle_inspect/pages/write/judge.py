"""The promise behind every written page: docutils reads its table the way it was meant.

`valid_rows` makes it so before the table is drawn, `check_page` holds the finished page against it. docutils is
imported only when it is asked.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from paddle_inspect.base.errors import BrokenPromise
from paddle_inspect.base.figures import many
from paddle_inspect.pages.read.blocks import READ_AS_TEXT
from paddle_inspect.pages.records import CanonicalRow
from paddle_inspect.pages.write.grid import GridStyle, grid
from paddle_inspect.pages.write.markup import made_valid

if TYPE_CHECKING:
    from docutils import nodes


_SETTINGS = {"report_level": 5, "halt_level": 6, "file_insertion_enabled": False, "raw_enabled": False}
#: docutils' level of an error; below it are warnings and remarks.
_ERROR = 3
_LIST_MARK = re.compile(r"(?:^|(?<=\s))(?:[-*+•]|\(?(?:\d+|[A-Za-z#])[.)])(?=\s)")

#: The address in `` `text <address>`__ ``, which a reader does not see.
_ADDRESS = re.compile(r"\s*<[^`<>]*>`(?=_)")
_UNKNOWN_TARGET = re.compile(r'Unknown target name: "(?P<label>.*?)"\.', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)")


def valid_rows(
    rows: Sequence[CanonicalRow], style: GridStyle, labels: Collection[str]
) -> tuple[list[CanonicalRow], list[CanonicalRow]]:
    """The rows with whatever docutils would reject in their cells escaped, and those of them that needed it.

    Args:
        rows: the rows as they are meant.
        style: how the table will be drawn.
        labels: the link targets of the page.
    """
    checked = [_valid_row(row, style, labels) for row in rows]
    return checked, [new for row, new in zip(rows, checked, strict=True) if new is not row]


def _valid_row(row: CanonicalRow, style: GridStyle, labels: Collection[str]) -> CanonicalRow:
    def reads_with(language: str, details: Sequence[str]) -> bool:
        return _reads(replace(row, language=language, details=tuple(details)), style, labels)

    language = made_valid([row.language], labels, lambda text: reads_with(text[0], ()))[0]
    details = tuple(made_valid(row.details, labels, lambda text: reads_with("", text)))
    unchanged = language == row.language and details == row.details
    return row if unchanged else replace(row, language=language, details=details)


def _reads(row: CanonicalRow, style: GridStyle, labels: Collection[str]) -> bool:
    """Whether docutils takes a table of this one row as it is meant, on a page with these link targets."""
    targets = [f".. _`{label}`: x" for label in labels if any(label in line for line in row.details)]
    parsed = parse("\n".join([*grid([row], style), "", *targets]))
    return not parsed.errors and len(parsed.tables) == 1 and not misread([row], parsed.tables[0])


def misread(rows: Sequence[CanonicalRow], parsed: Sequence[Sequence[str]]) -> str | None:
    """What is not as it was meant in a table that docutils parsed, or None."""
    if len(parsed) != len(rows):
        return f"docutils reads {many(len(parsed), 'row')} where {many(len(rows), 'was', 'were')} meant"
    for row, cells in zip(rows, parsed, strict=True):
        if cells[0] != row.name or not same_text([row.language], cells[1]) or not same_text(row.details, cells[2]):
            return f"docutils reads the row of {row.name} otherwise than it was meant"
    return None


def check_page(
    text: str, tables: Sequence[tuple[tuple[int, int], Sequence[CanonicalRow]]], path: str | None
) -> tuple[str, ...]:
    """Parse a finished page with docutils.

    Args:
        text: the page.
        tables: first and last line of each table that was drawn anew, and what it is meant to say; one without rows is
            nothing to hold the page to.
        path: the page's name, for messages.

    Returns:
        What docutils still rejects outside these tables, one line each; empty for a clean page.

    Raises:
        BrokenPromise: docutils finds an error in one of the tables, or reads other rows.
    """
    parsed = parse(text)
    for (first, last), rows in tables:
        for line, message in parsed.errors:
            if rows and first <= line <= last:
                raise BrokenPromise(path, f"docutils rejects line {line} of the new table: {message}")
        problems = [misread(rows, other) for other in parsed.tables] or [misread(rows, ())]
        if rows and None not in problems:
            raise BrokenPromise(path, str(problems[0]))
    return tuple(f"line {line}: {message}" for line, message in parsed.errors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """What was done to whole tables, and to nothing else: places exchanged, rows taken away, and rows added."""

    exchanged: int = 0
    gone: int = 0
    added: int = 0

    def __add__(self, other: Edits) -> Edits:
        return Edits(
            exchanged=self.exchanged + other.exchanged, gone=self.gone + other.gone, added=self.added + other.added
        )


def check_same_around(before: str, after: str, edits: Edits, path: str | None) -> tuple[str, ...]:
    """Hold a page whose whole tables were edited in place against the page that it was.

    Args:
        before: the page.
        after: the new page.
        edits: what was done; so many rows may read otherwise, be gone and be new.
        path: the page's name, for messages.

    Returns:
        What docutils rejects on the new page, one line each.

    Raises:
        BrokenPromise: docutils reads another tree outside of rows, or other rows than were edited.
    """
    try:
        (old, old_rows, _), (new, new_rows, messages) = _outline(before), _outline(after)
    except RecursionError:
        raise BrokenPromise(path, "docutils cannot read the page: it is nested too deeply") from None
    if old != new:
        raise BrokenPromise(path, "docutils reads the new page otherwise outside of the rows that were changed")
    check_rows(old_rows, new_rows, edits, path)
    return tuple(f"line {line}: {message}" for line, message in messages)


def check_rows(old: Sequence[tuple[str, ...]], new: Sequence[tuple[str, ...]], edits: Edits, path: str | None) -> None:
    """Hold the rows of a page's tables against those that they were.

    Raises:
        BrokenPromise: more rows read otherwise, or there are fewer or more of them, than the edits say.
    """
    if len(new) - len(old) != edits.added - edits.gone:
        raise BrokenPromise(
            path, f"the new page has {many(len(new), 'row')}, the old one {len(old)}: not what was meant"
        )
    lost = (Counter(old) - Counter(new)).total()
    if lost > edits.exchanged + edits.gone:
        raise BrokenPromise(
            path,
            f"{many(lost, 'row reads', 'rows read')} otherwise where"
            f" {many(edits.exchanged, 'place was', 'places were')} changed",
        )


def _outline(text: str) -> tuple[list[str], list[tuple[str, ...]], tuple[tuple[int, str], ...]]:
    """What docutils reads outside of rows, node by node, the text of each row's cells, and its errors."""
    from docutils import nodes

    tree, messages = _tree(text)
    outline: list[str] = []
    rows: list[tuple[str, ...]] = []
    waiting: list[nodes.Node] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, nodes.row):
            rows.append(tuple(" ".join(cell.astext().split()) for cell in node.children))
            continue
        outline.append(node.astext() if isinstance(node, nodes.Text) else type(node).__name__)
        if isinstance(node, nodes.Element):
            waiting += reversed(node.children)
    return outline, rows, _errors(messages)


def dangling_targets(text: str) -> frozenset[str]:
    """The labels of links on a page that lead nowhere, as docutils folds them; asks docutils."""
    found = (_UNKNOWN_TARGET.search(message) for _, message in parse(text).errors)
    return frozenset(match["label"] for match in found if match)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What docutils makes of a page: its errors with their lines, and the rows of each of its tables as plain text."""

    errors: tuple[tuple[int, str], ...]
    tables: tuple[tuple[tuple[str, ...], ...], ...]


def parse(text: str) -> Parsed:
    """Parse a whole page as docutils does when it builds the documentation; includes nothing, runs nothing."""
    from docutils import nodes

    try:
        tree, messages = _tree(text)
    except RecursionError:
        return Parsed(((0, "docutils cannot read it: it is nested too deeply"),), ())
    return Parsed(_errors(messages), tuple(_rows(table) for table in tree.findall(nodes.table)))


def _errors(messages: Sequence[nodes.system_message]) -> tuple[tuple[int, str], ...]:
    return tuple((int(m.get("line", 0)), m.astext()) for m in messages if m["level"] >= _ERROR)


def _tree(text: str) -> tuple[nodes.document, list[nodes.system_message]]:
    """A page's tree without docutils' messages in it, and these.

    Raises:
        RecursionError: it is nested too deeply.
    """
    from docutils import nodes
    from docutils.core import publish_doctree

    with _containers_of_sphinx():
        tree = publish_doctree(text.removeprefix("\ufeff"), settings_overrides=_SETTINGS)
    messages = list(tree.findall(nodes.system_message))
    for message in messages:  # not text of the cell that it is about
        message.parent.remove(message)
    messages += tree.transform_messages  # references that lead nowhere; `report_level` keeps them out of the tree
    return tree, messages


@contextmanager
def _containers_of_sphinx() -> Iterator[None]:
    """Let docutils read the text in directives that it does not know, as Sphinx and its extensions do."""
    from docutils import nodes
    from docutils.parsers.rst import Directive, directives

    class Container(Directive):
        has_content = True
        optional_arguments = 1
        final_argument_whitespace = True
        option_spec: ClassVar[dict[str, Callable[[str], Any]] | None] = defaultdict(lambda: directives.unchanged)

        def run(self) -> list[nodes.Node]:
            node = nodes.container()
            self.state.nested_parse(self.content, self.content_offset, node)
            return [node]

    own = directives.directive

    def directive(
        directive_name: str, language_module: Any, document: nodes.document
    ) -> tuple[type[Directive] | None, list[nodes.system_message]]:
        found, messages = own(directive_name, language_module, document)
        return (Container, []) if found is None and directive_name in READ_AS_TEXT else (found, messages)

    directives.directive = directive  # as Sphinx does it
    try:
        yield
    finally:
        directives.directive = own


def _rows(table: nodes.table) -> tuple[tuple[str, ...], ...]:
    """The rows of a table's body."""
    from docutils import nodes

    return tuple(
        tuple(" ".join(cell.astext().split()) for cell in row.findall(nodes.entry))
        for body in table.findall(nodes.tbody)
        for row in body.findall(nodes.row)
    )


def same_text(details: Sequence[str], parsed: str) -> bool:
    """Whether a parsed cell has the letters and digits of its source: markup, addresses and list marks are not text."""
    source = _ESCAPED.sub(r"\1", _ADDRESS.sub("`", "\n".join(details)))
    return _essence(_LIST_MARK.sub("", source)) == _essence(_LIST_MARK.sub("", parsed))


def _essence(text: str) -> str:
    return "".join(character for character in text if character.isalnum())
