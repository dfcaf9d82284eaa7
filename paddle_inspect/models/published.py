"""Where a library's class is not the published model: parameters that a check finds, without a list of names. Pure.

A layer that a pass does not use, a parameter that nothing trains, and a table of words that stands untied beside others
of its shape are counted as the library builds them, and papers count without them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from paddle_inspect.base.figures import format_exact, listed, many
from paddle_inspect.base.records import Inventory, TensorInfo, Trace, WeightSpec
from paddle_inspect.models.configs import first_size, flatten
from paddle_inspect.models.cost import execution

_VOCABULARY = ("vocab_size",)
#: More tensors than this are counted in a sentence, not named.
_NAMED = 3
#: Axes of a table that is looked up.
_TABLE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """Parameters that a published model may be without.

    `code` is that of the way of counting without them, `text` what that way is, in words; `about` is a sentence.
    """

    code: str
    text: str
    about: str
    tensors: tuple[TensorInfo, ...]

    @property
    def elements(self) -> int:
        """How many the model has fewer without them."""
        return sum(tensor.numel for tensor in self.tensors)

    @property
    def sentence(self) -> str:
        """With the elements and the first names."""
        names = listed([tensor.name for tensor in self.tensors], _NAMED)
        return f"{self.about}: {many(len(self.tensors), 'tensor')}, {format_exact(self.elements)} elements ({names})."


def constants(inventory: Inventory) -> Iterator[Apart]:
    """Parameters that no gradient reaches: sines of positions, frozen statistics."""
    if found := tuple(tensor for tensor in inventory.unique if not tensor.trainable):
        yield Apart(
            code="without-constants",
            text="parameters of the base model without those that are fixed, as constants are",
            about="Held as parameters and never trained",
            tensors=found,
        )


def words_of(spec: WeightSpec) -> int | None:
    """How many words the tables of a weight's config have."""
    return first_size({key: value for _, key, value in flatten(spec.config)}, _VOCABULARY)


def copies_of_words(inventory: Inventory, words: int | None) -> Iterator[TensorInfo]:
    """Tables of so many words and one width that share no storage, all but the first; a head has its own lying."""
    seen: set[int] = set()
    for tensor in inventory.unique:
        if len(tensor.shape) == _TABLE and words in tensor.shape:
            width = tensor.shape[1] if tensor.shape[0] == words else tensor.shape[0]
            if width in seen:
                yield tensor
            seen.add(width)


def untied(spec: WeightSpec, inventory: Inventory) -> Iterator[Apart]:
    """Tables of the same words and width that share no storage, all but the first of each shape."""
    if copies := tuple(copies_of_words(inventory, words_of(spec))):
        yield Apart(
            code="tied-as-published",
            text="parameters of the base model with its tables of words tied",
            about="Tables of words that are copies of one shape and not tied",
            tensors=copies,
        )


def unused(inventory: Inventory, trace: Trace) -> Iterator[Apart]:
    """Parameters that no operator of a pass computes with."""
    if found := execution(inventory, trace).unused:
        given = ", ".join(name for name, _ in trace.inputs)
        yield Apart(
            code="without-unused",
            text=f"parameters of the base model that a pass of {given} uses",
            about=f"Not used by a pass of {given}",
            tensors=found,
        )


def apart(spec: WeightSpec, inventory: Inventory, trace: Trace | None = None) -> tuple[Apart, ...]:
    """Everything that is found of a weight's base model; what a pass does not use, where there is one."""
    found = () if trace is None else unused(inventory, trace)
    return (*found, *constants(inventory), *untied(spec, inventory))
