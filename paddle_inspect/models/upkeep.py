"""Keeping configs/ true: held against the installed libraries, and written anew from them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from paddle_inspect.base.disk import read_json_object
from paddle_inspect.base.errors import ConfigError, UnknownName
from paddle_inspect.base.records import BuiltIn
from paddle_inspect.base.text import excerpt
from paddle_inspect.models.catalogue import CATALOGUE_FILE, CONFIG_FILE, GENERAL_KEYS_FILE, Catalogue, fold
from paddle_inspect.models.catalogue_file import (
    Header,
    WeightEntry,
    read_header,
    render_config,
    render_general_keys,
    render_header,
)
from paddle_inspect.zoos import zoo, zoo_names

_ABSENT = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The installed libraries: what they are called in messages, their families by folder, the keys of every config."""

    name: str
    folders: dict[str, BuiltIn]
    general_keys: frozenset[str]


def read_source(root: Path) -> Source:
    """Ask every zoo.

    Args:
        root: a folder of configs; people may have renamed a family's folder there.

    Raises:
        FrameworkMissing: a library does not import.
    """
    zoos = [(name, zoo(name)) for name in zoo_names()]
    headers: dict[str, Header] = {}
    if root.is_dir():
        headers = {path.parent.name: read_header(path) for path in sorted(root.glob(f"*/{CATALOGUE_FILE}"))}
    renamed = {header.module: folder for folder, header in headers.items() if header.problem is None}
    families = [family for _, one in zoos for family in one.families()]
    return Source(
        name=", ".join(f"{name} {one.versions()[name]}" for name, one in zoos),
        folders={renamed.get(family.module, family.folder): family for family in families},
        general_keys=frozenset().union(*(one.general_keys() for _, one in zoos)),
    )


def compared(known: Catalogue, source: Source, names: Sequence[str]) -> list[str]:
    """The families that are compared: those of the names, or all that either side has.

    Raises:
        UnknownName: the catalogue has no such family.
    """
    return [known.family(name).name for name in names] or sorted({*known.names, *source.folders}, key=str.casefold)


