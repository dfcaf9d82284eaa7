"""Which model a list of tensors is of: first by shapes alone, then tensor by tensor.

Shapes alone tell a file's base model whatever its names are, and cost no build beyond the catalogue's inventories;
heads are then tried for the few nearest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from paddle_inspect.base.records import Inventory, TensorInfo, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.comparisons.sides import Side, compare_sides
from paddle_inspect.comparisons.tensors import Differences
from paddle_inspect.models.counting import count, count_each
from paddle_inspect.models.heads import heads_of, with_head

# Measured on the 879 different models that the catalogue's 286 described weights have with and without their heads,
# each held against the others as if it were a file.

#: Different base models that are looked at closely. A file's own is the nearest for 838 of 879, among four for 873, and
#: among six for all; the last are ELECTRA's generator and discriminator in one file.
_CANDIDATES = 6
#: Tensors beyond a base model that weigh as much as one that it has and the file lacks. Two let the last of those fall
#: to the seventh place; from four to sixteen nothing else changes but the order behind the first.
_BEYOND_PER_LACKING = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How well a file fits one model: a weight, what its head is called, its class, and what differs."""

    weight: str
    head: str
    architecture: str
    differences: Differences

    @property
    def misfits(self) -> int:
        """Tensors of which the file has none, has one too many, or has one of another shape."""
        found = self.differences
        return len(found.only_left) + len(found.only_right) + len(found.shape_differs)

    @property
    def is_likely(self) -> bool:
        """Whether more fits than does not; less is a coincidence of small shapes.

        Measured as above, on 32,522 pairs of a file and a model that is near to it: of a weight under two of its heads
        19 in 20 have less than one misfit for each tensor that fits (the others are half of the other: ELECTRA's
        generator), of models of two families that are not alike nearly all have more than two.
        """
        return self.misfits < self.differences.same + len(self.differences.dtype_differs)


def identify(found: Side, specs: Sequence[WeightSpec], run: Run) -> tuple[Match, ...]:
    """The models that a file may be of, best first: of the weights that are nearest by shapes, with every head."""
    counted = {name: one for name, one in count(specs, run).items() if isinstance(one, Inventory)}
    chosen = nearest(found.tensors, counted, _CANDIDATES)
    labels = labels_hint(found.tensors)
    models = [(spec, head) for spec in specs if spec.name in chosen for head in heads_of(spec, run)]
    headed = [with_head(spec, head, labels) for spec, head in models]
    names = len({tensor.name for tensor in found.tensors})
    matches = (
        Match(
            weight=spec.name,
            head=head.name,
            architecture=head.architecture,
            differences=compare_sides(Side(label=spec.name, tensors=one.tensors, spec=model), found, run),
        )
        for (spec, head), model, one in zip(models, headed, count_each(headed, run, doubts=False), strict=True)
        if isinstance(one, Inventory) and _can_be_likely(names, one)
    )
    return best_first(matches)


def _can_be_likely(names: int, model: Inventory) -> bool:
    """Whether a file with so many names can match the model; one with twice as many has more misfits than matches."""
    return names < 2 * len(model.tensors)


def best_first(matches: Iterable[Match]) -> tuple[Match, ...]:
    """The likely matches, best first: fewest misfits, then fewest other dtypes, then most tensors that agree."""
    likely = (match for match in matches if match.is_likely)
    return tuple(
        sorted(likely, key=lambda one: (one.misfits, len(one.differences.dtype_differs), -one.differences.same))
    )


def complete(matches: Iterable[Match]) -> tuple[Match, ...]:
    """The matches in which nothing differs."""
    return tuple(match for match in matches if match.differences.is_same)


def nearest(tensors: Sequence[TensorInfo], inventories: Mapping[str, Inventory], architectures: int) -> tuple[str, ...]:
    """The weights whose base model comes nearest to the tensors by shapes, as many different ones as asked for.

    Weights with the same shapes come together. A head adds tensors to its base model: what the file has beyond the
    base counts a quarter of what it lacks. Query, key and value that torch has in one matrix may be meant as three.
    """
    if not inventories:
        return ()
    import numpy  # costs as much as a small command

    expected = [_shapes(inventory.tensors) for inventory in inventories.values()]
    shapes = list(dict.fromkeys(shape for counts in expected for shape in counts))
    needed = numpy.array([[counts[shape] for shape in shapes] for counts in expected]).reshape(-1, len(shapes))
    ways = []
    for held in (_shapes(tensors), _apart(_shapes(tensors))):
        beyond = numpy.array([held[shape] for shape in shapes], int) - needed  # one row a weight, one column a shape
        foreign = held.total() - sum(held[shape] for shape in shapes)  # of shapes that no weight has
        lacking = -beyond.clip(max=0).sum(axis=1)
        ways.append(lacking + (beyond.clip(min=0).sum(axis=1) + foreign) / _BEYOND_PER_LACKING)
    distances = numpy.minimum(*ways)
    closest = numpy.unique(distances)[:architectures]
    return tuple(name for name, near in zip(inventories, numpy.isin(distances, closest), strict=True) if near)


def _apart(held: Counter[tuple[int, ...]]) -> Counter[tuple[int, ...]]:
    """The shapes with each matrix that is three times as long as wide, and each vector of its length, as three."""
    widths = {shape[0] for shape in held if shape and shape[1:] == (3 * shape[0],)}
    thirds = {(*axes, 3 * width): (*axes, width) for width in widths for axes in ((), (width,))}
    apart: Counter[tuple[int, ...]] = Counter()
    for shape, times in held.items():
        apart[thirds.get(shape, shape)] += times * (3 if shape in thirds else 1)
    return apart


def labels_hint(tensors: Iterable[TensorInfo]) -> int | None:
    """The number of labels of a classification head: the length of its bias, which torch stores alike."""
    return next((t.shape[0] for t in tensors if t.name.endswith("classifier.bias") and len(t.shape) == 1), None)


def _shapes(tensors: Iterable[TensorInfo]) -> Counter[tuple[int, ...]]:
    """How many tensors there are of each shape, transposed or not."""
    return Counter(tuple(sorted(tensor.shape)) for tensor in tensors)
