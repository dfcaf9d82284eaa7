"""What paddle.save writes: every layout and protocol, from real Paddle and spelled out."""

from __future__ import annotations

import datetime
import pickle
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_inspect import checkpoints
from paddle_inspect.base.errors import InputError
from paddle_inspect.base.source import Source
from paddle_inspect.checkpoints.contents import Checkpoint
from paddle_inspect.checkpoints.pickles.machine import Machine
from tests import weight_files as wf

PROTOCOLS = (2, 3, 4, 5)


def tensors(found: Checkpoint) -> dict[tuple[str, ...], list[tuple[str, tuple[int, ...], str]]]:
    """Name, shape and dtype of the tensors, by heading."""
    return {
        section.heading: [(t.name, t.shape, t.dtype) for t in section.tensors]
        for section in found.parts
        if section.stored
    }


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "model.pdparams"


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_flat_state_dict(path: Path, protocol: int) -> None:
    found = checkpoints.read(wf.write_pickle(path, wf.state_dict(), protocol))
    assert tensors(found) == {(): wf.STATE_DICT_TENSORS}
    assert found.layout == f"paddle.save, pickle protocol {protocol}"
    assert found.findings == ()


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_nested_state_stands_under_its_own_headings(path: Path, protocol: int) -> None:
    found = checkpoints.read(wf.write_pickle(path, wf.nested(), protocol))
    assert tensors(found) == {
        ("model",): [("fc.weight", (3, 4), "float32"), ("fc.bias", (4,), "float32")],
        ("opt",): [("linear_0.w_0_moment1_0", (3, 4), "float32")],
        ("opt", "master_weights"): [("linear_0.w_0", (3, 4), "float32")],
    }
    values = {section.heading: dict(section.values) for section in found.parts if section.values}
    assert values == {
        (): {"epoch": "7"},
        ("opt", "LR_Scheduler"): {"last_epoch": "3", "last_lr": "0.001", "milestones": "[10, 20]", "np": "0.25"},
    }
    assert found.weights.heading == ("model",)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_slices_are_one_tensor(path: Path, protocol: int) -> None:
    found = checkpoints.read(wf.write_pickle(path, wf.sliced(), protocol))
    assert tensors(found) == {(): [("small", (2,), "float32"), ("big", (4, 6), "float32")]}


@pytest.mark.parametrize(
    "damage",
    [
        lambda state: state.pop("big@@.1"),
        lambda state: state[wf.SLICES]["big"].update(OriginShape=(4, 7)),
        lambda state: state[wf.SLICES]["big"].update(OriginShape=None),
        lambda state: state[wf.SLICES]["big"].update(slices=24),
        lambda state: state[wf.SLICES]["big"].pop("slices"),
        lambda state: state.update({"big@@.1": np.zeros(8, "float16")}),
        lambda state: state[wf.SLICES].update(big=[1]),
    ],
)
def test_slices_that_do_not_add_up_are_a_finding(path: Path, damage: Any) -> None:
    state = wf.sliced()
    damage(state)
    found = checkpoints.read(wf.write_pickle(path, state))
    assert [finding.code for finding in found.findings] == ["slices"]
    assert "big@@.0" in [tensor.name for tensor in found.weights.tensors]


def test_one_array_under_two_names_is_tied(path: Path) -> None:
    shared = np.zeros((3, 2), "float32")
    found = checkpoints.read(wf.write_pickle(path, {"a": shared, "b": np.zeros(1), "c": shared}))
    assert [tensor.tied_to for tensor in found.weights.tensors] == [None, None, "a"]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_arrays_of_every_order_and_endianness(path: Path, protocol: int) -> None:
    state = {
        "fortran": np.asfortranarray(np.ones((3, 5))),
        "strided": np.ones((6, 6), "int8")[::2, ::3],
        "big-endian": np.ones(3, ">f4"),
        "read-only": np.frombuffer(b"1234", "uint8"),
    }
    found = checkpoints.read(wf.write_pickle(path, state, protocol))
    assert [tensor.shape for tensor in found.weights.tensors] == [(3, 5), (3, 2), (3,), (4,)]


