"""What a text names: catalogued weights, config files, folders; and what is no config of a model."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from paddle_inspect.base.errors import BadArgument, ConfigError, InputError, InspectError, UnknownName
from paddle_inspect.base.keep import Keep
from paddle_inspect.base.records import WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.models import catalogue, given
from tests.given_zoo import tiny_zoo

__all__ = ["tiny_zoo"]

pytestmark = pytest.mark.usefixtures("tiny_zoo")

KNOWN = catalogue.load()
CONFIG = {
    "architectures": ["AlbertForSequenceClassification"],
    "model_type": "albert",
    "hidden_size": 8,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "vocab_size": 50,
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: str, content: object = CONFIG) -> str:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def find(text: str) -> WeightSpec:
    return given.find(text, KNOWN, Run(keep=Keep(Path("results"))))


def test_a_catalogued_name_wins_over_a_folder_of_that_name_and_a_path_over_it() -> None:
    write("albert-base-v2/config.json")
    assert find("albert-base-v2").described is None
    for text in ("./albert-base-v2", "albert-base-v2/", str(Path("albert-base-v2").absolute())):
        spec = find(text)
        assert spec.described is not None
        assert spec.described.path.endswith("albert-base-v2/config.json")


@pytest.mark.parametrize("text", ["mine", "./mine", "mine/", "mine/config.json", "below/mine", "mine/other.json"])
def test_a_folder_and_a_file_are_their_config(text: str) -> None:
    for place in ("mine/config.json", "below/mine/config.json", "mine/other.json"):
        write(place)
    spec = find(text)
    assert spec.described is not None
    assert (spec.architecture, spec.described.architecture) == ("AlbertModel", "AlbertForSequenceClassification")
    assert (spec.family, spec.name) == ("ALBERT", text.rstrip("/"))
    assert spec.dimensions.hidden_size == 8


def test_what_paddlenlp_wrote_before_it_wrote_config_json() -> None:
    old = {"init_class": "AlbertForSequenceClassification", "init_args": [{**CONFIG, "init_class": "AlbertModel"}]}
    del old["init_args"][0]["architectures"]  # type: ignore[attr-defined]
    write("mine/model_config.json", old)
    spec = find("mine")
    assert spec.described is not None
    assert spec.described.architecture == "AlbertForSequenceClassification"


def test_without_a_class_the_base_model_of_its_type_is_meant_and_said() -> None:
    content: dict[str, object] = {key: value for key, value in CONFIG.items() if key != "architectures"}
    kinds: list[dict[str, object]] = [{}, {"architectures": None}, {"architectures": []}]
    for nothing in kinds:
        spec = find(write("config.json", {**content, **nothing}))
        assert spec.described is not None
        assert spec.described.architecture == "AlbertModel"
        assert "base model of model_type albert" in spec.described.notes[0]


def test_what_is_left_alone_is_said() -> None:
    more = {"auto_map": {"AutoModel": "evil.Model"}, "quantization_config": {"bits": 4}, "sparkle": 3, "nothing": None}
    spec = find(write("config.json", {**CONFIG, **more}))
    assert spec.described is not None
    code, packing, unknown = spec.described.notes
    assert "auto_map" in code
    assert "not run" in code
    assert "quantization_config" in packing
    assert unknown.endswith("sparkle.")
    assert not {"auto_map", "quantization_config"} & spec.config.keys()


@pytest.mark.parametrize("text", ["albert-base-v3", "facebook/opt-1.4b"])
def test_a_name_that_is_nearly_one_is_offered_those(text: str) -> None:
    with pytest.raises(UnknownName, match="did you mean"):
        find(text)


@pytest.mark.parametrize("text", ["./nowhere", "nowhere/at/all", "nowhere.json", "/nowhere", "nowhere/", "./a\0b"])
def test_a_path_where_nothing_is_says_so(text: str) -> None:
    with pytest.raises(InputError, match=r"no such file|null"):
        find(text)


def test_a_folder_without_a_config_says_so() -> None:
    Path("empty").mkdir()
    with pytest.raises(InputError, match=r"is a folder without config\.json"):
        find("empty")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("model.safetensors", "no config: `checkpoint` lists them, `identify` says"),
        ("model_state.pdparams", "no config: `checkpoint` lists them, `identify` says"),
        ("pytorch_model.bin", "no config: `checkpoint` lists them, `identify` says"),
        ("inference.pdiparams", "of an exported program: name the program, or the folder"),
    ],
)
def test_a_file_of_tensors_says_who_takes_it(name: str, says: str) -> None:
    Path(name).write_bytes(b"\0")
    for text in (name, f"./{name}"):
        with pytest.raises(InputError, match=says):
            find(text)


BAD: dict[str, tuple[object, str]] = {
    "no JSON": ("{", "is not JSON"),
    "binary": ("\0\1", "is a binary file"),
    "deep": ("[" * 100_000, "is not usable JSON"),
    "no object": ([1], "expected an object"),
    "empty": ({}, "names no class"),
    "type is none": ({**CONFIG, "architectures": None, "model_type": 3}, "names no class"),
    "a class in a string": ({**CONFIG, "architectures": "AlbertModel"}, "architectures: is a string"),
    "a class that is none": ({**CONFIG, "architectures": [3]}, "architectures: names a number"),
    "two classes": ({**CONFIG, "architectures": ["A", "B"]}, "architectures: names 2 classes"),
    "another library's": ({**CONFIG, "architectures": ["WhisperModel"]}, "paddlenlp 2.8.1 does not have"),
    "another type": ({"model_type": "whisper"}, "model_type: names 'whisper'"),
    "a list for a number": ({**CONFIG, "hidden_size": [8]}, "hidden_size: is the array"),
    "a text for a number": ({**CONFIG, "num_hidden_layers": "2"}, "num_hidden_layers: is the string"),
    "half a number": ({**CONFIG, "hidden_size": 8.5}, "hidden_size: is the number"),
    "negative": ({**CONFIG, "vocab_size": -1}, "vocab_size: is -1"),
    "none": ({**CONFIG, "hidden_size": 0}, "hidden_size: is 0"),
    "null": ({**CONFIG, "hidden_size": None}, "hidden_size: is the null"),
    "absurd": ({**CONFIG, "hidden_size": 10**18}, "hidden_size: is a number of 19 digits"),
    "absurd by another name": ({**CONFIG, "num_kv_heads": 10**18}, "num_kv_heads: is a number of 19 digits"),
    "too many layers": ({**CONFIG, "num_hidden_layers": 10**6}, "num_hidden_layers: is 1,000,000"),
    "heads that do not divide": ({**CONFIG, "num_attention_heads": 3}, "not divisible"),
    "a width of heads that is not built": ({**CONFIG, "head_dim": 64}, "head_dim: is 64, and .* builds 4"),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_describes_no_model_is_named_in_one_line(kind: str) -> None:
    content, reason = BAD[kind]
    with pytest.raises(ConfigError, match=reason) as caught:
        find(write("config.json", content))
    assert str(caught.value).startswith("config.json: ")
    assert "\n" not in str(caught.value)


def test_another_encoding_and_a_file_that_may_not_be_read_are_named() -> None:
    Path("config.json").write_bytes(json.dumps({**CONFIG, "name": "ü"}, ensure_ascii=False).encode("latin-1"))
    with pytest.raises(ConfigError, match="not UTF-8"):
        find("config.json")
    os.mkfifo("pipe.json")
    with pytest.raises(ConfigError, match="not a regular file"):
        find("pipe.json")


@pytest.mark.parametrize("value", [0, None])
def test_none_of_something_is_no_missing_size(value: Any) -> None:
    assert find(write("config.json", {**CONFIG, "num_kv_heads": value})).config["num_kv_heads"] == value


def test_weight_files_are_beside_the_config() -> None:
    write("mine/config.json")
    assert given.beside("mine/config.json", KNOWN) == given.beside("mine", KNOWN) == Path("mine")
    with pytest.raises(BadArgument, match="albert-base-v2 is a name alone"):
        given.beside("albert-base-v2", KNOWN)
    with pytest.raises(InspectError):
        given.beside("nowhere", KNOWN)
