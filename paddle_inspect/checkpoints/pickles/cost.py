"""The memory that what a pickle describes takes: bounded by what the file spells out."""

from __future__ import annotations

from paddle_inspect.base.figures import many
from paddle_inspect.base.source import Source
from paddle_inspect.checkpoints.pickles.values import Refusal

#: What values may take: so many bytes of memory, and so many more for each byte of the file that is no payload.
SPARE = 150_000_000
PER_BYTE = 8
#: What an item of a dict takes in the machine and where it is shown: a tuple, a place in a table, a name and a text.
PER_ITEM = 300


class Memory:
    """Bytes of memory that the values of a file take so far; an estimate, and the same on every machine."""

    def __init__(self, source: Source) -> None:
        self.taken = 0
        self._source = source

    def take(self, size: int) -> None:
        """Count so many bytes more.

        Raises:
            Refusal: with all that was counted before, they are out of proportion to what the file spells out.
        """
        self.taken += size
        spelled_out = self._source.offset - self._source.skipped
        if self.taken > SPARE + PER_BYTE * spelled_out:
            raise Refusal(f"makes more values than a checkpoint does that spells out {many(spelled_out, 'byte')}")
