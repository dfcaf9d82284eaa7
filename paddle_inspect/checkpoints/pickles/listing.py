"""Which globals a pickle names: for a file that is refused, to see what it is after.

The machine goes through the whole pickle with a stand-in for everything that it would refuse. Names that a program
puts together while it runs are not known to anybody who does not run it.
"""

from __future__ import annotations

from paddle_inspect.base.errors import InputError
from paddle_inspect.base.source import Source
from paddle_inspect.checkpoints.pickles.cost import Memory
from paddle_inspect.checkpoints.pickles.limits import MAX_NAME_BYTES
from paddle_inspect.checkpoints.pickles.machine import Machine
from paddle_inspect.checkpoints.pickles.values import Global, Refusal

#: Opcodes of protocols 0 and 1 have their argument on a line.
_MAX_LINE = 64 * 1024
#: A name's objects and its entry in the list; and each of its characters, which may be of four bytes.
_MEMORY_PER_NAME, _MEMORY_PER_CHARACTER = 150, 4


class _Anything:
    """Stands for every object that is made in a way that is refused."""


_ANYTHING = _Anything()


class _Names:
    """Takes every name, notes it, and makes nothing of it.

    Two texts of the file make a name as often as it likes, so the names of all its pickles share one account of memory.
    """

    def __init__(self, source: Source) -> None:
        self.found: dict[str, None] = {}
        self._memory = Memory(source)

    def find_global(self, module: str, name: str, protocol: int) -> Global:
        """Note the name.

        Raises:
            Refusal: the names take more memory than the file's size allows.
        """
        self._memory.take(_MEMORY_PER_NAME + _MEMORY_PER_CHARACTER * (len(module) + len(name)))
        found = Global(module, name)
        self.found[str(found)] = None
        return found

    def call(self, function: object, arguments: object) -> object:
        """Some object."""
        return _ANYTHING

    def new(self, kind: object, arguments: object) -> object:
        """Some object."""
        return _ANYTHING

    def set_state(self, target: object, state: object) -> None:
        """Nothing."""

    def outside(self, identifier: object) -> object:
        """Some object."""
        return _ANYTHING


class _Lister(Machine):
    """Goes on where the machine refuses; what is added to a container is not kept."""

    def _object(self, popped: int) -> None:
        del self._stack[len(self._stack) - popped :]
        self._stack.append(_ANYTHING)

    def _line(self) -> str:
        return self._source.line(_MAX_LINE).decode("utf-8", "backslashreplace").strip("'\"")

    def _newobj(self) -> None:
        self._object(2)

    def _newobj_ex(self) -> None:
        self._object(3)

    def _obj(self) -> None:
        self._since_mark()
        self._stack.append(_ANYTHING)

    def _inst(self) -> None:
        self._named_in_lines()
        self._obj()

    def _ext1(self) -> None:
        self._source.skip(1)
        self._object(0)

    def _ext2(self) -> None:
        self._source.skip(2)
        self._object(0)

    def _ext4(self) -> None:
        self._source.skip(4)
        self._object(0)

    def _next_buffer(self) -> None:
        self._object(0)

    def _readonly_buffer(self) -> None:
        pass

    def _string(self) -> None:
        self._stack.append(self._line())

    _unicode = _string

    def _persid(self) -> None:
        self._line()
        self._object(0)

    _float = _int = _long = _persid

    def _get(self) -> None:
        self._stack.append(self._memo.recall(self._index()))

    def _put(self) -> None:
        self._memo.store(self._index(), self._stack[-1], self.opcodes)

    def _index(self) -> int:
        text = self._line()
        if not text.isdecimal() or len(text) > MAX_NAME_BYTES:
            raise Refusal("has an index that is none")
        return int(text)

    def _dict(self) -> None:
        self._obj()

    _list = _frozenset = _dict

    def _additems(self) -> None:
        self._since_mark()

    _appends = _setitems = _additems

    def _append(self) -> None:
        self._stack.pop()

    def _setitem(self) -> None:
        del self._stack[-2:]

    def _proto(self) -> None:
        self.protocol = self._source.byte()


def names_in(source: Source) -> tuple[str, ...]:
    """The globals that an open file names, each once, in their order; pickles behind the first one among them.

    As far as they can be followed: what the file has behind a damaged place is not known.
    """
    names = _Names(source)
    try:
        while source.remaining:
            _Lister(source, names).run(alone=False, whatever=True)
    except InputError:
        pass
    return tuple(names.found)
