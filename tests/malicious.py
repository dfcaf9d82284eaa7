"""Pickles that no reader of weights should go along with: what they are called, their bytes, who must refuse them.

Every one that calls something would leave a file at `MARKER` if anything of it were executed.
"""

from __future__ import annotations

import os
import pickle
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from tests import weight_files as wf

#: Relative: the tests run where it must not appear.
MARKER = "executed"
COMMAND = f"touch {MARKER}"
PYTHON = f"open({MARKER!r}, 'w').close()"


@dataclass(frozen=True)
class Malicious:
    """A file, and the opcode and global (or part of the message) that its refusal must name."""

    name: str
    content: bytes
    opcode: str
    says: str


class _Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (COMMAND,)


class _Chain:
    """The argument of a harmless call is the result of a harmful one."""

    def __reduce__(self) -> tuple[object, tuple[object]]:
        return tuple, ([_Evil()],)


def all_files() -> list[Malicious]:
    """Every file, by groups."""
    return [
        *_calls(),
        *_reductions(),
        *_numpy_gadgets(),
        *_objects(),
        *_bombs(),
        *_lengths(),
        *_nesting(),
        *_nonsense(),
    ]


def _calls() -> Iterator[Malicious]:
    """Functions that are not on the allow-list, named by GLOBAL and by STACK_GLOBAL."""
    arguments = {
        "os.system": COMMAND,
        "posix.system": COMMAND,
        "nt.system": COMMAND,
        "subprocess.Popen": COMMAND,
        "subprocess.getoutput": COMMAND,
        "builtins.eval": PYTHON,
        "__builtin__.eval": PYTHON,
        "builtins.exec": PYTHON,
        "__builtin__.execfile": "setup.py",
        "builtins.__import__": "antigravity",
        "builtins.getattr": "system",
        "builtins.open": MARKER,
        "builtins.compile": PYTHON,
        "importlib.import_module": "antigravity",
        "runpy.run_path": "setup.py",
        "pty.spawn": "sh",
        "webbrowser.open": "http://localhost",
        "shutil.rmtree": ".",
        "operator.attrgetter": "system",
        "operator.methodcaller": "system",
        "functools.partial": "system",
        "types.CodeType": PYTHON,
        "marshal.loads": PYTHON,
        "ctypes.CDLL": "libc.so.6",
        "codecs.decode": PYTHON,
        "_codecs.decode": PYTHON,
        "copyreg._reconstructor": PYTHON,
        "copy_reg._reconstructor": PYTHON,
        "torch._utils._rebuild_tensor_v2": PYTHON,
        "paddle.load": MARKER,
        "socket.socket": MARKER,
    }
    for full, argument in arguments.items():
        module, _, name = full.rpartition(".")
        call = wf.call(wf.global_(module, name), wf.text(argument))
        yield Malicious(f"{full} by GLOBAL", wf.program(call, protocol=2), "GLOBAL", full)
        call = wf.call(wf.stack_global(module, name), wf.text(argument))
        yield Malicious(f"{full} by STACK_GLOBAL", wf.program(wf.dict_(("w", call))), "STACK_GLOBAL", full)
    yield Malicious(
        "attribute of an allowed class",
        wf.program(wf.stack_global("numpy", "ndarray.tofile")),
        "STACK_GLOBAL",
        "numpy.ndarray.tofile",
    )
    yield Malicious(
        "an allowed name in another module", wf.program(wf.global_("os", "ndarray")), "GLOBAL", "os.ndarray"
    )
    yield Malicious(
        "a space behind the module", wf.program(wf.global_("numpy ", "ndarray")), "GLOBAL", "numpy .ndarray"
    )
    yield Malicious("an escape sequence in a name", wf.program(wf.global_("os\x1b[31m", "system")), "GLOBAL", "os")
    yield Malicious("a name without an end", wf.program(b"c" + b"a" * 5000), "GLOBAL", "no end of line")
    yield Malicious("a global that is no text", wf.program(b"N", b"N", b"\x93"), "STACK_GLOBAL", "no text")
    yield Malicious(
        "paddle's own eval of a DenseTensor",
        wf.program(wf.call(wf.global_("builtins", "eval"), wf.text("data"), wf.dict_(("data", b"N")))),
        "GLOBAL",
        "builtins.eval",
    )


