"""What a healthy page is, and the table of weights that the constructs stand beside, above and inside.

The figures are true: `bert-base-uncased` has 109,482,240 parameters and `bert-large-uncased` 335,141,888, which are
109M and 335M rounded and cut alike, so that there is one right way to write them.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from docutils.utils import column_width

#: A figure of the first row and a wrong one that is as wide, so that a page with it is healthy, too.
FIGURE = ("109M parameters", "340M parameters")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page, as it has to come out of a repair.

    `figure` is a passage that stands in it once, and the same with a wrong figure; None where no figure stands.
    """

    name: str
    text: str
    figure: tuple[str, str] | None = FIGURE
    suffix: str = ".rst"

    @property
    def content(self) -> bytes:
        """The page as a file has it."""
        return self.text.encode("utf-8")

    @property
    def wrong(self) -> bytes:
        """The file with one wrong figure."""
        assert self.figure is not None
        return self.text.replace(*self.figure).encode("utf-8")

    def __str__(self) -> str:
        return self.name


HEADER = ("Pretrained Weight", "Language", "Details of the model")
BASE = "``bert-base-uncased``"
LARGE = "``bert-large-uncased``"
DETAILS = "12-layer, 768-hidden,\n12-heads, 109M parameters."
LARGE_DETAILS = "24-layer, 1024-hidden,\n16-heads, 335M parameters.\nKnows lower case alone."
SECOND = (LARGE, "English", LARGE_DETAILS)


def grid(rows: Sequence[Sequence[str]], header: Sequence[str] | None = HEADER, *, pad: str = " ") -> str:
    """A grid table of cells that may have several lines."""
    cells = [[cell.split("\n") for cell in row] for row in ([header] if header else []) + [*rows]]
    widths = [max(column_width(line) for row in cells for line in row[column]) for column in range(len(cells[0]))]
    drawn = [_rule(widths, pad)]
    for number, row in enumerate(cells):
        for line in range(max(map(len, row))):
            texts = [cell[line] if line < len(cell) else "" for cell in row]
            padded = [text + " " * (width - column_width(text)) for text, width in zip(texts, widths, strict=True)]
            drawn.append("|" + "|".join(f"{pad}{text}{pad}" for text in padded) + "|")
        drawn.append(_rule(widths, pad, "=" if header and not number else "-"))
    return "\n".join(drawn) + "\n"


def _rule(widths: Sequence[int], pad: str, character: str = "-") -> str:
    return "+" + "+".join(character * (width + 2 * len(pad)) for width in widths) + "+"


def weights(details: str = DETAILS, *, name: str = BASE, language: str = "English") -> str:
    """The table of two weights, with other cells in its first row."""
    return grid([(name, language, details), SECOND])


TABLE = weights()
TITLE = "BERT models\n===========\n"


def page_of(*parts: str) -> str:
    """Parts with a blank line between them."""
    return "\n".join(part if part.endswith("\n") else f"{part}\n" for part in parts)


def indented(text: str, by: str = "   ") -> str:
    """A text as the content of a directive."""
    return textwrap.indent(text, by)
