"""The header of a GGUF file, spelled out as its specification has it."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from paddle_inspect import checkpoints
from paddle_inspect.base.errors import InputError


def text(value: str) -> bytes:
    raw = value.encode()
    return struct.pack("<Q", len(raw)) + raw


def fact(key: str, kind: int, value: bytes) -> bytes:
    return text(key) + struct.pack("<I", kind) + value


def tensor(name: str, sizes: tuple[int, ...], kind: int, offset: int) -> bytes:
    return text(name) + struct.pack(f"<I{len(sizes)}QIQ", len(sizes), *sizes, kind, offset)


def gguf(
    facts: list[bytes], tensors: list[bytes], data: int, *, version: int = 3, counts: tuple[int, ...] = ()
) -> bytes:
    head = b"GGUF" + struct.pack("<IQQ", version, *(counts or (len(tensors), len(facts)))) + b"".join(facts + tensors)
    return head + b"\0" * (-len(head) % 32) + b"\0" * data


FACTS = [
    fact("general.name", 8, text("tiny")),
    fact("llama.block_count", 4, struct.pack("<I", 2)),
    fact("tokens", 9, struct.pack("<IQ", 8, 2) + text("a") + text("b")),
    fact("scores", 9, struct.pack("<IQ", 6, 3) + b"\0" * 12),
    fact("description", 8, text("x" * 100)),
]
#: A Q4_0 block has 32 elements in 18 bytes: 2 rows of 64 are 4 blocks, 72 bytes; 3 numbers of 4 bytes begin at 96.
TENSORS = [tensor("blk.weight", (64, 2), 2, 0), tensor("norm", (3,), 0, 96)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "model.gguf"


def test_tensors_and_facts(path: Path) -> None:
    path.write_bytes(gguf(FACTS, TENSORS, 108))
    found = checkpoints.read(path)
    assert found.layout == "GGUF version 3"
    assert found.metadata == (
        ("general.name", "tiny"),
        ("llama.block_count", "2"),
        ("tokens", "(2 values)"),
        ("scores", "(3 values)"),
        ("description", "x" * 80 + "..."),
    )
    assert [(t.name, t.shape, t.dtype, t.nbytes) for t in found.weights.tensors] == [
        ("blk.weight", (2, 64), "q4_0", 72),
        ("norm", (3,), "float32", 12),
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (gguf(FACTS, TENSORS, 107), "is truncated: its tensors take 108 bytes, 107 remain"),
        (gguf(FACTS, TENSORS, 108, version=1), "of version 1"),
        (gguf(FACTS, TENSORS, 108, counts=(2**63, 5)), "more than it can hold"),
        (gguf(FACTS, TENSORS, 108, counts=(2, 2**63)), "more than it can hold"),
        (gguf([fact("a", 9, struct.pack("<IQ", 8, 2**62))], [], 64), "an array of"),
        (gguf([fact("a", 9, struct.pack("<IQ", 4, 2**62))], [], 64), "is truncated"),
        (gguf([fact("a", 9, struct.pack("<IQ", 9, 1))], [], 64), "an array of 1 of type 9"),
        (gguf([fact("a", 13, b"")], [], 64), "the unknown type 13"),
        (gguf([struct.pack("<Q", 2**40)], [], 64), "has a name of"),
        (gguf([], [tensor("a", (1,) * 5, 0, 0)], 64), "of 5 axes"),
        (gguf([], [tensor("a", (1,), 99, 0)], 64), "the unknown type 99"),
        (gguf([], [tensor("a", (33,), 2, 0)], 64), "which is none"),
        (gguf([], [tensor("a", (2**63,), 0, 0)], 64), "which is none"),
        (gguf([fact("general.alignment", 4, struct.pack("<I", 0))], [], 64), "its alignment is 0, and no power of two"),
        (gguf([fact("general.alignment", 4, struct.pack("<I", 48))], [], 64), "its alignment is 48"),
        (gguf([fact("general.alignment", 8, text("wide"))], [], 64), "its alignment is wide"),
        (gguf([], [tensor("a", (2**63 - 1,), 24, 0)], 64), "is truncated"),
        (gguf([fact("a", 0, b"1"), fact("a", 0, b"2")], [], 64), "a name stands twice"),
        (gguf([], [tensor("a", (8,), 0, 0), tensor("b", (8,), 0, 16)], 64), "overlap"),
        (gguf([], [tensor("a", (2,), 0, 0), tensor("a", (2,), 0, 32)], 64), "a name stands twice"),
        (b"GGUF\3\0\0\0", "is truncated"),
    ],
)
def test_a_damaged_header_is_named(path: Path, content: bytes, says: str) -> None:
    path.write_bytes(content)
    with pytest.raises(InputError, match=says):
        checkpoints.read(path)


#: ggml's types by number, and the bytes that it takes for a block of 256 numbers, or for eight of 32.
TYPES = [
    (0, "float32", 1024),
    (1, "float16", 512),
    (2, "q4_0", 8 * 18),
    (3, "q4_1", 8 * 20),
    (6, "q5_0", 8 * 22),
    (7, "q5_1", 8 * 24),
    (8, "q8_0", 8 * 34),
    (9, "q8_1", 8 * 36),
    (10, "q2_k", 84),
    (11, "q3_k", 110),
    (12, "q4_k", 144),
    (13, "q5_k", 176),
    (14, "q6_k", 210),
    (15, "q8_k", 292),
    (16, "iq2_xxs", 66),
    (17, "iq2_xs", 74),
    (18, "iq3_xxs", 98),
    (19, "iq1_s", 50),
    (20, "iq4_nl", 8 * 18),
    (21, "iq3_s", 110),
    (22, "iq2_s", 82),
    (23, "iq4_xs", 136),
    (24, "int8", 256),
    (25, "int16", 512),
    (26, "int32", 1024),
    (27, "int64", 2048),
    (28, "float64", 2048),
    (29, "iq1_m", 56),
    (30, "bfloat16", 512),
    (34, "tq1_0", 54),
    (35, "tq2_0", 66),
    (39, "mxfp4", 8 * 17),
]


@pytest.mark.parametrize(("kind", "dtype", "nbytes"), TYPES)
def test_every_type_of_tensor_has_its_name_and_size(path: Path, kind: int, dtype: str, nbytes: int) -> None:
    path.write_bytes(gguf([], [tensor("a", (256,), kind, 0)], nbytes))
    (found,) = checkpoints.read(path).weights.tensors
    assert (found.dtype, found.nbytes) == (dtype, nbytes)


@pytest.mark.parametrize("kind", sorted({*range(41)} - {kind for kind, _, _ in TYPES}))
def test_a_type_that_ggml_has_not_is_refused(path: Path, kind: int) -> None:
    path.write_bytes(gguf([], [tensor("a", (256,), kind, 0)], 4096))
    with pytest.raises(InputError, match=f"the unknown type {kind}"):
        checkpoints.read(path)


@pytest.mark.parametrize(
    ("kind", "code", "value"),
    [
        (0, "B", 200),
        (1, "b", -100),
        (2, "H", 40_000),
        (3, "h", -2),
        (4, "I", 3_000_000_000),
        (5, "i", -3),
        (6, "f", 0.5),
        (7, "?", True),
        (10, "Q", 2**63),
        (11, "q", -4),
        (12, "d", 0.1),
    ],
)
def test_every_type_of_fact_is_shown(path: Path, kind: int, code: str, value: float) -> None:
    path.write_bytes(gguf([fact("a", kind, struct.pack(f"<{code}", value)), FACTS[0]], [], 64))
    assert checkpoints.read(path).metadata == (("a", str(value)), ("general.name", "tiny"))


def test_what_just_fits_is_read(path: Path) -> None:
    texts = fact("", 9, struct.pack("<IQQQ", 8, 2, 0, 0))  # two empty texts end the file
    path.write_bytes(gguf([texts], [], 0))
    assert checkpoints.read(path).metadata == (("", "(2 values)"),)
    path.write_bytes(gguf([], [tensor("a", (2, 1, 1, 1), 24, 0), tensor("b", (2, 1, 1, 1), 24, 32)], 34))
    assert [t.shape for t in checkpoints.read(path).weights.tensors] == [(1, 1, 1, 2)] * 2
