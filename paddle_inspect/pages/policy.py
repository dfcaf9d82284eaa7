"""Which findings are reported: by their codes, by how bad they are, beside those that are known, and as a page says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from paddle_inspect.base.disk import read_json_object, typed
from paddle_inspect.base.errors import UnknownName
from paddle_inspect.base.findings import fingerprint, kinds_of
from paddle_inspect.base.records import Finding, Severity, SourceSpan
from paddle_inspect.pages import kinds
from paddle_inspect.pages.read.comments import Comment, comments
from paddle_inspect.pages.read.reader import Page
from paddle_inspect.programs import kinds as of_programs


def codes() -> tuple[str, ...]:
    """The codes of all findings that are checked for, about pages and exported programs, alphabetically."""
    return tuple(sorted(kind.code for kind in kinds_of(*kinds.MODULES, of_programs)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Which findings are reported; by default all that the pages themselves do not ignore.

    `select` and `ignore` are codes or what codes begin with, the longer one decides; `least` is the least severity.
    `known` are those of a baseline, as often as it has them.

    Raises:
        UnknownName: no code begins like that.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    least: Severity = Severity.NOTE
    known: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        every = codes()
        for start in (*self.select, *self.ignore):
            if not any(code.startswith(start) for code in every):
                raise UnknownName("code", start, every)

    def reported(self, path: str, page: Page | None, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        """The findings on a page that are reported, and one for each comment that asks for nothing that there is.

        Args:
            path: the page's, as a baseline has it.
            page: the page; None for an exported program, in which nobody comments.
            findings: all that was found on it.
        """
        said = [] if page is None else list(comments(page))
        at = None if page is None else page.path
        of_comments = [finding for comment in said for finding in _useless(comment, findings, at)]
        left = [one for one in findings if not any(_is_meant(comment, one) for comment in said)]
        known, kept = self.known.copy(), []
        for finding in filter(self._is_wanted, (*left, *of_comments)):
            mark = fingerprint(path, finding)
            known[mark] -= 1
            if known[mark] < 0:
                kept.append(finding)
        return tuple(kept)

    def _is_wanted(self, finding: Finding) -> bool:
        order = list(Severity)
        wanted = _longest(finding.code, self.select) if self.select else 0
        ignored = _longest(finding.code, self.ignore)
        return (
            order.index(finding.severity) <= order.index(self.least)
            and wanted is not None
            and (ignored is None or wanted > ignored)
        )


def _longest(code: str, starts: Iterable[str]) -> int | None:
    """How long the longest start of a code is; None when it has none of them."""
    return max((len(start) for start in starts if code.startswith(start)), default=None)


def _useless(comment: Comment, findings: Iterable[Finding], path: str | None) -> Iterator[Finding]:
    """A finding for each part of a comment that has no effect."""
    span = SourceSpan(first=comment.line, last=comment.line, path=path)
    if not comment.codes:
        yield kinds.useless_comment(span, None, f"{comment.said!r} is not understood")
    for code in comment.codes:
        if code not in codes():
            yield kinds.useless_comment(span, None, f"there is no finding of the code {code!r}")
        elif not any(_is_meant(replace(comment, codes=(code,)), finding) for finding in findings):
            yield kinds.useless_comment(span, None, f"there is nothing of {code} to ignore")


def _is_meant(comment: Comment, finding: Finding) -> bool:
    return comment.ignores(finding.code, finding.weight or "")


@dataclass(frozen=True, slots=True)
class _Found:
    code: str
    severity: Severity
    message: str
    weight: str | None = None

    @property
    def finding(self) -> Finding:
        return Finding(code=self.code, severity=self.severity, message=self.message, weight=self.weight)


@dataclass(frozen=True, slots=True)
class _KnownPage:
    path: str
    findings: list[_Found]


@dataclass(frozen=True, slots=True)
class _Baseline:
    """The parts of what `check --format json` writes that say which findings there were."""

    pages: list[_KnownPage]


def read_baseline(path: Path) -> Counter[str]:
    """The findings that `check --format json` wrote.

    Raises:
        ConfigError: the file cannot be read, or is none that `check` wrote.
    """
    pages = typed(read_json_object(path), _Baseline, path).pages
    return Counter(fingerprint(page.path, one.finding) for page in pages for one in page.findings)
