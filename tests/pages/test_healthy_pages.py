"""First, do no harm: no byte of a healthy page changes, but for the characters of a figure that is wrong."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import pytest
from docutils import nodes
from markdown_it import MarkdownIt

import paddle_inspect as pi
from paddle_inspect.base import progress
from paddle_inspect.cli import main
from tests.pages.healthy.blocks import BLOCKS, beside
from tests.pages.healthy.foreign import foreign
from tests.pages.healthy.inside import inside, written
from tests.pages.healthy.markdown import in_markdown
from tests.pages.healthy.page import Page
from tests.sphinx_words import complaints, tree

pytestmark = pytest.mark.usefixtures("arithmetic_zoo")

PAGES = [*beside(), *inside(), *written(), *in_markdown()]
FOREIGN = [*foreign()]
WITH_FIGURE = [page for page in PAGES if page.figure]


def put(page: Page, folder: Path, content: bytes | None = None) -> Path:
    """The page as a file of the family's folder."""
    path = folder / "BERT" / f"contents{page.suffix}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(page.content if content is None else content)
    return path


# The corpus is honest


def test_there_are_enough_of_them() -> None:
    assert len(BLOCKS) >= 60
    assert len({page.name for page in [*PAGES, *FOREIGN]}) == len([*PAGES, *FOREIGN])
    assert sum(not page.name.endswith("crlf") for page in FOREIGN) >= 12


@pytest.mark.parametrize("page", [page for page in [*PAGES, *FOREIGN] if page.suffix == ".rst"], ids=str)
def test_docutils_has_nothing_to_say_of_a_healthy_page(page: Page) -> None:
    """Nor of the same page with a wrong figure."""
    assert complaints(page.text) == []
    assert page.figure is None or complaints(page.wrong.decode("utf-8")) == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.suffix == ".rst"], ids=str)
def test_docutils_reads_the_table_of_a_healthy_page(page: Page) -> None:
    cells = {" ".join(cell.astext().split()) for cell in tree(page.text).findall(nodes.entry)}
    assert any("bert-" in cell or cell in ("rbt3", "base") for cell in cells)


@pytest.mark.parametrize("page", [page for page in PAGES if page.suffix == ".md"], ids=str)
def test_commonmark_reads_the_table_of_a_healthy_page(page: Page) -> None:
    """Or hands it on, as HTML and as the content of a directive."""
    tokens = MarkdownIt("commonmark").enable("table").parse(page.text.removeprefix("\ufeff").replace("\r\n", "\n"))
    cells = [token.content for before, token in pairwise(tokens) if before.type == "td_open"]
    handed_on = [token.content for token in tokens if token.type in ("html_block", "fence")]
    assert any("bert-base-uncased" in text for text in [*cells, *handed_on])


def test_the_figure_of_a_page_stands_in_it_once() -> None:
    assert [page.name for page in WITH_FIGURE if page.figure and page.text.count(page.figure[0]) != 1] == []


# Nothing changes


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_healthy_page_comes_out_as_it_went_in(page: Page, tmp_path: Path) -> None:
    repaired = pi.fix(put(page, tmp_path))
    assert repaired.text == page.text
    assert repaired.report.dropped == ()


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_nothing_is_found_on_a_healthy_page(page: Page, tmp_path: Path) -> None:
    checked = pi.check(put(page, tmp_path))
    assert [(found.code, found.message) for found in checked.findings if found.severity.value != "note"] == []
    assert checked.is_clean


@pytest.mark.parametrize("page", WITH_FIGURE, ids=str)
def test_a_wrong_figure_changes_and_nothing_around_it(page: Page, tmp_path: Path) -> None:
    path = put(page, tmp_path, page.wrong)
    checked = pi.check(path)
    assert "contradicted-figure" in {found.code for found in checked.findings}
    repaired = pi.fix(path)
    assert repaired.text == page.text
    assert repaired.report.dropped == ()


def test_a_tree_of_healthy_pages_stays_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "EVERY", math.inf)  # however slow the machine is
    files = {put(page, tmp_path / str(number)): page for number, page in enumerate([*PAGES, *FOREIGN])}
    codes = main(["check", str(tmp_path)]), main(["fix", str(tmp_path)])
    assert [page.name for path, page in files.items() if path.read_bytes() != page.content] == []
    assert codes == (0, 0)
    assert capsys.readouterr().err == ""


# Pages without weights


@pytest.mark.parametrize("page", FOREIGN, ids=str)
def test_a_page_without_weights_is_nobodys_business(
    page: Page, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = put(page, tmp_path)
    assert main(["fix", str(path)]) == 0
    assert path.read_bytes() == page.content
    assert main(["check", str(path)]) == 0
    assert main(["fix", str(path), "--check"]) == 0
    assert "dropped" not in capsys.readouterr().out


@pytest.mark.parametrize("page", FOREIGN, ids=str)
def test_a_page_without_weights_is_said_to_have_none(page: Page, tmp_path: Path) -> None:
    path = put(page, tmp_path)
    assert pi.check(path).is_clean
    repaired = pi.fix(path)
    assert not repaired.changed
    assert repaired.report.rows == ()
    assert repaired.report.dropped == ()


def test_what_was_found_on_a_page_without_weights_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = next(page for page in FOREIGN if page.name == "a manual of keys in grids")
    path = put(page, tmp_path)
    for command in ("check", "fix"):
        assert main([command, str(path)]) == 0
        assert "3 tables, none of pretrained weights" in capsys.readouterr().out
