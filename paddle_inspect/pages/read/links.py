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
_EMPTY_MARKDOWN_LINK = re.compile(r"\[[^\[\]]*\]\(#[^()]*\)")
_MARKDOWN_LINK = re.compile(r"\[(?P<text>[^\[\]]+)\]\((?P<url>https?://[^)\s]+)\)")
_REFERS = re.compile(r"(?:refer to|see):?\s*$", re.IGNORECASE)


def mend_links(
    weight: str, details: Sequence[str], targets: Mapping[str, str], span: SourceSpan | None, found: list[Finding]
) -> tuple[str, ...]:
    """The details with every link whole, as far as the page has its target.

    A name in single quotes becomes a link when it has a target, else a literal. `Please refer to:` at the end gets
    the link to the weight's own target. A weight with a target and no details at all gets upstream's phrase.

    Args:
        weight: the row's weight.
        details: the lines of the cell.
        targets: label to address of the page's link targets and of the reference's.
        span: where the details stand.
        found: findings are added here.
    """
    mended = _mend_once(weight, details, targets, span, found)
    while mended != details:  # one link that is whole can show where another one was broken
        details, mended = mended, _mend_once(weight, mended, targets, span, found)
        if len("".join(mended)) > len("".join(details)):
            break
    return mended


def _mend_once(
    weight: str, details: Sequence[str], targets: Mapping[str, str], span: SourceSpan | None, found: list[Finding]
) -> tuple[str, ...]:
    def mend(match: re.Match[str]) -> str:
        if match["whole"]:
            return match["whole"]
        label = match["label"] or match["bare"] or match["open"]
        if label is None:
            found.append(kinds.cut_details(span, weight))
            return f"``{match['cut'].strip()}``" if match["cut"].strip() else ""
        if label in targets:
            found.append(kinds.broken_link(span, weight, label))
            return f"`{label}`_"
        return f"``{label}``"

    text = "\n".join(_from_markdown(weight, details, span, found))
    mended = [line.rstrip() for line in _HALF_LINK.sub(mend, text).split("\n")] if text else []
    while mended and not mended[-1]:
        mended.pop()
    while mended and not mended[0]:
        del mended[0]
    if weight in targets and weight not in links("\n".join(mended)):
        if not mended:
            mended = ["Please refer to:", f"`{weight}`_"]
        elif _REFERS.search(mended[-1]):
            found.append(kinds.broken_link(span, weight, weight))
            mended.append(f"`{weight}`_")
    return tuple(_without_dangling(mended, weight, targets, span, found))


def _from_markdown(weight: str, details: Sequence[str], span: SourceSpan | None, found: list[Finding]) -> list[str]:
    """Markdown links as reStructuredText; those that lead nowhere are left out."""
    text = "\n".join(details)
    for match in (*_EMPTY_MARKDOWN_LINK.finditer(text), *_MARKDOWN_LINK.finditer(text)):
        found.append(kinds.broken_link(span, weight, match[0]))
    text = _MARKDOWN_LINK.sub(r"`\g<text> <\g<url>>`__", _EMPTY_MARKDOWN_LINK.sub("", text))
    return text.split("\n") if text.strip() else []


def _without_dangling(
    details: Sequence[str], weight: str, targets: Mapping[str, str], span: SourceSpan | None, found: list[Finding]
) -> list[str]:
    """Links without a target as literals: the text stays, and the page stays valid."""
    text = "\n".join(details)
    for label in links(text):
        if label in targets or not text:
            continue
        found.append(kinds.missing_target(span, weight, label))
        text = text.replace(f"`{label}`__", f"``{label}``").replace(f"`{label}`_", f"``{label}``")
    return text.split("\n") if text else []
