"""Which weights the table lists, and in which order.

With a reference: its weights in its order, and rows of the page that PaddleNLP itself knows. Without one: the page's
rows in their order, and what damage took away: weights whose link targets are left over, and weights that the catalogue
lists between two rows where the table is torn. A family whose page lists all of it is listed whole, in the catalogue's
order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from paddle_inspect.pages.read.phrase import description
from paddle_inspect.pages.read.pieces import Piece, PieceKind
from paddle_inspect.pages.reconcile.choosing import weave
from paddle_inspect.pages.reconcile.evidence import Known
from paddle_inspect.pages.records import Claim

#: Most rows that are lost where the table is torn once: windows overlap the tear by a row on either side. On 22 pages
#: of a real translation 1 to 4 restore the same rows, and none is missing; with 0 five are missing, with 6 twelve rows
#: come that the pages never had. On pages that tests tear, each one more than needed adds such rows.
_LOST_PER_TEAR = 2


@dataclass(frozen=True, slots=True)
class Roster:
    """The weights to list; those restored with the source that still knew them; names left out; names only noted."""

    listed: tuple[str, ...]
    restored: dict[str, str]
    left_out: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    undocumented: tuple[str, ...] = ()


def is_damaged(pieces: Sequence[Piece]) -> bool:
    """Whether rows of the table were torn, not merely badly drawn."""
    names = [piece.name for piece in pieces if piece.name]
    body = [piece for position, piece in enumerate(pieces) if position or piece.kind is not PieceKind.HEADER]
    return any(map(_torn_in(pieces), body)) or len(set(names)) < len(names)


def _torn_in(pieces: Sequence[Piece]) -> Callable[[Piece], bool]:
    """Whether a piece of these is less than a row that says everything a row of its table says."""
    with_language = any(piece.language for piece in pieces)

    def is_torn(piece: Piece) -> bool:
        said = piece.kind is PieceKind.ROW and piece.details and (piece.language or not with_language)
        return not (piece.regular or (said and not piece.truncated))

    return is_torn


def roster(claims: Sequence[Claim], pieces: Sequence[Piece], known: Known) -> Roster:
    """Decide which weights a table lists.

    Args:
        claims: what the page says, in its order.
        pieces: the table as read, to see where it is torn.
        known: catalogue, reference and link targets.
    """
    on_page = dict.fromkeys(claim.weight for claim in claims)
    unknown = tuple(name for name in on_page if not known.exists(name))
    if not pieces and known.reference is None:
        return Roster(known.family, {})
    if known.reference is not None:
        return _with_reference(on_page, unknown, known)
    damaged = is_damaged(pieces)
    listed = list(on_page)
    restored: dict[str, str] = {}
    if known.lists_all:
        damaged = damaged or _is_wrong_inside(claims, known)
        if damaged or known.lists_most(on_page):
            return _with_catalogue(claims, on_page, unknown, known, damaged=damaged)
    if damaged:
        targets = _left_over_targets(claims, known)
        restored |= dict.fromkeys(targets, "its link target, which is left over")
        listed = _with_lost(listed, targets, known.targets)
        torn = _torn_off(listed, pieces, known) if known.lists_most(on_page) else []
        restored |= dict.fromkeys(torn, "the catalogue")
        listed = _with_lost(listed, torn, known.family)
    present = set(listed)
    owing = known.family if known.lists_most(present) else ()
    undocumented = [name for name in owing if name not in present | known.internal]
    return Roster(tuple(listed), restored, unknown=unknown, undocumented=tuple(undocumented))


def _with_lost(listed: list[str], lost: Sequence[str], order: Iterable[str]) -> list[str]:
    """The names with the lost ones put where another list has them."""
    present = {*lost, *listed}
    return weave(listed, [name for name in order if name in present])


def _is_wrong_inside(claims: Sequence[Claim], known: Known) -> bool:
    """Whether rows that look whole say what cannot be theirs, or end in the middle of a phrase."""
    cut = any(claim.empty or "".join(claim.details[-1:]).endswith(",") for claim in claims)
    return cut or any(known.fit(claim.weight, claim.figures).bad or _is_misdescribed(claim, known) for claim in claims)


def _is_misdescribed(claim: Claim, known: Known) -> bool:
    """Whether a row has another language or description than the catalogue has for its weight."""
    spec = known.specs.get(claim.weight)
    if spec is None or spec.description is None:
        return False
    return claim.language not in ("", spec.language) or description(claim.details) != spec.description


def _with_catalogue(
    claims: Sequence[Claim], on_page: Mapping[str, None], unknown: tuple[str, ...], known: Known, *, damaged: bool
) -> Roster:
    """The family as people listed it, and rows of the page that may be more than an invented name for one of it."""
    suspects = set(unknown) if damaged else set()
    invented = {
        claim.weight
        for claim in claims
        if claim.weight in suspects and any(known.fit(name, claim.figures).good for name in known.family)
    }
    listed = weave(known.family, [name for name in on_page if name not in invented])
    restored = {name: "the catalogue" for name in listed if name not in on_page}
    left_out = tuple(name for name in on_page if name in invented)
    return Roster(tuple(listed), restored, left_out=left_out, unknown=unknown)


def _with_reference(on_page: Mapping[str, None], unknown: tuple[str, ...], known: Known) -> Roster:
    reference = known.reference or {}
    listed = weave(reference, [name for name in on_page if name in known.specs or name in reference])
    if known.lists_all:
        listed = weave(known.family, [name for name in listed if name not in known.family])
    restored = {name: "the reference" for name in listed if name not in on_page}
    left_out = tuple(name for name in on_page if name not in known.specs and name not in reference)
    return Roster(tuple(listed), restored, left_out=left_out, unknown=unknown)


def _left_over_targets(claims: Sequence[Claim], known: Known) -> list[str]:
    """Targets that no row of the page links to and no row is named after: their rows are gone."""
    used = {*known.elsewhere, *(label for claim in claims for label in (claim.weight, *claim.links))}
    return [label for label in known.targets if label not in used and ("/" in label or "-" in label)]


def _torn_off(listed: Sequence[str], pieces: Sequence[Piece], known: Known) -> list[str]:
    """Catalogued weights missing from a stretch of the catalogue whose neighbours stand where the table is torn."""
    present = set(listed)
    torn: list[str] = []
    gap: list[str] = []
    before: str | None = None
    for name in [*(name for name in known.family if name not in known.internal), None]:
        if name is not None and name not in present:
            gap.append(name)
            continue
        if gap and len(gap) <= _LOST_PER_TEAR * _tears(pieces, before, name, known):
            torn += gap
        gap, before = [], name
    return torn


def _tears(pieces: Sequence[Piece], before: str | None, after: str | None, known: Known) -> int:
    """Damaged pieces right behind the row of one weight or right ahead of that of another.

    At either end of the table nothing frames the gap, so the row next to it does not count itself: only data that
    nobody owns is a trace of more rows.
    """
    body = [piece for position, piece in enumerate(pieces) if position or piece.kind is not PieceKind.HEADER]
    framed = before is not None and after is not None
    is_torn = _torn_in(pieces)
    behind = _count_tears(body, before, known, is_torn, framed) if before is not None else 0
    ahead = _count_tears(body[::-1], after, known, is_torn, framed) if after is not None else 0
    return max(behind, ahead)


def _count_tears(
    pieces: Sequence[Piece], anchor: str | None, known: Known, is_torn: Callable[[Piece], bool], framed: bool
) -> int:
    places = [index for index, piece in enumerate(pieces) if piece.name == anchor]
    tears = 0
    for piece in pieces[places[-1] if places else 0 :]:
        if piece.name == anchor:
            tears += framed and is_torn(piece)
        elif piece.name is not None and known.exists(piece.name):
            break
        else:
            tears += 1
    return tears
