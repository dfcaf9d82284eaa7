"""The examples of docs/api.md and the notebook beside it are what happens."""

from __future__ import annotations

import ast
import contextlib
import doctest
import io
import json
from typing import Any

import pytest

from tests.fakes import ROOT

pytestmark = pytest.mark.paddle
NOTEBOOK = ROOT / "docs" / "inspecting.ipynb"


def test_the_examples_of_the_interface_are_what_happens() -> None:
    assert doctest.testfile(str(ROOT / "docs" / "api.md"), module_relative=False) == (0, 45)


def outputs(source: str, names: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """What a cell prints, and what its last expression shows, as a notebook keeps it."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    shown = None
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "cell", "exec"), names)
        if isinstance(last, ast.Expr):
            shown = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    found: list[dict[str, Any]] = []
    if printed.getvalue():
        found.append({"name": "stdout", "output_type": "stream", "text": lines(printed.getvalue())})
    if shown is not None:
        data = {"text/plain": lines(repr(shown))}
        if hasattr(shown, "_repr_html_"):
            data = {"text/html": lines(shown._repr_html_()), **data}
        found.append({"data": data, "execution_count": number, "metadata": {}, "output_type": "execute_result"})
    return found


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def test_the_notebook_runs_and_shows_what_it_shows(pytestconfig: pytest.Config) -> None:
    """A kernel would bring thirty packages; a cell is Python, and its last expression is shown."""
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    names: dict[str, Any] = {"__name__": "__main__"}
    kept = [cell["outputs"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, cell in enumerate(cells, 1):
        cell["outputs"] = outputs("".join(cell["source"]), names, number)
        cell["execution_count"] = number
    if pytestconfig.getoption("--overwrite-golden"):
        NOTEBOOK.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    else:
        assert [cell["outputs"] for cell in cells] == kept
    assert names["model"].parameters == 11_683_584  # as tests/arithmetic.py has it
    assert "109M parameters" in names["repaired"].text
