"""What configs/ should say of a family that the installed PaddleNLP describes, and where it says something else.

Pure: texts of files by path, and differences; `paddle_inspect configs` reads and writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from paddle_inspect.base.records import BuiltIn
from paddle_inspect.base.text import excerpt
from paddle_inspect.models.catalogue import CATALOGUE_FILE, CONFIG_FILE
from paddle_inspect.models.catalogue_file import Header, WeightEntry, render_config, render_header

_ABSENT = object()


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
