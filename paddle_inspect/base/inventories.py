"""Inventories as JSON, and what torch calls their tensors, for what is kept between runs and what travels along.

Layers that repeat are written once: `[0, 12, [...]]` are entries of the layers 0 to 11, with `{}` for the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from paddle_inspect.base.records import Doubt, DoubtKind, Inventory, TensorInfo, TensorKind, TorchName

#: Texts and numbers that stand in one line of a list; the first is a name.
Entry: TypeAlias = tuple[Any, ...]

_NUMBER = re.compile(r"(?<![^.])[0-9]+(?![^.])")
#: Stands for the number of a layer.
_HOLE = "{}"


def encoded(inventory: Inventory) -> dict[str, object]:
    """An inventory as JSON: the few distinct kinds of tensors once, then each tensor's name and kind."""
    kinds: dict[tuple[object, ...], int] = {}
    entries: list[Entry] = []
    for tensor in inventory.tensors:
        kind = (tensor.shape, tensor.dtype, tensor.kind.value, tensor.trainable, tensor.tied_to)
        entries.append((tensor.name, kinds.setdefault(kind, len(kinds))))
    return {
        "weight": inventory.weight,
        "architecture": inventory.architecture,
        "built": inventory.built,
        "doubts": [[one.key, one.kind.value, one.built, one.other, one.parameters] for one in inventory.doubts],
        "kinds": list(kinds),
        "tensors": folded(entries),
    }


def decoded(content: Any) -> Inventory:
    """The inventory that `encoded` made this of.

    Raises:
        ValueError, KeyError, TypeError, IndexError, AttributeError: it is something else.
    """
    kinds = [_kind(*kind) for kind in content["kinds"]]
    return Inventory(
        weight=str(content["weight"]),
        architecture=str(content["architecture"]),
        tensors=tuple(TensorInfo(name=name, **kinds[index]) for name, index in unfolded(content["tensors"])),
        built=str(content["built"]),
        doubts=tuple(_doubt(*one) for one in content["doubts"]),
    )


def _doubt(key: str, kind: str, built: str, other: str, parameters: int) -> Doubt:
    return Doubt(key=key, kind=DoubtKind(kind), built=built, other=other, parameters=int(parameters))


def _kind(shape: list[int], dtype: str, kind: str, trainable: bool, tied_to: str | None) -> dict[str, Any]:
    kind_of_tensor = TensorKind(kind)
    return {"shape": tuple(shape), "dtype": dtype, "kind": kind_of_tensor, "trainable": trainable, "tied_to": tied_to}


def names_encoded(names: Mapping[str, TorchName]) -> list[object]:
    """Names of tensors and what torch calls them, as JSON."""
    return folded([(name, torch.name, torch.transposed, torch.third) for name, torch in names.items()])


def names_decoded(content: Any) -> dict[str, TorchName]:
    """The names that `names_encoded` made this of; it raises what `decoded` does."""
    entries = unfolded(content)
    return {name: TorchName(name=torch, transposed=turned, third=third) for name, torch, turned, third in entries}


def folded(entries: Sequence[Entry]) -> list[object]:
    """The entries as JSON, those of layers that repeat once.

    >>> folded([("a", 0), ("b.0.c", 1), ("b.0.d", 2), ("b.1.c", 1), ("b.1.d", 2)])
    [['a', 0], [0, 2, [['b.{}.c', 1], ['b.{}.d', 2]]]]
    """
    written: list[object] = []
    start = 0
    while start < len(entries):
        block, first, times = _repeated(entries, start)
        if times > 1:
            written.append([first, times, [list(entry) for entry in block]])
        else:
            written.append(list(entries[start]))
        start += len(block) * times
    return written


def unfolded(content: Sequence[Any]) -> Iterator[Entry]:
    """The entries that `folded` made this of.

    >>> list(unfolded([["a", 0], [0, 2, [["b.{}.c", 1]]]]))
    [('a', 0), ('b.0.c', 1), ('b.1.c', 1)]
    """
    for entry in content:
        if isinstance(entry[0], str):
            yield tuple(entry)
        else:
            first, times, block = entry
            rest = [(name, tuple(values)) for name, *values in block]
            is_plain = not any(isinstance(value, str) for _, values in rest for value in values)
            for number in map(str, range(first, first + times)):
                for name, values in rest:
                    yield (name.replace(_HOLE, number), *(values if is_plain else _filled(values, number)))


def _repeated(entries: Sequence[Entry], start: int) -> tuple[list[Entry], int, int]:
    """The entries of a layer that begins at `start`, with holes; the layer's number, and how often they repeat."""
    for found in _NUMBER.finditer(entries[start][0]):
        before, number = entries[start][0][: found.start()], int(found[0])
        of_layer = f"{before}{number}."
        end = start
        while end < len(entries) and entries[end][0].startswith(of_layer):
            end += 1
        block = [_emptied(entry, before, number) for entry in entries[start:end]]
        if block and not any(_HOLE in text for entry in entries[start:end] for text in entry if isinstance(text, str)):
            times = 1
            while _is(entries, start + len(block) * times, block, str(number + times)):
                times += 1
            if times > 1:
                return block, number, times
    return [entries[start]], 0, 1


def _emptied(entry: Entry, before: str, number: int) -> Entry:
    """An entry with a hole for the number of its layer; other texts than the name name the same layer, or none."""
    part = re.compile(rf"(?<![^.]){number}(?![^.])")
    name = f"{before}{_HOLE}{entry[0][len(before) + len(str(number)) :]}"
    return name, *(part.sub(_HOLE, value, count=1) if isinstance(value, str) else value for value in entry[1:])


def _filled(entry: Sequence[Any], number: str) -> Entry:
    return tuple(value.replace(_HOLE, number) if isinstance(value, str) else value for value in entry)


def _is(entries: Sequence[Entry], start: int, block: Sequence[Entry], number: str) -> bool:
    """Whether a layer's entries stand there, with this number."""
    there = entries[start : start + len(block)]
    return len(there) == len(block) and all(
        tuple(entry) == _filled(one, number) for entry, one in zip(there, block, strict=True)
    )