def _reductions() -> Iterator[Malicious]:
    """What `__reduce__` gives, written by pickle itself in every protocol."""
    for protocol in (2, 3, 4, 5):
        opcode = "STACK_GLOBAL" if protocol >= 4 else "GLOBAL"
        for kind in (_Evil, _Chain):
            content = pickle.dumps({"weight": kind()}, protocol)
            yield Malicious(
                f"{kind.__name__} in protocol {protocol}", content, opcode, f"{os.system.__module__}.system"
            )
    inner = pickle.dumps(_Evil(), 4)
    for module in ("pickle", "_pickle", "joblib", "dill", "cloudpickle"):
        nested = wf.call(wf.global_(module, "loads"), wf.binbytes(inner))
        yield Malicious(f"{module}.loads of a pickle inside", wf.program(nested), "GLOBAL", f"{module}.loads")


def _numpy_gadgets() -> Iterator[Malicious]:
    """numpy's own functions that execute or read, and allowed ones with arguments that numpy never gives them."""
    for module, name in (
        ("numpy.testing._private.utils", "runstring"),
        ("numpy.distutils.exec_command", "exec_command"),
        ("numpy", "load"),
        ("numpy", "memmap"),
        ("numpy", "fromfile"),
        ("numpy.core.multiarray", "fromfile"),
        ("numpy.core.numeric", "load"),
        ("numpy.f2py.crackfortran", "myeval"),
        ("numpy.f2py.diagnose", "run_command"),
    ):
        yield Malicious(f"{module}.{name}", wf.program(wf.global_(module, name)), "GLOBAL", f"{module}.{name}")
    reconstruct = wf.global_("numpy.core.multiarray", "_reconstruct")
    yield Malicious(
        "_reconstruct of another class",
        wf.program(wf.call(reconstruct, wf.global_("numpy", "dtype"), wf.tuple_(wf.number(0)), wf.binbytes(b"b"))),
        "REDUCE",
        "not numpy.ndarray",
    )
    yield Malicious(
        "_reconstruct without arguments",
        wf.program(wf.call(reconstruct)),
        "REDUCE",
        "numpy.core.multiarray._reconstruct",
    )
    yield Malicious(
        "ndarray called",
        wf.program(wf.call(wf.global_("numpy", "ndarray"), wf.tuple_(wf.number(2**31 - 1)))),
        "REDUCE",
        "numpy.ndarray",
    )
    yield Malicious("an array of objects", wf.program(_array_of("O8")), "REDUCE", "'O8'")
    yield Malicious("a structured dtype", wf.program(_array_of("V16")), "REDUCE", "'V16'")
    yield Malicious(
        "a dtype with fields",
        wf.program(
            wf.call(wf.global_("numpy", "dtype"), wf.text("f4"), b"\x89", b"\x88"),
            wf.tuple_(wf.number(3), wf.text("<"), b"N", wf.tuple_(wf.text("a")), b"N", *[wf.number(0)] * 3),
            b"b",
        ),
        "BUILD",
        "fields",
    )
    yield Malicious(
        "encode with a codec of its own",
        wf.program(wf.call(wf.global_("_codecs", "encode"), wf.text("a"), wf.text("rot13"))),
        "REDUCE",
        "_codecs.encode",
    )
    yield Malicious(
        "bytes of an iterable",
        wf.program(wf.call(wf.global_("builtins", "bytes"), wf.number(2**31 - 1))),
        "REDUCE",
        "builtins.bytes",
    )
    yield Malicious(
        "bytearray of a length",
        wf.program(wf.call(wf.global_("builtins", "bytearray"), wf.number(2**31 - 1))),
        "REDUCE",
        "builtins.bytearray",
    )
    yield Malicious(
        "OrderedDict with arguments",
        wf.program(wf.call(wf.global_("collections", "OrderedDict"), b"]")),
        "REDUCE",
        "collections.OrderedDict",
    )

    scalar, kind = wf.global_("numpy.core.multiarray", "scalar"), wf.dtype("f8")
    for name, call, function in (
        ("a scalar of a million bytes", wf.call(scalar, kind, wf.binbytes(b"\0" * 1_000_000)), "scalar"),
        ("a scalar without a dtype", wf.call(scalar, b"N", wf.binbytes(b"\0" * 8)), "scalar"),
        ("encode of a number", wf.call(wf.global_("_codecs", "encode"), b"N", wf.text("latin1")), "_codecs.encode"),
        ("a tuple of a text", wf.call(wf.global_("builtins", "tuple"), wf.text("abc")), "builtins.tuple"),
        ("a set of a number", wf.call(wf.global_("builtins", "set"), wf.number(3)), "builtins.set"),
        (
            "a complex number of texts",
            wf.call(wf.global_("builtins", "complex"), wf.text("1"), b"N"),
            "builtins.complex",
        ),
    ):
        yield Malicious(name, wf.program(call), "REDUCE", function)
    yield Malicious(
        "a dtype without a byte order", wf.program(wf.dtype(), wf.tuple_(b"N"), b"b"), "BUILD", "byte order"
    )
    yield from _states_of_numpy()
    yield Malicious(
        "an array with a dict of attributes",
        wf.program(wf.array(wf.tuple_(wf.number(1)), wf.binbytes(b"abcd")), b"}b"),
        "BUILD",
        "sets an array",
    )


