"""What claims are held against."""

from __future__ import annotations

from dataclasses import replace

import pytest

from paddle_inspect.base.figures import Figure
from paddle_inspect.base.records import Doubt, DoubtKind
from paddle_inspect.models.judgement import Says
from paddle_inspect.pages.read.phrase import figures
from paddle_inspect.pages.reconcile.evidence import Completions, Expected, Fit
from tests.claims import known, phrase, spec
from tests.fakes import inventory

FITS = [
    ("toy-base", "12-layer, 768-hidden, 12-heads, 109M parameters.", Fit(4, 0)),
    ("toy-base", "12-layer, 768-hidden, 12-heads, 110M parameters.", Fit(3, 0)),  # careless, and still the same model
    ("toy-base", "12-layer, 768-hidden, 12-heads, 142M parameters.", Fit(3, 0)),  # 30 % more than 109,482,240
    ("toy-base", "12-layer, 768-hidden, 12-heads, 77M parameters.", Fit(3, 0)),  # 30 % less
    ("toy-base", "12-layer, 768-hidden, 12-heads, 165M parameters.", Fit(3, 1)),  # 51 % more: another model's
    ("toy-base", "12-layer, 768-hidden, 12-heads, 54M parameters.", Fit(3, 1)),  # 51 % less
    ("toy-base", "12-layer, 768-hidden, 12-heads, _M parameters.", Fit(3, 0)),
    ("toy-base", "12-layer, 768-hidden, 16-heads, 109M parameters.", Fit(3, 1)),
    ("toy-base", "24-layer, 1024-hidden, 16-heads, 335M parameters.", Fit(0, 4)),
    ("toy-base", "Trained on text.", Fit(0, 0)),
    ("unknown", "12-layer, 768-hidden, 12-heads, 109M parameters.", Fit(0, 0)),
]


@pytest.mark.parametrize(("weight", "details", "fit"), FITS)
def test_how_well_figures_fit(weight: str, details: str, fit: Fit) -> None:
    assert known().fit(weight, figures([details])) == fit


def test_without_a_count_the_config_still_judges() -> None:
    assert known(counted=False).fit("toy-base", figures([phrase("toy-large")])) == Fit(0, 3)


def test_without_a_config_nothing_is_judged() -> None:
    assert known(spec("other")).fit("other", figures([phrase("toy-large")])) == Fit(0, 0)


def test_a_weight_that_only_the_reference_knows_is_held_against_it() -> None:
    evidence = known(reference="| ``other`` | English | 12-layer, 768-hidden, |")
    assert evidence.fit("other", figures(["12-layer, 1024-hidden,"])) == Fit(1, 1)


QUALITIES = [
    (Fit(2, 0), True, False),
    (Fit(1, 0), False, False),
    (Fit(0, 0), False, False),
    (Fit(3, 1), False, False),  # one careless figure is no proof
    (Fit(0, 1), False, True),
    (Fit(4, 2), False, True),
]


@pytest.mark.parametrize(("fit", "good", "bad"), QUALITIES)
def test_what_a_fit_is_worth(fit: Fit, good: bool, bad: bool) -> None:
    assert (fit.good, fit.bad) == (good, bad)


def test_who_knows_a_name() -> None:
    evidence = known(reference="| ``listed`` | English | x |", targets={"linked": "https://e.org"})
    assert all(map(evidence.exists, ("toy-base", "listed", "linked")))
    assert not evidence.exists("invented")


COMPLETIONS = [
    ("toy-l", "toy-large"),
    ("toy-base", "toy-base"),
    ("toy-", None),
    ("to", None),
    ("toy-basement", None),
    ("", None),
    ("zzz", None),
    ("toy-base-extra-l", "toy-base-extra-long"),
]


@pytest.mark.parametrize(("part", "whole"), COMPLETIONS)
def test_only_one_name_can_be_meant(part: str, whole: str | None) -> None:
    assert Completions(["toy-large", "toy-base", "toy-base-extra-long", "toy-small"]).complete(part) == whole


@pytest.mark.parametrize(("part", "whole"), [("z", None), ("zo", None), ("zoo", "zoo-large"), ("zoo-", "zoo-large")])
def test_two_letters_are_no_name(part: str, whole: str | None) -> None:
    assert Completions(["toy-base", "zoo-large"]).complete(part) == whole


def verdict(text: str, *doubts: tuple[DoubtKind, int]) -> Says:
    """What is said of a documented count of a weight with 278,570,240 parameters, some keys of which are in doubt."""
    rests_on = tuple(
        Doubt(key=f"key_{place}", kind=kind, built="false", other="true", parameters=parameters)
        for place, (kind, parameters) in enumerate(doubts)
    )
    counted = replace(inventory("toy", 278_570_240), doubts=rests_on)
    [figure] = figures([f"{text} parameters"])
    return Expected(spec("toy"), counted).judge(figure).says


VERDICTS = [
    ("279M", [], Says.AGREES),
    ("369M", [], Says.CONTRADICTS),
    ("369M", [(DoubtKind.SWITCH, 369_057_216)], Says.BY_WAY),  # what it has with the key that its config leaves open
    ("369M", [(DoubtKind.LOST, 369_057_216)], Says.BY_WAY),
    ("279M", [(DoubtKind.SWITCH, 369_057_216)], Says.AGREES),
    ("301M", [(DoubtKind.SWITCH, 369_057_216)], Says.CONTRADICTS),  # neither with the key nor without
    ("369M", [(DoubtKind.SIZE, 369_057_216)], Says.CONTRADICTS),  # some size gives it, and nobody said which
    ("301M", [(DoubtKind.SWITCH, 369_057_216), (DoubtKind.SWITCH, 278_570_241)], Says.CONTRADICTS),
    ("301M", [(DoubtKind.LOST, 278_570_240)], Says.CONTRADICTS),  # lost, and without an effect
]


@pytest.mark.parametrize(("text", "doubts", "says"), VERDICTS)
def test_a_count_in_doubt_contradicts_no_figure_that_its_config_allows(
    text: str, doubts: list[tuple[DoubtKind, int]], says: Says
) -> None:
    assert verdict(text, *doubts) is says


@pytest.mark.parametrize(("unclear", "conflicts"), [(False, 2), (True, 0)])
def test_figures_that_stand_together_are_against_a_weight_when_they_are_clear(unclear: bool, conflicts: int) -> None:
    """Though no figure beside them says that they are the weight's."""
    stated = [
        Figure(name="num_hidden_layers", text="99", value=99, run=1, unclear=unclear),
        Figure(name="hidden_size", text="7", value=7, run=1, unclear=unclear),
    ]
    assert known(spec("toy-base")).fit("toy-base", stated).conflicts == conflicts
    assert known(spec("toy-base")).fit("toy-base", stated[:1]).conflicts == 0
