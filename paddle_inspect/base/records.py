"""The records that the rooms hand to each other: frozen, keyword-only, without I/O.

Derived numbers (totals, bytes, forms) are properties computed from what a record holds; they are never passed in, so
a total cannot disagree with its parts. A trace is of one batch size and one sequence length; shapes are those of that
pass.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import Enum
from functools import cached_property
from typing import TypeAlias

from paddle_inspect.base.dtypes import BLOCKS, ITEM_SIZES

#: How an inventory came about that no library built: from an exported program.
READ = "read"
#: What tensors of rank 0, 1 and 2 are called.
FORMS = ("scalar", "vector", "matrix")


class TensorKind(Enum):
    """What a state_dict entry is: learned (or frozen) weights, or state that merely travels with them."""

    PARAMETER = "parameter"
    BUFFER = "buffer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimensions:
    """The four sizes that a model page prints; None where the config does not say.

    `layers_accepted` and `heads_accepted` hold further figures that describe the same model truthfully: an
    encoder-decoder of 6 + 6 layers is rightly documented as 12 or as 6.
    """

    num_hidden_layers: int | None = None
    embedding_size: int | None = None
    hidden_size: int | None = None
    num_attention_heads: int | None = None
    layers_accepted: tuple[int, ...] = ()
    heads_accepted: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """Where a weight that is in no catalogue comes from.

    `path` is the config file that describes it, `architecture` the class that the file names, its head included, and
    `notes` say what a reader of its count has to know: keys that are left alone, code that is not run.
    """

    path: str
    architecture: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightSpec:
    """One pretrained weight as the catalogue, or else a file, describes it.

    `config` is the weight's config.json as its library reads it. `language` and `description` are None where nobody
    wrote them into the catalogue. `undescribed` is the reason why this weight's config describes no model
    (for example an empty built-in config), or None. `module` is where the architecture's class is defined, because
    two families may use one class name (ERNIE and ERNIE-GEN both have an `ErnieModel`). `described` is None for a
    catalogued weight.
    """

    name: str
    family: str
    architecture: str
    config: Mapping[str, object]
    module: str = ""
    dimensions: Dimensions = Dimensions()
    language: str | None = None
    description: str | None = None
    undescribed: str | None = None
    described: Described | None = None


class DoubtKind(Enum):
    """Why a count may not be the weight's.

    LOST: the config states a value, and the library builds another. SWITCH: it leaves to the class whether something is
    there, so there is one other count. SIZE: it leaves a size to the class, and every size gives another count.
    """

    LOST = "lost"
    SWITCH = "switch"
    SIZE = "size"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A key of a config that a count rests on, and that the config did not decide.

    `built` is the value that the model was built with, `other` the one that the config states (LOST), or another that
    was tried; both as JSON. `parameters` are those of the model built with `other`.
    """

    key: str
    kind: DoubtKind
    built: str
    other: str
    parameters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TensorInfo:
    """One entry of a state_dict. `tied_to` names the earlier entry that shares its storage, or is None."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    kind: TensorKind = TensorKind.PARAMETER
    trainable: bool = True
    tied_to: str | None = None

    @property
    def squeezed_shape(self) -> tuple[int, ...]:
        """The shape without its axes of length one."""
        return tuple(size for size in self.shape if size != 1)

    @property
    def form(self) -> str:
        """`scalar`, `vector`, `matrix` or `tensor of rank n`, by the squeezed shape."""
        rank = len(self.squeezed_shape)
        return FORMS[rank] if rank < len(FORMS) else f"tensor of rank {rank}"

    @property
    def numel(self) -> int:
        """Number of elements."""
        return math.prod(self.shape)

    @property
    def nbytes(self) -> int:
        """Bytes of its elements, of those in blocks with what belongs to the blocks.

        Raises:
            KeyError: the dtype is neither in `ITEM_SIZES` nor in `BLOCKS`.
        """
        size = ITEM_SIZES.get(self.dtype)
        if size is not None:
            return self.numel * size
        elements, size = BLOCKS[self.dtype]
        return self.numel // elements * size


@dataclass(frozen=True, kw_only=True)
class Inventory:
    """The tensors of one built model's state_dict, in its order.

    Totals are added up once, when they are first asked for.

    Four numbers are kept apart: state_dict entries, unique parameters, buffers, and stored elements (every entry,
    ties repeated). A tied tensor counts once as a parameter and once per name as stored elements.

    `doubts` are the keys that the count rests on without the config's word.
    """

    weight: str
    architecture: str
    tensors: tuple[TensorInfo, ...]
    built: str = "lazily"
    doubts: tuple[Doubt, ...] = ()

    @cached_property
    def unique(self) -> tuple[TensorInfo, ...]:
        """Parameters, each once."""
        return tuple(t for t in self.tensors if t.kind is TensorKind.PARAMETER and t.tied_to is None)

    @property
    def buffers(self) -> tuple[TensorInfo, ...]:
        return tuple(t for t in self.tensors if t.kind is TensorKind.BUFFER)

    @property
    def ties(self) -> tuple[TensorInfo, ...]:
        """The entries that repeat the storage of an earlier entry."""
        return tuple(t for t in self.tensors if t.tied_to is not None)

    @property
    def state_dict_tensors(self) -> int:
        """Entries of the state_dict."""
        return len(self.tensors)

    @property
    def parameter_tensors(self) -> int:
        """Unique parameter tensors."""
        return len(self.unique)

    @property
    def buffer_tensors(self) -> int:
        return len(self.buffers)

    @property
    def tied_tensors(self) -> int:
        """Entries that repeat the storage of an earlier one."""
        return len(self.ties)

    @cached_property
    def parameters(self) -> int:
        """Elements of the unique parameters: what `11.7M parameters` means."""
        return sum(t.numel for t in self.unique)

    @cached_property
    def trainable_parameters(self) -> int:
        """Elements of the unique parameters that receive gradients."""
        return sum(t.numel for t in self.unique if t.trainable)

    @cached_property
    def buffer_elements(self) -> int:
        return sum(t.numel for t in self.buffers)

    @cached_property
    def stored_elements(self) -> int:
        """Elements of every state_dict entry, tied tensors repeated under each of their names."""
        return sum(t.numel for t in self.tensors)

    @cached_property
    def parameter_bytes(self) -> int:
        """Bytes of the unique parameters, each at its own dtype."""
        return sum(t.nbytes for t in self.unique)

    @property
    def totals(self) -> Totals:
        """Its numbers alone."""
        return Totals(**{field.name: getattr(self, field.name) for field in fields(Totals)})

    @property
    def bytes_by_dtype(self) -> dict[str, int]:
        """Bytes of the distinct tensors (parameters and buffers, ties once) by dtype, largest first."""
        totals: Counter[str] = Counter()
        for tensor in self.tensors:
            if tensor.tied_to is None:
                totals[tensor.dtype] += tensor.nbytes
        return dict(totals.most_common())


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The numbers of an inventory, each as it has it, without the tensors: of models that are only set side by side."""

    state_dict_tensors: int
    parameter_tensors: int
    buffer_tensors: int
    tied_tensors: int
    parameters: int
    trainable_parameters: int
    buffer_elements: int
    stored_elements: int
    parameter_bytes: int
    bytes_by_dtype: Mapping[str, int]


