"""A family's catalogue.json: what it holds, read with errors that name the key, and written deterministically.

{"title": "ALBERT",
 "module": "paddlenlp.transformers.albert.modeling",
 "synced_from": "paddlenlp 2.8.1",
 "curated": true,
 "keys": {"required_sizes": ["hidden_size", ...], "optional_sizes": [...], "others": ["hidden_act", ...]},
 "weights": [{"name": "albert-base-v1", "architecture": "AlbertModel", "language": "English", ...}, ...]}
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from paddle_inspect.base.errors import ConfigError
from paddle_inspect.base.files import json_type, read_json_object
from paddle_inspect.base.records import KnownKeys

#: No list of keys: nothing is required, nothing is unknown.
EVERY_KEY = KnownKeys()


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightEntry:
    """One weight as catalogue.json lists it."""

    name: str
    architecture: str
    language: str | None = None
    description: str | None = None
    undescribed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a family's catalogue.json says, without its configs."""

    title: str
    module: str = ""
    synced_from: str = ""
    aliases: tuple[str, ...] = ()
    curated: bool = False
    keys: KnownKeys = EVERY_KEY
    weights: tuple[WeightEntry, ...] = ()
    problem: ConfigError | None = None

    @property
    def weight_names(self) -> tuple[str, ...]:
        return tuple(weight.name for weight in self.weights)


def read_header(path: Path) -> Header:
    """A family's catalogue.json; a file that cannot be used gives a header with that problem and no weights."""
    try:
        return _parse_header(_Reader(path, read_json_object(path)))
    except ConfigError as problem:
        return Header(title=path.parent.name, problem=problem)


def read_general_keys(path: Path) -> frozenset[str]:
    """The keys that every config may have; none, which allows every key, when there is no such file.

    Raises:
        ConfigError: the file cannot be used.
    """
    return frozenset(_Reader(path, read_json_object(path)).strings("keys")) if path.exists() else frozenset()


def _parse_header(reader: _Reader) -> Header:
    keys = reader.child("keys")
    weights = tuple(_parse_entry(entry) for entry in reader.children("weights"))
    names = [weight.name for weight in weights]
    for index, name in enumerate(names):
        if name in names[:index]:
            raise ConfigError(reader.path, f"weights[{index}].name", f"{name} stands twice")
    return Header(
        title=reader.string("title"),
        module=reader.string("module"),
        synced_from=reader.string("synced_from"),
        aliases=tuple(reader.strings("aliases")),
        curated=reader.flag("curated"),
        keys=KnownKeys(
            required=frozenset(keys.strings("required_sizes")),
            sizes=frozenset(keys.strings("required_sizes") + keys.strings("optional_sizes")),
            others=frozenset(keys.strings("others")),
        ),
        weights=weights,
    )


def _parse_entry(reader: _Reader) -> WeightEntry:
    name = reader.string("name")
    if not name or PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
        raise ConfigError(reader.path, f"{reader.prefix}name", f"{name!r} cannot name a folder")
    return WeightEntry(
        name=name,
        architecture=reader.string("architecture"),
        language=reader.optional_string("language"),
        description=reader.optional_string("description"),
        undescribed=reader.optional_string("undescribed"),
    )


class _Reader:
    """Typed access to a JSON object; an error names the file and the key path, such as `weights[3].name`."""

    def __init__(self, path: Path, content: Mapping[str, object], prefix: str = "") -> None:
        self.path, self.content, self.prefix = path, content, prefix

    def _wrong(self, key: str, value: object, expected: str) -> ConfigError:
        return ConfigError(self.path, f"{self.prefix}{key}", f"is a JSON {json_type(value)}, expected {expected}")

    def string(self, key: str) -> str:
        if key not in self.content:
            raise ConfigError(self.path, f"{self.prefix}{key}", "is missing")
        value = self.content[key]
        if not isinstance(value, str):
            raise self._wrong(key, value, "a string")
        return value

    def optional_string(self, key: str) -> str | None:
        return self.string(key) if self.content.get(key) is not None else None

    def flag(self, key: str) -> bool:
        value = self.content.get(key, False)
        if not isinstance(value, bool):
            raise self._wrong(key, value, "a boolean")
        return value

    def strings(self, key: str) -> list[str]:
        values = self._array(key)
        for index, value in enumerate(values):
            if not isinstance(value, str):
                raise self._wrong(f"{key}[{index}]", value, "a string")
        return [value for value in values if isinstance(value, str)]

    def child(self, key: str) -> _Reader:
        return self._nested(key, self.content.get(key, {}))

    def children(self, key: str) -> list[_Reader]:
        return [self._nested(f"{key}[{index}]", value) for index, value in enumerate(self._array(key))]

    def _array(self, key: str) -> list[object]:
        value = self.content.get(key, [])
        if not isinstance(value, list):
            raise self._wrong(key, value, "an array")
        return value

    def _nested(self, key: str, value: object) -> _Reader:
        if not isinstance(value, Mapping):
            raise self._wrong(key, value, "an object")
        return _Reader(self.path, value, f"{self.prefix}{key}.")


def render_header(header: Header) -> str:
    """The text of catalogue.json: one line per weight and per list of keys, so that a change is a short diff."""
    keys = {
        "required_sizes": sorted(header.keys.required),
        "optional_sizes": sorted(header.keys.sizes - header.keys.required),
        "others": sorted(header.keys.others),
    }
    content: dict[str, object] = {"title": header.title}
    if header.aliases:
        content["aliases"] = list(header.aliases)
    content |= {"module": header.module, "synced_from": header.synced_from}
    if header.curated:
        content["curated"] = True
    lines = [f"  {json.dumps(key)}: {_inline(value)}" for key, value in content.items()]
    lines.append(f'  "keys": {_block("{", [f"{json.dumps(key)}: {_inline(keys[key])}" for key in keys], "}")}')
    lines.append(f'  "weights": {_block("[", [_inline(_entry_object(entry)) for entry in header.weights], "]")}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def render_config(config: Mapping[str, object]) -> str:
    """The text of a config.json: keys sorted, one line each."""
    lines = [f"  {json.dumps(key)}: {_inline(config[key])}" for key in sorted(config)]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def render_general_keys(source: str, keys: Iterable[str]) -> str:
    """The text of general_keys.json."""
    return json.dumps({"synced_from": source, "keys": sorted(keys)}, indent=1) + "\n"


def _entry_object(entry: WeightEntry) -> dict[str, str]:
    fields = ("name", "architecture", "language", "description", "undescribed")
    return {field: value for field in fields if (value := getattr(entry, field)) is not None}


def _inline(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=False)


def _block(opening: str, lines: Iterable[str], closing: str) -> str:
    body = ",\n".join(f"    {line}" for line in lines)
    return f"{opening}\n{body}\n  {closing}" if body else f"{opening}{closing}"
