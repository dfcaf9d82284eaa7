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

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from paddle_inspect import findings
from paddle_inspect.page.details import figures
from paddle_inspect.page.languages import language_in_name
from paddle_inspect.page.table import Piece, PieceKind
from paddle_inspect.reconcile.known import Known
from paddle_inspect.records import Claim, Dropped, Figure, Finding, SourceSpan

CUT = "its row was cut off above"
GUESSED = "the row above it was completed by a guess"
FITS = "its figures fit this weight alone"
MOVED = "it stood under another name"
IRREGULAR = "the row is damaged"


@dataclass(slots=True)
class Pairing:
    """What a table says about weights: claims in the order of the page, and what belongs to none."""

    claims: list[Claim] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def pair(pieces: Sequence[Piece], known: Known, path: str | None = None) -> Pairing:
    """Give every piece of data to a weight, or report it.

    Args:
        pieces: the table as read.
        known: what the figures and names are held against.
        path: the file's name, for spans.
    """
    pairer = _Pairer(known, path, frozenset(piece.name for piece in pieces if piece.name and not piece.truncated))
    for position, piece in enumerate(pieces):
        pairer.take(piece, first=position == 0)
    pairer.settle()
    return pairer.result


def claim_of(piece: Piece, weight: str, path: str | None, *doubts: str) -> Claim:
    """A piece's data as a claim about a weight."""
    return Claim(
        weight=weight,
        span=_span(piece, path),
        language=piece.language,
        details=piece.details,
        figures=figures(piece.details),
        links=piece.links,
        doubts=doubts,
    )


def _span(piece: Piece, path: str | None) -> SourceSpan:
    return SourceSpan(first=piece.first, last=piece.last, path=path)


def _excerpt(piece: Piece) -> str:
    text = " ".join(" ".join(piece.text).replace("|", " ").split())
    return repr(text if len(text) <= 60 else text[:57] + "...")


