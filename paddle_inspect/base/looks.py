"""What a file is by its first bytes, so that a refusal can say it; whether the file is read is not decided here."""

from __future__ import annotations

import re

#: How a program of Paddle begins, as protobuf writes one: with its first block, 0, which stands in none.
PROGRAM = rb"\x0a[\x80-\xff]*[\0-\x7f]\x08\0\x10\xff{9}\x01"
#: As JSON: how Paddle 3 writes one.
PIR = rb'\s*\{\s*"base_code"\s*:\s*\{[^{}]*"magic"\s*:\s*"pir"'
#: How the files begin that people hand to a reader of weights; the first that fits counts.
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (rb"version\ https://git-lfs", "a Git-LFS pointer, and no weights: fetch the file with `git lfs pull`"),
    (rb"\s*<(!doctype|html|head|\?xml)", "an HTML page, which a download may give in place of a file"),
    (rb"GGUF", "a GGUF file of llama.cpp"),
    (rb"\x89HDF\r\n\x1a\n", "an HDF5 file, as Keras writes it"),
    (rb"\x93NUMPY", "a numpy array (.npy)"),
    (rb"PK\x03\x04.{26}[^/]*\.npy", "an npz archive of numpy arrays"),
    (rb"PK\x03\x04", "a zip archive"),
    (rb".{257}ustar", "a tar archive"),
    (rb"\x1f\x8b|BZh|\xfd7zXZ\0|\x28\xb5\x2f\xfd|7z\xbc\xaf", "a packed file (gzip, bzip2, xz, zstd or 7z)"),
    (PROGRAM, "a program of Paddle (.pdmodel)"),
    (
        rb"\0{16}.{3}\0\x08[\0-\x20]\x10",
        "in Paddle's binary format (.pdiparams, use_binary_format=True), which has no names",
    ),
    (rb"\x08[\x01-\x20](\x12.(pytorch|tf2onnx|onnx|paddle)|\x12\0|\x3a)", "an ONNX model"),
    (PIR, "a program of Paddle (.json, .pdmodel)"),
    (rb"\s*[\[{]\s*[\"}\]\d\[{]", "JSON text"),
)
_PATTERNS = tuple((re.compile(pattern, re.DOTALL | re.IGNORECASE), what) for pattern, what in _BEGINNINGS)

#: So much of a file is looked at: a tar archive says what it is behind its first name.
BYTES = 512


def look(start: bytes) -> str | None:
    """What a file is that begins so: `an HDF5 file, as Keras writes it`; None for one that none of these is."""
    return next((what for pattern, what in _PATTERNS if pattern.match(start)), None)