def _array_of(code: str) -> bytes:
    return wf.array(wf.tuple_(wf.number(1)), b"]", wf.dtype(code))


def _states_of_numpy() -> Iterator[Malicious]:
    """Arguments and states that numpy takes, and that hide values, change them, or make numpy read foreign memory."""
    less, none = wf.number(-1), b"N"
    one_point, three = (b"G" + struct.pack(">d", version) for version in (1.0, 3.0))
    for name, state in {
        "metadata": (wf.number(4), wf.text("<"), none, none, none, less, less, wf.number(0), b"}"),
        "flags": (wf.number(3), wf.text("<"), none, none, none, less, less, wf.number(4)),
        "flags that are text": (wf.number(3), wf.text("<"), none, none, none, less, less, wf.text("0")),
        "a version that is a fraction": (three, wf.text("<"), none, none, none, less, less, wf.number(0)),
        "a size": (wf.number(3), wf.text("<"), none, none, none, wf.number(8), less, wf.number(0)),
        "another version": (wf.number(99), wf.text("<"), none, none, none, less, less, wf.number(0)),
    }.items():
        made = wf.call(wf.global_("numpy", "dtype"), wf.text("i8"), b"\x89", b"\x88")
        yield Malicious(f"a dtype with {name}", wf.program(made, wf.tuple_(*state), b"b"), "BUILD", "no tensor has")
    for name, rest in {
        "numpy's own": (b"\x89", b"\x89"),
        "aligned": (b"\x88", b"\x88"),
        "by a list": (b"]", b"\x88"),
    }.items():
        made = wf.call(wf.global_("numpy", "dtype"), wf.text("i4"), *rest)
        yield Malicious(f"a dtype that is {name}", wf.program(made), "REDUCE", "no unaligned copy")
    reconstruct, ndarray = wf.global_("numpy.core.multiarray", "_reconstruct"), wf.global_("numpy", "ndarray")
    zero, letter, payload = wf.tuple_(wf.number(0)), wf.binbytes(b"b"), wf.binbytes(b"\0" * 4)
    for name, shape, code in (
        ("a truth for its size", wf.tuple_(b"\x89"), letter),
        ("a fraction for its size", wf.tuple_(b"G" + b"\0" * 8), letter),
        ("a bytearray for its code", zero, b"\x96" + struct.pack("<Q", 1) + b"b"),
        ("a size", wf.tuple_(wf.number(2**31 - 1)), letter),
        ("another code", zero, wf.binbytes(b"O")),
    ):
        content = wf.program(wf.call(reconstruct, ndarray, shape, code))
        yield Malicious(f"an empty array with {name}", content, "REDUCE", "not an empty array of int8")
    one, empty = wf.tuple_(wf.number(1)), wf.call(reconstruct, ndarray, zero, letter)
    for name, version, order, data in (
        ("a version that is text", wf.text("1"), b"\x89", payload),
        ("a version that is a fraction", one_point, b"\x89", payload),
        ("another version", wf.number(2), b"\x89", payload),
        ("no order", wf.number(1), none, payload),
        ("a bytearray", wf.number(1), b"\x89", b"\x96" + struct.pack("<Q", 4) + b"\0" * 4),
        ("text beyond latin1", wf.number(1), b"\x89", wf.text("\u0100" * 4)),
    ):
        state_of = wf.tuple_(version, one, wf.dtype(), order, data) + b"b"
        says = "latin1" if "latin1" in name else "sets an array"
        yield Malicious(f"an array set to {name}", wf.program(empty, state_of), "BUILD", says)
    buffer = wf.call(wf.global_("numpy.core.numeric", "_frombuffer"), payload, wf.dtype(), one, wf.text("Z"))
    for name, data in {"short": wf.text("abcd"), "long": wf.text("a" * 2000)}.items():
        buffer_of = wf.call(wf.global_("numpy.core.numeric", "_frombuffer"), data, wf.dtype(), one, wf.text("C"))
        yield Malicious(f"a buffer of {name} text", wf.program(buffer_of), "REDUCE", "text in place of bytes")
    yield Malicious("a buffer in another order", wf.program(buffer), "REDUCE", "an order that is none")


