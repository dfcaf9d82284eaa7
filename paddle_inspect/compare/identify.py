"""Which model a list of tensors is of: first by shapes alone, then tensor by tensor.

Shapes alone tell a file's base model whatever its names are, and cost no build beyond the catalogue's inventories;
heads are then tried for the few nearest. Pure functions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from paddle_inspect.base.records import Inventory, TensorInfo
from paddle_inspect.compare.comparison import Comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How well a file fits one model: a weight, what its head is called, its class, and the comparison."""

    weight: str
    head: str
    architecture: str
    comparison: Comparison

    @property
    def misfits(self) -> int:
        """Tensors of which the file has none, has one too many, or has one of another shape."""
        found = self.comparison
        return len(found.only_left) + len(found.only_right) + len(found.shape_differs)

    @property
    def is_likely(self) -> bool:
        """Whether most of what the model and the file have together fits; less is a coincidence of small shapes."""
        return len(self.comparison.shape_differs) * 2 < self._matched and self.misfits < self._matched

    @property
    def _matched(self) -> int:
        return self.comparison.same + len(self.comparison.dtype_differs)


def rank(fits: Iterable[Fit]) -> tuple[Fit, ...]:
    """The likely fits, best first: fewest misfits, then fewest other dtypes, then most tensors that agree."""
    likely = (fit for fit in fits if fit.is_likely)
    return tuple(sorted(likely, key=lambda fit: (fit.misfits, len(fit.comparison.dtype_differs), -fit.comparison.same)))


def nearest(tensors: Sequence[TensorInfo], inventories: Mapping[str, Inventory], architectures: int) -> tuple[str, ...]:
    """The weights whose base model comes nearest to the tensors by shapes, as many different ones as asked for.

    Weights with the same shapes come together. A head adds tensors to its base model: what the file has beyond the
    base counts a quarter of what it lacks.
    """
    shapes = _shapes(tensors)
    distances: dict[str, float] = {}
    for name, inventory in inventories.items():
        expected = _shapes(inventory.tensors)
        distances[name] = (expected - shapes).total() + (shapes - expected).total() / 4
    closest = sorted(set(distances.values()))[:architectures]
    return tuple(name for name, distance in distances.items() if distance in closest)


def labels_hint(tensors: Iterable[TensorInfo]) -> int | None:
    """The number of labels of a classification head: the length of its bias, which torch stores alike."""
    return next((t.shape[0] for t in tensors if t.name.endswith("classifier.bias") and len(t.shape) == 1), None)


def _shapes(tensors: Iterable[TensorInfo]) -> Counter[tuple[int, ...]]:
    """How many tensors there are of each shape, transposed or not."""
    return Counter(tuple(sorted(tensor.shape)) for tensor in tensors)
