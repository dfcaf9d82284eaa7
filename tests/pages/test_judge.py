"""docutils as the judge of a page."""

from __future__ import annotations

import pytest

from paddle_inspect.pages.write.judge import dangling_targets, parse, same_text

GRID = """\
+-------+---------+------------+
| Name  | Lang    | Details    |
+=======+=========+============+
|``a``  | English | 12-layer,  |
|       |         |            |
|       |         | `a`_       |
+-------+---------+------------+

.. _a: https://e.org
"""


def test_rows_as_plain_text() -> None:
    parsed = parse(GRID)
    assert parsed.errors == ()
    assert parsed.tables == ((("a", "English", "12-layer, a"),),)


def test_an_error_with_its_line() -> None:
    ((line, message),) = parse(f"Title\n=====\n\n{GRID}".replace("|       |         |", "|       |        |")).errors
    assert 4 <= line <= 10
    assert "Malformed table" in message


def test_a_reference_that_leads_nowhere_is_an_error() -> None:
    ((line, message),) = parse(GRID.replace("https", "") + "\nsee nowhere_\n").errors
    assert line == 11
    assert "Unknown target name" in message


def test_warnings_are_no_errors_and_no_text() -> None:
    parsed = parse(GRID.replace("12-layer,", "12 ``lay "))
    assert parsed.errors == ()
    assert parsed.tables[0][0][2] == "12 ``lay a"


def test_nothing_is_included_and_nothing_is_run() -> None:
    assert parse(".. include:: /etc/hostname\n").tables == ()
    assert parse(".. raw:: html\n   :file: /etc/hostname\n").tables == ()


SAME = [
    (["12-layer,", "768-hidden."], "12-layer, 768-hidden."),
    (["see `a/b`_"], "see a/b"),
    (["- one", "- two"], "one two"),
    (["1. one", "2. two"], "one two"),
    ([r"a \*b"], "a *b"),
    ([], ""),
]
OTHER = [(["12-layer"], "13-layer"), (["one"], "one two"), (["one", "two"], "one"), (["v1. two"], "two")]


@pytest.mark.parametrize(("details", "parsed"), SAME)
def test_the_same_text(details: list[str], parsed: str) -> None:
    assert same_text(details, parsed)


@pytest.mark.parametrize(("details", "parsed"), OTHER)
def test_another_text(details: list[str], parsed: str) -> None:
    assert not same_text(details, parsed)


def test_links_that_lead_nowhere_are_known_by_their_labels() -> None:
    assert dangling_targets("See `a B`_, c_ and d_.\n\n.. _c: https://e.org\n") == {"a b", "d"}
