"""Everything that a page's claims are held against: config, count, reference, and names that exist."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.figures import PARAMETERS, Figure, format_count, format_exact
from paddle_inspect.base.findings import Kind
from paddle_inspect.base.records import Inventory, WeightSpec
from paddle_inspect.models.judgement import Judge, Judgement, Says, judged_by_count
from paddle_inspect.pages import kinds
from paddle_inspect.pages.read.comments import Comment
from paddle_inspect.pages.records import Claim

#: A documented parameter count this far off may still be a careless figure of the same weight; beyond it, it is not.
#: Of 49 wrong counts in 22 good pages 40 are off by up to 30 % (304M for 434,012,160), and 9 by more than 50 % (those
#: are counts of something else, such as 86M for 183,831,552); none lies between, so any number there does as well. It
#: decides for data without a name; no page of the corpus has any that only a careless figure tells apart.
_SAME_WEIGHT = 1 / 3
#: So many figures, and nothing against them, say whose data it is. One alone is many weights' (12 heads). On 22 pages
#: of a real translation 2 and 3 give the same; with 1 one page changes, with 4 eight: their rows state no parameters.
_ENOUGH_MATCHES = 2
#: So many wrong figures are no carelessness. On the same pages, with 1 rows of two pages are doubted for one wrong
#: figure; with 3 those of three pages keep others' data, as weights of a family often share their layers or heads.
_TOO_MANY_CONFLICTS = 2
#: A page with a smaller share of its family is a selection, which owes no other weight. Of the pages of a real
#: translation that lost a row, the one with the smallest share has 5 of 12; a tutorial's table has two or three.
_LISTED_SHARE = 0.4
#: Letters that a cut-off name needs. Of names of other families cut to one letter, 2.1 % would be taken for a weight of
#: the family at hand, of those cut to two or three letters 0.8 %. No page of the corpus has a name as short.
_LEAST_LETTERS = 3
#: What is said of figures in whose place a repair writes others.
_SAID_OF: Mapping[Says, Kind[...]] = {
    Says.ROUGH: kinds.rough_figure,
    Says.CONTRADICTS: kinds.contradicted_figure,
    Says.PLACEHOLDER: kinds.placeholder_figure,
}


def held_against(figures: Iterable[Figure], judge: Callable[[Figure], Judgement]) -> Iterator[tuple[Figure, Judgement]]:
    """Documented figures of one row with what each of them is: the one rule, for whole tables and torn ones alike.

    A figure is a weight's own when its cell begins with it, when it has a column of its own, or when another figure
    beside it agrees with the weight.

    Args:
        figures: those of one row.
        judge: what a figure with a value is by itself.
    """
    stated = [(figure, Judgement(Says.PLACEHOLDER) if figure.value is None else judge(figure)) for figure in figures]
    own = {0, *(figure.run for figure, found in stated if found.own)}
    for figure, found in stated:
        if found.says is Says.PLACEHOLDER:
            unproved = figure.unclear and figure.run not in own
        else:
            unproved = found.says in (Says.ROUGH, Says.CONTRADICTS) and (figure.run not in own or figure.unclear)
        yield figure, Judgement(Says.UNPROVED) if unproved else found


def ignored(comments: Iterable[Comment], kind: Kind[...], weight: str) -> bool:
    """Whether a page's comments ask to ignore a kind of finding about a weight."""
    return any(comment.ignores(kind.code, weight) for comment in comments)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a weight's config and count say of the five figures that a row states; None for what they do not say.

    `judges` is what a number of parameters is judged by. Of a figure whose finding the page's `comments` ask to ignore
    nothing is said, and it stays.
    """

    spec: WeightSpec
    inventory: Inventory | None
    judges: Judge = judged_by_count
    comments: tuple[Comment, ...] = ()

    def value(self, name: str) -> int | None:
        """The true value of a figure."""
        if name == PARAMETERS:
            return None if self.inventory is None else self.inventory.parameters
        value: int | None = getattr(self.spec.dimensions, name)
        return value

    def judge(self, figure: Figure) -> Judgement:
        """What a documented figure is by itself."""
        value = self.value(figure.name)
        if value is None:
            return Judgement(Says.UNKNOWN)
        if figure.value is None:
            return Judgement(Says.PLACEHOLDER)
        if figure.name == PARAMETERS and self.inventory is not None:
            return self.judges(self.spec, self.inventory, figure)
        agrees = int(figure.value) in {value, *self._also_accepted(figure.name)}
        return Judgement(Says.AGREES if agrees else Says.CONTRADICTS)

    def verdicts(self, figures: Iterable[Figure]) -> dict[str, tuple[Figure, Judgement]]:
        """What each documented figure of a row is, by the figure's name; UNKNOWN where nothing was counted."""
        return {
            figure.name: (figure, found if self._is_told(figure.name, found) else Judgement(Says.UNKNOWN))
            for figure, found in held_against(figures, self.judge)
        }

    def _is_told(self, name: str, found: Judgement) -> bool:
        kind = _SAID_OF.get(found.says)
        return self.value(name) is not None and (kind is None or not ignored(self.comments, kind, self.spec.name))

    def _also_accepted(self, name: str) -> tuple[int, ...]:
        dimensions = self.spec.dimensions
        return {
            "num_hidden_layers": dimensions.layers_accepted,
            "num_attention_heads": dimensions.heads_accepted,
        }.get(name, ())

    def printed(self, name: str) -> str | None:
        """The figure as a table prints it: three significant digits for parameters."""
        value = self.value(name)
        if value is None:
            return None
        return format_count(value) if name == PARAMETERS else str(value)

    def exact(self, name: str) -> str:
        """The figure in full, for messages."""
        value = self.value(name)
        return "unknown" if value is None else format_exact(value)


