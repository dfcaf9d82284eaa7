"""Bringing PaddlePaddle and PaddleNLP's model classes into the process: quietly, offline, and without the rest.

`import paddlenlp` takes three seconds and half a gigabyte, two thirds of both for what no count needs (the trainer,
task flows, data sets). Its model classes stand in `paddlenlp.transformers`, so that alone is imported, below a
placeholder for the package that becomes the real one as soon as anybody asks it for more.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import logging
import os
import sys
import types
import warnings
from collections.abc import Iterator
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from importlib.metadata import version
from importlib.util import find_spec

from paddle_inspect.base import collector
from paddle_inspect.base.errors import FrameworkMissing

#: Read by the libraries below PaddleNLP when they are imported; nothing is ever fetched.
OFFLINE = ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY")


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep the libraries' warnings off the user's terminal; they are about their own dependencies."""
    logger = logging.getLogger("PaddleNLP")
    level = logger.level
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logger.setLevel(logging.CRITICAL)
        try:
            yield
        finally:
            logger.setLevel(level)


def import_framework() -> None:
    """Import `paddle` and `paddlenlp.transformers`; costs nothing the second time.

    Raises:
        FrameworkMissing: one of them is not installed or does not import.
    """
    if "paddlenlp.transformers" in sys.modules:
        return
    for name in OFFLINE:
        os.environ.setdefault(name, "1")
    os.environ.setdefault("GLOG_minloglevel", "2")  # errors only: Paddle's C++ side does not know of `quiet`
    with quiet(), collector.paused():
        try:
            importlib.import_module("paddle")
            _import_transformers()
        except Exception as error:  # a release that does not fit another fails in every way that there is
            what = "" if isinstance(error, ImportError) else f"{type(error).__name__}: "
            raise FrameworkMissing(f"PaddlePaddle and PaddleNLP are needed for counting: {what}{error}") from None
    gc.freeze()


def _import_transformers() -> None:
    spec = find_spec("paddlenlp")
    if "paddlenlp" in sys.modules or spec is None or spec.loader is None:
        importlib.import_module("paddlenlp.transformers")
        return
    sys.modules["paddlenlp"] = placeholder = _placeholder(spec)
    try:
        # paddlenlp/__init__.py imports `data` before `transformers`; the other way round they import in a circle.
        importlib.import_module("paddlenlp.data")
        importlib.import_module("paddlenlp.transformers")
    except Exception:
        # This release needs more of its package than those tried here: the long way round, as it would by itself.
        for name in [name for name in sys.modules if name.split(".")[0] == "paddlenlp"]:
            del sys.modules[name]
        importlib.import_module("paddlenlp")
    else:
        _complete_on_demand(placeholder, spec.loader)


def _placeholder(spec: ModuleSpec) -> types.ModuleType:
    """A `paddlenlp` that has nothing but its version and the way to its submodules."""
    module = types.ModuleType("paddlenlp")
    module.__spec__, module.__loader__, module.__file__ = spec, spec.loader, spec.origin
    module.__path__ = spec.submodule_search_locations or []
    module.__dict__["__version__"] = version("paddlenlp")
    return module


def _complete_on_demand(module: types.ModuleType, loader: Loader) -> None:
    """Run the package's own `__init__` as soon as something that it defines is asked for."""

    def load_and_get(name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        del module.__dict__["__getattr__"]
        loader.exec_module(module)
        return getattr(module, name)

    module.__dict__["__getattr__"] = load_and_get
