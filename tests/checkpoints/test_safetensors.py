"""The header of a safetensors file: what it says, and every way in which it can be wrong."""

from __future__ import annotations

import gc
import json
import random
import struct
from pathlib import Path

import pytest
from safetensors import SafetensorError, safe_open

from paddle_inspect import checkpoints
from paddle_inspect.base.dtypes import ITEM_SIZES
from paddle_inspect.base.errors import InputError
from paddle_inspect.checkpoints.formats import safetensors
from tests import weight_files as wf


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "model.safetensors"


def entry(dtype: str, shape: object, begin: object, end: object) -> dict[str, object]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


def test_tensors_and_metadata(path: Path) -> None:
    path.write_bytes(wf.safetensors_bytes(wf.safetensors_header(), b"\0" * 40))
    found = checkpoints.read(path)
    assert found.layout == "safetensors"
    assert found.metadata == (("format", "pt"),)
    assert [(t.name, t.shape, t.dtype, t.nbytes) for t in found.weights.tensors] == [
        ("fc.weight", (2, 3), "float32", 24),
        ("fc.bias", (4,), "bfloat16", 8),
        ("ids", (1,), "int64", 8),
    ]


def test_the_header_may_end_in_spaces_and_list_tensors_in_any_order(path: Path) -> None:
    raw = json.dumps({"b": entry("U8", [3], 2, 5), "a": entry("I16", [], 0, 2), "none": entry("F32", [0, 9], 5, 5)})
    path.write_bytes(wf.safetensors_bytes(raw.encode() + b"   ", b"\0" * 5))
    assert [t.name for t in checkpoints.read(path).weights.tensors] == ["b", "a", "none"]


def test_every_dtype_of_the_library_has_the_size_it_has_there(path: Path) -> None:
    for code, dtype in safetensors.DTYPES.items():
        size = 3 * ITEM_SIZES[dtype]
        path.write_bytes(wf.safetensors_bytes({"t": entry(code, [3], 0, size)}, b"\0" * size))
        with safe_open(path, "numpy") as library:
            assert library.get_slice("t").get_dtype() == code
        assert checkpoints.read(path).weights.tensors[0].dtype == dtype


def test_a_header_may_begin_like_a_pickle(path: Path) -> None:
    """A header of 640 bytes begins with the two bytes of a pickle of protocol 2."""
    raw = json.dumps({"a" * 100: entry("U8", [1], 0, 1)}).encode().ljust(0x0280)
    path.write_bytes(wf.safetensors_bytes(raw, b"\0"))
    assert path.read_bytes()[:2] == b"\x80\x02"
    assert checkpoints.read(path).layout == "safetensors"


@pytest.mark.parametrize(
    ("shape", "end"),
    [([1] * 65, 4), ([0, 2**63 - 1], 0), ([], 4), ([0, 2**40, 2**40], 0), ([2**62, 3, 0], 0)],
    ids=[
        "65 axes",
        "an axis of 63 bits",
        "no axis",
        "a zero in front of what would overflow",
        "64 bits in front of one",
    ],
)
def test_the_largest_and_the_smallest_shapes_are_read(path: Path, shape: list[int], end: int) -> None:
    path.write_bytes(wf.safetensors_bytes({"a": entry("F32", shape, 0, end)}, b"\0" * end))
    [tensor] = checkpoints.read(path).weights.tensors
    assert (tensor.shape, tensor.nbytes) == (tuple(shape), end)


