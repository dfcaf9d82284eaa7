"""configs/ as records: families, their weights in order, and what is wrong with a config.

    configs/ALBERT/catalogue.json                  title, order, and what people wrote about each weight
    configs/ALBERT/albert-base-v1/config.json      what PaddleNLP's `from_pretrained` reads
    configs/general_keys.json                      keys that PaddleNLP takes in every config

A family is read when somebody asks for it, so a broken file of one family costs the others nothing. A weight whose
config is broken stays listed, as `undescribed`, and is a problem of its family.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path

from paddle_inspect.base.disk import configs_folder, read_json_object
from paddle_inspect.base.errors import ConfigError, UnknownName
from paddle_inspect.base.records import KnownKeys, WeightSpec
from paddle_inspect.models.catalogue_file import Header, WeightEntry, read_general_keys, read_header
from paddle_inspect.models.configs import check_config, dimensions

CATALOGUE_FILE = "catalogue.json"
CONFIG_FILE = "config.json"
GENERAL_KEYS_FILE = "general_keys.json"
PUBLISHED_FILE = "published.rst"


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The weights that one documentation page is about.

    `name` is the folder's name in configs/ and in the documentation, `title` what the page's title calls it.
    `lists_all` says that its page lists every weight in this order, `wording` how the page words figures, by name,
    where it is not as usual, `internal` which weights no page lists on purpose. `published` is the bundled page, if
    any. `problems` has one error for each file that could not be used.
    """

    name: str
    title: str
    module: str
    synced_from: str
    aliases: tuple[str, ...] = ()
    lists_all: bool = False
    wording: Mapping[str, str] = field(default_factory=dict)
    internal: frozenset[str] = frozenset()
    weights: tuple[WeightSpec, ...] = ()
    published: Path | None = None
    problems: tuple[ConfigError, ...] = ()


def load(root: Path | None = None) -> Catalogue:
    """The catalogue in `root`, by default the one that belongs to this package.

    Raises:
        ConfigError: the folder does not exist.
    """
    root = configs_folder() if root is None else root
    if not root.is_dir():
        raise ConfigError(root, None, "no such folder of configs")
    return Catalogue(root)


class Catalogue:
    """Every family below one configs/ folder, each read when it is first asked for."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._headers: dict[str, Header] = {}
        self._loaded: dict[str, Family] = {}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The families' folder names, alphabetically; nothing is read for them."""
        folders = (path.name for path in self.root.iterdir() if path.is_dir() and path.name[0] not in "._")
        return tuple(sorted(folders, key=str.casefold))

    @property
    def families(self) -> Mapping[str, Family]:
        """Name to family, read on access."""
        return _Families(self)

    @property
    def weights(self) -> tuple[WeightSpec, ...]:
        """Every weight of every family."""
        return tuple(weight for name in self.names for weight in self.load_family(name).weights)

    @cached_property
    def weight_names(self) -> frozenset[str]:
        """The name of every weight; no config is read for them."""
        return frozenset(name for family in self.names for name in self._header(family).weight_names)

    @property
    def problems(self) -> tuple[ConfigError, ...]:
        """Every file of every family that could not be used, and names that stand in two families."""
        own = tuple(problem for name in self.names for problem in self.load_family(name).problems)
        return own + tuple(self._repeated_names())

    def _repeated_names(self) -> Iterator[ConfigError]:
        first: dict[str, str] = {}
        for weight in self.weights:
            family = first.setdefault(weight.name, weight.family)
            if family != weight.family:
                path = self.root / weight.family / CATALOGUE_FILE
                yield ConfigError(path, weight.name, f"is a weight of {family} already")

    def family(self, name: str) -> Family:
        """The family of that name, title or alias; case, dashes, underscores and spaces do not matter.

        Raises:
            UnknownName: there is none; offers the nearest.
        """
        found = self.find_family(name)
        if found is None:
            raise UnknownName("family", name, self.names)
        return found

    def find_family(self, name: str) -> Family | None:
        """As `family`, but None when there is none."""
        folded = fold(name)
        for candidate in self.names:
            if fold(candidate) == folded:
                return self.load_family(candidate)
        for candidate in self.names:
            header = self._header(candidate)
            if folded in map(fold, (header.title, *header.aliases)):
                return self.load_family(candidate)
        return None

    def weight(self, name: str) -> WeightSpec:
        """The weight of that name; without regard to case where only one is called so.

        Raises:
            UnknownName: there is none; offers the nearest.
        """
        for candidate in self.names:
            if name in self._header(candidate).weight_names:
                return next(weight for weight in self.load_family(candidate).weights if weight.name == name)
        known = [weight for candidate in self.names for weight in self._header(candidate).weight_names]
        alike = [one for one in known if one.casefold() == name.casefold()]
        if len(alike) == 1:
            return self.weight(alike[0])
        raise UnknownName("weight", name, known)

    def find_weights(self, names: Sequence[str]) -> dict[str, WeightSpec]:
        """Those of the names that are catalogued weights; reads only the families that they belong to."""
        wanted = dict.fromkeys(names)
        found: dict[str, WeightSpec] = {}
        for candidate in self.names:
            if found.keys() == wanted.keys():
                break
            if not wanted.keys().isdisjoint(self._header(candidate).weight_names):
                weights = {weight.name: weight for weight in self.load_family(candidate).weights}
                found |= {name: weights[name] for name in wanted if name in weights and name not in found}
        return found

    def load_family(self, name: str) -> Family:
        """The family in the folder of exactly that name; what is wrong with it is in its `problems`."""
        if name not in self._loaded:
            self._loaded[name] = _load_family(self.root / name, self._header(name), self._general_keys)
        return self._loaded[name]

    def _header(self, name: str) -> Header:
        if name not in self._headers:
            self._headers[name] = read_header(self.root / name / CATALOGUE_FILE)
        return self._headers[name]

    @cached_property
    def _general_keys(self) -> frozenset[str]:
        return read_general_keys(self.root / GENERAL_KEYS_FILE)


