"""docs/design.md and CONTRIBUTING.md describe the house as it is."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.fakes import ROOT

DESIGN = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
MAP = DESIGN.partition("## The map")[2]


def modules() -> list[str]:
    """Every module by its path below the package; a package with a content of its own goes by its `__init__`."""
    package = ROOT / "paddle_inspect"
    found = (path.relative_to(package).as_posix() for path in package.rglob("*.py"))
    return sorted(found)


def test_the_map_names_every_module_exactly_once() -> None:
    named = Counter(re.findall(r"^\| `([\w/]+\.py)` \|", MAP, re.MULTILINE))
    assert {path for path, count in named.items() if count > 1} == set()
    assert sorted(named) == modules()


def test_every_room_stands_in_the_plan() -> None:
    plan = DESIGN.partition("```\ncli ")[2].partition("```")[0]
    rooms = {path.partition("/")[0] for path in modules() if "/" in path}
    assert {line.split()[0] for line in f"cli {plan}".splitlines() if line.strip()} == rooms


def test_no_module_is_larger_than_a_reader_can_hold() -> None:
    package = ROOT / "paddle_inspect"
    sizes = {path.as_posix(): path.read_text(encoding="utf-8").count("\n") for path in package.rglob("*.py")}
    assert {path: size for path, size in sizes.items() if size > 400} == {}


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]
)
def test_what_a_page_links_to_is_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)", re.sub(r"```.*?```|`[^`]*`", "", text, flags=re.DOTALL))
    folder = (ROOT / page).parent
    assert [link for link in links if not (folder / link).exists()] == []


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/testing.md", "docs/design.md"])
def test_the_targets_of_make_that_a_page_names_are_there(page: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"`?\bmake ([a-z-]+)\b", (ROOT / page).read_text(encoding="utf-8")))
    assert named
    assert {name for name in named if not re.search(rf"^{name}:", makefile, re.MULTILINE)} <= {"it", "of", "setup"}
