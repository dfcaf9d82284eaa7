from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_inspect.pages.read.lines import LineKind, bars, classify, parse_target, split_lines

KINDS = [
    ("", LineKind.BLANK),
    ("   \t", LineKind.BLANK),
    ("\u3000\xa0\u3000", LineKind.BLANK),  # as wide as Chinese text is indented, and what a browser copies
    ("\ufeff", LineKind.BLANK),
    ("\v\f", LineKind.BLANK),
    ("\u200b", LineKind.PROSE),
    ("\ufeff+-----+---+", LineKind.RULE),
    ("\u3000| a | b |\xa0", LineKind.ROW),
    ("+-----+---+", LineKind.RULE),
    ("+=====+===+  ", LineKind.RULE),
    ("|---|:--:|", LineKind.RULE),
    ("|--+--+--+", LineKind.RULE),
    ("|:-|:-|", LineKind.RULE),
    ("--- | :---: | ---", LineKind.RULE),
    ("-- | -", LineKind.PROSE),
    ("*-----*---*", LineKind.RULE),
    ("|_____|___|", LineKind.RULE),
    ("+———–-+———+", LineKind.RULE),
    ("| — | — |", LineKind.RULE),
    ("| \\--- | \\--- |", LineKind.RULE),
    ("*****", LineKind.PROSE),
    (":---:", LineKind.PROSE),
    ("| a | b |", LineKind.ROW),
    ("|``albert-large-v1``", LineKind.ROW),
    ("``skep_roberta_large_en`` | English | 24-layer |", LineKind.ROW),
    ("``jcblaise/gpt2-tagalog``", LineKind.ROW),
    (".. _klue/bert-base: https://huggingface.co/klue/bert-base", LineKind.TARGET),
    (".. _`klue/bert-base`: https://huggingface.co/klue/bert-base", LineKind.TARGET),
    ("```markdown", LineKind.FENCE),
    ("Note: a remark", LineKind.PROSE),
    ("------------", LineKind.PROSE),
    (".. note:: this", LineKind.PROSE),
]


@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_a_line_is_what_it_looks_like(text: str, kind: LineKind) -> None:
    (line,) = classify(text)
    assert line.kind is kind


CELLS = [
    ("| a | b |", ("a", "b")),
    ("|a|b", ("a", "b")),
    ("a | b |", ("a", "b")),
    ("| a | | c |", ("a", "", "c")),
    ("| 12-layer,<br>768-hidden |", ("12-layer, 768-hidden",)),
    ("|| a || b ||", ("a", "b")),
    ("|| a | b ||", ("", "a", "b", "")),
    ("| &nbsp; | a&#160;b |", ("", "a b")),
]


@pytest.mark.parametrize(("text", "cells"), CELLS)
def test_missing_bars_cost_nothing(text: str, cells: tuple[str, ...]) -> None:
    assert classify(text)[0].cells == cells


BARS = [
    ("| a | b |", [], [0, 4, 8]),
    ("  | a | b |  ", [], [2, 6, 10]),
    ("| 中 | b |", [], [0, 5, 9]),
    ("| e\u0301 |", [], [0, 4]),
    ("no bar", [], []),
    ("", [0], []),
    ("| a | b", [], [0, 4]),
    ("| a|b | c |", [0, 6, 10], [0, 6, 10]),
    ("| 中|b | c |", [0, 7, 11], [0, 7, 11]),
    ("| a|b | c |", [0, 5, 10], [0, 3, 6, 10]),  # a corner without a bar
    ("| a|b | c |", [0, 6], [0, 3, 6, 10]),  # the line goes on behind the last corner
]


@pytest.mark.parametrize(("text", "corners", "columns"), BARS)
def test_bars_stand_where_docutils_sees_them(text: str, corners: list[int], columns: list[int]) -> None:
    places = bars(text, corners)
    assert list(places) == columns
    assert all(text[index] == "|" for index in places.values())


def test_targets_have_label_and_address() -> None:
    for text in (".. _a/b: https://x.org", ".. _`a/b`: https://x.org"):
        target = parse_target(classify(text)[0])
        assert target is not None
        assert (target.label, target.url) == ("a/b", "https://x.org")


@given(st.text())
def test_any_text_has_lines_and_keeps_their_numbers(text: str) -> None:
    lines = classify(text)
    assert [line.number for line in lines] == list(range(1, len(split_lines(text)) + 1))
    assert [line.text for line in lines] == split_lines(text)
