"""Links that translation broke."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_inspect.pages.read.links import mend_links
from tests.effort import examples

TARGETS = {"org/x": "https://e.org/x", "plain-name": "https://e.org/p"}


def mended(*details: str, weight: str = "a-b") -> tuple[tuple[str, ...], list[str]]:
    text, found = mend_links(weight, details, TARGETS, None)
    return text, [finding.code for finding in found]


MENDED = [
    ("lost its underscore", ["see `org/x` here"], ["see `org/x`_ here"], ["broken-link"]),
    ("lost its underscore, no target", ["see `org/y`"], ["see ``org/y``"], []),
    ("lost its first quote", ["org/x`_"], ["`org/x`_"], ["broken-link"]),
    ("cut at the end", ["see", "`org/x"], ["see", "`org/x`_"], ["broken-link"]),
    ("a literal cut at the end", ["the model ``bert-ba"], ["the model ``bert-ba``"], ["cut-details"]),
    ("a literal cut right away", ["the model ``"], ["the model"], ["cut-details"]),
    ("blank lines around it", ["", "see `org/x` here", "", ""], ["see `org/x`_ here"], ["broken-link"]),
    ("leads nowhere", ["see `org/y`_"], ["see ``org/y``"], ["missing-target"]),
    ("leads nowhere, without a name", ["see `org/y`__"], ["see ``org/y``"], ["missing-target"]),
    ("markdown", ["[paper](https://e.org/p)"], ["`paper <https://e.org/p>`__"], ["broken-link"]),
    ("markdown that leads nowhere", ["[Link](#)"], [], ["broken-link"]),
]


@pytest.mark.parametrize(("details", "expected", "codes"), [case[1:] for case in MENDED], ids=[c[0] for c in MENDED])
def test_broken_links_are_mended_and_reported(details: list[str], expected: list[str], codes: list[str]) -> None:
    assert mended(*details) == (tuple(expected), codes)


WHOLE = [
    ["see `org/x`_ and plain-name_"],
    ["``literal`` and ``another one``"],
    ["a literal ``over", "two lines``"],
    ["`text <https://e.org>`__"],
    ["snake_case and no link"],
    [r"escaped \`org/x\` and \_"],
    [],
]


@pytest.mark.parametrize("details", WHOLE, ids=str)
def test_whole_links_stay(details: list[str]) -> None:
    assert mended(*details) == (tuple(details), [])


def test_an_announced_link_is_the_weights_own() -> None:
    assert mended("Please refer to:", weight="org/x")[0] == ("Please refer to:", "`org/x`_")
    assert mended("Trained on text.", weight="org/x")[0] == ("Trained on text.",)


def test_a_weight_with_a_target_and_no_details_gets_upstreams_phrase() -> None:
    assert mended(weight="org/x")[0] == ("Please refer to:", "`org/x`_")
    assert mended(weight="org/y")[0] == ()


@pytest.mark.parametrize("details", [case[1] for case in MENDED], ids=[case[0] for case in MENDED])
def test_mending_twice_is_mending_once(details: list[str]) -> None:
    once, _ = mended(*details)
    assert mended(*once)[0] == once


MARKS = ("`", "``", "_", "__", "org/x", "org/y", "plain-name", "word", " ", "\n", "[t](https://e.org)", "[l](#)", "\\")
MORE_MARKS = ("<u>", "see:", "refer to:", "[", "](#)", ")", "](https://e.org)", "`org/x`_", "``lit``", "`org/y`_")


def test_what_mending_shows_is_mended_too() -> None:
    """A text that changes in each of four passes."""
    once, _ = mended("[l](#)word``__[))refer to:`org/y``", "")
    assert mended(*once)[0] == once


@examples(300)
@given(st.lists(st.sampled_from(MARKS + MORE_MARKS), max_size=12).map("".join), st.sampled_from(["org/x", "a-b"]))
def test_mending_any_text_twice_is_mending_once(text: str, weight: str) -> None:
    once, _ = mended(*text.split("\n"), weight=weight)
    assert mended(*once, weight=weight)[0] == once
