"""What only the whole table can settle."""

from __future__ import annotations

from dataclasses import replace

from paddle_inspect.pages.reconcile.settling import FITS, MOVED, Settler
from paddle_inspect.pages.records import Claim
from tests.claims import claim, known, phrase, spec


def settled(*claims: Claim) -> list[tuple[str, bool]]:
    """After moving: each claim's weight, and whether it has data."""
    settler = Settler(known(), claims)
    settler.move_misplaced()
    return [(claim.weight, not claim.empty) for claim in settler.claims]


def test_rows_that_fit_stay() -> None:
    claims = [claim("toy-base", "English", phrase("toy-base")), claim("toy-large", "English", phrase("toy-large"))]
    assert settled(*claims) == [("toy-base", True), ("toy-large", True)]


def test_data_under_another_name_goes_to_the_row_above() -> None:
    claims = [claim("toy-large"), claim("toy-small", "English", phrase("toy-large"))]
    assert settled(*claims) == [("toy-large", False), ("toy-large", True), ("toy-small", False)]


def test_data_goes_to_the_only_hungry_weight_that_it_fits() -> None:
    claims = [claim("toy-base", "English", phrase("toy-small")), claim("toy-large", "English", phrase("toy-large"))]
    assert settled(*claims) == [("toy-small", True), ("toy-base", False), ("toy-large", True)]


def test_a_weight_that_has_its_data_gets_no_other() -> None:
    claims = [claim("toy-base", "English", phrase("toy-small")), claim("toy-small", "English", phrase("toy-small"))]
    assert settled(*claims) == [("toy-base", True), ("toy-small", True)]


def test_a_row_cut_off_gets_nothing_from_below_when_another_row_has_its_data() -> None:
    data = phrase("toy-large")
    claims = [claim("toy-large", "English", data), claim("toy-large"), claim("toy-small", "English", data)]
    assert settled(*claims) == [("toy-large", True), ("toy-large", False), ("toy-small", True)]


def test_rows_that_say_the_same_move_one_by_one() -> None:
    same = claim("toy-base", "English", phrase("toy-small"))
    assert settled(same, same) == [("toy-small", True), ("toy-base", False), ("toy-base", True)]


def test_what_moves_is_marked_and_told() -> None:
    settler = Settler(known(), [claim("toy-large"), claim("toy-small", "English", phrase("toy-large"), line=7)])
    settler.move_misplaced()
    (moved,) = [claim for claim in settler.claims if not claim.empty]
    assert moved.doubts == (MOVED,)
    assert [(finding.code, finding.weight) for finding in settler.findings] == [("data-under-wrong-name", "toy-large")]


def test_a_language_that_follows_the_wrong_name_does_not_move_along() -> None:
    settler = Settler(known(), [claim("toy-large"), claim("toy-small-zh", "Chinese", phrase("toy-large"))])
    settler.move_misplaced()
    assert [claim.language for claim in settler.claims if claim.weight == "toy-large"] == ["", ""]


def test_orphans_are_placed_where_they_stood() -> None:
    claims = [claim("toy-small", "English", phrase("toy-small")), claim("toy-base", "English", phrase("toy-base"))]
    settler = Settler(known(), claims)
    assert settler.place(claim("", "English", phrase("toy-large")), 1)
    assert [claim.weight for claim in settler.claims] == ["toy-small", "toy-large", "toy-base"]
    assert settler.claims[1].doubts == (FITS,)


def test_an_orphan_that_fits_nobody_or_several_is_not_placed() -> None:
    settler = Settler(known(), [])
    assert not settler.place(claim("", "English", "99-layer, 99-hidden,"), 0)
    assert not settler.place(claim("", "English", "12-heads, a model"), 0)
    assert settler.claims == []


TWINS = (spec("toy-large"), replace(spec("toy-large"), name="toy-twin"), spec("toy-small"))


def test_of_two_weights_that_data_fits_the_row_cut_off_above_gets_it() -> None:
    claims = [claim("toy-twin"), claim("toy-small", "English", phrase("toy-large")), claim("toy-large")]
    settler = Settler(known(*TWINS), claims)
    settler.move_misplaced()
    assert [(one.weight, not one.empty) for one in settler.claims] == [
        ("toy-twin", False),
        ("toy-twin", True),
        ("toy-small", False),
        ("toy-large", False),
    ]


def test_a_row_that_has_data_of_its_own_gets_nothing_from_below() -> None:
    claims = [claim("toy-twin", "English", "x"), claim("toy-small", "English", phrase("toy-large")), claim("toy-large")]
    settler = Settler(known(*TWINS), claims)
    settler.move_misplaced()
    assert [(one.weight, not one.empty) for one in settler.claims] == [
        ("toy-twin", True),
        ("toy-small", True),
        ("toy-large", False),
    ]
