"""One weight looked at closely: what it is, how many of what it has, its config, its tensors. Pure.

Tensors, parameters, elements and bytes are four different numbers and stand side by side, each under its own name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal

from paddle_inspect.base.figures import format_exact, format_size, many
from paddle_inspect.base.records import FORMS, READ, Inventory, TensorInfo, Trace, WeightSpec
from paddle_inspect.models.doubts import doubts_of_model
from paddle_inspect.models.experts import Experts, experts_of
from paddle_inspect.models.heads import BASE
from paddle_inspect.models.published import apart
from paddle_inspect.models.rank import language_of
from paddle_inspect.models.show import Model
from paddle_inspect.programs.records import Port, Program
from paddle_inspect.tables.document import Column, Document, Section, Table, pairs_table
from paddle_inspect.views import keys
from paddle_inspect.views.passes import pass_sections, pass_tree
from paddle_inspect.views.tensors import EVERYTHING, Selection, tensors_section, totals_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The distinct tensors of one form; their shares of all distinct tensors and of all elements are in percent."""

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
    return (FORMS.index(form) if form in FORMS else len(FORMS), form)


def _percent(part: int, whole: int) -> Decimal:
    """The share in percent with two decimals, rounded half up."""
    share = Decimal(100 * part) / whole if whole else Decimal(0)
    return share.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def document(
    model: Model, selection: Selection = EVERYTHING, versions: Mapping[str, str | None] | None = None
) -> Document:
    """All about a model.

    Args:
        model: the model.
        selection: which of its tensors are listed, and how.
        versions: the releases that the counts depend on, for scripts.
    """
    return Document(
        title=model.title,
        sections_of=lambda: sections(model, selection),
        tree_of=lambda: {
            **model_tree(model),
            **selection.tree(model.tensors, kinds=True),
        },
        versions=versions or {},
        listing_of=lambda: selection.table(model.tensors, exact=True, kinds=True),
    )


def sections(model: Model, selection: Selection = EVERYTHING, place: str | None = None) -> tuple[Section, ...]:
    """A model's document in parts; `place` is its place among other weights, where it has one."""
    about = [*_about(model), *([("place", place)] if place else [])]
    return (
        Section(title="Model", table=pairs_table(about), notes=(*model.notes, *_said(model))),
        Section(title="Totals", table=_totals(model.inventory)),
        *_parts(model),
        *_experts(model),
        Section(title="By dtype", table=totals_table(model.tensors)),
        Section(title="By form", table=_forms_table(model), notes=("Shares are in percent.",)),
        *([] if model.trace is None else pass_sections(model.inventory, model.trace)),
        *_constants(model),
        *([] if model.program else [Section(title="Config", table=pairs_table(_config(model.spec), ("key", "value")))]),
        tensors_section("Tensors", model.tensors, selection, kinds=True),
    )


def _said(model: Model) -> tuple[str, ...]:
    """What the count rests on, and what the published model may be without; what a pass does not use stands with it."""
    found = apart(model.spec, model.inventory)
    return (*doubts_of_model(model.inventory), *(one.sentence for one in found))


def _about(model: Model) -> list[tuple[str, str]]:
    spec, is_read = model.spec, model.inventory.built == READ
    rows: list[tuple[str, str | None]] = [
        ("family", spec.family),
        ("language", keys.language_cell(spec, spec.language)),
        ("description", spec.description),
        ("architecture", f"{spec.module}.{spec.architecture}" if spec.module else spec.architecture),
        ("head", None if is_read else "none: the base model" if model.head == BASE else model.head),
        ("labels", str(spec.config["num_labels"]) if "num_labels" in spec.config else None),
        ("built", None if is_read else f"{model.inventory.built} from its config, without trained weights"),
        ("names and shapes", "torch's" if model.torch_names else "Paddle's"),
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
        Column("what", gives="words"),
        Column("tensors", right=True),
        Column("elements", right=True),
        Column("bytes", right=True, spare=1),
        Column("size", right=True, spare=2),
    )
    return Table(columns, tuple(rows))


def _parts(model: Model) -> tuple[Section, ...]:
    """The parts of a model that sees and reads, by the first word of their names."""
    if not any(key.startswith("vision") and isinstance(value, dict) for key, value in model.spec.config.items()):
        return ()
    parts: dict[str, list[TensorInfo]] = {}
    for tensor in model.inventory.unique:
        parts.setdefault(tensor.name.partition(".")[0], []).append(tensor)
    columns = (Column("part", gives="middle"), Column("tensors", right=True, spare=1), Column("parameters", right=True))
    rows = ((part, str(len(own)), format_exact(sum(one.numel for one in own))) for part, own in parts.items())
    return (Section(title="Parts", table=Table(columns, tuple(rows))),)


