"""Pieces of a table to claims about weights: whose data is it?

What belongs together was torn apart where a window of the translation ended. In this order:

1. a healthy row speaks for its own name, unless its figures are impossible for that name and right for another one
   whose data was lost (`data-under-wrong-name`);
2. data without a name belongs to the weight that its link names;
3. else to the row cut off above it, when its figures do not contradict that;
4. else to the row above it, which the translation completed by a guess before the real data came;
5. else to the one weight of the family that has no data yet and whose config its figures fit;
6. else it is dropped text, in the report with its lines.

Only 1 and 2 are certain; the rest is marked doubtful.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from paddle_inspect.base.languages import language_in_name
from paddle_inspect.base.records import Finding
from paddle_inspect.base.text import excerpt
from paddle_inspect.pages import kinds
from paddle_inspect.pages.read.phrase import figures
from paddle_inspect.pages.read.pieces import Piece, PieceKind
from paddle_inspect.pages.reconcile.evidence import Completions, Known
from paddle_inspect.pages.reconcile.settling import Settler
from paddle_inspect.pages.records import Claim, Dropped

CUT = "its row was cut off above"
GUESSED = "the row above it was completed by a guess"
IRREGULAR = "the row is damaged"


@dataclass(slots=True)
class Pairing:
    """What a table says about weights: claims in the order of the page, and what belongs to none."""

    claims: list[Claim] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def pair(pieces: Sequence[Piece], known: Known) -> Pairing:
    """Give every piece of data to a weight, or report it.

    Args:
        pieces: the table as read.
        known: what the figures and names are held against.
    """
    pairer = _Pairer(known, frozenset(piece.name for piece in pieces if piece.name and not piece.truncated))
    for position, piece in enumerate(pieces):
        pairer.take(piece, first=position == 0)
    pairer.settle()
    return pairer.result


def claim_of(piece: Piece, weight: str, *doubts: str) -> Claim:
    """A piece's data as a claim about a weight."""
    return Claim(
        weight=weight,
        span=piece.span,
        language=piece.language,
        details=piece.details,
        figures=figures(piece.details),
        links=piece.links,
        doubts=doubts,
    )


def _excerpt(piece: Piece) -> str:
    return repr(excerpt(" ".join(" ".join(piece.text).replace("|", " ").split())))


