"""JSON kept between runs: one file for each key, in the user's cache directory.

    ~/.cache/paddle_inspect/inventories/3f/3f0c....json

A key says everything that the content depends on. A file's first line is the digest of the rest, so that whatever
damaged it, it is as good as absent. Files are written beside their place and moved there, so two runs at once leave
whole ones. A store that cannot be read or written costs time, never an error.
"""

from __future__ import annotations

import contextlib
import json
import os
from hashlib import sha256
from pathlib import Path
from typing import Any

#: The environment variable that says where the store is, in place of the user's cache directory.
ENVIRONMENT = "PADDLE_INSPECT_CACHE"


class Store:
    """JSON content by key, below one folder."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or default_folder()

    def read(self, key: str) -> Any:
        """What was written under the key, or None."""
        try:
            digest, _, body = self._path(key).read_text(encoding="ascii").partition("\n")
            return json.loads(body) if digest == sha256(body.encode("ascii")).hexdigest() else None
        except (OSError, ValueError):
            return None

    def write(self, key: str, content: object) -> None:
        """Keep content; silently not, where nothing can be written."""
        import tempfile  # only to write, which most runs do not

        body = json.dumps(content, separators=(",", ":"))
        path = self._path(key)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, scratch = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
            try:
                with os.fdopen(handle, "w", encoding="ascii") as file:
                    file.write(f"{sha256(body.encode('ascii')).hexdigest()}\n{body}")
                os.replace(scratch, path)
            except BaseException:
                os.unlink(scratch)
                raise

    def _path(self, key: str) -> Path:
        digest = sha256(key.encode()).hexdigest()
        return self.folder / digest[:2] / f"{digest}.json"


def default_folder() -> Path:
    """Where the store is: `$PADDLE_INSPECT_CACHE`, or the user's cache directory."""
    chosen = os.environ.get(ENVIRONMENT)
    if chosen:
        return Path(chosen)
    import platformdirs

    return platformdirs.user_cache_path("paddle_inspect") / "inventories"
