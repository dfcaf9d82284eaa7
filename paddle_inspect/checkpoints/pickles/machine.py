"""The pickle machine: one method per opcode, a stack, a memo, and nothing that could call or import anything.

    machine = Machine(source)
    value = machine.run()       # dicts are `Pairs`, arrays `Array`, other values themselves

Why not `pickle.Unpickler` with `find_class` overridden: it reads every payload into memory, allocates what a file
declares, and calls what it is given. Here a payload is passed over by its length, every length is checked against
the rest of the file, and whatever `paddle.save` has no reason to write ends the reading.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from paddle_inspect.base.errors import InputError
from paddle_inspect.base.figures import many
from paddle_inspect.base.source import Source, Truncated
from paddle_inspect.checkpoints.pickles import allowed
from paddle_inspect.checkpoints.pickles.cost import PER_ITEM, Copies, Memory
from paddle_inspect.checkpoints.pickles.frames import Frames
from paddle_inspect.checkpoints.pickles.limits import (
    CHECK_EVERY,
    MAX_BINSTRING,
    MAX_INT_BYTES,
    MAX_MARKS,
    MAX_NAME_BYTES,
    MAX_OPCODES,
    MAX_STACK,
    MAX_TEXT_BYTES,
    PROTOCOLS,
)
from paddle_inspect.checkpoints.pickles.memo import Memo
from paddle_inspect.checkpoints.pickles.names import Names
from paddle_inspect.checkpoints.pickles.opcodes import COSTS, REFUSED, Op, opcode_name
from paddle_inspect.checkpoints.pickles.refused import RefusedPickle
from paddle_inspect.checkpoints.pickles.values import (
    SPENT,
    Bag,
    Blob,
    Global,
    Pairs,
    Payload,
    Refusal,
    require_key,
    require_keys,
)


class Machine:
    """Interprets pickles of one file, by default one that is the whole of it.

    `opcodes` counts what it has done, `protocol` is what the file declares, `memory` what its values take.
    """

    def __init__(self, source: Source, names: Names = allowed) -> None:
        self._names = names
        self.opcodes = self.protocol = 0
        self._source = source
        self._stack: list[object] = []
        self._below_marks: list[list[object]] = []
        self._memo, self._frames = Memo(), Frames()
        self.memory, self._copies = Memory(source), Copies()
        self._methods = _methods(self)

    def run(self, *, alone: bool = True, whatever: bool = False) -> object:
        """The value that the pickle describes, as inert stand-ins (see `values`).

        Args:
            alone: nothing may follow it in the file.
            whatever: it may begin without a protocol, and leave any values.

        Raises:
            RefusedPickle: it does something that a file written by paddle.save does not.
            Truncated: the file ends before the pickle does.
        """
        source, methods, frames, costs, stop = self._source, self._methods, self._frames, COSTS, int(Op.STOP)
        memory, offset, code = self.memory, source.offset, source.byte()
        if code != Op.PROTO and not whatever:
            raise self._refused(Refusal("is not the PROTO that protocols 2 to 5 begin with"), code, offset)
        try:
            while code != stop:
                methods[code]()
                self.opcodes = opcodes = self.opcodes + 1
                memory.taken += costs[code]
                if not opcodes % CHECK_EVERY:
                    self._check_limits()
                following = source.offset
                if following >= frames.end:
                    frames.leave(following)
                offset = following
                code = source.byte()
            return None if whatever else self._pop_result(alone=alone)
        except Refusal as refusal:
            raise self._refused(refusal, code, offset) from None
        except IndexError:
            raise self._refused(Refusal("needs more values than the stack holds"), code, offset) from None
        except Truncated as error:
            if offset == source.size:
                raise Truncated(error.path, f"is truncated: it ends at offset {offset} without a STOP") from None
            raise Truncated(error.path, f"{error.reason} (opcode {opcode_name(code)} at offset {offset})") from None

    def refuse_result(self, refusal: Refusal) -> InputError:
        """The error for a result that is no checkpoint; blames the STOP."""
        return self._refused(refusal, Op.STOP, self._source.offset - 1)

    def _refused(self, refusal: Refusal, code: int, offset: int) -> RefusedPickle:
        return RefusedPickle(self._source.path, refusal, opcode_name(code), offset)

    def _check_limits(self) -> None:
        self.memory.take(0)
        if self.opcodes > MAX_OPCODES:
            raise Refusal(f"is one of more than {MAX_OPCODES:,}, more than a checkpoint has")
        if len(self._stack) + sum(map(len, self._below_marks)) > MAX_STACK:
            raise Refusal(f"finds more than {MAX_STACK:,} values on the stack, more than a checkpoint needs")
        self._memo.check_limit()

    def _pop_result(self, *, alone: bool) -> object:
        self._frames.finish(self._source.offset)
        if alone and self._source.remaining:
            raise Refusal(f"is not the end of the file: {many(self._source.remaining, 'byte follows', 'bytes follow')}")
        if self._below_marks or len(self._stack) != 1:
            raise Refusal("does not find exactly one value on the stack")
        return self._stack.pop()

    # Each method below carries out the opcode of its name, as CPython's Lib/pickle.py defines it.

    def _proto(self) -> None:
        if self.protocol:
            raise Refusal("declares a protocol for the second time")
        version = self._source.byte()
        if not PROTOCOLS[0] <= version <= PROTOCOLS[1]:
            raise Refusal(f"declares protocol {version}, paddle.save writes {PROTOCOLS[0]} to {PROTOCOLS[1]}")
        self.protocol = version

    def _frame(self) -> None:
        self._frames.require_none()
        length = self._number(8)
        self._frames.begin(length, self._source.offset, self._source.remaining)

    def _mark(self) -> None:
        if len(self._below_marks) >= MAX_MARKS:
            raise Refusal(f"nests more than {MAX_MARKS:,} marks, more than a checkpoint needs")
        self._below_marks.append(self._stack)
        self._stack = []

    def _since_mark(self) -> list[object]:
        """The values above the last mark, which they and it leave."""
        if not self._below_marks:
            raise Refusal("needs a mark, and there is none")
        items, self._stack = self._stack, self._below_marks.pop()
        return items

    def _pop(self) -> None:
        if self._stack:
            self._stack.pop()
        else:
            self._since_mark()

    def _pop_mark(self) -> None:
        self._since_mark()

    def _dup(self) -> None:
        self._stack.append(self._stack[-1])

    def _none(self) -> None:
        self._stack.append(None)

    def _newtrue(self) -> None:
        self._stack.append(True)

    def _newfalse(self) -> None:
        self._stack.append(False)

    def _number(self, size: int) -> int:
        return int.from_bytes(self._source.take(size), "little")

    def _binint(self) -> None:
        self._stack.append(int.from_bytes(self._source.take(4), "little", signed=True))

    def _binint1(self) -> None:
        self._stack.append(self._source.byte())

    def _binint2(self) -> None:
        self._stack.append(self._number(2))

    def _integer(self, size: int) -> None:
        if size > MAX_INT_BYTES:
            raise Refusal(f"declares an integer of {many(size, 'byte')}")
        self._stack.append(int.from_bytes(self._source.take(size), "little", signed=True))

    def _long1(self) -> None:
        self._integer(self._source.byte())

    def _long4(self) -> None:
        self._integer(self._number(4))

    def _binfloat(self) -> None:
        self._stack.append(struct.unpack(">d", self._source.take(8))[0])

    def _text(self, length: int) -> None:
        if length > MAX_TEXT_BYTES:
            self._source.skip(length)
            self._stack.append(Blob((length + 1) // 2, length, kind=Payload.TEXT))
            return
        try:
            self._stack.append(self._source.take(length).decode("utf-8", "surrogatepass"))
        except UnicodeDecodeError:
            raise Refusal("holds text that is not UTF-8") from None

    def _short_binunicode(self) -> None:
        self._text(self._source.byte())

    def _binunicode(self) -> None:
        self._text(self._number(4))

    def _binunicode8(self) -> None:
        self._text(self._number(8))

    def _python2_text(self, length: int) -> None:
        """Python 2's `str`, which holds names and payloads alike; paddle.load reads it as latin1."""
        if length > MAX_TEXT_BYTES:
            self._bytes(length, Payload.TEXT)
            if length > MAX_BINSTRING:
                raise Refusal(f"declares a text of {many(length, 'byte')}")
        else:
            self._stack.append(self._source.take(length).decode("latin-1"))

    def _short_binstring(self) -> None:
        self._python2_text(self._source.byte())

    def _binstring(self) -> None:
        self._python2_text(self._number(4))

    def _bytes(self, length: int, kind: Payload = Payload.BYTES) -> None:
        if length <= allowed.KEPT_BYTES:
            self._stack.append(Blob(length, length, self._source.take(length), kind))
        else:
            self._source.skip(length)
            self._stack.append(Blob(length, length, None, kind))

    def _short_binbytes(self) -> None:
        self._bytes(self._source.byte())

    def _binbytes(self) -> None:
        self._bytes(self._number(4))

    def _binbytes8(self) -> None:
        self._bytes(self._number(8))

    def _bytearray8(self) -> None:
        self._bytes(self._number(8), Payload.BYTEARRAY)

    def _empty_tuple(self) -> None:
        self._stack.append(())

    def _tuple(self) -> None:
        items = tuple(self._since_mark())
        self._stack.append(items)

    def _last(self, count: int) -> None:
        """Replace the last `count` values by the tuple of them."""
        if len(self._stack) < count:
            raise IndexError
        self._stack[-count:] = [tuple(self._stack[-count:])]

    def _tuple1(self) -> None:
        self._last(1)

    def _tuple2(self) -> None:
        self._last(2)

    def _tuple3(self) -> None:
        self._last(3)

    def _empty_list(self) -> None:
        self._stack.append([])

    def _empty_set(self) -> None:
        self._stack.append(Bag())

    def _frozenset(self) -> None:
        items = self._since_mark()
        self._stack.append(Bag(require_keys(items), frozen=True))

    def _additems(self) -> None:
        items = self._since_mark()
        top = self._stack[-1]
        if not isinstance(top, Bag) or top.frozen:
            raise Refusal("adds items to something that is no set")
        top.items.extend(require_keys(items))

    def _append(self) -> None:
        item = self._stack.pop()
        self._top_list().append(item)

    def _appends(self) -> None:
        items = self._since_mark()
        self._top_list().extend(items)

    def _top_list(self) -> list[object]:
        top = self._stack[-1]
        if not isinstance(top, list):
            raise Refusal("adds to something that is no list")
        return top

    def _empty_dict(self) -> None:
        self._stack.append(Pairs())

    def _setitem(self) -> None:
        value, key = self._stack.pop(), self._stack.pop()
        self._top_dict().append((key if type(key) is str else require_key(key), value))
        self.memory.taken += PER_ITEM

    def _setitems(self) -> None:
        items = self._since_mark()
        if len(items) % 2:
            raise Refusal("adds a key without a value")
        self._top_dict().extend(zip(require_keys(items[::2]), items[1::2], strict=True))
        self.memory.taken += PER_ITEM * (len(items) // 2)

    def _top_dict(self) -> list[tuple[object, object]]:
        top = self._stack[-1]
        if not isinstance(top, Pairs) or top.is_closed:
            raise Refusal("adds items to something that is no dict, or to one that was passed over")
        return top.items

    def _memoize(self) -> None:
        """The index is the number of entries, which in a memo with gaps is not the last one's."""
        self._memo.append(self._stack[-1], self.opcodes)

    def _binput(self) -> None:
        self._memo.store(self._source.byte(), self._stack[-1], self.opcodes)

    def _long_binput(self) -> None:
        self._memo.store(self._number(4), self._stack[-1], self.opcodes)

    def _binget(self) -> None:
        self._stack.append(self._memo.recall(self._source.byte()))

    def _long_binget(self) -> None:
        self._stack.append(self._memo.recall(self._number(4)))

    def _global(self) -> None:
        self._stack.append(self._named_in_lines())

    def _named_in_lines(self) -> Global:
        module, name = (self._source.line(MAX_NAME_BYTES).decode("utf-8", "backslashreplace") for _ in range(2))
        return self._names.find_global(module, name, self.protocol)

    def _stack_global(self) -> None:
        name, module = self._stack.pop(), self._stack.pop()
        if not isinstance(name, str) or not isinstance(module, str):
            raise Refusal("names a global by something that is no text")
        self._stack.append(self._names.find_global(module, name, self.protocol))

    def _reduce(self) -> None:
        arguments, function = self._stack.pop(), self._stack.pop()
        value = self._names.call(function, arguments)
        self._copies.add(value, self.opcodes)
        self._stack.append(value)

    def _newobj(self) -> None:
        arguments, kind = self._stack.pop(), self._stack.pop()
        self._stack.append(self._names.new(kind, arguments))

    def _build(self) -> None:
        state = self._stack.pop()
        copied = self._copies.add(state, self.opcodes)
        self._names.set_state(self._stack[-1], state)
        if isinstance(state, Pairs) and state.items is SPENT:
            self.memory.taken -= PER_ITEM * copied

    def _binpersid(self) -> None:
        self._stack.append(self._names.outside(self._stack.pop()))

    def _inst(self) -> None:
        self._named_in_lines()
        raise Refusal(REFUSED[Op.INST])


def _methods(machine: Machine) -> list[Callable[[], None]]:
    """What to do for each byte that can stand where an opcode is expected."""

    def refuse(reason: str) -> Callable[[], None]:
        def refused() -> None:
            raise Refusal(reason)

        return refused

    methods = [refuse("is not an opcode of pickle") for _ in range(256)]
    for op in set(Op) - {Op.STOP}:
        methods[op] = getattr(machine, f"_{op.name.lower()}", None) or refuse(REFUSED[op])
    return methods
