"""The opcodes of pickle protocols 2 to 5, and those of protocols 0 and 1 that we name when we refuse them.

Written out here instead of imported, so that no module of this package imports `pickle`.
Source: the table in CPython's Lib/pickletools.py.
"""

from __future__ import annotations

from enum import IntEnum


class Op(IntEnum):
    """One opcode by its byte."""

    MARK = ord("(")
    STOP = ord(".")
    POP = ord("0")
    POP_MARK = ord("1")
    DUP = ord("2")
    FLOAT = ord("F")
    INT = ord("I")
    BININT = ord("J")
    BININT1 = ord("K")
    LONG = ord("L")
    BININT2 = ord("M")
    NONE = ord("N")
    PERSID = ord("P")
    BINPERSID = ord("Q")
    REDUCE = ord("R")
    STRING = ord("S")
    BINSTRING = ord("T")
    SHORT_BINSTRING = ord("U")
    UNICODE = ord("V")
    BINUNICODE = ord("X")
    APPEND = ord("a")
    BUILD = ord("b")
    GLOBAL = ord("c")
    DICT = ord("d")
    EMPTY_DICT = ord("}")
    APPENDS = ord("e")
    GET = ord("g")
    BINGET = ord("h")
    INST = ord("i")
    LONG_BINGET = ord("j")
    LIST = ord("l")
    EMPTY_LIST = ord("]")
    OBJ = ord("o")
    PUT = ord("p")
    BINPUT = ord("q")
    LONG_BINPUT = ord("r")
    SETITEM = ord("s")
    TUPLE = ord("t")
    EMPTY_TUPLE = ord(")")
    SETITEMS = ord("u")
    BINFLOAT = ord("G")
    BINBYTES = ord("B")
    SHORT_BINBYTES = ord("C")
    PROTO = 0x80
    NEWOBJ = 0x81
    EXT1 = 0x82
    EXT2 = 0x83
    EXT4 = 0x84
    TUPLE1 = 0x85
    TUPLE2 = 0x86
    TUPLE3 = 0x87
    NEWTRUE = 0x88
    NEWFALSE = 0x89
    LONG1 = 0x8A
    LONG4 = 0x8B
    SHORT_BINUNICODE = 0x8C
    BINUNICODE8 = 0x8D
    BINBYTES8 = 0x8E
    EMPTY_SET = 0x8F
    ADDITEMS = 0x90
    FROZENSET = 0x91
    NEWOBJ_EX = 0x92
    STACK_GLOBAL = 0x93
    MEMOIZE = 0x94
    FRAME = 0x95
    BYTEARRAY8 = 0x96
    NEXT_BUFFER = 0x97
    READONLY_BUFFER = 0x98


#: Why an opcode is refused wherever it stands.
REFUSED = {
    Op.NEWOBJ_EX: "creates an object of a class",
    Op.OBJ: "creates an object of a class",
    Op.INST: "creates an object of a class",
    Op.EXT1: "uses the registry of extensions",
    Op.EXT2: "uses the registry of extensions",
    Op.EXT4: "uses the registry of extensions",
    Op.PERSID: "refers to an object outside of the file",
    Op.BINPERSID: "refers to an object outside of the file",
    Op.NEXT_BUFFER: "refers to a buffer outside of the file",
    Op.READONLY_BUFFER: "refers to a buffer outside of the file",
    Op.FLOAT: "belongs to protocol 0, which paddle.save does not write",
    Op.INT: "belongs to protocol 0, which paddle.save does not write",
    Op.LONG: "belongs to protocol 0, which paddle.save does not write",
    Op.STRING: "belongs to protocol 0, which paddle.save does not write",
    Op.UNICODE: "belongs to protocol 0, which paddle.save does not write",
    Op.GET: "belongs to protocol 0, which paddle.save does not write",
    Op.PUT: "belongs to protocol 0, which paddle.save does not write",
    Op.DICT: "belongs to protocol 0, which paddle.save does not write",
    Op.LIST: "belongs to protocol 0, which paddle.save does not write",
}

#: Bytes of memory that a value takes at most which an opcode makes, beyond those that its text or its bytes have in the
#: file: a place on the stack, in the memo or in a list, and objects as CPython 3.10 to 3.12 lays them out.
_PLACE = 10
_MEMORY = {
    **dict.fromkeys((Op.BININT, Op.BININT2, Op.BINFLOAT), _PLACE + 32),
    **dict.fromkeys((Op.LONG1, Op.LONG4), _PLACE + 64),
    **dict.fromkeys((Op.SHORT_BINUNICODE, Op.BINUNICODE, Op.BINUNICODE8), _PLACE + 80),
    **dict.fromkeys((Op.SHORT_BINSTRING, Op.BINSTRING), _PLACE + 80),
    **dict.fromkeys((Op.SHORT_BINBYTES, Op.BINBYTES, Op.BINBYTES8, Op.BYTEARRAY8), _PLACE + 112),
    **dict.fromkeys((Op.TUPLE, Op.TUPLE1, Op.TUPLE2, Op.TUPLE3), _PLACE + 64),
    Op.EMPTY_LIST: _PLACE + 64,
    **dict.fromkeys((Op.EMPTY_DICT, Op.EMPTY_SET, Op.FROZENSET), _PLACE + 112),
    Op.GLOBAL: _PLACE + 64 + 2 * 56,  # with two texts, which have to be made for it
    Op.STACK_GLOBAL: _PLACE + 64,
    **dict.fromkeys((Op.REDUCE, Op.NEWOBJ), _PLACE + 240),
}
COSTS = tuple(_MEMORY.get(code, _PLACE) for code in range(256))  # type: ignore[call-overload]


def opcode_name(code: int) -> str:
    """An opcode as pickletools calls it, or the byte that is none."""
    return Op(code).name if code in Op._value2member_map_ else f"0x{code:02x}"
