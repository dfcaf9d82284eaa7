"""What a patch of somebody else's library is, and how patches are applied for a while, or for good."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

#: The releases of PaddleNLP that were tried, each on paddlepaddle 3.3.1.
TRIED = ("2.8.1", "3.0.0b4")


class Replacement(NamedTuple):
    """An attribute of somebody else's, and what stands in for it."""

    owner: Any
    attribute: str
    stand_in: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """Attributes to replace, and why.

    Attributes:
        name: what it is called.
        why: what happens without it, measured.
        find: the replacements for a subject; none where there is nothing to replace. A subject is the modelling module
            of a model's class, the `paddle` module, or a layer, as the list of patches says.
        versions: of the releases of PaddleNLP in `TRIED`, those that need it.
    """

    name: str
    why: str
    find: Callable[[Any], Iterable[Replacement]]
    versions: tuple[str, ...] = TRIED


@contextlib.contextmanager
def applied(patches: Iterable[Patch], subject: Any) -> Iterator[None]:
    """Replace for a while what the patches find in a subject, but nothing that its owner does not have itself."""
    with contextlib.ExitStack() as originals:
        for patch in patches:
            for owner, attribute, stand_in in patch.find(subject):
                if attribute in vars(owner):
                    originals.callback(setattr, owner, attribute, vars(owner)[attribute])
                    setattr(owner, attribute, stand_in)
        yield


def complete(layer: Any, patches: Iterable[Patch]) -> None:
    """Set for good what the patches find that a lazily built layer lacks."""
    for patch in patches:
        for owner, attribute, value in patch.find(layer):
            setattr(owner, attribute, value)
