"""One harmless value beside the tensors does not refuse a file; none of them hides a tensor or runs anything."""

from __future__ import annotations

import argparse
import datetime
import pickle
import types
import uuid
from collections import OrderedDict, defaultdict, deque
from decimal import Decimal
from fractions import Fraction
from pathlib import Path, PosixPath, PurePosixPath, PureWindowsPath
from typing import Any

import numpy as np
import pytest

from paddle_inspect import checkpoints
from paddle_inspect.base.errors import InputError
from paddle_inspect.checkpoints.contents import Checkpoint
from tests import weight_files as wf

WEIGHT = np.zeros((2, 3), "float32")
ARRAY = wf.array(wf.tuple_(wf.number(2), wf.number(3)), wf.binbytes(b"\0" * 24))
INTEGER = wf.global_("builtins", "int")
PROTOCOLS = pytest.mark.parametrize("protocol", [2, 3, 4, 5])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "model.pdparams"


@pytest.fixture(scope="module")
def paddle() -> Any:
    return pytest.importorskip("paddle")


def values(found: Checkpoint) -> dict[str, str]:
    return {" / ".join((*part.heading, name)): text for part in found.parts for name, text in part.values}


def tensors(found: Checkpoint) -> list[tuple[str, tuple[int, ...], str]]:
    return [(" / ".join((*part.heading, n)), s, d) for part in found.parts for n, s, d, _ in part.stored]


@PROTOCOLS
@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (datetime.datetime(2026, 11, 24, 15, 25), "datetime.datetime"),
        (datetime.datetime(2026, 11, 24, tzinfo=datetime.timezone.utc), "datetime.datetime"),
        (datetime.date(2026, 11, 24), "datetime.date"),
        (datetime.time(15, 25), "datetime.time"),
        (datetime.timedelta(1), "datetime.timedelta"),
        (datetime.timezone(datetime.timedelta(hours=1), "MEZ"), "datetime.timezone"),
        (datetime.tzinfo(), "datetime.tzinfo"),  # type: ignore[abstract]
        (Decimal("0.1"), "decimal.Decimal"),
        (Fraction(1, 3), "fractions.Fraction"),
        (PurePosixPath("a/b"), "pathlib.PurePosixPath"),
        (PosixPath("/a/b"), "pathlib.PosixPath"),
        (PureWindowsPath("c:/a"), "pathlib.PureWindowsPath"),
        (uuid.UUID(int=5), "uuid.UUID"),
        (range(3), "builtins.range"),
        (slice(1, None), "builtins.slice"),
        (int, "builtins.int"),
        (..., "builtins.Ellipsis"),
        (np.float32, "numpy.float32"),
        (np.dtype("float32"), "numpy.dtype"),
        (np.str_("abc"), "numpy.str_"),
        (np.str_("a" * 300), "numpy.str_"),
        (np.bytes_(b"abc"), "numpy.bytes_"),
        (np.datetime64("2026-11-30"), "numpy.datetime64"),
        (np.datetime64("NaT"), "numpy.datetime64"),
        (np.timedelta64(3, ("s", 25)), "numpy.timedelta64"),
        (np.dtype("M8[ns]"), "numpy.dtype"),
    ],
)
def test_a_value_is_shown_by_the_name_of_its_class(path: Path, value: object, kind: str, protocol: int) -> None:
    found = checkpoints.read(wf.write_pickle(path, {"fc.weight": WEIGHT, "it": value, "lr": 0.1}, protocol))
    assert tensors(found) == [("fc.weight", (2, 3), "float32")]
    assert values(found) == {"it": f"({kind}, not read)", "lr": "0.1"}


@PROTOCOLS
@pytest.mark.parametrize(
    "value",
    [
        argparse.Namespace(w=WEIGHT, lr=0.1),
        types.SimpleNamespace(w=WEIGHT, lr=0.1),
        defaultdict(None, w=WEIGHT, lr=0.1),
        defaultdict(list, w=WEIGHT, lr=0.1),
        defaultdict(int, w=WEIGHT, lr=0.1),
        defaultdict(str, w=WEIGHT, lr=0.1),
        defaultdict(OrderedDict, w=WEIGHT, lr=0.1),
    ],
)
def test_what_can_hold_anything_is_shown_with_all_that_it_holds(path: Path, value: object, protocol: int) -> None:
    found = checkpoints.read(wf.write_pickle(path, {"it": value}, protocol))
    assert tensors(found) == [("it / w", (2, 3), "float32")]
    assert values(found) == {"it / lr": "0.1"}


@PROTOCOLS
@pytest.mark.parametrize("value", [deque([WEIGHT, 0.1]), deque([WEIGHT, 0.1], 2)])
def test_a_deque_is_shown_as_a_list_is(path: Path, value: object, protocol: int) -> None:
    found = checkpoints.read(wf.write_pickle(path, {"it": value}, protocol))
    assert tensors(found) == [("it / 0", (2, 3), "float32")]
    assert values(found) == {"it / 1": "0.1"}