def _objects() -> Iterator[Malicious]:
    """Every other way to make an object or to reach outside of the file."""
    allowed = wf.global_("collections", "OrderedDict")
    yield Malicious("INST", wf.program(b"(" + wf.text(COMMAND) + b"ios\nsystem\n"), "INST", "os.system")
    yield Malicious("INST of an allowed class", wf.program(b"(inumpy\nndarray\n"), "INST", "creates an object")
    yield Malicious("OBJ", wf.program(b"(" + allowed + b"o"), "OBJ", "creates an object")
    yield Malicious("NEWOBJ", wf.program(allowed, b")\x81"), "NEWOBJ", "creates an object")
    yield Malicious("NEWOBJ_EX", wf.program(allowed, b")}\x92"), "NEWOBJ_EX", "creates an object")
    namespace = wf.global_("argparse", "Namespace") + b")\x81"
    setter = wf.dict_(("__setstate__", wf.global_("builtins", "int")))
    yield Malicious("a namespace with a __setstate__", wf.program(namespace, setter, b"b"), "BUILD", "no attributes")
    factory = wf.call(wf.global_("collections", "defaultdict"), wf.global_("numpy.core.multiarray", "scalar"))
    yield Malicious("a defaultdict that calls numpy", wf.program(factory), "REDUCE", "no class of an empty value")
    hours = wf.call(wf.global_("fractions", "Fraction"), wf.text("1e999999999"))
    yield Malicious("a fraction that takes hours", wf.program(hours), "REDUCE", "no fraction in full")
    yield Malicious("EXT1", wf.program(b"\x82\x01"), "EXT1", "registry")
    yield Malicious("EXT2", wf.program(b"\x83\x01\x00"), "EXT2", "registry")
    yield Malicious("EXT4", wf.program(b"\x84\x01\x00\x00\x00"), "EXT4", "registry")
    yield Malicious("PERSID", wf.program(b"Pid\n"), "PERSID", "outside")
    yield Malicious("BINPERSID", wf.program(b"N", b"Q"), "BINPERSID", "outside")
    yield Malicious("NEXT_BUFFER", wf.program(b"\x97", protocol=5), "NEXT_BUFFER", "outside")
    yield Malicious("READONLY_BUFFER", wf.program(b"N\x98", protocol=5), "READONLY_BUFFER", "outside")
    yield Malicious(
        "BUILD of a dict's attributes", wf.program(b"}", wf.dict_(("__class__", b"N")), b"b"), "BUILD", "state"
    )
    yield Malicious("REDUCE of a text", wf.program(wf.text("os.system"), b")R"), "REDUCE", "calls something")
    yield Malicious("REDUCE of a result", wf.program(wf.call(wf.dtype(), wf.text("x"))), "REDUCE", "calls something")
    yield Malicious("protocol 0", b"cposix\nsystem\n(S'" + COMMAND.encode() + b"'\ntR.", "GLOBAL", "PROTO")
    yield Malicious("protocol 0 behind a header", wf.program(b"S'a'\n"), "STRING", "protocol 0")


