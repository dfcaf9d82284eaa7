"""The pickle machine: every opcode as CPython's pickle does it, and its limits."""

from __future__ import annotations

import pickle
import pickletools
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_inspect.base.source import Source
from paddle_inspect.checkpoints.file import globals_named
from paddle_inspect.checkpoints.pickles.allowed import KEPT_BYTES
from paddle_inspect.checkpoints.pickles.cost import Memory
from paddle_inspect.checkpoints.pickles.machine import Machine
from paddle_inspect.checkpoints.pickles.memo import Memo
from paddle_inspect.checkpoints.pickles.opcodes import REFUSED, Op, opcode_name
from paddle_inspect.checkpoints.pickles.refused import RefusedPickle
from paddle_inspect.checkpoints.pickles.values import Array, Bag, Blob, Pairs, Payload, Refusal
from tests import weight_files as wf


def run(path: Path, content: bytes) -> object:
    path.write_bytes(content)
    with Source(path) as source:
        return Machine(source).run()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "value.pdparams"


def plain(value: object) -> object:
    """What a value that the machine gives stands for, dicts, sets and bytes put back."""
    if isinstance(value, Pairs):
        return {plain(key): plain(item) for key, item in value.items}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, tuple):
        return tuple(plain(item) for item in value)
    if isinstance(value, Bag):
        return (frozenset if value.frozen else set)(map(plain, value.items))
    if isinstance(value, Blob) and value.data is not None:
        return bytearray(value.data) if value.kind is Payload.BYTEARRAY else value.data
    return value


def test_the_table_of_opcodes_is_that_of_cpython() -> None:
    assert {op.name: int(op) for op in Op} == {op.name: ord(op.code) for op in pickletools.opcodes}
    for op in pickletools.opcodes:
        assert opcode_name(ord(op.code)) == op.name


def test_every_opcode_is_carried_out_or_refused_with_a_reason() -> None:
    carried_out = {op for op in Op if hasattr(Machine, f"_{op.name.lower()}")}
    assert carried_out | set(REFUSED) | {Op.STOP} == set(Op)
    assert carried_out & set(REFUSED) == {Op.INST, Op.BINPERSID}  # one names its global first, one is for others


numbers = st.none() | st.booleans() | st.integers(-(2**200), 2**200) | st.floats(allow_nan=False)
leaves = numbers | st.text(max_size=40) | st.binary(max_size=KEPT_BYTES)
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.tuples(inner)
        | st.tuples(inner, inner, inner, inner)
        | st.dictionaries(st.text(max_size=10) | st.integers(), inner, max_size=5)
    ),
    max_leaves=30,
)


