"""What a text could do to the terminal that it is printed on, told by Unicode's own tables."""

from __future__ import annotations

import unicodedata

#: Directions of text that a character switches to, and back.
_TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
_MARKS = {"\u200e", "\u200f", "\u061c"}

#: A name that moves the cursor, colours, rings, sets the title, turns the text around and is half a character.
HOSTILE = "w\x1b[31m\x1b]0;title\x07\x9b2J\u202e\u2066\x7f\x85"


def harmful(text: str) -> set[str]:
    """The characters that do something else than be seen; line ends and tabs are welcome."""
    return {character for character in text.replace("\r\n", "\n") if _is_harmful(character)}


def _is_harmful(character: str) -> bool:
    if character in "\n\t":
        return False
    turns = unicodedata.bidirectional(character) in _TURNS or character in _MARKS
    return turns or unicodedata.category(character) in ("Cc", "Cs")
