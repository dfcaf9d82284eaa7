"""Holds the pickle machine against CPython's own unpickler, in a confined process: a program.

    python -m tests.pickle_differential CASES [SEED]

Makes CASES pickles: programs that mostly hang together, written opcode by opcode, and good files with opcodes put in,
left out, moved and changed; opcodes of the memo and frames more often than others. What our machine accepts, CPython
has to accept, too, with the same value, and `checkpoints.read` has to show every array in it. Prints a JSON report, and
exits 1 when they disagree. Runs with any Python that the project supports and needs nothing but the standard library.
"""

from __future__ import annotations

import json
import pickle
import pickletools
import random
import struct
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NoReturn

from paddle_inspect import checkpoints
from paddle_inspect.base.errors import InspectError
from paddle_inspect.base.source import Source
from paddle_inspect.checkpoints.formats.paddle_save import SLICES
from paddle_inspect.checkpoints.pickles.limits import MAX_TEXT_BYTES
from paddle_inspect.checkpoints.pickles.machine import Machine
from tests import unpickled
from tests.confined_reader import Watch, confine

#: CPython fetches this much at a time; frames as long as this are fetched in another way.
PREFETCH = 128 * 1024
GLOBALS = (
    ("numpy", "ndarray"), ("numpy", "dtype"), ("numpy.core.multiarray", "_reconstruct"), ("_codecs", "encode"),
    ("numpy._core.multiarray", "scalar"), ("numpy.core.numeric", "_frombuffer"), ("builtins", "set"),
    ("builtins", "frozenset"), ("builtins", "tuple"), ("builtins", "bytes"), ("builtins", "bytearray"),
    ("collections", "OrderedDict"), ("builtins", "complex"), ("os", "system"), ("__builtin__", "set"),
    ("collections", "Counter"), ("datetime", "date"), ("pathlib", "PosixPath"),
)  # fmt: skip
TEXTS = (
    "a",
    "b",
    "fc.weight",
    "1",
    "",
    "ü",
    "StructuredToParameterName@@",
    SLICES,
    "slices",
    "OriginShape",
    "x" * 1100,
    "x" * 17_000,
)


# `weight_files` has functions like these two, and needs numpy.
def text(value: str) -> bytes:
    """SHORT_BINUNICODE, or BINUNICODE where that is too short."""
    raw = value.encode()
    return b"\x8c" + bytes([len(raw)]) + raw if len(raw) < 256 else b"X" + struct.pack("<I", len(raw)) + raw


def global_(module: str, name: str) -> bytes:
    """GLOBAL"""
    return f"c{module}\n{name}\n".encode()


DTYPE = global_("numpy", "dtype") + text("f4") + b"\x89\x88\x87R"
DTYPE_STATE = b"(K\x03" + text("<") + b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
EMPTY_ARRAY = global_("numpy.core.multiarray", "_reconstruct") + global_("numpy", "ndarray") + b"K\x00\x85C\x01b\x87R"
ARRAY_STATE = b"(K\x01K\x02\x85" + DTYPE + DTYPE_STATE + b"\x89C\x08" + b"\0" * 8 + b"tb"
FROM_BUFFER = (
    global_("numpy.core.numeric", "_frombuffer") + b"(\x96" + struct.pack("<Q", 4) + b"\0" * 4
    + DTYPE + DTYPE_STATE + b"K\x01\x85" + text("C") + b"tR"
)  # fmt: skip
INT = global_("builtins", "int")
#: Classes of values that are no tensors, each as pickle makes an object of it.
HARMLESS = {
    global_("datetime", "date"): [b"C\x04\x07\xe4\x01\x01\x85R"],
    global_("datetime", "tzinfo"): [b")R"],
    global_("fractions", "Fraction"): [text("1/3") + b"\x85R", b"K\x01K\x03\x86R"],
    global_("pathlib._local", "PosixPath"): [text("a") + b"\x85R"],
    global_("builtins", "range"): [b"K\0K\3K\1\x87R"],
    global_("builtins", "slice"): [b"K\0NN\x87R"],
    global_("collections", "deque"): [b")R", b")K\x01\x86R", b")K\x03\x86R"],
    global_("collections", "defaultdict"): [b")R", b"N\x85R", INT + b"\x85R"],
    global_("types", "SimpleNamespace"): [b")R"],
    global_("argparse", "Namespace"): [b")\x81"],
    global_("uuid", "UUID"): [b")\x81}" + text("int") + b"K\x05sb"],
    global_("paddle", "dtype"): [b")\x81K\x0ab"],
    INT: [b""],
}
TEXT_SCALAR = (
    global_("numpy.core.multiarray", "scalar") + global_("numpy", "dtype") + text("U1") + b"\x89\x88\x87R"
    + b"(K\x03" + text("<") + b"NNNK\x04K\x04K\x08tbC\x04a\0\0\0\x86R"
)  # fmt: skip
#: What numpy 2 and numpy 1 have for no metadata; one that is filled later; and two that hold something.
METADATA = (b"N", b"}", b"}", b"}q\0", b"}q\0", b"}" + text("a") + EMPTY_ARRAY + ARRAY_STATE + b"s", text("a"))


