"""Asking about weight files: what they hold, and what they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from paddle_inspect.api.shown import Shown, fail, shown
from paddle_inspect.base.errors import BadArgument, InputError, InspectError
from paddle_inspect.base.run import Run
from paddle_inspect.checkpoints import contents, read
from paddle_inspect.checkpoints.contents import Refused
from paddle_inspect.checkpoints.file import globals_named
from paddle_inspect.comparisons import identify as matching
from paddle_inspect.comparisons import sides, tensors
from paddle_inspect.comparisons.published import lacking
from paddle_inspect.comparisons.sides import (
    Side,
    compare_sides,
    is_exported,
    put_together,
    side_of,
    side_of_file,
    side_of_params,
    side_of_path,
    side_of_program,
    side_of_weight,
)
from paddle_inspect.models import catalogue, given
from paddle_inspect.models.heads import BASE, chosen
from paddle_inspect.models.published import Apart
from paddle_inspect.tables.document import Document
from paddle_inspect.views import checkpoint as checkpoint_view
from paddle_inspect.views import diff as diff_view
from paddle_inspect.views import identify as identify_view
from paddle_inspect.views.diff import DIFF, SHOWN, VERIFY, Words
from paddle_inspect.views.tensors import EVERYTHING, Selection


class Checkpoint(Shown, contents.Checkpoint):
    """What a weight file, the index of a sharded one, or a folder of them holds."""

    __slots__ = ()

    def document(self, selection: Selection = EVERYTHING) -> Document:
        """Its tensors; `selection` says which are listed."""
        return checkpoint_view.document([self], selection)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Checkpoints(Shown):
    """What several weight files hold; `errors` are those that cannot be read, or must not be, with the reason."""

    files: tuple[contents.Checkpoint, ...]
    errors: tuple[Refused, ...] = ()

    @property
    def refused(self) -> tuple[Refused, ...]:
        """The files that were asked for and not read, and those in folders."""
        return (*self.errors, *(refused for one in self.files for refused in one.refused))

    @property
    def is_clean(self) -> bool:
        """Whether nothing is odd about a file."""
        return not self.refused and not any(fail(one.findings) for one in self.files)

    def document(self, selection: Selection = EVERYTHING) -> Document:
        """Their tensors; `selection` says which are listed."""
        return checkpoint_view.document(self.files, selection, self.errors)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Comparison(Shown):
    """Two lists of tensors compared one by one; `words` say what the sides are called.

    `lacking` are parameters that the model on the left may be published without, where the file lacks nothing else.
    """

    left: sides.Side
    right: sides.Side
    differences: tensors.Differences
    words: Words = DIFF
    lacking: Apart | None = None

    @property
    def is_same(self) -> bool:
        """Whether every tensor has its counterpart with the same shape and dtype."""
        return self.differences.is_same

    @property
    def refused(self) -> tuple[Refused, ...]:
        """The files of the folders on both sides that were not read."""
        return (*self.left.refused, *self.right.refused)

    @property
    def is_clean(self) -> bool:
        """Whether the sides are the same, and nothing is odd about a file."""
        return self.is_same and not fail((*self.left.findings, *self.right.findings))

    def document(self, *, everything: bool = False) -> Document:
        """The differences; for people at most `SHOWN` of them, unless everything is asked for."""
        shown = None if everything else SHOWN
        return diff_view.document(self.differences, self.left, self.right, self.words, shown, self.lacking)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Identified(Shown):
    """The models that a weight file may be of, best first.

    `elsewhere` are those of other families, where a family was named and none of its models fits completely.
    """

    side: sides.Side
    matches: tuple[matching.Match, ...]
    elsewhere: tuple[matching.Match, ...] = ()

    @property
    def refused(self) -> tuple[Refused, ...]:
        """The files of a folder that were not read."""
        return self.side.refused

    @property
    def is_certain(self) -> bool:
        """Whether the best fits completely."""
        return bool(self.matches) and self.matches[0].differences.is_same

    def document(self, limit: int = 10) -> Document:
        """The `limit` best, and what does not fit the very best."""
        return identify_view.document(self.side, self.matches, limit, self.elsewhere)


def checkpoint(path: str | Path) -> Checkpoint:
    """What a weight file, the index of a sharded one, or a folder holds; nothing in it is executed or loaded.

    Raises:
        InputError: it cannot be read, or must not be.
        ConfigError: an index that is none.
    """
    if not str(path):
        raise InputError("''", "is no name of a file")
    return shown(Checkpoint, read(Path(path)))


def checkpoint_files(paths: Iterable[str | Path], *, list_globals: bool = False) -> Checkpoints:
    """The same for several; what cannot be read is in `errors`, or `refused` in its folder.

    Args:
        paths: weight files, indexes and folders.
        list_globals: say of each refused pickle which globals it names, also beyond the place where it was refused.
    """
    found: list[Checkpoint] = []
    errors: list[Refused] = []
    for path in paths:
        try:
            one = checkpoint(path)
            refused = tuple(map(_with_globals, one.refused)) if list_globals else one.refused
            found.append(replace(one, refused=refused))
        except InspectError as error:
            refused_file = Refused.of(path, error)
            errors.append(_with_globals(refused_file) if list_globals else refused_file)
    return Checkpoints(files=tuple(found), errors=tuple(errors))


def _with_globals(refused: Refused) -> Refused:
    return refused if refused.opcode is None else replace(refused, global_names=globals_named(Path(refused.path)))


def compare(
    left: str | Path,
    right: str | Path,
    *,
    head: str | None = None,
    left_head: str | None = None,
    right_head: str | None = None,
    num_labels: int | None = None,
    exact_names: bool = False,
    ignore_dtype: bool = False,
    section: str | None = None,
    model: str | None = None,
    run: Run | None = None,
) -> Comparison:
    """Two models, or a model and a file, or two files, tensor by tensor.

    Args:
        left: a weight (a catalogued name, a config.json, a folder with one), or a weight file, or a folder of them.
        right: what it is compared with.
        head: the head of the weights that are compared; by default their base model.
        left_head: the head of the weight on the left alone; `base` is the model without one.
        right_head: the head of the weight on the right alone.
        num_labels: labels of a classification head.
        exact_names: a prefix, and torch's names and layout, are differences.
        ignore_dtype: another dtype is no difference.
        section: the heading of files whose tensors are meant; by default the model's.
        model: the weight that two files are of, whose names tell torch's from Paddle's; under `head`, if one is given.
        run: what is kept.

    Raises:
        UnknownName: a side is neither a weight nor a file, or there is no such head; offers the nearest.
        BadArgument: a number of labels without a head.
        InspectError: a side cannot be counted or read.
    """
    run, known = run or Run(), catalogue.load()
    asked = ((left, left_head or head), (right, right_head or head))
    labelled = [one is not None and one.casefold() != BASE for _, one in asked]
    if num_labels is not None and not any(labelled):
        raise BadArgument("a number of labels is for a head, and none is chosen")
    first, second = (
        side_of(str(side), known, run, head=own, num_labels=num_labels if has_labels else None, section=section)
        for (side, own), has_labels in zip(asked, labelled, strict=True)
    )
    for side, own_head in ((first, left_head), (second, right_head)):
        if own_head is not None and side.spec is None:
            raise InputError(side.label, "is compared as it is: only a catalogued weight or a config takes a head")
    first, second = put_together(first, second, exact=exact_names)
    return Comparison(
        left=first,
        right=second,
        differences=compare_sides(
            first,
            second,
            run,
            exact=exact_names,
            dtypes_count=not ignore_dtype,
            model=None if model is None else chosen(given.find(model, known, run), run, head=head, num_labels=None),
        ),
    )


def verify(
    weight: str,
    path: str | Path | None = None,
    *,
    head: str | None = None,
    num_labels: int | None = None,
    config: str | Path | None = None,
    exact_names: bool = False,
    ignore_dtype: bool = False,
    section: str | None = None,
    run: Run | None = None,
) -> Comparison:
    """Whether a weight file has the tensors of the model that its name promises; `head` and so on as in `count`.

    The file is read first: that is quicker than the model, and it is more often the one that is wrong.

    Args:
        weight: as in `count`; an exported program is held against the file of its parameters, or against `path`.
        path: a weight file, an index, a folder or an exported program; by default what is beside the config or the
            program that `weight` is the path of.

    Raises:
        BadArgument: there is no path, and the weight is a catalogued one.
        UnknownName: there is no such weight or head.
        InspectError: the file cannot be read, or the model not built.
    """
    run = run or Run()
    known = catalogue.load()
    program = given.program(weight, known)
    if program is not None and not (head is None and num_labels is None and config is None):
        raise BadArgument(f"{program} is an exported program, which takes no head and no config")
    if path is None:
        found = side_of_params(program) if program else side_of_file(given.beside(weight, known), section)
    elif is_exported(Path(path)):
        found = side_of_program(Path(path))
    else:
        found = side_of_file(Path(path), section)
    if program is not None:
        expected = side_of_program(program)
    else:
        spec = given.find(weight, known, run)
        path_of_config = None if config is None else Path(config)
        expected = side_of_weight(chosen(spec, run, head=head, num_labels=num_labels, config=path_of_config), run)
    expected, found = put_together(expected, found, exact=exact_names)
    differences = compare_sides(expected, found, run, exact=exact_names, dtypes_count=not ignore_dtype)
    return Comparison(
        left=expected,
        right=found,
        differences=differences,
        words=VERIFY,
        lacking=None if expected.spec is None else lacking(differences, expected.spec, run),
    )


def identify(path: str | Path, *, family: str | None = None, run: Run | None = None) -> Identified:
    """Which catalogued weights and heads a weight file fits, best first; or the model of a config.json.

    Raises:
        UnknownName: there is no such family.
        ConfigError, NotCounted, FrameworkMissing: the config describes no model, or it cannot be built.
        InputError: the file cannot be read, or is in tensor-parallel parts, which shapes of a model put together.
    """
    known = catalogue.load()
    run = run or Run()
    found: Side = side_of_path(Path(path), run)
    if found.ranks:
        raise InputError(path, "is in tensor-parallel parts, which only a model puts together: verify it with a weight")
    if family is None:
        return Identified(side=found, matches=matching.identify(found, known.weights, run))
    meant = known.family(family)
    of_family = Identified(side=found, matches=matching.identify(found, meant.weights, run))
    if of_family.is_certain:
        return of_family
    others = [spec for spec in known.weights if spec.family != meant.name]
    return replace(of_family, elsewhere=matching.complete(matching.identify(found, others, run)))
