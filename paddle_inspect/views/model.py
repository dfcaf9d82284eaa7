"""One weight looked at closely: what it is, how many of what it has, its config, its tensors. Pure.

Tensors, parameters, elements and bytes are four different numbers and stand side by side, each under its own name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from paddle_inspect.base.errors import NotCounted
from paddle_inspect.base.figures import format_exact, format_size
from paddle_inspect.base.records import Inventory, TensorInfo, TensorKind, WeightSpec
from paddle_inspect.models.heads import Head
from paddle_inspect.tables.table import Column, Section, Table, facts
from paddle_inspect.views.tensors import totals_json, totals_table

#: In the order in which forms are listed.
_FORMS = ("scalar", "vector", "matrix")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPage:
    """A weight's model with one head.

    `spec` is the weight with the head (see `heads.with_head`), `inventory` its tensors under Paddle's names or torch's.
    `without_buffers` leaves buffers out of what is listed and shared out, never out of the totals. `notes` say what a
    reader has to know about the names.
    """

    spec: WeightSpec
    head: Head
    inventory: Inventory
    torch_names: bool = False
    without_buffers: bool = False
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The weight, and its head where it has one: `albert-large-v2 for sequence-classification`."""
        return self.spec.name if self.head.is_base else f"{self.spec.name} for {self.head.name}"

    @property
    def tensors(self) -> tuple[TensorInfo, ...]:
        """The tensors that are listed."""
        kept = (TensorKind.PARAMETER,) if self.without_buffers else tuple(TensorKind)
        return tuple(tensor for tensor in self.inventory.tensors if tensor.kind in kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The distinct tensors of one form and their shares of all distinct tensors and of all their elements."""

    form: str
    tensors: int
    elements: int
    nbytes: int
    tensor_share: Decimal
    element_share: Decimal


def forms(tensors: Iterable[TensorInfo]) -> tuple[Form, ...]:
    """The distinct tensors by form: scalars, vectors, matrices, then tensors by rank. A tied tensor counts once."""
    distinct = [tensor for tensor in tensors if tensor.tied_to is None]
    members: dict[str, list[TensorInfo]] = {}
    for tensor in distinct:
        members.setdefault(tensor.form, []).append(tensor)
    all_elements = sum(tensor.numel for tensor in distinct)
    return tuple(
        Form(
            form=form,
            tensors=len(members[form]),
            elements=sum(tensor.numel for tensor in members[form]),
            nbytes=sum(tensor.nbytes for tensor in members[form]),
            tensor_share=_percent(len(members[form]), len(distinct)),
            element_share=_percent(sum(tensor.numel for tensor in members[form]), all_elements),
        )
        for form in sorted(members, key=_form_order)
    )


def _form_order(form: str) -> tuple[int, str]:
    return (_FORMS.index(form) if form in _FORMS else len(_FORMS), form)


def _percent(part: int, whole: int) -> Decimal:
    """The share in percent with two decimals, rounded half up."""
    share = Decimal(100 * part) / whole if whole else Decimal(0)
    return share.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def sections(page: ModelPage, tensors: Table, more: Sequence[Section] = (), place: str | None = None) -> list[Section]:
    """The page as sections.

    Args:
        page: the model.
        tensors: its list of tensors, or of groups of them, as asked for.
        more: what `compute_page` says of it.
        place: its place among other weights, where it has one.
    """
    about = [*_about(page), *([("place", place)] if place else [])]
    return [
        Section(title="Model", table=facts(about), notes=page.notes),
        Section(title="Totals", table=_totals(page.inventory)),
        Section(title="By dtype", table=totals_table(page.tensors)),
        Section(title="By form", table=_forms_table(page), notes=("Shares are in percent.",)),
        *more,
        Section(title="Config", table=facts(_config(page.spec), ("key", "value"))),
        Section(title="Tensors", table=tensors),
    ]


def _about(page: ModelPage) -> list[tuple[str, str]]:
    spec = page.spec
    rows = [
        ("family", spec.family),
        ("language", spec.language),
        ("description", spec.description),
        ("architecture", f"{spec.module}.{spec.architecture}"),
        ("head", "none: the base model" if page.head.is_base else page.head.name),
        ("labels", str(spec.config["num_labels"]) if "num_labels" in spec.config else None),
        ("built", f"{page.inventory.built} from its config, without trained weights"),
        ("names and shapes", "torch's" if page.torch_names else "Paddle's"),
    ]
    return [(name, value) for name, value in rows if value]


def _totals(inventory: Inventory) -> Table:
    rows = [_total("parameters, each once", inventory.unique)]
    frozen = [tensor for tensor in inventory.unique if not tensor.trainable]
    rows.append(_total("trainable parameters", [tensor for tensor in inventory.unique if tensor.trainable]))
    if frozen:
        rows.append(_total("frozen parameters", frozen))
    if inventory.ties:
        rows.append(_total("tied tensors, names of another's storage", inventory.ties))
    if inventory.buffers:
        rows.append(_total("buffers", inventory.buffers))
    rows.append(_total("state_dict, ties under every name", inventory.tensors))
    columns = (
        Column("what"),
        Column("tensors", right=True),
        Column("elements", right=True),
        Column("bytes", right=True),
        Column("size", right=True),
    )
    return Table(columns, tuple(rows))


def _total(what: str, tensors: Sequence[TensorInfo]) -> tuple[str, ...]:
    nbytes = sum(tensor.nbytes for tensor in tensors)
    elements = sum(tensor.numel for tensor in tensors)
    return what, format_exact(len(tensors)), format_exact(elements), format_exact(nbytes), format_size(nbytes)


def _forms_table(page: ModelPage) -> Table:
    columns = (
        Column("form"),
        Column("tensors", right=True),
        Column("share of tensors", right=True),
        Column("elements", right=True),
        Column("share of elements", right=True),
        Column("size", right=True),
    )
    rows = tuple(
        (
            form.form,
            format_exact(form.tensors),
            str(form.tensor_share),
            format_exact(form.elements),
            str(form.element_share),
            format_size(form.nbytes),
        )
        for form in forms(page.tensors)
    )
    return Table(columns, rows)


def _config(spec: WeightSpec) -> list[tuple[str, str]]:
    return [(key, json.dumps(value, ensure_ascii=False)) for key, value in sorted(spec.config.items())]


def as_json(page: ModelPage) -> dict[str, object]:
    """The page without its list of tensors, for scripts."""
    spec, inventory = page.spec, page.inventory
    return {
        "weight": spec.name,
        "family": spec.family,
        "language": spec.language,
        "description": spec.description,
        "module": spec.module,
        "architecture": spec.architecture,
        "head": page.head.name,
        "built": inventory.built,
        "names": "torch" if page.torch_names else "paddle",
        "buffers_listed": not page.without_buffers,
        "notes": list(page.notes),
        "config": dict(spec.config),
        "totals": totals_json(inventory),
        "forms": [
            {
                "form": form.form,
                "tensors": form.tensors,
                "tensor_share": float(form.tensor_share),
                "elements": form.elements,
                "element_share": float(form.element_share),
                "bytes": form.nbytes,
            }
            for form in forms(page.tensors)
        ],
    }


def heads_table(base: Inventory | NotCounted, counted: Sequence[tuple[Head, Inventory | NotCounted]]) -> Table:
    """The matrix of a weight's heads: parameters, tensors, and the difference from the base model."""
    columns = (
        Column("head"),
        Column("class"),
        Column("parameters", right=True),
        Column("tensors", right=True),
        Column("more than base", right=True),
    )
    return Table(columns, tuple(_head_row(head, found, base) for head, found in counted))


def _head_row(head: Head, found: Inventory | NotCounted, base: Inventory | NotCounted) -> tuple[str, ...]:
    if isinstance(found, NotCounted):
        return head.name, head.architecture, "not counted", "", ""
    more = "" if isinstance(base, NotCounted) else f"{found.parameters - base.parameters:+,}"
    return head.name, head.architecture, format_exact(found.parameters), str(found.state_dict_tensors), more


def refusals(counted: Iterable[tuple[Head, Inventory | NotCounted]]) -> tuple[str, ...]:
    """One line for each head that could not be counted, saying why."""
    return tuple(f"{head.name}: {found.reason}" for head, found in counted if isinstance(found, NotCounted))


def heads_json(
    base: Inventory | NotCounted, counted: Sequence[tuple[Head, Inventory | NotCounted]]
) -> list[dict[str, object]]:
    """The same for scripts."""
    return [
        {
            "head": head.name,
            "architecture": head.architecture,
            "aliases": list(head.aliases),
            "parameters": None if isinstance(found, NotCounted) else found.parameters,
            "state_dict_tensors": None if isinstance(found, NotCounted) else found.state_dict_tensors,
            "more_than_base": None
            if isinstance(found, NotCounted) or isinstance(base, NotCounted)
            else found.parameters - base.parameters,
            "not_counted": found.reason if isinstance(found, NotCounted) else None,
        }
        for head, found in counted
    ]
