"""Tables of weights in every syntax: read, or said by an error with their lines; all else is left alone."""

from __future__ import annotations

import pytest

from paddle_inspect.base.records import Severity
from paddle_inspect.pages.read.reader import read_page
from paddle_inspect.pages.rewrite import Repaired
from tests.fakes import repairer

BENCH = repairer()
BASE = ("bert-base-uncased", "English", "12-layer, 768-hidden, 12-heads.")
LARGE = ("bert-large-uncased", "English", "24-layer, 1024-hidden, 99-heads.")  # it has 16
TITLES = ("Pretrained Weight", "Language", "Details")
ABOVE = "The models:\n\n"  # two lines


def repair(text: str, path: str) -> Repaired:
    return BENCH.repair(read_page(text, path, "BERT"), family=None)


def parted(mark: str, *, titles: bool = True) -> str:
    return "".join(f"{mark.join(row)}\n" for row in ((TITLES,) if titles else ()) + (BASE, LARGE))


def rows(form: str) -> str:
    return "".join(form.format(*row) for row in (BASE, LARGE))


def indented(text: str, by: str = "   ") -> str:
    return "".join(f"{by}{line}\n" if line else "\n" for line in text.splitlines())


PIPES = f"| {' | '.join(TITLES)} |\n|---|---|---|\n" + rows("| `{}` | {} | {} |\n")
GRID = """\
+------------------------+----------+----------------------------------+
| Pretrained Weight      | Language | Details                          |
+========================+==========+==================================+
| ``bert-base-uncased``  | English  | 12-layer, 768-hidden, 12-heads.  |
+------------------------+----------+----------------------------------+
| ``bert-large-uncased`` | English  | 24-layer, 1024-hidden, 99-heads. |
+------------------------+----------+----------------------------------+
"""
SIMPLE = (
    f"{'=' * 20} {'=' * 8} {'=' * 32}\n"
    + "".join(f"{name:20} {language:8} {details}\n" for name, language, details in (BASE, LARGE))
    + f"{'=' * 20} {'=' * 8} {'=' * 32}\n"
)
LIST = ".. list-table::\n   :header-rows: 1\n\n   * - Weight\n     - Language\n     - Details\n" + rows(
    "   * - ``{}``\n     - {}\n     - {}\n"
)
HTML = (
    "<table>\n<tr><th>Pretrained Weight</th><th>Language</th><th>Details</th></tr>\n"
    + rows("<tr><td>{}</td><td>{}</td><td>{}</td></tr>\n")
    + "</table>\n"
)
WIKI = '{| class="wikitable"\n! Weight !! Language !! Details\n' + rows("|-\n| {} || {} || {}\n") + "|}\n"
WIKI_LINES = "{|\n! Weight\n! Language\n! Details\n" + rows("|-\n| {}\n| {}\n| {}\n") + "|}\n"
ASCIIDOC = "|===\n|Weight |Language |Details\n\n" + rows("|{}\n|{}\n|{}\n\n") + "|===\n"
LATEX = "\\begin{tabular}{lll}\n" + rows("{} & {} & {} \\\\\n") + "\\end{tabular}\n"
ACROSS = (
    "| | `bert-base-uncased` | `bert-large-uncased` |\n|---|---|---|\n| Language | English | English |\n"
    "| Layers | 12 | 24 |\n"
)