def _bombs() -> Iterator[Malicious]:
    """Few bytes that ask for much memory or time."""
    yield Malicious("stack bomb", wf.program(b"N" * 300_000), "NONE", "on the stack")
    yield Malicious("stack bomb by DUP", wf.program(b"N" + b"2" * 300_000), "DUP", "on the stack")
    yield Malicious("stack bomb below marks", wf.program((b"(" + b"N" * 9_000) * 90), "NONE", "on the stack")
    yield Malicious("mark bomb", wf.program(b"(" * 300_000), "MARK", "marks")
    far = b"r" + struct.pack("<I", 2**32 - 1)
    yield Malicious("memo bomb", wf.program(b"N", far), "LONG_BINPUT", "of the memo")
    yield Malicious("recalls what nobody stored", wf.program(b"h\x07"), "BINGET", "of the memo")
    yield Malicious("an integer of 2 GB", wf.program(b"\x8b" + struct.pack("<I", 2**31 - 1)), "LONG4", "integer")
    yield Malicious("an integer of 255 bytes", wf.program(b"\x8a\xff" + b"\x7f" * 255), "LONG1", "integer")
    yield Malicious("one list in a million places", wf.program(_laughs(b"]", b"a", 14)), "STOP", "unfolds")
    yield Malicious("leftovers on the stack", wf.program(b"N", b"N"), "STOP", "exactly one value")


def _lengths() -> Iterator[Malicious]:
    """Lengths that the file does not have."""
    for name, opcode, pattern in (
        ("BINBYTES8", b"\x8e", "<Q"),
        ("BINUNICODE8", b"\x8d", "<Q"),
        ("BYTEARRAY8", b"\x96", "<Q"),
        ("FRAME", b"\x95", "<Q"),
        ("BINBYTES", b"B", "<I"),
        ("BINUNICODE", b"X", "<I"),
        ("BINSTRING", b"T", "<I"),
    ):
        largest = opcode + struct.pack(pattern, 2 ** (8 * struct.calcsize(pattern)) - 1)
        yield Malicious(f"{name} of the largest length", wf.program(largest, b"abc"), name, "remain")
    few = wf.binbytes(b"\0" * 4)
    for name, shape in {
        "more than the file has": wf.tuple_(wf.number(2**31 - 1), wf.number(2**31 - 1)),
        "a negative one": wf.tuple_(wf.number(-1)),
        "65 axes": wf.tuple_(*[wf.number(1)] * 65),
        "a truth": wf.tuple_(b"\x88"),
        "a fraction": wf.tuple_(b"G" + struct.pack(">d", 1.0)),
        "a list": b"]",
        "nothing": b"N",
        "2**200": wf.tuple_(b"\x8a\x1a" + (2**200).to_bytes(26, "little")),
    }.items():
        yield Malicious(f"an array whose shape is {name}", wf.program(wf.array(shape, few)), "BUILD", "array")
    as_text = wf.call(wf.global_("_codecs", "encode"), wf.text("a" * 40_000), wf.text("latin1"))
    for size in (19_999, 40_001):
        shape = wf.tuple_(wf.number(size))
        content = wf.program(wf.array(shape, as_text, wf.dtype("u1")), protocol=2)
        yield Malicious(f"40000 bytes of text for {size}", content, "BUILD", "between 20,000 and 40,000 bytes")
    one = wf.tuple_(wf.number(1))
    yield Malicious("an array of too few bytes", wf.program(wf.array(one, wf.binbytes(b"ab"))), "BUILD", "2 bytes")
    yield Malicious("an array without bytes", wf.program(wf.array(one, b"N")), "BUILD", "no bytes")
    yield Malicious("an array without a dtype", wf.program(wf.array(one, few, b"N")), "BUILD", "dtype")