@PROTOCOLS
@pytest.mark.parametrize(("value", "shown"), [(deque(), "[]"), (argparse.Namespace(), "{}"), (deque([1], 3), "[1]")])
def test_containers_without_tensors_are_plain_values(path: Path, value: object, shown: str, protocol: int) -> None:
    assert values(checkpoints.read(wf.write_pickle(path, {"it": value}, protocol))) == {"it": shown}


def test_a_namespace_can_be_the_whole_of_a_file(path: Path) -> None:
    found = checkpoints.read(
        wf.write_pickle(path, argparse.Namespace(w=WEIGHT, table={"StructuredToParameterName@@": {}}))
    )
    assert tensors(found) == [("w", (2, 3), "float32")]


@pytest.mark.paddle
@pytest.mark.parametrize("protocol", [2, 3, 4])
def test_paddles_dtypes_are_shown_by_name(paddle: Any, path: Path, protocol: int) -> None:
    paddle.save({"w": paddle.zeros([2, 3]), "kind": paddle.float32}, str(path), protocol=protocol)
    found = checkpoints.read(path)
    assert tensors(found) == [("w", (2, 3), "float32")]
    assert values(found) == {"kind": "(paddle.dtype, not read)"}


def test_paddle_2_has_another_name_for_dtypes(path: Path) -> None:
    kind = wf.text("paddle.base.libpaddle") + wf.text("VarDesc.VarType") + b"\x93"
    path.write_bytes(wf.program(kind, b")\x81K\x05b"))
    assert values(checkpoints.read(path)) == {"value": "(paddle.base.libpaddle.VarDesc.VarType, not read)"}


def test_paths_of_python_3_13_have_another_module(path: Path) -> None:
    path.write_bytes(wf.program(wf.call(wf.global_("pathlib._local", "PosixPath"), wf.text("a"))))
    assert values(checkpoints.read(path)) == {"value": "(pathlib.PosixPath, not read)"}


def refusal(path: Path, *pieces: bytes) -> str:
    path.write_bytes(wf.program(*pieces))
    with pytest.raises(InputError) as caught:
        checkpoints.read(path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("datetime", "date"),
        ("datetime", "tzinfo"),
        ("decimal", "Decimal"),
        ("fractions", "Fraction"),
        ("pathlib", "PosixPath"),
        ("builtins", "range"),
        ("builtins", "slice"),
        ("uuid", "SafeUUID"),
    ],
)
@pytest.mark.parametrize("argument", [ARRAY, b"]", b"}", b")", wf.tuple_(ARRAY)])
def test_a_value_that_is_not_read_holds_no_other(path: Path, module: str, name: str, argument: bytes) -> None:
    assert f"calls {module}.{name} with" in refusal(path, wf.call(wf.global_(module, name), argument))


@pytest.mark.parametrize("text", ["1e999999999", "0.5", "1/", "one", "1" * 4301, "1/" + "1" * 4301])
def test_a_fraction_is_spelled_out(path: Path, text: str) -> None:
    assert "no fraction" in refusal(path, wf.call(wf.global_("fractions", "Fraction"), wf.text(text)))


NAMESPACE = wf.global_("argparse", "Namespace") + b")\x81"
UUID = wf.global_("uuid", "UUID") + b")\x81"
DTYPE = wf.global_("paddle", "dtype") + b")\x81"