#: Text below two lines, the page's name, and the lines of the rows.
UNREAD = {
    "a wiki's": (WIKI, "page.md", (6, 8)),
    "a wiki's in reStructuredText": (WIKI, "page.rst", (6, 8)),
    "a wiki's with a line for each cell": (WIKI_LINES, "page.rst", (8, 14)),
    "Textile": ("|_. Weight |_. Language |_. Details |\n" + rows("| @{}@ | {} | {} |\n"), "page.rst", (4, 5)),
    "AsciiDoc with a line for each cell": (ASCIIDOC, "page.rst", (6, 12)),
    "LaTeX": (LATEX, "page.md", (4, 5)),
    "tabs without titles": (parted("\t", titles=False), "page.rst", (3, 4)),
    "columns of spaces": (parted("   "), "page.md", (4, 5)),
    "single spaces": (parted(" "), "page.rst", (4, 5)),
    "colons": (parted(" : "), "page.md", (4, 5)),
    "colons that a value has, too": (parted(": ").replace("99-heads", "heads: 99"), "page.rst", (4, 5)),
    "slashes without blanks": (parted("/"), "page.md", (4, 5)),
    "dashes": (parted(" — "), "page.md", (4, 5)),
    "bullets between": (parted(" • "), "page.md", (4, 5)),
    "emoji": (parted(" 🔹 "), "page.md", (4, 5)),
    "signs that are no bars": (parted(" ¬ "), "page.md", (4, 5)),
    "a simple table without a last border": ("\n".join(SIMPLE.splitlines()[:-1]) + "\n", "page.rst", (4, 5)),
    "a simple table without a first border": ("".join(SIMPLE.splitlines(True)[1:]), "page.rst", (3, 4)),
    "a list-table with a lost cell": (
        LIST.replace("     - 24-layer, 1024-hidden, 99-heads.\n", ""),
        "page.rst",
        (9, 13),
    ),
    "a list-table with a cell less indented": (LIST.replace("     - 24", "    - 24"), "page.rst", (9, 14)),
    "a list-table with one colon": (LIST.replace("::", ":", 1), "page.rst", (9, 14)),
    "a list-table of an extension": (LIST.replace("list-table", "flat-table"), "page.rst", (9, 14)),
    "a torn grid in a fence of MyST": (
        "```{eval-rst}\n" + GRID.replace("| 24-layer", "24-layer") + "```\n",
        "page.md",
        (7, 9),
    ),
    "HTML that does not end": (HTML.replace("</table>\n", ""), "page.md", (5, 6)),
    "HTML that does not end in reStructuredText": (HTML.replace("</table>\n", ""), "page.rst", (5, 6)),
    "weights in columns": (ACROSS, "page.md", (3, 6)),
    "a fence around a table of Markdown": (f"```\n{PIPES}```\n", "page.md", (6, 7)),
    "substitutions for names": (
        "| Pretrained Weight | Language |\n|---|---|\n| {{ base }} | English |\n",
        "page.md",
        (3, 5),
    ),
}


@pytest.mark.parametrize(("text", "path", "lines"), UNREAD.values(), ids=UNREAD.keys())
def test_a_table_of_weights_that_cannot_be_read_is_an_error_with_its_lines(
    text: str, path: str, lines: tuple[int, int]
) -> None:
    repaired = repair(ABOVE + text, path)
    assert repaired.text == ABOVE + text
    (found,) = (finding for finding in repaired.report.findings if finding.code == "unreadable-table")
    assert found.severity is Severity.ERROR
    assert found.span is not None
    assert (found.span.first, found.span.last) == lines


def test_a_page_that_is_all_code_is_said_to_have_an_unread_table() -> None:
    for text, path in (
        (f"::\n\n{indented(GRID)}", "page.rst"),
        (f".. code-block:: rst\n\n{indented(GRID)}", "page.rst"),
    ):
        assert [finding.code for finding in repair(text, path).report.findings] == ["unreadable-table"]


#: Text below two lines, the page's name, and the line in which a figure is wrong.
READ = {
    "HTML in a directive": (f".. raw:: html\n\n{indented(HTML)}", "page.rst", 8),
    "HTML with blank lines between its rows": (HTML.replace("</tr>\n", "</tr>\n\n"), "page.md", 8),
    "HTML with names in tags": (
        HTML.replace("<td>bert-large-uncased", "<td><a title='a > b'><b>&nbsp;bert-large-uncased</b></a>"),
        "page.md",
        6,
    ),
    "a pipe table in a note of MyST": (f"```{{note}}\n{PIPES}```\n", "page.md", 7),
    "a pipe table in a directive with options": (f"```{{table}} Weights\n:align: left\n\n{PIPES}```\n", "page.md", 9),
    "a list-table between colons": (
        ":::{list-table}\n:header-rows: 1\n\n" + "".join(line[3:] for line in LIST.splitlines(True)[3:]) + ":::\n",
        "page.md",
        14,
    ),
    "a grid of reStructuredText between colons": (f":::{{eval-rst}}\n{GRID}:::\n", "page.md", 9),
}


@pytest.mark.parametrize(("text", "path", "line"), READ.values(), ids=READ.keys())
def test_a_table_that_stands_where_it_is_shown_is_read_in_place(text: str, path: str, line: int) -> None:
    repaired = repair(ABOVE + text, path)
    contradicted = [finding for finding in repaired.report.findings if finding.code == "contradicted-figure"]
    assert [(found.weight, found.span and found.span.last) for found in contradicted] == [("bert-large-uncased", line)]
    assert "16-heads" in repaired.text.splitlines()[line - 1]
    assert repaired.verify(path) == ()


def test_a_torn_grid_in_a_directive_of_sphinx_is_drawn_in_its_place() -> None:
    torn = GRID.replace("99-heads. |", "99-heads.")
    repaired = repair(f"{ABOVE}.. only:: html\n\n{indented(torn)}", "page.rst")
    assert repaired.verify("page.rst") == ()
    assert "\n   | ``bert-large-uncased`` | English  | 24-layer, 1024-hidden," in repaired.text
    assert all(line[:4] in ("   +", "   |") for line in repaired.text.splitlines()[4:])


