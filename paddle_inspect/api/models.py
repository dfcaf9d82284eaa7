"""Asking about weights: which there are, what they weigh, how they are counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from paddle_inspect import tables
from paddle_inspect.api.catalogue import weights
from paddle_inspect.api.shown import Shown, shown
from paddle_inspect.base.errors import (
    BadArgument,
    ConfigError,
    InputError,
    InspectError,
    NotCounted,
    NotTraced,
    UnknownName,
)
from paddle_inspect.base.figures import listed
from paddle_inspect.base.languages import language_in_name
from paddle_inspect.base.records import Inventory, Totals, WeightSpec
from paddle_inspect.base.run import Run
from paddle_inspect.models import catalogue, exported, given
from paddle_inspect.models import rank as ranking
from paddle_inspect.models import show as closely
from paddle_inspect.models.counting import Counted, count_each, count_one, totals
from paddle_inspect.models.heads import BASE, Head, chosen, find_head, heads_of, with_head
from paddle_inspect.models.passes import Traced, default_seq_len, trace_each, trace_of
from paddle_inspect.models.rank import language_of
from paddle_inspect.models.rank import rank as rank_weights
from paddle_inspect.tables.document import Document
from paddle_inspect.tables.formats import json
from paddle_inspect.views import show as show_view
from paddle_inspect.views.tensors import EVERYTHING, Selection
from paddle_inspect.zoos import versions

#: More names than this are counted, not listed.
_NAMED = 8
#: What a folder of documents says for scripts.
_FOLDER_JSON = "weights.json"
_PADDLES_NAMES = "What is tied and what runs more than once goes by Paddle's names all the same."


class Model(Shown, closely.Model):
    """A weight's model: `parameters`, `tensors`, `inventory`, and, from `show`, its `trace`."""

    __slots__ = ()

    @property
    def parameters(self) -> int:
        """Elements of the unique parameters, a tied tensor once."""
        return self.inventory.parameters

    def document(self, selection: Selection = EVERYTHING) -> Document:
        """All about it; `selection` says which tensors are listed."""
        return show_view.document(self, selection, versions())


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Heads(Shown):
    """The heads that can be put on a weight; from `head_counts` with what the model has under each, the base first."""

    spec: WeightSpec
    heads: tuple[Head, ...]
    counted: tuple[Counted, ...] = ()

    def document(self) -> Document:
        """One line a head."""
        from paddle_inspect.views import heads as heads_view

        if not self.counted:
            return heads_view.listing(self.spec, self.heads, versions())
        return heads_view.matrix(self.spec, tuple(zip(self.heads, self.counted, strict=True)), versions())


class Ranking(Shown, ranking.Ranking):
    """Weights by size: `ranked`, and `uncounted` with the reasons."""

    __slots__ = ()

    def document(self) -> Document:
        """One line a weight."""
        from paddle_inspect.views import rank as rank_view

        return rank_view.document(self, versions())


def count(
    weight: str,
    *,
    head: str | None = None,
    num_labels: int | None = None,
    config: str | Path | None = None,
    run: Run | None = None,
) -> Model:
    """The model of a weight, built from its config without memory for its tensors, and counted.

    Args:
        weight: the name of a catalogued weight, or the path of a config.json, of an exported program, or of a folder
            with one. A program is counted as it is: it takes no head and no config.
        head: a head by name, alias or class, such as `sequence-classification`; by default the base model, or the class
            that a config names.
        num_labels: labels of a classification head; PaddleNLP's default is 2.
        config: a config.json in place of the weight's own.
        run: what is kept.

    Raises:
        UnknownName: there is no such weight or head; offers the nearest.
        InputError: there is no such file, or a folder without a config.
        ConfigError: the file is no config, or names no class that is installed.
        BadArgument: labels without a head, or fewer than one; a head or a config for an exported program.
        NotCounted: the model cannot be built; says why.
        FrameworkMissing: it has to be built, and PaddlePaddle or PaddleNLP cannot be imported.
    """
    run, known = run or Run(), catalogue.load()
    if (program := given.program(weight, known)) is not None:
        return _exported(program, {"a head": head, "a number of labels": num_labels, "a config": config}, trace=False)
    spec = given.find(weight, known, run)
    path = None if config is None else Path(config)
    named = chosen(spec, run, head=head, num_labels=num_labels, config=path)
    name = BASE if named.architecture == spec.architecture else _head_name(spec, named.architecture, run)
    notes = () if named.described is None else named.described.notes
    return Model(spec=named, inventory=count_one(named, run), head=name, notes=notes)


def _exported(
    path: Path,
    unfit: Mapping[str, object],
    *,
    trace: bool,
    batch: int | None = None,
    seq_len: int | None = None,
    inputs: Mapping[str, Sequence[int]] | None = None,
) -> Model:
    """The model of an exported program; `unfit` are arguments that none takes, by what they are called.

    Raises:
        BadArgument: one of these is given.
    """
    for what, value in unfit.items():
        if value is not None and value is not False:
            raise BadArgument(f"{path} is an exported program, which does not take {what}")
    return shown(Model, exported.model_of(path, batch=batch, seq_len=seq_len, inputs=inputs, trace=trace))