class Writer:
    """A program that mostly hangs together: keeps in mind how deep the stack is and what the memo holds."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.tokens: list[bytes] = [b"("]
        self.depths = [0]
        self.memo: set[int] = set()

    def push(self, token: bytes, popped: int = 0) -> None:
        """Write opcodes that replace `popped` values by one."""
        self.tokens.append(token)
        self.depths[-1] += 1 - popped

    def write(self) -> list[bytes]:
        """Some dozen steps, then the tuple of all that is left."""
        steps = (
            [self.plain] * 4 + [self.container] * 3 + [self.add] * 5 + [self.store] * 5 + [self.recall] * 4
            + [self.tuple] * 2 + [self.mark, self.close, self.pop, self.call, self.array, self.array]
            + [self.harmless] * 2
        )  # fmt: skip
        for _ in range(self.rng.randint(4, 60)):
            self.rng.choice(steps)()
        return [*self.tokens, *[b"t"] * len(self.depths)]

    def plain(self) -> None:
        """A number, a text, some bytes."""
        rng = self.rng
        small, letter, any_byte = rng.randrange(4), rng.randrange(97, 256), rng.randrange(256)
        numbers = [
            b"K%c" % small,
            b"M%c\1" % small,
            b"J\xff\xff\xff\xff",
            b"J\0\0\1\0",
            b"\x8a\x01%c" % any_byte,
            b"\x8a\0",
        ]
        fractions = [b"G" + struct.pack(">d", value) for value in (0.5, 1.0)]
        payloads = [b"C\x02ab", b"U\x01%c" % letter, b"B\x14\0\0\0" + b"x" * 20, b"\x96\3" + b"\0" * 7 + b"abc"]
        texts = [text(rng.choice(TEXTS)) for _ in range(3)]
        self.push(rng.choice([b"N", b"\x88", b"\x89", b")", *numbers, *fractions, *payloads, *texts]))

    def container(self) -> None:
        """An empty one."""
        self.push(self.rng.choice([b"}", b"]", b"\x8f", b"}", b"]"]))

    def add(self) -> None:
        """A container and what is added to it, at once or between marks."""
        item = self.rng.choice([b"N", b"K\x01", b"K\x02", text("a"), text("b"), text("1"), b"]", b"}", EMPTY_ARRAY])
        keys = [text("a"), text("b"), b"K\x01", text("1"), b"\x88", b"K\x02\x85", b"N"]
        key = self.rng.choice(keys) if self.rng.random() < 0.98 else self.rng.choice([b"G" + b"\0" * 8, b"]", b"]\x85"])
        self.push(
            self.rng.choice(
                [
                    b"}" + key + item + b"s", b"}(" + key + item + text("b") + item + b"u", b"]" + item + b"a",
                    b"](" + item + key + b"e", b"\x8f(" + key + b"K\x05\x90", b"(" + key + b"\x91", b"](e", b"}(u",
                ]
            )
        )  # fmt: skip
        more = {b"]": item + b"a", b"}": key + item + b"s", b"(": b"(" + key + b"\x90"}.get(self.tokens[-1][:1])
        if more and self.rng.random() < (0.02 if more.endswith(b"\x90") else 0.5):
            self.tokens.append(more)

    def store(self) -> None:
        """An entry of the memo, wherever; MEMOIZE by the number of those there are."""
        if not self.depths[-1] or len(self.memo) > 250:
            return
        index = self.rng.randrange(len(self.memo) + 4)
        kind = self.rng.randrange(3)
        self.memo.add(len(self.memo) if kind == 0 else index)
        self.tokens.append([b"\x94", b"q" + bytes([index]), b"r" + struct.pack("<I", index)][kind])

    def recall(self) -> None:
        """An entry of the memo, mostly one that is there."""
        if self.memo:
            index = self.rng.choice([*self.memo]) if self.rng.random() < 0.99 else self.rng.randrange(6)
            self.push(self.rng.choice([b"h" + bytes([index]), b"j" + struct.pack("<I", index)]))

    def tuple(self) -> None:
        """Of the last one to three."""
        count = self.rng.randint(1, 3)
        if self.depths[-1] >= count:
            self.push(bytes([0x84 + count]), count)

    def mark(self) -> None:
        """Begin a group of values."""
        self.tokens.append(b"(")
        self.depths.append(0)

    def close(self) -> None:
        """End one: as a tuple, a frozenset, or not at all."""
        if len(self.depths) > 1:
            self.depths.pop()
            token = self.rng.choice([b"t", b"t", b"\x91", b"1"])
            self.tokens.append(token)
            self.depths[-1] += token != b"1"

    def pop(self) -> None:
        """Leave a value away, or have it twice."""
        if self.depths[-1]:
            token = self.rng.choice(b"02")
            self.tokens.append(bytes([token]))
            self.depths[-1] += 1 if token == ord("2") else -1

    def call(self) -> None:
        """A global, called or not."""
        module, name = self.rng.choice(GLOBALS)
        if module in ("os", "__builtin__") and self.rng.random() < 0.9:
            return
        named = self.rng.choice([global_(module, name), text(module) + text(name) + b"\x93"])
        latin1 = text("latin1") + b"\x86"
        arguments = self.rng.choice(
            [b")", b"](K\x01K\x02e\x85", b"C\x02ab\x85", text("é") + latin1, b"C\1a" + latin1, b")\x85"]
        )
        if name == "_reconstruct":
            arguments = global_("numpy", "ndarray") + b"K%c\x85C\1b\x87" % self.rng.randrange(2)
        self.push(named + (arguments + b"R" if self.rng.random() < 0.7 else b""))

    def harmless(self) -> None:
        """A value that is no tensor, and what may be added to it; one in fourteen as pickle does not write it."""
        rng = self.rng
        if rng.random() < 0.2:
            self.push(rng.choice([TEXT_SCALAR, self.time(), self.time()]))
            return
        array = EMPTY_ARRAY + ARRAY_STATE
        kind, made = rng.choice([(kind, made) for kind, ways in HARMLESS.items() for made in ways])
        item = rng.choice([b"N", b"K\x01", text("a"), array, array, b"]"])
        name = rng.choice([text("a"), text("b"), text("int")])
        key = rng.choice([name, name, name, text("__setstate__"), b"K\x01"])
        states = [b"}" + key + item + b"sb", b"}q\0" + name + item + b"sbh\0" + name + array + b"s0", b"K\x02b"]
        added = [item + b"a", b"(" + item + b"Ne", b"(e", text("a") + item + b"s", b"(" + name + item + b"u"]
        arguments = [b")", array + b"\x85", INT + b"\x85", text("a") + array + b"\x86"]
        fitting = {"Namespace": states[:2], "deque": added[:3], "defaultdict": added[3:]}
        more = next((more for part, more in fitting.items() if part.encode() in kind), [b""])
        chance = rng.random()
        if chance < 0.04:
            made = rng.choice(arguments) + rng.choice([b"R", b"R", b"R", b"\x81"])
        elif chance < 0.07:
            more = [*states, *added]
        self.memo.add(0)
        self.push(kind + made + rng.choice(more))

    def time(self) -> bytes:
        """A time of numpy's, a span, or the dtype of one; now and then as numpy does not write it."""
        rng = self.rng
        few = [rng.choice(ways) for ways in ((4, 4, 4, 4, 3), (25, 25, 25, 0), (1, 1, 1, 1, 2), (1, 1, 1, 1, 2))]
        version, *numbers = (b"K%c" % number for number in few)
        unit = rng.choice([b"C\1s", b"C\2ns", b"C\7generic", b"C\2fs", text("s"), b"C\1x"])
        metadata = rng.choice(METADATA)
        state = version + text("<") + b"NNN" + b"J\xff\xff\xff\xff" * 2 + b"K\0"
        ending = metadata + b"(" + unit + b"".join(numbers) + b"t\x86"
        dtype = global_("numpy", "dtype") + text(rng.choice(("M8", "m8"))) + b"\x89\x88\x87R"
        dtype = rng.choice([dtype, dtype + b"(" + state + rng.choice([ending, ending, ending, b""]) + b"tb"])
        later = b"h\0" + text("a") + EMPTY_ARRAY + ARRAY_STATE + b"s0"
        if metadata.endswith(b"q\0") and ending in dtype and rng.random() < 0.5:
            dtype += later
        scalar = global_("numpy.core.multiarray", "scalar") + dtype + rng.choice([b"C\x08", b"U\x08"]) + b"\0" * 8
        self.memo.add(0)
        return rng.choice([dtype, scalar + b"\x86R"])

    def array(self) -> None:
        """As every protocol writes one; whole, or before its BUILD."""
        self.push(
            self.rng.choice([EMPTY_ARRAY, EMPTY_ARRAY + ARRAY_STATE, EMPTY_ARRAY + ARRAY_STATE, FROM_BUFFER, DTYPE])
        )