def test_the_rows_that_end_a_torn_table_are_read() -> None:
    lines = GRID.splitlines(keepends=True)
    torn = "".join([*lines[:4], lines[5]])  # without the borders below the rows
    codes = {finding.code for finding in repair(ABOVE + torn, "page.rst").report.findings}
    assert "contradicted-figure" in codes
    assert "unreadable-table" not in codes


SILENT = {
    "prose": ("We use bert-base-uncased and `bert-large-uncased`, English, 24-layer.\n", "page.md"),
    "a list": (rows("- `{}`: {}, {}\n"), "page.md"),
    "a list with dashes": (rows("* **{}** - {} - {}\n"), "page.md"),
    "definitions": (rows("``{}``\n   {}, {}\n\n"), "page.rst"),
    "sections": (rows("## {}\n\n- Language: {}\n- {}\n\n"), "page.md"),
    "one sentence that begins like a row": ("bert-base-uncased, English, 12-layer\n", "page.rst"),
    "commands": ("Run::\n\n   cat bert-base-uncased | grep 12-layer | wc\n", "page.rst"),
    "a comment": (f"..\n{indented(GRID)}", "page.rst"),
    "a comment of HTML": (f"<!--\n{HTML}-->\n", "page.md"),
    "what a command prints": (f"```\n{parted('   ')}```\n", "page.md"),
    "code of a language": (f"```python\n{PIPES}```\n", "page.md"),
    "data in another file": (".. csv-table:: Pretrained Weights\n   :file: weights.csv\n", "page.rst"),
    "scores": (
        "| Model | MNLI |\n|---|---|\n| bert-base-uncased | 84.5 |\n| bert-large-uncased | 86.1 |\n",
        "page.md",
    ),
    "scores in a grid that is torn": (
        "+--------------------+------+-------+\n| Model              | MNLI | SQuAD |\n"
        "+====================+======+=======+\n| bert-base-uncased  | 84.51 | 90.1 |\n"
        "+--------------------+------+-------+\n| bert-large-uncased | 86.1 | 91.02 |\n"
        "+--------------------+------+-------+\n",
        "page.rst",
    ),
    "scores of weights in columns": (
        "| | `bert-base-uncased` | `bert-large-uncased` |\n|---|---|---|\n| MNLI | 84.5 | 86.1 |\n",
        "page.md",
    ),
}


@pytest.mark.parametrize(("text", "path"), SILENT.values(), ids=SILENT.keys())
def test_what_is_no_table_of_weights_is_left_alone(text: str, path: str) -> None:
    repaired = repair(ABOVE + text, path)
    assert repaired.text == ABOVE + text
    assert not [finding for finding in repaired.report.findings if finding.severity is not Severity.NOTE]


CONFLICTS = {
    "in a grid": GRID.replace("| ``bert-large", "<<<<<<< HEAD\n| x |\n=======\n| ``bert-large").replace(
        "99-heads. |", "99-heads. |\n>>>>>>> main"
    ),
    "above it": f"<<<<<<< HEAD\nBERT\n=======\nBERTs\n>>>>>>> main\n\n{GRID}",
    "around it": f"<<<<<<< HEAD\n{GRID}=======\n{GRID}>>>>>>> main\n",
}


@pytest.mark.parametrize("text", CONFLICTS.values(), ids=CONFLICTS.keys())
def test_a_conflict_that_a_merge_left_is_told_and_nothing_is_changed(text: str) -> None:
    repaired = repair(ABOVE + text, "page.rst")
    assert repaired.text == ABOVE + text
    (found,) = repaired.report.findings
    assert (found.code, found.severity) == ("merge-conflict", Severity.ERROR)
    assert found.span is not None
    lines = (ABOVE + text).splitlines()
    assert (lines[found.span.first - 1][:7], lines[found.span.last - 1][:7]) == ("<" * 7, ">" * 7)


def test_a_conflict_in_an_example_is_none() -> None:
    text = f"{ABOVE}::\n\n   <<<<<<< a\n   =======\n   >>>>>>> b\n\n{GRID}"
    assert [finding.code for finding in repair(text, "page.rst").report.findings] == ["contradicted-figure"]


def test_two_whole_rows_of_a_weight_that_nothing_settles_are_told_and_left() -> None:
    text = ABOVE + PIPES.replace("99-heads", "16-heads") + "| `bert-base-uncased` | Chinese | 12-layer |\n"
    repaired = repair(text, "page.md")
    assert repaired.text == text
    (found,) = (finding for finding in repaired.report.findings if finding.code == "disagreeing-rows")
    assert (found.weight, found.span and found.span.first) == ("bert-base-uncased", 7)
    assert "line 5" in found.message
    assert "Chinese" in found.message