@pytest.mark.parametrize(
    ("pieces", "says"),
    [
        ((NAMESPACE, wf.dict_(("__setstate__", INTEGER)), b"b"), "no attributes"),
        ((NAMESPACE, wf.tuple_(b"N", wf.dict_(("w", ARRAY))), b"b"), "no attributes"),
        ((NAMESPACE, b"}" + wf.number(1) + ARRAY + b"sb"), "no attributes"),
        ((NAMESPACE, ARRAY, b"b"), "no attributes"),
        ((NAMESPACE, b"Nb"), "no attributes"),
        ((NAMESPACE, wf.text("w"), ARRAY, b"s"), "no dict"),
        ((NAMESPACE, ARRAY, b"a"), "no list"),
        ((UUID, wf.dict_(("int", ARRAY)), b"b"), "no integer"),
        ((UUID, wf.dict_(("int", wf.number(5)), ("w", ARRAY)), b"b"), "something else than its number"),
        ((UUID, b"}b"), "something else than its number"),
        ((UUID, b"}q\0" + wf.text("int") + wf.number(5) + b"sbh\0" + wf.text("w") + ARRAY + b"s0"), "was passed over"),
        ((UUID, ARRAY, b"b"), "something else than its number"),
        ((DTYPE, ARRAY, b"b"), "no number"),
        ((DTYPE, b"\x88b"), "no number"),
        ((wf.call(wf.global_("datetime", "tzinfo")), wf.dict_(("w", ARRAY)), b"b"), "sets the state of"),
        ((wf.global_("argparse", "Namespace"), wf.tuple_(ARRAY), b"\x81"), "creates an object"),
        ((wf.global_("datetime", "date"), b")\x81"), "creates an object"),
        ((wf.global_("numpy", "float32"), wf.tuple_(ARRAY), b"R"), "with what pickle does not write"),
        ((wf.call(wf.global_("argparse", "Namespace")),), "with what pickle does not write"),
        ((wf.call(wf.global_("collections", "deque"), ARRAY),), "items, or a size"),
        ((wf.call(wf.global_("collections", "deque"), b")", b"J\xff\xff\xff\xff"),), "items, or a size"),
        ((wf.call(wf.global_("collections", "deque"), b")", b"\x88"),), "items, or a size"),
        ((wf.call(wf.global_("collections", "deque"), b")", wf.number(1)), b"(NNe"), "adds more to a deque"),
        ((wf.call(wf.global_("collections", "deque"), b")", wf.number(1)), b"NaNa"), "adds more to a deque"),
        ((wf.call(wf.global_("collections", "defaultdict"), wf.global_("_codecs", "encode")),), "no class of an empty"),
        ((wf.call(wf.global_("collections", "defaultdict"), wf.dict_()),), "no class of an empty"),
        ((wf.call(wf.global_("collections", "defaultdict"), b"N", wf.dict_(("w", ARRAY))),), "2 arguments"),
        ((wf.call(wf.global_("types", "SimpleNamespace"), wf.dict_(("w", ARRAY))),), "1 argument"),
        ((wf.dict_() + b"2" + wf.text("w") + ARRAY + b"s", NAMESPACE + b"s"), "key"),
    ],
)
def test_what_pickle_does_not_write_for_them_is_refused(path: Path, pieces: tuple[bytes, ...], says: str) -> None:
    assert says in refusal(path, *pieces)


def test_attributes_are_those_of_the_moment_of_the_build(path: Path) -> None:
    """CPython copies them; what is added to the dict afterwards is no attribute."""
    state = b"}q\x00" + wf.text("a") + ARRAY + b"s"
    path.write_bytes(wf.program(NAMESPACE, state, b"bh\x00" + wf.text("b") + ARRAY + b"s0"))
    assert tensors(checkpoints.read(path)) == [("a", (2, 3), "float32")]


@pytest.mark.parametrize("kind", ["U3", "S3"])
@pytest.mark.parametrize("state", [(3, 12, 4, 8), (3, 3, 1, 0)])
@pytest.mark.parametrize("wrong", [None, 0, 1, 2, 3])
def test_a_text_of_numpy_has_the_dtype_that_numpy_writes(
    path: Path, kind: str, state: tuple[int, ...], wrong: int | None
) -> None:
    version, size, alignment, flags = (number + (place == wrong) for place, number in enumerate(state))
    dtype = wf.call(wf.global_("numpy", "dtype"), wf.text(kind), b"\x89", b"\x88") + (
        wf.tuple_(*map(wf.number, [version]), wf.text("|"), b"N", b"N", b"N", *map(wf.number, [size, alignment, flags]))
        + b"b"
    )
    length = 12 if kind == "U3" else 3
    scalar = wf.call(wf.global_("numpy.core.multiarray", "scalar"), dtype, b"C" + bytes([length]) + b"a" * length)
    if wrong is None and (kind == "U3") == (size == 12):
        path.write_bytes(wf.program(scalar))
        assert values(checkpoints.read(path)) == {"value": f"(numpy.{'str_' if kind == 'U3' else 'bytes_'}, not read)"}
    else:
        assert "sets a dtype to" in refusal(path, scalar)