def test_a_file_of_python_2(path: Path) -> None:
    """Paddle 1.x under Python 2: names and data are byte strings, the memo begins at 1."""
    reconstruct = wf.global_("numpy.core.multiarray", "_reconstruct")
    empty = wf.call(reconstruct, wf.global_("numpy", "ndarray"), wf.tuple_(wf.number(0)), b"U\x01b")
    data = {"w": b"T" + (4000).to_bytes(4, "little") + b"\xff" * 4000, "b": b"U\x08" + b"\xff" * 8}
    items = [
        b"U\x01" + name.encode() + empty + wf.tuple_(wf.number(1), shape, wf.dtype(), b"\x89", data[name]) + b"b"
        for name, shape in (("w", wf.tuple_(wf.number(10), wf.number(100))), ("b", wf.tuple_(wf.number(2))))
    ]
    path.write_bytes(wf.program(b"}q\x01(" + b"".join(items) + b"u", protocol=2))
    assert tensors(checkpoints.read(path)) == {(): [("w", (10, 100), "float32"), ("b", (2,), "float32")]}


def test_a_tensor_a_list_and_a_number_alone(path: Path) -> None:
    one = ("linear_0.w_0", np.zeros((2, 2), "float32"))
    assert tensors(checkpoints.read(wf.write_pickle(path, one))) == {(): [("linear_0.w_0", (2, 2), "float32")]}
    assert tensors(checkpoints.read(wf.write_pickle(path, one[1]))) == {(): [("tensor", (2, 2), "float32")]}
    assert [t[0] for t in tensors(checkpoints.read(wf.write_pickle(path, [one[1], one])))[()]] == ["0", "1"]
    assert checkpoints.read(wf.write_pickle(path, 3)).parts[0].values == (("value", "3"),)
    assert checkpoints.read(wf.write_pickle(path, {})).parts == ()


def test_plain_values_are_summarised(path: Path) -> None:
    state: dict[object, object] = {
        "text": "a" * 200, "bytes": b"12345", "none": None, "long": list(range(100)), "empty": {}, 5: True,
        "set": {1}, "tuple": (0.9, 0.999), "blob": b"x" * 10_000,
    }  # fmt: skip
    values = dict(checkpoints.read(wf.write_pickle(path, state)).parts[0].values)
    assert values == {
        "text": repr("a" * 80 + "..."), "bytes": "(5 bytes)", "none": "None", "long": "(100 values)", "empty": "{}",
        "5": "True", "set": "[1]", "tuple": "[0.9, 0.999]", "blob": "(10,000 bytes)",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a" * 80, repr("a" * 80)),
        ("a" * 81, repr("a" * 80 + "...")),
        (list(range(8)), "[0, 1, 2, 3, 4, 5, 6, 7]"),
        (list(range(9)), "(9 values)"),
        ([], "[]"),
        (False, "False"),
        (1 + 2j, "(1+2j)"),
        ((None, 0.5, "x"), "[None, 0.5, 'x']"),
    ],
)
def test_values_are_shown_whole_as_far_as_they_are_short(path: Path, value: object, shown: str) -> None:
    assert checkpoints.read(wf.write_pickle(path, {"value": value})).parts[0].values == (("value", shown),)


def nested_dicts(levels: int) -> object:
    """A number inside so many dicts."""
    value: object = 1
    for _ in range(levels):
        value = {"a": value}
    return value


def test_sixteen_levels_are_read_and_no_more(path: Path) -> None:
    [section] = checkpoints.read(wf.write_pickle(path, nested_dicts(17))).parts
    assert (section.heading, section.values) == (("a",) * 16, (("a", "1"),))
    with pytest.raises(InputError, match="nested deeper than 16 levels"):
        checkpoints.read(wf.write_pickle(path, nested_dicts(18)))


