"""Which code fences in a page of reStructuredText are damage, and which stand around code."""

from __future__ import annotations

import pytest

from paddle_inspect.pages.read.reader import read_page
from tests.fakes import repairer

GRID = """\
+---------------------+----------+--------------------------------------------------+
| Pretrained Weight   | Language | Details                                          |
+=====================+==========+==================================================+
|``bert-base-cased``  | English  | 12-layer, 768-hidden, 12-heads, 108M parameters. |
+---------------------+----------+--------------------------------------------------+
"""
TORN = GRID.replace("parameters. |", "parameters.")
TITLE = "Models\n------------------------------------\n\n"


def repaired(text: str) -> str:
    return repairer().repair(read_page(f"{TITLE}{text}"), family=None).text.removeprefix(TITLE)


KEPT = {
    "code of a language": "```python\nimport x\n```\n",
    "code that says nothing": "```\nimport x\n```\n",
    "waves": "~~~\nimport x\n~~~\n",
    "a language with options": '```python title="x"\nimport x\n```\n',
    "a table in a language": f"```python\n{GRID}```\n",
}


@pytest.mark.parametrize("table", [GRID, TORN], ids=["whole", "torn"])
@pytest.mark.parametrize("code", KEPT.values(), ids=KEPT.keys())
def test_fences_around_code_stay(code: str, table: str) -> None:
    assert repaired(f"{code}\n{table}") == f"{code}\n{GRID}"
    assert repaired(f"{table}\n{code}") == f"{GRID}\n{code}"


TAKEN = {
    "around a table": f"```\n{GRID}```\n",
    "around a torn one": f"```rst\n{TORN}```\n",
    "one alone": f"{GRID}```\n",
    "around a remark": f"{GRID}\n```\nNote: The translation keeps the format.\n```\n",
    "around nothing": f"{GRID}\n```\n```\n",
}


@pytest.mark.parametrize("text", TAKEN.values(), ids=TAKEN.keys())
def test_fences_around_tables_and_remarks_are_taken_away(text: str) -> None:
    assert repaired(text).strip() == GRID.strip()


def test_beside_fences_around_a_table_code_keeps_its_own() -> None:
    code = "```python\nx = 1\n```\n"
    assert repaired(f"{code}\n```\n{GRID}```\n") == f"{code}\n{GRID}"
