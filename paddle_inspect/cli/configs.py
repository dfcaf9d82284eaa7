"""List the catalogue of weights, compare it with the installed PaddleNLP, or write it anew.

`check` compares configs/ key by key with what is built into the installed PaddleNLP and exits 1 when they differ.
`sync` writes it from there, and keeps what people wrote: titles, aliases, languages, descriptions, order.

examples:
  paddle_inspect configs list                 every family, with how many of its weights PaddleNLP describes
  paddle_inspect configs list ALBERT          its weights
  paddle_inspect configs check ALBERT         does configs/ALBERT still say what PaddleNLP says?
  paddle_inspect configs sync --all --check   would a sync change anything?
"""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from paddle_inspect.base.errors import ConfigError, InputError, UnknownName
from paddle_inspect.base.files import configs_folder, read_json_object, write_atomically
from paddle_inspect.base.records import BuiltIn, WeightSpec
from paddle_inspect.base.text import one_line
from paddle_inspect.base.versions import versions
from paddle_inspect.models import catalogue
from paddle_inspect.models.catalogue import CATALOGUE_FILE, CONFIG_FILE, GENERAL_KEYS_FILE, Catalogue, Family
from paddle_inspect.models.catalogue_file import Header, read_header, render_general_keys
from paddle_inspect.models.sync import drift, render_family
from paddle_inspect.tables.table import Column, Table


def configure(parser: argparse.ArgumentParser) -> None:
    """Add `list`, `check` and `sync`."""
    parser.add_argument("--configs", type=Path, metavar="DIR", help="another folder of configs than this package's own")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="families, or the weights of some")
    listing.add_argument("families", nargs="*", metavar="FAMILY")
    checking = actions.add_parser("check", help="compare with the installed PaddleNLP; exit 1 when they differ")
    checking.add_argument("families", nargs="*", metavar="FAMILY", help="default: all")
    syncing = actions.add_parser("sync", help="write from the installed PaddleNLP")
    syncing.add_argument("families", nargs="*", metavar="FAMILY")
    syncing.add_argument("--all", action="store_true", help="every family that PaddleNLP describes")
    syncing.add_argument("--check", action="store_true", help="write nothing; exit 1 when something would change")
    syncing.set_defaults(usage_error=syncing.error)


def run(args: argparse.Namespace) -> int:
    """Do the action.

    Raises:
        UnknownName: a family that neither the catalogue nor PaddleNLP has.
        FrameworkMissing: `check` or `sync` without an importable PaddleNLP.
    """
    root: Path = args.configs or configs_folder()
    if args.action == "list":
        return _list(catalogue.load(root), args.families)
    if args.action == "check":
        return _check(catalogue.load(root), args.families)
    if bool(args.families) == args.all:
        args.usage_error("name some families, or --all")
    return _sync(root, args.families, dry=args.check)


def _list(known: Catalogue, names: Sequence[str]) -> int:
    from paddle_inspect.tables.terminal import print_table

    families = [known.family(name) for name in names] or list(known.families.values())
    print_table(_weight_table(families) if names else _family_table(families))
    problems = [problem for family in families for problem in family.problems] if names else known.problems
    for problem in problems:
        print(one_line(str(problem)))
    return 1 if problems else 0


def _family_table(families: Sequence[Family]) -> Table:
    rows = [_family_row(family.name, family.weights, family.synced_from) for family in families]
    everything = [weight for family in families for weight in family.weights]
    total = _family_row(_plural(len(families), "family", "families"), everything, "")
    titles = ("family", "weights", "described", "architecture", "synced from")
    columns = tuple(Column(title, right=title in ("weights", "described")) for title in titles)
    return Table(columns, (*rows, (*total[:3], "", "")))


def _family_row(name: str, weights: Sequence[WeightSpec], source: str) -> tuple[str, ...]:
    described = sum(weight.undescribed is None for weight in weights)
    return name, str(len(weights)), str(described), ", ".join(sorted({w.architecture for w in weights})), source


def _weight_table(families: Sequence[Family]) -> Table:
    columns = tuple(map(Column, ("weight", "family", "architecture", "language", "description")))
    weights = [weight for family in families for weight in family.weights]
    return Table(columns, tuple(_weight_row(weight) for weight in weights))


def _weight_row(weight: WeightSpec) -> tuple[str, ...]:
    about = weight.description or (f"({weight.undescribed})" if weight.undescribed else "-")
    return weight.name, weight.family, weight.architecture, weight.language or "-", about