def _constants(model: Model) -> tuple[Section, ...]:
    """What of a program's parameters its export has made: results of constant folding, quantised weights."""
    if model.program is None:
        return ()
    made = {"folded": model.program.folded, "quantised": model.program.quantised}
    rows = [(name, what) for what, names in made.items() for name in names]
    columns = (Column("tensor", gives="middle"), Column("is"))
    return (Section(title="Made by the export", table=Table(columns, tuple(rows))),) if rows else ()


def _experts(model: Model) -> tuple[Section, ...]:
    found = _experts_of(model)
    if found is None:
        return ()
    others = model.inventory.parameters - found.routed - found.shared
    rows = [("experts", found.routed), ("shared experts", found.shared), ("all else", others)]
    notes = [f"{many(found.layers, 'layer has', 'layers have')} {found.experts} experts each."]
    if found.active is None or found.per_token is None:
        notes.append("The config does not say how many of them a token is sent to.")
    else:
        rows.append((f"active for each token, {found.per_token} of {found.experts} experts", found.active))
    if found.traced is not None:
        notes.append(f"The traced pass sends each token to {found.traced} experts, which is not what the config says.")
    columns = (Column("part", gives="words"), Column("parameters", right=True))
    table = Table(columns, tuple((what, format_exact(elements)) for what, elements in rows if elements))
    return (Section(title="Experts", table=table, notes=tuple(notes)),)


def _experts_of(model: Model) -> Experts | None:
    return experts_of(model.spec, model.inventory, model.trace if isinstance(model.trace, Trace) else None)


def _total(what: str, tensors: Sequence[TensorInfo]) -> tuple[str, ...]:
    nbytes = sum(tensor.nbytes for tensor in tensors)
    elements = sum(tensor.numel for tensor in tensors)
    return what, format_exact(len(tensors)), format_exact(elements), format_exact(nbytes), format_size(nbytes)


def _forms_table(model: Model) -> Table:
    columns = (
        Column("form"),
        Column("tensors", right=True),
        Column("share of tensors", right=True, spare=3),
        Column("elements", right=True),
        Column("share of elements", right=True, spare=2),
        Column("size", right=True, spare=1),
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
        for form in forms(model.tensors)
    )
    return Table(columns, rows)


def _config(spec: WeightSpec) -> list[tuple[str, str]]:
    return [(key, json.dumps(value, ensure_ascii=False)) for key, value in sorted(spec.config.items())]


def _program_tree(program: Program) -> dict[str, object]:
    return {
        "file": program.path,
        "params_file": program.params,
        "kind": program.layout,
        "inputs": [_port_tree(port) for port in program.inputs],
        "outputs": [_port_tree(port) for port in program.outputs],
        "folded": list(program.folded),
        "quantised": list(program.quantised),
        "quantising": dict(program.quantising),
        "findings": keys.findings(program.findings),
    }


def _port_tree(port: Port) -> dict[str, object]:
    """What a program takes or gives; a size that it leaves open is null."""
    shape = None if port.shape is None else [None if size < 0 else size for size in port.shape]
    return {"name": port.name, "dtype": port.dtype, "shape": shape}


def model_tree(model: Model) -> dict[str, object]:
    """A model without its list of tensors, for scripts."""
    spec = model.spec
    experts = _experts_of(model)
    return {
        "weight": spec.name,
        "family": spec.family,
        "language": language_of(spec),
        "description": spec.description,
        "module": spec.module,
        "architecture": spec.architecture,
        "head": model.head,
        "built": model.inventory.built,
        "names": "torch" if model.torch_names else "paddle",
        "buffers_listed": not model.without_buffers,
        "notes": list(model.notes),
        "apart": [
            {"code": one.code, "elements": one.elements, "tensors": [tensor.name for tensor in one.tensors]}
            for one in apart(spec, model.inventory)
        ],
        "doubts": [
            {
                "key": one.key,
                "kind": one.kind.value,
                "built": one.built,
                "other": one.other,
                "parameters": one.parameters,
            }
            for one in model.inventory.doubts
        ],
        "config": dict(spec.config),
        **({} if spec.described is None else {"config_file": spec.described.path}),
        **({} if model.program is None else {"program": _program_tree(model.program)}),
        **({} if experts is None else {"experts": asdict(experts)}),
        "totals": keys.numbers(model.inventory),
        "forms": [
            {
                "form": form.form,
                "tensors": form.tensors,
                "tensor_share": float(form.tensor_share),
                "elements": form.elements,
                "element_share": float(form.element_share),
                "bytes": form.nbytes,
            }
            for form in forms(model.tensors)
        ],
        **({} if model.trace is None else pass_tree(model.inventory, model.trace)),
    }
