"""Stand-ins for counting: inventories made from arithmetic or from given numbers, without PaddlePaddle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.records import Inventory, TensorInfo, WeightSpec
from paddle_inspect.models import catalogue
from paddle_inspect.pages.repair import Repairer
from tests.arithmetic import PARAMETERS

ROOT = Path(__file__).parent.parent
ALBERT_PAGE = ROOT / "configs" / "ALBERT" / "published.rst"


def inventory(weight: str, parameters: int, architecture: str = "Model") -> Inventory:
    """An inventory of one tensor with that many elements."""
    return Inventory(
        weight=weight,
        architecture=architecture,
        tensors=(TensorInfo(name="all", shape=(parameters,), dtype="float32"),),
    )


def count_by_arithmetic(specs: Sequence[WeightSpec]) -> dict[str, Inventory | NotCounted]:
    """What the architecture's arithmetic gives; families without arithmetic are not counted."""
    return {spec.name: _by_arithmetic(spec) for spec in specs}


def _by_arithmetic(spec: WeightSpec) -> Inventory | NotCounted:
    formula = PARAMETERS.get(spec.family)
    if spec.undescribed or formula is None:
        return NotCounted(spec.name, spec.undescribed or "no arithmetic")
    try:
        return inventory(spec.name, formula(spec.config), spec.architecture)
    except KeyError as key:
        return NotCounted(spec.name, f"the arithmetic needs {key}")


def repairer() -> Repairer:
    """A repairer over the project's catalogue that counts by arithmetic."""
    return Repairer(catalogue.load(), count_by_arithmetic)


class GivenCounts:
    """Counts by a table of parameters, such as the corpus' truth."""

    def __init__(self, parameters: Mapping[str, int]) -> None:
        self.parameters = parameters

    def __call__(self, specs: Sequence[WeightSpec]) -> dict[str, Inventory | NotCounted]:
        return {
            spec.name: inventory(spec.name, self.parameters[spec.name], spec.architecture)
            if spec.name in self.parameters
            else NotCounted(spec.name, "not in the table")
            for spec in specs
        }
