"""The pages that damage is done to are true and healthy."""

from __future__ import annotations

import pytest

import paddle_inspect as pi
from tests import judge
from tests.arithmetic import PARAMETERS as FORMULAS
from tests.damage import read_healthy
from tests.stated import NAMES, is_right, stated
from tests.zoo_pages import FAMILIES, healthy, weights_of


@pytest.mark.parametrize("family", FAMILIES)
def test_the_figures_are_what_the_papers_give(family: str) -> None:
    configs = {weight.name: weight.config for weight in pi.weights(family)}
    assert {weight.name: FORMULAS[family](configs[weight.name]) for weight in FAMILIES[family]} == {
        weight.name: weight.parameters for weight in FAMILIES[family]
    }


@pytest.mark.parametrize("family", FAMILIES)
def test_a_page_states_them(family: str) -> None:
    page = healthy(family)
    assert judge.errors(page.text()) == []
    assert read_healthy(page.text()) == page
    for row in page.rows:
        found, accepted = stated(" ".join(row.details)), weights_of(family)[row.name].accepted
        assert [name for name in NAMES if not is_right(found[name], accepted[name])] == []
