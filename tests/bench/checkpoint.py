"""Reading weight files against loading them: a program that prints a table and exits 1 when a bar is missed.

    python -m tests.bench.checkpoint

Each side of a ratio is measured in a process of its own, as the best of several runs; memory is what the process's
peak grows by while it reads. The files are written below a temporary folder; the large ones have holes.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import pickletools
import resource
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from paddle_inspect.base import collector
from tests import flex_files as ff
from tests import weight_files as wf
from tests.bench.harness import Bar

#: What 1000 tensors with long data may cost against 1000 with short data.
NO_GROWTH = 1.5
#: What a tensor among ten times as many may cost: more as caches overflow, but a quadratic cost would be 10.
LINEAR = 3


# What is measured, each in a process of its own: `python -m tests.bench.checkpoint READER FILE REPEATS`.


def read_ours(path: Path) -> None:
    from paddle_inspect import checkpoints

    checkpoints.read(path)


def read_paddle(path: Path) -> None:
    import paddle

    paddle.load(str(path))


def read_safetensors(path: Path) -> None:
    """The library's own header read: every tensor's name, shape and dtype."""
    from safetensors import safe_open

    with safe_open(path, "numpy") as file:
        for name in file.keys():  # noqa: SIM118
            tensor = file.get_slice(name)
            tensor.get_shape()
            tensor.get_dtype()


def read_refused(path: Path) -> None:
    """A file that is refused for what it would cost, or read."""
    from paddle_inspect import checkpoints
    from paddle_inspect.base.errors import InputError

    with contextlib.suppress(InputError):
        checkpoints.read(path)


def read_python(path: Path) -> None:
    """CPython's own unpickler as it is written in Python, with stubs for globals."""

    class Stub:
        def __call__(self, *arguments: object) -> Stub:
            return Stub()

        def __setstate__(self, state: object) -> None:
            pass

    class Unpickler(pickle._Unpickler):
        def find_class(self, module: str, name: str) -> Stub:
            return Stub()

    with path.open("rb") as file, collector.paused():  # as ours does
        Unpickler(file, encoding="latin1").load()


def command(format: str) -> Callable[[Path], None]:
    """The whole command, printed to nowhere."""

    def run(path: Path) -> None:
        from paddle_inspect.cli import main

        with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
            main(["checkpoint", str(path), "--format", format])

    return run


READERS: dict[str, Callable[[Path], None]] = {
    "ours": read_ours,
    "paddle": read_paddle,
    "safetensors": read_safetensors,
    "python": read_python,
    "refused": read_refused,
    "json": command("json"),
    "csv": command("csv"),
    "text": command("text"),
}


def measure_here(reader: str, path: Path, repeats: int, warm: Path) -> dict[str, float]:
    """Seconds of the best run, by the clock and of the processor, and what the first one added to the peak memory."""
    read = READERS[reader]
    read(warm)  # imports
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds, processor = [], []
    for _ in range(repeats):
        start, busy = time.perf_counter(), time.process_time()
        read(path)
        seconds.append(time.perf_counter() - start)
        processor.append(time.process_time() - busy)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": min(seconds), "processor": min(processor), "bytes": (after - before) * 1024}