def _head_name(spec: WeightSpec, architecture: str, run: Run) -> str:
    return find_head(heads_of(spec, run), architecture, spec.architecture).name


def show(
    weight: str,
    *,
    head: str | None = None,
    num_labels: int | None = None,
    torch_names: bool = False,
    buffers: bool = True,
    batch: int | None = None,
    seq_len: int | None = None,
    inputs: Mapping[str, Sequence[int]] | None = None,
    trace: bool = True,
    run: Run | None = None,
) -> Model:
    """As `count`, and one traced forward pass: what runs more than once, and its FLOPs.

    Args:
        weight: as in `count`. A folder's weight files are held against its config, which `notes` report.
        head: as in `count`.
        num_labels: as in `count`.
        torch_names: show the tensors by the names and in the shapes that torch has them.
        buffers: list buffers, too.
        batch: texts in the traced pass; 1 by default.
        seq_len: tokens of each text; 128 by default, or as many as the model takes.
        inputs: whole shapes of an exported program's inputs, by their names. No size that it leaves open is assumed:
            `batch` is the first axis of its inputs, `seq_len` the second.
        trace: trace a pass at all; that of a config is traced where `batch` or `seq_len` says its size.
        run: what is kept.

    Raises:
        NotTraced: a pass of some size was asked for and cannot be traced; without a size the reason is in `trace`.
        UnknownName, NotCounted, FrameworkMissing: as `count`.
    """
    for size in (batch, seq_len):
        if size is not None and size < 1:
            raise BadArgument(f"{size} is no size of a pass")
    run = run or Run()
    if (program := given.program(weight, catalogue.load())) is not None:
        unfit = {"a head": head, "a number of labels": num_labels, "torch's names": torch_names}
        found = _exported(program, unfit, trace=trace, batch=batch, seq_len=seq_len, inputs=inputs)
        return replace(found, without_buffers=not buffers)
    if inputs:
        raise BadArgument(f"{weight} is no exported program: only of one are inputs stated by their names")
    found = count(weight, head=head, num_labels=num_labels, run=run)
    shown_as, notes = _in_torch_layout(found, run) if torch_names else (None, ())
    traced = _pass(found.spec, run, batch, seq_len) if trace else None
    if isinstance(traced, NotTraced) and (batch or seq_len):
        raise traced
    return Model(
        spec=found.spec,
        inventory=found.inventory,
        head=found.head,
        trace=traced,
        shown=shown_as,
        without_buffers=not buffers,
        notes=(*found.notes, *_beside(weight, found.spec, run), *notes),
    )


def _pass(spec: WeightSpec, run: Run, batch: int | None, seq_len: int | None) -> Traced:
    if spec.described is not None and not (batch or seq_len):
        return NotTraced(spec.name, f"--seq-len {default_seq_len(spec)} asks for a pass of so many tokens")
    return trace_of(spec, run, batch=batch or 1, seq_len=seq_len)


def _beside(weight: str, spec: WeightSpec, run: Run) -> tuple[str, ...]:
    """What the weight files in a folder say of its config's model, and what is odd about them, in a sentence each."""
    if spec.described is None:
        return ()
    from paddle_inspect.checkpoints.folder import holds_weights  # nothing else here reads weight files
    from paddle_inspect.comparisons.sides import compare_sides, put_together, side_of_file, side_of_weight
    from paddle_inspect.views import diff as diff_view

    if not holds_weights(Path(weight)):
        return ()
    try:
        expected, found = put_together(side_of_weight(spec, run), side_of_file(Path(weight)))
    except InspectError as error:
        return (f"Weight files beside the config: {error}.",)
    said = diff_view.verdict(compare_sides(expected, found, run), diff_view.VERIFY)
    odd = (f"{finding.code}: {finding.message}" for finding in found.findings)
    return tuple(f"Weight files beside the config: {one}." for one in (said, *odd))


def _in_torch_layout(found: Model, run: Run) -> tuple[Inventory | None, tuple[str, ...]]:
    from paddle_inspect.comparisons.torch_layout import names_of, torch_layout

    names, architecture = names_of(found.spec, run), found.spec.architecture
    if not names:
        return None, (f"PaddleNLP has no mapping to torch's names for {architecture}: names and shapes are Paddle's.",)
    layout = torch_layout(found.inventory.tensors, names)
    kept = f"Not in PaddleNLP's mapping for {architecture}, so under Paddle's names: {listed(layout.kept, _NAMED)}."
    notes = (kept,) if layout.kept else ()
    return replace(found.inventory, tensors=layout.tensors), (*notes, _PADDLES_NAMES)


def heads(weight: str, *, run: Run | None = None) -> Heads:
    """The heads that can be put on a weight's base model.

    Raises:
        UnknownName, NotCounted, FrameworkMissing: as `count`.
    """
    run = run or Run()
    spec = given.find(weight, catalogue.load(), run)
    return Heads(spec=spec, heads=heads_of(spec, run))


