"""One weight file, read as the framework that opens files of its name would read it, or not at all.

A name that ends in `.safetensors` sends PaddleNLP to the safetensors library, any other name to the unpickler of
`paddle.load`, whatever the file holds. One file can be both: valid safetensors, and a pickle with another content.
So it is with every format that has names of its own; what none of them claims is for the unpickler.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from paddle_inspect.base.errors import InputError
from paddle_inspect.checkpoints.contents import Checkpoint
from paddle_inspect.checkpoints.formats import START_BYTES, Format, formats, paddle_save
from paddle_inspect.checkpoints.source import Source

#: What torch.load opens, which paddle.save has no reason to write.
_TORCH = (".bin", ".pt", ".pth")
_ZIP = b"PK\x03\x04"


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
        format_ = _named(path) or _unpickled(path, start)
        found = format_.read(source)
        return Checkpoint(
            path=str(path),
            layout=found.layout,
            files=(str(path),),
            size=source.size,
            parts=found.parts,
            metadata=found.metadata,
            findings=found.findings,
        )


def _with_own_names() -> Mapping[str, Format]:
    """Every format but that of the unpickler."""
    return {name: format_ for name, format_ in formats().items() if format_ is not paddle_save}


def _named(path: Path) -> Format | None:
    """The format that claims the file's name."""
    name = path.name
    for format_ in formats().values():
        if format_ is not paddle_save and name.endswith(format_.SUFFIXES):
            return format_
    return None


def _unpickled(path: Path, start: bytes) -> Format:
    """The format of paddle.save for a file that nobody else would read, nor ought to."""
    for name, format_ in _with_own_names().items():
        if format_.recognises(start):
            raise InputError(path, f"is {name} under a name that frameworks unpickle; name it {format_.SUFFIXES[0]}")
    if start.startswith(_ZIP):
        raise InputError(path, "is a zip archive, as torch.save writes it; convert it to safetensors")
    if path.suffix in _TORCH:
        raise InputError(path, f"has a name of torch's ({path.suffix}), whose files are not read")
    if not paddle_save.recognises(start) and path.suffix not in paddle_save.SUFFIXES:
        raise InputError(path, "is neither safetensors nor a pickle as paddle.save writes it")
    return paddle_save
