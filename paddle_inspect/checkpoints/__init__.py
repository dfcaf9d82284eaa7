"""Weight files read from their headers alone: nothing in them is executed, no tensor data is loaded.

A folder of them is one checkpoint: sharded weights, single files, optimizer state beside them.
"""

from __future__ import annotations

import os
from pathlib import Path

from paddle_inspect.checkpoints.contents import Checkpoint
from paddle_inspect.checkpoints.file import read_file, suffixes
from paddle_inspect.checkpoints.flex_checkpoint import METADATA_SUFFIX, read_flex
from paddle_inspect.checkpoints.folder import read_folder
from paddle_inspect.checkpoints.shards import INDEX_SUFFIX, read_index


def read(path: Path) -> Checkpoint:
    """What a weight file, the index of a sharded one, the metadata of a FlexCheckpoint, or a folder holds.

    Raises:
        InputError: there is nothing that can be read, or it is a file that must not be. Of a folder, such files are
            listed among its contents.
        ConfigError: an index that is none.
    """
    is_folder = os.path.isdir(path)
    if path.name.endswith(INDEX_SUFFIX) and not is_folder:
        return read_index(path)
    if path.name.endswith(METADATA_SUFFIX) and not is_folder:
        return read_flex(path)
    if is_folder and path.suffix not in suffixes():
        return read_folder(path)
    return read_file(path)
