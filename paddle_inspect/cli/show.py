"""Show one weight closely: its model, its totals, its config, and every tensor.

The model is built from the weight's config, without memory for its tensors; `--head` puts one of the family's heads on
it. One forward pass is traced, also without memory: what runs more than once, and its FLOPs. `--names torch` shows what
torch's model of the same architecture calls the tensors and how it shapes them, from PaddleNLP's own conversion
mapping. Tensors, elements and bytes are different numbers and each has its own column.

examples:
  paddle_inspect show albert-large-v2
  paddle_inspect show albert-large-v2 --head list
  paddle_inspect show albert-large-v2 --heads
  paddle_inspect show albert-large-v2 --head sequence-classification --num-labels 5 --filter '*classifier*'
  paddle_inspect show albert-large-v2 --batch 8 --seq-len 512
  paddle_inspect show albert-large-v2 --names torch --depth 3 --format markdown
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

from paddle_inspect.base.errors import NotCounted, NotTraced
from paddle_inspect.base.figures import listed
from paddle_inspect.base.progress import show_progress
from paddle_inspect.base.records import Inventory, Trace, WeightSpec
from paddle_inspect.base.versions import versions
from paddle_inspect.cli._options import add_fresh, add_listing, listing, listing_json, positive
from paddle_inspect.cli._output import emit_csv, emit_document, emit_json
from paddle_inspect.compare.torch_layout import names_of, torch_layout
from paddle_inspect.models import catalogue
from paddle_inspect.models.counting import count, count_each
from paddle_inspect.models.heads import BASE, Head, find_head, heads_of, with_head
from paddle_inspect.models.passes import default_seq_len, trace_of
from paddle_inspect.tables.table import Column, Section, Table
from paddle_inspect.views.model import ModelPage, as_json, heads_json, heads_table, refusals, sections
from paddle_inspect.views.passes import compute_json, compute_sections

#: More names than this are counted, not listed.
_NAMED = 8
_PADDLES_NAMES = "What is tied and what runs more than once goes by Paddle's names all the same."


def configure(parser: argparse.ArgumentParser) -> None:
    """WEIGHT, which model of it, and what to show of that."""
    parser.add_argument("weight", metavar="WEIGHT", help="a catalogued weight, such as albert-large-v2")
    parser.add_argument("--head", metavar="CLASS", help="a head, such as sequence-classification; `list` lists them")
    parser.add_argument("--heads", action="store_true", help="compare all heads with the base model")
    parser.add_argument("--num-labels", metavar="N", type=positive, help="labels of a classification head; default: 2")
    parser.add_argument("--names", choices=("paddle", "torch"), default="paddle", help="default: %(default)s")
    parser.add_argument("--batch", metavar="N", type=positive, help="texts in the traced pass; default: 1")
    parser.add_argument("--seq-len", metavar="N", type=positive, help="tokens of each text; default: 128")
    parser.add_argument("--no-buffers", action="store_true", help="list parameters alone")
    add_listing(parser)
    add_fresh(parser)
    parser.set_defaults(usage_error=parser.error)


def run(args: argparse.Namespace) -> int:
    """Print the page, the list of heads, or their matrix.

    Raises:
        UnknownName: there is no such weight or head; offers the nearest.
        NotCounted: the model cannot be built; says why.
        NotTraced: a pass of some size was asked for, and cannot be traced.
    """
    if args.num_labels is not None and not (args.head or args.heads):
        args.usage_error("--num-labels is for a head; choose one with --head")
    spec = catalogue.load().weight(args.weight)
    if args.head == "list":
        _print_heads(spec, args)
    elif args.heads:
        _print_matrix(spec, args)
    else:
        _print_page(spec, args)
    return 0


def _print_page(spec: WeightSpec, args: argparse.Namespace) -> None:
    page = _page(spec, args)
    shown = _in_torch_layout(page, args) if args.names == "torch" else page
    if args.format == "csv":
        for note in shown.notes:
            print(f"paddle_inspect: {note}", file=sys.stderr)
        emit_csv(listing(shown.tensors, args, exact=True, kinds=True), args)
        return
    trace = _trace(page.spec, args)
    if args.format == "json":
        tree = {
            **as_json(shown),
            **compute_json(page.inventory, trace),
            **listing_json(shown.tensors, args, kinds=True),
        }
        emit_json({"versions": versions().as_dict(), **tree}, args)
    else:
        more = compute_sections(page.inventory, trace)
        emit_document(page.title, sections(shown, listing(shown.tensors, args, kinds=True), more), args)


def _trace(spec: WeightSpec, args: argparse.Namespace) -> Trace | NotTraced:
    """The traced pass, or why there is none; an error when a pass of some size was asked for."""
    seq_len = args.seq_len or default_seq_len(spec)
    found = trace_of(spec, batch=args.batch or 1, seq_len=seq_len, fresh=args.fresh)
    if isinstance(found, NotTraced) and (args.batch or args.seq_len):
        raise found
    return found


def _page(spec: WeightSpec, args: argparse.Namespace) -> ModelPage:
    head = Head(name=BASE, architecture=spec.architecture)
    if args.head is not None:
        head = find_head(heads_of(spec, fresh=args.fresh), args.head, spec.architecture)
    model = with_head(spec, head, args.num_labels)
    return ModelPage(spec=model, head=head, inventory=_counted(model, args), without_buffers=args.no_buffers)


def _counted(spec: WeightSpec, args: argparse.Namespace) -> Inventory:
    found = count([spec], fresh=args.fresh)[spec.name]
    if isinstance(found, NotCounted):
        raise found
    return found


def _in_torch_layout(page: ModelPage, args: argparse.Namespace) -> ModelPage:
    names = names_of(page.spec, fresh=args.fresh)
    architecture = page.spec.architecture
    if names is None:
        note = f"PaddleNLP has no mapping to torch's names for {architecture}: names and shapes are Paddle's."
        return replace(page, notes=(note,))
    layout = torch_layout(page.tensors, names)
    inventory = replace(page.inventory, tensors=torch_layout(page.inventory.tensors, names).tensors)
    kept = f"Not in PaddleNLP's mapping for {architecture}, so under Paddle's names: {listed(layout.kept, _NAMED)}."
    notes = (kept,) if layout.kept else ()
    return replace(page, inventory=inventory, torch_names=True, notes=(*notes, _PADDLES_NAMES))


def _print_heads(spec: WeightSpec, args: argparse.Namespace) -> None:
    heads = heads_of(spec, fresh=args.fresh)
    columns = (Column("head"), Column("class"), Column("also called"))
    table = Table(columns, tuple((head.name, head.architecture, ", ".join(head.aliases)) for head in heads))
    if args.format == "json":
        names = ("head", "architecture", "aliases")
        tree = [dict(zip(names, (head.name, head.architecture, list(head.aliases)), strict=True)) for head in heads]
        emit_json({"versions": versions().as_dict(), "weight": spec.name, "heads": tree}, args)
    else:
        _emit(spec, Section(title="Heads", table=table), args)


def _print_matrix(spec: WeightSpec, args: argparse.Namespace) -> None:
    heads = heads_of(spec, fresh=args.fresh)
    models = [with_head(spec, head, args.num_labels) for head in heads]
    found = count_each(models, fresh=args.fresh, progress=show_progress)
    counted, base = list(zip(heads, found, strict=True)), found[0]
    if args.format == "json":
        tree = {"versions": versions().as_dict(), "weight": spec.name, "heads": heads_json(base, counted)}
        emit_json(tree, args)
    else:
        _emit(spec, Section(title="Heads", table=heads_table(base, counted), notes=refusals(counted)), args)


def _emit(spec: WeightSpec, section: Section, args: argparse.Namespace) -> None:
    if args.format == "csv" and section.table is not None:
        emit_csv(section.table, args)
    else:
        emit_document(spec.name, [section], args)
