"""Evidence and claims made by hand, for tests of the reconciler: two sizes of one made-up family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.records import Inventory, SourceSpan, WeightSpec
from paddle_inspect.models.configs import dimensions
from paddle_inspect.pages.read.links import links
from paddle_inspect.pages.read.phrase import figures
from paddle_inspect.pages.read.pieces import Piece
from paddle_inspect.pages.read.reader import read_page
from paddle_inspect.pages.reconcile.evidence import Known
from paddle_inspect.pages.records import Claim
from tests.fakes import inventory

#: Layers, hidden size, heads and parameters of the made-up weights.
SIZES = {
    "toy-small": (4, 312, 12, 4_080_520),
    "toy-base": (12, 768, 12, 109_482_240),
    "toy-large": (24, 1024, 16, 335_141_888),
}


def spec(name: str, language: str | None = None, description: str | None = None) -> WeightSpec:
    """A catalogued weight; its sizes are those of `SIZES`, else its config says nothing."""
    config: dict[str, object] = {}
    if name in SIZES:
        config = dict(zip(("num_hidden_layers", "hidden_size", "num_attention_heads"), SIZES[name], strict=False))
    return WeightSpec(
        name=name,
        family="Toy",
        architecture="ToyModel",
        config=config,
        dimensions=dimensions(config),
        language=language,
        description=description,
    )


def known(
    *specs: WeightSpec,
    lists_all: bool = False,
    internal: Sequence[str] = (),
    wording: Mapping[str, str] | None = None,
    reference: str | None = None,
    targets: Mapping[str, str] | None = None,
    counted: bool = True,
) -> Known:
    """Evidence for these weights, all of `SIZES` by default; `reference` is the table of a reference page."""
    specs = specs or tuple(map(spec, SIZES))
    counts: dict[str, Inventory | NotCounted] = {
        each.name: inventory(each.name, SIZES[each.name][3])
        if counted and each.name in SIZES
        else NotCounted(each.name, "a test")
        for each in specs
    }
    return Known(
        family=tuple(each.name for each in specs),
        lists_all=lists_all,
        internal=frozenset(internal),
        wording=wording or {},
        specs={each.name: each for each in specs},
        counts=counts,
        reference=None if reference is None else rows(reference),
        targets=targets or {},
    )


def rows(table: str) -> dict[str, Claim]:
    """The rows of a healthy table by name."""
    return {
        piece.name: claim(piece.name, piece.language, *piece.details, line=piece.first)
        for piece in pieces(table)
        if piece.name
    }


def claim(weight: str, language: str = "", *details: str, line: int = 1, doubts: Sequence[str] = ()) -> Claim:
    """What a row in that line says."""
    return Claim(
        weight=weight,
        span=SourceSpan(first=line, last=line),
        language=language,
        details=details,
        figures=figures(details),
        links=links(" ".join(details)),
        doubts=tuple(doubts),
    )


def pieces(table: str) -> tuple[Piece, ...]:
    """A table as read."""
    return read_page(table).pieces


def phrase(name: str, parameters: str | None = None) -> str:
    """What upstream's pages say of a weight: `12-layer, 768-hidden, 12-heads, 109M parameters.`"""
    layers, hidden, heads, count = SIZES[name]
    return f"{layers}-layer, {hidden}-hidden, {heads}-heads, {parameters or f'{count // 10**6}M'} parameters."
