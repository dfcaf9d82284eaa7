"""One weight file, read as the framework that opens files of its name would read it, or not at all.

A name that ends in `.safetensors` sends PaddleNLP to the safetensors library, any other name to the unpickler of
`paddle.load`, whatever the file holds. One file can be both: valid safetensors, and a pickle with another content.
So it is with every format that has names of its own; what none of them claims is for the unpickler.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from paddle_inspect.base.errors import InputError
from paddle_inspect.base.looks import look
from paddle_inspect.base.source import Source
from paddle_inspect.checkpoints import archive
from paddle_inspect.checkpoints.contents import Checkpoint
from paddle_inspect.checkpoints.formats import START_BYTES, Format, formats, paddle_save, torch
from paddle_inspect.checkpoints.pickles.listing import names_in


def suffixes() -> tuple[str, ...]:
    """What weight files are called; anything else is read too when somebody names it."""
    claimed = (suffix for format_ in _with_own_names().values() for suffix in format_.SUFFIXES)
    return (*claimed, *paddle_save.SUFFIXES)


def read_file(path: Path) -> Checkpoint:
    """What one weight file holds.

    Raises:
        InputError: it is no weight file, a damaged or malicious one, or not of the kind that its name says.
    """
    with Source(path) as source:
        start = source.peek(START_BYTES)
        if not start:
            raise InputError(path, "is empty")
        found = _format_of(path, start).read(source)
        return Checkpoint(
            path=str(path),
            layout=found.layout,
            files=(str(path),),
            size=source.size,
            parts=found.parts,
            metadata=found.metadata,
            findings=found.findings,
        )


def globals_named(path: Path) -> tuple[str, ...]:
    """The globals that the pickles of a file name, each once, as far as they can be followed; nothing is run.

    Raises:
        InputError: the file cannot be opened.
    """
    with Source(path) as source:
        if not source.peek(START_BYTES).startswith(archive.SIGNATURE):
            return names_in(source)
        try:
            found = archive.members(source)
        except InputError:  # no archive that is read
            return ()
        pickles = [at for name, at in found.items() if name.endswith(".pkl")]
        return tuple(dict.fromkeys(name for at in pickles for name in names_in(source.part(at.begin, at.size))))


def _with_own_names() -> Mapping[str, Format]:
    """Every format but that of the unpickler."""
    return {name: format_ for name, format_ in formats().items() if format_ is not paddle_save}


def _format_of(path: Path, start: bytes) -> Format:
    """The format that claims the file's name, else that of the unpickler, once the content is not another's."""
    claiming = (format_ for format_ in _with_own_names().values() if path.name.endswith(format_.SUFFIXES))
    chosen = next(claiming, paddle_save)
    for name, other in _with_own_names().items():
        if other is not chosen and other.recognises(start):
            names = "a name that frameworks unpickle" if chosen in (paddle_save, torch) else "another format's name"
            raise InputError(path, f"is {name} under {names}; name it {other.SUFFIXES[0]}")
    if not chosen.recognises(start) and (what := look(start)):
        raise InputError(path, f"is {what}")
    if chosen is paddle_save and not paddle_save.recognises(start) and path.suffix not in paddle_save.SUFFIXES:
        raise InputError(path, "is neither safetensors nor a pickle as paddle.save writes it")
    return chosen