@pytest.mark.parametrize(
    "raw",
    [
        b'{"__metadata__": null, "a-0": {"dtype": "U8", "shape": [4], "data_offsets": [0, 4]}}',
        b'{"a-0": {"dtype": "U8", "shape": [4], "data_offsets": [0, 4], "strides": {"x": [1, null]}}}',
        b'{"a-0": {"data_offsets": [0, 4], "shape": [4], "dtype": "U8"}}',
        b'{"\\u0061-0": {"dtype": "U8", "shape": [4], "data_offsets": [0, 4], "face": "\\ud83d\\ude00"}}',
    ],
    ids=["no metadata", "more than the library reads", "another order", "escapes"],
)
def test_what_the_library_reads_is_read(path: Path, raw: bytes) -> None:
    path.write_bytes(wf.safetensors_bytes(raw, b"\0" * 4))
    with safe_open(path, "numpy") as library:
        assert list(library.keys()) == ["a-0"]
    found = checkpoints.read(path)
    assert (found.stored, found.metadata) == ((("a-0", (4,), "uint8", None),), ())


def test_a_file_may_hold_no_tensor(path: Path) -> None:
    path.write_bytes(wf.safetensors_bytes({}))
    assert checkpoints.read(path).weights.tensors == ()


def test_a_header_may_be_as_long_as_the_limit_and_no_longer(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safetensors, "MAX_HEADER_BYTES", 100)
    raw = json.dumps({"a": entry("U8", [1], 0, 1)}).encode()
    path.write_bytes(wf.safetensors_bytes(raw.ljust(100), b"\0"))
    assert [tensor.name for tensor in checkpoints.read(path).weights.tensors] == ["a"]
    path.write_bytes(wf.safetensors_bytes(raw.ljust(101), b"\0"))
    with pytest.raises(InputError, match="announces a header of 101 bytes, more than the format's 100"):
        checkpoints.read(path)


@pytest.mark.parametrize("enabled", [True, False])
@pytest.mark.parametrize("content", [b"{}", b"{]"], ids=["good", "broken"])
def test_garbage_is_collected_afterwards_as_before(path: Path, enabled: bool, content: bytes) -> None:
    path.write_bytes(wf.safetensors_bytes(content))
    was_enabled = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        try:
            checkpoints.read(path)
        except InputError:
            assert content == b"{]"
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if was_enabled else gc.disable)()


