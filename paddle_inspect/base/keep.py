"""Results kept between runs: JSON, one file for each key, in the user's cache directory.

    ~/.cache/paddle_inspect/results/3f/3f0c....json

A key says everything that a result depends on: what kind it is, how it is written, the versions of what made it, and
what it was made of. A file's first line is the digest of the rest, so that whatever damaged it, it is as good as
absent. Files are written beside their place and moved there, so two runs at once leave whole ones. Where nothing can
be kept it costs time, never an error.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from paddle_inspect.base.disk import write_atomically
from paddle_inspect.base.errors import InputError

#: The environment variable that says where results are kept, in place of the user's cache directory.
ENVIRONMENT = "PADDLE_INSPECT_CACHE"
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept(Generic[Result]):
    """A kind of result that is kept, and how it becomes JSON.

    `version` is raised whenever a result of this kind is made or written otherwise. `decode` gives what `encode` took;
    of anything else it raises ValueError, KeyError, TypeError, IndexError or AttributeError.
    """

    name: str
    version: int
    encode: Callable[[Result], object]
    decode: Callable[[Any], Result]

    def key(self, versions: Mapping[str, str | None], parts: Sequence[object]) -> str:
        """What a result of this kind is kept under, given what made it and what it was made of."""
        return json.dumps([self.name, self.version, dict(versions), *parts], sort_keys=True, separators=(",", ":"))


class Keep:
    """Results by key: those of this run in memory, those of earlier ones below a folder.

    Args:
        folder: `default_folder` by default.
        fresh: leave earlier results alone and make every one anew, once; what is made is kept all the same.
    """

    def __init__(self, folder: str | Path | None = None, *, fresh: bool = False) -> None:
        self.folder, self.fresh = default_folder() if folder is None else Path(folder), fresh
        self._memory: dict[str, object] = {}

    def recall(self, kind: Kept[Result], key: str, make: Callable[[], Result]) -> Result:
        """The result that is kept under a key, else one that is made now; what `make` raises is passed on."""
        found = self.find(kind, key)
        if found is None:
            found = make()
            self.keep(kind, key, found)
        return found

    def find(self, kind: Kept[Result], key: str) -> Result | None:
        """The result that is kept under a key, or None."""
        if key in self._memory:
            return cast(Result, self._memory[key])
        if self.fresh:
            return None
        try:
            found = kind.decode(self._read(key))
        except (ValueError, KeyError, TypeError, IndexError, AttributeError, OSError):
            return None
        self._memory[key] = found
        return found

    def keep(self, kind: Kept[Result], key: str, result: Result, *, lasting: bool = True) -> None:
        """Keep a result; for this run only, where it is not lasting, or silently where nothing can be written."""
        self._memory[key] = result
        home = Path(os.path.expanduser("~"))
        if not lasting or (home in self.folder.parents and not home.exists()):  # nobody's home is made for this
            return
        body = json.dumps(kind.encode(result), separators=(",", ":"))
        path = self._path(key)
        with contextlib.suppress(OSError, InputError):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, f"{sha256(body.encode('ascii')).hexdigest()}\n{body}", durable=False)

    def _read(self, key: str) -> object:
        digest, _, body = self._path(key).read_text(encoding="ascii").partition("\n")
        if digest != sha256(body.encode("ascii")).hexdigest():
            raise ValueError("it was damaged")
        return json.loads(body)

    def _path(self, key: str) -> Path:
        digest = sha256(key.encode()).hexdigest()
        return self.folder / digest[:2] / f"{digest}.json"


def default_folder() -> Path:
    """Where results are kept: `$PADDLE_INSPECT_CACHE`, or the user's cache directory."""
    chosen = os.environ.get(ENVIRONMENT)
    if chosen:
        return Path(chosen)
    if sys.platform == "linux":  # as platformdirs has it, whose import takes a twentieth of a warm run
        named = os.environ.get("XDG_CACHE_HOME", "").strip()
        return Path(named or os.path.expanduser("~/.cache"), "paddle_inspect", "results")
    import platformdirs

    return platformdirs.user_cache_path("paddle_inspect") / "results"
