"""One weight file, read as the framework that opens files of its name would read it, or not at all.

A name that ends in `.safetensors` sends PaddleNLP to the safetensors library, any other name to the unpickler of
`paddle.load`, whatever the file holds. One file can be both: valid safetensors, and a pickle with another content.
"""

from __future__ import annotations

from pathlib import Path

from paddle_inspect.base.errors import InputError
from paddle_inspect.checkpoints.contents import Checkpoint
from paddle_inspect.checkpoints.formats import paddle_save, safetensors
from paddle_inspect.checkpoints.source import Source

#: What weight files are called; anything else is read too when somebody names it.
_SAFETENSORS = ".safetensors"
SUFFIXES = (_SAFETENSORS, ".pdparams", ".pdopt")
#: What torch.load opens, which paddle.save has no reason to write.
_TORCH = (".bin", ".pt", ".pth")
_PROTO = b"\x80"
_ZIP = b"PK\x03\x04"


def read_file(path: Path) -> Checkpoint:
    """What one weight file holds.

    Raises:
        InputError: it is no weight file, a damaged or malicious one, or not of the kind that its name says.
    """
    with Source(path) as source:
        start = source.peek(9)
        if not start:
            raise InputError(path, "is empty")
        if path.name.endswith(_SAFETENSORS):
            section, metadata = safetensors.read(source)
            return Checkpoint(
                path=str(path),
                layout="safetensors",
                files=(str(path),),
                size=source.size,
                sections=(section,),
                metadata=metadata,
            )
        if safetensors.looks_like(start):
            raise InputError(path, "is safetensors under a name that frameworks unpickle; name it .safetensors")
        if start.startswith(_ZIP):
            raise InputError(path, "is a zip archive, as torch.save writes it; convert it to safetensors")
        if path.suffix in _TORCH:
            raise InputError(path, f"has a name of torch's ({path.suffix}), whose files are not read")
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
