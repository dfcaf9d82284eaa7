"""Values beside the tensors whose classes do nothing but keep what they are given: dates, paths, namespaces, a deque.

Each class stands in one of the tables below, with what pickle writes for it; anything else is refused. A class that
only holds numbers, texts and bytes is known by its name (`Unread`). One that can hold anything becomes a container of
ours, whose parts are walked like those of a dict: so no tensor hides in either.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from paddle_inspect.checkpoints.pickles.values import Attributes, Blob, Deque, Global, Pairs, Refusal, Unread

_Name: TypeAlias = tuple[str, str]

#: What is told by itself and holds nothing.
_PLAIN = (str, int, float, Blob, Unread, type(None))
#: A fraction in full, with as many digits as Python reads; `1e999999999` is one, too, and keeps Python busy for hours.
_RATIO = re.compile(r"[-+]?\d{1,4300}(/\d{1,4300})?")


def _plain(*arguments: object) -> None:
    if not all(isinstance(argument, _PLAIN) for argument in arguments):
        raise Refusal("something that is neither number, text nor bytes")


def _nothing(*arguments: object) -> None:
    if arguments:
        raise Refusal("arguments")


def _integers(*arguments: object) -> None:
    if not all(type(argument) is int for argument in arguments):
        raise Refusal("something that is no integer")


def _integers_or_none(*arguments: object) -> None:
    _integers(*(argument for argument in arguments if argument is not None))


def _ratio(*arguments: object) -> None:
    if not all(type(part) is int or (isinstance(part, str) and _RATIO.fullmatch(part)) for part in arguments):
        raise Refusal("something that is no fraction in full")


#: Classes that pickle calls (REDUCE), with what they may be given. Each makes a value of its arguments and keeps it.
_CALLED: dict[_Name, Callable[..., None]] = {
    ("datetime", "datetime"): _plain,  # ten bytes, and a timezone
    ("datetime", "date"): _plain,
    ("datetime", "time"): _plain,
    ("datetime", "timedelta"): _plain,
    ("datetime", "timezone"): _plain,  # a timedelta, and a name
    ("datetime", "tzinfo"): _nothing,  # the base class of timezones
    ("decimal", "Decimal"): _plain,
    ("fractions", "Fraction"): _ratio,
    ("uuid", "SafeUUID"): _plain,
    ("pathlib", "PosixPath"): _plain,  # its parts; nothing is opened
    ("pathlib", "PurePosixPath"): _plain,
    ("pathlib", "WindowsPath"): _plain,
    ("pathlib", "PureWindowsPath"): _plain,
    ("builtins", "range"): _integers,
    ("builtins", "slice"): _integers_or_none,
}


def _deque(items: object = (), most: object = None) -> Deque:
    """`deque()` or `deque((), 10)`: items are appended afterwards."""
    if items != () or not (most is None or (type(most) is int and most >= 0)):
        raise Refusal("items, or a size that is none")
    return Deque(most)


def _defaultdict(factory: object = None) -> Pairs:
    """`defaultdict(list)`: a dict with what it calls for a key that it lacks."""
    if factory is not None and not (isinstance(factory, Global) and (factory.module, factory.name) in _FACTORIES):
        raise Refusal("something that is no class of an empty value")
    return Pairs()


def _namespace() -> Attributes:
    """`SimpleNamespace()`: attributes are set afterwards."""
    return Attributes("types.SimpleNamespace")


#: Classes that hold anything, and what is made of a call of them.
_CONTAINERS: dict[_Name, Callable[..., object]] = {
    ("collections", "deque"): _deque,
    ("collections", "defaultdict"): _defaultdict,
    ("types", "SimpleNamespace"): _namespace,
}


def _uuid(state: object) -> None:
    """{"int": 128 bits} and perhaps how it was made; its own `__setstate__` takes these two and nothing else."""
    entries = dict(state.items) if isinstance(state, Pairs) else {}
    if not isinstance(state, Pairs) or not entries.keys() <= {"int", "is_safe"} or "int" not in entries:
        raise Refusal("sets a UUID to something else than its number")
    _integers(*entries.values())
    state.is_closed = True


def _member(state: object) -> None:
    """The number of a member of an enumeration in C++."""
    if type(state) is not int:
        raise Refusal("sets a dtype of Paddle to something that is no number")


#: Classes whose objects pickle makes without calling them (NEWOBJ), and what a BUILD may give them.
_STATES: dict[_Name, Callable[[object], None]] = {
    ("uuid", "UUID"): _uuid,
    ("paddle", "dtype"): _member,  # Paddle 3
    ("paddle.base.libpaddle", "VarDesc.VarType"): _member,  # Paddle 2
}
_NAMESPACE = ("argparse", "Namespace")

#: Classes that make an empty value when they are called with nothing.
_FACTORIES = frozenset(
    {("builtins", name) for name in ("bool", "dict", "float", "int", "list", "set", "str", "tuple")}
    | {("collections", "OrderedDict")}
)
#: What a value may be without being called: classes, as a config names dtypes, and Python's two other constants.
_NAMED = frozenset(
    _FACTORIES
    | {("builtins", "Ellipsis"), ("builtins", "NotImplemented")}
    | {
        ("numpy", name)
        for name in (
            "bool", "bool_", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16",
            "float32", "float64", "complex64", "complex128", "str_", "bytes_",
        )
    }
)  # fmt: skip

_KNOWN = frozenset({*_CALLED, *_CONTAINERS, *_STATES, _NAMESPACE, *_NAMED})


def knows(module: str, name: str) -> bool:
    """Whether a global is the name of one of these classes."""
    return (module, name) in _KNOWN


def call(function: Global, *arguments: object) -> object:
    """What a call of one of them makes.

    Raises:
        Refusal: not a call that pickle writes.
        TypeError: another number of arguments.
    """
    name = (function.module, function.name)
    if name in _CONTAINERS:
        return _CONTAINERS[name](*arguments)
    if name not in _CALLED:
        raise Refusal("what pickle does not write")
    _CALLED[name](*arguments)
    return Unread(str(function))


def new(kind: object, arguments: object) -> object:
    """What a NEWOBJ makes of one of them.

    Raises:
        Refusal: it is none, or is given something.
    """
    name = (kind.module, kind.name) if isinstance(kind, Global) else None
    if arguments == () and name == _NAMESPACE:
        return Attributes(str(kind))
    if arguments == () and name in _STATES:
        return Unread(str(kind))
    raise Refusal("creates an object of a class", None if name is None else str(kind))


def set_state(target: object, state: object) -> bool:
    """Give one of them what a BUILD does; False when the target is none of them.

    Raises:
        Refusal: it is given something else than pickle writes.
    """
    if isinstance(target, Attributes):
        names = [name for name, _ in state.items] if isinstance(state, Pairs) else [None]
        if not all(isinstance(name, str) and not name.startswith("__") for name in names):
            raise Refusal("sets a namespace to something that is no attributes")  # __setstate__ would be called
        assert isinstance(state, Pairs)
        target.pairs.items.extend(state.items)
        return True
    if isinstance(target, Unread):
        name = next((name for name in _STATES if ".".join(name) == target.kind), None)
        if name is None:
            raise Refusal(f"sets the state of a {target.kind}, which has none")
        _STATES[name](state)
        return True
    return False
