"""The error that ends the reading of a pickle."""

from __future__ import annotations

from paddle_inspect.base.errors import InputError
from paddle_inspect.checkpoints.pickles.values import Refusal


class RefusedPickle(InputError):
    """A pickle that is not read further; says at which opcode and offset, and which global it names, if one."""

    def __init__(self, path: object, refusal: Refusal, opcode: str, offset: int) -> None:
        self.opcode, self.offset, self.global_name = opcode, offset, refusal.global_name
        super().__init__(path, f"refused: opcode {opcode} at offset {offset} {refusal.reason}")
