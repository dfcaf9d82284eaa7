"""What a weight file holds, as records without I/O: tensors under their headings, plain values, findings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from paddle_inspect.base.errors import InspectError
from paddle_inspect.base.records import Finding, TensorInfo
from paddle_inspect.checkpoints import kinds

#: One tensor as a file lists it: name, shape, dtype, and the earlier name that shares its array (or None). A plain
#: tuple, because a file may list 100,000 of them and a record costs as much as all the rest of reading one.
Stored: TypeAlias = tuple[str, tuple[int, ...], str, str | None]

#: No length of an axis, and no offset in a file, takes more than 63 bits.
TOO_LARGE = 2**63

#: `q_proj.lora_A.weight` of peft, `q_proj.lora_A` of PaddleNLP, and the magnitudes of DoRA.
_ADAPTER = re.compile(r"[.]lora_([AB]|embedding_[AB]|magnitude_vector)([.]|$)")

#: Headings under which training state stands rather than the weights of a model: keys of a dict, names of files.
_TRAINING_STATE = re.compile(
    r"opt | optim | ( optimizer | master_weights? | (grad_)? scaler | (lr_)? scheduler | rng ) ( [/._-] .* )?",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The tensors and plain values under one heading; `()` is the top level of the file.

    `values` holds what is no tensor (a learning rate, an epoch) as name and printed value. `rank` is that of a
    tensor-parallel part, whose heading says it: `tp00`.
    """

    heading: tuple[str, ...]
    stored: tuple[Stored, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    rank: int | None = None

    @property
    def whole_heading(self) -> tuple[str, ...]:
        """The heading that it shares with the parts of the other ranks."""
        return tuple(name for name in self.heading if self.rank is None or name != f"tp{self.rank:02}")

    @property
    def tensors(self) -> tuple[TensorInfo, ...]:
        """The section's tensors as records, in the file's order."""
        return tuple(TensorInfo(name=n, shape=s, dtype=d, tied_to=t) for n, s, d, t in self.stored)

    @property
    def title(self) -> str:
        """The heading as one line: `optimizer / master_weights`, empty at the top level."""
        return " / ".join(self.heading)

    @property
    def is_adapter(self) -> bool:
        """Whether most tensors are what LoRA adds to a model, by the names that peft and PaddleNLP give them."""
        return 2 * sum(1 for name, *_ in self.stored if _ADAPTER.search(name)) > len(self.stored)

    @property
    def note(self) -> str | None:
        """What somebody who takes the section for a model has to know."""
        return "an adapter (LoRA): it holds what is added to a model, and not the model" if self.is_adapter else None

    @property
    def is_training_state(self) -> bool:
        """Whether the heading says that these are no weights of a model but state of its training."""
        return any(_TRAINING_STATE.fullmatch(part) for part in self.heading)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a format makes of one file; the fields are those of a `Checkpoint`."""

    layout: str
    parts: tuple[Part, ...]
    metadata: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A file that cannot be read, or must not be.

    `message` is the whole sentence, with the path. Of a pickle also the opcode at which its reading ended, the offset
    of that in the file (in an archive, in its pickle), and the global that it names there, if it names one;
    `global_names` are all that it names, where these were asked for.
    """

    path: str
    message: str
    opcode: str | None = None
    offset: int | None = None
    global_name: str | None = None
    global_names: tuple[str, ...] | None = None

    @classmethod
    def of(cls, path: object, error: InspectError) -> Refused:
        """A file by the error that ended its reading."""
        found = (getattr(error, name, None) for name in ("opcode", "offset", "global_name"))
        opcode, offset, global_name = found
        message = str(error)
        return cls(path=str(path), message=message, opcode=opcode, offset=offset, global_name=global_name)

    @property
    def finding(self) -> Finding:
        """The same among the findings of a folder."""
        details = (("opcode", self.opcode), ("offset", self.offset), ("global", self.global_name))
        known = tuple((name, value) for name, value in details if value is not None)
        return replace(kinds.refused_file.of_file(self.message), details=known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """One weight file, or a folder of files that belong together.

    `layout` says how it is stored (`safetensors`, `paddle.save, pickle protocol 4`), `files` from which files it was
    read, `size` how many bytes these take, `metadata` what the file says about itself. Of a folder, `refused` are the
    files that frameworks would load and that were not read, `skipped` those that hold no weights by their names.
    """

    path: str
    layout: str
    files: tuple[str, ...]
    size: int
    parts: tuple[Part, ...]
    metadata: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = field(default=())
    refused: tuple[Refused, ...] = ()
    skipped: tuple[str, ...] = ()

    @property
    def stored(self) -> tuple[Stored, ...]:
        """The tensors of all parts."""
        return tuple(entry for section in self.parts for entry in section.stored)

    @property
    def weights(self) -> Part:
        """The section that holds a model's weights: the first one with tensors that is not training state.

        The first section with tensors when all are training state, an empty one when there are no tensors.
        """
        holding = [section for section in self.parts if section.stored]
        models = [section for section in holding if not section.is_training_state]
        return next(iter(models or holding), Part(heading=()))

    def of_all_ranks(self, part: Part) -> tuple[Part, ...]:
        """A section and those of the other ranks that belong to it; alone where it is no tensor-parallel part."""
        if part.rank is None:
            return (part,)
        return tuple(one for one in self.parts if one.rank is not None and one.whole_heading == part.whole_heading)
