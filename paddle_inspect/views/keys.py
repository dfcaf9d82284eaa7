"""Parts of JSON trees that several documents share. Keys are a contract with scripts; what is not known is null."""

from __future__ import annotations

from collections.abc import Iterable

from paddle_inspect.base.figures import Figure
from paddle_inspect.base.records import Dimensions, Finding, Inventory, Totals, WeightSpec
from paddle_inspect.models.rank import language_of

_SIZES = ("num_hidden_layers", "embedding_size", "hidden_size", "num_attention_heads")
_NUMBERS = (
    "state_dict_tensors",
    "parameter_tensors",
    "buffer_tensors",
    "tied_tensors",
    "parameters",
    "trainable_parameters",
    "buffer_elements",
    "stored_elements",
    "parameter_bytes",
    "bytes_by_dtype",
)


def sizes(spec: WeightSpec | None) -> dict[str, object]:
    """The four sizes that a weight's config states."""
    dimensions = Dimensions() if spec is None else spec.dimensions
    return {name: getattr(dimensions, name) for name in _SIZES}


def language_cell(spec: WeightSpec | None, language: str | None) -> str:
    """A language as a table shows it: one that only the weight's name mentions stands in brackets."""
    named = None if language or spec is None else language_of(spec)
    return language or (f"({named})" if named else "")


def numbers(inventory: Inventory | Totals | None) -> dict[str, object]:
    """What is counted of a model."""
    return {name: None if inventory is None else getattr(inventory, name) for name in _NUMBERS}


def figure_value(figure: Figure | None) -> int | None:
    """A documented figure as a number; None for a placeholder."""
    return None if figure is None or figure.value is None else round(figure.value * figure.unit)


def findings(found: Iterable[Finding]) -> list[dict[str, object]]:
    """Findings with the lines that they are about, null for those about a whole file."""
    return [
        {
            "code": finding.code,
            "severity": finding.severity.value,
            "weight": finding.weight,
            "line": finding.span.first if finding.span else None,
            "end_line": finding.span.last if finding.span else None,
            "message": finding.message,
        }
        for finding in found
    ]
