"""Asking about the catalogue: which families and weights there are, and whether the installed libraries agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from paddle_inspect.api.shown import Shown
from paddle_inspect.base.disk import configs_folder, write_or_delete
from paddle_inspect.base.errors import ConfigError
from paddle_inspect.base.records import Inventory, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.models import catalogue
from paddle_inspect.models.catalogue import Catalogue, Family
from paddle_inspect.tables.document import Document

if TYPE_CHECKING:
    from paddle_inspect.models.upkeep import Change


class Families(Shown, tuple[Family, ...]):
    """Families of the catalogue."""

    __slots__ = ()

    def document(self) -> Document:
        """One line a family."""
        from paddle_inspect.views.catalogue import families

        return families(self)


class Weights(Shown, tuple[WeightSpec, ...]):
    """Weights of the catalogue."""

    __slots__ = ()

    def document(self) -> Document:
        """One line a weight."""
        from paddle_inspect.views.catalogue import weights

        return weights(self)


def families(*names: str, root: Path | None = None) -> Families:
    """The families of those names, titles or aliases; all of the catalogue without any.

    Args:
        names: of families.
        root: another folder of configs than the one that belongs to this package.

    Raises:
        UnknownName: there is no such family; offers the nearest.
        ConfigError: there is no such folder.
    """
    return Families(_families(catalogue.load(root), names))


def _families(known: Catalogue, names: Sequence[str]) -> list[catalogue.Family]:
    found = [known.family(name) for name in names] if names else list(known.families.values())
    return list({family.name: family for family in found}.values())


def weights(*names: str) -> Weights:
    """The weights of those families; of all without any.

    Raises:
        UnknownName: there is no such family; offers the nearest.
    """
    return Weights({spec.name: spec for family in families(*names) for spec in family.weights}.values())


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Drift(Shown):
    """What was compared with which libraries, and one sentence for each difference.

    `doubts` has a sentence for each key that counts rest on though the configs do not decide it; none is a difference.
    """

    source: str
    families: tuple[str, ...]
    differences: tuple[str, ...]
    doubts: tuple[str, ...] = ()

    def document(self) -> Document:
        """One line a difference, and one a doubt."""
        from paddle_inspect.views.catalogue import drift

        return drift(self.source, self.families, self.differences, self.doubts)


def config_drift(*names: str, root: Path | None = None, run: Run | None = None) -> Drift:
    """Where families of the catalogue say something else than the installed libraries; all of them without names.

    Args:
        names: families.
        root: another folder of configs than the one that belongs to this package.
        run: what is kept; the weights are counted, because of what their counts rest on.

    Raises:
        UnknownName: there is no such family.
        FrameworkMissing: a library does not import.
    """
    from paddle_inspect.models import upkeep

    known = catalogue.load(root)
    source = upkeep.read_source(known.root)
    families = upkeep.compared(known, source, names)
    found = tuple(line for folder in families for line in upkeep.differences(known.root, folder, source))
    doubts = tuple(_doubts(known, families, run or Run()))
    return Drift(source=source.name, families=tuple(families), differences=found, doubts=doubts)


def _doubts(known: Catalogue, families: Sequence[str], run: Run) -> Iterator[str]:
    """What the counts of the families rest on; weights that cannot be counted are said elsewhere."""
    from paddle_inspect.models.counting import count_each
    from paddle_inspect.models.doubts import doubts_of_family

    specs = [spec for name in families if name in known.names for spec in known.load_family(name).weights]
    counted: dict[str, list[Inventory]] = {}
    for spec, inventory in zip(specs, count_each(specs, run), strict=True):
        if isinstance(inventory, Inventory):
            counted.setdefault(spec.family, []).append(inventory)
    for family, inventories in counted.items():
        yield from doubts_of_family(family, inventories)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Sync(Shown):
    """What a sync of some families with the installed libraries changes."""

    source: str
    families: tuple[str, ...]
    changes: tuple[Change, ...]

    def write(self) -> None:
        """Make the changes.

        Raises:
            InputError: a file cannot be written; those before it are.
        """
        for change in self.changes:
            write_or_delete(change.path, change.text, change.root)

    def document(self) -> Document:
        """One line a file."""
        from paddle_inspect.views.catalogue import sync

        return sync(self.source, self.families, self.changes)


def config_sync(*names: str, root: Path | None = None) -> Sync:
    """The files that have to change for families to say what the installed libraries say; `write` changes them.

    Raises:
        UnknownName: the libraries describe no such family.
        ConfigError: a catalogue.json cannot be used.
        FrameworkMissing: a library does not import.
    """
    from paddle_inspect.models import upkeep

    root = configs_folder() if root is None else root
    source = upkeep.read_source(root)
    folders = upkeep.folders_to_sync(source, names)
    changes = [change for folder in folders for change in upkeep.changes(root, folder, source)]
    return Sync(
        source=source.name, families=tuple(folders), changes=(*changes, *upkeep.change_of_general_keys(root, source))
    )


def config_counts(*names: str, root: Path | None = None, run: Run | None = None) -> Sync:
    """The files that have to change for the counts that travel with the package to be those of the installed libraries.

    Without a framework `summary`, `check`, `show` and the like answer from these files.

    Args:
        names: families; all of them without any, as they have one version.
        root: another folder of configs than the one that belongs to this package.
        run: what is kept.

    Raises:
        UnknownName: there is no such family.
        FrameworkMissing: a library does not import.
    """
    from paddle_inspect.models import recount, upkeep

    known = catalogue.load(root)
    source = upkeep.read_source(known.root)
    families = [known.family(name).name for name in names or known.names]
    changes = tuple(recount.changes_of_counts(known, families, run or Run()))
    return Sync(source=source.name, families=tuple(families), changes=changes)


def config_problems(*names: str, root: Path | None = None) -> tuple[ConfigError, ...]:
    """Files of the catalogue that cannot be used, of those families or of all."""
    known = catalogue.load(root)
    return tuple(problem for name in names for problem in known.family(name).problems) if names else known.problems
