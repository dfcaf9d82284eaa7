"""Links of a details cell: their labels, and those that translation broke, mended: half-quoted, without underscore,
without target, or gone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from paddle_inspect.base.records import Finding, SourceSpan
from paddle_inspect.pages import kinds

_LINK = re.compile(
    r"""
      (?<![`\\]) ` (?P<label> [^`<>\n]+ ) ` (?: __? | (?![`\w]) )             # `name`_, also without its underscore
    | (?<![\w`.+-]) (?P<simple> [A-Za-z0-9] [\w.+-]* [A-Za-z0-9] ) _ (?![\w`])  # name_
    """,
    re.VERBOSE,
)


def links(details: str) -> tuple[str, ...]:
    """Labels of the hyperlink references in a text: `` `name`_ ``, ``name_``, and `` `name` `` that lost its `_`."""
    return tuple((match["label"] or match["simple"]).strip() for match in _LINK.finditer(details))


def folded(label: str) -> str:
    """A label as docutils compares them: in any case, with any blanks between its words."""
    return " ".join(label.split()).casefold()


_HALF_LINK = re.compile(
    r"""
      (?P<whole> \\. | ``[^`]+`` | `[^`<>\n]+ (?: <[^`<>\n]+> )? `__? )  # whole, or escaped: left alone
    | (?<![`\w\\]) ` (?P<label>[^`<>\n]+) ` (?![`_\w])      # `name`   without its underscore
    | (?<![`\w./-]) (?P<bare>[\w.-]+/[\w./-]+) `_         # name`_   without its first quote
    | (?<![`\w\\]) ` (?P<open>[^`<>\s]+) \Z              # `name     cut where the details end
    | (?<![`\\]) `` (?P<cut>[^`<>\n]*) (?: ` )? \Z        # ``name    a literal cut where the details end
    """,
    re.VERBOSE,
)
_QUOTED_LINK = re.compile(r"(?<![`\\])`(?P<label>[^`<>\n]+)`_{1,2}")
_EMPTY_MARKDOWN_LINK = re.compile(r"\[[^\[\]]*\]\(#[^()]*\)")
_MARKDOWN_LINK = re.compile(r"\[(?P<text>[^\[\]]+)\]\((?P<url>https?://[^)\s]+)\)")
_REFERS = re.compile(r"(?:refer to|see):?\s*$", re.IGNORECASE)


#: A link that is whole can show where another one was broken. Every page settles in one pass, and of 450,000 random
#: strings of link marks the most stubborn ones in four.
_MOST_PASSES = 4


def mend_links(
    weight: str, details: Sequence[str], targets: Mapping[str, str], span: SourceSpan | None
) -> tuple[tuple[str, ...], list[Finding]]:
    """The details with every link whole, as far as the page has its target, and what was mended.

    A name in single quotes becomes a link when it has a target, else a literal. `Please refer to:` at the end gets
    the link to the weight's own target. A weight with a target and no details at all gets upstream's phrase.

    Args:
        weight: the row's weight.
        details: the lines of the cell.
        targets: label to address of the page's link targets and of the reference's.
        span: where the details stand.
    """
    mender, mended = _Mender(weight, targets, span), tuple(details)
    for _ in range(_MOST_PASSES):
        before, mended = mended, mender.mend(mended)
        if mended == before:
            break
    return mended, mender.found


class _Mender:
    """The links of one cell, and what there is to say about them."""

    def __init__(self, weight: str, targets: Mapping[str, str], span: SourceSpan | None) -> None:
        self.weight, self.targets, self.span = weight, targets, span
        self.found: list[Finding] = []

    def mend(self, details: Sequence[str]) -> tuple[str, ...]:
        text = self._from_markdown("\n".join(details))
        mended = [line.rstrip() for line in _HALF_LINK.sub(self._whole, text).split("\n")]
        while mended and not mended[-1]:
            mended.pop()
        while mended and not mended[0]:
            del mended[0]
        if self.weight in self.targets and self.weight not in links("\n".join(mended)):
            if not mended:
                mended = ["Please refer to:", f"`{self.weight}`_"]
            elif _REFERS.search(mended[-1]):
                self.found.append(kinds.broken_link(self.span, self.weight, self.weight))
                mended.append(f"`{self.weight}`_")
        text = self._without_dangling("\n".join(mended))
        return tuple(text.split("\n")) if text else ()

    def _whole(self, match: re.Match[str]) -> str:
        """A half link as a whole one, as far as it has a target, else as a literal."""
        if match["whole"]:
            return match["whole"]
        label = match["label"] or match["bare"] or match["open"]
        if label is None:
            self.found.append(kinds.cut_details(self.span, self.weight))
            return f"``{match['cut'].strip()}``" if match["cut"].strip() else ""
        if label in self.targets:
            self.found.append(kinds.broken_link(self.span, self.weight, label))
            return f"`{label}`_"
        return f"``{label}``"

    def _from_markdown(self, text: str) -> str:
        """Markdown links as reStructuredText; those that lead nowhere are left out."""
        for match in (*_EMPTY_MARKDOWN_LINK.finditer(text), *_MARKDOWN_LINK.finditer(text)):
            self.found.append(kinds.broken_link(self.span, self.weight, match[0]))
        text = _MARKDOWN_LINK.sub(r"`\g<text> <\g<url>>`__", _EMPTY_MARKDOWN_LINK.sub("", text))
        return text if text.strip() else ""

    def _without_dangling(self, text: str) -> str:
        """Links without a target as literals: the text stays, and the page stays valid."""
        dangling = dict.fromkeys(label for label in links(text) if label not in self.targets)
        for label in dangling:
            self.found.append(kinds.missing_target(self.span, self.weight, label))
        if not dangling:
            return text
        return _QUOTED_LINK.sub(
            lambda match: f"``{match['label']}``" if match["label"].strip() in dangling else match[0], text
        )
