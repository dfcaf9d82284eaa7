"""Every kind of damage comes up to its own bars, on some pages; `make damage` measures all of them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import paddle_inspect as pi
from tests.damage_kinds import KINDS
from tests.damage_report import BEGIN, END, PAGE, measure
from tests.zoo_pages import FAMILIES, healthy

PAGES_OF_A_KIND = 3


def some_families(name: str) -> list[str]:
    return random.Random(name).sample(sorted(FAMILIES), PAGES_OF_A_KIND)


@pytest.mark.parametrize("name", KINDS)
def test_what_a_page_said_comes_back_of_every_kind_of_damage(name: str, tmp_path: Path, arithmetic_zoo: object) -> None:
    score = measure(name, tmp_path, families=some_families(name))
    assert score.below(KINDS[name]) == [], "\n".join(score.failures)


def test_a_page_that_is_not_damaged_is_left_alone(tmp_path: Path, arithmetic_zoo: object) -> None:
    for family in FAMILIES:
        path = tmp_path / family / "contents.rst"
        path.parent.mkdir()
        path.write_text(healthy(family).text(), encoding="utf-8")
        assert pi.fix(path).text == healthy(family).text()
        assert pi.check(path).is_clean


@pytest.mark.parametrize("name", KINDS)
def test_a_damage_is_the_same_for_the_same_seed_and_damages(name: str) -> None:
    text = healthy("BERT").text()
    once, again = (KINDS[name].damage(text, random.Random(3)) for _ in range(2))
    assert once == again != text


def test_there_are_kinds_and_families_enough() -> None:
    assert len(KINDS) >= 40
    assert len(FAMILIES) >= 6


def test_the_table_of_the_documentation_has_every_kind() -> None:
    table = PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0].strip().splitlines()[2:]
    assert [line.split("|")[1].strip() for line in table] == [*KINDS]