@settings(deadline=None)
@given(value=values, protocol=st.integers(2, 5))
def test_values_come_out_as_pickle_put_them_in(
    tmp_path_factory: pytest.TempPathFactory, value: object, protocol: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "value.pdparams"
    assert plain(run(path, pickle.dumps(value, protocol))) == value


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_long_lists_and_dicts_arrive_whole(path: Path, protocol: int) -> None:
    value = {"list": list(range(5000)), "dict": {str(n): n for n in range(5000)}, "set": {1}, "frozen": frozenset([2])}
    assert plain(run(path, pickle.dumps(value, protocol))) == value


def test_payloads_are_passed_over(path: Path) -> None:
    content = pickle.dumps([b"x" * 100_000, "é" * 50_000, "a" * 100_000], 4)
    text = Blob(50_000, 100_000, kind=Payload.TEXT)
    assert run(path, content) == [Blob(100_000, 100_000), text, text]


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_payloads_as_short_as_a_number_are_kept(path: Path, protocol: int) -> None:
    assert run(path, pickle.dumps([b"x" * 16, b"y" * 17, b""], protocol)) == [
        Blob(16, 16, b"x" * 16),
        Blob(17, 17),
        Blob(0, 0, b""),
    ]


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_a_key_has_up_to_eight_parts(path: Path, protocol: int) -> None:
    value = {tuple(range(8)): "eight", (1, "a", b"b", None, True, 0.5): "mixed", (): "none"}
    assert plain(run(path, pickle.dumps(value, protocol))) == value
    with pytest.raises(RefusedPickle, match="has a key or an item of a set that is neither"):
        run(path, pickle.dumps({tuple(range(9)): "nine"}, protocol))


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_texts_up_to_16_kib_are_names(path: Path, protocol: int) -> None:
    assert run(path, pickle.dumps(["a" * 16384, "b" * 16385, "é" * 8192], protocol)) == [
        "a" * 16384,
        Blob(8193, 16385, kind=Payload.TEXT),
        "é" * 8192,
    ]


def test_python_2_strings_up_to_16_kib_are_names(path: Path) -> None:
    content = [b"aT" + length.to_bytes(4, "little") + b"x" * length for length in (16384, 16385)]
    assert run(path, wf.program(b"]N", *content, b"a", protocol=2)) == [
        None,
        "x" * 16384,
        Blob(16385, 16385, kind=Payload.TEXT),
    ]


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_a_text_in_a_tuple_that_is_a_key_has_up_to_1024_characters(path: Path, protocol: int) -> None:
    assert plain(run(path, pickle.dumps({("é" * 1024, 1): 2}, protocol))) == {("é" * 1024, 1): 2}
    with pytest.raises(RefusedPickle, match="has a key or an item of a set that is neither"):
        run(path, pickle.dumps({("a" * 1025, 1): 2}, protocol))


@pytest.mark.parametrize("value", [2**255 - 1, -(2**255)])
def test_integers_take_up_to_32_bytes(path: Path, value: int) -> None:
    assert run(path, pickle.dumps(value, 2)) == value
    with pytest.raises(RefusedPickle, match="declares an integer of 33 bytes"):
        run(path, pickle.dumps(2 * value, 2))


def test_a_hundred_marks_are_nested_and_no_more(path: Path) -> None:
    assert run(path, wf.program(b"(" * 100, b"1" * 100, wf.text("kept"))) == "kept"
    with pytest.raises(RefusedPickle, match="nests more than 100 marks"):
        run(path, wf.program(b"(" * 101, b"1" * 101, wf.text("kept")))


def test_entries_of_the_memo_may_leave_gaps_that_cost_nothing(path: Path) -> None:
    """PROTO and N are the opcodes before: the third may store entry 3, and not entry 4."""
    assert run(path, wf.program(b"Nq\x03", b"0h\x03")) is None
    with pytest.raises(RefusedPickle, match="stores entry 4 of the memo behind 2 opcodes"):
        run(path, wf.program(b"Nq\x04"))
    with pytest.raises(RefusedPickle, match="recalls entry 2 of the memo, which is empty"):
        run(path, wf.program(b"Nq\x03", b"0h\x02"))


def test_a_payload_above_four_gigabytes_is_passed_over(path: Path) -> None:
    """BINBYTES8, as protocol 4 writes what is longer than BINBYTES can say, in a file with a hole."""
    size = 5 * 2**30
    shape = wf.tuple_(wf.number(5), wf.number(2**28))
    before, after = wf.program(wf.array(shape, b"@DATA@")).split(b"@DATA@")
    with path.open("wb") as file:
        file.write(before + b"\x8e" + size.to_bytes(8, "little"))
        file.seek(size, 1)
        file.write(after)
    with Source(path) as source:
        value = Machine(source).run()
    assert isinstance(value, Array)
    assert value.shape == (5, 2**28)


def test_python_2_strings_are_names_and_payloads(path: Path) -> None:
    content = wf.program(b"]U\x02ab", b"aT\x20\x4e\x00\x00" + b"\xff" * 20_000, b"a", protocol=2)
    assert run(path, content) == ["ab", Blob(20_000, 20_000, kind=Payload.TEXT)]


def test_a_memo_that_begins_at_one_is_read(path: Path) -> None:
    """Python 2's cPickle numbers its entries from 1."""
    assert run(path, wf.program(b"]q\x01" + wf.text("a") + b"q\x02ah\x02a", protocol=2)) == ["a", "a"]


def test_containers_of_builtins(path: Path) -> None:
    """What protocols below 4 and 5 write as calls."""
    for value in (1 + 2j, {3}, set(), frozenset({"a"}), bytearray(b"ab"), bytearray(), b""):
        for protocol in (2, 3, 4, 5):
            found = plain(run(path, pickle.dumps(value, protocol)))
            assert (found, type(found)) == (value, type(value))


def test_pops_and_marks(path: Path) -> None:
    assert run(path, wf.program(wf.text("kept"), b"N0", b"(0", b"(NN1", b"(N00")) == "kept"


def test_the_memo_beyond_a_byte(path: Path) -> None:
    value = [str(number) for number in range(600)]
    assert run(path, pickle.dumps((value, value[300:]), 2)) == (value, value[300:])


def test_numpy_scalars_are_numbers(path: Path) -> None:
    import numpy as np

    for value in (np.float64(0.1), np.float32(0.5), np.int64(-3), np.bool_(True), np.uint16(9), np.complex64(1 + 2j)):
        for protocol in (2, 3, 4, 5):
            assert run(path, pickle.dumps(value, protocol)) == value.item()


@pytest.mark.parametrize(
    ("limit", "content", "says"),
    [
        ("machine.MAX_OPCODES", b"N0" * 4096, "is one of more than 1,000"),
        ("machine.MAX_STACK", b"N" * 4096, "finds more than 1,000 values on the stack"),
        ("memo.MAX_MEMO", b"N" + b"\x94" * 4096, "finds more than 1,000 values in the memo"),
    ],
)
def test_limits_end_the_reading(
    path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, content: bytes, says: str
) -> None:
    limit = f"paddle_inspect.checkpoints.pickles.{limit}"
    monkeypatch.setattr(limit, 1000)
    with pytest.raises(RefusedPickle, match=says) as caught:
        run(path, wf.program(content))
    assert caught.value.offset < 3 * 1024  # long before the end
    monkeypatch.setattr(limit, 10_000)
    with pytest.raises(RefusedPickle, match="exactly one value"):
        run(path, wf.program(content + b"N" * 2))


def test_refusals_name_the_place(path: Path) -> None:
    with pytest.raises(RefusedPickle) as caught:
        run(path, wf.program(b"N0", wf.global_("os", "system")))
    assert str(caught.value) == (
        f"{path}: refused: opcode GLOBAL at offset 4 names os.system, which is not on the allow-list"
    )


def test_all_globals_of_a_refused_file_are_listed(tmp_path: Path) -> None:
    """By every opcode that names one, also behind the first."""
    path = tmp_path / "model.pdparams"
    instance = b"(iposix\nsystem\n"
    path.write_bytes(wf.program(wf.global_("os", "popen"), instance, wf.stack_global("builtins", "exec"), b"\x87"))
    assert globals_named(path) == ("os.popen", "posix.system", "builtins.exec")


@pytest.mark.parametrize("makes", [b"h\0h\1\x930", b"cAAAA\nBBBB\n0"], ids=["STACK_GLOBAL", "GLOBAL"])
def test_listed_names_take_no_more_memory_than_the_file_allows(
    path: Path, monkeypatch: pytest.MonkeyPatch, makes: bytes
) -> None:
    """Names that the file makes of two texts again and again, in one pickle and in several, one behind the other."""
    monkeypatch.setattr("paddle_inspect.checkpoints.pickles.cost.SPARE", 100_000)
    texts = wf.text("m" * 4) + b"q\0" + wf.text("n" * 4) + b"q\1"
    last = b"cbuiltins\nexec\n"
    for few, many in (([makes * 100], [makes * 5000]), ([makes * 10] * 10, [makes * 100] * 50)):
        for names, listed in ((few, True), (many, False)):
            path.write_bytes(b"".join(wf.program(texts, each) for each in names) + wf.program(last))
            assert (globals_named(path)[-1] == "builtins.exec") is listed


@pytest.mark.parametrize("protocol", [2, 5])
def test_the_first_and_the_last_protocol_are_read(path: Path, protocol: int) -> None:
    assert run(path, bytes([Op.PROTO, protocol]) + b"N.") is None


@pytest.mark.parametrize("protocol", [1, 6])
def test_a_protocol_that_paddle_never_wrote_is_refused(path: Path, protocol: int) -> None:
    with pytest.raises(RefusedPickle, match=f"declares protocol {protocol}, paddle.save writes 2 to 5"):
        run(path, bytes([Op.PROTO, protocol]) + b"N.")


#: Opcodes that a machine refuses or carries out otherwise, and that leave one value more on the stack than there was.
FOLLOWED = {
    "NEWOBJ": b"NN\x81",
    "NEWOBJ_EX": b"NNN\x92",
    "OBJ": b"(NNo",
    "INST": b"(Nicollections\nOrderedDict\n",
    "EXT1": b"\x82\x01",
    "EXT2": b"\x83\x01\x00",
    "EXT4": b"\x84\x01\x00\x00\x00",
    "NEXT_BUFFER": b"\x97",
    "READONLY_BUFFER": b"\x97\x98",
    "STRING": b"S'a'\n",
    "UNICODE": b"Va\n",
    "PERSID": b"P1\n",
    "FLOAT": b"F1.0\n",
    "INT": b"I1\n",
    "LONG": b"L1L\n",
    "PUT and GET": b"Np0\n0g0\n",
    "DICT": b"(NNd",
    "LIST": b"(Nl",
    "FROZENSET": b"(N\x91",
    "ADDITEMS": b"\x8f(N\x90",
    "APPENDS": b"](Ne",
    "SETITEMS": b"}(NNu",
    "APPEND": b"]Na",
    "SETITEM": b"}NNs",
    "PROTO": b"\x80\x01N",
    "BINPERSID": b"NQ",
    "BUILD": b"NNb",
    "REDUCE": b"NNR",
}


@pytest.mark.parametrize("opcodes", FOLLOWED.values(), ids=FOLLOWED.keys())
def test_the_globals_behind_every_opcode_are_listed(path: Path, opcodes: bytes) -> None:
    """The module's name stands below what the opcodes leave, the function's above: both have to be where they were."""
    path.write_bytes(b"\x80\x04" + wf.text("builtins") + opcodes + b"0" + wf.text("exec") + b"\x93.")
    assert globals_named(path)[-1:] == ("builtins.exec",)


@pytest.mark.parametrize(("spelled_out", "passed_over"), [(0, 0), (0, 500), (100, 0), (100, 500)])
def test_values_take_150_megabytes_and_eight_bytes_more_for_each_that_is_spelled_out(
    path: Path, spelled_out: int, passed_over: int
) -> None:
    path.write_bytes(b"x" * 1000)
    with Source(path) as source:
        source.take(spelled_out)
        source.skip(passed_over)
        memory = Memory(source)
        memory.take(150_000_000)
        memory.take(8 * spelled_out)
        with pytest.raises(Refusal, match=f"that spells out {spelled_out} byte"):
            memory.take(1)


#: Opcodes that leave one value more on the stack; texts for a global, a call and a class are in the memo.
COSTLY = {
    "BININT": b"J\0\0\1\0",
    "BININT2": b"M\0\2",
    "BINFLOAT": b"G" + b"\1" * 8,
    "LONG1": b"\x8a\x20" + b"\x7f" * 32,
    "LONG4": b"\x8b\x20\0\0\0" + b"\x7f" * 32,
    "SHORT_BINUNICODE": b"\x8c\2ab",
    "SHORT_BINUNICODE of four bytes": b"\x8c\4" + "\U0001f600".encode(),
    "BINUNICODE": b"X\2\0\0\0ab",
    "BINUNICODE8": b"\x8d\2" + b"\0" * 7 + b"ab",
    "SHORT_BINSTRING": b"U\2ab",
    "BINSTRING": b"T\2\0\0\0ab",
    "SHORT_BINBYTES": b"C\2ab",
    "BINBYTES": b"B\2\0\0\0ab",
    "BINBYTES8": b"\x8e\2" + b"\0" * 7 + b"ab",
    "BYTEARRAY8": b"\x96\2" + b"\0" * 7 + b"ab",
    "TUPLE1": b"N\x85",
    "TUPLE2": b"NN\x86",
    "TUPLE3": b"NNN\x87",
    "TUPLE": b"(NNNNNNNNt",
    "EMPTY_LIST": b"]",
    "EMPTY_DICT": b"}",
    "EMPTY_SET": b"\x8f",
    "FROZENSET": b"(\x91",
    "GLOBAL": b"cnumpy\nndarray\n",
    "STACK_GLOBAL": b"h\0h\1\x93",
    "REDUCE": b"h\2)R",
    "NEWOBJ": b"h\3)\x81",
    "SETITEM": b"}NNs",
    "SETITEMS": b"}(NNNNu",
}


@pytest.mark.parametrize("opcodes", COSTLY.values(), ids=COSTLY)
def test_values_take_no_more_memory_than_they_are_said_to(path: Path, opcodes: bytes) -> None:
    """As CPython's own account of its memory has it, the characters of texts left out."""
    texts = [wf.text("numpy"), wf.text("ndarray"), wf.global_("collections", "OrderedDict")]
    texts.append(wf.global_("argparse", "Namespace"))
    memo = b"".join(text + b"q%c" % number for number, text in enumerate(texts))
    times = 5000
    path.write_bytes(wf.program(memo, opcodes * times))
    with Source(path) as source:
        machine = Machine(source)
        tracemalloc.start()
        try:
            machine.run(alone=False, whatever=True)
            taken, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert taken <= machine.memory.taken + times * len(opcodes) + 20_000  # the window on the file


def test_as_many_values_as_the_limit_are_in_the_memo_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("paddle_inspect.checkpoints.pickles.memo.MAX_MEMO", 2)
    memo = Memo()
    for opcodes in range(2):
        memo.append("a value", opcodes)
        memo.check_limit()
    memo.append("a value", 2)
    with pytest.raises(Refusal, match="more than 2 values in the memo"):
        memo.check_limit()
