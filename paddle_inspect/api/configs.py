"""Keeping the catalogue true: what the installed libraries say otherwise, and what a sync would change."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from paddle_inspect.base.errors import ConfigError
from paddle_inspect.base.files import configs_folder
from paddle_inspect.models import catalogue, upkeep
from paddle_inspect.models.upkeep import Change


def config_root() -> Path:
    """The folder of configs that belongs to this package."""
    return configs_folder()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """What was compared with which libraries, and one sentence for each difference."""

    source: str
    families: tuple[str, ...]
    differences: tuple[str, ...]


def config_drift(*names: str, root: Path | None = None) -> Drift:
    """Where families of the catalogue say something else than the installed libraries; all of them without names.

    Raises:
        UnknownName: there is no such family.
        FrameworkMissing: a library does not import.
    """
    known = catalogue.load(root)
    source = upkeep.read_source(known.root)
    families = upkeep.compared(known, source, names)
    found = tuple(line for folder in families for line in upkeep.differences(known.root, folder, source))
    return Drift(source=source.name, families=tuple(families), differences=found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sync:
    """What a sync of some families with the installed libraries changes."""

    source: str
    families: tuple[str, ...]
    changes: tuple[Change, ...]


def config_sync(*names: str, root: Path | None = None) -> Sync:
    """The files that have to change for families to say what the installed libraries say; nothing is written yet.

    Raises:
        UnknownName: the libraries describe no such family.
        ConfigError: a catalogue.json cannot be used.
        FrameworkMissing: a library does not import.
    """
    root = config_root() if root is None else root
    source = upkeep.read_source(root)
    folders = upkeep.folders_to_sync(source, names)
    changes = [change for folder in folders for change in upkeep.changes(root, folder, source)]
    return Sync(
        source=source.name, families=tuple(folders), changes=(*changes, *upkeep.change_of_general_keys(root, source))
    )


def config_problems(*names: str, root: Path | None = None) -> tuple[ConfigError, ...]:
    """Files of the catalogue that cannot be used, of those families or of all."""
    known = catalogue.load(root)
    return tuple(problem for name in names for problem in known.family(name).problems) if names else known.problems
