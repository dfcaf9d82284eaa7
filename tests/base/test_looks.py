"""A refusal says what a file is by its content, whatever it is called."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import numpy as np
import pytest

from paddle_inspect import checkpoints
from paddle_inspect.base.errors import InputError
from paddle_inspect.base.looks import look
from tests import weight_files as wf


def tar() -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("pickle"))
    return stream.getvalue()


def npy() -> bytes:
    stream = io.BytesIO()
    np.save(stream, np.zeros(3))
    return stream.getvalue()


#: Of .pdmodel and .pdiparams as framework.proto and lod_tensor.cc have them: a block of index 0 without a parent; two
#: versions and a level of 0 before the length of a description, which begins with its dtype.
FILES = {
    "a Git-LFS pointer": b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
    "an HTML page": b"\n<!DOCTYPE html><html><head><title>404</title>",
    "an HDF5 file": b"\x89HDF\r\n\x1a\n" + b"\0" * 8,
    "a numpy array": npy(),
    "an npz archive": wf.zip_archive({"arr_0.npy": npy()}),
    "a zip archive": wf.zip_archive({"readme.txt": b"a"}),
    "a tar archive": tar(),
    "a packed file": b"\x1f\x8b\x08\0",
    "a program of Paddle": b"\x0a\x91\x1f\x08\0\x10" + b"\xff" * 9 + b"\x01\x1a\x0b",
    "in Paddle's binary format": b"\0" * 16 + b"\x06\0\0\0" + b"\x08\x05\x10\x02\x10\x03",
    "a program of Paddle (.json, .pdmodel)": b'{"base_code":{"magic":"pir","trainable":true,"version":4},"program":{',
    "an ONNX model": b"\x08\x08\x12\x07pytorch\x1a\x03",
    "JSON text": b'{"weight_map": {}}',
}


@pytest.mark.parametrize("what", FILES)
@pytest.mark.parametrize("name", ["model.pdparams", "model.safetensors", "model.bin"])
def test_a_file_that_is_something_else_is_named(tmp_path: Path, what: str, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[what])
    with pytest.raises(InputError) as caught:
        checkpoints.read(path)
    assert f"is {what}" in str(caught.value)


@pytest.mark.parametrize("start", [b"\x80\x04N.", b"\x80\x02}q\0.", b"cos\nsystem\n", b"", b"\0" * 40, b"Title\n====="])
def test_what_is_nothing_known_is_not_named(start: bytes) -> None:
    assert look(start) is None


def test_a_dense_tensor_of_a_static_graph_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "a.pdparams"
    path.write_bytes(wf.program(wf.global_("builtins", "eval")))
    with pytest.raises(InputError, match=r"builtins\.eval, .*paddle\.save writes a static graph's DenseTensor"):
        checkpoints.read(path)
