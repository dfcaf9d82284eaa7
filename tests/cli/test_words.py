"""What commands say of what cannot be meant, so that nobody is misled."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest

from paddle_inspect.cli import main
from paddle_inspect.models import catalogue
from tests import weight_files as wf
from tests.given_zoo import GivenZoo, tiny_tensors


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The exit code, stdout and stderr."""
    try:
        code = main(arguments)
    except SystemExit as error:
        code = int(error.code or 0)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.mark.parametrize(
    "options",
    [
        ("--list", "--format", "json"),
        ("--format", "json", "--list"),
        ("--output", "FILE", "--list"),
        ("--list", "--output", "FILE"),
        ("page.rst", "--list"),
    ],
)
def test_a_manual_takes_no_format_in_whatever_order(
    options: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "out.json"
    code, out, err = said(capsys, "check", *(str(file) if part == "FILE" else part for part in options))
    assert (code, out) == (2, "")
    assert "--list prints a manual" in err
    assert not file.exists()


def test_check_asks_for_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = said(capsys, "check")
    assert code == 2
    assert "required: PAGE" in err


def test_an_unknown_language_is_told_all_that_there_are(
    capsys: pytest.CaptureFixture[str], arithmetic_zoo: GivenZoo
) -> None:
    code, _, err = said(capsys, "rank", "--family", "ALBERT", "--language", "xx")
    assert code == 2
    assert err == "paddle-inspect: unknown language 'xx'; there are Chinese, English\n"
    assert arithmetic_zoo.asked == []


def test_a_filter_that_leaves_nothing_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = wf.write_pickle(tmp_path / "a.pdparams", wf.state_dict())
    for glob in ("", "*.nowhere"):
        code, out, err = said(capsys, "checkpoint", str(path), "--filter", glob)
        assert (code, out) == (2, "")
        assert "no tensor has such a name" in err
    assert said(capsys, "checkpoint", str(path), "--filter", "*")[0] == 0


@pytest.mark.usefixtures("tiny_zoo")
@pytest.mark.parametrize("command", ["verify", "diff", "show"])
@pytest.mark.parametrize("head", ["base", "AlbertModel"])
def test_labels_are_for_a_head(command: str, head: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = wf.write_pickle(tmp_path / "a.pdparams", wf.state_dict())
    places = () if command == "show" else (str(path),)
    code, _, err = said(capsys, command, "albert-base-v1", *places, "--head", head, "--num-labels", "3")
    assert code == 2
    assert "a number of labels is for a head" in err


@pytest.mark.usefixtures("tiny_zoo")
def test_labels_of_one_side_are_no_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    heads = ("--left-head", "base", "--right-head", "sequence-classification", "--num-labels", "3")
    code, out, err = said(capsys, "diff", "albert-base-v1", "albert-base-v1", *heads)
    assert (code, err) == (1, "")
    assert "classifier" in out


def test_what_is_explained_anew_does_not_come_from_what_was_kept(
    capsys: pytest.CaptureFixture[str], arithmetic_zoo: GivenZoo
) -> None:
    first = said(capsys, "summary", "--explain")
    asked = list(arithmetic_zoo.asked)
    assert len(asked) > 14  # the family's, and others that could explain a figure
    assert said(capsys, "summary", "--explain") == first
    again = [name for name in arithmetic_zoo.asked[len(asked) :] if name.startswith("albert")]
    assert again == []
    del arithmetic_zoo.asked[:]
    assert said(capsys, "summary", "--explain", "--fresh") == first
    assert sorted(arithmetic_zoo.asked) == sorted(asked)


def test_a_file_of_another_family_is_said_to_be_one(
    capsys: pytest.CaptureFixture[str], tiny_zoo: GivenZoo, tmp_path: Path
) -> None:
    spec = catalogue.load().weight("albert-base-v1")
    path = wf.write_pickle(tmp_path / "a.pdparams", {t.name: numpy.zeros(t.shape, t.dtype) for t in tiny_tensors(spec)})
    code, out, err = said(capsys, "identify", str(path), "--family", "BERT")
    assert (code, err) == (1, "")
    assert "fits no weight of that family; of another family it fits albert-base-v1 (AlbertModel)" in out
    code, out, _ = said(capsys, "identify", str(path), "--family", "ALBERT")
    assert code == 0
    assert "another family" not in out
    assert tiny_zoo.asked
