"""configs/ as records, found by name, and what a broken file costs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from paddle_inspect.base.disk import configs_folder
from paddle_inspect.base.errors import ConfigError, UnknownName
from paddle_inspect.models import catalogue
from paddle_inspect.models.catalogue import Catalogue


@pytest.fixture
def copied(tmp_path: Path) -> Catalogue:
    """A catalogue of three families that a test may break."""
    source = configs_folder()
    for name in ("ALBERT", "BERT", "ERNIE-CTM"):
        shutil.copytree(source / name, tmp_path / name)
    shutil.copy(source / catalogue.GENERAL_KEYS_FILE, tmp_path)
    return catalogue.load(tmp_path)


def change(path: Path, **values: object) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**content, **values}), encoding="utf-8")


def test_albert_has_its_fourteen_weights_in_the_published_order() -> None:
    family = catalogue.load().family("ALBERT")
    assert family.lists_all
    assert family.problems == ()
    assert [weight.name for weight in family.weights] == [
        "albert-base-v1",
        "albert-large-v1",
        "albert-xlarge-v1",
        "albert-xxlarge-v1",
        "albert-base-v2",
        "albert-large-v2",
        "albert-xlarge-v2",
        "albert-xxlarge-v2",
        "albert-chinese-tiny",
        "albert-chinese-small",
        "albert-chinese-base",
        "albert-chinese-large",
        "albert-chinese-xlarge",
        "albert-chinese-xxlarge",
    ]


def test_albert_says_what_people_wrote() -> None:
    weights = {weight.name: weight for weight in catalogue.load().family("ALBERT").weights}
    assert weights["albert-large-v2"].language == "English"
    assert weights["albert-large-v2"].description == "ALBERT large model (version2)"
    assert weights["albert-xxlarge-v1"].description == "ALBERT xxlarge model"
    assert weights["albert-chinese-tiny"].language == "Chinese"
    assert weights["albert-chinese-tiny"].description == "ALBERT tiny model (Chinese)"


def test_the_whole_catalogue_is_sound() -> None:
    known = catalogue.load()
    assert known.problems == ()
    names = [weight.name for weight in known.weights]
    assert len(names) == len(set(names))
    assert all(weight.config or weight.undescribed for weight in known.weights)
    assert all(weight.module.startswith("paddlenlp.transformers.") for weight in known.weights)


@pytest.mark.parametrize("name", ["ALBERT", "albert", "Albert"])
def test_a_family_is_found_whatever_the_case(name: str) -> None:
    assert catalogue.load().family(name).name == "ALBERT"


@pytest.mark.parametrize("name", ["ERNIE-CTM", "ernie_ctm", "ErnieCtm", "ernie ctm"])
def test_a_family_is_found_whatever_the_separators(name: str) -> None:
    assert catalogue.load().family(name).name == "ERNIE-CTM"


def test_a_family_is_found_by_title_and_alias(copied: Catalogue) -> None:
    change(copied.root / "BERT" / "catalogue.json", title="Bidirectional", aliases=["Sesame-Street"])
    assert copied.family("bidirectional").name == "BERT"
    assert copied.family("sesame street").name == "BERT"
    assert copied.find_family("ERNIE") is None


def test_an_unknown_family_offers_the_nearest() -> None:
    with pytest.raises(UnknownName, match="unknown family 'albrt'; did you mean ALBERT"):
        catalogue.load().family("albrt")


def test_a_weight_is_found_by_its_exact_name() -> None:
    assert catalogue.load().weight("hfl/rbt3").family == "RoBERTa"
    with pytest.raises(UnknownName, match=r"did you mean .*albert-base-v1"):
        catalogue.load().weight("albert-base-v3")


def test_the_families_are_a_mapping(copied: Catalogue) -> None:
    assert list(copied.families) == ["ALBERT", "BERT", "ERNIE-CTM"]
    assert copied.families["BERT"].title == "BERT"
    assert "GPT" not in copied.families


def test_a_broken_config_costs_its_weight_alone(copied: Catalogue) -> None:
    path = copied.root / "ALBERT" / "albert-base-v1" / "config.json"
    path.write_text('{"hidden_size": 76', encoding="utf-8")
    family = copied.family("ALBERT")
    [problem] = family.problems
    assert str(problem).startswith(f"{path}: is not JSON")
    assert len(family.weights) == 14
    broken, *others = family.weights
    assert broken.undescribed == str(problem)
    assert all(weight.undescribed is None for weight in others)
    assert copied.problems == (problem,)


@pytest.mark.parametrize(
    ("values", "key"),
    [({"hidden_size": -1}, "hidden_size"), ({"vocab_size": "30000"}, "vocab_size"), ({"hidden": 768}, "hidden")],
)
def test_a_wrong_value_names_file_and_key(copied: Catalogue, values: dict[str, object], key: str) -> None:
    path = copied.root / "ALBERT" / "albert-base-v1" / "config.json"
    change(path, **values)
    [problem] = copied.family("ALBERT").problems
    assert (problem.path, problem.key) == (str(path), key)


def test_a_missing_key_is_no_default(copied: Catalogue) -> None:
    path = copied.root / "ALBERT" / "albert-base-v1" / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    del config["hidden_size"]
    path.write_text(json.dumps(config), encoding="utf-8")
    [problem] = copied.family("ALBERT").problems
    assert str(problem) == f"{path}: hidden_size: is missing"


def test_a_broken_catalogue_file_costs_its_family_alone(copied: Catalogue) -> None:
    (copied.root / "BERT" / "catalogue.json").write_text("{", encoding="utf-8")
    assert copied.family("ALBERT").problems == ()
    assert copied.family("BERT").weights == ()
    [problem] = copied.family("BERT").problems
    assert problem.path == str(copied.root / "BERT" / "catalogue.json")


def test_one_family_is_read_without_the_others(copied: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    original = Path.open

    def spy(self: Path, *args: object, **kwargs: object) -> object:
        opened.append(self.parts[len(copied.root.parts)])
        return original(self, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", spy)
    copied.family("albert")
    assert set(opened) <= {"ALBERT", catalogue.GENERAL_KEYS_FILE}


def test_a_weight_in_two_families_is_a_problem(copied: Catalogue) -> None:
    path = copied.root / "BERT" / "catalogue.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["weights"].append({"name": "albert-base-v1", "architecture": "BertModel", "undescribed": "twice"})
    path.write_text(json.dumps(content), encoding="utf-8")
    assert [str(problem) for problem in copied.problems] == [f"{path}: albert-base-v1: is a weight of ALBERT already"]


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such folder"):
        catalogue.load(tmp_path / "nowhere")


def test_an_empty_config_is_undescribed_with_its_reason() -> None:
    funnel = catalogue.load().family("Funnel").weights
    assert len(funnel) == 10
    assert all("empty" in (weight.undescribed or "") for weight in funnel)


def test_what_people_wrote_of_a_familys_page_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "Toy"
    folder.mkdir()
    names = ["toy", "testing/tiny", "testing/micro"]
    content = {
        "title": "Toy",
        "module": "m",
        "synced_from": "s",
        "lists_all": True,
        "wording": {"num_hidden_layers": "{} layers"},
        "internal": ["testing/*", "none-such"],
        "weights": [{"name": name, "architecture": "ToyModel", "undescribed": "a test"} for name in names],
    }
    (folder / "catalogue.json").write_text(json.dumps(content), encoding="utf-8")
    family = catalogue.load(tmp_path).family("Toy")
    assert (family.lists_all, dict(family.wording)) == (True, {"num_hidden_layers": "{} layers"})
    assert family.internal == {"testing/tiny", "testing/micro"}


def test_of_most_families_nothing_of_the_kind_is_written() -> None:
    family = catalogue.load().family("BERT")
    assert (family.lists_all, family.wording, family.internal) == (False, {}, frozenset())
