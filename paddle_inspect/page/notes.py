"""Words of a translator (or of what drives one) that ended up in a page: remarks on formatting, leaked instructions.

Grammar: a text is a note when it speaks about the *translation* or about how text was to be formatted, which no
description of a model does. One strong phrase is enough; weak ones have to come in twos.
"""

from __future__ import annotations

import re

_STRONG = re.compile(
    r"""
      \btranslat(?:e|ed|es|ing|ion|ions|or)\b .* \b(?:maintain|preserv|keep|kept|format|terms?|content|response|
          result|original|chinese|english|input|approach|markdown|while|the\ following|process|guidelines?)
    | \b(?:maintain|preserv|keep|kept|format|content|return)\w*\b .* \btranslat(?:e|ed|ing|ion|ions|or)\b
    | \byou\ are\ a\ professional\b
    | \b(?:preserv|maintain|keep)\w* \b .* \b(?:formatting|format|code\ blocks?|structure|technical\ terms|links?|
          anchors?|html\ tags?|markdown|code/math)\b
    | \b(?:code\ blocks?|technical\ terms|links?|formatting|html\ tags?|anchors?) \b .* \b(?:preserved|unchanged|
          maintained|kept|intact|original|same)\b
    | \b(?:the|this|your)\ (?:input|original\ text|source\ text|content\ to\ translate|table\ structure)\b .*
          \b(?:contains?|appears?|incomplete|duplicated?|provided|preserved|maintain\w*)\b
    | \b(?:academic|formal|professional)\ (?:\w+\ ){0,2}(?:grammar|style|language|writing|english)\b
    | \bno\ (?:additional|extra)\ (?:content|messages?|explanations?|text)\b
    | \btypo\ in\ the\ (?:original|source)\b
    | \bHere\ is\ the\ (?:translated|translation|requested)\b
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_OPENING = re.compile(
    r"""
    \s* [（(*_\[]* \s* (?:
        notes?\b | key\ (?:implementation|points?|features?) | translation\b | translator | explanation | 注 | 说明
    ) [^\n]{0,40}? [:：]
    """,
    re.VERBOSE | re.IGNORECASE,
)


def is_note(text: str) -> bool:
    """Whether a text is a translator's remark or a leaked instruction.

    >>> is_note("The translation maintains:"), is_note("2. Keeping technical terms in English")
    (True, True)
    >>> is_note("Trained on lower-cased English text."), is_note("Model for translation from German to English.")
    (False, False)
    """
    return bool(_STRONG.search(text))


def opens_note(text: str) -> bool:
    """Whether a paragraph begins the way a translator's remark does: `Note:`, `Key implementation:`."""
    return bool(_OPENING.match(text))
