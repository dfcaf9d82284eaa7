"""What the installed PaddleNLP says of its pretrained weights without a download: families, classes, configs.

PaddleNLP keeps a table of configs on each base model class. Not everything in these tables is a weight of that class:

- some classes inherit or merge another family's table (ERNIE-GEN's `ErnieModel` lists BERT's and ELECTRA's weights):
  a name counts only where the family's own source spells it out;
- twins for other purposes have the same table: parallel training (`modeling_auto`, `modeling_pp`), encoder-only
  (`T5EncoderModel`), fused kernels (`paddlenlp.experimental`): only a family's `modeling` and its base model count;
- an entry may be empty (Funnel), or an address in place of a config (BLOOM, and Falcon below a key `model_state`), or
  missing while the weights have an address (GPT-2): such a weight is listed with the reason why nothing is known of it;
- an address that names a weight with a config says what is at it: `microsoft/deberta-base`, for one, is `deberta-base`.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from paddle_inspect.base.disk import configs_folder, read_json_object
from paddle_inspect.base.records import BuiltIn, KnownKeys
from paddle_inspect.zoos.paddlenlp.environment import import_framework, quiet

#: The folders of upstream's documentation, by package below `paddlenlp.transformers`; others go by their class.
FOLDERS_FILE = "folders.json"

EMPTY = "PaddleNLP's built-in config is empty, and a class's defaults describe no weight"
ADDRESS_ONLY = "PaddleNLP has no built-in config for it, only an address to download from"


def read_registry() -> tuple[BuiltIn, ...]:
    """Every family of the installed PaddleNLP that has a weight, by folder name.

    Raises:
        FrameworkMissing: PaddlePaddle or PaddleNLP does not import.
        ConfigError: configs/folders.json is missing or no JSON object.
    """
    import_framework()
    folders = read_json_object(configs_folder() / FOLDERS_FILE)
    found = (_read_family(module, folders) for module in modelling_modules())
    return tuple(sorted((family for family in found if family), key=lambda family: family.folder.casefold()))


def general_keys() -> frozenset[str]:
    """The keys that PaddleNLP's base config takes for every family: attributes and what its constructor looks for."""
    import_framework()
    from paddlenlp.transformers import PretrainedConfig

    source = inspect.getsource(PretrainedConfig.__init__)
    looked_up = re.findall(r'kwargs\.(?:pop|get)\(\s*"(\w+)"', source)
    attributes = (name.removeprefix("_") for name in vars(PretrainedConfig()))
    layout = ("architectures", "init_args", "init_class", "model_type", "num_labels", "transformers_version")
    return frozenset({*looked_up, *attributes, *layout})


def modelling_modules() -> Iterator[ModuleType]:
    """`paddlenlp.transformers.<family>.modeling` of every package that has one and imports."""
    import paddlenlp.transformers as transformers

    for package in pkgutil.iter_modules(transformers.__path__, f"{transformers.__name__}."):
        name = f"{package.name}.modeling"
        if not package.ispkg or find_spec(name) is None:
            continue
        try:
            with quiet():
                module = importlib.import_module(name)
        except ImportError:  # an optional dependency of that family alone
            continue
        yield module


def _read_family(module: ModuleType, folders: Mapping[str, object]) -> BuiltIn | None:
    cls = base_model(module)
    if cls is None:
        return None
    own = _names_spelled_out(module)
    table = {name: entry for name, entry in _entries(_table(cls)) if name in own}
    addresses = (cls.pretrained_resource_files_map or {}).get("model_state") or {}
    configs = {name: entry for name, entry in table.items() if isinstance(entry, dict) and entry}
    same = {name: _named_by(str(at), configs) for name, at in addresses.items() if name in own and name not in table}
    configs |= {name: configs[other] for name, other in same.items() if other is not None}
    undescribed = {name: EMPTY if entry == {} else ADDRESS_ONLY for name, entry in table.items() if name not in configs}
    undescribed |= {name: ADDRESS_ONLY for name, other in same.items() if other is None}
    if not configs and not undescribed:
        return None
    package = module.__name__.split(".")[-2]
    return BuiltIn(
        folder=str(folders.get(package, re.sub(r"Model$", "", cls.__name__))),
        module=module.__name__,
        architecture=cls.__name__,
        keys=known_keys(cls.config_class, configs),
        configs=configs,
        undescribed=undescribed,
    )


