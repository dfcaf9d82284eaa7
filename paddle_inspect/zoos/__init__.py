"""Libraries of models, one package or module each; nobody else imports a framework.

A zoo is found by being there, and goes by the name of the Python package that it knows: whatever concerns a weight
whose architecture is in `paddlenlp.transformers.albert.modeling` is asked of `zoos/paddlenlp`. Importing a zoo imports
no framework; asking it does. Where the library is not installed, what travels with this package answers in its place:
what it said of the catalogued weights when the release was made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Protocol, cast

from paddle_inspect._version import __version__
from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.plugins import modules_in
from paddle_inspect.base.records import BuiltIn, Inventory, ModelClass, TorchName, Trace, WeightSpec
from paddle_inspect.zoos import _shipped as shipped

#: Whether a library was found not to import in this process.
_without: list[bool] = []


class Zoo(Protocol):
    """What a zoo can be asked.

    All but `versions` raise FrameworkMissing where the library does not import; what takes a weight raises NotCounted
    where the installed release has no such class or cannot build it, and says why.
    """

    def versions(self) -> Mapping[str, str | None]:
        """The releases that its answers depend on, by package; None for what is not installed."""

    def families(self) -> Sequence[BuiltIn]:
        """Every family that the library describes, by the name of its folder."""

    def general_keys(self) -> frozenset[str]:
        """The keys that the library takes in every config."""

    def find_class(self, architecture: str | None, model_type: str | None) -> ModelClass | None:
        """The class that a config names, or without a name the base model of a type; None where there is none."""

    def count(self, spec: WeightSpec) -> Inventory:
        """The tensors of a weight's model, built without memory for them where that is possible."""

    def head_classes(self, spec: WeightSpec) -> Sequence[Sequence[str]]:
        """The classes that a weight's config can be built as: the names of each, its own first."""

    def forward_pass(self, spec: WeightSpec, *, batch: int, seq_len: int) -> Trace:
        """One forward pass of a weight's model; raises NotTraced where that cannot be made without weights."""

    def names_in_torch(self, spec: WeightSpec) -> Mapping[str, TorchName] | None:
        """Torch's names of the tensors of a weight's model, None where the library has no mapping."""


def zoo_names() -> tuple[str, ...]:
    """The zoos that there are, alphabetically."""
    return modules_in(__path__)


def zoo(name: str) -> Zoo:
    """The zoo of that name."""
    return cast(Zoo, import_module(f"{__name__}.{name}"))


def zoo_of(spec: WeightSpec) -> Zoo:
    """The zoo that a weight's architecture is defined in, or what is shipped of it where its library is not installed.

    Raises:
        NotCounted: there is none.
    """
    name = spec.module.partition(".")[0]
    if name not in zoo_names():
        raise NotCounted(spec.name, f"no zoo knows the package {name!r}")
    return _answering(name)


def go_without() -> bool:
    """From now on answer with what is shipped, as a library is installed that does not import.

    Returns whether that can help: it is the first time, and something is shipped.
    """
    are_there = any(None not in zoo(name).versions().values() for name in zoo_names())
    can_help = not _without and are_there and bool(shipped.versions())
    _without.append(can_help)
    return can_help


def _answering(name: str) -> Zoo:
    found = zoo(name)
    needed = found.versions()
    is_missing = any(_without) or None in needed.values()
    return cast(Zoo, shipped) if is_missing and needed.keys() <= shipped.versions().keys() else found


def versions(spec: WeightSpec | None = None) -> dict[str, str | None]:
    """The releases that results depend on: this package's, and those of every zoo, or of one weight's.

    Of what is shipped they are those that it was made with, and say so.
    """
    zoos = map(_answering, zoo_names()) if spec is None else (zoo_of(spec),)
    return {
        "paddle_inspect": __version__,
        **{name: version for one in zoos for name, version in one.versions().items()},
    }
