"""Reading one config.json and telling whether it describes a model, in one line that names file and key path."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from paddle_inspect.console import read_text
from paddle_inspect.dimensions import (
    DECODER_HEADS,
    DECODER_LAYERS,
    ENCODER_HEADS,
    ENCODER_LAYERS,
    HEADS,
    HIDDEN,
    LAYERS,
    flatten,
)
from paddle_inspect.errors import ConfigError, InputError

#: No model comes near; a config beyond it would be built for hours or fill the memory.
LARGEST_SIZE, MOST_LAYERS = 10_000_000, 10_000

_LAYER_KEYS = frozenset(LAYERS + ENCODER_LAYERS + DECODER_LAYERS)

#: Keys that give an attention head a width of its own, so that heads need not divide hidden_size.
HEAD_WIDTHS = frozenset({"d_kv", "d_head", "head_dim", "attention_head_size", "kv_channels", "true_hidden_size"})


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownKeys:
    """The keys that a family's configs may have, as synced from PaddleNLP.

    `sizes` are positive integers wherever PaddleNLP states them, `required` the sizes that every built-in config of
    the family states, `others` everything else that the config class takes.
    """

    sizes: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()


def read_json_object(path: Path) -> dict[str, object]:
    """The JSON object in a file.

    Raises:
        ConfigError: missing, not text, not JSON (line and column are named), not an object, or a key given twice.
    """
    try:
        content = json.loads(read_text(path).removeprefix("\ufeff"), object_pairs_hook=_unique, parse_constant=_refuse)
    except InputError as error:
        raise ConfigError(path, None, error.reason) from None
    except json.JSONDecodeError as error:
        reason = f"is not JSON: {error.msg} (line {error.lineno}, column {error.colno})"
        raise ConfigError(path, None, reason) from None
    except (ValueError, RecursionError) as error:
        raise ConfigError(path, None, f"is not usable JSON: {error}") from None
    if not isinstance(content, dict):
        raise ConfigError(path, None, f"is a JSON {json_type(content)}, expected an object")
    return content


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    content = dict(pairs)
    if len(content) < len(pairs):
        ((twice, _),) = Counter(key for key, _ in pairs).most_common(1)
        raise ValueError(f"key {twice!r} stands twice")
    return content


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is no number")


def json_type(value: object) -> str:
    """What JSON calls a value: `string`, `number`, `boolean`, `null`, `array`, `object`."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    names: tuple[tuple[type, str], ...] = ((str, "string"), (int, "number"), (float, "number"), (list, "array"))
    return next((name for kind, name in names if isinstance(value, kind)), "object")


def check_config(path: Path, config: Mapping[str, object], known: KnownKeys, general: frozenset[str]) -> None:
    """Tell whether a config describes a model of its family.

    Args:
        path: the file, for the message.
        config: its content.
        known: the family's keys; an empty set of them allows every key.
        general: keys that PaddleNLP takes in every config.

    Raises:
        ConfigError: a missing, unknown or unusable key; the first in the order of the file.
    """
    entries = list(flatten(config))
    values = {key: value for _, key, value in entries}
    for key in sorted(known.required - values.keys()):
        raise ConfigError(path, key, "is missing")
    for key_path, key, value in entries:
        if key in known.sizes:
            _check_size(path, key_path, value, MOST_LAYERS if key in _LAYER_KEYS else LARGEST_SIZE)
        elif known.others and key not in known.others | general:
            raise ConfigError(path, key_path, "is no key that PaddleNLP knows for this family")
    _check_split_heads(path, {key: key_path for key_path, key, _ in entries}, values)


def _check_size(path: Path, key_path: str, value: object, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ConfigError(path, key_path, f"is the {json_type(value)} {json.dumps(value)[:40]}, expected an integer")
    if value <= 0:
        raise ConfigError(path, key_path, f"is {value}, expected a positive integer")
    if value > most:
        shown = f"{value:,}" if value < 10**15 else f"a number of {len(str(value))} digits"
        raise ConfigError(path, key_path, f"is {shown}, more than any model has ({most:,} at most)")


def _check_split_heads(path: Path, paths: Mapping[str, str], values: Mapping[str, object]) -> None:
    """Where attention splits hidden_size among its heads, the heads have to divide it."""
    hidden_key = _first_present(HIDDEN, values)
    if hidden_key is None or HEAD_WIDTHS & values.keys():
        return
    hidden = values[hidden_key]
    for heads_key in (HEADS, ENCODER_HEADS, DECODER_HEADS):
        key = _first_present(heads_key, values)
        heads = values.get(key) if key else None
        if isinstance(hidden, int) and isinstance(heads, int) and heads > 0 and hidden % heads:
            raise ConfigError(path, paths[hidden_key], f"is {hidden}, not divisible by {key} ({heads})")


def _first_present(keys: Iterable[str], values: Mapping[str, object]) -> str | None:
    return next((key for key in keys if key in values), None)
