"""The page around its table: what is mended, and what must stay as it is."""

from __future__ import annotations

import pytest

from paddle_inspect.pages.read.reader import read_page
from paddle_inspect.pages.write.around import Surroundings, is_damaged_around, repair_surroundings
from tests.fakes import repairer

TABLE = "| ``a-b`` | English | x |\n"


def repaired(text: str, used: tuple[str, ...] = (), reference: dict[str, str] | None = None) -> Surroundings:
    page = read_page(text)
    return repair_surroundings(page, page.regions, used, reference or {})


def above(text: str) -> str:
    return "\n".join(repaired(text + "\n" + TABLE).chunks[0])


def below(text: str, *used: str, reference: dict[str, str] | None = None) -> str:
    return "\n".join(repaired(TABLE + "\n" + text, used, reference).chunks[-1])


def codes(text: str) -> list[str]:
    return [finding.code for finding in repaired(text).findings]


RULE = "-" * 36
REMARK = "Note: The translation keeps the format."
DOUBLE = "=" * 36
NAMED = f"Title\n{RULE}\n\n"

MENDED_ABOVE = [
    ("a title without a rule", "ELECTRA Summary\n\nThe table.\n", f"ELECTRA Summary\n{RULE}\n\nThe table.\n"),
    ("a blank line below the title", f"Sum\n\n{RULE}\n\nText.\n", f"Sum\n{RULE}\n\nText.\n"),
    ("a markdown title", "# DeBERTa Summary\n\nText.\n", f"DeBERTa Summary\n{RULE}\n\nText.\n"),
    ("a rule that is too short", "A longer title\n----\n\nText.\n", f"A longer title\n{RULE}\n\nText.\n"),
    ("a Chinese title's rule", f"{'模' * 20}\n{RULE}\n\nText.\n", f"{'模' * 20}\n{'-' * 40}\n\nText.\n"),
    ("two rules of other characters", f"{DOUBLE}\nTitle\n{RULE}\n\nText.\n", f"{DOUBLE}\nTitle\n{DOUBLE}\n\nText.\n"),
    ("two rules of other lengths", f"{RULE}-\nTitle\n{RULE}\n\nText.\n", f"{RULE}\nTitle\n{RULE}\n\nText.\n"),
    ("the widest title", f"{'T' * 80}\n\nText.\n", f"{'T' * 80}\n{'-' * 80}\n\nText.\n"),
    ("the widest Chinese title", f"{'模' * 40}\n\nText.\n", f"{'模' * 40}\n{'-' * 80}\n\nText.\n"),
    ("one of two rules", f"{RULE}\nTitle\n\nText.\n", f"{RULE}\nTitle\n{RULE}\n\nText.\n"),
    ("a code fence", f"```rst\nTitle\n{RULE}\n\nText.\n", f"Title\n{RULE}\n\nText.\n"),
    ("a remark at the beginning", f"{REMARK}\n\n{NAMED}Text.\n", f"\n{NAMED}Text.\n"),
    ("a remark behind a fence at the beginning", f"```\n{REMARK}\n\n{NAMED}Text.\n", f"\n{NAMED}Text.\n"),
    ("a remark right above the table", f"{NAMED}Text.\n\n\n{REMARK}\n", f"{NAMED}Text.\n"),
    ("two remarks above the table", f"{NAMED}Text.\n\n{REMARK}\n\nThe translation maintains:\n", f"{NAMED}Text.\n"),
    ("text right above the table", "Title\n-----\n\nText.", "Title\n-----\n\nText.\n"),
    ("a target right below text", f"Title\n{RULE}\n\nText.\n.. _a/b: u\n", f"Title\n{RULE}\n\nText.\n\n.. _a/b: u\n"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"), [case[1:] for case in MENDED_ABOVE], ids=[case[0] for case in MENDED_ABOVE]
)
def test_damage_above_the_table_is_mended_and_reported(text: str, expected: str) -> None:
    assert above(text) == expected
    assert repaired(text + "\n" + TABLE).findings


BORDERED = f"+---+---+---+\n{TABLE}+---+---+---+\n| ``c-d\n+---+---+---+\n"


@pytest.mark.parametrize(
    ("text", "expected"), [("As follows::\n", "As follows:\n"), ("::\n", "\n"), ("As follows ::\n", "As follows :\n")]
)
def test_a_mark_of_a_literal_block_above_a_torn_table_is_taken_off(text: str, expected: str) -> None:
    result = repaired(f"{NAMED}{text}\n{BORDERED}")
    assert "\n".join(result.chunks[0]) == NAMED + expected
    assert [finding.code for finding in result.findings] == ["literal-mark"]


@pytest.mark.parametrize("mark", ["As follows::", "::"])
def test_rows_that_docutils_reads_as_a_quoted_literal_block_are_no_table(mark: str) -> None:
    page = read_page(f"{NAMED}{mark}\n\n{TABLE}")
    assert (page.tables, page.regions) == ((), ())


KEPT_ABOVE = [
    f"Title\n{RULE}\n\nText.\n",
    "Title\n=====\n\nText.\n",
    f"{RULE}\nTitle\n{RULE}\n\n\n\nText.\nMore text.\n",
    "A paragraph that ends like a sentence.\n\nAnother.\n",
    f"{'T' * 81}\n\nText.\n",
    f"{'模' * 40}T\n\nText.\n",
    f"{'T' * 81}\n{'=' * 81}\n\nText.\n",
    ".. note:: this\n\nTitle\n~~~~~\n",
    "- an item\n- another one\n",
    "\ufeffTitle\n=====\n\nText.  \n",
    f"Title\n-----\n\n{REMARK}\n\nText.\n",
    f"{NAMED}Text.\n\n\nThe translation maintains:\n\nMore.\n",
    f"{NAMED}The translation maintains:\n\n.. _a/b: u\n",
    "Title\n-----\n\nText about translation from German to English.\n",
    "Title\n-----\n\nA wide table follows:\n\n   indented\n",
    "Title\n-----\n.. _a/b: u\n.. _c/d: u\n.. a comment\n.. _e/f: u\n",
    "",
]


@pytest.mark.parametrize("text", KEPT_ABOVE)
def test_what_is_no_damage_stays(text: str) -> None:
    assert above(text) == text
    assert codes(text + "\n" + TABLE) == []


URL = "https://e.org"

MENDED_BELOW = [
    ("a target twice", f".. _a/b: {URL}\n.. _`a/b`: {URL}/2\n", f".. _a/b: {URL}\n"),
    ("a target twice in another case", f".. _a/B: {URL}\n.. _A/b: {URL}/2\n", f".. _a/B: {URL}\n"),
    ("words of the translator", f".. _a/b: {URL}\n\nThe translation maintains all links.\n", f".. _a/b: {URL}\n"),
    ("a fence", f".. _a/b: {URL}\n```\n", f".. _a/b: {URL}\n"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"), [case[1:] for case in MENDED_BELOW], ids=[case[0] for case in MENDED_BELOW]
)
def test_damage_below_the_table_is_mended_and_reported(text: str, expected: str) -> None:
    assert below(text) == f"\n{expected}"
    assert repaired(TABLE + "\n" + text).findings


def test_text_right_below_the_table_gets_a_blank_line() -> None:
    result = repaired(f"{TABLE}Text.\n\nMore.\n")
    assert result.chunks[-1] == ["", "Text.", "", "More.", ""]
    assert [finding.code for finding in result.findings] == ["missing-blank-line"]


def test_targets_inside_the_table_move_below_it() -> None:
    text = f"{TABLE}.. _a/b: {URL}\n| ``c-d`` | English | y |\n\n.. _c/d: {URL}\n"
    result = repaired(text)
    assert "\n".join(result.chunks[-1]) == f"\n.. _c/d: {URL}\n.. _a/b: {URL}\n"
    assert [finding.code for finding in result.findings] == ["target-in-table"]


def test_an_anchor_inside_the_table_moves_below_it() -> None:
    result = repaired(f"{TABLE}.. _anchor:\n| ``c-d`` | English | y |\n")
    assert "\n".join(result.chunks[-1]).strip() == ".. _anchor:"


def test_a_doubled_target_above_goes_and_takes_no_text_with_it() -> None:
    text = f".. _a/b: {URL}\n.. _a/b: {URL}\n\nText.\n\nThe translation maintains all links.\n"
    assert above(text) == f".. _a/b: {URL}\n\nText.\n"


def test_a_doubled_target_goes_with_the_lines_of_its_address() -> None:
    targets = f".. _a/b:\n   {URL}/a\n.. _c/d: {URL}\n"
    text = f"{targets}.. _a/b:\n   {URL}/b\n\nText.\n"
    assert above(text) == f"{targets}\nText.\n"
    assert "missing-blank-line" not in codes(f"{text}\n{TABLE}")


def test_a_lost_target_comes_back_from_the_reference() -> None:
    assert below("", "a/b", reference={"a/b": URL, "unused/x": URL}).strip() == f".. _a/b: {URL}"


def test_a_target_is_not_lost_when_only_its_case_is_another() -> None:
    text = f".. _a/B: {URL}\n"
    assert below(text, "A/b", reference={"A/b": f"{URL}/2"}) == f"\n{text}"


def test_a_missing_blank_line_is_named_with_the_line_of_its_target() -> None:
    (finding,) = repaired(f"{NAMED}Text.\n.. _a/b: {URL}\n\n{TABLE}").findings
    assert finding.span is not None
    assert (finding.code, finding.span.first) == ("missing-blank-line", 5)


def test_a_label_with_a_colon_is_quoted() -> None:
    assert f".. _`a: b`: {URL}" in below("", "a: b", reference={"a: b": URL})


EXCERPTS = [
    ("The translation keeps the format " + "x" * 27, "'The translation keeps the format " + "x" * 27 + "'"),
    ("The translation keeps the format " + "x" * 28, "'The translation keeps the format " + "x" * 24 + "...'"),
]


@pytest.mark.parametrize(("text", "excerpt"), EXCERPTS)
def test_a_finding_quotes_no_more_of_a_remark_than_fits_a_line(text: str, excerpt: str) -> None:
    (finding,) = repaired(f"{TABLE}\n{text}\n").findings
    assert finding.message.endswith(f": {excerpt}")


def test_dropped_words_are_kept_with_their_lines() -> None:
    result = repaired(TABLE + "\nNote: The translation keeps the format,\nand more.\n\nText.\n")
    assert [(dropped.text, dropped.span.first, dropped.span.last) for dropped in result.dropped] == [
        ("Note: The translation keeps the format,\nand more.", 3, 4)
    ]
    assert "\n".join(result.chunks[-1]) == "\nText.\n"


@pytest.mark.parametrize("text", ["", "\n\n", "\n\n  Text with  spaces  \n\n.. image:: a.png\n   :width: 3\n"])
def test_the_rest_of_the_page_stays(text: str) -> None:
    assert "\n".join(repaired(TABLE + text).chunks[-1]) == text


# Pages whose tables are whole

WHOLE = """\
+---------------------+---------+------------+
| Pretrained Weight   | Language| Details    |
+=====================+=========+============+
|``bert-base-cased``  | English | 12-layer   |
+---------------------+---------+------------+
"""
DAMAGED = {
    "a code fence": f"```rst\n{NAMED}Text.\n\n{WHOLE}",
    "a fence below": f"{NAMED}Text.\n\n{WHOLE}```\n",
    "a title of Markdown": f"# Title\n\nText.\n\n{WHOLE}",
    "a rule that is too short": f"A longer title\n----\n\n{WHOLE}",
    "two rules of other lengths": f"{RULE}-\nTitle\n{RULE}\n\n{WHOLE}",
}
UNDAMAGED = {
    "a title": f"{NAMED}Text.\n\n{WHOLE}",
    "no title": WHOLE,
    "a title that lost its rule": f"Title\n\nText.\n\n{WHOLE}",
    "a rule below a blank line": f"Title\n\n{RULE}\n\n{WHOLE}",
    "a target twice": f"{NAMED}{WHOLE}\n.. _a/b: {URL}\n.. _a/b: {URL}\n",
    "a remark further off": f"{NAMED}{REMARK}\n\nText.\n\n{WHOLE}",
    "text with words of a translator": f"{NAMED}{WHOLE}\nThe model is trained for translation.\n",
    "no last newline": f"{NAMED}{WHOLE}".rstrip("\n"),
    "a fence in a literal block": f"{NAMED}Text::\n\n  ```\n\n{WHOLE}",
    "a comment like a title of Markdown": f".. # Title\n\n{NAMED}{WHOLE}",
}


@pytest.mark.parametrize("text", DAMAGED.values(), ids=DAMAGED.keys())
def test_around_a_whole_table_some_damage_is_told_from_intent(text: str) -> None:
    assert is_damaged_around(read_page(text))
    assert not is_damaged_around(read_page(text, "page.md"))


@pytest.mark.parametrize("text", UNDAMAGED.values(), ids=UNDAMAGED.keys())
def test_around_a_whole_table_all_else_may_be_meant_and_stays_byte_for_byte(text: str) -> None:
    page = read_page(text)
    assert not is_damaged_around(page)
    assert repairer().repair(page, family=None).text == text
