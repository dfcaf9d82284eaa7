"""The grid table: whatever it is given, docutils and the reader read back what was meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_inspect.base.text import display_width
from paddle_inspect.pages.read.lines import classify
from paddle_inspect.pages.read.reader import read_page
from paddle_inspect.pages.read.region import read_regions
from paddle_inspect.pages.records import CanonicalRow, Evidence, Verdict
from paddle_inspect.pages.write.grid import WIDTHS, GridStyle, grid, misdrawn, wrapped
from tests import judge
from tests.effort import examples


def row(name: str, language: str = "English", *details: str) -> CanonicalRow:
    return CanonicalRow(
        name=name,
        language=language,
        details=details,
        language_evidence=Evidence.PAGE,
        details_evidence=Evidence.PAGE,
        verdict=Verdict.DOCUMENTED,
    )


def test_a_row_in_upstreams_form() -> None:
    style = GridStyle(widths=(20, 11, 26))
    rows = [row("ctrl", "English", "48-layer, 1280-hidden,", "16-heads."), row("tiny", "", "x")]
    assert grid(rows, style) == [
        "+--------------------+-----------+--------------------------+",
        "| Pretrained Weight  | Language  | Details of the model     |",
        "+====================+===========+==========================+",
        "|``ctrl``            | English   | 48-layer, 1280-hidden,   |",
        "|                    |           | 16-heads.                |",
        "+--------------------+-----------+--------------------------+",
        "|``tiny``            |           | x                        |",
        "+--------------------+-----------+--------------------------+",
    ]


def test_a_language_that_just_fits_is_not_wrapped() -> None:
    lines = grid([row("ctrl", "Old French", "x")], GridStyle(widths=(20, 11, 26)))
    assert [line for line in lines if "French" in line] == [
        "|``ctrl``            | Old French| x                        |"
    ]


BORDER = "+--------------------+-----------+--------------------------+"
DRAWN = grid([row("ctrl", "English", "48-layer."), row("tiny", "", "x")], GridStyle(widths=(20, 11, 26)))
MISDRAWN = [
    ([], [], []),
    ([6], [f"{BORDER[:-1]}-+"], [("broken-rule", 7, 7)]),
    ([4, 6], [f"{BORDER[:-1]}-+"] * 2, [("broken-rule", 5, 7)]),
    ([3], ["|``ctrl`` | English | 48-layer. |"], [("shifted-bars", 4, 4)]),
    ([3, 5], ["|``ctrl`` | English | 48-layer. |", "|``tiny`` | | x |"], [("shifted-bars", 4, 6)]),
]


@pytest.mark.parametrize(("places", "lines", "found"), MISDRAWN)
def test_borders_and_bars_beside_their_columns_are_told(
    places: list[int], lines: list[str], found: list[tuple[str, int, int]]
) -> None:
    drawn = dict(enumerate(DRAWN)) | dict(zip(places, lines, strict=True))
    text = "\n".join(drawn.values()) + "\n"
    (region,) = read_regions(classify(text))
    told = misdrawn(region, None)
    spans = [(finding.code, finding.span) for finding in told]
    assert [(code, span.first, span.last) for code, span in spans if span is not None] == found
    assert len(spans) == len(found)


def test_upstreams_widths_are_the_default() -> None:
    assert [len(part) for part in grid([])[0].strip("+").split("+")] == list(WIDTHS)


def test_a_column_grows_with_what_cannot_be_broken() -> None:
    lines = grid([row("a" * 30, "English", "b" * 40)], GridStyle(widths=(20, 11, 26)))
    assert {len(line) for line in lines} == {len("|``") + 30 + len("`` |") + 11 + len("| ") + 40 + len(" |")}


WIDTHS_OF_TEXT = [
    ("abc", 3),
    ("", 0),
    ("中文", 4),
    ("😀", 2),
    ("e\u0301", 1),
    ("か\u3099", 3),  # docutils: a wide combining character takes one column of its own
    ("\u200b", 1),  # and one that shows nothing, too
]


@pytest.mark.parametrize(("text", "width"), WIDTHS_OF_TEXT)
def test_width_of_text_is_what_docutils_counts(text: str, width: int) -> None:
    assert display_width(text) == width
    line = "-" * (width + 3)  # docutils knows no table that is narrower than this
    assert judge.errors(f"+{line}+\n|a{text}b |\n+{line}+\n") == []


WRAPPED = [
    (["short"], 10, ["short"]),
    (["one two three"], 8, ["one two", "three"]),
    (["one two", "three"], 20, ["one two", "three"]),
    (["see `a b c`_ here"], 9, ["see", "`a b c`_", "here"]),
    (["unbreakable"], 4, ["unbreakable"]),
    (["中文 中文 中文"], 9, ["中文 中文", "中文"]),
    ([""], 5, [""]),
    (["half `of a link"], 5, ["half", "`of a", "link"]),
    (["one two"], 0, ["one", "two"]),
]


@pytest.mark.parametrize(("lines", "width", "expected"), WRAPPED)
def test_long_lines_wrap_between_words(lines: list[str], width: int, expected: list[str]) -> None:
    assert wrapped(lines, width) == expected


# Whatever is printed reads back

_LETTERS = st.characters(min_codepoint=0x21, blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp"))
#: Text without markup; what markup does to a cell is `markup`'s business.
_WORD = st.text(_LETTERS, min_size=1, max_size=12).map(
    lambda text: "w" + "".join(c for c in text if c not in "`*_|\\:<>[]+-=")
)
_LINE = st.lists(
    _WORD | st.sampled_from(["中文", "😀", "e\u0301", "``bert-base``", "12-layer,"]), min_size=1, max_size=9
)
_DETAILS = st.lists(_LINE.map(" ".join), max_size=4)
_NAME = st.from_regex(r"[A-Za-z0-9][\w./#+~-]{0,40}[A-Za-z0-9]", fullmatch=True)
_ROWS = st.lists(
    st.builds(lambda name, language, details: row(name, language, *details), _NAME, st.just("English"), _DETAILS),
    min_size=1,
    max_size=4,
    unique_by=lambda row: row.name,
)
_STYLES = st.builds(
    GridStyle,
    widths=st.tuples(st.integers(19, 60), st.integers(10, 20), st.integers(22, 90)),
    before_name=st.sampled_from(["", " "]),
)


def _same(one: str, other: str) -> bool:
    return "".join(filter(str.isalnum, one)) == "".join(filter(str.isalnum, other))


@examples(150)
@given(_ROWS, _STYLES)
def test_what_is_printed_reads_back(rows: list[CanonicalRow], style: GridStyle) -> None:
    text = "\n".join(grid(rows, style)) + "\n"
    assert judge.errors(text) == []
    parsed = judge.rows(text)
    assert [cells[:2] for cells in parsed] == [[row.name, row.language] for row in rows]
    assert all(_same(cells[2], "".join(row.details)) for cells, row in zip(parsed, rows, strict=True))


@examples(150)
@given(_ROWS, _STYLES)
def test_the_reader_reads_what_is_printed(rows: list[CanonicalRow], style: GridStyle) -> None:
    page = read_page("\n".join(grid(rows, style)))
    pieces = [piece for piece in page.pieces if piece.name]
    assert [(piece.name, piece.language) for piece in pieces] == [(row.name, row.language) for row in rows]
    assert all(piece.regular for piece in pieces)
    assert all(_same("".join(piece.details), "".join(row.details)) for piece, row in zip(pieces, rows, strict=True))


@examples(50)
@given(_ROWS, _STYLES)
def test_all_lines_are_equally_wide(rows: list[CanonicalRow], style: GridStyle) -> None:
    assert len({display_width(line) for line in grid(rows, style)}) == 1