def measure(reader: str, path: Path, repeats: int, warm: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.checkpoint", reader, str(path), str(repeats), str(warm)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


# The files


def write_albert_xlarge(path: Path) -> None:
    """What paddle.save writes for albert-xlarge-v2, in a process of its own."""
    program = (
        "import sys, paddle\n"
        "from paddle_inspect.base.run import Run\n"
        "from paddle_inspect.models import catalogue, counting\n"
        "tensors = counting.count_one(catalogue.load().weight('albert-xlarge-v2'), Run()).tensors\n"
        "paddle.save({t.name: paddle.ones(t.shape, t.dtype) for t in tensors}, sys.argv[1])\n"
    )
    subprocess.run([sys.executable, "-c", program, str(path)], check=True, capture_output=True)


def write_pdparams(path: Path, tensors: int, elements: int) -> Path:
    """A state_dict of float32 vectors whose data are holes."""
    before, after = wf.array(wf.tuple_(wf.number(elements)), b"@DATA@").split(b"@DATA@")
    with path.open("wb") as file:
        file.write(b"\x80\x04}")
        for number in range(tensors):
            file.write(wf.text(f"encoder.layers.{number}.self_attn.q_proj.weight") + before)
            file.write(b"\x8e" + struct.pack("<Q", 4 * elements))
            file.seek(4 * elements, 1)
            file.write(after + b"s")
        file.write(b".")
    return path


def write_safetensors(path: Path, tensors: int, elements: int) -> Path:
    """The same as safetensors."""
    size = 4 * elements
    header = {
        f"encoder.layers.{number}.self_attn.q_proj.weight": {
            "dtype": "F32",
            "shape": [elements],
            "data_offsets": [number * size, (number + 1) * size],
        }
        for number in range(tensors)
    }
    with path.open("wb") as file:
        file.write(wf.safetensors_bytes(header))
        file.truncate(file.tell() + tensors * size)
    return path


# The bars


def against_paddle(folder: Path) -> Iterator[Bar]:
    path, warm = folder / "albert-xlarge.pdparams", folder / "warm.pdparams"
    write_albert_xlarge(path)
    wf.write_pickle(warm, wf.state_dict())
    ours, theirs = measure("ours", path, 20, warm), measure("paddle", path, 3, warm)
    size = f"albert-xlarge, {path.stat().st_size / 1e6:.0f} MB"
    yield times(f"{size}: times faster than paddle.load", theirs, ours, 20, at_least=True)
    yield memory(f"{size}: memory of paddle.load", ours, theirs, 0.1)


def growth(folder: Path) -> Iterator[Bar]:
    for kind, write in (("pdparams", write_pdparams), ("safetensors", write_safetensors)):
        warm = write(folder / f"warm.{kind}", 1, 1)
        small = measure("ours", write(folder / f"small.{kind}", 1000, 10), 10, warm)
        large = measure("ours", write(folder / f"large.{kind}", 1000, 25_000_000), 10, warm)
        yield times(f"{kind}: 1000 tensors of 100 MB against 40 bytes", large, small, NO_GROWTH)
        before = {"seconds": small["seconds"]}
        for thousands in (10, 100):
            many = measure("ours", write(folder / f"many.{kind}", thousands * 1000, 1000), 5, warm)
            each = {"seconds": many["seconds"] / thousands}
            what = f"{kind}: 1000 among {thousands},000 against {thousands // 10},000 tensors"
            yield times(what, each, before, LINEAR)
            before = each


def flex_growth(folder: Path) -> Iterator[Bar]:
    """Metadata of a FlexCheckpoint: tensors in eight shards each, whose files are not there."""
    warm, path = write_flex(folder / "warm.metadata", 1), folder / "0.metadata"
    before = None
    for tensors in (100, 1000, 10_000):
        many = measure("ours", write_flex(path, tensors), 3, warm)
        each = {"seconds": many["seconds"] / tensors}
        if before:
            yield times(f"FlexCheckpoint: a tensor among {tensors:,} against {tensors // 10:,}", each, before, LINEAR)
        before = each
    yield memory("FlexCheckpoint: 10,000 tensors in 80,000 shards: memory", many, _allowed(path.stat().st_size), 1)


def write_flex(path: Path, tensors: int) -> Path:
    """The metadata of so many tensors that eight ranks share."""
    ranks = [{f"layers.{n}.weight": ff.shard((64, 8), (8 * r, 0), (8, 8)) for n in range(tensors)} for r in range(8)]
    path.write_bytes(ff.dumped(ff.described(ranks)))
    return path


def against_safetensors(folder: Path) -> Iterator[Bar]:
    warm = write_safetensors(folder / "warm.safetensors", 1, 1)
    for tensors in (26, 1000, 10_000, 100_000):
        path = write_safetensors(folder / "model.safetensors", tensors, 1000)
        repeats = max(5, 20_000 // tensors)
        ours, theirs = measure("ours", path, repeats, warm), measure("safetensors", path, repeats, warm)
        yield times(f"safetensors: {tensors:,} tensors against the library", ours, theirs, 1.5)


#: What a million entries may cost as a multiple of the library's own read of the header; memory as the issue has it.
MILLION = {"ours": 1.5, "csv": 3.0, "text": 3.0, "json": 3.0}
SPARE_BYTES, BYTES_PER_BYTE = 150_000_000, 8


def a_million(folder: Path) -> Iterator[Bar]:
    """A header of a million entries of 77 MB, read and shown."""
    warm = write_safetensors(folder / "warm.safetensors", 1, 1)
    path = folder / "million.safetensors"
    entry = '"e.%d.w":{"dtype":"F32","shape":[2,2],"data_offsets":[%d,%d]}'
    with path.open("wb") as file:  # piece by piece: what this process takes, those that it starts are said to take, too
        file.write(b"\0" * 8 + b"{")
        for n in range(1_000_000):
            file.write((b"," if n else b"") + (entry % (n, 16 * n, 16 * n + 16)).encode())
        file.write(b"}")
        metadata = file.tell()
        file.truncate(metadata + 16 * 1_000_000)
        file.seek(0)
        file.write(struct.pack("<Q", metadata - 8))
    theirs = measure("safetensors", path, 3, warm)
    for reader, bar in MILLION.items():
        ours = measure(reader, path, 2, warm)
        yield times(f"a million entries, {reader}, against the library", ours, theirs, bar)
        yield memory(f"a million entries, {reader}: memory", ours, _allowed(metadata), 1)


def _allowed(metadata: int) -> dict[str, float]:
    return {"bytes": SPARE_BYTES + BYTES_PER_BYTE * metadata}


#: Values of few bytes in the file and many in memory, a thousand of them.
_DEAR = {"dicts": b"}", "lists": b"]", "sets": b"\x8f", "tuples": b"N\x85", "numbers": b"M\1\2", "texts": b"\x8c\2ab"}


def dear_values(folder: Path) -> Iterator[Bar]:
    """19 MB of values that take many times as much memory: 116 s and 8 GB once."""
    warm = write_pdparams(folder / "warm.pdparams", 1, 1)
    for what, value in _DEAR.items():
        path = folder / f"{what}.pdparams"
        path.write_bytes(b"\x80\x04]" + (b"(" + value * 1000 + b"e") * (19_000 // len(value)) + b".")
        ours = measure("refused", path, 1, warm)
        yield memory(f"19 MB of {what}: memory", ours, _allowed(path.stat().st_size), 1)


def opcodes(folder: Path) -> Iterator[Bar]:
    """100,000 arrays in the two protocols that paddle.save writes, 25 and 31 opcodes each."""
    import numpy as np

    warm = write_pdparams(folder / "warm.pdparams", 1, 1)
    arrays = {f"encoder.layers.{n}.self_attn.q_proj.weight": np.zeros((2, 3), "float32") for n in range(100_000)}
    for protocol in (2, 4):
        path = wf.write_pickle(folder / "opcodes.pdparams", arrays, protocol)
        ours, theirs = measure("ours", path, 3, warm), measure("python", path, 3, warm)
        yield times(f"100,000 arrays, protocol {protocol}, against pickle.py", ours, theirs, 3)
        count = sum(1 for _ in pickletools.genops(path.read_bytes()))
        rate = count / ours["processor"] / 1e6  # whatever else the machine does meanwhile
        yield Bar(
            f"protocol {protocol}: million opcodes a second of processor time",
            f"{rate:.2f}",
            "1",
            rate,
            1,
            at_least=True,
        )


def times(what: str, one: dict[str, float], other: dict[str, float], bar: float, *, at_least: bool = False) -> Bar:
    """A ratio of seconds."""
    ratio = one["seconds"] / other["seconds"]
    return Bar(what, f"{one['seconds'] * 1e3:.3f} ms", f"{other['seconds'] * 1e3:.3f} ms", ratio, bar, at_least)


def memory(what: str, one: dict[str, float], other: dict[str, float], bar: float) -> Bar:
    """A ratio of bytes."""
    return Bar(
        what, f"{one['bytes'] / 1e6:.2f} MB", f"{other['bytes'] / 1e6:.2f} MB", one["bytes"] / other["bytes"], bar
    )


def bars() -> Iterator[Bar]:
    """Every ratio, each measured when it is asked for."""
    with tempfile.TemporaryDirectory() as folder:
        for part in (against_paddle, growth, flex_growth, a_million, dear_values, against_safetensors, opcodes):
            yield from part(Path(folder))


def main() -> int:
    """Print every ratio; 1 when one misses its bar."""
    met = True
    for bar in bars():
        print(bar, flush=True)
        met = met and bar.is_met
    return 0 if met else 1


if __name__ == "__main__":
    if len(sys.argv) > 1:
        reader, path, repeats, warm = sys.argv[1:]
        print(json.dumps(measure_here(reader, Path(path), int(repeats), Path(warm))))
    else:
        sys.exit(main())
