"""A family's catalogue.json: what it holds, read with errors that name the key, and written deterministically.

{"title": "ALBERT",
 "module": "paddlenlp.transformers.albert.modeling",
 "synced_from": "paddlenlp 2.8.1",
 "lists_all": true,
 "wording": {"num_hidden_layers": "{} repeating layers", "embedding_size": "{} embedding"},
 "keys": {"required_sizes": ["hidden_size", ...], "optional_sizes": [...], "others": ["hidden_act", ...]},
 "weights": [{"name": "albert-base-v1", "architecture": "AlbertModel", "language": "English", ...}, ...]}

What people write, and a sync keeps, all of it optional: `aliases` of the title; `lists_all`, when the family's page
lists every weight in this order; `wording`, how the page words a figure where it is not as on most pages (an embedding
is stated only where it is worded); `internal`, globs of weights that no page lists on purpose; and a weight's
`language` and `description`, which its row is held to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from paddle_inspect.base.disk import read_json_object, typed
from paddle_inspect.base.errors import ConfigError
from paddle_inspect.base.figures import FIGURE_NAMES
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
    lists_all: bool = False
    wording: Mapping[str, str] = field(default_factory=dict)
    internal: tuple[str, ...] = ()
    keys: KnownKeys = EVERY_KEY
    weights: tuple[WeightEntry, ...] = ()
    problem: ConfigError | None = None

    @property
    def weight_names(self) -> tuple[str, ...]:
        return tuple(weight.name for weight in self.weights)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Keys:
    """`keys` as catalogue.json has it."""

    required_sizes: frozenset[str] = frozenset()
    optional_sizes: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """catalogue.json."""

    title: str
    module: str
    synced_from: str
    aliases: tuple[str, ...] = ()
    lists_all: bool = False
    wording: dict[str, str] = field(default_factory=dict)
    internal: tuple[str, ...] = ()
    keys: _Keys = field(default_factory=_Keys)
    weights: tuple[WeightEntry, ...] = ()


def read_header(path: Path) -> Header:
    """A family's catalogue.json; a file that cannot be used gives a header with that problem and no weights."""
    try:
        return _header(typed(read_json_object(path), _File, path), path)
    except ConfigError as problem:
        return Header(title=path.parent.name, problem=problem)


def read_general_keys(path: Path) -> frozenset[str]:
    """The keys that every config may have; none, which allows every key, when there is no such file.

    Raises:
        ConfigError: the file cannot be used.
    """
    return typed(read_json_object(path).get("keys", []), frozenset[str], path, "keys") if path.exists() else frozenset()


def _header(file: _File, path: Path) -> Header:
    _check_wording(file.wording, path)
    _check_names([weight.name for weight in file.weights], path)
    keys = KnownKeys(
        required=file.keys.required_sizes,
        sizes=file.keys.required_sizes | file.keys.optional_sizes,
        others=file.keys.others,
    )
    return Header(
        title=file.title,
        module=file.module,
        synced_from=file.synced_from,
        aliases=file.aliases,
        lists_all=file.lists_all,
        wording=file.wording,
        internal=file.internal,
        keys=keys,
        weights=file.weights,
    )


def _check_wording(wording: Mapping[str, str], path: Path) -> None:
    """Texts with one `{}` each, which stands for the number, by figure."""
    for figure, text in wording.items():
        if figure not in FIGURE_NAMES:
            raise ConfigError(path, f"wording.{figure}", f"is none of {', '.join(FIGURE_NAMES)}")
        if re.findall(r"\{\}|[{}]", text) != ["{}"]:
            raise ConfigError(path, f"wording.{figure}", f"{text!r} has not one {{}} for the number")


def _check_names(names: Sequence[str], path: Path) -> None:
    """Each name is the name of a folder, and stands once."""
    for index, name in enumerate(names):
        if not name or PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise ConfigError(path, f"weights[{index}].name", f"{name!r} cannot name a folder")
        if name in names[:index]:
            raise ConfigError(path, f"weights[{index}].name", f"{name} stands twice")


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
    if header.lists_all:
        content["lists_all"] = True
    if header.wording:
        content["wording"] = dict(header.wording)
    if header.internal:
        content["internal"] = list(header.internal)
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
