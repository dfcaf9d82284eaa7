"""The three classes that the metadata of a FlexCheckpoint consists of, as inert records; a pickle of it names no other.

They are dataclasses of paddle/distributed/flex_checkpoint/dcp/metadata.py: pickle makes an object of one without
calling it (NEWOBJ) and sets its fields once (BUILD).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from paddle_inspect.checkpoints.pickles import allowed
from paddle_inspect.checkpoints.pickles.allowed import is_shape
from paddle_inspect.checkpoints.pickles.values import SPENT, Global, Pairs, Record, Refusal

MODULE = "paddle.distributed.flex_checkpoint.dcp.metadata"

_FLAT_RANGE = 2


@dataclass(frozen=True, slots=True)
class _Field:
    """What a field may hold; one that has a default may be absent, which is the same as None, or False."""

    fits: Callable[[object], bool]
    default: object = None
    required: bool = False


def _is_range(value: object) -> bool:
    return value is None or (is_shape(value) and len(value) == _FLAT_RANGE and value[0] <= value[1])


_TEXT = _Field(lambda value: isinstance(value, str), required=True)
_SIZES = _Field(is_shape, required=True)
_SIZES_OR_NONE = _Field(lambda value: value is None or is_shape(value))
_NUMBER_OR_NONE = _Field(lambda value: value is None or (type(value) is int and value >= 0))
_DICT_OR_NONE = _Field(lambda value: value is None or isinstance(value, Pairs))
_FLATTENED = {
    "is_flattened": _Field(lambda value: type(value) is bool, default=False),
    "flattened_range": _Field(_is_range),
}

#: The fields of each class, in the order in which its objects compare.
FIELDS: Mapping[str, Mapping[str, _Field]] = {
    "Metadata": {
        "state_dict_metadata": _DICT_OR_NONE,
        "storage_metadata": _DICT_OR_NONE,
        "flat_mapping": _DICT_OR_NONE,
    },
    "LocalTensorMetadata": {
        "global_offset": _SIZES,
        "local_shape": _SIZES,
        "dtype": _TEXT,
        "global_shape": _SIZES_OR_NONE,
        **_FLATTENED,
    },
    "LocalTensorIndex": {
        "tensor_key": _TEXT,
        "global_offset": _SIZES,
        **_FLATTENED,
        "replica_id": _NUMBER_OR_NONE,
        "local_shape": _SIZES_OR_NONE,
    },
}
#: The one class whose objects are keys of a dict.
_KEY = "LocalTensorIndex"


def find_global(module: str, name: str, protocol: int) -> Global:
    """The stand-in for one of the three classes."""
    if module != MODULE or name not in FIELDS:
        full = f"{module}.{name}"
        raise Refusal(f"names {full:.200}, which the metadata of a FlexCheckpoint does not", full)
    return Global(module, name)


def call(function: object, arguments: object) -> object:
    """Nothing is called."""
    raise Refusal("calls something, which the metadata of a FlexCheckpoint does not")


def new(kind: object, arguments: object) -> Record:
    """A record without its fields."""
    if not isinstance(kind, Global) or arguments != ():
        raise Refusal("creates an object in a way that pickle does not write")
    return Record(kind.name)


def set_state(target: object, state: object) -> None:
    """Give a record its fields, once: an index that is a key of a dict stays what it is. The state is used up."""
    if not isinstance(target, Record) or target.fields is not None or not isinstance(state, Pairs):
        raise Refusal("sets the fields of something that is no new record of a FlexCheckpoint")
    fields = FIELDS[target.kind]
    given = {name: value for name, value in state.items if isinstance(name, str) and name in fields}
    if any(name not in given for name, _ in state.items):
        raise Refusal(f"sets something of a {target.kind} that is no field of it")
    for name, kind in fields.items():
        if name not in given and kind.required:
            raise Refusal(f"makes a {target.kind} without its {name}")
        if not kind.fits(given.setdefault(name, kind.default)):
            raise Refusal(f"makes a {target.kind} whose {name} is none")
    target.fields = tuple(given[name] for name in fields)
    state.items = SPENT
    target.is_key = target.kind == _KEY


outside = allowed.outside
