"""Links that translation broke."""

from __future__ import annotations

import pytest

from paddle_inspect.base.records import Finding
from paddle_inspect.pages.read.links import mend_links

TARGETS = {"org/x": "https://e.org/x", "plain-name": "https://e.org/p"}


def mended(*details: str, weight: str = "a-b") -> tuple[tuple[str, ...], list[str]]:
    found: list[Finding] = []
    return mend_links(weight, details, TARGETS, None, found), [finding.code for finding in found]


MENDED = [
    ("lost its underscore", ["see `org/x` here"], ["see `org/x`_ here"], ["broken-link"]),
    ("lost its underscore, no target", ["see `org/y`"], ["see ``org/y``"], []),
    ("lost its first quote", ["org/x`_"], ["`org/x`_"], ["broken-link"]),
    ("cut at the end", ["see", "`org/x"], ["see", "`org/x`_"], ["broken-link"]),
    ("a literal cut at the end", ["the model ``bert-ba"], ["the model ``bert-ba``"], ["cut-details"]),
    ("a literal cut right away", ["the model ``"], ["the model"], ["cut-details"]),
    ("leads nowhere", ["see `org/y`_"], ["see ``org/y``"], ["missing-target"]),
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
