"""What the functions of the interface give back: records that can show themselves."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial
from typing import Any, TypeVar

from paddle_inspect import tables
from paddle_inspect.base.records import Finding, Severity, WeightSpec
from paddle_inspect.checkpoints import contents
from paddle_inspect.comparisons import identify, sides, tensors
from paddle_inspect.models import catalogue, model, ranking, ways
from paddle_inspect.models.counting import Counted
from paddle_inspect.models.heads import Head
from paddle_inspect.pages import errata
from paddle_inspect.pages.read.page import Page
from paddle_inspect.pages.records import CanonicalRow, Report
from paddle_inspect.tables.table import Document
from paddle_inspect.views import checkpoint as checkpoint_view
from paddle_inspect.views import comparison as comparison_view
from paddle_inspect.views import errata as errata_view
from paddle_inspect.views import heads as heads_view
from paddle_inspect.views import matches as matches_view
from paddle_inspect.views import model as model_view
from paddle_inspect.views import ranking as ranking_view
from paddle_inspect.views import report as report_view
from paddle_inspect.views import ways as ways_view
from paddle_inspect.views.catalogue import families as families_view
from paddle_inspect.views.catalogue import weights as weights_view
from paddle_inspect.views.comparison import DIFF, SHOWN, Words
from paddle_inspect.views.page import page as page_text
from paddle_inspect.views.tensors import EVERYTHING, Selection
from paddle_inspect.zoos import versions

Record = TypeVar("Record")


class Shown:
    """A result that prints as plain text, and shows as a small table in a notebook."""

    __slots__ = ()

    def document(self) -> Document:
        """What there is to say, for every format."""
        raise NotImplementedError

    def to(self, format: str) -> str:
        """The result as text in one of the formats that `--format` takes: `json`, `csv`, `markdown`, `rst`, `html`."""
        return tables.render(self.document(), format)

    def __str__(self) -> str:
        return self.to(tables.DEFAULT).rstrip("\n")

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return self.to("html")


def shown(kind: type[Record], record: Any) -> Record:
    """A record as the result that shows it."""
    return kind(**{field.name: getattr(record, field.name) for field in fields(record)})


def _fail(findings: Sequence[Finding]) -> bool:
    """Whether there is anything but notes."""
    return any(finding.severity is not Severity.NOTE for finding in findings)


class Families(Shown, tuple[catalogue.Family, ...]):
    """Families of the catalogue."""

    __slots__ = ()

    def document(self) -> Document:
        """One line a family."""
        return families_view(self)


class Weights(Shown, tuple[WeightSpec, ...]):
    """Weights of the catalogue."""

    __slots__ = ()

    def document(self) -> Document:
        """One line a weight."""
        return weights_view(self)


class Model(Shown, model.Model):
    """A weight's model: `parameters`, `tensors`, `inventory`, and, from `show`, its `trace`."""

    __slots__ = ()

    @property
    def parameters(self) -> int:
        """Elements of the unique parameters, a tied tensor once."""
        return self.inventory.parameters

    def document(self, selection: Selection = EVERYTHING) -> Document:
        """All about it; `selection` says which tensors are listed."""
        return model_view.document(self, selection, versions())


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Heads(Shown):
    """The heads that can be put on a weight; from `head_counts` with what the model has under each, the base first."""

    spec: WeightSpec
    heads: tuple[Head, ...]
    counted: tuple[Counted, ...] = ()

    def document(self) -> Document:
        """One line a head."""
        if not self.counted:
            return heads_view.listing(self.spec, self.heads, versions())
        return heads_view.matrix(self.spec, tuple(zip(self.heads, self.counted, strict=True)), versions())


class Ranking(Shown, ranking.Ranking):
    """Weights by size: `ranked`, and `uncounted` with the reasons."""

    __slots__ = ()

    def document(self) -> Document:
        """One line a weight."""
        return ranking_view.document(self, versions())