def _check(known: Catalogue, names: Sequence[str]) -> int:
    source, registry = _registry()
    folders = _folders(known.root, registry)
    chosen = [known.family(name).name for name in names] or sorted({*known.names, *folders}, key=str.casefold)
    lines = [line for folder in chosen for line in _differences(known.root, folder, folders.get(folder), source)]
    for line in lines:
        print(one_line(line))
    what = "1 family" if len(chosen) == 1 else f"{len(chosen)} families"
    print(f"{what}: {_plural(len(lines), 'difference')} from {source}")
    return 1 if lines else 0


def _differences(root: Path, folder: str, built_in: BuiltIn | None, source: str) -> Iterator[str]:
    if built_in is None:
        yield f"{folder}: is no family of {source}"
        return
    if not (root / folder).is_dir():
        yield f"{folder}: is missing, but {source} has it"
        return
    header = read_header(root / folder / CATALOGUE_FILE)
    if header.problem is not None:
        yield str(header.problem)
        return
    configs = {}
    for entry in header.weights:
        if entry.undescribed is None:
            path = root / folder / entry.name / CONFIG_FILE
            try:
                configs[entry.name] = read_json_object(path)
            except ConfigError as problem:
                yield str(problem)
    for name, sentence in drift(built_in, header, configs, source):
        yield f"{root / folder / name}: {sentence}"
    listed = {f"{entry.name}/{CONFIG_FILE}" for entry in header.weights}
    for name in sorted(_config_files(root / folder) - listed):
        yield f"{root / folder / name}: belongs to no weight of {CATALOGUE_FILE}"


def _sync(root: Path, names: Sequence[str], *, dry: bool) -> int:
    source, registry = _registry()
    folders = _folders(root, registry)
    chosen = [_find(name, folders) for name in names] or list(folders)
    changes = 0
    for folder in chosen:
        path = root / folder / CATALOGUE_FILE
        header = read_header(path) if path.exists() else None
        if header is not None and header.problem is not None:
            raise header.problem
        changes += _replace_files(root / folder, render_family(folders[folder], header, source), dry=dry)
    changes += _write(root / GENERAL_KEYS_FILE, _general_keys(source), dry=dry)
    verb = "would change" if dry else "changed"
    print(f"{_plural(len(chosen), 'family', 'families')} of {source}: {_plural(changes, 'file')} {verb}")
    return 1 if dry and changes else 0


def _replace_files(folder: Path, files: dict[str, str], *, dry: bool) -> int:
    """Write a family's files and delete configs of weights that are gone; returns how many files changed."""
    changes = sum(_write(folder / name, text, dry=dry) for name, text in files.items())
    for name in sorted(_config_files(folder) - files.keys()):
        changes += 1
        print(f"{folder / name}: {'would go' if dry else 'gone'}, no weight of that name is described")
        if not dry:
            _delete(folder / name, folder)
    return changes


def _write(path: Path, text: str, *, dry: bool) -> int:
    if path.is_file() and path.read_bytes() == text.encode():
        return 0
    print(f"{path}: {'would be ' if dry else ''}{'rewritten' if path.exists() else 'written'}")
    if not dry:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(path.parent, str(error.strerror).lower()) from None
        write_atomically(path, text)
    return 1


def _delete(path: Path, stop: Path) -> None:
    """Delete a file and the folders that this empties, up to `stop`."""
    path.unlink()
    with contextlib.suppress(OSError):  # not empty
        for parent in path.parents:
            if parent == stop:
                break
            parent.rmdir()


def _config_files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob(CONFIG_FILE)}


def _registry() -> tuple[str, tuple[BuiltIn, ...]]:
    """What PaddleNLP is called in messages, and its families."""
    from paddle_inspect.zoos.paddlenlp.registry import read_registry

    registry = read_registry()
    return f"paddlenlp {versions().paddlenlp}", registry


def _general_keys(source: str) -> str:
    from paddle_inspect.zoos.paddlenlp.registry import general_keys

    return render_general_keys(source, general_keys())


def _folders(root: Path, registry: Iterable[BuiltIn]) -> dict[str, BuiltIn]:
    """PaddleNLP's families by their folder in configs/, which people may have renamed."""
    headers: dict[str, Header] = {}
    if root.is_dir():
        headers = {path.parent.name: read_header(path) for path in sorted(root.glob(f"*/{CATALOGUE_FILE}"))}
    renamed = {header.module: folder for folder, header in headers.items() if header.problem is None}
    return {renamed.get(built_in.module, built_in.folder): built_in for built_in in registry}


def _find(name: str, folders: dict[str, BuiltIn]) -> str:
    for folder in folders:
        if catalogue.fold(folder) == catalogue.fold(name):
            return folder
    raise UnknownName("family", name, folders)


def _plural(count: int, singular: str, plural: str | None = None) -> str:
    return f"{count} {singular}" if count == 1 else f"{count} {plural or singular + 's'}"
