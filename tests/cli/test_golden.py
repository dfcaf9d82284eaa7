"""What is printed for ALBERT, whole: `pytest --overwrite-golden` writes the files, and cannot bless a wrong figure."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from paddle_inspect.base.figures import PARAMETERS, agrees
from paddle_inspect.pages.read.phrase import figures
from paddle_inspect.pages.read.reader import read_page
from paddle_inspect.pages.records import Report
from paddle_inspect.pages.repair import report_on_family
from paddle_inspect.pages.write.family import page
from paddle_inspect.tables import render
from paddle_inspect.tables.document import Document, Section, Table
from paddle_inspect.views.findings import text_line
from paddle_inspect.views.report import summary_table
from tests.arithmetic import albert
from tests.fakes import ALBERT_PAGE, repairer

FOLDER = Path(__file__).parent / "golden"


@cache
def report() -> Report:
    workbench = repairer()
    source = read_page(ALBERT_PAGE.read_text(encoding="utf-8"))
    return report_on_family(workbench, workbench.catalogue.family("ALBERT"), source)


def printed() -> dict[str, str]:
    """Every golden file's name and content."""
    table = summary_table(report().rows)
    # Counting by arithmetic makes one tensor of each model.
    shown = [index for index, column in enumerate(table.columns) if column.title != "tensors"]
    columns = tuple(table.columns[index] for index in shown)
    table = Table(columns, tuple(tuple(row[index] for index in shown) for row in table.rows))
    document = Document(sections_of=lambda: (Section(table=table),))
    return {
        "albert.txt": render(document),
        "albert.md": render(document, "markdown"),
        "albert.csv": render(document, "csv"),
        "albert-en.rst": page("ALBERT", report().rows, {}, "en"),
        "albert-zh.rst": page("ALBERT", report().rows, {}, "zh"),
        "albert-findings.txt": "".join(f"{text_line(finding)}\n" for finding in report().findings),
    }


@pytest.mark.parametrize("name", printed())
def test_what_is_printed_is_what_was_agreed_on(name: str, pytestconfig: pytest.Config) -> None:
    path = FOLDER / name
    if pytestconfig.getoption("--overwrite-golden"):
        path.write_text(printed()[name], encoding="utf-8", newline="")
    assert path.read_bytes().decode("utf-8") == printed()[name]


def test_no_golden_file_is_left_over() -> None:
    assert {path.name for path in FOLDER.iterdir()} == printed().keys()


@pytest.mark.parametrize("name", ["albert-en.rst", "albert-zh.rst"])
def test_the_golden_figures_are_those_of_the_arithmetic(name: str) -> None:
    rows = {piece.name: piece for piece in read_page((FOLDER / name).read_text(encoding="utf-8")).pieces if piece.name}
    specs = {row.name: row.spec for row in report().rows}
    assert rows.keys() == specs.keys()
    for weight, piece in rows.items():
        stated = {figure.name: figure for figure in figures(piece.details)}
        spec, parameters = specs[weight], stated[PARAMETERS]
        assert spec is not None
        assert parameters.value is not None
        assert agrees(parameters.value, parameters.unit, parameters.decimals, albert(spec.config))
        assert stated["hidden_size"].value == spec.config["hidden_size"]
        assert stated["num_hidden_layers"].value == spec.config["num_hidden_layers"]


def test_the_golden_summary_has_the_arithmetic_to_the_last_digit() -> None:
    lines = (FOLDER / "albert.txt").read_text(encoding="utf-8").splitlines()[1:]
    for line, row in zip(lines, report().rows, strict=True):
        assert row.spec is not None
        assert f"{albert(row.spec.config):,}" in line.split()
