"""A file is read as the framework that opens it would read it, or not at all."""

from __future__ import annotations

import io
import json
import os
import pickle
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from paddle_inspect import checkpoints
from paddle_inspect.base.errors import InputError
from tests import weight_files as wf

ROOT = Path(__file__).parent.parent.parent
#: CPython fetches this many bytes at a time, and reads frames that are as long in another way.
PREFETCH = 128 * 1024
CASES = int(os.environ.get("DIFFERENTIAL_CASES", "8000"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "model.pdparams"


def refusal(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        checkpoints.read(path)
    return str(caught.value)


def values(path: Path, content: bytes) -> dict[str, str]:
    """The plain values at the top level of a file."""
    path.write_bytes(content)
    return dict(checkpoints.read(path).parts[0].values)


def test_our_machine_agrees_with_cpythons(tmp_path: Path) -> None:
    """`make fuzz` tries more, and with every Python that is there."""
    command = [sys.executable, "-m", "tests.pickle_differential", str(CASES), "20261124"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=1800, check=False)
    report = json.loads(done.stdout)
    assert (report["different"], report["caught"]) == ([], [])
    assert done.returncode == 0
    assert sum(report["counts"].values()) == CASES
    assert report["counts"]["same"] > CASES / 5  # of files that are all refused nothing would be learned


def test_memoize_counts_entries_and_not_places(path: Path) -> None:
    """A memo with a gap: what MEMOIZE stores is entry 1, where another value stood before."""
    one, two = (b"G" + struct.pack(">d", number) for number in (1.0, 2.0))
    shown = b"}" + wf.text("fc.weight") + one + b"s"
    hidden = b"}" + wf.text("HIDDEN") + two + b"s"
    content = wf.program(b"N0N0", shown, b"q\x010", hidden, b"\x940", b"Nq\x000h\x01")
    assert pickle.loads(content) == {"HIDDEN": 2.0}
    assert values(path, content) == {"HIDDEN": "2.0"}


@pytest.mark.parametrize("put", [lambda index: b"q" + bytes([index]), lambda index: b"r" + struct.pack("<I", index)])
def test_the_memo_has_no_entry_beyond_the_opcodes_in_front_of_it(path: Path, put: Any) -> None:
    """PROTO, NONE: whatever stores is the third opcode, and entry 3 the last that it may store."""
    for index in (0, 1, 2, 3):
        content = wf.program(b"N", put(index), b"0h" + bytes([index]))
        assert pickle.loads(content) is None
        assert values(path, content) == {"value": "None"}
    for index in (4, 5, 255):
        content = wf.program(b"N", put(index), b"0h" + bytes([index]))
        assert pickle.loads(content) is None
        assert f"stores entry {index} of the memo behind 2 opcodes" in refusal(path, content)


def test_storing_an_entry_anew_does_not_count_it_twice(path: Path) -> None:
    content = wf.program(b"(", wf.text("a"), b"q\x00q\x00\x94", wf.text("b"), b"q\x01h\x00h\x01t")
    assert pickle.loads(content) == ("a", "b", "a", "b")
    assert values(path, content) == {"0": "'a'", "1": "'b'", "2": "'a'", "3": "'b'"}


def frame(length: int) -> bytes:
    return b"\x95" + struct.pack("<Q", length)


def filler(size: int) -> bytes:
    """Opcodes of so many bytes that leave nothing behind."""
    return wf.binbytes(b"\0" * (size - 6)) + b"0"


#: A text whose end is a program of its own: None, and the end of the pickle.
SPLIT = wf.text("a" * 6 + "b" * 14)


@pytest.mark.parametrize("size", [100, PREFETCH])
def test_a_frame_that_ends_inside_of_an_opcode_is_refused(path: Path, size: int) -> None:
    """python/cpython#154848: older unpicklers in C lose the first part of what such a frame cuts through."""
    inside = filler(size - 11)
    content = b"\x80\x04" + frame(size) + inside + SPLIT + b".NNNNNN."
    place = 2 + 9 + len(inside)
    assert f"opcode BINUNICODE at offset {place} reaches beyond the end of its frame" in refusal(path, content)


def test_such_a_frame_does_hide_opcodes() -> None:
    """The other way round: what is refused above is either refused by this Python or means something else to it."""
    content = b"\x80\x04" + frame(PREFETCH) + filler(PREFETCH - 11) + SPLIT + b".NNNNNN."
    try:
        found = pickle.load(io.BufferedReader(io.BytesIO(content)))
    except pickle.UnpicklingError:
        return
    assert found != "a" * 6 + "b" * 14


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (frame(11) + frame(2) + b"N.", "opcode FRAME at offset 11 begins a frame before the end of another"),
        (frame(3) + b"NN0" + frame(9) + b"N0.", "opcode FRAME at offset 14 declares a frame of 9 bytes"),
        (frame(4) + b"N..N", "opcode STOP at offset 12 stands before the end of its frame"),
        (frame(1) + b"K\x01.", "opcode BININT1 at offset 11 reaches beyond the end of its frame at offset 12"),
        (b"\x80\x04N.", "opcode PROTO at offset 2 declares a protocol for the second time"),
    ],
)
def test_frames_and_protocols_that_no_pickler_writes(path: Path, content: bytes, says: str) -> None:
    assert says in refusal(path, b"\x80\x04" + content)


@pytest.mark.parametrize("protocol", [4, 5])
@pytest.mark.parametrize("dumps", [pickle.dumps, pickle._dumps])  # type: ignore[attr-defined]
def test_the_frames_of_both_of_pythons_picklers_are_read(path: Path, dumps: Any, protocol: int) -> None:
    """Several frames, long payloads between them, and payloads that end the file."""
    state = {"many": [str(number) for number in range(30_000)], "long": b"x" * 200_000, "last": "a" * 70_000}
    content = dumps(state, protocol)
    assert content.count(b"\x95") > 2
    assert values(path, content) == {
        "many": "(30,000 values)", "long": "(200,000 bytes)", "last": "(70,000 bytes)",
    }  # fmt: skip


@pytest.mark.parametrize("tail", [b"\0", b".", pickle.dumps({"w": 1}), b"\x80\x02NR."])
def test_what_stands_behind_the_end_is_refused(path: Path, tail: bytes) -> None:
    content = pickle.dumps({"a": 1}, 4)
    follows = "1 byte follows" if len(tail) == 1 else f"{len(tail)} bytes follow"
    assert f"is not the end of the file: {follows}" in refusal(path, content + tail)


def polyglot() -> bytes:
    """Valid safetensors of one tensor, and a pickle of {"HIDDEN": 2.0} in the tensor's data.

    The header's length begins with a SHORT_BINSTRING that takes the six zeros behind it and the first two characters of
    the header; its only name is a chain of SHORT_BINSTRINGs, and the last takes the rest of the header.
    """
    data = b"}" + wf.text("HIDDEN") + b"G" + struct.pack(">d", 2.0) + b"s."
    rest = b'":{"dtype":"U8","shape":[%d],"data_offsets":[0,%d]}}' % (len(data), len(data))
    header = b'{"' + (b"Ud" + b"x" * 100) * 20 + (b"UY" + b"x" * (89 - len(rest)) + rest)
    assert struct.pack("<Q", len(header)) == b"U\x08" + b"\0" * 6
    return wf.safetensors_bytes(header, data)


def test_safetensors_that_are_a_pickle_too_are_refused_where_paddle_would_unpickle_them(tmp_path: Path) -> None:
    content = polyglot()
    assert pickle.loads(content) == {"HIDDEN": 2.0}
    assert "is safetensors under a name that frameworks unpickle" in refusal(tmp_path / "model.pdparams", content)
    good = tmp_path / "model.safetensors"
    good.write_bytes(content)
    assert [dtype for _, _, dtype, _ in checkpoints.read(good).stored] == ["uint8"]


def test_a_file_is_what_its_name_makes_of_it(tmp_path: Path) -> None:
    content = wf.safetensors_bytes(wf.safetensors_header(), b"\0" * 40)
    good = tmp_path / "model.safetensors"
    good.write_bytes(content)
    assert checkpoints.read(good).layout == "safetensors"
    for name in ("model.pdparams", "model.pdopt", "model", "model.bin", "model.SAFETENSORS", "safetensors"):
        assert "is safetensors under a name that frameworks unpickle" in refusal(tmp_path / name, content)


def test_a_pickle_is_no_safetensors_file(tmp_path: Path) -> None:
    """Under torch's names, too, it is one that paddle.save wrote: torch.load takes no single pickle."""
    content = pickle.dumps({"a": 1}, 4)
    assert "is no valid safetensors file" in refusal(tmp_path / "model.safetensors", content)
    for name in (
        "rng_state.bin",
        "rng_state.pt",
        "rng_state.pth",
        "model.pdparams",
        "model.pdopt",
        "scaler.pdscaler",
        "state",
    ):
        assert values(tmp_path / name, content) == {"a": "1"}


@pytest.mark.parametrize(
    ("key", "says"),
    [
        (b"]", "SETITEM"),
        (b"]\x85", "SETITEM"),
        (b"N\x85\x85", "SETITEM"),
        (b"G" + struct.pack(">d", float("nan")), "SETITEM"),
        (b"\x96" + struct.pack("<Q", 1) + b"a", "SETITEM"),
        (wf.text("a" * 20_000), "SETITEM"),
        (b"B" + struct.pack("<I", 20) + b"a" * 20, "SETITEM"),
        (b"(" + b"N" * 9 + b"t", "SETITEM"),
    ],
)
def test_keys_that_python_cannot_hash_or_we_cannot_tell_apart_are_refused(path: Path, key: bytes, says: str) -> None:
    for content in (wf.program(b"}", key, b"Ns"), wf.program(b"}(", wf.text("a"), b"N", key, b"Nu")):
        message = refusal(path, content)
        assert says in message
        assert "has a key or an item of a set that is neither" in message


def test_keys_that_look_alike_keep_apart(path: Path) -> None:
    state = {"1": "text", 1: "number", (1, "a"): "pair", "(1, 'a')": "text of it", b"1": "bytes", None: "nothing"}
    path.write_bytes(pickle.dumps(state, 4))
    found = checkpoints.read(path)
    assert found.findings == ()
    assert dict(found.parts[0].values) == {
        "1": "'text'", "key 1": "'number'", "key (1, 'a')": "'pair'", "(1, 'a')": "'text of it'", "b'1'": "'bytes'",
        "None": "'nothing'",
    }  # fmt: skip
    one = (b"K\x01", b"\x88", b"G" + struct.pack(">d", 1.0))
    assert values(path, wf.program(b"}", *[key + wf.text("last") + b"s" for key in one])) == {"1": "'last'"}


@pytest.mark.parametrize(
    "content",
    [
        wf.program(b"\x8fNa"),
        wf.program(b"](N\x90"),
        wf.program(b"(\x91(N\x90"),
        wf.program(b"\x8f(]\x90"),
        wf.program(b"(]\x91"),
        wf.program(wf.call(wf.global_("builtins", "set"), b"](]e")),
        wf.program(wf.call(wf.global_("builtins", "frozenset"), b"]"), b"(N\x90"),
        wf.program(wf.global_("__builtin__", "set")),
        wf.program(wf.call(wf.global_("_codecs", "encode"), b"C\x01a", wf.text("latin1"))),
        wf.program(wf.call(wf.global_("_codecs", "encode"), wf.text("\u20ac"), wf.text("latin1"))),
        wf.program(wf.call(wf.global_("builtins", "bytearray"), wf.text("a"))),
        wf.program(wf.call(wf.global_("builtins", "bytearray"), wf.text("a" * 20_000))),
    ],
)
def test_what_cpython_refuses_is_refused(path: Path, content: bytes) -> None:
    with pytest.raises((AttributeError, TypeError, ModuleNotFoundError, UnicodeEncodeError)):
        pickle.loads(content)
    assert "refused" in refusal(path, content)


@pytest.mark.parametrize("rest", [wf.tuple_(wf.number(7)) + b"C\x01b", wf.tuple_(wf.number(0)) + b"C\x01d"])
def test_an_array_without_its_state_is_what_numpy_makes_of_it(path: Path, rest: bytes) -> None:
    """Empty, and of int8; with other arguments it has a shape and a dtype that no BUILD behind it would show."""
    reconstruct, ndarray = wf.global_("numpy.core.multiarray", "_reconstruct"), wf.global_("numpy", "ndarray")
    empty = wf.tuple_(wf.number(0)) + b"C\x01b"
    content = wf.program(wf.dict_(("w", reconstruct + b"(" + ndarray + empty + b"tR")))
    array = pickle.loads(content)["w"]
    path.write_bytes(content)
    assert checkpoints.read(path).stored == (("w", array.shape, array.dtype.name, None),)
    content = wf.program(wf.dict_(("w", reconstruct + b"(" + ndarray + rest + b"tR")))
    assert "not an empty array of int8" in refusal(path, content)


def test_the_tables_of_paddle_hide_nothing(path: Path) -> None:
    """What paddle.load would not take out, or what is no table, is shown."""
    tensor = np.zeros(3, "float32")
    slices = {"big": {"OriginShape": (2,), "slices": ["part"], "more": tensor}}
    for state, headings in (
        ({wf.NAME_TABLE: {"w": tensor}}, [(wf.NAME_TABLE,)]),
        ({wf.NAME_TABLE: tensor}, [()]),
        ({"model": {wf.NAME_TABLE: tensor}}, [("model",)]),
        ({"model": {wf.NAME_TABLE: {"w": "p"}, "w": tensor}}, [("model",)]),
        ({wf.SLICES: slices, "part": np.zeros(2)}, [(), (wf.SLICES, "big")]),
        ({"model": {wf.SLICES: slices}}, [("model", wf.SLICES, "big")]),
    ):
        found = checkpoints.read(wf.write_pickle(path, state))
        assert [section.heading for section in found.parts if section.stored] == headings
    table = {wf.NAME_TABLE: {"w": "p"}, "w": tensor}
    assert dict(checkpoints.read(wf.write_pickle(path, {"model": table})).parts[1].values) == {"w": "'p'"}


@pytest.mark.parametrize("extra", [{"big": np.zeros(1)}, {"other": {"OriginShape": (8,), "slices": ["big@@.0"]}}])
def test_slices_that_paddle_would_not_join_are_shown_as_they_are(path: Path, extra: dict[str, object]) -> None:
    state: dict[str, Any] = wf.sliced()
    (state if "big" in extra else state[wf.SLICES]).update(extra)
    found = checkpoints.read(wf.write_pickle(path, state))
    assert [finding.code for finding in found.findings] == ["slices"]


def test_a_sliced_tensor_may_stand_in_the_table_of_names(path: Path) -> None:
    """Paddle joins the slices first; its own legacy save writes both."""
    state = {**wf.sliced(), wf.NAME_TABLE: {"big": "linear_0.w_0", "small": "linear_0.b_0"}}
    found = checkpoints.read(wf.write_pickle(path, state))
    assert found.findings == ()
    assert [name for name, *_ in found.stored] == ["small", "big"]


def test_a_set_copied_over_and_over_is_refused(path: Path) -> None:
    """Each copy of a list of 1,000 items costs two opcodes."""
    items = b"](" + b"K\x01" * 1000 + b"eq\x00"
    copies = (wf.global_("builtins", "set") + b"h\x00\x85R0") * 10
    assert "copies more items into sets and dicts than the file has opcodes" in refusal(path, wf.program(items, copies))


@pytest.mark.parametrize(
    ("code", "raw", "number"),
    [
        ("i2", b"\x01\x00", 256),
        ("u2", b"\x01\x02", 258),
        ("i4", b"\xff\xff\xff\xfe", -2),
        ("f4", b"\x3f\x00\x00\x00", 0.5),
        ("f8", b"\x3f\xd0" + b"\0" * 6, 0.25),
        ("c8", b"\x3f\x80\0\0\x40\0\0\0", 1 + 2j),
    ],
)
def test_a_number_is_read_in_the_byte_order_of_its_dtype(path: Path, code: str, raw: bytes, number: complex) -> None:
    scalar, little = wf.global_("numpy.core.multiarray", "scalar"), wf.dtype(code)
    big = little.replace(wf.text("<"), wf.text(">"))
    half = len(raw) // 2 if code == "c8" else len(raw)
    reversed_ = raw[:half][::-1] + raw[half:][::-1]
    for dtype, data in ((big, raw), (little, reversed_)):
        content = wf.program(wf.dict_(("n", wf.call(scalar, dtype, wf.binbytes(data)))))
        assert pickle.loads(content) == {"n": number}
        assert values(path, content) == {"n": repr(number)}


@pytest.mark.parametrize("size", [20_000, 20_001])
def test_text_that_was_passed_over_has_between_half_as_many_bytes_and_as_many(path: Path, size: int) -> None:
    """Protocol 2 writes the bytes of an array as text, in which each takes one byte or two."""
    encode = wf.call(wf.global_("_codecs", "encode"), wf.text("a" * size), wf.text("latin1"))

    def array(length: int) -> bytes:
        return wf.program(wf.dict_(("w", wf.array(wf.tuple_(wf.number(length)), encode, wf.dtype("u1")))), protocol=2)

    for length in (10_000 + size % 2, size):
        path.write_bytes(array(length))
        assert checkpoints.read(path).stored == (("w", (length,), "uint8", None),)
    for length in (10_000 + size % 2 - 1, size + 1):
        assert f"that has between {10_000 + size % 2:,} and {size:,} bytes" in refusal(path, array(length))


def test_many_keys_that_look_like_many_texts_cost_no_more_than_they_are(path: Path) -> None:
    """Every text that a number could be taken for is looked at once, not once for each time that the number stands."""
    texts = "".join("key " * depth + "1\n" for depth in range(60)).splitlines()
    state = b"".join(wf.text(name) + b"Ns" for name in texts)
    found = values(path, wf.program(b"}", state, b"K\x01Ns" * 1000))
    assert list(found)[-1] == "key " * 60 + "1"


def test_an_item_of_a_set_stands_once(path: Path) -> None:
    items = b"](K\x01K\x01\x88" + wf.text("1") + b"G" + struct.pack(">d", 1.0) + b"K\x02e"
    content = wf.program(wf.dict_(("s", wf.call(wf.global_("builtins", "set"), items))))
    assert pickle.loads(content) == {"s": {1, "1", 2}}
    assert values(path, content) == {"s": "[1, '1', 2]"}


def test_a_set_that_stands_in_many_places_costs_once(path: Path) -> None:
    """20,000 ones, which are one; and 5,000 names for them."""
    ones = b"\x8f(" + b"K\x01" * 20_000 + b"\x90q\x00"
    names = b"".join(wf.text(str(number)) + b"h\x00s" for number in range(5000))
    found = values(path, wf.program(ones, b"0}", names))
    assert set(found.values()) == {"[1]"}


def test_a_text_of_python_2_has_a_length_of_31_bits(path: Path) -> None:
    size = 2**31
    with path.open("wb") as file:
        file.write(b"\x80\x02T" + struct.pack("<I", size))
        file.seek(size, 1)
        file.write(b".")
    with pytest.raises(InputError, match="BINSTRING at offset 2 declares a text of 2,147,483,648 bytes"):
        checkpoints.read(path)


def test_slices_of_other_shapes_or_named_twice_are_not_joined(path: Path) -> None:
    for parts, names in (
        ({"a": np.zeros((1, 2)), "b": np.zeros((1, 2))}, ["a", "b"]),
        ({"a": np.zeros(2)}, ["a", "a"]),
    ):
        info = {"big": {"OriginShape": (4,), "slices": names}}
        found = checkpoints.read(wf.write_pickle(path, {**parts, wf.SLICES: info}))
        assert [finding.code for finding in found.findings] == ["slices"]
        assert [name for name, *_ in found.stored] == list(parts)