@pytest.mark.parametrize(
    ("state", "ending", "says"),
    [
        ((4, -1, -1, 0), (b"N", b"C\x01s", 25, 1, 1), None),
        ((4, -1, -1, 0), (b"}", b"C\x01s", 25, 1, 1), None),  # numpy 1
        ((4, -1, -1, 0), (b"}" + wf.text("w") + ARRAY + b"s", b"C\x01s", 25, 1, 1), "no unit"),
        ((4, -1, -1, 0), (b"N", b"C\x01x", 1, 1, 1), "no unit"),
        ((4, -1, -1, 0), (b"N", wf.number(1), 1, 1, 1), "no unit"),
        ((4, -1, -1, 0), (b"N", b"C\x01s", 0, 1, 1), "no unit"),
        ((4, -1, -1, 0), (b"N", b"C\x01s", 1, 2, 1), "no unit"),
        ((4, -1, -1, 0), (b"N", b"C\x01s", 1, 1, 2), "no unit"),
        ((4, -1, -1, 0), (b"N", b"C\x01s", 1, 1), "no unit"),
        ((4, -1, -1, 0), (), "no unit"),
        ((3, -1, -1, 0), (b"N", b"C\x01s", 1, 1, 1), "a version, a size, flags or metadata"),
        ((4, 8, -1, 0), (b"N", b"C\x01s", 1, 1, 1), "a version, a size, flags or metadata"),
        ((4, -1, -1, 1), (b"N", b"C\x01s", 1, 1, 1), "a version, a size, flags or metadata"),
    ],
)
def test_a_time_of_numpy_has_the_dtype_that_numpy_writes(
    path: Path, state: tuple[int, ...], ending: tuple[Any, ...], says: str | None
) -> None:
    unit = [one if isinstance(one, bytes) else wf.number(one) for one in ending]
    last = [wf.tuple_(unit[0], wf.tuple_(*unit[1:]))] if unit else []
    version, *numbers = map(wf.number, state)
    dtype = wf.call(wf.global_("numpy", "dtype"), wf.text("M8"), b"\x89", b"\x88") + (
        wf.tuple_(version, wf.text("<"), b"N", b"N", b"N", *numbers, *last) + b"b"
    )
    scalar = wf.call(wf.global_("numpy.core.multiarray", "scalar"), dtype, b"C\x08" + b"\0" * 8)
    if says is None:
        path.write_bytes(wf.program(scalar))
        assert values(checkpoints.read(path)) == {"value": "(numpy.datetime64, not read)"}
    else:
        assert says in refusal(path, scalar)


@pytest.mark.parametrize(
    "later", [wf.text("hidden") + ARRAY + b"s", b"(" + wf.text("hidden") + ARRAY + b"u"], ids=["SETITEM", "SETITEMS"]
)
def test_metadata_that_is_filled_later_is_refused(path: Path, later: bytes) -> None:
    """numpy keeps the dict that stood for no metadata, so what is put into it afterwards is held by the dtype."""
    unit = wf.tuple_(b"}q\x07", wf.tuple_(b"C\x01s", *map(wf.number, (25, 1, 1))))
    state = wf.tuple_(wf.number(4), wf.text("<"), b"N", b"N", b"N", *map(wf.number, (-1, -1, 0)), unit)
    dtype = wf.call(wf.global_("numpy", "dtype"), wf.text("M8"), b"\x89", b"\x88") + state + b"b"
    assert pickle.loads(wf.program(dtype, b"h\x07", later, b"0")).metadata.keys() == {"hidden"}
    assert "adds items to something that is no dict, or to one that was passed over" in refusal(
        path, dtype, b"h\x07", later, b"0"
    )
    path.write_bytes(wf.program(dtype))
    assert values(checkpoints.read(path)) == {"value": "(numpy.dtype, not read)"}


@pytest.mark.parametrize("length", [2, 4])
def test_a_text_of_numpy_has_as_many_bytes_as_its_dtype(path: Path, length: int) -> None:
    dtype = wf.call(wf.global_("numpy", "dtype"), wf.text("S3"), b"\x89", b"\x88")
    scalar = wf.call(wf.global_("numpy.core.multiarray", "scalar"), dtype, b"C" + bytes([length]) + b"a" * length)
    assert "does not have 3 bytes" in refusal(path, scalar)


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_an_array_of_texts_is_refused_for_what_it_is(path: Path, protocol: int) -> None:
    for array in (np.array(["a", "bc"]), np.array(["2026-11-30"], "M8[s]")):
        wf.write_pickle(path, {"names": array}, protocol)
        with pytest.raises(InputError, match="an array of texts or times, which no tensor is"):
            checkpoints.read(path)


@pytest.mark.parametrize("key", [datetime.date(2026, 11, 24), PurePosixPath("a"), uuid.UUID(int=5), np.str_("a"), ...])
def test_keys_stay_strict(path: Path, key: object) -> None:
    wf.write_pickle(path, {"w": WEIGHT, key: 1})
    with pytest.raises(InputError, match="has a key"):
        checkpoints.read(path)


@pytest.mark.parametrize(
    ("module", "name", "made"),
    [("collections", "Counter", b"h\x00\x85R0"), ("argparse", "Namespace", b")\x81h\x00b0")],
)
def test_copies_of_one_big_dict_are_bounded_by_the_file(path: Path, module: str, name: str, made: bytes) -> None:
    """A few bytes that copy 1,000 items each; 2,000 of them would make two million."""
    items = b"".join(wf.text(str(number)) + b"N" for number in range(1000))
    again = b"".join([wf.global_(module, name) + made] * 2000)
    says = refusal(path, b"}q\x00(" + items + b"u0", again, b"N")
    assert "copies more items into sets and dicts than the file has opcodes" in says
