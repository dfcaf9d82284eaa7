"""What a text names, wherever a command takes a weight: a catalogued one, a config.json, an exported program, a folder.

A catalogued name comes first; a folder that is called so is meant by `./name`. A folder with a config is the model that
it describes, also where a program is beside it. A program has tensors and operators and no class, so that who can take
one asks for it with `program` before `find`.

Nothing is fetched and nothing in a file is run. Counted is the zoo's own class of the name that the config gives, and
from the config alone: what the class requires and the config lacks is refused by `counting`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from paddle_inspect.base.disk import json_type, read_json_object
from paddle_inspect.base.errors import BadArgument, ConfigError, InputError, UnknownName
from paddle_inspect.base.figures import listed
from paddle_inspect.base.keep import Kept
from paddle_inspect.base.records import Described, KnownKeys, ModelClass, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.models.catalogue import CONFIG_FILE, Catalogue
from paddle_inspect.models.configs import check_sizes, dimensions, flatten
from paddle_inspect.programs import is_program
from paddle_inspect.zoos import versions, zoo, zoo_names

#: What configs are called in a folder: today's, and what PaddleNLP wrote before 2.5.
CONFIG_FILES = (CONFIG_FILE, "model_config.json")
#: What a file is called that can only be a program.
_PROGRAM = ".pdmodel"
#: And the file beside it that holds its parameters.
_PARAMS = ".pdiparams"
#: Beyond so many, keys are counted in a sentence, not named.
_NAMED = 8
#: Says how stored weights are packed, and nothing of the model.
_PACKING = "quantization_config"
#: What every config may say of itself.
_LAYOUT = ("architectures", "init_args", "init_class", "model_type", "torch_dtype")
#: Code beside a config, for who runs it.
_CODE = "auto_map"


def find(text: str, catalogue: Catalogue, run: Run) -> WeightSpec:
    """The weight that a text names.

    Args:
        text: a catalogued name, or the path of a config.json or of a folder with one.
        catalogue: the catalogued weights.
        run: what is kept.

    Raises:
        UnknownName: there is neither such a weight nor such a file; offers the nearest weights.
        InputError: it is clearly a path, and nothing is there, or a folder without a config; or an exported program,
            of which no class can be built.
        ConfigError: the file describes no model of a class that is installed; names the key.
        FrameworkMissing: the class has to be looked for, and no library can be imported.
    """
    if (path := program(text, catalogue)) is not None:
        raise InputError(path, "is an exported program, which names no class: this needs a weight or a config")
    if not is_path(text):
        try:
            return catalogue.weight(text)
        except UnknownName:
            if not os.path.lexists(text) and (os.sep not in text or _namespace(text) in _namespaces(catalogue)):
                raise
    return read_config(text, config_file(Path(text)), run)


def program(text: str, catalogue: Catalogue) -> Path | None:
    """The exported program, or the folder with one, that a text names; None where it names something else.

    What is called `.pdmodel` is meant as one, so that its reader says what is wrong with it.
    """
    if not os.path.lexists(text) or (not is_path(text) and text in catalogue.weight_names):
        return None
    path = Path(text)
    if path.is_dir():
        return path if is_program(path) and not describes(path) else None
    return path if text.endswith(_PROGRAM) or is_program(path) else None


def _namespace(name: str) -> str:
    return name.partition(os.sep)[0]


def _namespaces(catalogue: Catalogue) -> set[str]:
    """Whose weights are catalogued under names that look like paths: `facebook/opt-1.3b`."""
    return {_namespace(name) for name in catalogue.weight_names if os.sep in name}


def beside(text: str, catalogue: Catalogue) -> Path:
    """The folder in which the weight files of a described model are: the one with its config.

    Raises:
        BadArgument: the text is a catalogued name, which says nothing of files.
        UnknownName, InputError: as `find`.
    """
    if not is_path(text) and (text in catalogue.weight_names or not os.path.lexists(text)):
        raise BadArgument(f"{catalogue.weight(text).name} is a name alone: say which file is to be held against it")
    path = Path(text)
    return path if path.is_dir() else config_file(path).parent


def is_path(text: str) -> bool:
    """Whether a text can only be meant as a path: `./mine`, `/models/mine`, `mine/`, `config.json`, `a.pdmodel`."""
    return text.startswith((".", os.sep)) or text.endswith((os.sep, ".json", _PROGRAM))


def describes(path: Path) -> bool:
    """Whether a file describes a model by its name, or a folder has one that does; an index of shards does not."""
    if path.is_dir():
        return any((path / name).exists() for name in CONFIG_FILES)
    return path.suffix == ".json" and not path.name.endswith(".index.json")


def config_file(path: Path) -> Path:
    """A config file, or the one in a folder.

    Raises:
        InputError: nothing is there, a folder without one, or a file of tensors.
    """
    try:
        if not path.exists():
            raise InputError(path, "no such file or directory")
        if not path.is_dir():
            _refuse_weights(path)
            return path
        found = next((path / name for name in CONFIG_FILES if (path / name).exists()), None)
    except ValueError as error:  # a NUL in the name
        raise InputError(path, str(error)) from None
    except OSError as error:
        raise InputError(path, error.strerror or str(error)) from None
    if found is None:
        raise InputError(
            path,
            f"is a folder without {', '.join(CONFIG_FILES)} or exactly one exported program; "
            "of weight files alone, `checkpoint` and `identify` tell",
        )
    return found


def _refuse_weights(path: Path) -> None:
    if path.suffix == _PARAMS:
        raise InputError(path, "holds the parameters of an exported program: name the program, or the folder of both")
    if path.suffix and path.suffix != ".json":
        from paddle_inspect.checkpoints.file import suffixes  # which reads every format, for a refusal alone

        if path.suffix in suffixes():
            raise InputError(
                path, "holds tensors and no config: `checkpoint` lists them, `identify` says whose they are"
            )


def read_config(name: str, path: Path, run: Run) -> WeightSpec:
    """The weight that a config file describes, under a name.

    Raises:
        ConfigError, FrameworkMissing: as `find`.
    """
    content = read_json_object(path)
    values = {key: value for _, key, value in flatten(content)} | content
    architecture, model_type = _architecture(path, values), values.get("model_type")
    if architecture is None and not isinstance(model_type, str):
        raise ConfigError(path, None, "names no class: it has neither architectures nor model_type")
    model_type = model_type if isinstance(model_type, str) else None
    found = _class(path, architecture, model_type, run)
    check_sizes(path, content, found.keys, found.architecture)
    return WeightSpec(
        name=name.rstrip(os.sep) or name,
        family=found.family,
        architecture=found.base,
        module=found.module,
        config={key: value for key, value in content.items() if key not in (_PACKING, _CODE)},
        dimensions=dimensions(content),
        described=Described(
            path=str(path),
            architecture=found.architecture,
            notes=tuple(_notes(architecture, model_type, values, found)),
        ),
    )


def _architecture(path: Path, values: Mapping[str, object]) -> str | None:
    """The one class that a config names, as PaddleNLP and transformers do, or as PaddleNLP did before 2.5."""
    names = values.get("architectures")
    if names is None:
        names = [values["init_class"]] if "init_class" in values else []
    if not isinstance(names, list):
        raise ConfigError(path, "architectures", f"is a {json_type(names)}, expected an array of one name")
    for name in names:
        if not isinstance(name, str):
            raise ConfigError(path, "architectures", f"names a {json_type(name)}, expected a string")
    if len(names) > 1:
        raise ConfigError(path, "architectures", f"names {len(names)} classes, expected one: {listed(names, _NAMED)}")
    return names[0] if names else None


def _class(path: Path, architecture: str | None, model_type: str | None, run: Run) -> ModelClass:
    key = MODEL_CLASS.key(versions(), [architecture, model_type])
    found = run.keep.find(MODEL_CLASS, key)
    if found is not None:
        return found
    for name in zoo_names():
        found = zoo(name).find_class(architecture, model_type)
        if found is not None:
            run.keep.keep(MODEL_CLASS, key, found)
            return found
    said, where = (model_type, "model_type") if architecture is None else (architecture, "architectures")
    installed = ", ".join(f"{name} {zoo(name).versions().get(name)}" for name in zoo_names())
    raise ConfigError(path, where, f"names {said!r:.80}, which the installed {installed} does not have")


def _notes(
    architecture: str | None, model_type: str | None, values: Mapping[str, object], found: ModelClass
) -> Iterator[str]:
    if architecture is None:
        yield f"The config names no class: counted is the base model of model_type {model_type}."
    if _CODE in values:
        yield "auto_map names code that comes with the model. It is not run: counted is the library's own class."
    if _PACKING in values:
        yield "quantization_config says how stored weights are packed: counted is the model before that."
    known = found.keys.sizes | found.keys.others | {_CODE, _PACKING, *_LAYOUT}
    unknown = [key for key, value in values.items() if key not in known and value is not None]
    if unknown and found.keys.others:
        named = listed(unknown, _NAMED)
        yield f"Keys that {found.architecture} does not know, so that nothing is built of them: {named}."


def _encoded(found: ModelClass) -> dict[str, object]:
    keys = {name: sorted(names) for name, names in asdict(found.keys).items()}
    return {**asdict(found), "keys": keys}


def _decoded(content: Any) -> ModelClass:
    keys = KnownKeys(**{name: frozenset(names) for name, names in content["keys"].items()})
    return ModelClass(**{**content, "keys": keys})


MODEL_CLASS: Kept[ModelClass] = Kept(name="class", version=1, encode=_encoded, decode=_decoded)
