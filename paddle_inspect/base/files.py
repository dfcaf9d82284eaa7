"""Files in and out: reading with clear errors, JSON that says what is wrong with it, atomic writing."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from paddle_inspect.base.errors import ConfigError, InputError

#: No documentation page is this large; a file beyond it is a mistake, not a page.
MAX_TEXT_BYTES = 64 * 1024 * 1024
_PIECE_BYTES = 1024 * 1024


def configs_folder() -> Path:
    """configs/ as installed inside the package, or else beside it in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / "configs"
    return inside if inside.is_dir() else package.parent / "configs"


def read_text(path: Path) -> str:
    """The text of a UTF-8 file with its line endings as they are.

    Raises:
        InputError: the file is missing, not a regular file, unreadable, too large, binary or not UTF-8.
    """
    return decode(read_bytes(path, limit=MAX_TEXT_BYTES), path)


def read_bytes(path: Path, *, limit: int) -> bytes:
    """The content of a regular file of at most `limit` bytes; never blocks on a FIFO or a device.

    Raises:
        InputError: as `read_text`.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise InputError(path, "is a directory, expected a file")
        if not stat.S_ISREG(mode):
            raise InputError(path, "is not a regular file")
        with path.open("rb") as file:
            data = bytearray()
            # In pieces: one `read(limit)` takes that much memory, however small the file.
            while len(data) <= limit and (piece := file.read(_PIECE_BYTES)):
                data += piece
    except OSError as error:
        raise InputError(path, reason(error)) from None
    except ValueError as error:  # a NUL in the name
        raise InputError(path, str(error)) from None
    if len(data) > limit:
        raise InputError(path, f"is larger than {limit // 1024**2} MiB")
    return bytes(data)


def decode(data: bytes, path: Path) -> str:
    """UTF-8 text of `data`, the byte order mark kept.

    Raises:
        InputError: not UTF-8 (the line is named) or binary.
    """
    if b"\0" in data:
        raise InputError(path, "is a binary file", line=data[: data.index(b"\0")].count(b"\n") + 1)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(path, f"is not UTF-8 (byte 0x{data[error.start]:02x})", line=line) from None


def reason(error: OSError) -> str:
    """An operating system's error as the end of a sentence: `no such file or directory`."""
    text = error.strerror or str(error)
    return text[:1].lower() + text[1:]


def write_atomically(path: Path, text: str) -> None:
    """Replace the file in one step, so that a full disk, a crash or Ctrl-C leaves the old one whole.

    Follows a symbolic link to its target and keeps the file's permissions.

    Raises:
        InputError: the target cannot be written.
    """
    import tempfile  # only to write, which most runs do not

    target = Path(os.path.realpath(path))
    scratch: str | None = None
    try:
        if target.exists() and not target.is_file():
            raise InputError(path, "is not a regular file")
        if target.exists() and not os.access(target, os.W_OK):
            raise InputError(path, "is read-only")
        handle, scratch = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(scratch, stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask())
        os.replace(scratch, target)
        scratch = None
    except OSError as error:
        raise InputError(path, reason(error)) from None
    finally:
        if scratch is not None:
            with contextlib.suppress(OSError):
                os.unlink(scratch)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def emit(text: str, output: Path | None) -> None:
    """Print to stdout, or write atomically to a file."""
    if output is not None:
        write_atomically(output, text)
        return
    sys.stdout.write(text)


def read_json_object(path: Path) -> dict[str, object]:
    """The JSON object in a file.

    Raises:
        ConfigError: missing, not text, not JSON (line and column are named), not an object, or a key given twice.
    """
    try:
        content = json.loads(read_text(path).removeprefix("\ufeff"), object_pairs_hook=_unique, parse_constant=_refuse)
    except InputError as error:
        raise ConfigError(path, None, error.reason) from None
    except json.JSONDecodeError as error:
        reason = f"is not JSON: {error.msg} (line {error.lineno}, column {error.colno})"
        raise ConfigError(path, None, reason) from None
    except (ValueError, RecursionError) as error:
        raise ConfigError(path, None, f"is not usable JSON: {error}") from None
    if not isinstance(content, dict):
        raise ConfigError(path, None, f"is a JSON {json_type(content)}, expected an object")
    return content


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    content = dict(pairs)
    if len(content) < len(pairs):
        ((twice, _),) = Counter(key for key, _ in pairs).most_common(1)
        raise ValueError(f"key {twice!r} stands twice")
    return content


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is no number")


def json_type(value: object) -> str:
    """What JSON calls a value: `string`, `number`, `boolean`, `null`, `array`, `object`."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    names: tuple[tuple[type, str], ...] = ((str, "string"), (int, "number"), (float, "number"), (list, "array"))
    return next((name for kind, name in names if isinstance(value, kind)), "object")


class JsonReader:
    """Typed access to a JSON object; an error names the file and the key path, such as `weights[3].name`.

    Every method raises ConfigError for a value of another type.
    """

    def __init__(self, path: Path, content: Mapping[str, object], prefix: str = "") -> None:
        self.path, self.content, self.prefix = path, content, prefix

    def _wrong(self, key: str, value: object, expected: str) -> ConfigError:
        return ConfigError(self.path, f"{self.prefix}{key}", f"is a JSON {json_type(value)}, expected {expected}")

    def string(self, key: str) -> str:
        """A text that has to be there."""
        if key not in self.content:
            raise ConfigError(self.path, f"{self.prefix}{key}", "is missing")
        value = self.content[key]
        if not isinstance(value, str):
            raise self._wrong(key, value, "a string")
        return value

    def optional_string(self, key: str) -> str | None:
        """A text, or None."""
        return self.string(key) if self.content.get(key) is not None else None

    def flag(self, key: str) -> bool:
        """True or false, false when it is not there."""
        value = self.content.get(key, False)
        if not isinstance(value, bool):
            raise self._wrong(key, value, "a boolean")
        return value

    def strings(self, key: str) -> list[str]:
        """Texts, none when they are not there."""
        values = self._array(key)
        for index, value in enumerate(values):
            if not isinstance(value, str):
                raise self._wrong(f"{key}[{index}]", value, "a string")
        return [value for value in values if isinstance(value, str)]

    def by_name(self, key: str) -> dict[str, str]:
        """Texts by name, none when they are not there."""
        child = self.child(key)
        return {name: child.string(name) for name in child.content}

    def child(self, key: str) -> JsonReader:
        """An object inside this one, an empty one when it is not there."""
        return self._nested(key, self.content.get(key, {}))

    def children(self, key: str) -> list[JsonReader]:
        """The objects of an array."""
        return [self._nested(f"{key}[{index}]", value) for index, value in enumerate(self._array(key))]

    def _array(self, key: str) -> list[object]:
        value = self.content.get(key, [])
        if not isinstance(value, list):
            raise self._wrong(key, value, "an array")
        return value

    def _nested(self, key: str, value: object) -> JsonReader:
        if not isinstance(value, Mapping):
            raise self._wrong(key, value, "an object")
        return JsonReader(self.path, value, f"{self.prefix}{key}.")
