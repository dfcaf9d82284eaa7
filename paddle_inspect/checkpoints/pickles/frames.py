"""The frames of a pickle: stretches of the file that its opcodes must not cut through."""

from __future__ import annotations

from paddle_inspect.base.figures import many
from paddle_inspect.checkpoints.pickles.values import Refusal

#: Where the frame ends when there is none: behind any file.
NO_FRAME = 2**64


class Frames:
    """The frame that the machine is in; `end` is the offset behind it, or `NO_FRAME`.

    A frame promises that so many bytes are whole opcodes. Unpicklers read it at once, and those in C that are older
    than the mend of python/cpython#154848 lose what they have left of it when an opcode or another frame reaches beyond
    its end: they would run other opcodes than these.

    Raises (from every method):
        Refusal: a promise that is not kept.
    """

    def __init__(self) -> None:
        self.end = NO_FRAME

    def begin(self, length: int, offset: int, remaining: int) -> None:
        """Enter a frame whose first byte stands at an offset, in front of so many bytes of the file."""
        if length > remaining:
            raise Refusal(f"declares a frame of {many(length, 'byte')}, {many(remaining, 'remains', 'remain')}")
        self.end = offset + length

    def require_none(self) -> None:
        """No frame begins inside of another."""
        if self.end != NO_FRAME:
            raise Refusal(f"begins a frame before the end of another at offset {self.end}")

    def leave(self, reached: int) -> None:
        """An opcode has ended at or behind the end of the frame."""
        if reached > self.end:
            raise Refusal(f"reaches beyond the end of its frame at offset {self.end}")
        self.end = NO_FRAME

    def finish(self, reached: int) -> None:
        """The pickle has ended."""
        if self.end not in (NO_FRAME, reached):
            raise Refusal(f"stands before the end of its frame at offset {self.end}")
