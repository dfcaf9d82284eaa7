"""Tables of rotary positions, which are made for the tokens of a trace alone, and for a count not at all."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from paddle_inspect.zoos.paddlenlp.patching import Patch, Replacement

#: Where a layer notes what its table would have been made with.
_POSTPONED = "_postponed_table"


def _makers(module: ModuleType) -> Iterator[Replacement]:
    def postpone(self: Any, seq_len: int, *args: Any, **kwargs: Any) -> None:
        vars(self)[_POSTPONED] = (seq_len, args, kwargs)

    for cls in _classes(module):
        yield Replacement(cls, "_set_cos_sin_cache", postpone)


def _classes(module: ModuleType) -> set[type]:
    """The classes of a module, and of those that its own extend: DeepSeek-V3 is built of DeepSeek-V2's parts."""
    own = [cls for cls in vars(module).values() if isinstance(cls, type) and cls.__module__ == module.__name__]
    names = {str(getattr(base, "__module__", "")) for cls in own for base in cls.__mro__} - {module.__name__}
    modules = [sys.modules[name] for name in names if name.split(".")[0] == module.__name__.split(".")[0]]
    return {cls for one in (module, *modules) for cls in vars(one).values() if isinstance(cls, type)}


#: While a model is built lazily; the subject is the module of its class.
POSTPONED = Patch(
    name="tables of rotary positions",
    why="Each layer of LLaMA, Mixtral, Qwen2, Mistral, DeepSeek and Yuan computes a table of cosines and sines for "
    "every position, which is no entry of the state_dict. Mixtral-8x7B with 131,072 positions in 32 layers takes 19 s "
    "and 4.7 GB in place of 0.2 s and 16 MB, Llama-3-70B with 8,192 in 80 layers 1 s and 0.7 GB in place of 0.1 s and "
    "14 MB.",
    find=_makers,
)


def make_tables(layer: Any, seq_len: int) -> None:
    """Make the tables that were postponed, for so many tokens."""
    for part in layer.sublayers():
        if postponed := vars(part).pop(_POSTPONED, None):
            longest, args, kwargs = postponed
            part._set_cos_sin_cache(min(longest, seq_len), *args, **kwargs)