def test_a_hundred_gigabytes_cost_no_more_than_their_header(path: Path) -> None:
    tensors, size = 1000, 100_000_000
    header = {f"w{n}": entry("F32", [size // 4], n * size, (n + 1) * size) for n in range(tensors)}
    with path.open("wb") as file:
        file.write(wf.safetensors_bytes(header))
        file.truncate(file.tell() + tensors * size)
    found = checkpoints.read(path)
    assert found.size > 10**11
    assert sum(tensor.nbytes for tensor in found.weights.tensors) == tensors * size


GOOD = entry("F32", [2, 3], 0, 24)
HALVES = entry("F32", [3], 0, 12), entry("F32", [3], 12, 24)
HALF_AGAIN = json.dumps(HALVES[0]).encode()
BAD_HEADERS: dict[str, tuple[object, str]] = {
    "not JSON": (b"{]", "not JSON (Expecting property name"),
    "not UTF-8": (b'{"\xff": 1}', "not UTF-8 (byte 0xff at offset 10)"),
    "a list": (b"{}[]", "not JSON"),
    "nested without end": (b'{"a":' * 100_000, "sensible depth"),
    "a number of 10,000 digits": (b'{"a": ' + b"1" * 10_000 + b"}", "sensible depth and numbers"),
    "the same tensor twice": (b'{"a": %s, "a": %s}' % ((json.dumps(GOOD).encode(),) * 2), "'a' stands twice"),
    "the same name twice, spelled differently": (
        b'{"a": %s, "\\u0061": %s}' % ((json.dumps(GOOD).encode(),) * 2),
        "'a' stands twice",
    ),
    "the same part twice": (
        b'{"a": {"dtype": "F64", "dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}',
        "'dtype' stands twice",
    ),
    # what is counted to find these is made up for by nothing else that stands in them
    "a shape twice": (
        b'{"a": {"dtype": "F32", "shape": [6], "shape": [2, 3], "data_offsets": [0, 24]}}',
        "'shape' stands twice",
    ),
    "a shape twice beside metadata": (
        b'{"__metadata__": {"x": "y"}, "a": {"dtype": "F32", "shape": [6], "shape": [2, 3], "data_offsets": [0, 24]}}',
        "'shape' stands twice",
    ),
    "one tensor of two twice": (
        b'{"a": %s, "b": %s, "a": %s}' % (*(json.dumps(part).encode() for part in HALVES), HALF_AGAIN),
        "'a' stands twice",
    ),
    "metadata twice": (
        b'{"__metadata__": {"x": "1", "y": "2", "x": "1"}, "a": %s}' % json.dumps(GOOD).encode(),
        "'x' stands twice",
    ),
    "metadata that is a number": ({"__metadata__": 1, "a": GOOD}, "__metadata__"),
    "metadata of numbers": ({"__metadata__": {"a": 1}, "a": GOOD}, "__metadata__"),
    "a tensor that is a number": ({"a": 1}, "does not have a dtype, a shape and data_offsets"),
    "a tensor without a shape": ({"a": {"dtype": "F32", "data_offsets": [0, 24]}}, "does not have a dtype"),
    "an unknown dtype": ({"a": entry("F33", [6], 0, 24)}, "unknown dtype 'F33'"),
    "a dtype below a byte": ({"a": entry("F4", [48], 0, 24)}, "less than a byte"),
    "a dtype that is a list": ({"a": entry(["F32"], [6], 0, 24)}, "unknown dtype"),  # type: ignore[arg-type]
    "a shape that is a number": ({"a": entry("F32", 6, 0, 24)}, "a shape that is no list of sizes below 2**63"),
    "a shape that is a text": ({"a": entry("F32", "", 0, 4)}, "a shape that is no list of sizes below 2**63"),
    "a shape that is an object": ({"a": entry("F32", {}, 0, 4)}, "a shape that is no list of sizes below 2**63"),
    "a negative size": ({"a": entry("F32", [-2, -3], 0, 24)}, "a shape that is no list of sizes below 2**63"),
    "a size that is a fraction": ({"a": entry("F32", [6.0], 0, 24)}, "a shape that is no list of sizes below 2**63"),
    "a size that is a truth": ({"a": entry("U8", [True] * 2, 0, 1)}, "a shape that is no list of sizes below 2**63"),
    "a size beyond 63 bits": ({"a": entry("F32", [2**63, 0], 0, 0)}, "a shape that is no list of sizes below 2**63"),
    "sizes that overflow in front of a zero": (
        {"a": entry("U8", [2**32, 2**32, 0], 0, 0)},
        "a shape that is no list of sizes below 2**63",
    ),
    "a size of less than nothing": (
        b'{"a": {"dtype": "U8", "shape": [-0], "data_offsets": [0, 0]}}',
        "the number -0 is no size",
    ),
    "a number beyond every fraction": (
        b'{"a": {"dtype": "U8", "shape": [0], "data_offsets": [0, 0], "x": 1e999}}',
        "the number 1e999 is out of range",
    ),
    "a number that is none": (
        b'{"a": {"dtype": "U8", "shape": [0], "data_offsets": [0, 0], "x": NaN}}',
        "NaN is no JSON",
    ),
    "a number of 310 digits": (
        b'{"a": {"dtype": "U8", "shape": [0], "data_offsets": [0, 0], "x": %s}}' % (b"9" * 310),
        "is no size",
    ),
    "half of a character": (
        b'{"\\ud800": {"dtype": "U8", "shape": [0], "data_offsets": [0, 0]}}',
        "is no Unicode",
    ),
    "100,000 axes": ({"a": entry("F32", [2**40] * 100_000, 0, 24)}, "a shape that is no list of sizes below 2**63"),
    "three offsets": ({"a": {**GOOD, "data_offsets": [0, 24, 48]}}, "not a begin and an end"),
    "offsets that are texts": ({"a": entry("F32", [2, 3], "0", "24")}, "not a begin and an end"),
    "offsets that are fractions": ({"a": entry("F32", [2, 3], 0.0, 24.0)}, "not a begin and an end"),
    "offsets backwards": ({"a": entry("F32", [2, 3], 24, 0)}, "not a begin and an end"),
    "a negative offset": ({"a": entry("F32", [2, 3], -24, 0)}, "not a begin and an end"),
    "fewer bytes than the shape": ({"a": entry("F32", [2, 3], 0, 12)}, "takes 24 bytes, its offsets [0, 12] hold 12"),
    "bytes of another dtype": ({"a": entry("F64", [2, 3], 0, 24)}, "takes 48 bytes"),
    "overlapping tensors": ({"a": GOOD, "b": entry("U8", [20], 4, 24)}, "overlaps with tensor 'a'"),
    "the same bytes twice": ({"a": GOOD, "b": GOOD}, "overlaps with tensor 'a'"),
    "a gap before the first": ({"a": entry("U8", [16], 8, 24)}, "leaves 8 bytes unused behind the header"),
    "a gap in the middle": ({"a": entry("U8", [8], 0, 8), "b": entry("U8", [8], 16, 24)}, "leaves 8 bytes unused"),
    "an end beyond the file": ({"a": GOOD, "b": entry("U8", [100], 24, 124)}, "ends at offset 124 of 24"),
    "bytes behind the last": ({"a": entry("U8", [4], 0, 4)}, "20 bytes behind tensor 'a' belong to no tensor"),
}


@pytest.mark.parametrize("name", BAD_HEADERS)
def test_a_broken_rule_is_named(path: Path, name: str) -> None:
    header, message = BAD_HEADERS[name]
    path.write_bytes(wf.safetensors_bytes(header, b"\0" * 24))  # type: ignore[arg-type]
    with pytest.raises(InputError, match="is no valid safetensors file") as caught:
        checkpoints.read(path)
    assert message in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x10", "1 byte is too few for a header"),
        (b"\0" * 7, "7 bytes are too few for a header"),
        (b"\0" * 8, "its header is not JSON (Expecting value at offset 8)"),
        (struct.pack("<Q", 100), "announces a header of 100 bytes, 0 remain"),
        (struct.pack("<Q", 2**64 - 1) + b"{}", "announces a header of 18,446,744,073,709,551,615 bytes, 2 remain"),
    ],
)
def test_a_header_beyond_the_file_is_named(path: Path, content: bytes, message: str) -> None:
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        checkpoints.read(path)
    assert message in str(caught.value)


def test_a_header_above_the_formats_limit_is_not_read(path: Path) -> None:
    with path.open("wb") as file:
        file.write(struct.pack("<Q", 200_000_000))
        file.truncate(300_000_000)
    with pytest.raises(InputError, match="more than the format's 100,000,000"):
        checkpoints.read(path)


def test_what_is_accepted_the_library_accepts_too(path: Path) -> None:
    """Mutated headers: no file that we read is one that the library refuses, and both find the same tensors."""
    rng = random.Random(7)
    good = wf.safetensors_bytes(wf.safetensors_header(), b"\0" * 40)
    accepted = 0
    for _ in range(4000):
        data = bytearray(good)
        for _ in range(rng.randint(1, 2)):
            data[rng.randrange(len(good) - 40)] = rng.choice(b'0123456789 "F64BUI[]{},:ab\\\xff')
        path.write_bytes(data)
        try:
            found = checkpoints.read(path)
        except InputError:
            continue
        accepted += 1
        try:
            with safe_open(path, "numpy") as library:
                theirs = {name: tuple(library.get_slice(name).get_shape()) for name in library.keys()}  # noqa: SIM118
        except SafetensorError as error:
            pytest.fail(f"accepted {bytes(data)!r}, which the library refuses: {error}")
        assert {tensor.name: tensor.shape for tensor in found.weights.tensors} == theirs
    assert accepted > 50
