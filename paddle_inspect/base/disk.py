"""Files in and out: reading with clear errors, JSON that says what is wrong with it, atomic writing."""

from __future__ import annotations

import contextlib
import json
import os
import re
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from paddle_inspect.base import interrupts
from paddle_inspect.base.errors import ConfigError, InputError

Typed = TypeVar("Typed")

#: No documentation page is this large; a file beyond it is a mistake, not a page.
MAX_TEXT_BYTES = 64 * 1024 * 1024
_PIECE_BYTES, _LEAST_BYTES = 1024 * 1024, 4096
_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
#: What msgspec calls the types of JSON.
_TYPES = {str: "str", bool: "bool", int: "int", float: "float", list: "array", dict: "object", type(None): "null"}


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
        found = os.stat(path)
        mode = found.st_mode
        if stat.S_ISDIR(mode):
            raise InputError(path, "is a directory, expected a file")
        if not stat.S_ISREG(mode):
            raise InputError(path, "is not a regular file")
        piece_bytes = min(max(found.st_size + 1, _LEAST_BYTES), _PIECE_BYTES)
        with open(path, "rb", buffering=0) as file:
            data = bytearray()
            # In pieces: one `read(limit)` takes that much memory, however small the file.
            while len(data) <= limit and (piece := file.read(piece_bytes)):
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


def write_atomically(path: Path, text: str | Iterable[str], *, durable: bool = True) -> None:
    """Replace the file in one step, so that a full disk, a crash or Ctrl-C leaves the old one whole.

    Follows a symbolic link to its target and keeps the file's permissions.

    Args:
        path: the file; the folder that it is in exists.
        text: its new content, whole or in pieces.
        durable: wait until the disk has it; what can be made again need not wait.

    Raises:
        InputError: the target cannot be written.
    """
    target = Path(os.path.realpath(path))
    # Named before it is there, so that at no moment there is a file that nobody would delete.
    scratch = target.with_name(f".{target.name}.{os.urandom(8).hex()}.tmp")
    with interrupts.undoing(partial(_delete, scratch)):
        try:
            mode = _mode_to_write_with(target, path)
            handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if mode is None else mode)
            with open(handle, "w", encoding="utf-8", newline="") as file:
                file.writelines([text] if isinstance(text, str) else text)
                if durable:
                    file.flush()
                    os.fsync(file.fileno())
            if mode is not None:
                os.chmod(scratch, mode)
            os.replace(scratch, target)
        except OSError as error:
            raise InputError(path, reason(error)) from None
        finally:
            _delete(scratch)


def _mode_to_write_with(target: Path, path: Path) -> int | None:
    """The permissions of a file that is replaced, None where there is none yet.

    One that nobody may write is left alone, also by those whom the system lets write everything.

    Raises:
        InputError: it may not be written, or is no file.
    """
    if not target.exists():
        return None
    if not target.is_file():
        raise InputError(path, "is not a regular file")
    mode = stat.S_IMODE(target.stat().st_mode)
    if not (mode & _WRITABLE and os.access(target, os.W_OK)):
        raise InputError(path, "is read-only")
    return mode


def _delete(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def make_folder(path: Path) -> None:
    """Make a folder and those above it, as far as they are missing.

    Raises:
        InputError: it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(path, reason(error)) from None


def write_or_delete(path: Path, text: str | None, root: Path) -> None:
    """Write a file and the folders that it needs; without a text delete it and the folders that this empties.

    Args:
        path: the file.
        text: what it is to say; None for nothing at all.
        root: a folder above it, which stays.

    Raises:
        InputError: it cannot be written.
    """
    if text is not None:
        make_folder(path.parent)
        write_atomically(path, text)
        return
    path.unlink()
    with contextlib.suppress(OSError):  # not empty
        for parent in path.parents:
            if parent == root:
                break
            parent.rmdir()


def read_json_object(path: Path) -> dict[str, object]:
    """The JSON object in a file.

    Raises:
        ConfigError: missing, not text, not JSON (line and column are named), not an object, or a key given twice.
    """
    try:
        content = _DECODER.decode(read_text(path).removeprefix("\ufeff"))
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


def typed(content: object, kind: type[Typed], path: Path, prefix: str = "") -> Typed:
    """JSON content as a value of some type, such as a dataclass or `dict[str, str]`.

    Args:
        content: what was read.
        kind: what it ought to be; what it says beyond that is left out.
        path: the file, for the message.
        prefix: the key under which the content stands there.

    Raises:
        ConfigError: it is something else; names the first key that is wrong.
    """
    import msgspec  # nothing but reading JSON needs it

    try:
        return msgspec.convert(content, kind)
    except msgspec.ValidationError as error:
        said, _, place = str(error).partition(" - at `$")
        place, missing = _entry(content, place.rstrip("`"), said), said.removeprefix("Object missing required field ")
        if missing != said:
            place, said = f"{place}.{missing.strip('`')}", "is missing"
        reason = f"{said[:1].lower()}{said[1:].replace('`', '')}"
        raise ConfigError(path, f"{prefix}{place}".lstrip(".") or None, reason) from None


def _entry(content: object, place: str, said: str) -> str:
    """A place with the names of entries, of which msgspec says `[...]`: the first of the type that it got instead."""
    got = said.rpartition("got `")[2].rstrip("`")
    found = _entries(content, re.findall(r"\.\w+|\[\d+\]|\[\.\.\.\]", place))
    return next((name for name, value in found if _TYPES.get(type(value)) == got), place)


def _entries(content: Any, parts: Sequence[str], name: str = "") -> Iterator[tuple[str, object]]:
    """Everything that a place may mean, with its name."""
    if not parts:
        yield name, content
    elif parts[0] == "[...]":
        for key, value in content.items():
            yield from _entries(value, parts[1:], f"{name}.{key:.80}")
    else:
        inside = content[parts[0][1:]] if parts[0][0] == "." else content[int(parts[0][1:-1])]
        yield from _entries(inside, parts[1:], name + parts[0])


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    content = dict(pairs)
    if len(content) < len(pairs):
        ((twice, _),) = Counter(key for key, _ in pairs).most_common(1)
        raise ValueError(f"key {twice!r} stands twice")
    return content


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is no number")


#: One for all files, as making one takes as long as reading a config.
_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_refuse)


def json_type(value: object) -> str:
    """What JSON calls a value: `string`, `number`, `boolean`, `null`, `array`, `object`."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    names: tuple[tuple[type, str], ...] = ((str, "string"), (int, "number"), (float, "number"), (list, "array"))
    return next((name for kind, name in names if isinstance(value, kind)), "object")
