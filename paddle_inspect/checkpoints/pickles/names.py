"""What a format hands to the machine: which globals a pickle of its own may name, and what they stand for."""

from __future__ import annotations

from typing import Protocol

from paddle_inspect.checkpoints.pickles.values import Global


class Names(Protocol):
    """What the globals of a pickle stand for: `allowed` for numpy's and Python's own.

    Raises (from every function):
        Refusal: not something that a file of weights does.
    """

    def find_global(self, module: str, name: str, protocol: int) -> Global:
        """The stand-in for a name."""

    def call(self, function: object, arguments: object) -> object:
        """What a REDUCE gives."""

    def new(self, kind: object, arguments: object) -> object:
        """What a NEWOBJ gives."""

    def set_state(self, target: object, state: object) -> None:
        """What a BUILD does."""

    def outside(self, identifier: object) -> object:
        """What a BINPERSID gives."""