def head_counts(weight: str, *, num_labels: int | None = None, run: Run | None = None) -> Heads:
    """The heads of a weight, each with what the model has under it; one that cannot be built with the reason.

    Raises:
        UnknownName, NotCounted, FrameworkMissing: as `count`.
    """
    run = run or Run()
    found = heads(weight, run=run)
    counted = count_each([with_head(found.spec, head, num_labels) for head in found.heads], run)
    return Heads(spec=found.spec, heads=found.heads, counted=tuple(counted))


def folder(*names: str, format: str = "markdown", run: Run | None = None) -> dict[str, str]:
    """A document for each weight of some families, a ranked index, and one JSON file: text by path below a folder.

    In Markdown the folder is what MkDocs takes, in reStructuredText what Sphinx takes.

    Args:
        names: families; all of the catalogue without any.
        format: one whose documents can lead to each other: `markdown` or `rst`.
        run: what is kept.

    Raises:
        UnknownName: there is no such family, or documents of that format cannot lead to each other.
        FrameworkMissing: as `count`.
    """
    return dict(sorted(folder_files(*names, format=format, run=run)))


def folder_files(*names: str, format: str = "markdown", run: Run | None = None) -> Iterator[tuple[str, str]]:
    """The files of `folder` one after the other, each as soon as it is known; the index and the JSON file come last.

    Raises:
        UnknownName, FrameworkMissing: as `folder`.
    """
    from paddle_inspect.views import site

    if format not in tables.linking_formats():
        raise UnknownName("format of folders", format, tables.linking_formats())
    run, suffix = run or Run(), tables.suffix_of(format)
    specs = weights(*names)
    counted = list(zip(specs, count_each(specs, run), strict=True))
    for path, document in site.folder(counted, _models(counted, run), suffix, versions()):
        yield path + suffix, tables.render(document, format)
        if path == site.INDEX:
            yield _FOLDER_JSON, json.dump(document.tree, indent=1)


def _models(counted: Sequence[tuple[WeightSpec, Counted]], run: Run) -> Iterator[tuple[WeightSpec, closely.Model]]:
    found = [(spec, inventory) for spec, inventory in counted if isinstance(inventory, Inventory)]
    traces = trace_each([spec for spec, _ in found], run)
    for spec, inventory in run.follow(found, "tracing models"):
        trace = next(traces)
        if isinstance(trace, NotCounted):  # counted on another machine, perhaps; to be traced it has to be built here
            trace = NotTraced(spec.name, trace.reason)
        yield spec, closely.Model(spec=spec, inventory=inventory, trace=trace)


def rank(
    *names: str,
    of: Sequence[str] = (),
    language: str | None = None,
    least: int | None = None,
    most: int | None = None,
    sort: str = "parameters",
    reverse: bool = False,
    run: Run | None = None,
) -> Ranking:
    """Weights by their parameters.

    Args:
        names: families; all of the catalogue without any.
        of: weights in place of families: catalogued names, and paths of config.json files, of exported programs, and of
            folders with one. A path that describes no model is among those not counted.
        language: only weights of it, by the catalogue or their name.
        least: only weights of at least so many parameters.
        most: only weights of at most so many parameters.
        sort: what they are listed by; places are by parameters all the same.
        reverse: the smallest, or the last name, first.
        run: what is kept.

    Raises:
        UnknownName: there is no such family or sort key, or no weight of such a language.
    """
    if sort not in ranking.SORT_KEYS:
        raise UnknownName("sort key", sort, ranking.SORT_KEYS)
    run = run or Run()
    programs: dict[str, Totals] = {}
    specs = _of_language(_named(of, run, programs) if of else weights(*names), language)
    counts = programs | totals([spec for spec in specs if spec.name not in programs], run)
    return shown(Ranking, rank_weights(specs, counts, least=least, most=most, sort=sort, reverse=reverse))


def _named(texts: Sequence[str], run: Run, programs: dict[str, Totals]) -> list[WeightSpec]:
    """The weights that are named, each under the class that its file names; one that cannot be used says why.

    Those that are exported programs are counted, and their numbers put into `programs`.
    """
    known = catalogue.load()
    specs = []
    for text in dict.fromkeys(texts):
        try:
            if (path := given.program(text, known)) is not None:
                found = exported.model_of(path, trace=False)
                specs.append(replace(found.spec, name=text))
                programs[text] = found.inventory.totals
                continue
            specs.append(chosen(given.find(text, known, run), run))
        except (InputError, ConfigError) as error:
            if len(texts) == 1:
                raise
            specs.append(WeightSpec(name=text, family="", architecture="", config={}, undescribed=str(error)))
    return list({spec.name: spec for spec in specs}.values())


def _of_language(specs: Sequence[WeightSpec], language: str | None) -> Sequence[WeightSpec]:
    if language is None:
        return specs
    meant = (language_in_name(language) or language).casefold()  # zh is Chinese, in a name and here
    found = [spec for spec in specs if (language_of(spec) or "").casefold() == meant]
    if not found:
        raise UnknownName("language", language, filter(None, map(language_of, specs)), few=True)
    return found