def differences(root: Path, folder: str, source: Source) -> Iterator[str]:
    """One sentence for everything that a family's folder says otherwise than its library."""
    built_in = source.folders.get(folder)
    if built_in is None:
        yield f"{folder}: is no family of {source.name}"
        return
    if not (root / folder).is_dir():
        yield f"{folder}: is missing, but {source.name} has it"
        return
    header = read_header(root / folder / CATALOGUE_FILE)
    if header.problem is not None:
        yield str(header.problem)
        return
    configs = {}
    for entry in header.weights:
        if entry.undescribed is None:
            try:
                configs[entry.name] = read_json_object(root / folder / entry.name / CONFIG_FILE)
            except ConfigError as problem:
                yield str(problem)
    for name, sentence in drift(built_in, header, configs, source.name):
        yield f"{root / folder / name}: {sentence}"
    listed = {f"{entry.name}/{CONFIG_FILE}" for entry in header.weights}
    for name in sorted(_config_files(root / folder) - listed):
        yield f"{root / folder / name}: belongs to no weight of {CATALOGUE_FILE}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A file that a sync writes, or, without a text, deletes: a config of a weight that nobody describes any more.

    `root` is the folder above it that stays, `is_new` says that nothing stands there yet.
    """

    path: Path
    text: str | None
    root: Path
    is_new: bool = False


def folders_to_sync(source: Source, names: Iterable[str]) -> list[str]:
    """The folders of those families, all without any.

    Raises:
        UnknownName: the libraries describe no such family.
    """
    return [_find(name, source) for name in names] or list(source.folders)


def _find(name: str, source: Source) -> str:
    for folder in source.folders:
        if fold(folder) == fold(name):
            return folder
    raise UnknownName("family", name, source.folders)


def changes(root: Path, folder: str, source: Source) -> Iterator[Change]:
    """What has to change in a family's folder; titles, languages, descriptions and the order of people stay.

    Raises:
        ConfigError: its catalogue.json cannot be used.
    """
    path = root / folder / CATALOGUE_FILE
    header = read_header(path) if path.exists() else None
    if header is not None and header.problem is not None:
        raise header.problem
    files = render_family(source.folders[folder], header, source.name)
    for name, text in files.items():
        yield from change_of_file(root / folder / name, text, root / folder)
    for name in sorted(_config_files(root / folder) - files.keys()):
        yield Change(path=root / folder / name, text=None, root=root / folder)


def change_of_general_keys(root: Path, source: Source) -> Iterator[Change]:
    """What has to change in the list of keys that every config may have."""
    return change_of_file(root / GENERAL_KEYS_FILE, render_general_keys(source.name, source.general_keys), root)


def change_of_file(path: Path, text: str, root: Path) -> Iterator[Change]:
    """What has to change for a file to have this text: nothing, or all of it."""
    if not (path.is_file() and path.read_bytes() == text.encode()):
        yield Change(path=path, text=text, root=root, is_new=not path.exists())


def _config_files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob(CONFIG_FILE)}


def render_family(built_in: BuiltIn, header: Header | None, source: str) -> dict[str, str]:
    """The files of a family, by path below its folder.

    What people wrote into `header` stays: title, aliases, what it says of its page, languages, descriptions, and the
    order of the weights. New weights come behind it, in PaddleNLP's order; weights that PaddleNLP no longer knows go.
    """
    known = {entry.name: entry for entry in header.weights} if header else {}
    order = [name for name in known if name in built_in.names]
    order += [name for name in built_in.names if name not in known]
    merged = replace(
        header or Header(title=built_in.folder),
        module=built_in.module,
        synced_from=source,
        keys=built_in.keys,
        weights=tuple(_entry(name, built_in, known.get(name)) for name in order),
    )
    files = {f"{name}/{CONFIG_FILE}": render_config(config) for name, config in built_in.configs.items()}
    return {CATALOGUE_FILE: render_header(merged), **files}


def _entry(name: str, built_in: BuiltIn, known: WeightEntry | None) -> WeightEntry:
    return WeightEntry(
        name=name,
        architecture=built_in.architecture,
        language=known.language if known else None,
        description=known.description if known else None,
        undescribed=built_in.undescribed.get(name),
    )


def drift(
    built_in: BuiltIn, header: Header, configs: Mapping[str, Mapping[str, object]], source: str
) -> Iterator[tuple[str, str]]:
    """Where a family in configs/ differs from PaddleNLP, as `(file below its folder, sentence)`.

    Args:
        built_in: what PaddleNLP says.
        header: the family's catalogue.json.
        configs: the configs that could be read, by weight.
        source: what PaddleNLP is called in the sentences, such as `paddlenlp 2.8.1`.
    """
    entries = {entry.name: entry for entry in header.weights}
    for name in built_in.names:
        if name not in entries:
            yield CATALOGUE_FILE, f"{name}: is missing, but {source} has it"
    for name, entry in entries.items():
        if name not in built_in.names:
            yield CATALOGUE_FILE, f"{name}: is unknown to {source}"
            continue
        yield from _entry_drift(entry, built_in, source)
        if name in configs and name in built_in.configs:
            for sentence in config_drift(configs[name], built_in.configs[name], source):
                yield f"{name}/{CONFIG_FILE}", sentence


def _entry_drift(entry: WeightEntry, built_in: BuiltIn, source: str) -> Iterator[tuple[str, str]]:
    if entry.architecture != built_in.architecture:
        sentence = f"{entry.name}: architecture is {entry.architecture} here, {built_in.architecture} in {source}"
        yield CATALOGUE_FILE, sentence
    if (entry.undescribed is None) != (entry.name in built_in.configs):
        has = "has a config" if entry.name in built_in.configs else "has no config"
        yield CATALOGUE_FILE, f"{entry.name}: {source} {has} of it"


def config_drift(ours: Mapping[str, object], theirs: Mapping[str, object], source: str) -> Iterator[str]:
    """One sentence for each key that differs; 0 and 0.0 are the same, 1 and true are not."""
    for key in sorted(ours.keys() | theirs.keys()):
        here, there = ours.get(key, _ABSENT), theirs.get(key, _ABSENT)
        if here is not _ABSENT and there is not _ABSENT and _same(here, there):
            continue
        yield f"{key}: {_text(here)} here, {_text(there)} in {source}"


def _same(here: object, there: object) -> bool:
    return here == there and isinstance(here, bool) == isinstance(there, bool)


def _text(value: object) -> str:
    if value is _ABSENT:
        return "absent"
    return excerpt(json.dumps(value, ensure_ascii=False))