@dataclass(frozen=True, slots=True)
class Fit:
    """How many documented figures are a weight's own, and how many cannot be."""

    matches: int = 0
    conflicts: int = 0

    @property
    def good(self) -> bool:
        """Enough agrees, and nothing contradicts, to say whose data it is."""
        return self.conflicts == 0 and self.matches >= _ENOUGH_MATCHES

    @property
    def bad(self) -> bool:
        """More contradicts than a careless figure explains."""
        return self.conflicts >= _TOO_MANY_CONFLICTS or (self.conflicts == 1 and self.matches == 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The evidence that a page is reconciled with.

    `family` lists the weights of the page's family in catalogue order; `specs` has these and every other catalogued
    weight that the page names; `counts` has an inventory or a reason for each of them. `lists_all` says that the
    family's page lists every weight in this order, `internal` which of them no page lists on purpose, `wording` how the
    page words figures, by name, where it is not as usual. `reference` has the rows of a reference page in their order,
    None without one. `targets` are the page's and the reference's link targets, `elsewhere` the weights that other
    tables of the page list. `judge` says what a number of parameters is, `comments` what the page asks to
    ignore.
    """

    family: tuple[str, ...] = ()
    lists_all: bool = False
    internal: frozenset[str] = frozenset()
    wording: Mapping[str, str] = field(default_factory=dict)
    specs: Mapping[str, WeightSpec] = field(default_factory=dict)
    counts: Mapping[str, Inventory | NotCounted] = field(default_factory=dict)
    reference: Mapping[str, Claim] | None = None
    targets: Mapping[str, str] = field(default_factory=dict)
    reference_targets: Mapping[str, str] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()
    judge: Judge = judged_by_count
    comments: tuple[Comment, ...] = ()

    @property
    def listed(self) -> tuple[str, ...]:
        """The weights that a table of this page ought to list: the reference's, else the family's."""
        return self.family if self.reference is None else tuple(self.reference)

    def lists_most(self, names: Iterable[str]) -> bool:
        """Whether a table with these weights is one of the family, though it may be short of some."""
        return len({*names} & {*self.family}) >= _LISTED_SHARE * len(self.family)

    def expected(self, weight: str) -> Expected | None:
        """The weight's true figures, or None when the catalogue does not know it."""
        spec = self.specs.get(weight)
        if spec is None:
            return None
        count = self.counts.get(weight)
        inventory = count if isinstance(count, Inventory) else None
        return Expected(spec, inventory, self.judge, self.comments)

    def exists(self, name: str) -> bool:
        """Whether anything but the page's own rows knows the name."""
        return name in self.specs or name in (self.reference or ()) or name in self.targets

    def fit(self, weight: str, figures: Iterable[Figure]) -> Fit:
        """How well documented figures fit a weight, by its config and count: nothing else is built for a guess."""
        expected = self.expected(weight)
        if expected is None:
            return self._fit_reference(weight, figures)
        figures, expected = tuple(figures), replace(expected, judges=judged_by_count, comments=())
        beside = Counter(figure.run for figure in figures)
        held = expected.verdicts(figures).values()
        matches = sum(found.says is Says.AGREES for _, found in held)
        conflicts = sum(
            (
                found.says is Says.CONTRADICTS
                or (found.says is Says.UNPROVED and not figure.unclear and beside[figure.run] > 1)
            )
            and not self._near(expected, figure)
            for figure, found in held
        )  # several figures together are some weight's phrase, wherever in its cell they stand
        return Fit(matches, conflicts)

    def _fit_reference(self, weight: str, figures: Iterable[Figure]) -> Fit:
        row = (self.reference or {}).get(weight)
        if row is None:
            return Fit()
        pairs = [(figure, row.figure(figure.name)) for figure in figures]
        matches = sum(other is not None and other.text == figure.text for figure, other in pairs)
        conflicts = sum(other is not None and other.text != figure.text for figure, other in pairs)
        return Fit(matches, conflicts)

    @staticmethod
    def _near(expected: Expected, figure: Figure) -> bool:
        value = expected.value(figure.name)
        if figure.name != PARAMETERS or value is None or figure.value is None:
            return False
        return abs(figure.value * figure.unit - value) <= _SAME_WEIGHT * value

    @property
    def names(self) -> Iterable[str]:
        """Every name that anything but the page's own rows knows here."""
        return (*self.family, *(self.reference or ()), *self.targets)


class Completions:
    """Names by their beginnings."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = sorted(set(names))

    def complete(self, part: str) -> str | None:
        """The one name that a cut-off name can be the beginning of, or None."""
        place = bisect_left(self._names, part)
        first, second = ([*self._names[place : place + 2], "", ""])[:2]
        if first == part:
            return part
        alone = first.startswith(part) and not second.startswith(part)
        return first if alone and len(part) >= _LEAST_LETTERS else None
