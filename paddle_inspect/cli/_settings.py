"""What a repository has settled for its pages, so that nobody has to type it: in pyproject.toml or setup.cfg.

    [tool.paddle_inspect]                      pyproject.toml; in setup.cfg [tool:paddle_inspect], a list one a line
    ignore = ["undocumented-weight"]
    exclude = ["drafts"]
    reference = "docs/zh/model_zoo"

The nearest file with such a section counts, from the working directory upwards; paths in it are from its folder.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from paddle_inspect.base.disk import read_text, typed
from paddle_inspect.base.errors import ConfigError, InputError, UnknownName

#: What each setting is: the options of the same names say what they do.
_KINDS: dict[str, Any] = {
    "select": list[str],
    "ignore": list[str],
    "exclude": list[str],
    "min_severity": Literal["error", "warning", "note"],
    "baseline": str,
    "reference": str,
}
_LISTS = tuple(name for name, kind in _KINDS.items() if kind == list[str])
_PATHS = ("baseline", "reference")


def settings() -> dict[str, object]:
    """The settings of the repository that the working directory is in, by the names of their options.

    Raises:
        ConfigError: a file that has them cannot be read, or says something else; names the key.
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        for name, section_of in (("pyproject.toml", _of_toml), ("setup.cfg", _of_cfg)):
            path = folder / name
            if path.is_file() and (section := section_of(path)) is not None:
                return _settings(path, section)
    return {}


def _settings(path: Path, section: Mapping[str, object]) -> dict[str, object]:
    said = {key.replace("-", "_"): value for key, value in section.items()}
    for key in said:
        if key not in _KINDS:
            raise ConfigError(path, key, str(UnknownName("setting", key, _KINDS)))
    found = {key: typed(value, _KINDS[key], path, key) for key, value in said.items()}
    return {key: path.parent / str(value) if key in _PATHS else value for key, value in found.items()}


def _of_toml(path: Path) -> Mapping[str, object] | None:
    text = _text(path)
    if "paddle_inspect" not in text:  # most files say nothing to us, and are nobody's business
        return None
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        tool = tomllib.loads(text).get("tool", {})
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(path, None, f"is not TOML: {error}") from None
    section = typed(tool, dict[str, Any], path, "tool").get("paddle_inspect")
    return None if section is None else typed(section, dict[str, Any], path, "tool.paddle_inspect")


def _of_cfg(path: Path) -> Mapping[str, object] | None:
    text = _text(path)
    if "tool:paddle_inspect" not in text:
        return None
    import configparser  # which few repositories need

    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(text, str(path))
    except configparser.Error as error:
        raise ConfigError(path, None, f"is not as setup.cfg has to be: {error}") from None
    if not parser.has_section("tool:paddle_inspect"):
        return None
    return dict(_listed(parser["tool:paddle_inspect"]))


def _listed(section: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    for key, value in section.items():
        yield key, value.split() if key in _LISTS else value


def _text(path: Path) -> str:
    try:
        return read_text(path)
    except InputError as error:
        raise ConfigError(path, None, error.reason) from None
