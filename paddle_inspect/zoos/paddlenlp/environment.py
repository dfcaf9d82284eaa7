"""Bringing PaddlePaddle and PaddleNLP's model classes into the process: quietly, offline, and without the rest.

What is set for the whole process is set back, but for the variables that keep the libraries offline, which they read
whenever something is asked of a hub.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import logging
import os
import sys
import warnings
from collections.abc import Iterator

from paddle_inspect.base import collector, interrupts
from paddle_inspect.base.errors import FrameworkMissing
from paddle_inspect.zoos.paddlenlp import patching, quirks

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
    with quiet(), collector.paused(), patching.applied([quirks.NO_FOLDERS], os):
        try:
            importlib.import_module("paddle")
            interrupts.watch_again()
            quirks.import_transformers()
        except Exception as error:  # noqa: BLE001 - a release that does not fit another fails in any way
            what = "" if isinstance(error, ImportError) else f"{type(error).__name__}: "
            raise FrameworkMissing(f"PaddlePaddle and PaddleNLP are needed for counting: {what}{error}") from None
        finally:
            interrupts.watch_again()
    gc.freeze()  # what was imported stays, and the last collection at exit takes half a second to find that out
