"""Files that results are kept in, as a later run may find them."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path


def kept_files(folder: Path) -> list[Path]:
    """Every file below a folder, whatever it is."""
    return [path for path in folder.rglob("*") if path.is_file()]


def kept_file(folder: Path) -> Path:
    """The one file below a folder."""
    [path] = kept_files(folder)
    return path


def put(path: Path, content: object) -> None:
    """Keep other content in a file: undamaged, with the right digest."""
    body = json.dumps(content)
    path.write_text(f"{sha256(body.encode('ascii')).hexdigest()}\n{body}", encoding="ascii")