class _Pairer:
    """The walk over the pieces: what was cut off, and whose row came last."""

    def __init__(self, known: Known, names: frozenset[str]) -> None:
        self.known, self.names = known, names
        self.result = Pairing()
        self.cut: dict[str, None] = {}  # names without data yet, the last one cut off last
        self.unfinished = False  # the last claim's details go on in the next orphan
        self.table_language = ""
        self.orphans: list[tuple[int, Piece]] = []  # each with the number of claims above it
        self._completions = Completions((*known.names, *names))

    def take(self, piece: Piece, *, first: bool) -> None:
        if piece.kind is PieceKind.HEADER:
            if not first:
                self._report(kinds.repeated_header(piece.span, None))
        elif piece.kind is PieceKind.NOTE:
            self._drop(piece, kinds.translator_note(piece.span, None, _excerpt(piece)))
        elif piece.kind is PieceKind.ORPHAN:
            self._take_orphan(piece)
        elif piece.kind is not PieceKind.PROSE:  # which is kept below the table
            self._take_named(piece)

    @property
    def _last_cut(self) -> str | None:
        """The name that was cut off from its data last and still waits for it."""
        return next(reversed(self.cut), None)

    # Rows with a name

    def _take_named(self, piece: Piece) -> None:
        name = self._full_name(piece)
        if name is None:
            self._drop(piece, kinds.dropped_text(piece.span, None, _excerpt(piece)))
        elif piece.kind is PieceKind.NAME and piece.linked:
            self._take_link(piece, name)
        elif piece.kind is PieceKind.NAME:
            self._report(kinds.cut_row(piece.span, name))
            self.result.claims.append(claim_of(piece, name))
            self.cut.pop(name, None)
            self.cut[name] = None
            self.unfinished = piece.is_header
        else:
            self._take_row(piece, name)

    def _full_name(self, piece: Piece) -> str | None:
        name = piece.name or ""
        if not piece.truncated or self.known.exists(name):
            return name
        full = self._completions.complete(name)
        if full is not None:
            self._report(kinds.completed_name(piece.span, full, name))
        return full

    def _take_row(self, piece: Piece, name: str) -> None:
        doubts = () if piece.regular else (IRREGULAR,)
        if not piece.regular:
            self._report(kinds.irregular_row(piece.span, name))
        claim = claim_of(piece, name, *doubts)
        if claim.language:
            self.table_language = claim.language if piece.is_header and not piece.links else ""
        self.result.claims.append(self._with_table_language(claim))
        self.unfinished = piece.is_header or not any(piece.details)
        self.cut.pop(name, None)

    def _take_link(self, piece: Piece, name: str) -> None:
        """A link alone in a row: the end of the row above it, or all that is left of a row."""
        last = self.result.claims[-1] if self.result.claims else None
        if last is not None and last.weight == name and not last.links:
            span = replace(last.span, last=piece.last)
            self.result.claims[-1] = replace(last, span=span, details=(*last.details, f"`{name}`_"), links=(name,))
        elif last is None or last.weight != name:
            details = ("Please refer to:", f"`{name}`_")
            claim = Claim(weight=name, span=piece.span, details=details, links=(name,), doubts=(IRREGULAR,))
            self.result.claims.append(self._with_table_language(claim))
            self._report(kinds.irregular_row(piece.span, name))
        else:
            self._report(kinds.repeated_row(piece.span, name, last.span))

    def _with_table_language(self, claim: Claim) -> Claim:
        """The language in the header of a small table holds for its rows, unless a name says otherwise."""
        if claim.language or language_in_name(claim.weight) not in (None, self.table_language):
            return claim
        return replace(claim, language=self.table_language)

    # Data without a name

    def _take_orphan(self, piece: Piece) -> None:
        if self.unfinished and not (piece.language and self.result.claims[-1].language):
            self._finish(piece)
            return
        owner = self._linked(piece)
        if owner is not None and self._ends_row_of(owner, piece):
            self._finish(piece)
        elif owner is None and not figures(piece.details) and piece.language:
            self._take_language(piece)
        elif owner is not None:
            self._give(piece, owner, f"its link names {owner}")
        else:
            self._guess(piece)

    def _ends_row_of(self, owner: str, piece: Piece) -> bool:
        """Whether a piece says nothing but the reference that the row above it still lacks."""
        last = self.result.claims[-1] if self.result.claims else None
        says_more = piece.language or figures(piece.details)
        return piece.goes_on and last is not None and last.weight == owner and not last.links and not says_more

    def _finish(self, piece: Piece) -> None:
        """The rest of a row whose first line was made into a header, or whose details something cut off."""
        last = self.result.claims[-1]
        details = (*last.details, *piece.details)
        span = replace(last.span, last=piece.last)
        merged = replace(claim_of(piece, last.weight), span=span, details=details)
        language = last.language or piece.language or self.table_language
        self.result.claims[-1] = replace(merged, language=language, figures=figures(details), doubts=(CUT,))
        self._report(kinds.paired_data(piece.span, last.weight, CUT))
        self.unfinished = not any(details)
        self.cut.pop(last.weight, None)

    def _linked(self, piece: Piece) -> str | None:
        """The weight that the data's only link names."""
        labels = {label for label in piece.links if self.known.exists(label) or label in self.names}
        return labels.pop() if len(labels) == 1 and self._is_own_link(piece) else None

    def _is_own_link(self, piece: Piece) -> bool:
        """A link that several rows share names no weight unless a row of that name is still empty."""
        label = piece.links[0] if piece.links else ""
        return "/" in label or not figures(piece.details) or label in self.cut

    def _take_language(self, piece: Piece) -> None:
        """A language with nothing that says whose: of the row cut off above, or of the rows below."""
        last = self.result.claims[-1] if self.result.claims else None
        if last is not None and last.weight == self._last_cut and last.empty:
            self.result.claims[-1] = replace(last, language=piece.language, span=replace(last.span, last=piece.last))
            self._report(kinds.paired_data(piece.span, last.weight, CUT))
            self.unfinished = True
        else:
            self.orphans.append((len(self.result.claims), piece))
            self.table_language = piece.language if piece.is_header or not any(piece.details) else ""

    def _give(self, piece: Piece, weight: str, why: str, *doubts: str) -> None:
        claim = claim_of(piece, weight, *doubts)
        self.result.claims.append(self._with_table_language(claim))
        self._report(kinds.paired_data(piece.span, weight, why))
        self.cut.pop(weight, None)

    def _guess(self, piece: Piece) -> None:
        stated = figures(piece.details)
        last = self.result.claims[-1] if self.result.claims else None
        if self._last_cut is not None and not self.known.fit(self._last_cut, stated).bad:
            self._give(piece, self._last_cut, CUT, CUT)
        elif last is not None and self.known.exists(last.weight) and self.known.fit(last.weight, stated).good:
            self._give(piece, last.weight, GUESSED, GUESSED)
        else:
            self.orphans.append((len(self.result.claims), piece))

    def settle(self) -> None:
        """Move data that stands under a wrong name, then place the orphans that fit one weight alone."""
        settler = Settler(self.known, self.result.claims)
        settler.move_misplaced()
        for position, piece in reversed(self.orphans):
            if not settler.place(claim_of(piece, ""), position):
                self._drop(piece, kinds.orphaned_data(piece.span, None, _excerpt(piece)))
        self.result.claims = settler.claims
        self.result.findings += settler.findings

    def _report(self, finding: Finding) -> None:
        self.result.findings.append(finding)

    def _drop(self, piece: Piece, finding: Finding) -> None:
        self.result.dropped.append(Dropped(text="\n".join(piece.text), span=piece.span))
        self._report(finding)
