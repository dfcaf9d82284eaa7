"""Which findings are reported: by their codes, by how bad they are, beside those that are known, and as a page says.

A page says so in a comment of its own syntax, for all of its weights or for some:

    .. paddle-inspect: ignore contradicted-figure
    .. paddle-inspect: ignore missing-figure, unknown-weight for albert-base-v1, albert-base-v2
    <!-- paddle-inspect: ignore contradicted-figure -->
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from paddle_inspect.base.disk import read_json_object, typed
from paddle_inspect.base.errors import UnknownName
from paddle_inspect.base.findings import fingerprint, kinds_of
from paddle_inspect.base.records import Finding, Severity, SourceSpan
from paddle_inspect.pages import kinds
from paddle_inspect.pages.read.reader import Page
from paddle_inspect.programs import kinds as of_programs

_COMMENT = re.compile(
    r"""\s* (?: [.][.] \s+ | % \s* | (?P<html> <!-- ) \s* )
        paddle-inspect: \s* (?P<said> .*? ) \s* (?(html) --> ) \s* $""",
    re.VERBOSE,
)
_IGNORE = re.compile(r"ignore\s+(?P<codes>.+?)(?:\s+for\s+(?P<weights>.+))?$")
_SEPARATORS = re.compile(r"[,\s]+")


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
        comments = [] if page is None else list(_comments(page))
        at = None if page is None else page.path
        of_comments = [finding for comment in comments for finding in comment.useless(findings, at)]
        left = [one for one in findings if not any(comment.ignores(one) for comment in comments)]
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comment:
    """What a comment asks for; nothing when it cannot be understood."""

    line: int
    said: str
    codes: tuple[str, ...] = ()
    weights: tuple[str, ...] = ()

    def ignores(self, finding: Finding) -> bool:
        return finding.code in self.codes and (not self.weights or (finding.weight or "") in self.weights)

    def useless(self, findings: Iterable[Finding], path: str | None) -> Iterator[Finding]:
        """A finding for each part of the comment that has no effect."""
        span = SourceSpan(first=self.line, last=self.line, path=path)
        if not self.codes:
            yield kinds.useless_comment(span, None, f"{self.said!r} is not understood")
        for code in self.codes:
            if code not in codes():
                yield kinds.useless_comment(span, None, f"there is no finding of the code {code!r}")
            elif not any(replace(self, codes=(code,)).ignores(finding) for finding in findings):
                yield kinds.useless_comment(span, None, f"there is nothing of {code} to ignore")


def _comments(page: Page) -> Iterator[_Comment]:
    for line in page.lines:
        if "paddle-inspect:" not in line.text or (found := _COMMENT.match(line.text)) is None:
            continue
        said = found["said"]
        asked = _IGNORE.match(said)
        yield _Comment(
            line=line.number,
            said=said,
            codes=_listed(asked["codes"]) if asked else (),
            weights=_listed(asked["weights"] or "") if asked else (),
        )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(filter(None, _SEPARATORS.split(text)))


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