def opcodes(content: bytes) -> list[bytes]:
    """A good pickle in pieces, one an opcode, without PROTO, frames and STOP."""
    places = [(op, position) for op, _, position in pickletools.genops(content)]
    ends = [position for _, position in places[1:]] + [len(content)]
    return [
        content[begin:end]
        for (op, begin), end in zip(places, ends, strict=True)
        if op.name not in ("PROTO", "FRAME", "STOP")
    ]


def good_pickles() -> list[list[bytes]]:
    """State that needs no numpy to be written, in the protocols that may be taken for each other."""
    shared = ["s"]
    state = {
        "epoch": 7, "names": ["a", "b"], "shared": [shared, shared], 1: "number", "1": "text", "set": {1, 2},
        "frozen": frozenset("a"), "rate": 0.1, "table": {"a": "p"}, "bytes": b"xyz", "list": list(range(30)),
    }  # fmt: skip
    return [opcodes(pickle.dumps(state, protocol)) for protocol in (3, 4, 5)]


def mutated(rng: random.Random, tokens: list[bytes]) -> list[bytes]:
    """Some opcodes put in, left out, doubled, exchanged, or with another argument."""
    tokens = list(tokens)
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2, 4))):
        place = rng.randrange(len(tokens))
        kind = rng.randrange(6)
        if kind == 0:
            del tokens[place]
        elif kind == 1:
            tokens.insert(place, tokens[rng.randrange(len(tokens))])
        elif kind == 2:
            other = rng.randrange(len(tokens))
            tokens[place], tokens[other] = tokens[other], tokens[place]
        elif kind == 3:
            piece = bytearray(tokens[place])
            piece[-1] = rng.choice((0, 1, 2, rng.randrange(256)))
            tokens[place] = bytes(piece)
        elif kind == 4:
            index = rng.randrange(12)
            tokens.insert(place, rng.choice([b"\x94", b"q" + bytes([index]), b"h" + bytes([index])]))
        else:
            tokens.insert(place, bytes([rng.randrange(256)]))
        if not tokens:
            tokens = [b"N"]
    return tokens


