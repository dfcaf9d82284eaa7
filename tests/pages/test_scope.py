"""Which tables of a page are tables of weights, also when they are badly drawn and the name is in no first column."""

from __future__ import annotations

import pytest

from paddle_inspect.pages.read.reader import read_page
from tests.fakes import repairer

BENCH = repairer()


@pytest.mark.parametrize(
    ("titles", "says", "is_drawn_again"),
    [
        (("Pretrained Weight", "Notes"), "good", True),  # by a title
        (("Model", "Language"), "good", True),
        (("Model", "Notes"), "English", True),  # by what rows say
        (("Model", "Notes"), "12-layer", True),
        (("Model", "Notes"), "good", False),
    ],
)
def test_a_badly_drawn_table_is_one_of_weights_by_a_title_or_by_what_its_rows_say(
    titles: tuple[str, str], says: str, is_drawn_again: bool
) -> None:
    border = "+-----+-------------------+-----------+"
    lines = [
        border,
        f"| No. | {titles[0]:17} | {titles[1]:9} |",
        border.replace("-", "="),
        f"| 1   | bert-base-uncased   | {says:9} |",
        border,
        f"| 2   | bert-base-cased   | {says:9} |",
        border,
        "",
    ]
    text = "\n".join(lines)
    repaired = BENCH.repair(read_page(text, "BERT/contents.rst"), family=None)
    lines[3] = f"| 1   | bert-base-uncased | {says:9} |"
    assert repaired.text == ("\n".join(lines) if is_drawn_again else text)
