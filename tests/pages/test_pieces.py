"""The table reader: what each kind of damage is read as."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_inspect.pages.read.lines import LineKind, classify
from paddle_inspect.pages.read.links import links
from paddle_inspect.pages.read.pieces import Piece, PieceKind, read_pieces
from paddle_inspect.pages.read.region import read_regions
from paddle_inspect.pages.read.titles import is_title
from tests.effort import examples

RULE = "+----------------------+----------+----------------------------+"
HEADER = "| Pretrained Weight    | Language | Details of the model       |"


def pieces(*lines: str) -> list[Piece]:
    return list(read_pieces(classify("\n".join(lines))))


def shape(*lines: str) -> list[tuple[PieceKind, str | None, str, tuple[str, ...]]]:
    return [(piece.kind, piece.name, piece.language, piece.details) for piece in pieces(*lines)]


def test_no_line_of_a_table_is_no_region() -> None:
    assert list(read_regions(classify("a page\n\nof prose"))) == []


def test_a_healthy_table() -> None:
    found = pieces(
        RULE,
        HEADER,
        RULE.replace("-", "="),
        "|``bert-base``         | English  | 12-layer, 768-hidden,      |",
        "|                      |          | 12-heads, 110M parameters. |",
        RULE,
        "| ``org/x``            | Chinese  | Please refer to:           |",
        "|                      |          |                            |",
        "|                      |          | `org/x`_                   |",
        RULE,
    )
    assert [piece.kind for piece in found] == [PieceKind.HEADER, PieceKind.ROW, PieceKind.ROW]
    assert [piece.name for piece in found] == [None, "bert-base", "org/x"]
    assert found[1].details == ("12-layer, 768-hidden,", "12-heads, 110M parameters.")
    assert found[2].details == ("Please refer to:", "", "`org/x`_")
    assert found[2].links == ("org/x",)
    assert found[1].regular
    assert (found[1].first, found[1].last) == (4, 5)


BARRED = [
    ("| ``a-b``              | English  | Ends with ``<|endoftext|>``. |", "Ends with ``<|endoftext|>``."),
    ("| ``a-b``              | English  | 以 ``<|endoftext|>`` 结尾。  |", "以 ``<|endoftext|>`` 结尾。"),
]


@pytest.mark.parametrize(("line", "details"), BARRED)
def test_bars_of_the_text_separate_nothing_where_the_borders_say_so(line: str, details: str) -> None:
    rule = f"+{'-' * 22}+{'-' * 10}+{'-' * 30}+"
    (piece,) = pieces(rule, line, rule)
    assert piece.regular
    assert piece.details == (details,)


def test_bars_separate_where_one_does_not_stand_below_its_border() -> None:
    rule = f"+{'-' * 22}+{'-' * 10}+{'-' * 30}+"
    (piece,) = pieces(rule, BARRED[0][0].replace("English  ", "English "), rule)
    assert not piece.regular


ROWS = [
    ("a row without its last bar", ["| ``a-b`` | English | 12-layer,"], "a-b", "English", ("12-layer,",)),
    ("a row without its first bar", ["``a-b`` | English | 12-layer, |"], "a-b", "English", ("12-layer,",)),
    ("two columns, no language", ["| ``a-b`` | 12-layer, |"], "a-b", "", ("12-layer,",)),
    ("two columns, a language", ["| ``a-b`` | English |"], "a-b", "English", ()),
    ("four columns", ["| ``a-b`` | English | 12-layer, | 768-hidden |"], "a-b", "English", ("12-layer, 768-hidden",)),
    ("a broken link as the name", ["| ``a-b``_ | English | 12-layer, |"], "a-b", "English", ("12-layer,",)),
    ("a link as the name", ["| `org/a`_ | English | 12-layer, |"], "org/a", "English", ("12-layer,",)),
    ("a markdown link as the name", ["| [``a-b``]( | English | 12-layer, |"], "a-b", "English", ("12-layer,",)),
    ("a name that lost its quotes", ["| ernie-tiny | Chinese | 3-layer, |"], "ernie-tiny", "Chinese", ("3-layer,",)),
    ("several languages", ["| ``a-b`` | English and Russian | x |"], "a-b", "English and Russian", ("x",)),
    ("the language below the name", ["| ``a-b`` |", "| English | 12-layer, |"], "a-b", "English", ("12-layer,",)),
    ("a language that nobody listed", ["| ``a-b`` | Klingon | 12-layer, |"], "a-b", "Klingon", ("12-layer,",)),
    ("a word where the language belongs", ["| ``a-b`` | uncased | 12-layer, |"], "a-b", "", ("uncased 12-layer,",)),
    ("capitals where the language belongs", ["| ``a-b`` | GPU | 12-layer, |"], "a-b", "", ("GPU 12-layer,",)),
    ("a title's word behind text", ["| ``a-b`` | uncased | model |"], "a-b", "", ("uncased model",)),
    ("a title's word before text", ["| ``a-b`` | Model | uncased |"], "a-b", "", ("uncased",)),
    ("a title's word on a later line", ["| ``a-b`` | x |", "| | model |"], "a-b", "", ("x", "model")),
    ("a line break of markdown", ["| ``a-b`` | English | one<br>two |"], "a-b", "English", ("one two",)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "name", "language", "details"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_a_damaged_row_is_read(lines: list[str], name: str, language: str, details: tuple[str, ...]) -> None:
    assert shape(*lines) == [(PieceKind.ROW, name, language, details)]


@pytest.mark.parametrize(
    ("above", "below", "regular"), [([RULE], [RULE], True), ([RULE], [], False), ([], [RULE], False), ([], [], False)]
)
def test_only_a_row_between_two_borders_is_intact(above: list[str], below: list[str], regular: bool) -> None:
    line = "|``bert-base``         | English  | 12-layer, 768-hidden,      |"
    (piece,) = pieces(*above, line, *below)
    assert (piece.name, piece.regular) == ("bert-base", regular)


@pytest.mark.parametrize("word", "Discriminator Generator Encoder Decoder Base Large Small".split())
def test_a_part_or_a_size_of_a_model_is_no_language(word: str) -> None:
    assert shape(f"| ``a-b`` | {word} | 12-layer, |") == [(PieceKind.ROW, "a-b", "", (f"{word} 12-layer,",))]


BELIEVED = ["", "English", "Swiss German and Alemannic", "Klingon (written)"]
NOT_BELIEVED = [
    "Written Swiss German and Alemannic",
    "Klingon:",
    "Klingon,",
    "Klingon.",
    "100 languages",
    "`Klingon`_",
    "Encoder",
    "Language",
]


def _intact(language: str) -> Piece:
    (piece,) = pieces(RULE, f"| ``a-b`` | {language} | 12-layer, |", RULE)
    return piece


@pytest.mark.parametrize("language", BELIEVED)
def test_the_language_of_an_intact_row_is_believed(language: str) -> None:
    assert _intact(language).regular
    assert _intact(language).language == language


@pytest.mark.parametrize("language", NOT_BELIEVED)
def test_but_not_what_is_no_language_in_any_words(language: str) -> None:
    assert not _intact(language).regular
    assert _intact(language).language == ""


OTHERS = [
    ("a row cut after its name", "|``albert-large-v1``", PieceKind.NAME, "albert-large-v1"),
    ("a name that was cut itself", "|``albert-lar", PieceKind.NAME, "albert-lar"),
    ("a link alone", "| `org/a`_ |", PieceKind.NAME, "org/a"),
    ("data without a name", "| | English | 12-layer, |", PieceKind.ORPHAN, None),
    ("data whose column is gone", "| English | 12-layer, |", PieceKind.ORPHAN, None),
    ("figures alone", "| 12-layer, 768-hidden, | 12-heads |", PieceKind.ORPHAN, None),
    ("a header row", "| Model Name | Language | Description |", PieceKind.HEADER, None),
    ("a header row in other words", "| Model | Model Size | Training Data |", PieceKind.HEADER, None),
    ("a header row with a hole", "| | Language | Description |", PieceKind.HEADER, None),
    ("a leaked instruction", "| 2. Keeping technical terms in English |", PieceKind.NOTE, None),
]


@pytest.mark.parametrize(("line", "kind", "name"), [row[1:] for row in OTHERS], ids=[row[0] for row in OTHERS])
def test_other_pieces(line: str, kind: PieceKind, name: str | None) -> None:
    (piece,) = pieces(line)
    assert (piece.kind, piece.name) == (kind, name)


def test_a_language_in_the_middle_of_three_cells_without_a_name_is_one() -> None:
    assert shape("| uncased | English | 12-layer, |") == [(PieceKind.ORPHAN, None, "English", ("uncased 12-layer,",))]


def test_a_cut_name_says_so() -> None:
    assert pieces("|``albert-lar")[0].truncated
    assert not pieces("|``albert-large-v1``")[0].truncated


@pytest.mark.parametrize(
    ("last", "kind"), [("The translation maintains:", PieceKind.NOTE), ("they were trained on", PieceKind.PROSE)]
)
def test_prose_between_rows_is_a_note_where_it_is_a_translators_remark(last: str, kind: PieceKind) -> None:
    found = pieces("| ``a-b`` | English | x |", "", "Note: what a table", last, "", "| ``c-d`` | English | y |")
    assert [piece.kind for piece in found] == [PieceKind.ROW, kind, PieceKind.ROW]
    assert found[1].text == ("Note: what a table", last)


def test_a_row_ends_where_the_next_name_begins() -> None:
    found = shape("|``a-b``", "|``c-d`` | English | 12-layer, |", "| | | 768-hidden |", "|``e-f`` | Chinese | x |")
    assert found == [
        (PieceKind.NAME, "a-b", "", ()),
        (PieceKind.ROW, "c-d", "English", ("12-layer,", "768-hidden")),
        (PieceKind.ROW, "e-f", "Chinese", ("x",)),
    ]


def test_a_name_in_the_details_is_no_row() -> None:
    found = shape(
        "| English | Trained using the RoBERTa model | ",
        "| ``roberta_large_en`` |",
    )
    assert len(found) == 1
    assert found[0][3] == ("Trained using the RoBERTa model", "``roberta_large_en``")


ANNOUNCED = [
    ("in upstream's words", ["Please refer to:"]),
    ("in other words", ["Details: see below."]),
    ("in Chinese", ["参考："]),
    ("with a blank line", ["Please refer to:", ""]),
    ("three lines above", ["For details refer to", "its page on the hub,", "which is"]),
    ("two hundred characters before", ["refer" + " x" * 97 + "x"]),
]
NOT_ANNOUNCED = [
    ("nothing says so", ["12-layer,"]),
    ("a link has come already", ["Please refer to `org/y`_"]),
    ("four lines above", ["For details refer to", "its page on the hub,", "which is", "here"]),
    ("further away than a reference goes", ["refer" + " x" * 98]),
]


def _with_a_link_below(details: list[str]) -> list[Piece]:
    first, *others = [f"| {text} |" for text in details]
    return pieces(f"| ``a-b`` | English {first}", *(f"| | {text}" for text in others), "| `org/x`_ |")


@pytest.mark.parametrize("details", [case[1] for case in ANNOUNCED], ids=[case[0] for case in ANNOUNCED])
def test_a_link_that_the_text_announces_is_no_row(details: list[str]) -> None:
    (piece,) = _with_a_link_below(details)
    assert (piece.name, piece.details[-1]) == ("a-b", "`org/x`_")


@pytest.mark.parametrize("details", [case[1] for case in NOT_ANNOUNCED], ids=[case[0] for case in NOT_ANNOUNCED])
def test_a_link_that_nothing_announces_is_a_name(details: list[str]) -> None:
    assert [piece.name for piece in _with_a_link_below(details)] == ["a-b", "org/x"]


def test_a_markdown_rule_below_a_row_makes_a_small_table_of_it() -> None:
    found = pieces("| ``a-b`` | English |", "|---|---|", "| 12-layer, | |")
    assert found[0].is_header
    assert not found[1].is_header


def test_targets_and_fences_inside_are_kept_apart() -> None:
    lines = ["| ``a`` | English | x |", ".. _org/a: https://e.org/a", "```", "| ``b`` | English | y |"]
    (region,) = read_regions(classify("\n".join(lines)))
    assert region.targets == (2,)
    assert region.fences == (3,)
    assert [piece.name for piece in region.pieces] == ["a", "b"]


HEADER_CELLS = [
    "Pretrained Weight",
    "Language",
    "Details of the model",
    "Model Name",
    "Model Size",
    "Reference:",
    "模型",
]
NO_HEADER_CELLS = ["", "English", "ERNIE 1.0", "the base model uncased", "12-layer", "Trained on text"]


@pytest.mark.parametrize("cell", HEADER_CELLS)
def test_titles_of_columns(cell: str) -> None:
    assert is_title(cell)


@pytest.mark.parametrize("cell", NO_HEADER_CELLS)
def test_no_titles_of_columns(cell: str) -> None:
    assert not is_title(cell)


LINKS = [
    ("`a/b`_", ("a/b",)),
    ("`a/b`__ and c-d_", ("a/b", "c-d")),
    ("`a/b` lost its underscore", ("a/b",)),
    ("``literal`` and snake_case", ()),
    ("trailing_, dots.", ("trailing",)),
    (r"escaped\_ and \`x\`\_", ()),
    ("`text <https://e.org>`__", ()),
    ("", ()),
]


@pytest.mark.parametrize(("text", "labels"), LINKS)
def test_links(text: str, labels: tuple[str, ...]) -> None:
    assert links(text) == labels


_TEXT = st.lists(
    st.sampled_from(
        ["|", "|", "\n", "\n", "``a-b``", "``cut", "English", "+--+--+", "|--|--|", "x", " ", "`l/k`_", "```"]
    )
    | st.text(max_size=4),
    max_size=60,
).map("".join)


@examples(300)
@given(_TEXT)
def test_every_line_of_the_region_belongs_somewhere(text: str) -> None:
    lines = classify(text)
    for region in read_regions(lines):
        read = {number for piece in region.pieces for number in range(piece.first, piece.last + 1)}
        for line in region.lines:
            says = line.kind is LineKind.PROSE or (line.kind is LineKind.ROW and any(line.cells))
            assert line.number in read or not says


@examples(100)
@given(_TEXT)
def test_pieces_stand_in_the_order_of_their_lines(text: str) -> None:
    found = pieces(*text.split("\n"))
    assert all(one.last < other.first for one, other in itertools.pairwise(found))
