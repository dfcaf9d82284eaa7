"""Every kind of finding about a page: its code, its severity, its sentence and its manual.

A finding is made by calling its kind; the code is the kind's name with dashes. The docstring is what `check --list`
prints: what it means and why it matters, then one bad and one good example. A kind is defined in the module of what it
is about, and is found there.
"""

from __future__ import annotations

from paddle_inspect.pages.kinds import around, cells, structure, weights
from paddle_inspect.pages.kinds.around import *  # noqa: F403 - whatever kinds it defines; mypy knows their names
from paddle_inspect.pages.kinds.cells import *  # noqa: F403 - as above
from paddle_inspect.pages.kinds.structure import *  # noqa: F403 - as above
from paddle_inspect.pages.kinds.weights import *  # noqa: F403 - as above

#: In the order of `check --list`.
MODULES = (structure, weights, cells, around)
