"""The memo of a pickle: values that are stored by number, to stand in several places."""

from __future__ import annotations

from paddle_inspect.base.figures import many
from paddle_inspect.checkpoints.pickles.values import Refusal

#: A tensor takes about 10 entries: these suffice for 400,000 tensors.
MAX_MEMO = 4_000_000
#: An entry that nothing was stored in.
_NOTHING = object()


class Memo:
    """Values by number, as CPython keeps them; `stored` is how many there are, gaps left out."""

    def __init__(self) -> None:
        self.stored = 0
        self._values: list[object] = []

    def store(self, index: int, value: object, opcodes: int) -> None:
        """Store an entry, anew or again, as the next of so many opcodes.

        Picklers number the entries from 0 or 1; a file may leave gaps, but none that costs more than it holds.

        Raises:
            Refusal: the file has not had as many opcodes.
        """
        values = self._values
        if index == len(values):
            values.append(value)
            self.stored += 1
        elif index > opcodes + 1:
            raise Refusal(f"stores entry {index:,} of the memo behind {many(opcodes, 'opcode')}")
        else:
            values.extend([_NOTHING] * (index + 1 - len(values)))
            self.stored += values[index] is _NOTHING
            values[index] = value

    def append(self, value: object, opcodes: int) -> None:
        """Store a value by the number of entries that there are, which in a memo with gaps is not the last one's.

        Raises:
            Refusal: as `store`.
        """
        values = self._values
        if len(values) == self.stored:
            values.append(value)
            self.stored += 1
        else:
            self.store(self.stored, value, opcodes)

    def recall(self, index: int) -> object:
        """The value of an entry.

        Raises:
            Refusal: nothing was stored there.
        """
        value = self._values[index] if index < len(self._values) else _NOTHING
        if value is _NOTHING:
            raise Refusal(f"recalls entry {index:,} of the memo, which is empty")
        return value

    def check_limit(self) -> None:
        """Raise a Refusal when there are more entries, gaps among them, than a checkpoint needs."""
        if len(self._values) > MAX_MEMO:
            raise Refusal(f"finds more than {MAX_MEMO:,} values in the memo, more than a checkpoint needs")
