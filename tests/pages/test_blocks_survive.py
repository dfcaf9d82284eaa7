"""Whatever healthy block stands beside a damaged table, it stands there afterwards, to the byte."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

import paddle_inspect as pi
from tests.damage import HEADS, RARE_HEADS, ROW_DAMAGES, SCRATCHES, damaged
from tests.damage_kinds import KINDS
from tests.effort import examples
from tests.given_zoo import GivenZoo, by_arithmetic, in_place_of_all
from tests.pages.grammar import write
from tests.pages.healthy.blocks import BLOCKS
from tests.zoo_pages import FAMILIES, healthy

SEEDS = st.integers(0, 10**6)
ROWS = st.lists(st.sampled_from(sorted(ROW_DAMAGES)), max_size=2, unique=True)
LINES = st.lists(st.sampled_from(sorted(SCRATCHES)), max_size=3, unique=True)
BLOCK = st.sampled_from(sorted(BLOCKS))
#: Damages whose page is still one of reStructuredText, with what stands around its table, and where a blank line
#: between two things still parts them.
WHOLE = sorted(
    name for name, kind in KINDS.items() if kind.suffix == ".rst" and not kind.loses and "blank lines" not in name
)


def repaired(family: str, text: str) -> str:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        in_place_of_all(patch, GivenZoo(by_arithmetic))
        path = Path(folder) / family / "contents.rst"
        path.parent.mkdir()
        path.write_bytes(text.encode("utf-8"))
        return pi.fix(path).text


def beside(above: tuple[str, ...], table: str, below: tuple[str, ...], blocks: tuple[str, str]) -> str:
    """A page of a table with a block above and one below it, each between blank lines."""
    parts = ("\n".join(above).strip("\n"), blocks[0], table.strip("\n"), blocks[1], "\n".join(below).strip("\n"))
    return "\n\n".join(part.rstrip("\n") for part in parts if part) + "\n"


def missing(text: str, blocks: tuple[str, str]) -> list[str]:
    return [block for block in blocks if block.rstrip("\n") not in text]


@examples(40)
@given(SEEDS, ROWS, st.booleans(), LINES, BLOCK, BLOCK)
def test_a_block_beside_a_torn_table_of_unknown_weights_stays(
    seed: int, rows: list[str], tear: bool, scratches: list[str], above: str, below: str
) -> None:
    rng = random.Random(seed)
    page = write(rng, placeholders=False).healthy
    alone = replace(page, above=(), below=())
    heads = (*HEADS, *RARE_HEADS)
    table = damaged(alone, rng, rows=rows, tear=tear, heads=heads, scratches=scratches)
    blocks = (BLOCKS[above], BLOCKS[below])
    text = repaired("Unknown", beside(page.above, table, page.below, blocks))
    assert missing(text, blocks) == []


@examples(40)
@given(SEEDS, st.sampled_from(sorted(FAMILIES)), st.sampled_from(WHOLE), BLOCK, BLOCK)
def test_a_block_beside_a_damaged_table_of_known_weights_stays(
    seed: int, family: str, kind: str, above: str, below: str
) -> None:
    page = healthy(family)
    lines = KINDS[kind].damage(page.text(), random.Random(seed)).rstrip("\n").split("\n")
    table = "\n".join(lines[len(page.above) : len(lines) - sum(map(bool, page.below))])
    blocks = (BLOCKS[above], BLOCKS[below])
    text = repaired(family, beside(page.above, table, page.below, blocks))
    assert missing(text, blocks) == []


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_every_block_above_and_below_a_damaged_table_stays(name: str) -> None:
    page = healthy("BERT")
    table = damaged(replace(page, above=(), below=()), random.Random(name), scratches=["drop_rule", "shift_bar"])
    block = BLOCKS[name]
    assert (
        missing(repaired("BERT", beside(page.above, table, page.below, (block, "The end."))), (block, "The end.")) == []
    )
    assert missing(repaired("BERT", beside(page.above, table, page.below, ("So:", block))), ("So:", block)) == []
