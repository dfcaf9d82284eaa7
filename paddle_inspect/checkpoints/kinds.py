"""Every kind of finding about a weight file: its code, its severity, its sentence and its manual.

What a file must not be at all is no finding: it is refused (see docs/checkpoints.md).
"""

from __future__ import annotations

from paddle_inspect.base.figures import many
from paddle_inspect.base.findings import finding
from paddle_inspect.base.records import Severity

# Files of a folder


@finding(Severity.ERROR)
def refused_file(reason: str) -> str:
    """A file of the folder that frameworks load cannot be read, or must not be; it is not looked at any further.

    Bad:
        training_args.bin, a pickle of an object of somebody's class
    Good:
        training_args.json
    """
    return reason


# Shards and their index


@finding(Severity.ERROR)
def missing_shard(name: str, *, absent: int = 0, count: int = 0, by: str = "index") -> str:
    """The index or the metadata names a file that is not there, or the numbers in the shards' names have a gap.

    Bad:
        model-00001-of-00002.safetensors alone
    Good:
        model-00001-of-00002.safetensors beside model-00002-of-00002.safetensors
    """
    if absent:
        of_them = f"of the {many(count, 'shard')} of {name}"
        return f"{many(absent, f'{of_them} is', f'{of_them} are')} not there"
    return f"the {by} names {name}, which is not there"


@finding(Severity.ERROR)
def surplus_shard(name: str, *, sets: int = 0) -> str:
    """A file looks like a shard and is not in the index, so it is not counted; or shards of several sets lie together.

    Bad:
        model.safetensors beside model.safetensors.index.json, which does not name it
    Good:
        the shards that the index names, and no others
    """
    if sets:
        return f"the shards of {name} belong to {sets} different sets"
    return f"{name} is not in the index, and not counted"


@finding(Severity.ERROR)
def tensor_in_two_shards(name: str, first: str, second: str) -> str:
    """A tensor stands in two shards; which of them is loaded depends on who loads.

    Bad:
        fc.weight in model-00001-of-00002.safetensors and in model-00002-of-00002.safetensors
    Good:
        each tensor in one shard
    """
    return f"{name} is in {first} and in {second}"


@finding(Severity.ERROR)
def index_disagrees(count: int, where: str, first: str) -> str:
    """A tensor is in another shard than the index says, or not in the index, so that it is not found or not loaded.

    Bad:
        {"weight_map": {"fc.weight": "model-00002-of-00002.safetensors"}}, and fc.weight is in the first shard
    Good:
        {"weight_map": {"fc.weight": "model-00001-of-00002.safetensors"}}
    """
    return f"{many(count, 'tensor is', 'tensors are')} {where}; the first is {first}"


@finding(Severity.WARNING)
def index_total_size(stated: int, actual: int) -> str:
    """The index states another number of bytes than the tensors have.

    Bad:
        {"metadata": {"total_size": 11}} of tensors of 10 bytes
    Good:
        {"metadata": {"total_size": 10}}
    """
    return f"the index says {many(stated, 'byte')} in total, the tensors have {actual:,}"


@finding(Severity.ERROR)
def parts_disagree(count: int, first: str) -> str:
    """A tensor cannot be put together from tensor-parallel parts: one lacks it, or its dtypes or several axes differ.

    Bad:
        fc.weight in model_state.tp00.pdparams, and not in model_state.tp01.pdparams
    Good:
        fc.weight in each part, of shapes that differ along one axis at most
    """
    return f"{many(count, 'tensor')} cannot be parts of one in each tensor-parallel part; the first is {first}"


@finding(Severity.ERROR)
def tensor_shards(count: int, how: str, first: str) -> str:
    """The shards of a FlexCheckpoint's tensor leave elements out, hold some twice, or do not belong to one tensor.

    Bad:
        fc.weight of shape (4, 8), and of its shards only the one of shape (4, 4) at (0, 0)
    Good:
        fc.weight of shape (4, 8) in two shards of shape (4, 4), at (0, 0) and at (0, 4)
    """
    return f"the shards of {many(count, 'tensor')} {how}; the first is {first}"


@finding(Severity.NOTE)
def pipeline_parts(count: int, first: str) -> str:
    """Files are the parts of a model that was trained in a pipeline: each holds some of the layers, and is read alone.

    Bad:
        model_state.tp00_pp00.pdparams beside model_state.tp00_pp01.pdparams
    Good:
        model_state.pdparams, which PaddleNLP's tools make of them
    """
    return f"{count:,} files are parts of a pipeline, each with some of the layers, and read one by one; one is {first}"


# What paddle.save writes


@finding(Severity.ERROR)
def slices(name: str) -> str:
    """The slices of a big tensor are incomplete or do not add up to its shape; they are shown one by one.

    Bad:
        {"big@@.0": ..., "UnpackBigParamInfor@@": {"big": {"slices": ["big@@.0", "big@@.1"], ...}}}
    Good:
        {"big@@.0": ..., "big@@.1": ..., "UnpackBigParamInfor@@": {"big": {"slices": ["big@@.0", "big@@.1"], ...}}}
    """
    return f"the slices of {name} are incomplete or do not add up to its shape"


@finding(Severity.ERROR)
def name_table(count: int, first: str) -> str:
    """The table of parameter names lists tensors that are not there: `paddle.load` fails.

    Bad:
        {"fc.weight": ..., "StructuredToParameterName@@": {"fc.weight": "w_0", "fc.bias": "b_0"}}
    Good:
        {"fc.weight": ..., "StructuredToParameterName@@": {"fc.weight": "w_0"}}
    """
    listed = many(count, "that is no tensor", "that are no tensors")
    return f"the table of parameter names lists {listed} of the file, so that paddle.load fails; the first is {first}"


@finding(Severity.ERROR)
def duplicate_name(repeated: int, first: str) -> str:
    """A dict has a key twice; the last value counts, as it does for Python, and the others are lost.

    Bad:
        {"fc.weight": [[0.1, 0.2]], "fc.weight": [[0.3, 0.4]]}
    Good:
        {"fc.weight": [[0.3, 0.4]]}
    """
    return f"{many(repeated, 'name stands', 'names stand')} twice, of which the last counts; the first is {first}"