def framed(rng: random.Random, tokens: list[bytes]) -> bytes:
    """A whole pickle; in protocols 4 and 5 mostly with frames, now and then with one that ends elsewhere."""
    protocol = rng.choice((2, 3, 4, 4, 5, 5))
    tokens = [*tokens, b"."]
    chance = rng.random()
    if chance < 0.02:
        tokens = _in_a_large_frame(rng, tokens)
    elif protocol >= 4 and chance < 0.8:
        begin = rng.randrange(len(tokens))
        end = rng.choice((len(tokens), rng.randint(begin, len(tokens))))
        length = sum(map(len, tokens[begin:end]))
        if rng.random() < 0.1:
            length = max(0, length + rng.randint(-8, 8))
        tokens.insert(begin, _frame(length))
    tail = b"" if rng.random() < 0.98 else rng.choice((b"\0", b".", b"\x80\x04N."))
    return b"\x80" + bytes([protocol]) + b"".join(tokens) + tail


def _frame(length: int) -> bytes:
    return b"\x95" + struct.pack("<Q", length)


def _in_a_large_frame(rng: random.Random, tokens: list[bytes]) -> list[bytes]:
    """Of a size that CPython reads in a way of its own; ends anywhere, perhaps with a frame inside or behind it."""
    filler = b"B" + struct.pack("<I", PREFETCH) + b"\0" * PREFETCH + b"0"
    ends = rng.randint(0, sum(map(len, tokens)))
    if rng.random() < 0.3:
        place = rng.randrange(len(tokens))
        tokens.insert(place, _frame(sum(map(len, tokens[place:]))))
    return [_frame(len(filler) + ends), filler, *tokens]


