"""Results that are kept: what comes back in this run and in later ones; and nothing that goes wrong is an error."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import platformdirs
import pytest

from paddle_inspect.base.keep import ENVIRONMENT, Keep, Kept, default_folder
from tests.keeping import kept_file, kept_files, put

Words = tuple[tuple[str, int | None], ...]


def decode(content: Any) -> Words:
    return tuple((str(word), number) for word, number in content["words"].items())


#: A kind of result that is no JSON itself.
WORDS: Kept[Words] = Kept(name="words", version=1, encode=lambda words: {"words": dict(words)}, decode=decode)
KEY = WORDS.key({"maker": "1.0"}, ["a text"])
ONE: Words = (("é\ud800", 1), ("a", None))
OTHER: Words = (("b", 2),)


class Maker:
    """Makes one result after the other, and counts them."""

    def __init__(self, *results: Words) -> None:
        self.results, self.made = results, 0

    def __call__(self) -> Words:
        self.made += 1
        return self.results[self.made - 1]


def never() -> Words:
    raise AssertionError("made anew")


def test_a_result_comes_back_under_its_key_alone(tmp_path: Path) -> None:
    Keep(tmp_path).keep(WORDS, KEY, ONE)
    assert Keep(tmp_path).find(WORDS, KEY) == ONE
    assert Keep(tmp_path).find(WORDS, WORDS.key({"maker": "1.0"}, ["another text"])) is None


def test_a_result_is_made_once_for_all_runs(tmp_path: Path) -> None:
    assert Keep(tmp_path).recall(WORDS, KEY, lambda: ONE) == ONE
    assert Keep(tmp_path).recall(WORDS, KEY, never) == ONE


def test_a_result_of_nothing_is_a_result(tmp_path: Path) -> None:
    keep = Keep(tmp_path)
    assert keep.recall(WORDS, KEY, lambda: ()) == ()
    assert keep.recall(WORDS, KEY, never) == ()
    assert Keep(tmp_path).recall(WORDS, KEY, never) == ()


def test_what_fails_is_passed_on_and_not_kept(tmp_path: Path) -> None:
    keep = Keep(tmp_path)
    with pytest.raises(AssertionError, match="made anew"):
        keep.recall(WORDS, KEY, never)
    assert kept_files(tmp_path) == []
    assert keep.recall(WORDS, KEY, lambda: ONE) == ONE


def test_fresh_makes_what_earlier_runs_kept_anew_and_once(tmp_path: Path) -> None:
    Keep(tmp_path).keep(WORDS, KEY, ONE)
    fresh, make = Keep(tmp_path, fresh=True), Maker(OTHER)
    assert fresh.find(WORDS, KEY) is None
    assert [fresh.recall(WORDS, KEY, make) for _ in range(3)] == [OTHER] * 3
    assert make.made == 1
    assert Keep(tmp_path).find(WORDS, KEY) == OTHER


def test_a_run_remembers_what_it_read(tmp_path: Path) -> None:
    Keep(tmp_path).keep(WORDS, KEY, ONE)
    keep = Keep(tmp_path)
    first = keep.find(WORDS, KEY)
    kept_file(tmp_path).unlink()
    assert keep.find(WORDS, KEY) is first


def test_what_does_not_last_is_for_this_run_alone(tmp_path: Path) -> None:
    keep = Keep(tmp_path)
    keep.keep(WORDS, KEY, ONE, lasting=False)
    assert keep.find(WORDS, KEY) == ONE
    assert kept_files(tmp_path) == []
    assert Keep(tmp_path).find(WORDS, KEY) is None


DAMAGE = {
    "empty": b"",
    "not ASCII": b"\xff\xfe",
    "no digest": b"no digest",
    "wrong digest": b"0" * 64 + b'\n{"words":{}}',
    "digest alone": b"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n",  # SHA-256 of nothing
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_as_good_as_absent(tmp_path: Path, damage: bytes) -> None:
    Keep(tmp_path).keep(WORDS, KEY, ONE)
    kept_file(tmp_path).write_bytes(damage)
    assert Keep(tmp_path).find(WORDS, KEY) is None
    Keep(tmp_path).keep(WORDS, KEY, OTHER)
    assert Keep(tmp_path).find(WORDS, KEY) == OTHER


def test_every_cut_of_a_file_is_absent(tmp_path: Path) -> None:
    Keep(tmp_path).keep(WORDS, KEY, ONE)
    path = kept_file(tmp_path)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert Keep(tmp_path).find(WORDS, KEY) is None
    path.write_bytes(whole)
    assert Keep(tmp_path).find(WORDS, KEY) == ONE


@pytest.mark.parametrize("content", [None, 5, "x", [], {}, {"words": None}, {"words": ["a"]}], ids=repr)
def test_whole_json_of_another_shape_is_as_good_as_absent(tmp_path: Path, content: object) -> None:
    Keep(tmp_path).keep(WORDS, KEY, ONE)
    put(kept_file(tmp_path), content)
    assert Keep(tmp_path).find(WORDS, KEY) is None
    assert Keep(tmp_path).recall(WORDS, KEY, lambda: OTHER) == OTHER


@pytest.mark.parametrize("error", [ValueError, KeyError, TypeError, IndexError, AttributeError])
def test_whatever_a_decoder_says_of_other_content_it_is_a_miss(tmp_path: Path, error: type[Exception]) -> None:
    def refuse(_: Any) -> Words:
        raise error("something else")

    Keep(tmp_path).keep(WORDS, KEY, ONE)
    assert Keep(tmp_path).find(replace(WORDS, decode=refuse), KEY) is None


KEYS = {
    "kind": replace(WORDS, name="phrases").key({"maker": "1.0"}, ["a text"]),
    "raised version": replace(WORDS, version=2).key({"maker": "1.0"}, ["a text"]),
    "release": WORDS.key({"maker": "1.1"}, ["a text"]),
    "not installed": WORDS.key({"maker": None}, ["a text"]),
    "maker": WORDS.key({"other": "1.0"}, ["a text"]),
    "part": WORDS.key({"maker": "1.0"}, ["a text", None]),
}


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
def test_what_a_result_depends_on_is_in_its_key(tmp_path: Path, key: str) -> None:
    keep = Keep(tmp_path)
    keep.keep(WORDS, KEY, ONE)
    assert keep.find(WORDS, key) is None
    assert Keep(tmp_path).find(WORDS, key) is None


def test_the_order_of_keys_and_of_versions_says_nothing() -> None:
    assert WORDS.key({"a": "1", "b": "2"}, [{"c": 3, "d": 4}]) == WORDS.key({"b": "2", "a": "1"}, [{"d": 4, "c": 3}])


def test_two_kinds_of_the_same_parts_do_not_meet(tmp_path: Path) -> None:
    numbers: Kept[int] = Kept(name="numbers", version=1, encode=lambda number: number, decode=int)
    of_words, of_numbers = (kind.key({}, ["a text"]) for kind in (WORDS, numbers))
    here = Keep(tmp_path)
    here.keep(WORDS, of_words, ONE)
    here.keep(numbers, of_numbers, 7)
    for keep in (here, Keep(tmp_path)):
        assert keep.find(WORDS, of_words) == ONE
        assert keep.find(numbers, of_numbers) == 7


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    keep, make = Keep(tmp_path / "file" / "kept"), Maker(ONE)
    assert [keep.recall(WORDS, KEY, make) for _ in range(2)] == [ONE, ONE]
    assert make.made == 1
    assert Keep(tmp_path / "file" / "kept").find(WORDS, KEY) is None
    assert (tmp_path / "file").read_text() == "in the way"


def test_a_folder_in_a_files_place_is_left_there(tmp_path: Path) -> None:
    Keep(tmp_path).keep(WORDS, KEY, ONE)
    path = kept_file(tmp_path)
    path.unlink()
    path.mkdir()
    assert Keep(tmp_path).recall(WORDS, KEY, lambda: OTHER) == OTHER
    assert path.is_dir()
    assert kept_files(tmp_path) == []


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    Keep(tmp_path).keep(WORDS, KEY, ONE)
    assert kept_files(tmp_path) == []


def test_what_is_kept_does_not_wait_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: pytest.fail("waited"))
    Keep(tmp_path).keep(WORDS, KEY, ONE)
    assert Keep(tmp_path).find(WORDS, KEY) == ONE


def test_two_runs_at_once_do_not_hurt_each_other(tmp_path: Path) -> None:
    def work(_: int) -> list[Words | None]:
        seen = []
        for _ in range(50):
            Keep(tmp_path).keep(WORDS, KEY, ONE)
            seen.append(Keep(tmp_path).find(WORDS, KEY))
        return seen

    with ThreadPoolExecutor(4) as pool:
        seen = {found for part in pool.map(work, range(4)) for found in part}
    assert seen == {ONE}


def test_the_environment_chooses_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path))
    assert default_folder() == Keep().folder == tmp_path
    monkeypatch.delenv(ENVIRONMENT)
    assert default_folder().name == "results"


def test_a_home_that_is_not_there_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("HOME", str(home))
    keep = Keep(home / ".cache" / "results")
    keep.keep(WORDS, KEY, ONE)
    assert not home.exists()
    assert keep.find(WORDS, KEY) == ONE
    home.mkdir()
    keep.keep(WORDS, KEY, ONE)
    assert len(kept_files(home)) == 1


@pytest.mark.parametrize("named", [None, "", " ", "/somewhere/else"])
def test_results_are_kept_where_programs_keep_such(named: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENVIRONMENT, raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    if named is not None:
        monkeypatch.setenv("XDG_CACHE_HOME", named)
    assert default_folder() == platformdirs.user_cache_path("paddle_inspect") / "results"
