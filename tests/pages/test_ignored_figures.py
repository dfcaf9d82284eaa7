"""A repair leaves the figures that a comment of the page says are meant, and changes the others beside them."""

from __future__ import annotations

import pytest

from paddle_inspect.api import check
from paddle_inspect.pages.read.reader import read_page
from tests.fakes import GivenCounts, repairer

PAGE = """\
ALBERT
======

{comment}

+--------------------+----------+--------------------------------------------------+
| Pretrained Weight  | Language | Details of the model                             |
+====================+==========+==================================================+
| ``albert-base-v1`` | English  | 12-layer, 768-hidden, 12-heads, 99M parameters   |
+--------------------+----------+--------------------------------------------------+
| ``albert-base-v2`` | English  | 12-layer, 768-hidden, 12-heads, xxM parameters   |
+--------------------+----------+--------------------------------------------------+
"""
#: The same with a header that lost its bars, so that the whole table is drawn anew.
TORN = PAGE.replace("| Pretrained Weight  | Language |", "Pretrained Weight  Language ")


def mended(text: str, reference: str | None = None) -> str:
    bench = repairer()
    page = read_page(text)
    other = None if reference is None else read_page(reference)
    return bench.repair(page, family=bench.match_family(page), reference=other).text


@pytest.mark.parametrize("text", [PAGE, TORN])
@pytest.mark.parametrize(
    ("comment", "first", "second"),
    [
        ("No comment.", "11.7M", "11.7M"),
        (".. paddle-inspect: ignore contradicted-figure", "99M", "11.7M"),
        (".. paddle-inspect: ignore contradicted-figure, placeholder-figure", "99M", "xxM"),
        (".. paddle-inspect: ignore contradicted-figure for albert-base-v1", "99M", "11.7M"),
        (".. paddle-inspect: ignore contradicted-figure for albert-base-v2", "11.7M", "11.7M"),
        (".. paddle-inspect: ignore missing-figure", "11.7M", "11.7M"),
    ],
)
def test_a_figure_that_is_meant_stays(text: str, comment: str, first: str, second: str) -> None:
    new = mended(text.format(comment=comment))
    rows = {name: new.partition(f"``{name}``")[2].partition("\n+-")[0] for name in ("albert-base-v1", "albert-base-v2")}
    assert f"{first} parameters" in rows["albert-base-v1"]
    assert f"{second} parameters" in rows["albert-base-v2"]
    assert mended(new) == new


@pytest.mark.parametrize("comment", ["", ".. paddle-inspect: ignore corrected-figure"])
def test_a_figure_that_a_reference_alone_knows_better_stays_too(comment: str) -> None:
    page = PAGE.replace("albert-base", "nobody-knows").replace("xxM", "20M")
    new = mended(page.format(comment=comment), page.replace("99M", "98M").format(comment=""))
    assert ("99M" in new, "98M" in new) == (bool(comment), not comment)


def test_a_check_still_knows_what_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = GivenCounts({"albert-base-v1": 11_683_584, "albert-base-v2": 11_683_584})
    monkeypatch.setattr("paddle_inspect.pages.repair.count", lambda specs, run: counts(specs))
    comment = ".. paddle-inspect: ignore contradicted-figure for albert-base-v1"
    found = check(PAGE.format(comment=comment))
    assert [(one.code, one.weight) for one in found.findings] == [("placeholder-figure", "albert-base-v2")]
    assert found.ignored == 1
    right = PAGE.replace("99M parameters  ", "11.7M parameters").replace("xxM parameters  ", "11.7M parameters")
    useless = check(right.format(comment=comment))
    assert [one.code for one in useless.findings] == ["useless-comment"]
    assert useless.ignored == 0