def state(rng: random.Random) -> list[bytes]:
    """A dict at the top, with entries that Paddle follows and keys that look alike."""
    keys = [text(value) for value in TEXTS] + [b"K\x01", b"\x88", b"K\x01\x85"]
    tokens = [b"}"]
    for _ in range(rng.randint(1, 6)):
        table = [b"}", text(rng.choice(TEXTS)), rng.choice([text("p"), EMPTY_ARRAY]), b"s"]
        value = rng.choice([table, Writer(rng).write(), [EMPTY_ARRAY + ARRAY_STATE]])
        tokens += [rng.choice(keys), *value, b"s"]
    return tokens


def cases(seed: int, count: int) -> Iterator[bytes]:
    """Pickles to try, the same ones for the same seed."""
    rng, good = random.Random(seed), good_pickles()
    for _ in range(count):
        kind = rng.randrange(10)
        tokens = state(rng) if kind < 3 else rng.choice(good) if kind < 4 else Writer(rng).write()
        yield framed(rng, mutated(rng, tokens))


def verdict(path: Path, content: bytes) -> str:
    """`refused` by our machine, `same`, `not shown` where only the reading refuses it, or what is different."""
    try:
        with Source(path) as source:
            ours = Machine(source).run()
    except InspectError:
        return "refused"
    try:
        theirs = unpickled.Unpickler(content).load()
    except Exception as error:  # noqa: BLE001 - an unpickler may raise anything
        if isinstance(error, (UnicodeDecodeError, UnicodeEncodeError)) and len(error.object) > MAX_TEXT_BYTES:
            return "same"  # a text as long as a payload, which we pass over
        return f"CPython raises {type(error).__name__}: {error}"
    return unpickled.difference(ours, theirs) or _hidden(path, theirs) or "same"


def _hidden(path: Path, theirs: object) -> str | None:
    """`not shown`, or arrays of CPython's value that are missing in what `checkpoints.read` shows."""
    try:
        shown = Counter((shape, dtype) for _, shape, dtype, _ in checkpoints.read(path).stored)
    except InspectError:
        return "not shown"
    held = unpickled.arrays(theirs)
    if held is None or (isinstance(theirs, dict) and _may_be_joined(theirs.get(SLICES))):
        return None
    return None if Counter(held) == shown else f"hidden: {Counter(held)} is shown as {shown}"


def _may_be_joined(info: object) -> bool:
    """Whether slices are described that make one tensor of several arrays."""
    return isinstance(info, dict) and any(isinstance(entry, dict) and "slices" in entry for entry in info.values())


def main(folder: Path, seed: int, count: int) -> dict[str, object]:
    """Try every case."""
    return tried(folder / "case.pdparams", b"\x80\x04N.", cases(seed, count), verdict)


def tried(
    path: Path, good: bytes, pickles: Iterable[bytes], verdict: Callable[[Path, bytes], str]
) -> dict[str, object]:
    """The report on pickles that stand at a path one by one, in a process that is confined behind a good one."""
    path.write_bytes(good)
    verdict(path, good)  # whatever is imported late is imported now
    watch = Watch(path.parent)
    confine()
    counts: Counter[str] = Counter()
    different: list[str] = []
    for number, content in enumerate(pickles):
        path.write_bytes(content)
        watch.is_on = True
        outcome = _verdict_or_crash(path, content, verdict)
        watch.is_on = False
        agreed = outcome in ("same", "refused", "not shown")
        counts[outcome if agreed else "different"] += 1
        if not agreed and len(different) < 20:
            different.append(f"case {number}: {outcome[:600]} {content[:400]!r}")
    return {"counts": dict(counts), "different": different, "caught": watch.caught, "python": sys.version.split()[0]}


def _verdict_or_crash(path: Path, content: bytes, verdict: Callable[[Path, bytes], str]) -> str:
    try:
        return verdict(path, content)
    except Exception as error:  # noqa: BLE001 - whatever a case makes it raise is a crash
        return f"crash: {type(error).__name__}: {error}"


def program(main: Callable[[Path, int, int], dict[str, object]]) -> NoReturn:
    """`main` with the arguments CASES and SEED: prints its report, and exits 1 when it says that something is wrong."""
    with tempfile.TemporaryDirectory() as scratch:
        report = main(Path(scratch), int(sys.argv[2]) if len(sys.argv) > 2 else 1, int(sys.argv[1]))
    print(json.dumps(report, indent=2))
    sys.exit(1 if report["different"] or report["caught"] else 0)


if __name__ == "__main__":
    program(main)
