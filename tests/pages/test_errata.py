"""Documented figures against counts, for many pages at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from paddle_inspect import tables
from paddle_inspect.base.errors import ConfigError
from paddle_inspect.cli import main
from paddle_inspect.models import catalogue
from paddle_inspect.pages.errata import Errata, contradictions, difference, facts_json, read_facts
from paddle_inspect.views.errata import document
from tests.fakes import ROOT, count_by_arithmetic

#: albert-base-v1: 30000 tokens, embedding 128, hidden 768, feed-forward 3072, one shared layer, a pooler.
ALBERT_BASE = (
    (30000 + 512 + 2) * 128 + 2 * 128  # embeddings and their norm
    + 128 * 768 + 768  # to the hidden size
    + 4 * (768 * 768 + 768) + 2 * 768  # attention and its norm
    + 768 * 3072 + 3072 + 3072 * 768 + 768 + 2 * 768  # feed-forward and its norm
    + 768 * 768 + 768  # pooler
)  # fmt: skip
STATED = {"num_hidden_layers": "12", "hidden_size": "768", "num_attention_heads": "12"}


def errata_of(stated: dict[str, str]) -> Errata:
    return contradictions({"ALBERT": {"albert-base-v1": stated}}, catalogue.load(), count_by_arithmetic)


@pytest.mark.parametrize("figure", ["11M", "12M", "11.7M"])
def test_a_right_figure_is_no_erratum(figure: str) -> None:
    errata = errata_of({**STATED, "parameters": figure})
    assert (errata.contradicted, errata.placeholders, errata.missing) == ((), (), ())


def test_a_wrong_figure_comes_with_both_numbers() -> None:
    errata = errata_of({**STATED, "parameters": "13M"})
    (erratum,) = errata.contradicted
    assert (erratum.figure, erratum.documented, erratum.counted) == ("parameters", "13M", ALBERT_BASE)
    assert difference(erratum) == "+11.3 %"  # 13,000,000 is 1,316,416 more than 11,683,584
    assert f"| 13M | {ALBERT_BASE:,} | +11.3 % |" in tables.render(document(errata, {}), "markdown")


def test_placeholders_and_blanks_are_kept_apart() -> None:
    (placeholder,) = errata_of({**STATED, "parameters": "_M"}).placeholders
    assert (placeholder.counted, difference(placeholder)) == (ALBERT_BASE, "")
    (missing,) = errata_of(STATED).missing
    assert (missing.figure, missing.counted, difference(missing)) == ("parameters", ALBERT_BASE, "")


def test_weights_on_no_page_are_listed_for_the_pages_compared_alone() -> None:
    undocumented = errata_of(STATED).undocumented
    assert len(undocumented) == 13
    assert {family for family, _ in undocumented} == {"ALBERT"}


def test_facts_survive_their_file(tmp_path: Path) -> None:
    facts = {"ALBERT": {"albert-base-v1": STATED, "x": {}}, "bert": {}}
    (tmp_path / "facts.json").write_text(facts_json(facts))
    assert read_facts(tmp_path / "facts.json") == facts


@pytest.mark.parametrize("content", ['{"ALBERT": 3}', '{"ALBERT": {"x": {"parameters": 3}}}'])
def test_facts_of_another_form_are_refused_with_their_key(tmp_path: Path, content: str) -> None:
    (tmp_path / "facts.json").write_text(content)
    with pytest.raises(ConfigError, match="ALBERT"):
        read_facts(tmp_path / "facts.json")


def test_pages_become_facts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("paddle_inspect.api.canonical.count", lambda specs, run: count_by_arithmetic(specs))
    page = ROOT / "configs" / "ALBERT" / "published.rst"
    facts = tmp_path / "facts.json"
    assert main(["errata", str(page), "--write-facts", str(facts), "--output", str(tmp_path / "errata.md")]) == 0
    assert json.loads(facts.read_text())["ALBERT"]["albert-base-v1"]["parameters"] == "11M"


UNHEARD_OF = """\
+---------------------+---------+-----------------------+
| Pretrained Weight   | Language| Details of the model  |
+=====================+=========+=======================+
|``foo/bar``          | English | 12-layer, 768-hidden. |
+---------------------+---------+-----------------------+
"""


@pytest.mark.parametrize("page", ["contents.rst", "./contents.rst", "../Foo/contents.rst"])
def test_facts_of_an_unknown_family_stand_under_its_folder(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Foo").mkdir()
    (tmp_path / "Foo" / "contents.rst").write_text(UNHEARD_OF, encoding="utf-8")
    monkeypatch.setattr("paddle_inspect.api.canonical.count", lambda specs, run: count_by_arithmetic(specs))
    monkeypatch.chdir(tmp_path / "Foo")
    assert main(["errata", page, "--write-facts", "facts.json"]) == 0
    assert json.loads(Path("facts.json").read_text(encoding="utf-8")) == {
        "Foo": {"foo/bar": {"num_hidden_layers": "12", "hidden_size": "768"}}
    }


@pytest.mark.paddle
def test_the_page_in_docs_is_true() -> None:
    arguments = [
        "--facts",
        str(ROOT / "docs" / "documented_figures.json"),
        "--output",
        str(ROOT / "docs" / "errata.md"),
    ]
    assert main(["errata", *arguments, "--check"]) == 0


@pytest.mark.paddle
def test_a_page_that_is_not_up_to_date_is_one_line_and_exit_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stale = tmp_path / "errata.md"
    stale.write_text("old")
    facts = tmp_path / "facts.json"
    facts.write_text('{"ALBERT": {"albert-base-v1": {"parameters": "12M"}}}')
    assert main(["errata", "--facts", str(facts), "--output", str(stale), "--check"]) == 1
    assert stale.read_text() == "old"
    said = [line for line in capsys.readouterr().err.splitlines() if ": building models " not in line]
    assert len(said) == 1


def test_pages_or_facts_not_both(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["errata"]) == 2
    assert "either pages or --facts" in capsys.readouterr().err
