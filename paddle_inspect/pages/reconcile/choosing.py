"""Which of several claims about one weight is to be believed, and in what order a table lists its weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from paddle_inspect.base.languages import language_in_name
from paddle_inspect.pages.reconcile.evidence import Known
from paddle_inspect.pages.reconcile.settling import FITS, MOVED
from paddle_inspect.pages.records import Claim

#: This share of the rows whose names mention no language must agree before the rest is read like them. Measured by
#: hiding each such language of 22 good pages in turn: up to 0.75 the same 175 of 205 come back right, 28 wrong;
#: with 0.8 it is 99 and 28, with 0.85 and more 60 and none. What is inferred is marked as doubtful.
_CONVENTION = 0.75


@dataclass(frozen=True, slots=True)
class Choice:
    """The claim that is believed and the others; `why` says what decided between them."""

    best: Claim | None
    others: tuple[Claim, ...] = ()
    why: str = ""


def choose(weight: str, claims: Mapping[int, Claim], known: Known) -> Choice:
    """The most credible of a weight's claims.

    First whichever the config and the count contradict least, then data that never stood elsewhere, then any that they
    confirm, be it by one figure (a row may state few and be whole), then the language that the weight's name mentions.
    Of claims that are as good, the later wins when it directly follows: a translation window that ends in a row
    completes it by a guess, and the real data follows at the start of the next window. Else the earlier wins.

    Args:
        weight: the weight's name.
        claims: its claims that are not empty, by their place among all such claims of the page, in page order.
        known: the evidence.
    """
    if not claims:
        return Choice(None)
    ranks = {place: _rank(weight, claim, known) for place, claim in claims.items()}
    top = min(ranks.values())
    equals = [place for place, rank in ranks.items() if rank == top]
    named = [place for place in equals if claims[place].language == language_in_name(weight)]
    chosen, *later = named or equals
    for place in later:
        if place == chosen + 1:
            chosen = place
    others = tuple(claim for place, claim in claims.items() if place != chosen)
    return Choice(claims[chosen], others, _why(claims[chosen], others, top, ranks.values()))


def _rank(weight: str, claim: Claim, known: Known) -> tuple[int, bool, bool, bool]:
    """What speaks against a claim, the weightiest first."""
    fit = known.fit(weight, claim.figures)
    moved = any(doubt in (MOVED, FITS) for doubt in claim.doubts)
    return fit.conflicts, moved, not any(claim.details), not fit.matches


def _why(best: Claim, others: Sequence[Claim], top: tuple[int, ...], ranks: Iterable[tuple[int, ...]]) -> str:
    if not others:
        return ""
    if any(rank[0] > top[0] for rank in ranks):
        return "its figures agree with the model's config and count"
    if best.span.first > min(claim.span.first for claim in others):
        return "it is the text that the restated row stands for"
    return "it comes first"


def usual_language(languages: Mapping[str, str]) -> str | None:
    """The language of nearly all rows whose names mention none; None when there is no such convention.

    Args:
        languages: the languages of a table's rows, by name.
    """
    unnamed = Counter(language for name, language in languages.items() if language and not language_in_name(name))
    if not unnamed:
        return None
    language, count = unnamed.most_common(1)[0]
    return language if count >= _CONVENTION * unnamed.total() else None


def likely_language(weight: str, usual: str | None) -> tuple[str, str] | None:
    """The language of a weight whose cell was lost, and what it is inferred from; None when nothing says it.

    Args:
        weight: the weight's name.
        usual: the table's `usual_language`.
    """
    named = language_in_name(weight)
    if named is not None:
        return named, "its name"
    return None if usual is None else (usual, "the rows whose names mention no language either")


def weave(primary: Iterable[str], secondary: Iterable[str]) -> list[str]:
    """The names of both lists, each name of the second right behind the one that precedes it there.

    >>> weave(["a", "c", "d"], ["a", "b", "c"])
    ['a', 'b', 'c', 'd']
    >>> weave(["c"], ["a", "b"])
    ['a', 'b', 'c']
    """
    successors: dict[str | None, list[str]] = {}
    present = dict.fromkeys(primary)
    anchor: str | None = None
    for name in secondary:
        if name in present:
            anchor = name
        else:
            successors.setdefault(anchor, []).append(name)
    woven = list(successors.get(None, ()))
    for name in present:
        woven += [name, *successors.get(name, ())]
    return list(dict.fromkeys(woven))
