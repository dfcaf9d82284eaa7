"""Who may import what: the rules of docs/design.md, read off the source."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "paddle_inspect"
MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))


def imports(module: Path) -> Iterator[str]:
    """Every module that a source file imports, also inside functions."""
    for node in ast.walk(ast.parse((PACKAGE / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_there_are_modules_to_look_at() -> None:
    assert len(MODULES) > 50


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_heavy_and_outside_libraries_have_one_room_each(module: Path) -> None:
    names = set(imports(module))
    roots = {name.split(".")[0] for name in names}
    if module.parts[0] != "framework":
        assert not roots & {"paddle", "paddlenlp"}
    if str(module) != "render/terminal.py":
        assert "rich" not in roots
    assert not (roots | names) & {"pickle", "socket", "urllib.request", "requests", "http"}


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_data_flows_one_way(module: Path) -> None:
    mine = module.parts[0]
    used = {name.split(".")[1] for name in imports(module) if name.startswith("paddle_inspect.")}
    if mine not in ("commands", "cli.py", "__main__.py"):
        assert "commands" not in used
    if mine == "page":
        assert not used & {"reconcile", "render", "repair", "catalogue", "counting", "framework", "sources"}
    if mine == "reconcile":
        assert not used & {"render", "repair", "catalogue", "counting", "framework", "sources", "console"}
    if mine == "render":
        assert not used & {"repair", "catalogue", "counting", "framework", "sources"}
    if mine == "framework":
        assert not used & {"page", "reconcile", "render", "repair", "sources"}


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = (
        "import sys, paddle_inspect, paddle_inspect.cli; paddle_inspect.cli.build_parser();"
        "print([name for name in ('paddle', 'paddlenlp', 'numpy', 'rich', 'docutils') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
