"""One weight file, told by its first bytes: safetensors, or a pickle as paddle.save writes it."""

from __future__ import annotations

from pathlib import Path

from paddle_inspect.checkpoint import paddle_save, safetensors_header
from paddle_inspect.checkpoint.contents import Checkpoint
from paddle_inspect.checkpoint.source import Source
from paddle_inspect.errors import InputError

#: What weight files are called; anything else is read too when somebody names it.
SUFFIXES = (".safetensors", ".pdparams", ".pdopt")
_PROTO = b"\x80"
_ZIP = b"PK\x03\x04"


def read_file(path: Path) -> Checkpoint:
    """What one weight file holds.

    Raises:
        InputError: it is no weight file, or a damaged or malicious one.
    """
    with Source(path) as source:
        start = source.peek(9)
        if not start:
            raise InputError(path, "is empty")
        if safetensors_header.looks_like(start) or path.suffix == ".safetensors":
            section, metadata = safetensors_header.read(source)
            return Checkpoint(
                path=str(path),
                layout="safetensors",
                files=(str(path),),
                size=source.size,
                sections=(section,),
                metadata=metadata,
            )
        if start.startswith(_ZIP):
            raise InputError(path, "is a zip archive, as torch.save writes it; convert it to safetensors")
        if not start.startswith(_PROTO) and path.suffix not in SUFFIXES:
            raise InputError(path, "is neither safetensors nor a pickle as paddle.save writes it")
        sections, findings, protocol = paddle_save.read(source)
        return Checkpoint(
            path=str(path),
            layout=f"paddle.save, pickle protocol {protocol}",
            files=(str(path),),
            size=source.size,
            sections=sections,
            findings=findings,
        )