def base_model(module: ModuleType) -> type[Any] | None:
    """The class that stands for the family: the registered base model, or else the plainest `...Model`."""
    from paddlenlp.transformers import PretrainedModel

    classes = [cls for cls in vars(module).values() if isinstance(cls, type) and issubclass(cls, PretrainedModel)]
    own = [cls for cls in classes if cls.__module__ == module.__name__ and _table_or_addresses(cls)]
    registered = [cls for cls in own if getattr(cls, "base_model_class", None) is cls]
    plain = [cls for cls in own if re.fullmatch(r"(?!.*Pre[Tt]rained)(?!.*For[A-Z]).*Model", cls.__name__)]
    candidates = [cls for cls in registered or plain if not cls.__name__.endswith("EncoderModel")]
    return min(candidates, key=lambda cls: len(cls.__name__), default=None)


def _table(cls: type[Any]) -> Mapping[str, object]:
    """The configs on a class, or on its config class."""
    return cls.pretrained_init_configuration or getattr(cls.config_class, "pretrained_init_configuration", None) or {}


def _table_or_addresses(cls: type[Any]) -> bool:
    return bool(_table(cls) or (cls.pretrained_resource_files_map or {}).get("model_state"))


def _entries(table: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """The entries of a table, with those that stand one level deeper, below the kind of file they are for."""
    for name, entry in table.items():
        if name == "model_state" and isinstance(entry, dict):
            yield from entry.items()
        else:
            yield name, entry


def _named_by(address: str, configs: Mapping[str, object]) -> str | None:
    """The weight with a config that an address names by its file, or by the folder of it."""
    parts = (re.sub(r"\.pdparams$", "", part) for part in reversed(address.split("/")))
    return next((part for part in parts if part in configs), None)


def _names_spelled_out(module: ModuleType) -> frozenset[str]:
    """The strings in all displays of a family's own source files: keys of dictionaries, items of lists."""
    folder = Path(module.__file__ or "").parent
    files = (folder / name for name in ("configuration.py", "modeling.py"))
    with quiet():  # about escape sequences in their docstrings
        trees = [ast.parse(path.read_text(encoding="utf-8")) for path in files if path.exists()]
    items = (item for tree in trees for node in ast.walk(tree) for item in _items(node))
    return frozenset(item.value for item in items if isinstance(item, ast.Constant) and isinstance(item.value, str))


def _items(node: ast.AST) -> Sequence[ast.expr | None]:
    if isinstance(node, ast.Dict):
        return node.keys
    return node.elts if isinstance(node, ast.List) else ()


def known_keys(config_class: type[Any] | None, configs: Mapping[str, Mapping[str, object]]) -> KnownKeys:
    """The keys of a family's configs: sizes are positive integers in the class's defaults and in every config."""
    values: dict[str, list[object]] = {}
    for key, default in _defaults(config_class):
        values.setdefault(key, []).extend([] if default is inspect.Parameter.empty else [default])
    for config in configs.values():
        for key, value in config.items():
            values.setdefault(key, []).append(value)
    sizes = {key for key, stated in values.items() if stated and not is_id(key) and all(map(_is_size, stated))}
    required = {key for key in sizes if all(key in config for config in configs.values())} if configs else set()
    return KnownKeys(
        sizes=frozenset(sizes), required=frozenset(required), others=frozenset(values.keys() - sizes) | {"model_type"}
    )


def _defaults(config_class: type[Any] | None) -> Iterator[tuple[str, object]]:
    """What a config class's constructor takes, and the other names that it has for the same."""
    if config_class is None:
        return
    for name, parameter in inspect.signature(config_class.__init__).parameters.items():
        if name != "self" and parameter.kind is not inspect.Parameter.VAR_KEYWORD:
            yield name, parameter.default
    for name in config_class.attribute_map:
        yield name, inspect.Parameter.empty


def parameters_of(config_class: type[Any]) -> dict[str, inspect.Parameter]:
    """What a config class takes by name, also where its constructor hands on what those that it extends take."""
    found: dict[str, inspect.Parameter] = {}
    for constructor in (vars(cls)["__init__"] for cls in config_class.__mro__ if "__init__" in vars(cls)):
        for name, parameter in inspect.signature(constructor).parameters.items():
            if name != "self" and parameter.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD:
                found.setdefault(name, parameter)
    return found


def is_id(key: str) -> bool:
    """Whether a key names tokens by their numbers, which are no sizes."""
    return key.endswith(("_id", "_ids"))


def _is_size(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
