"""Words of a translator (or of what drives one) that ended up in a page: remarks on formatting, leaked instructions.

Grammar: a text is a note when it speaks about the *translation* or about how text was to be formatted, which no
description of a model does. One strong phrase is enough; weak ones have to come in twos.
"""

from __future__ import annotations

import re

#: Who speaks about the translation does so within this many characters.
_LONGEST = 4000
_STRONG = re.compile(
    r"""
      \btranslat\w*\b .* \b(?:maintain|preserv|keep|kept|format|technical\ terms|template|approach|markdown|guidelines)
    | \btranslat\w*\b [^.]{0,12} \bchinese\b [^.]{0,20} \bwhile\b | \bchinese\ to\ english\ translation\b
    | \b(?:maintain|preserv|keep|kept|format|return)\w*\b .* \btranslat\w*\b
    | \byou\ are\ a\ professional\b
    | \b(?:preserv|maintain|keep)\w* \b .* \b(?:formatting|format|code\ blocks?|table\ structure|technical\ terms|
          links?|anchors?|html\ tags?|markdown|code/math)\b
    | \b(?:code\ blocks?|technical\ terms|links?|formatting|html\ tags?|anchors?|table\ format) \b .*
          \b(?:preserved|unchanged|maintained|kept|intact|original\ formatting)\b
    | \b(?:code\ blocks?|html\ tags?)\b .* \b(?:original|same)\b
    | \bkeep\w*\b .* \bthe\ same\b .* \b(?:markdown|rst)\b
    | \b(?:the|this|your)\ (?:input|original\ text|source\ text|content\ to\ translate|table\ structure)\b .*
          \b(?:contains?|appears?|incomplete|duplicated?|provided|preserved|maintain\w*)\b
    | \bacademic\ (?:\w+\ )?(?:grammar|style)\b
    | \bno\ (?:additional|extra)\ (?:content|messages?|explanations?|text)\b
    | \btypo\ in\ the\ (?:original|source)\b
    | \bexactly\ as\ (?:requested|in\ the\ source)\b
    | \bhere\ is\ the\ (?:translated|translation|requested)\b
    | \b(?:after|in|of|while)\b .* \bconverting\ Chinese\ text\b
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
    return bool(_STRONG.search(text[:_LONGEST]))


def opens_note(text: str) -> bool:
    """Whether a paragraph begins the way a translator's remark does: `Note:`, `Key implementation:`."""
    return bool(_OPENING.match(text))
