"""What only the whole table can settle: data under a wrong name, and orphans whose figures fit one weight alone.

A weight is *fed* once it has data that may be its own; only the hungry ones are offered more.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace

from paddle_inspect.base.figures import Figure
from paddle_inspect.base.languages import language_in_name
from paddle_inspect.base.records import Finding
from paddle_inspect.pages import kinds
from paddle_inspect.pages.reconcile.evidence import Known
from paddle_inspect.pages.records import Claim

FITS = "its figures fit this weight alone"
MOVED = "it stood under another name"


class Settler:
    """The claims of a page, in groups: what stands where one of them stood."""

    def __init__(self, known: Known, claims: Sequence[Claim]) -> None:
        self.known = known
        self.findings: list[Finding] = []
        self._original = claims
        self._groups = [[claim] for claim in claims]
        self._orphans: dict[int, list[Claim]] = {}
        self._fed = {claim.weight for claim in claims if claim.figures and not self._contradicted(claim)}
        self._pools = (self._recognizable(claim.weight for claim in claims), self._recognizable(known.listed))
        self._owners: dict[tuple[Figure, ...], str | None] = {}

    @property
    def claims(self) -> list[Claim]:
        """Every claim, in the order of the page."""
        claims: list[Claim] = []
        for position, group in enumerate([*self._groups, []]):
            claims += [*self._orphans.get(position, ()), *group]
        return claims

    def move_misplaced(self) -> None:
        """Give data that cannot be its name's to the row cut off above it, else to the one weight that it fits."""
        for group, (above, claim) in zip(self._groups[1:], itertools.pairwise(self._original), strict=True):
            if self._belongs_above(above, claim):
                group[:] = self._move(claim, above.weight)
        for group in self._groups:
            group[:] = [settled for claim in group for settled in self._resettle(claim)]

    def _resettle(self, claim: Claim) -> list[Claim]:
        """A claim whose data is doubted, moved to the one weight that it fits; else as it is."""
        owner = self._only_fit(claim.figures) if self._doubted(claim) else None
        return [claim] if owner is None else self._move(claim, owner)

    def place(self, orphan: Claim, position: int) -> bool:
        """Give data without a name to the one weight that it fits, if there is one.

        Args:
            orphan: the data; its weight is yet to be found.
            position: how many of the claims stand above it.
        """
        owner = self._only_fit(orphan.figures)
        if owner is None:
            return False
        self._orphans.setdefault(position, []).insert(0, replace(orphan, weight=owner, doubts=(FITS,)))
        self.findings.append(kinds.paired_data(orphan.span, owner, FITS))
        self._feed(owner)
        return True

    def _belongs_above(self, above: Claim, claim: Claim) -> bool:
        """Whether the data right below a row cut off is that row's, and only its name says otherwise."""
        if not above.empty or claim.empty or above.weight == claim.weight or above.weight in self._fed:
            return False
        return self._doubted(claim) and self.known.fit(above.weight, claim.figures).good

    def _move(self, claim: Claim, owner: str) -> list[Claim]:
        """A claim's data under its owner's name; the name it stood under keeps its place, and its data when unknown."""
        adapted = claim.language == language_in_name(claim.weight)  # the language may have followed the wrong name
        language = "" if adapted else claim.language
        moved = replace(claim, weight=owner, language=language, doubts=(*claim.doubts, MOVED))
        stays = claim if not self.known.exists(claim.weight) else Claim(weight=claim.weight, span=claim.span)
        self.findings.append(kinds.data_under_wrong_name(claim.span, owner, claim.weight))
        self._feed(owner)
        return [moved, stays]

    def _feed(self, weight: str) -> None:
        self._fed.add(weight)
        self._owners.clear()

    def _only_fit(self, stated: tuple[Figure, ...]) -> str | None:
        """The one hungry weight that figures fit; those that the page names come first."""
        if stated not in self._owners:
            self._owners[stated] = self._search(stated)
        return self._owners[stated]

    def _search(self, stated: tuple[Figure, ...]) -> str | None:
        for pool in self._pools:
            fitting = (name for name in pool if name not in self._fed and self.known.fit(name, stated).good)
            first, second = next(fitting, None), next(fitting, None)
            if first is not None:
                return first if second is None else None
        return None

    def _recognizable(self, names: Iterable[str]) -> list[str]:
        """The names whose data would be recognized."""
        reference = self.known.reference or {}
        return [name for name in dict.fromkeys(names) if name in self.known.specs or name in reference]

    def _doubted(self, claim: Claim) -> bool:
        """Whether a claim's figures cannot be its weight's, or nothing knows the weight."""
        return bool(claim.figures) and (self._contradicted(claim) or not self.known.exists(claim.weight))

    def _contradicted(self, claim: Claim) -> bool:
        return self.known.fit(claim.weight, claim.figures).bad
