"""The catalogue: its families, the weights of some, and where it and the installed libraries part."""

from __future__ import annotations

from collections.abc import Sequence

from paddle_inspect.base.figures import many
from paddle_inspect.base.records import WeightSpec
from paddle_inspect.base.text import one_line
from paddle_inspect.models.catalogue import Family
from paddle_inspect.models.upkeep import Change
from paddle_inspect.tables.document import Column, Document, Section, Table
from paddle_inspect.views import keys


def families(found: Sequence[Family]) -> Document:
    """One line a family: how many weights it has, and how many of them are described."""
    rows = [_family_row(family.name, family.weights, family.synced_from) for family in found]
    everything = [weight for family in found for weight in family.weights]
    total = _family_row(many(len(found), "family", "families"), everything, "")
    columns = (
        Column("family", gives="middle"),
        Column("weights", right=True),
        Column("described", right=True),
        Column("architecture", spare=1, gives="words"),
        Column("synced from", spare=2, gives="words"),
    )
    return Document(
        sections_of=lambda: (Section(table=Table(columns, (*rows, (*total[:3], "", "")))),),
        tree_of=lambda: {"families": [_family_tree(family) for family in found]},
        listing_of=lambda: Table(columns, tuple(rows)),
    )


def _family_row(name: str, weights: Sequence[WeightSpec], source: str) -> tuple[str, ...]:
    described = sum(weight.undescribed is None for weight in weights)
    return name, str(len(weights)), str(described), ", ".join(sorted({w.architecture for w in weights})), source


def _family_tree(family: Family) -> dict[str, object]:
    return {
        "name": family.name,
        "title": family.title,
        "module": family.module,
        "synced_from": family.synced_from,
        "weights": [weight.name for weight in family.weights],
    }


def weights(found: Sequence[WeightSpec]) -> Document:
    """One line a weight: what the catalogue says of it."""
    columns = (
        Column("weight", gives="middle"),
        Column("family", spare=3, gives="middle"),
        Column("architecture", spare=2, gives="middle"),
        Column("language", spare=1),
        Column("description", gives="words"),
    )
    return Document(
        sections_of=lambda: (Section(table=Table(columns, tuple(map(_weight_row, found)))),),
        tree_of=lambda: {"weights": list(map(_weight_tree, found))},
    )


def _weight_row(weight: WeightSpec) -> tuple[str, ...]:
    about = weight.description or (f"({weight.undescribed})" if weight.undescribed else "-")
    return weight.name, weight.family, weight.architecture, weight.language or "-", about


def _weight_tree(weight: WeightSpec) -> dict[str, object]:
    return {
        "name": weight.name,
        "family": weight.family,
        "architecture": weight.architecture,
        "language": weight.language,
        "description": weight.description,
        "undescribed": weight.undescribed,
        **keys.sizes(weight),
    }


def drift(source: str, families: Sequence[str], differences: Sequence[str], doubts: Sequence[str] = ()) -> Document:
    """One line for each sentence about what the catalogue says otherwise than the libraries, and how many there are.

    Behind them what counts rest on without a config's word.
    """
    total = f"{many(len(families), 'family', 'families')}: {many(len(differences), 'difference')} from {source}"
    found = Section(notes=tuple(map(one_line, differences)), conclusion=total, good=not differences)
    in_doubt = Section(title="Evidence of doubt", notes=tuple(map(one_line, doubts)))
    return Document(
        sections_of=lambda: (found, in_doubt) if doubts else (found,),
        tree_of=lambda: {
            "source": source,
            "families": list(families),
            "differences": list(differences),
            "doubts": list(doubts),
        },
        listing_of=lambda: Table((Column("difference", gives="words"),), tuple((line,) for line in differences)),
    )


def sync(source: str, families: Sequence[str], changes: Sequence[Change]) -> Document:
    """One line for each file that a sync changes, and how many there are."""
    total = f"{many(len(families), 'family', 'families')} of {source}: {many(len(changes), 'file')} to change"
    rows = tuple((str(change.path), _what(change)) for change in changes)
    table = Table((Column("file", gives="middle"), Column("change")), rows)
    return Document(
        sections_of=lambda: (Section(table=table if rows else None, conclusion=total),),
        tree_of=lambda: {
            "source": source,
            "families": list(families),
            "changes": [{"path": path, "change": what} for path, what in rows],
        },
        listing_of=lambda: table,
    )


def _what(change: Change) -> str:
    return "deleted" if change.text is None else "written" if change.is_new else "rewritten"
