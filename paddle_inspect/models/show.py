"""One weight's model looked at closely: with a head or without, its tensors, and one pass of it."""

from __future__ import annotations

from dataclasses import dataclass

from paddle_inspect.base.records import Inventory, TensorInfo, TensorKind, WeightSpec
from paddle_inspect.models.heads import BASE
from paddle_inspect.models.passes import Traced
from paddle_inspect.programs.records import Program


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A weight's model.

    `spec` is the weight with the head (see `heads.with_head`), `inventory` its tensors under Paddle's names, `shown`
    the same under torch's where these were asked for. `trace` is one pass of it, the reason why there is none, or None
    when nobody asked. `without_buffers` leaves buffers out of what is listed and shared out, never out of the totals.
    `notes` say what a reader has to know about the names. `program` is what was exported, where that is what was read.
    """

    spec: WeightSpec
    inventory: Inventory
    head: str = BASE
    trace: Traced | None = None
    shown: Inventory | None = None
    without_buffers: bool = False
    notes: tuple[str, ...] = ()
    program: Program | None = None

    @property
    def title(self) -> str:
        """The weight, and its head where it has one: `albert-large-v2 for sequence-classification`.

        Of one that a file describes, the class and the file: `LlamaForCausalLM of llama/config.json`.
        Of an exported program, its kind and the file: `PIR program, version 4, of inference.json`.
        """
        if self.program is not None:
            return f"{self.program.layout}, of {self.program.path}"
        if self.spec.described is not None:
            return f"{self.spec.architecture} of {self.spec.described.path}"
        return self.spec.name if self.head == BASE else f"{self.spec.name} for {self.head}"

    @property
    def torch_names(self) -> bool:
        """Whether its tensors are shown as torch has them."""
        return self.shown is not None

    @property
    def tensors(self) -> tuple[TensorInfo, ...]:
        """The tensors that are listed."""
        kept = (TensorKind.PARAMETER,) if self.without_buffers else tuple(TensorKind)
        return tuple(tensor for tensor in (self.shown or self.inventory).tensors if tensor.kind in kept)