def test_an_array_has_up_to_64_axes(path: Path) -> None:
    reconstruct = wf.global_("numpy.core.multiarray", "_reconstruct")
    empty = wf.call(reconstruct, wf.global_("numpy", "ndarray"), wf.tuple_(wf.number(0)), b"C\x01b")

    def content(axes: int) -> bytes:
        shape = b"(" + wf.number(1) * axes + b"t"
        return wf.program(empty + wf.tuple_(wf.number(1), shape, wf.dtype(), b"\x89", b"C\x04" + b"\0" * 4) + b"b")

    path.write_bytes(content(64))
    assert tensors(checkpoints.read(path)) == {(): [("tensor", (1,) * 64, "float32")]}
    path.write_bytes(content(65))
    with pytest.raises(InputError, match="no tuple of sizes"):
        checkpoints.read(path)


@pytest.mark.parametrize("sections", [("LR", "model"), ("model", "LR")])
def test_what_stands_under_no_heading_comes_first(path: Path, sections: tuple[str, ...]) -> None:
    state = {**{name: {"w": np.zeros(2)} for name in sections}, "epoch": 3}
    assert [one.heading for one in checkpoints.read(wf.write_pickle(path, state)).parts] == [
        (),
        *((name,) for name in sections),
    ]


def test_as_many_values_are_looked_at_as_there_are_opcodes_and_a_thousand_more(path: Path) -> None:
    """A list that stands in another one twice: n + 9 opcodes without the STOP, and 2 + 2 n values."""

    def content(items: int) -> bytes:
        return wf.program(b"](", b"]q\0(" + b"N" * items + b"e", b"h\0", b"e")

    path.write_bytes(content(1007))
    (part,) = checkpoints.read(path).parts
    assert part.values == (("0", "(1,007 values)"), ("1", "(1,007 values)"))
    path.write_bytes(content(1008))
    with pytest.raises(InputError, match="unfolds to more values than the file has opcodes"):
        checkpoints.read(path)


