"""What stands ahead of every line of a table, and what parts values: gone where it is proved, else left."""

from __future__ import annotations

import pytest

from paddle_inspect.pages.read.reader import read_page
from paddle_inspect.pages.rewrite import Repaired
from tests.fakes import repairer

BENCH = repairer()
TITLES = ("Pretrained Weight", "Language", "Details")
BASE = ("bert-base-uncased", "English", "12-layer, 768-hidden, 12-heads.")
LARGE = ("bert-large-uncased", "English", "24-layer, 1024-hidden, 16-heads.")
GRID = """\
+------------------------+----------+----------------------------------+
| Pretrained Weight      | Language | Details                          |
+========================+==========+==================================+
| ``bert-base-uncased``  | English  | 12-layer, 768-hidden, 12-heads.  |
+------------------------+----------+----------------------------------+
| ``bert-large-uncased`` | English  | 24-layer, 1024-hidden, 16-heads. |
+------------------------+----------+----------------------------------+
"""
PIPES = """\
| Pretrained Weight | Language | Details |
|---|---|---|
| `bert-base-uncased` | English | 12-layer, 768-hidden, 12-heads. |
| `bert-large-uncased` | English | 24-layer, 1024-hidden, 16-heads. |
"""


def repair(text: str, path: str = "page.rst") -> Repaired:
    return BENCH.repair(read_page(text, path, "BERT"), family=None)


def page(table: str, ahead: str) -> str:
    """A page with a number of the line, or the same text, ahead of each line of its table."""
    lines = [f"{ahead.format(number)}{line}" for number, line in enumerate(table.splitlines(), 98)]
    return "The models:\n\n" + "\n".join(lines) + "\n\nThey are free.\n"


PREFIXES = ["> ", ">", "> > ", "+ ", "+", "-", "- ", "* ", "# ", "// ", "{}: ", "{}\t", "{:4} | ", "a.rst:{}:", "INFO "]


@pytest.mark.parametrize("ahead", PREFIXES)
def test_what_stands_ahead_of_each_line_of_a_table_goes(ahead: str) -> None:
    repaired = repair(page(GRID, ahead))
    assert repaired.text == page(GRID, "")
    (found,) = [finding for finding in repaired.report.findings if finding.severity.value == "error"]
    assert (found.code, found.span and found.span.lines) == ("other-drawing", "lines 3-9")


@pytest.mark.parametrize(("ahead", "behind"), [('"', '"'), ('"', '",'), ("", "\\"), ('"', '\\n"'), ("> ", "  ")])
def test_what_stands_behind_each_line_goes_as_well(ahead: str, behind: str) -> None:
    framed = page("".join(f"{line}{behind}\n" for line in GRID.splitlines()), ahead)
    assert repair(framed).text.replace("|  \n", "|\n").replace("+  \n", "+\n") == page(GRID, "")


@pytest.mark.parametrize("ahead", ["+ ", "{}: ", "- ", "* ", "{}. "])
def test_so_it_does_in_markdown(ahead: str) -> None:
    assert repair(page(PIPES, ahead), "page.md").text == page(PIPES, "")


def test_a_prefix_of_rows_alone_goes_as_well() -> None:
    text = "".join(f"- {line}" if line.startswith("|") else line for line in GRID.splitlines(keepends=True))
    assert repair(text).text == GRID


def test_a_prefix_of_the_whole_page_goes_from_all_of_it() -> None:
    text = "".join(f"+{line}" for line in page(GRID, "").splitlines(keepends=True))
    assert repair(text).text == page(GRID, "")


def test_a_torn_table_is_mended_behind_its_prefix() -> None:
    torn = GRID.replace("12-heads.  |", "12-heads.")
    assert repair(page(torn, "> ")).text == repair(page(torn, "")).text


OTHERS = [
    page(GRID.replace("bert-", "none-").replace("Pretrained Weight", "Thing            "), "> "),  # of no weights
    f"- item\n\n{''.join(f'  {line}' for line in GRID.splitlines(keepends=True))}",  # a list has its marks once
    "Run it:\n\n- | tee log\n- | less\n",
    "::\n\n" + "".join(f"  $ {line}" for line in GRID.splitlines(keepends=True)) + "\nSo it prints.\n",
    ".. note::\n\n" + "".join(f"   {line}" for line in GRID.splitlines(keepends=True)),
]


@pytest.mark.parametrize("text", OTHERS)
def test_other_lines_stay(text: str) -> None:
    assert repair(text).text == text


@pytest.mark.parametrize(
    "text", [page(PIPES, "> "), page(PIPES, "- ").replace("\n- ", "\n  ").replace("\n  ", "\n- ", 1)]
)
def test_a_quote_and_a_list_of_markdown_keep_their_marks(text: str) -> None:
    assert repair(text, "page.md").text == text


@pytest.mark.parametrize("mark", [" : ", " / ", " — ", " -> ", " • ", "   ", "^", "；", " ¬ ", "\t", ";"])
def test_values_are_rows_whatever_parts_them_as_it_parts_the_titles(mark: str) -> None:
    text = "".join(f"{mark.join(row)}\n" for row in (TITLES, BASE, LARGE))
    repaired = repair(text)
    rows = [[cell.words for cell in row if cell] for table in read_page(repaired.text).tables for row in table.body]
    assert [[row[0].strip("`"), *row[1:]] for row in rows] == [list(BASE), list(LARGE)]


@pytest.mark.parametrize("mark", [" / ", "   "])
def test_values_of_which_a_line_has_more_than_titles_are_left(mark: str) -> None:
    text = "".join(f"{mark.join(row)}\n" for row in (TITLES, BASE, (*LARGE, "new")))
    assert repair(text).text == text


def test_nothing_goes_where_a_merge_left_its_marks() -> None:
    text = f"<<<<<<< HEAD\nBERT\n=======\nBERTs\n>>>>>>> main\n\n{page(GRID, '> ')}{page(GRID, '')}"
    repaired = repair(text)
    assert repaired.text == text
    assert {finding.code for finding in repaired.report.findings} >= {"merge-conflict"}