class Explanation(Shown, ways.Explanation):
    """A weight's documented figures beside what each way of counting gives."""

    __slots__ = ()

    def document(self) -> Document:
        """One line for each way of counting."""
        return ways_view.document(self, versions())


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Summary(Shown):
    """The true tables of some families: a report for each, and which ways of counting give the documented figures."""

    families: tuple[catalogue.Family, ...]
    pages: tuple[Page | None, ...]
    reports: tuple[Report, ...]
    explained: Mapping[str, ways.Explanation] | None = None

    @property
    def rows(self) -> tuple[CanonicalRow, ...]:
        """The rows of all tables."""
        return tuple(row for report in self.reports for row in report.rows)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the documented tables."""
        return tuple(finding for report in self.reports for finding in report.findings)

    def page(self, language: str = "en") -> str:
        """The tables as whole pages of documentation, in upstream's form, with words in `en` or `zh` around them."""
        return "\n".join(map(partial(_page, language), self.families, self.reports, self.pages))

    def document(self) -> Document:
        """One line a weight, and the findings."""
        return report_view.summary(self.reports, versions(), self.explained)


def _page(language: str, family: catalogue.Family, report: Report, page: Page | None) -> str:
    targets = {target.label: target.url for target in page.targets} if page else {}
    return page_text(family.title, report.rows, targets, language)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Checked(Shown):
    """What is wrong with some pages: each with its report, and those that could not be read with the reason."""

    pages: tuple[tuple[str, Report], ...]
    errors: tuple[tuple[str, str], ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all pages."""
        return tuple(finding for _, report in self.pages for finding in report.findings)

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing but notes."""
        return not self.errors and not _fail(self.findings)

    def document(self) -> Document:
        """One line a finding."""
        return report_view.check(self.pages, self.errors, versions())


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Repaired(Shown):
    """A page as it was, and as it ought to be: `text`, and the report that explains every change.

    docutils has read the new text and agrees; `outside` is what it still rejects around the table.
    """

    page: Page
    text: str
    report: Report
    outside: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the page is another one."""
        return self.text != self.page.text

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was wrong."""
        return self.report.findings

    def diff(self) -> str:
        """The change as a unified diff, with the line endings of the page."""
        old, new = self.page.text.splitlines(keepends=True), self.text.splitlines(keepends=True)
        lines = difflib.unified_diff(old, new, f"{self.page.path}", f"{self.page.path} (fixed)")
        whole = (line if line.endswith(("\n", "\r")) else f"{line}\n\\ No newline at end of file\n" for line in lines)
        return "".join(whole)

    def document(self) -> Document:
        """One line a finding."""
        return report_view.check(((self.page.path or "page", self.report),), (), versions())


class Checkpoint(Shown, contents.Checkpoint):
    """What a weight file, the index of a sharded one, or a folder of them holds."""

    __slots__ = ()

    def document(self, selection: Selection = EVERYTHING) -> Document:
        """Its tensors; `selection` says which are listed."""
        return checkpoint_view.document([self], selection)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Checkpoints(Shown):
    """What several weight files hold; those that cannot be read, or must not be, with the reason."""

    files: tuple[contents.Checkpoint, ...]
    errors: tuple[tuple[str, str], ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether nothing is odd about a file."""
        return not self.errors and not any(_fail(one.findings) for one in self.files)

    def document(self, selection: Selection = EVERYTHING) -> Document:
        """Their tensors; `selection` says which are listed."""
        return checkpoint_view.document(self.files, selection)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Comparison(Shown):
    """Two lists of tensors compared one by one; `words` say what the sides are called."""

    left: sides.Side
    right: sides.Side
    found: tensors.Comparison
    words: Words = DIFF

    @property
    def is_same(self) -> bool:
        """Whether every tensor has its counterpart with the same shape and dtype."""
        return self.found.is_same

    @property
    def is_clean(self) -> bool:
        """Whether the sides are the same, and nothing is odd about a file."""
        return self.is_same and not _fail((*self.left.findings, *self.right.findings))

    def document(self, shown: int | None = SHOWN) -> Document:
        """The differences; at most `shown` of them for people, None for all."""
        return comparison_view.document(self.found, self.left, self.right, self.words, shown)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Identified(Shown):
    """The models that a weight file may be of, best first."""

    side: sides.Side
    matches: tuple[identify.Match, ...]

    @property
    def is_certain(self) -> bool:
        """Whether the best fits completely."""
        return bool(self.matches) and self.matches[0].comparison.is_same

    def document(self, limit: int = 10) -> Document:
        """The `limit` best, and what does not fit the very best."""
        return matches_view.document(self.side, self.matches, limit)


class Errata(Shown, errata.Errata):
    """Documented figures that are wrong, placeholders or missing, over many pages."""

    __slots__ = ()

    def document(self) -> Document:
        """One line a figure."""
        return errata_view.document(self, versions())