def test_values_that_are_shown_take_memory(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dict of 900 values stands twice; each time that one is shown, it takes a tuple and a text."""
    path.write_bytes(wf.program(b"](", b"}q\0(", *(wf.text(f"{n:03}") + b"N" for n in range(900)), b"u", b"h\0", b"e"))
    with Source(path) as source:
        machine = Machine(source)
        machine.run()
    of_machine = machine.memory.taken - 8 * path.stat().st_size
    for each, is_read in ((100, False), (400, True)):
        monkeypatch.setattr("paddle_inspect.checkpoints.pickles.cost.SPARE", of_machine + 1800 * each)
        if is_read:
            assert sum(len(part.values) for part in checkpoints.read(path).parts) == 1800
        else:
            with pytest.raises(InputError, match="makes more values than a checkpoint does"):
                checkpoints.read(path)


def test_oddities_are_findings(path: Path) -> None:
    state = {"a": np.zeros(1), wf.NAME_TABLE: {"a": "p", "gone": "q", "lost": "r"}}
    path.write_bytes(pickle.dumps(state, 4))
    codes = {finding.code: finding.message for finding in checkpoints.read(path).findings}
    assert set(codes) == {"name-table"}
    assert "lists 2 that are no tensors" in codes["name-table"]
    assert "gone" in codes["name-table"]
    path.write_bytes(wf.program(b"}(", wf.text("a"), b"N", wf.text("b"), b"N", wf.text("a"), wf.text("last"), b"u"))
    found = checkpoints.read(path)
    assert [finding.code for finding in found.findings] == ["duplicate-name"]
    assert dict(found.parts[0].values) == {"a": "'last'", "b": "None"}


def test_the_name_that_stands_twice_is_named(path: Path) -> None:
    keys = ("once", "twice", "again", "twice", "again", "again")
    items = b"".join(wf.text(key) + b"N" for key in keys)
    path.write_bytes(wf.program(b"}" + wf.text("opt") + b"}(" + items + b"us"))
    (finding,) = checkpoints.read(path).findings
    assert finding.message == "3 names stand twice, of which the last counts; the first is opt / twice"


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_long_name_is_shown_by_how_it_begins_its_length_and_its_digest(path: Path, protocol: int) -> None:
    """SHA-256 as `printf 'é%.0s' $(seq 1025) | sha256sum` gives it."""
    array = np.zeros((2, 3), "float32")
    whole, long = "é" * 1024, "é" * 1025
    digest = "7401d66e53876ff539ca56c712df32fc80df1299bf461199add1c50723cfe6cd"
    shown = "é" * 80 + f"... (1,025 characters, SHA-256 {digest})"
    state = {whole: array[:1], long: array, "model": {long: array[:, :1], "note": long}}
    found = checkpoints.read(wf.write_pickle(path, state, protocol))
    assert tensors(found) == {
        (): [(whole, (1, 3), "float32"), (shown, (2, 3), "float32")],
        ("model",): [(shown, (2, 1), "float32")],
    }
    assert found.parts[1].values == (("note", repr("é" * 80 + "...")),)
    for name, in_full in ((whole, whole), (long, shown)):
        assert tensors(checkpoints.read(wf.write_pickle(path, (name, array), protocol))) == {
            (): [(in_full, (2, 3), "float32")]
        }


def test_long_names_keep_apart_from_each_other_and_from_what_is_shown_of_them(path: Path) -> None:
    array = np.zeros((2, 3), "float32")
    names = ["w" * 2000, "w" * 1999 + "v", "v" + "w" * 1999]
    wf.write_pickle(path, dict.fromkeys(names, array))
    shown = [name for name, *_ in checkpoints.read(path).stored]
    assert len({*shown}) == 3
    assert max(map(len, shown)) < 200
    again = {shown[0]: "short", names[0]: "long"}
    assert dict(checkpoints.read(wf.write_pickle(path, again)).parts[0].values) == {
        shown[0]: "'short'",
        f"key {shown[0]}": "'long'",
    }
    twice = wf.program(b"}", (wf.text(names[0]) + b"Ns") * 2)
    path.write_bytes(twice)
    (finding,) = checkpoints.read(path).findings
    assert shown[0] in finding.message
    assert names[0] not in finding.message


def test_the_same_dict_in_two_places_is_shown_in_both(path: Path) -> None:
    state = {"fc.weight": np.zeros((2, 2)), "fc.bias": np.zeros(2)}
    found = checkpoints.read(wf.write_pickle(path, {"model": state, "best": state}))
    assert list(tensors(found)) == [("model",), ("best",)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.jpg", b"\xff\xd8\xff"),
        ("page.rst", b"Title\n====="),
        ("model.bin", b"PK\x03\x04" + b"\0" * 30),
        ("tensor.pdtensor", b"\0" * 40),
    ],
)
def test_what_is_no_weight_file_is_said_to_be_none(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"neither safetensors nor a pickle|is a zip archive"):
        checkpoints.read(path)


dtypes = st.sampled_from(["float32", "float16", "int64", "bool", "uint8", "float64", "int32", "int8", "complex64"])
shapes = st.lists(st.integers(0, 40), max_size=4).map(tuple)
names = st.text(min_size=1, max_size=30)


@settings(deadline=None, max_examples=60)
@given(state=st.dictionaries(names, st.tuples(shapes, dtypes), max_size=12), protocol=st.sampled_from(PROTOCOLS))
def test_any_state_dict_comes_back(
    tmp_path_factory: pytest.TempPathFactory, state: dict[str, tuple[tuple[int, ...], str]], protocol: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.pdparams"
    arrays = {name: np.empty(shape, dtype) for name, (shape, dtype) in state.items()}
    found = checkpoints.read(wf.write_pickle(path, arrays, protocol))
    assert tensors(found).get((), []) == [(name, shape, dtype) for name, (shape, dtype) in state.items()]


# From here on real Paddle writes the files.


@pytest.fixture
def paddle() -> Any:
    return pytest.importorskip("paddle")


def layer_and_optimizer(paddle: Any) -> tuple[Any, Any]:
    """A layer and its optimizer behind one step."""
    layer = paddle.nn.Sequential(paddle.nn.Linear(3, 4), paddle.nn.LayerNorm(4))
    scheduler = paddle.optimizer.lr.NoamDecay(d_model=100, warmup_steps=100)
    optimizer = paddle.optimizer.AdamW(learning_rate=scheduler, parameters=layer.parameters())
    layer(paddle.ones([2, 3])).sum().backward()
    optimizer.step()
    scheduler.step()
    return layer, optimizer


def facts(state: Any) -> list[tuple[str, tuple[int, ...], str]]:
    """Name, shape and dtype of the tensors that Paddle itself has in a state_dict."""
    return [(name, tuple(t.shape), str(t.dtype).rpartition(".")[2]) for name, t in state.items()]


@pytest.mark.paddle
@pytest.mark.parametrize("protocol", [2, 3, 4])
def test_paddles_state_dicts(paddle: Any, path: Path, protocol: int) -> None:
    layer, optimizer = layer_and_optimizer(paddle)
    state = layer.state_dict()
    state["bfloat16"] = paddle.ones([2, 3]).astype("bfloat16")
    state["float16"] = paddle.ones([2, 3]).astype("float16")
    state["bool"] = paddle.ones([2]).astype("bool")
    state["scalar"] = paddle.to_tensor(1.5)
    state["empty"] = paddle.zeros([0, 3])
    paddle.save(state, str(path), protocol=protocol)
    assert tensors(checkpoints.read(path)) == {(): facts(paddle.load(str(path)))}

    paddle.save(optimizer.state_dict(), str(path), protocol=protocol)
    found = checkpoints.read(path)
    loaded = paddle.load(str(path))
    schedule = loaded.pop("LR_Scheduler")
    assert tensors(found) == {(): facts(loaded)}
    [section] = [section for section in found.parts if section.heading == ("LR_Scheduler",)]
    assert dict(section.values) == {name: repr(value) for name, value in schedule.items()}


@pytest.mark.paddle
@pytest.mark.parametrize("protocol", [2, 3, 4])
def test_paddles_nested_state_with_master_weights(paddle: Any, path: Path, protocol: int) -> None:
    layer, optimizer = layer_and_optimizer(paddle)
    state = optimizer.state_dict()
    state["master_weights"] = {parameter.name: parameter.astype("float32") for parameter in layer.parameters()}
    paddle.save({"model": layer.state_dict(), "opt": state, "epoch": 3}, str(path), protocol=protocol)
    found = checkpoints.read(path)
    loaded = paddle.load(str(path))
    master, _ = loaded["opt"].pop("master_weights"), loaded["opt"].pop("LR_Scheduler")
    assert tensors(found) == {
        ("model",): facts(loaded["model"]),
        ("opt",): facts(loaded["opt"]),
        ("opt", "master_weights"): facts(master),
    }


@pytest.mark.paddle
@pytest.mark.parametrize("protocol", [2, 3])
def test_paddles_own_slices(paddle: Any, path: Path, monkeypatch: pytest.MonkeyPatch, protocol: int) -> None:
    """Paddle slices above 1 GiB; its limit is computed by `int`, which is made to give a thousand here."""
    from paddle.framework import io_utils

    monkeypatch.setattr(io_utils, "int", lambda number: min(int(number), 1000), raising=False)
    state = {"big": paddle.ones([70, 50]), "small": paddle.ones([5])}
    paddle.save(state, str(path), protocol=protocol)
    assert b"big@@.3" in path.read_bytes()
    found = checkpoints.read(path)
    assert sorted(tensors(found)[()]) == [("big", (70, 50), "float32"), ("small", (5,), "float32")]


@pytest.mark.paddle
def test_paddles_chunks_of_a_mac(paddle: Any, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    layer, _ = layer_and_optimizer(paddle)
    monkeypatch.setattr(sys, "platform", "darwin")
    paddle.save(layer.state_dict(), str(path))
    monkeypatch.undo()
    assert tensors(checkpoints.read(path)) == {(): facts(layer.state_dict())}


@pytest.mark.paddle
@pytest.mark.parametrize("protocol", [2, 4])
def test_paddles_older_layouts(paddle: Any, path: Path, protocol: int) -> None:
    """Static graphs and Paddle 1.x: no name table. Paddle 2.1: a single tensor, a list of them."""
    from paddle.framework.io_utils import _legacy_static_save

    layer, _ = layer_and_optimizer(paddle)
    paddle.enable_static()
    try:
        arrays = {name: np.zeros(t.shape, "float32") for name, t in layer.state_dict().items()}
        _legacy_static_save(arrays, str(path), protocol)
    finally:
        paddle.disable_static()
    assert tensors(checkpoints.read(path)) == {(): facts(layer.state_dict())}
    weight = next(iter(layer.parameters()))
    paddle.save(weight, str(path), protocol=protocol)
    assert tensors(checkpoints.read(path)) == {(): [(weight.name, (3, 4), "float32")]}
    paddle.save([weight, weight], str(path), protocol=protocol)
    assert [name for name, *_ in tensors(checkpoints.read(path))[()]] == ["0", "1"]


@pytest.mark.paddle
def test_paddles_safetensors(paddle: Any, path: Path) -> None:
    layer, _ = layer_and_optimizer(paddle)
    from safetensors.paddle import save_file

    path = path.with_suffix(".safetensors")
    save_file(layer.state_dict(), str(path))
    found = checkpoints.read(path)
    assert found.layout == "safetensors"
    assert sorted(tensors(found)[()]) == sorted(facts(layer.state_dict()))


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_one_harmless_value_does_not_refuse_a_file(path: Path, protocol: int) -> None:
    state = {
        "fc.weight": np.zeros((2, 3), "float32"),
        "saved": datetime.datetime(2026, 11, 24, 15, 25),
        "took": datetime.timedelta(1),
        "rate": Decimal("0.1"),
        "path": PurePosixPath("a/b"),
        "counts": Counter({"a": 2}),
    }
    wf.write_pickle(path, state, protocol)
    found = checkpoints.read(path)
    assert tensors(found)[()] == [("fc.weight", (2, 3), "float32")]
    values = {(part.heading, name): text for part in found.parts for name, text in part.values}
    assert values == {
        ((), "saved"): "(datetime.datetime, not read)",
        ((), "took"): "(datetime.timedelta, not read)",
        ((), "rate"): "(decimal.Decimal, not read)",
        ((), "path"): "(pathlib.PurePosixPath, not read)",
        (("counts",), "a"): "2",
    }


@pytest.mark.parametrize("argument", [wf.array(wf.tuple_(wf.number(1)), wf.binbytes(b"abcd")), b"]", b"}", b")"])
def test_a_value_that_is_not_read_holds_no_other(path: Path, argument: bytes) -> None:
    path.write_bytes(wf.program(wf.call(wf.global_("datetime", "date"), argument)))
    with pytest.raises(InputError, match=r"calls datetime\.date with something that is neither number, text nor bytes"):
        checkpoints.read(path)


@pytest.mark.paddle
def test_numpys_module_of_either_release(paddle: Any, path: Path) -> None:
    """numpy 2 renamed `numpy.core`; files of both are read whichever is installed."""
    layer, _ = layer_and_optimizer(paddle)
    paddle.save(layer.state_dict(), str(path), protocol=2)
    content = path.read_bytes()
    assert b"numpy._core.multiarray\n" in content or b"numpy.core.multiarray\n" in content
    for module in (b"numpy._core.multiarray\n", b"numpy.core.multiarray\n"):
        renamed = content.replace(b"numpy._core.multiarray\n", module).replace(b"numpy.core.multiarray\n", module)
        path.write_bytes(renamed)
        assert tensors(checkpoints.read(path)) == {(): facts(layer.state_dict())}


@pytest.mark.paddle
def test_paddles_dense_tensor_which_asks_for_eval_is_refused(paddle: Any, path: Path) -> None:
    owner = paddle.ones([2, 2])  # kept: the dense tensor does not keep its memory alive
    paddle.save([owner.value().get_tensor()], str(path))
    with pytest.raises(InputError, match=r"names builtins\.eval, which is not on the allow-list"):
        checkpoints.read(path)
