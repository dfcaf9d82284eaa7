"""Say which catalogued weights and heads a weight file fits, best first, and what does not fit.

Every weight of the catalogue is counted (once, then from the cache) and compared by shapes; the nearest are compared
tensor by tensor, with every head of their family. Weights that share one architecture fit alike: a file's names and
shapes cannot tell them apart. Exits 0 when a model fits the file completely, 1 when none does.

examples:
  paddle_inspect identify model_state.pdparams
  paddle_inspect identify finetuned/ --family BERT --limit 3
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from paddle_inspect.base.files import emit
from paddle_inspect.base.progress import show_progress
from paddle_inspect.base.records import Inventory, WeightSpec
from paddle_inspect.cli._options import add_fresh, positive
from paddle_inspect.cli._output import emit_json
from paddle_inspect.compare.identify import Fit, labels_hint, nearest, rank
from paddle_inspect.compare.sides import Operand, compare_operands, file_operand
from paddle_inspect.models import catalogue
from paddle_inspect.models.counting import count, count_each
from paddle_inspect.models.heads import heads_of, with_head
from paddle_inspect.tables.table import Column, Table
from paddle_inspect.views.comparison import VERIFY, as_json, differences_table, remarks

#: Different architectures that are looked at closely.
_CANDIDATES = 4
#: Misfits of the best that are listed.
_SHOWN = 40


def configure(parser: argparse.ArgumentParser) -> None:
    """FILE, and where to look."""
    parser.add_argument("path", metavar="FILE", type=Path, help="a weight file, the index of its shards, or a folder")
    parser.add_argument("--family", help="look among the weights of this family only")
    parser.add_argument("--limit", metavar="N", type=positive, default=10, help="show the N best fits; default: 10")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument("--output", metavar="FILE", type=Path, help="write there instead of printing")
    add_fresh(parser)


def run(args: argparse.Namespace) -> int:
    """Find the fits and print them."""
    found = file_operand(args.path)
    known = catalogue.load()
    specs = known.weights if args.family is None else known.family(args.family).weights
    fits = rank(_fits(found, specs, fresh=args.fresh))
    if args.format == "json":
        emit_json(_as_json(found, fits[: args.limit]), args)
    else:
        stream = sys.stdout if args.output is None else io.StringIO()
        _print(found, fits, args.limit, stream)
        if isinstance(stream, io.StringIO):
            emit(stream.getvalue(), args.output)
    return 0 if fits and fits[0].comparison.is_same else 1


def _fits(found: Operand, specs: Sequence[WeightSpec], *, fresh: bool) -> Iterator[Fit]:
    """The file compared with every head of the weights that are nearest to it by shapes."""
    bases = {
        n: one for n, one in count(specs, fresh=fresh, progress=show_progress).items() if isinstance(one, Inventory)
    }
    chosen = nearest(found.tensors, bases, _CANDIDATES)
    labels = labels_hint(found.tensors)
    models = [(spec, head) for spec in specs if spec.name in chosen for head in heads_of(spec, fresh=fresh)]
    headed = [with_head(spec, head, labels) for spec, head in models]
    counted = count_each(headed, fresh=fresh, progress=show_progress)
    for (spec, head), model, inventory in zip(models, headed, counted, strict=True):
        if isinstance(inventory, Inventory):
            expected = Operand(label=spec.name, tensors=inventory.tensors, spec=model)
            comparison = compare_operands(expected, found, exact=False)
            yield Fit(weight=spec.name, head=head.name, architecture=head.architecture, comparison=comparison)


def _print(found: Operand, fits: Sequence[Fit], limit: int, stream: TextIO) -> None:
    from paddle_inspect.tables.terminal import print_lines, print_table

    if not fits:
        print_lines([(f"{found.label} fits no weight of the catalogue", "bold red")], stream)
        return
    print_table(_table(fits[:limit]), stream=stream)
    best = fits[0]
    differences = differences_table(best.comparison, VERIFY)
    if differences.rows:
        stream.write("\n")
        print_table(Table(differences.columns, differences.rows[:_SHOWN]), stream=stream)
    lines = [note for note in (found.note,) if note] + remarks(best.comparison, VERIFY)
    if (hidden := len(fits) - limit) > 0:
        lines.append(f"{hidden:,} more fit less well, or as well; --limit shows them")
    stream.write("\n")
    print_lines([*((line, "") for line in lines), (_conclusion(found, fits), "bold")], stream)


def _conclusion(found: Operand, fits: Sequence[Fit]) -> str:
    complete = [fit for fit in fits if fit.comparison.is_same]
    best = f"{fits[0].weight} ({fits[0].architecture})"
    if not complete:
        return f"{found.label} fits no model completely; the nearest is {best}"
    if len(complete) == 1:
        return f"{found.label} fits {best}"
    return f"{found.label} fits {len(complete):,} models, which names and shapes cannot tell apart"


def _table(fits: Sequence[Fit]) -> Table:
    titles = ("same", "missing", "unexpected", "other shape", "other dtype")
    columns = (Column("weight"), Column("head"), *(Column(title, right=True) for title in titles))
    return Table(columns, tuple((fit.weight, fit.head, *map(str, _counts(fit))) for fit in fits))


def _counts(fit: Fit) -> tuple[int, ...]:
    found = fit.comparison
    kinds = (found.only_left, found.only_right, found.shape_differs, found.dtype_differs)
    return (found.same, *map(len, kinds))


def _as_json(found: Operand, fits: Sequence[Fit]) -> dict[str, object]:
    return {
        "path": found.label,
        "fits": [
            {"weight": fit.weight, "head": fit.head, "architecture": fit.architecture}
            | as_json(fit.comparison, (fit.weight, found.label))
            for fit in fits
        ],
    }