class _Families(Mapping[str, Family]):
    """The families of a catalogue as a mapping that reads what is looked up."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def __getitem__(self, name: str) -> Family:
        if name not in self._catalogue.names:
            raise KeyError(name)
        return self._catalogue.load_family(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._catalogue.names)

    def __len__(self) -> int:
        return len(self._catalogue.names)


def fold(name: str) -> str:
    """A family's name without case, dashes, underscores and spaces: `ERNIE-CTM` and `ernie_ctm` are the same.

    >>> fold("Deberta-V2") == fold("debertav2")
    True
    """
    return re.sub(r"[-_\s]+", "", name).casefold()


def _load_family(folder: Path, header: Header, general: frozenset[str]) -> Family:
    problems = [] if header.problem is None else [header.problem]
    weights = []
    for entry in header.weights:
        config, problem = _read_config(folder / entry.name / CONFIG_FILE, entry, header.keys, general)
        if problem is not None:
            problems.append(problem)
        weights.append(_spec(folder, header, entry, config, problem))
    published = folder / PUBLISHED_FILE
    return Family(
        name=folder.name,
        title=header.title,
        module=header.module,
        synced_from=header.synced_from,
        aliases=header.aliases,
        lists_all=header.lists_all,
        wording=header.wording,
        internal=frozenset(name for name in header.weight_names for glob in header.internal if fnmatchcase(name, glob)),
        weights=tuple(weights),
        published=published if published.is_file() else None,
        problems=tuple(problems),
    )


def _read_config(
    path: Path, entry: WeightEntry, keys: KnownKeys, general: frozenset[str]
) -> tuple[Mapping[str, object], ConfigError | None]:
    """A weight's config and None, or an empty one and what is wrong with it."""
    if entry.undescribed is not None:
        return {}, None
    try:
        config = read_json_object(path)
        check_config(path, config, keys, general)
    except ConfigError as problem:
        return {}, problem
    return config, None


def _spec(
    folder: Path, header: Header, entry: WeightEntry, config: Mapping[str, object], problem: ConfigError | None
) -> WeightSpec:
    return WeightSpec(
        name=entry.name,
        family=folder.name,
        architecture=entry.architecture,
        module=header.module,
        config=config,
        dimensions=dimensions(config),
        language=entry.language,
        description=entry.description,
        undescribed=entry.undescribed if problem is None else str(problem),
    )