class Severity(Enum):
    """How bad a finding is: an error would mislead a reader or break the page, a note merely informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSpan:
    """Lines `first` to `last` (one-based, inclusive) of the file at `path`; path is None for text without a file."""

    first: int
    last: int
    path: str | None = None

    @property
    def lines(self) -> str:
        """`line 3` or `lines 3-5`."""
        return f"line {self.first}" if self.first == self.last else f"lines {self.first}-{self.last}"

    def overlaps(self, other: SourceSpan) -> bool:
        """Whether both have a line in common."""
        return self.first <= other.last and other.first <= self.last

    def __str__(self) -> str:
        return self.lines if self.path is None else f"{self.path}: {self.lines}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a reader of a page or a file should know: a stable code, where it is, and one sentence.

    `details` are parts of the sentence for programs: ("offset", 61).
    """

    code: str
    severity: Severity
    message: str
    weight: str | None = None
    span: SourceSpan | None = None
    details: tuple[tuple[str, object], ...] = ()


Shape: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """One operator of the program.

    `name` is Paddle's (`matmul`, `conv2d`, `embedding`). `parameters` are the state_dict names of the parameters that
    it computes with, also of those that reached it through reshapes, transpositions and the like, which move data and
    compute nothing. `attributes` holds what its cost depends on: `transpose_x`, `transpose_y`, `equation`.
    """

    name: str
    inputs: tuple[Shape, ...]
    outputs: tuple[Shape, ...]
    parameters: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str | bool], ...] = ()

    def attribute(self, name: str) -> str | bool | None:
        """An attribute's value, None where the operator has none of that name."""
        return dict(self.attributes).get(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One forward pass of a weight's model; `inputs` are the names and shapes of what it was given.

    `batch` and `seq_len` are None where nobody asked for them: an exported program is given shapes.
    """

    weight: str
    architecture: str
    batch: int | None
    seq_len: int | None
    inputs: tuple[tuple[str, Shape], ...]
    operators: tuple[Operator, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownKeys:
    """The keys that a family's configs may have, as synced from PaddleNLP.

    `sizes` are positive integers wherever PaddleNLP states them, `required` the sizes that every built-in config of
    the family states, `others` everything else that the config class takes.
    """

    sizes: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelClass:
    """A class of a zoo: the base model that it is or puts a head on, their module, and what its configs may say."""

    architecture: str
    base: str
    module: str
    family: str
    keys: KnownKeys = KnownKeys()


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltIn:
    """A family as the installed PaddleNLP describes it: configs by weight, or the reason why there is none."""

    folder: str
    module: str
    architecture: str
    keys: KnownKeys
    configs: Mapping[str, Mapping[str, object]]
    undescribed: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """Every weight, in PaddleNLP's order."""
        return (*self.configs, *self.undescribed)


@dataclass(frozen=True, slots=True, kw_only=True)
class TorchName:
    """What torch's model of the same architecture calls a tensor, and whether it stores it transposed.

    `third` is 0, 1 or 2 where torch has three tensors as one, joined along the last axis: query, key and value.
    """

    name: str
    transposed: bool = False
    third: int | None = None
