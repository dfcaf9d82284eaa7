"""paddle_inspect: what PaddlePaddle model-zoo weights really are, and documentation tables that say so.

    import paddle_inspect as pi

    pi.count("albert-base-v2").parameters
    pi.fix(text).diff()

See `docs/api.md`. Importing this package imports nothing of it: each name is fetched from `paddle_inspect.api` when it
is asked for. Beside the functions there are their results (`pi.Model`), what these hold (`pi.records.TensorInfo`) and
what they raise (`pi.errors.UnknownName`), as types.
"""

from __future__ import annotations

from paddle_inspect._version import __version__ as __version__

#: As `typing` has it, which takes longer to import than all else here.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import Any

    from paddle_inspect.api import *  # noqa: F403  # the names of that module, and no list of them here
    from paddle_inspect.base import errors as errors
    from paddle_inspect.base import records as records

#: Modules of types.
_MODULES = ("errors", "records")


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _MODULES:
        return import_module(f"{__name__}.base.{name}")
    if name.startswith("_") and name != "__all__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    api = import_module(f"{__name__}.api")
    return sorted([*api.__all__, *_MODULES, "__version__"]) if name == "__all__" else getattr(api, name)


def __dir__() -> list[str]:
    names: list[str] = __getattr__("__all__")
    return names
