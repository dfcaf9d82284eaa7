"""The heads of a weight: a list of them, and their matrix."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.figures import format_exact
from paddle_inspect.base.records import WeightSpec
from paddle_inspect.models.counting import Counted
from paddle_inspect.models.heads import Head
from paddle_inspect.tables.document import Column, Document, Section, Table


def listing(spec: WeightSpec, heads: Sequence[Head], versions: Mapping[str, str | None]) -> Document:
    """The heads of a weight and what they are called."""
    columns = (
        Column("head", gives="middle"),
        Column("class", spare=2, gives="middle"),
        Column("also called", spare=1, gives="words"),
    )
    rows = tuple((head.name, head.architecture, ", ".join(head.aliases)) for head in heads)
    tree: list[dict[str, object]] = [
        {"head": h.name, "architecture": h.architecture, "aliases": list(h.aliases)} for h in heads
    ]
    return _document(spec, Section(title="Heads", table=Table(columns, rows)), tree, versions)


def matrix(spec: WeightSpec, counted: Sequence[tuple[Head, Counted]], versions: Mapping[str, str | None]) -> Document:
    """The heads of a weight side by side, each with what it adds to the base model, which comes first."""
    base = counted[0][1]
    section = Section(title="Heads", table=heads_table(base, counted), notes=refusals(counted))
    tree = heads_tree(base, counted)
    return replace(_document(spec, section, tree, versions), listing_of=lambda: _listing(tree))


def _document(
    spec: WeightSpec, section: Section, tree: list[dict[str, object]], versions: Mapping[str, str | None]
) -> Document:
    return Document(
        title=spec.name,
        sections_of=lambda: (section,),
        tree_of=lambda: {"weight": spec.name, "heads": tree},
        versions=versions,
    )


def heads_table(base: Counted, counted: Sequence[tuple[Head, Counted]]) -> Table:
    """The matrix of a weight's heads: parameters, tensors, and the difference from the base model."""
    columns = (
        Column("head", gives="middle"),
        Column("class", spare=2, gives="middle"),
        Column("parameters", right=True),
        Column("tensors", right=True, spare=1),
        Column("more than base", right=True),
    )
    return Table(columns, tuple(_head_row(head, found, base) for head, found in counted))


def _head_row(head: Head, found: Counted, base: Counted) -> tuple[str, ...]:
    if isinstance(found, NotCounted):
        return head.name, head.architecture, "not counted", "", ""
    more = "" if isinstance(base, NotCounted) else f"{found.parameters - base.parameters:+,}"
    return head.name, head.architecture, format_exact(found.parameters), str(found.state_dict_tensors), more


def _listing(tree: Sequence[Mapping[str, object]]) -> Table:
    """The matrix for a spreadsheet: plain numbers, unknown ones empty."""
    columns = ("head", "architecture", "parameters", "state_dict_tensors", "more_than_base", "not_counted")
    rows = (tuple("" if head[name] is None else str(head[name]) for name in columns) for head in tree)
    return Table(tuple(map(Column, columns)), tuple(rows))


def refusals(counted: Iterable[tuple[Head, Counted]]) -> tuple[str, ...]:
    """One line for each head that could not be counted, saying why."""
    return tuple(f"{head.name}: {found.reason}" for head, found in counted if isinstance(found, NotCounted))


def heads_tree(base: Counted, counted: Sequence[tuple[Head, Counted]]) -> list[dict[str, object]]:
    """The same for scripts."""
    return [
        {
            "head": head.name,
            "architecture": head.architecture,
            "aliases": list(head.aliases),
            "parameters": None if isinstance(found, NotCounted) else found.parameters,
            "state_dict_tensors": None if isinstance(found, NotCounted) else found.state_dict_tensors,
            "more_than_base": None
            if isinstance(found, NotCounted) or isinstance(base, NotCounted)
            else found.parameters - base.parameters,
            "not_counted": found.reason if isinstance(found, NotCounted) else None,
        }
        for head, found in counted
    ]