class _Pairer:
    """The walk over the pieces: what was cut off, and whose row came last."""

    def __init__(self, known: Known, path: str | None, names: frozenset[str]) -> None:
        self.known, self.path, self.names = known, path, names
        self.result = Pairing()
        self.cut: list[str] = []
        self.unfinished = False  # the last claim's details go on in the next orphan
        self.table_language = ""
        self.orphans: list[tuple[int, Piece]] = []

    def take(self, piece: Piece, *, first: bool) -> None:
        if piece.kind is PieceKind.HEADER:
            if not first:
                self._report(findings.repeated_header(_span(piece, self.path), None))
        elif piece.kind is PieceKind.NOTE:
            self._drop(piece, findings.translator_note(_span(piece, self.path), None, _excerpt(piece)))
        elif piece.kind is PieceKind.ORPHAN:
            self._take_orphan(piece)
        else:
            self._take_named(piece)

    # Rows with a name

    def _take_named(self, piece: Piece) -> None:
        name = self._full_name(piece)
        if name is None:
            self._drop(piece, findings.dropped_text(_span(piece, self.path), None, _excerpt(piece)))
        elif piece.kind is PieceKind.NAME and piece.linked:
            self._take_link(piece, name)
        elif piece.kind is PieceKind.NAME:
            self._report(findings.cut_row(_span(piece, self.path), name))
            self.result.claims.append(claim_of(piece, name, self.path))
            self.cut.append(name)
            self.unfinished = piece.heads
        else:
            self._take_row(piece, name)

    def _full_name(self, piece: Piece) -> str | None:
        name = piece.name or ""
        if not piece.truncated or self.known.exists(name):
            return name
        full = self.known.complete(name, self.names)
        if full is not None:
            self._report(findings.completed_name(_span(piece, self.path), full, name))
        return full

    def _take_row(self, piece: Piece, name: str) -> None:
        doubts = () if piece.regular else (IRREGULAR,)
        if not piece.regular:
            self._report(findings.irregular_row(_span(piece, self.path), name))
        claim = claim_of(piece, name, self.path, *doubts)
        if claim.language:
            self.table_language = claim.language if piece.heads and not piece.links else ""
        self.result.claims.append(self._with_table_language(claim))
        self.unfinished = piece.heads or not any(piece.details)
        if name in self.cut:
            self.cut.remove(name)

    def _take_link(self, piece: Piece, name: str) -> None:
        """A link alone in a row: the end of the row above it, or all that is left of a row."""
        last = self.result.claims[-1] if self.result.claims else None
        if last is not None and last.weight == name and not last.links:
            span = replace(last.span, last=piece.last)
            self.result.claims[-1] = replace(last, span=span, details=(*last.details, f"`{name}`_"), links=(name,))
        elif last is None or last.weight != name:
            details = ("Please refer to:", f"`{name}`_")
            span = _span(piece, self.path)
            claim = Claim(weight=name, span=span, details=details, links=(name,), doubts=(IRREGULAR,))
            self.result.claims.append(self._with_table_language(claim))
            self._report(findings.irregular_row(_span(piece, self.path), name))
        else:
            self._report(findings.repeated_row(_span(piece, self.path), name, last.span))

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
        if owner is None and not figures(piece.details) and piece.language:
            self._take_language(piece)
        elif owner is not None:
            self._give(piece, owner, f"its link names {owner}")
        else:
            self._guess(piece)

    def _finish(self, piece: Piece) -> None:
        """The rest of a row whose first line was made into a header, or whose details a border cut off."""
        last = self.result.claims[-1]
        details = (*last.details, *piece.details)
        span = replace(last.span, last=piece.last)
        merged = replace(claim_of(piece, last.weight, self.path), span=span, details=details)
        language = last.language or piece.language or self.table_language
        self.result.claims[-1] = replace(merged, language=language, figures=figures(details), doubts=(CUT,))
        self._report(findings.paired_data(_span(piece, self.path), last.weight, CUT))
        self.unfinished = not any(details)
        if last.weight in self.cut:
            self.cut.remove(last.weight)

    def _linked(self, piece: Piece) -> str | None:
        """The weight that the data's only link names."""
        labels = {label for label in piece.links if self.known.exists(label) or label in self.names}
        return labels.pop() if len(labels) == 1 and self._is_own_link(piece) else None

    def _is_own_link(self, piece: Piece) -> bool:
        """A shared link (`ernie-ctm_` in three rows) names no weight unless a row of that name is still empty."""
        label = piece.links[0] if piece.links else ""
        return "/" in label or not figures(piece.details) or label in self.cut

    def _take_language(self, piece: Piece) -> None:
        """A language with nothing that says whose: of the row cut off above, or of the rows below."""
        last = self.result.claims[-1] if self.result.claims else None
        if self.cut and last is not None and last.weight == self.cut[-1] and last.empty:
            self.result.claims[-1] = replace(last, language=piece.language, span=replace(last.span, last=piece.last))
            self._report(findings.paired_data(_span(piece, self.path), last.weight, CUT))
            self.unfinished = True
        else:
            self.orphans.append((len(self.result.claims), piece))
            self.table_language = piece.language if piece.heads or not any(piece.details) else ""

    def _give(self, piece: Piece, weight: str, why: str, *doubts: str) -> None:
        claim = claim_of(piece, weight, self.path, *doubts)
        self.result.claims.append(self._with_table_language(claim))
        self._report(findings.paired_data(_span(piece, self.path), weight, why))
        if weight in self.cut:
            self.cut.remove(weight)

    def _guess(self, piece: Piece) -> None:
        stated = figures(piece.details)
        last = self.result.claims[-1] if self.result.claims else None
        if self.cut and not self.known.fit(self.cut[-1], stated).bad:
            self._give(piece, self.cut[-1], CUT, CUT)
        elif last is not None and self.known.exists(last.weight) and self.known.fit(last.weight, stated).good:
            self._give(piece, last.weight, GUESSED, GUESSED)
        else:
            self.orphans.append((len(self.result.claims), piece))

    # What only the whole table can settle

    def settle(self) -> None:
        """Move data that stands under a wrong name, then place the orphans that fit one weight alone."""
        self._move_to_row_above()
        for claim in [claim for claim in self.result.claims if claim.figures]:
            if self.known.fit(claim.weight, claim.figures).bad or not self.known.exists(claim.weight):
                owner = self._only_fit(claim.figures)
                if owner is not None:
                    self._move(claim, owner)
        for position, piece in reversed(self.orphans):
            owner = self._only_fit(figures(piece.details))
            if owner is not None:
                self.result.claims.insert(position, claim_of(piece, owner, self.path, FITS))
                self._report(findings.paired_data(_span(piece, self.path), owner, FITS))
            else:
                self._drop(piece, findings.orphaned_data(_span(piece, self.path), None, _excerpt(piece)))

    def _move_to_row_above(self) -> None:
        """The data right below a row cut off is that row's when only its name says otherwise."""
        for above, claim in itertools.pairwise(list(self.result.claims)):
            if not above.empty or claim.empty or above.weight == claim.weight or self._has_data(above.weight):
                continue
            own = self.known.fit(claim.weight, claim.figures)
            if self.known.fit(above.weight, claim.figures).good and (own.bad or not self.known.exists(claim.weight)):
                self._move(claim, above.weight)

    def _move(self, claim: Claim, owner: str) -> None:
        """Give a claim's data to its owner; the name it stood under keeps its place, and its data when unknown."""
        index = next(index for index, other in enumerate(self.result.claims) if other is claim)
        adapted = claim.language == language_in_name(claim.weight)  # the language may have followed the wrong name
        language = "" if adapted else claim.language
        moved = replace(claim, weight=owner, language=language, doubts=(*claim.doubts, MOVED))
        stays = claim if not self.known.exists(claim.weight) else Claim(weight=claim.weight, span=claim.span)
        self.result.claims[index : index + 1] = [moved, stays]
        self._report(findings.data_under_wrong_name(claim.span, owner, claim.weight))

    def _only_fit(self, stated: Sequence[Figure]) -> str | None:
        """The one weight that has no fitting data yet and that figures fit; names cut off on the page come first."""
        for pool in (self._without_data(self.names_in_order()), self._without_data(self.known.listed)):
            fitting = [name for name in pool if self.known.fit(name, stated).good]
            if fitting:
                return fitting[0] if len(fitting) == 1 else None
        return None

    def names_in_order(self) -> list[str]:
        """The weights that the page names, in its order."""
        return list(dict.fromkeys(claim.weight for claim in self.result.claims))

    def _without_data(self, names: Iterable[str]) -> list[str]:
        return [name for name in names if not self._has_data(name)]

    def _has_data(self, weight: str) -> bool:
        claims = [claim for claim in self.result.claims if claim.weight == weight and claim.figures]
        return any(not self.known.fit(weight, claim.figures).bad for claim in claims)

    def _report(self, finding: Finding) -> None:
        self.result.findings.append(finding)

    def _drop(self, piece: Piece, finding: Finding) -> None:
        self.result.dropped.append(Dropped(text="\n".join(piece.text), span=_span(piece, self.path)))
        self._report(finding)