def _laughs(start: bytes, append: bytes, depth: int) -> bytes:
    """A list that holds twice a list that holds twice a list ...: 2**depth values in a few bytes."""
    steps = [start + b"q\x00"]
    for level in range(1, depth):
        steps.append(b"0" + start + b"q" + bytes([level]) + (b"h" + bytes([level - 1]) + append) * 2)
    return b"".join(steps)


def _nesting() -> Iterator[Malicious]:
    """Values inside values without end."""
    yield Malicious("a list that holds itself", wf.program(b"]q\x00h\x00a"), "STOP", "contains itself")
    yield Malicious(
        "a dict that holds itself", wf.program(b"}q\x00" + wf.text("a") + b"h\x00s"), "STOP", "contains itself"
    )
    deep = b"]" * 50_000 + b"a" * 49_999
    yield Malicious("50,000 lists in each other", wf.program(deep), "STOP", "deeper")
    tuples = b"N" + b"\x85" * 100_000
    yield Malicious("100,000 tuples in each other", wf.program(tuples), "STOP", "deeper")
    yield Malicious(
        "twins of twins as a tuple", wf.program(b"N\x85q\x00" + b"0h\x00h\x00\x86q\x00" * 40), "STOP", "deeper"
    )
    laughs = wf.program(b"}q\x00" + b"".join(_dict_level(level) for level in range(1, 15)))
    yield Malicious("billion laughs of dicts", laughs, "STOP", "unfolds")


def _dict_level(level: int) -> bytes:
    """A dict with ten times the one of the level before."""
    before = b"h" + bytes([level - 1])
    items = b"".join(wf.text(str(number)) + before for number in range(10))
    return b"0}q" + bytes([level]) + b"(" + items + b"u"


def _nonsense() -> Iterator[Malicious]:
    """What is no pickle, or not one of ours."""
    yield Malicious("protocol 6", wf.program(b"N", protocol=6), "PROTO", "protocol 6")
    yield Malicious("protocol 1", wf.program(b"N", protocol=1), "PROTO", "protocol 1")
    yield Malicious("no opcode", wf.program(b"\xff"), "0xff", "not an opcode")
    yield Malicious("nothing on the stack", wf.program(), "STOP", "exactly one value")
    yield Malicious("an open mark", wf.program(b"(N"), "STOP", "exactly one value")
    yield Malicious("a tuple of more than there is", wf.program(b"N\x87"), "TUPLE3", "stack")
    yield Malicious("a tuple without a mark", wf.program(b"t"), "TUPLE", "mark")
    yield Malicious("APPEND to nothing", wf.program(b"a"), "APPEND", "stack")
    yield Malicious("APPEND to a text", wf.program(wf.text("a"), b"Na"), "APPEND", "no list")
    yield Malicious("SETITEM on a list", wf.program(b"]", wf.text("a"), b"Ns"), "SETITEM", "no dict")
    yield Malicious("an odd number of items", wf.program(b"}(N", b"u"), "SETITEMS", "without a value")
    yield Malicious("text that is not UTF-8", wf.program(b"X\x02\x00\x00\x00\xff\xfe"), "BINUNICODE", "UTF-8")
