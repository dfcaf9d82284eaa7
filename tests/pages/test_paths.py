"""Which files a command works on."""

from __future__ import annotations

from pathlib import Path

import pytest

from paddle_inspect.base.errors import InputError
from paddle_inspect.pages.paths import References, find_pages, load_page
from paddle_inspect.pages.read.reader import read_page
from tests.fakes import repairer

BENCH = repairer()
TABLE = "+---+---+---+\n| Model | Language | Notes |\n+===+===+===+\n| ``a-b`` | English | x |\n+---+---+---+\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("B/contents.rst", "a/contents.rst", "a/readme.md", "index.rst"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TABLE, encoding="utf-8")
    return tmp_path


def test_a_folder_means_the_pages_below_it_in_order(tree: Path) -> None:
    pages = find_pages([tree])
    assert [str(page.below) for page in pages] == ["index.rst", "B/contents.rst", "a/contents.rst", "a/readme.md"]
    assert not any(page.named for page in pages)


def test_a_file_is_taken_at_its_word(tree: Path) -> None:
    (page,) = find_pages([tree / "a" / "readme.md"])
    assert (page.named, page.below) == (True, Path("readme.md"))


def test_a_page_named_twice_is_one(tree: Path) -> None:
    (tree / "link.rst").symlink_to(tree / "index.rst")
    assert len(find_pages([tree / "index.rst", tree / "link.rst", tree / "a" / ".." / "index.rst"])) == 1


@pytest.mark.parametrize("name", ["missing", "empty", "missing/contents.rst"])
def test_what_has_no_page_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=name):
        find_pages([tmp_path / name])


MODEL_PAGES = [TABLE, TABLE.replace("| Model | Language | Notes |", "| 模型 | 语言 | 预训练权重 |")]
OTHER_PAGES = ["", "Prose.\n", "+---+---+\n| a | b |\n+---+---+\n", "| a line block\n| of ``literals``\n"]


@pytest.mark.parametrize("text", MODEL_PAGES)
def test_a_page_of_weights(text: str) -> None:
    assert BENCH.is_about_weights(read_page(text))


@pytest.mark.parametrize("text", OTHER_PAGES)
def test_no_page_of_weights(text: str) -> None:
    assert not BENCH.is_about_weights(read_page(text))


def test_a_reference_is_found_by_the_pages_folder_or_the_family(tree: Path) -> None:
    references = References(tree, BENCH.is_about_weights)
    page = load_page(tree / "a" / "contents.rst")
    assert (references.of(page, None) or page).path == str(tree / "a" / "contents.rst")
    elsewhere = read_page(TABLE, "somewhere/contents.rst")
    found = references.of(elsewhere, "B")
    assert found is not None
    assert found.path == str(tree / "B" / "contents.rst")
    assert references.of(elsewhere, "unheard of") is None


def test_a_file_that_is_no_page_of_weights_is_nobodys_reference(tree: Path) -> None:
    (tree / "B" / "README.rst").write_text("About B\n=======\n\nNo table.\n", encoding="utf-8")
    found = References(tree, BENCH.is_about_weights).of(read_page(TABLE, "en/B/contents.rst"), None)
    assert found is not None
    assert found.path == str(tree / "B" / "contents.rst")


def test_of_several_pages_in_a_folder_the_one_of_the_same_name_is_the_reference(tree: Path) -> None:
    (tree / "B" / "a.rst").write_text(TABLE, encoding="utf-8")
    references = References(tree, BENCH.is_about_weights)
    for name in ("a.rst", "contents.rst"):
        found = references.of(read_page(TABLE, f"en/B/{name}"), None)
        assert found is not None
        assert found.path == str(tree / "B" / name)
    by_family = references.of_family("B")
    assert by_family is not None
    assert by_family.path == str(tree / "B" / "contents.rst")


def test_without_one_of_that_name_nobody_can_know_and_both_are_named(tree: Path) -> None:
    (tree / "B" / "a.rst").write_text(TABLE, encoding="utf-8")
    with pytest.raises(InputError, match=r"B: has several pages of weights.*: a\.rst, contents\.rst$"):
        References(tree, BENCH.is_about_weights).of(read_page(TABLE, "en/B/other.rst"), None)


def test_two_folders_of_one_name_are_told_apart_in_the_message(tree: Path) -> None:
    (tree / "zh" / "b").mkdir(parents=True)
    (tree / "zh" / "b" / "contents.rst").write_text(TABLE, encoding="utf-8")
    with pytest.raises(InputError, match=str(tree / "zh" / "b" / "contents.rst")):
        References(tree, BENCH.is_about_weights).of(read_page(TABLE, "en/B/contents.rst"), None)


def test_a_familys_folder_without_a_page_of_weights_is_an_error_not_silence(tree: Path) -> None:
    for name in ("a.rst", "contents.rst"):
        (tree / "B" / name).write_text("No table.\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"B: has no page with a table of weights to be the reference$"):
        References(tree, BENCH.is_about_weights).of(read_page(TABLE, "en/B/contents.rst"), None)


def test_a_single_reference_is_every_pages(tree: Path) -> None:
    found = References(tree / "index.rst", BENCH.is_about_weights).of(read_page(TABLE), None)
    assert found is not None
    assert found.path == str(tree / "index.rst")
    assert References(None, BENCH.is_about_weights).of(read_page(TABLE), "B") is None


def test_a_reference_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="missing"):
        References(tmp_path / "missing", BENCH.is_about_weights)
