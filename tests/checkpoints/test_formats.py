"""A format of weight files is one module, found by being there."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from paddle_inspect import checkpoints, compare
from paddle_inspect.base.errors import InputError, UnknownName
from paddle_inspect.checkpoints import formats
from paddle_inspect.checkpoints.file import suffixes
from tests import weight_files as wf

#: A whole format.
PLAIN = '''\
"""Vectors of uint8 as lines of text: `fc.bias 4`, behind a line that says so."""

from paddle_inspect.base.errors import InputError
from paddle_inspect.checkpoints.contents import Contents, Part
from paddle_inspect.base.source import Source

SUFFIXES = (".plain",)
_FIRST_LINE = b"plain 1"
_LONGEST_LINE = 200


def recognises(start: bytes) -> bool:
    """Whether a file that begins so is one of these."""
    return start.startswith(_FIRST_LINE)


def read(source: Source) -> Contents:
    """The vectors of an open file.

    Raises:
        InputError: it begins with another line, or a size is none.
    """
    if source.line(_LONGEST_LINE) != _FIRST_LINE:
        raise InputError(source.path, "does not begin with 'plain 1'")
    stored = []
    while source.remaining:
        name, _, size = source.line(_LONGEST_LINE).decode("utf-8", "backslashreplace").rpartition(" ")
        if not size.isdecimal():
            raise InputError(source.path, f"{name!r:.80} has a size that is none: {size!r:.40}")
        stored.append((name, (int(size),), "uint8", None))
    return Contents(layout="plain", parts=(Part(heading=(), stored=tuple(stored)),))
'''


@pytest.fixture
def plain(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The format `plain`, in a folder of its own."""
    folder = tmp_path_factory.mktemp("formats")
    (folder / "plain.py").write_text(PLAIN)
    monkeypatch.setattr(formats, "__path__", [*formats.__path__, str(folder)])
    yield
    sys.modules.pop(f"{formats.__name__}.plain", None)
    vars(formats).pop("plain", None)


def write_plain(path: Path, **sizes: int) -> Path:
    path.write_text("plain 1\n" + "".join(f"{name} {size}\n" for name, size in sizes.items()))
    return path


def test_every_format_claims_names_of_its_own() -> None:
    claimed = [suffix for format_ in formats.formats().values() for suffix in format_.SUFFIXES]
    assert list(formats.formats()) == ["gguf", "paddle_save", "safetensors", "torch"]
    assert len(set(claimed)) == len(claimed)
    assert not any(one != other and one.endswith(other) for one in claimed for other in claimed)
    assert suffixes() == (".gguf", ".safetensors", ".bin", ".pt", ".pth", ".pdparams", ".pdopt")


@pytest.mark.usefixtures("plain")
def test_a_file_of_a_new_format_is_read(tmp_path: Path) -> None:
    path = write_plain(tmp_path / "model.plain", a=3, b=4)
    found = checkpoints.read(path)
    assert (found.layout, found.path, found.files, found.size) == ("plain", str(path), (str(path),), 16)
    assert found.stored == (("a", (3,), "uint8", None), ("b", (4,), "uint8", None))
    assert compare(path, path).left.tensors == found.weights.tensors


@pytest.mark.usefixtures("plain")
def test_a_folder_has_it_beside_the_others(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no weight file \(.*\.plain, .*\.pdopt\)"):
        checkpoints.read(tmp_path)
    write_plain(tmp_path / "encoder.plain", a=3)
    wf.write_pickle(tmp_path / "head.pdparams", {"b": np.zeros(4, "uint8")})
    found = checkpoints.read(tmp_path)
    assert [(section.heading, len(section.stored)) for section in found.parts] == [
        (("encoder.plain",), 1),
        (("head.pdparams",), 1),
    ]


@pytest.mark.usefixtures("plain")
def test_its_shards_are_one_checkpoint_with_an_index_and_without(tmp_path: Path) -> None:
    first, second = (f"model-0000{number}-of-00002.plain" for number in (1, 2))
    write_plain(tmp_path / first, a=3)
    write_plain(tmp_path / second, b=4)
    for _ in range(2):
        found = checkpoints.read(tmp_path)
        assert (found.layout, found.findings) == ("plain in 2 shards", ())
        assert [name for name, *_ in found.stored] == ["a", "b"]
        index = {"metadata": {"total_size": 7}, "weight_map": {"a": first, "b": second}}
        (tmp_path / "model.plain.index.json").write_text(json.dumps(index))


@pytest.mark.usefixtures("plain")
def test_content_and_name_have_to_agree(tmp_path: Path) -> None:
    for name in ("model.pdparams", "model.bin", "model"):
        with pytest.raises(InputError, match=r"is plain under a name that frameworks unpickle; name it \.plain$"):
            checkpoints.read(write_plain(tmp_path / name, a=3))
    with pytest.raises(InputError, match="does not begin with 'plain 1'"):
        checkpoints.read(wf.write_pickle(tmp_path / "model.plain", "a text\n"))
    with pytest.raises(InputError, match=r"is plain under another format's name; name it \.plain"):
        checkpoints.read(write_plain(tmp_path / "model.safetensors", a=3))


def test_without_it_its_files_are_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is neither safetensors nor a pickle"):
        checkpoints.read(write_plain(tmp_path / "model.plain", a=3))
    with pytest.raises(UnknownName):
        compare("absent.plain", "absent.plain")


@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize("name", ["absent.plain", "absent.safetensors", "absent.pdopt", "absent.bin", "absent.json"])
def test_what_is_called_like_a_weight_file_is_not_sought_among_the_weights(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="no such file or directory"):
        compare(name, name)
