"""docs/design.md and CONTRIBUTING.md describe the house as it is."""

from __future__ import annotations

import ast
import re
from collections import Counter
from importlib import import_module

import pytest

from paddle_inspect import api
from tests.fakes import ROOT

PACKAGE = ROOT / "paddle_inspect"
DESIGN = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
MAP = DESIGN.partition("## The map")[2]


def modules() -> list[str]:
    """Every module by its path below the package; a package with a content of its own goes by its `__init__`."""
    return sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


def drawn_map() -> str:
    """The map as the modules' docstrings have it: the first clause of each, from the top floor down."""
    rooms = ["", *re.findall(r"^(\w+) ", plan(), re.MULTILINE)]
    rows = ["| module | what it is about |", "| --- | --- |"]
    for path in sorted(modules(), key=lambda path: (rooms.index(room(path)), path.count("/") > 1, folder_first(path))):
        doc = ast.get_docstring(ast.parse((PACKAGE / path).read_text(encoding="utf-8"))) or ""
        rows.append(f"| `{path}` | {re.split(r'[.;](?: |$)', ' '.join(doc.split()))[0]} |")
    return "\n".join(rows)


def room(path: str) -> str:
    return path.partition("/")[0] if "/" in path else ""


def folder_first(path: str) -> tuple[str, bool, str]:
    folder, _, name = path.rpartition("/")
    return folder, name != "__init__.py", name


def plan() -> str:
    return "cli " + DESIGN.partition("```\ncli ")[2].partition("```")[0]


def test_the_map_names_every_module_exactly_once(pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--overwrite-golden"):
        page = ROOT / "docs" / "design.md"
        text = DESIGN.partition("| module | what it is about |")[0] + drawn_map() + "\n"
        page.write_text(text, encoding="utf-8")
    else:
        assert MAP.strip().splitlines()[2:] == drawn_map().splitlines()
    named = Counter(re.findall(r"^\| `([\w/]+\.py)` \|", drawn_map(), re.MULTILINE))
    assert sorted(named) == modules()
    assert set(named.values()) == {1}


#: Names that differ in their ending alone and may: a command's own word, and the rooms and files of what it is about.
TWINS = {("checkpoint", "checkpoints"), ("pager", "pages"), ("_version", "versions"), ("read", "reader")}


def test_no_two_names_of_modules_differ_in_their_ending_alone() -> None:
    names = sorted({word for path in modules() for word in path.removesuffix(".py").split("/") if word != "__init__"})
    by_stem: dict[str, list[str]] = {}
    for name in names:
        by_stem.setdefault(stem(name.strip("_")), []).append(name)
    assert {tuple(same) for same in by_stem.values() if len(same) > 1} == TWINS


def stem(name: str) -> str:
    for _ in "ab":  # rankings, ranking, rank
        name = re.sub(r"(ing|ation|ison|er|ed|ies|es|s|e|y)$", "", name) if len(name) > len("rank") else name
    return name


def test_the_api_shows_type_checkers_what_it_has() -> None:
    tree = ast.parse((PACKAGE / "api" / "__init__.py").read_text(encoding="utf-8"))
    shown = {
        alias.asname: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname
    }
    assert sorted(shown) == sorted(api.__all__)
    for name, module in shown.items():
        assert getattr(api, name) is getattr(import_module(str(module)), name)


def test_every_room_stands_in_the_plan() -> None:
    assert {line.split()[0] for line in plan().splitlines() if line.strip()} == {room(path) for path in modules()} - {
        ""
    }


def test_no_module_is_larger_than_a_reader_can_hold() -> None:
    sizes = {path: (PACKAGE / path).read_text(encoding="utf-8").count("\n") for path in modules()}
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
    text = (ROOT / page).read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`|^```\n)make ([a-z-]+)", text, re.MULTILINE))
    assert named
    assert {name for name in named if not re.search(rf"^{name}:", makefile, re.MULTILINE)} == set()
