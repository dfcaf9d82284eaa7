"""What is found by being there: the modules of a folder, which a new file joins without being named anywhere."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from functools import cache


def modules_in(path: Iterable[str]) -> tuple[str, ...]:
    """The modules and packages in a package's `__path__`, alphabetically; those with an underscore are nobody's."""
    return _modules_in(tuple(path))


@cache
def _modules_in(folders: tuple[str, ...]) -> tuple[str, ...]:
    names = (module.name for module in pkgutil.iter_modules(folders))
    return tuple(sorted(name for name in names if not name.startswith("_")))
